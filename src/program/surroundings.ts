import type { Configuration, ShipBobConnection, TikTokConnection } from '../config/index.ts';
import { OperatorError } from '../domain/errors.ts';
import type { ProgramClock } from '../ports/clock.ts';
import { liveClock, SandboxClock } from './clocks.ts';

/** Where the program's counterparties are, and by which clock it lives. */
export interface Surroundings {
  readonly tiktok: TikTokConnection;
  readonly shipbob: ShipBobConnection | null;
  /** What a database belongs to. */
  readonly apiHost: string;
  readonly sandbox: boolean;
  readonly programClock: ProgramClock;
  close(): Promise<void>;
}

/**
 * Live hosts as configured; without credentials a sandbox on this machine, hosted here or by whoever was first.
 * An API host on loopback is a sandbox too and sets the clock.
 */
export async function connect(configuration: Configuration): Promise<Surroundings> {
  const { connection } = configuration;
  if (connection.kind === 'sandbox') return ownSandbox(configuration.sandboxStateFile);
  const { tiktok, shipbob, sandboxLabel } = connection;
  if (!sandboxLabel) {
    const { host } = new URL(tiktok.apiUrl);
    return { tiktok, shipbob, apiHost: host, sandbox: false, programClock: liveClock, close: async () => {} };
  }
  return { tiktok, shipbob, ...(await sandboxTime(tiktok.apiUrl, async () => {})) };
}

async function ownSandbox(stateFile: string): Promise<Surroundings> {
  const { openSandbox } = await import('../sandbox/index.ts');
  const sandbox = await openSandbox({ stateFile });
  const { appKey, appSecret, refreshToken, serviceId, shipbobToken, shipbobChannelId } = sandbox.credentials;
  const { url } = sandbox;
  return {
    tiktok: {
      ...{ apiUrl: url, authUrl: url, linkUrl: url },
      apps: [{ role: 'affiliate', appKey, appSecret, serviceId, refreshToken }],
    },
    shipbob: { token: shipbobToken, channelId: shipbobChannelId, apiUrl: url },
    ...(await sandboxTime(url, () => sandbox.close())),
  };
}

async function sandboxTime(url: string, close: () => Promise<void>) {
  const clock = new SandboxClock(url);
  const stop = new AbortController();
  await clock.resync().catch((error: unknown) => {
    throw new OperatorError(
      'setup',
      `The sandbox at ${url} does not answer.`,
      'Start it with "affiliate-ops sandbox", or take the TIKTOK_ and SHIPBOB_ variables away to have one made here.',
      undefined,
      { cause: error },
    );
  });
  void clock.follow(stop.signal);
  return {
    // The port may change between runs; the app key tells one sandbox from another.
    apiHost: 'sandbox',
    sandbox: true,
    programClock: clock,
    close: async () => {
      stop.abort();
      await close();
    },
  };
}
