import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { machineClock } from '../../program/clocks.ts';
import { Assistant } from './assistant.ts';
import { SandboxControl } from './sandbox-control.ts';

export const LAUNCHER = fileURLToPath(new URL('../../../bin/affiliate-ops.mjs', import.meta.url));

/** Always the same programme, so that two runs can be compared. */
const SEED = '1';

/**
 * The demo's own limits. Ten parcels and the nine that were approved outside stay within the warehouse's request
 * rate (75 at once, then 1.2 a second) in well under a minute. A cycle of five minutes fits a day that is walked in
 * steps of minutes.
 */
const CAPS = { per_day: 10, per_week: 40 };
const CONFIGURATION = { monitor: { schedule: '*/5 * * * *' }, defaults: { caps: CAPS } };

const START_MS = 30_000;
const END_MS = 5_000;
/** Lines of the children's logs that are kept for the case that something goes wrong. */
const KEPT_LINES = 12;

const Announcement = z.looseObject({ url: z.string(), environment: z.record(z.string(), z.string()) });

/** The two processes that the demo looks after, and the folder they live in. */
export class Children {
  readonly #folder = mkdtempSync(join(tmpdir(), 'affiliate-ops-demo-'));
  readonly #words: string[] = [];
  #sandbox: ChildProcessByStdio<null, Readable, Readable> | null = null;
  #assistant: Assistant | null = null;
  #connection: Readonly<Record<string, string>> = {};
  #ended = false;

  /** Starts the sandbox and resolves when it serves. */
  async startSandbox(): Promise<SandboxControl> {
    const state = join(this.#folder, 'sandbox', 'state.sqlite');
    const args = ['sandbox', '--json', '--seed', SEED, '--state', state];
    const child = spawn(process.execPath, [LAUNCHER, ...args], {
      env: this.#environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#sandbox = child;
    const announcement = await firstLine(child, (text) => this.#remember(text));
    this.#words.length = 0;
    const { url, environment } = Announcement.parse(JSON.parse(announcement));
    this.#connection = environment;
    return new SandboxControl(url);
  }

  /** Starts a server and connects to it; the same data each time, so that a second one carries on. */
  async startServer(): Promise<Assistant> {
    if (this.#ended) throw new Error('The demo has ended.');
    const config = join(this.#folder, 'mcp.config.json');
    writeFileSync(config, JSON.stringify(CONFIGURATION, null, 2));
    const assistant = new Assistant({
      command: process.execPath,
      args: [LAUNCHER, 'serve'],
      env: {
        ...this.#environment(),
        ...this.#connection,
        AFFILIATE_OPS_CONFIG: config,
        AFFILIATE_OPS_DATA_DIR: join(this.#folder, 'data'),
        LOG_LEVEL: 'warn',
      },
      onWords: (text) => this.#remember(text),
    });
    this.#assistant = assistant;
    await assistant.connect();
    return assistant;
  }

  /** The last lines that the children wrote to stderr. */
  get lastWords(): readonly string[] {
    return this.#words;
  }

  /** Ends both and removes the folder. Says what did not end as it should. */
  async end(): Promise<readonly string[]> {
    if (this.#ended) return [];
    this.#ended = true;
    const troubles: string[] = [];
    try {
      const left = await this.#assistant?.close();
      if (left === false) troubles.push('The server did not leave by itself when its stdin closed.');
      const trouble = this.#sandbox === null ? null : await stop(this.#sandbox);
      if (trouble !== null) troubles.push(trouble);
    } finally {
      rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10 });
    }
    return troubles;
  }

  /** The user's own shop, warehouse and settings must not leak into the demo, nor the demo into their folders. */
  #environment(): Record<string, string> {
    const home = join(this.#folder, 'home');
    mkdirSync(home, { recursive: true });
    const own = /^(?:TIKTOK|SHIPBOB|SHIPSTATION|SHIPHERO|AFFILIATE_OPS)_|^LOG_LEVEL$/;
    const kept = Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || own.test(name) ? [] : [[name, value] as const],
    );
    return {
      ...Object.fromEntries(kept),
      HOME: home,
      USERPROFILE: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      XDG_DATA_HOME: join(home, '.local', 'share'),
      APPDATA: join(home, 'AppData', 'Roaming'),
      LOCALAPPDATA: join(home, 'AppData', 'Local'),
    };
  }

  #remember(text: string): void {
    this.#words.push(...text.split('\n').filter((line) => line.trim() !== ''));
    this.#words.splice(0, Math.max(0, this.#words.length - KEPT_LINES));
  }
}

async function firstLine(
  child: ChildProcessByStdio<null, Readable, Readable>,
  onWords: (text: string) => void,
): Promise<string> {
  const settled = new AbortController();
  const { signal } = settled;
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8').on('data', onWords);
  try {
    return await Promise.race([
      once(child.stdout, 'data', { signal }).then(([line]) => String(line)),
      once(child, 'close', { signal }).then(() => {
        throw new Error('The sandbox ended before it served.');
      }),
      machineClock.wait(START_MS, signal).then(() => {
        throw new Error(`The sandbox did not start within ${START_MS / 1000} seconds.`);
      }),
    ]);
  } finally {
    settled.abort();
  }
}

async function stop(child: ChildProcessByStdio<null, Readable, Readable>): Promise<string | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    const patience = new AbortController();
    const tooLong = machineClock.wait(END_MS, patience.signal).then(() => 'too long' as const);
    const first = await Promise.race([closed, tooLong]);
    patience.abort();
    if (first === 'too long') {
      child.kill('SIGKILL');
      await closed;
    }
  }
  // Windows has no signals: there the process is ended at once and has no say.
  const clean = child.exitCode === 0 || process.platform === 'win32';
  return clean ? null : `The sandbox ended with ${child.signalCode ?? `exit code ${child.exitCode}`}.`;
}
