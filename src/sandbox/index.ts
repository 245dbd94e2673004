import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { SECOND, sandboxClock } from './clock.ts';
import { loadFaults } from './faults.ts';
import { generate } from './generator/index.ts';
import { addMissingParts } from './parts.ts';
import { type Programme, presentWorld, transact } from './programme.ts';
import { seeded } from './random.ts';
import { sandboxServer } from './server.ts';
import { openFurtherShops } from './shops.ts';
import { openState, type State } from './state.ts';
import { appBy } from './tiktok-shop/apps.ts';
import { deliverWebhooks } from './webhook-delivery.ts';
import { DIRECT_CHANNEL } from './world/native.ts';

export interface SandboxCredentials {
  appKey: string;
  appSecret: string;
  serviceId: string;
  /** The latest refresh token when the sandbox was opened. Every refresh rotates it, as on the platform. */
  refreshToken: string;
  /** The seller's second app, without affiliate scopes. It has no tokens until the seller authorises it. */
  connectorAppKey: string;
  connectorAppSecret: string;
  connectorServiceId: string;
  shipbobToken: string;
  shipbobChannelId: string;
}

export interface Sandbox {
  /** `http://127.0.0.1:port`, the same for as long as the state file's port can be had. */
  readonly url: string;
  readonly credentials: SandboxCredentials;
  /** True while this process serves the sandbox; an attached process takes over when the host goes away. */
  readonly hosting: boolean;
  /** Stops hosting, or lets go. The state stays and resumes at the next opening. */
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** Path of the sandbox's own SQLite file; made when missing. */
  stateFile: string;
  /** Fixes the programme of a new state; ignored for an existing one. Default 1. */
  seed?: number;
  /** Port to serve on; default is the recorded one, else any free one. */
  port?: number;
  /** Whether the warehouse of a new state imports sample orders by itself. Default false. */
  nativeConnection?: boolean;
}

const ATTEMPTS = 40;
/** Silent attempts before the recorded port counts as lost. */
const PATIENCE = 5;
const WATCH_MS = 500;
/** How often the clock is written down; well under the second a restart adds. */
const TICK_MS = 250;
const HEALTH_TIMEOUT_MS = 1500;

/**
 * Hosts the sandbox whose state lives in `stateFile`, or attaches when another live process already hosts it.
 * Throws when `port` is asked for and somebody else holds it.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  mkdirSync(dirname(options.stateFile), { recursive: true });
  const state = openState(options.stateFile);
  try {
    prepare(state, options);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const role = await takeRole(state, options, attempt);
      if (role !== null) return sandboxIn(options, state, role);
      await pause(50);
    }
  } catch (error) {
    state.close();
    throw error;
  }
  state.close();
  throw new Error(
    'The sandbox could neither be served nor reached: another process holds its state but does not answer.',
  );
}

/** Makes the programme in a new file, completes an older one. Two processes at once: the second finds it done. */
function prepare(state: State, options: SandboxOptions): void {
  state.transact(() => {
    const made = state.one(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'`);
    if (made === undefined) {
      generate(state, { seed: options.seed ?? 1, nativeConnection: options.nativeConnection === true });
      state.setMeta('identity', randomUUID());
    }
    addMissingParts(state);
  });
}

type Role = { hosting: Hosted; port: number } | { hosting: null; port: number };

interface Hosted {
  stop(): Promise<void>;
}

/** Attaches if the recorded port answers for this state, else tries to serve. Null: not settled, ask again. */
async function takeRole(state: State, options: SandboxOptions, attempt: number): Promise<Role | null> {
  const recorded = state.metaOrNull('port');
  if (recorded !== null && (await whoAnswers(state, Number(recorded))) === 'host') {
    return { hosting: null, port: Number(recorded) };
  }
  const wanted = options.port ?? Number(recorded ?? 0);
  const served = await serve(state, options, wanted);
  if (served !== 'taken') return claim(state, options, recorded, served);
  const holder = await whoAnswers(state, wanted);
  if (holder === 'host') return { hosting: null, port: wanted };
  // A busy host may be slow to answer: only a stranger's answer, or long silence, sends us elsewhere.
  if (holder === 'nobody' && attempt < PATIENCE) return null;
  if (options.port !== undefined) {
    throw new Error(`Port ${options.port} is used by another program. Choose another port for the sandbox.`);
  }
  const elsewhere = await serve(state, options, 0);
  return elsewhere === 'taken' ? null : claim(state, options, recorded, elsewhere);
}

/** Records the port if nobody changed it meanwhile; who records it hosts. */
async function claim(
  state: State,
  options: SandboxOptions,
  before: string | null,
  served: Served,
): Promise<Role | null> {
  const mine = state.transact(() => {
    if (state.metaOrNull('port') !== before) return false;
    state.setMeta('port', String(served.port));
    return true;
  });
  if (!mine) {
    await closed(served.server);
    return null;
  }
  return { hosting: start(served, options), port: served.port };
}

interface Served {
  server: Server;
  port: number;
  programme: Programme;
}

function serve(state: State, options: SandboxOptions, port: number): Promise<Served | 'taken'> {
  // A second past what was last written: a killed host loses up to that, and the clock never goes back.
  const lead = state.metaOrNull('port') === null ? 0 : SECOND;
  const programme: Programme = {
    state,
    clock: sandboxClock(Number(state.meta('clock_ms')) + lead),
    random: seeded(Number(state.meta('seed'))),
    faults: loadFaults(state),
    others: [],
  };
  const server = sandboxServer(programme, options.stateFile);
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('taken');
      else reject(error);
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      // A TCP server's address is an object.
      const address = server.address() as AddressInfo;
      resolve({ server, port: address.port, programme });
    });
  });
}

