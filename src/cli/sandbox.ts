import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { OperatorError } from '../domain/errors.ts';
import type { Sandbox } from '../sandbox/index.ts';
import type { Command, Terminal } from './command.ts';
import { parseFlags, wholeNumber } from './command.ts';

interface Request {
  readonly stateFile: string;
  readonly seed: number | undefined;
  readonly port: number | undefined;
  readonly nativeConnection: boolean | undefined;
}

export const sandboxCommand: Command = {
  help: `Usage: affiliate-ops sandbox [--port N] [--seed N] [--native-connection] [--state FILE] [--print-env | --json]

Hosts an invented programme on this machine: TikTok Shop and a ShipBob warehouse, with real paths, signatures, delays
and quirks, and creators who react to what you do. It runs until Ctrl+C, and its state stays: the next start goes on
where this one stopped. If another process hosts the same state already, this one says so and ends.

  --port N             listen on this port of 127.0.0.1 (default: the port of the last time, at first a free one)
  --seed N             make the programme from this number; the same number makes the same programme (first start only)
  --native-connection  the warehouse imports TikTok orders by itself, as route "native_sync" expects (first start only)
  --state FILE         keep the state in this file (default: sandbox.sqlite in the data folder)
  --print-env          print the variables that connect affiliate-ops to it, for a shell
  --json               print the same as one line of JSON

Keep it running in one terminal; in another, this lets the commands of that shell work on it:

  eval "$(affiliate-ops sandbox --print-env)"
`,
  async run(args, terminal) {
    const flags = parseFlags(args, {
      port: { type: 'string' },
      seed: { type: 'string' },
      'native-connection': { type: 'boolean' },
      state: { type: 'string' },
      'print-env': { type: 'boolean' },
      json: { type: 'boolean' },
    });
    const port = wholeNumber('port', flags.port, 1, 65_535);
    const seed = wholeNumber('seed', flags.seed, 0, 2 ** 32 - 1);
    const stateFile = flags.state === undefined ? await usualStateFile() : resolve(flags.state);

    const stopped = stopSignal();
    const sandbox = await open(
      { stateFile, seed, port, nativeConnection: flags['native-connection'] },
      terminal,
    );
    try {
      terminal.err(
        sandbox.hosting
          ? `The sandbox runs at ${sandbox.url} with its state in ${stateFile}. Stop it with Ctrl+C.\n`
          : `Another process hosts this sandbox at ${sandbox.url} already.\n`,
      );
      const variables = environmentOf(sandbox.url, sandbox.credentials);
      if (flags.json === true) {
        const { url, hosting } = sandbox;
        terminal.out(`${JSON.stringify({ url, hosting, state_file: stateFile, environment: variables })}\n`);
      } else if (flags['print-env'] === true) {
        printShell(variables, terminal);
      }
      if (sandbox.hosting) await stopped;
    } finally {
      await sandbox.close();
    }
    return 0;
  },
};

async function open(request: Request, { err }: Terminal): Promise<Sandbox> {
  const { stateFile, seed, port, nativeConnection } = request;
  if (!existsSync(stateFile)) {
    err('Making a new programme; this takes a few seconds.\n');
  } else if (seed !== undefined || nativeConnection === true) {
    err(`${stateFile} holds a programme already; --seed and --native-connection are for a new one.\n`);
  }
  const { createDataDirectory } = await import('../config/index.ts');
  createDataDirectory(dirname(stateFile));
  const { openSandbox } = await import('../sandbox/index.ts');
  try {
    return await openSandbox({
      stateFile,
      ...(seed === undefined ? {} : { seed }),
      ...(port === undefined ? {} : { port }),
      ...(nativeConnection === true ? { nativeConnection } : {}),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'for an unknown reason.';
    throw new OperatorError(
      'setup',
      `The sandbox did not start: ${reason}`,
      `Its state is in ${stateFile}; --state FILE starts another one.`,
      'No programme was changed.',
      { cause: error },
    );
  }
}

/** Sandbox of this user's data folder. Only the folder is read: credentials of a live shop do not matter here. */
async function usualStateFile(): Promise<string> {
  const { loadConfiguration } = await import('../config/index.ts');
  const local = Object.entries(process.env).filter(([name]) => !/^(TIKTOK|SHIPBOB)_/.test(name));
  return loadConfiguration({ env: Object.fromEntries(local) }).sandboxStateFile;
}

function environmentOf(url: string, credentials: Sandbox['credentials']): Readonly<Record<string, string>> {
  return {
    TIKTOK_SHOP_APP_KEY: credentials.appKey,
    TIKTOK_SHOP_APP_SECRET: credentials.appSecret,
    TIKTOK_SHOP_REFRESH_TOKEN: credentials.refreshToken,
    TIKTOK_SHOP_SERVICE_ID: credentials.serviceId,
    TIKTOK_SHOP_CONNECTOR_APP_KEY: credentials.connectorAppKey,
    TIKTOK_SHOP_CONNECTOR_APP_SECRET: credentials.connectorAppSecret,
    TIKTOK_SHOP_CONNECTOR_SERVICE_ID: credentials.connectorServiceId,
    TIKTOK_SHOP_API_URL: url,
    TIKTOK_SHOP_AUTH_URL: url,
    SHIPBOB_TOKEN: credentials.shipbobToken,
    SHIPBOB_CHANNEL_ID: credentials.shipbobChannelId,
    SHIPBOB_API_URL: url,
  };
}

/** Single quotes hold every character but themselves, in POSIX shells and in PowerShell alike. */
function printShell(variables: Readonly<Record<string, string>>, { out }: Terminal): void {
  const powerShell = process.platform === 'win32';
  for (const [name, value] of Object.entries(variables)) {
    out(
      powerShell
        ? `$env:${name} = '${value.replaceAll("'", "''")}'\n`
        : `export ${name}='${value.replaceAll("'", "'\\''")}'\n`,
    );
  }
}

function stopSignal(): Promise<void> {
  return new Promise((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop());
  });
}