function start(served: Served, options: SandboxOptions): Hosted {
  const { programme, server } = served;
  programme.others.push(...openFurtherShops(programme.state, options.stateFile));
  const tick = (): void => {
    transact(programme, () => {
      const { first, shops } = presentWorld(programme);
      for (const { state } of shops) state.setMeta('clock_ms', String(first.now));
    });
  };
  const timer = setInterval(tick, TICK_MS);
  timer.unref();
  const webhooks = deliverWebhooks(programme);
  return {
    stop: async () => {
      clearInterval(timer);
      await webhooks.stop();
      await closed(server);
      tick();
      for (const shop of programme.others.splice(0)) shop.state.close();
    },
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

const Clock = z.object({ identity: z.string() });

/** Whether the port is held by this state's host, by another program, or does not answer in time. */
async function whoAnswers(state: State, port: number): Promise<'host' | 'stranger' | 'nobody'> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/control/clock`, {
      signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS),
    });
    const clock = Clock.safeParse(await response.json().catch(() => null));
    return clock.success && clock.data.identity === state.meta('identity') ? 'host' : 'stranger';
  } catch {
    return 'nobody';
  }
}

function credentialsOf(state: State): SandboxCredentials {
  const latest = state.one<{ refresh_token: string }>(
    "SELECT refresh_token FROM token_pairs WHERE app = 'main' ORDER BY pair_id DESC LIMIT 1",
  );
  const connector = appBy(state, 'app', 'connector');
  return {
    appKey: state.meta('app_key'),
    appSecret: state.meta('app_secret'),
    serviceId: appBy(state, 'app', 'main')?.service_id ?? '',
    refreshToken: latest?.refresh_token ?? '',
    connectorAppKey: connector?.app_key ?? '',
    connectorAppSecret: connector?.app_secret ?? '',
    connectorServiceId: connector?.service_id ?? '',
    shipbobToken: state.meta('shipbob_token'),
    shipbobChannelId: String(DIRECT_CHANNEL),
  };
}

function sandboxIn(options: SandboxOptions, state: State, first: Role): Sandbox {
  let role = first;
  let closing = false;
  const credentials = credentialsOf(state);
  const url = `http://127.0.0.1:${first.port}`;
  const watch = async (): Promise<void> => {
    if (closing || role.hosting !== null) return;
    // The address others were given is part of the promise, so only the same port will do.
    const next = await takeRole(state, { ...options, port: first.port }, 0).catch(() => null);
    if (next === null) return;
    if (closing) await next.hosting?.stop();
    else role = next;
  };
  let watching = Promise.resolve();
  const timer = setInterval(() => {
    watching = watching.then(watch);
  }, WATCH_MS);
  timer.unref();
  return {
    url,
    credentials,
    get hosting() {
      return role.hosting !== null;
    },
    close: async () => {
      if (closing) return;
      closing = true;
      clearInterval(timer);
      await watching;
      await role.hosting?.stop();
      state.close();
    },
  };
}
