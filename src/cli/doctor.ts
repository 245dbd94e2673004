import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Configuration, LIVE_DATABASE, SANDBOX_DATABASE } from '../config/index.ts';
import { OperatorError } from '../domain/errors.ts';
import type { Shop } from '../domain/shop.ts';
import type { Program } from '../program/open-program.ts';
import type { Command, Terminal } from './command.ts';
import { parseFlags } from './command.ts';
import { type Check, fail, failure, guarded } from './doctor/check.ts';

export const doctorCommand: Command = {
  help: `Usage: affiliate-ops doctor [--json]

Checks everything that has to be right and says for each thing how it is and what to do: Node.js, settings, folders,
disk, database, key, credentials, network, clock, requests of the day, authorisations and their tokens, the scope that
each feature needs, the shipping route, the versions of TikTok Shop's calls, webhooks, warehouse, channels, last look,
stuck actions. Run it with the same environment as your assistant, or its credentials are not seen.

It reads TikTok Shop and the warehouse, in at most 60 requests, and writes nothing there. On a machine where affiliate-ops never ran it makes
the data file and the key, as the first start would.

  --json  print ok and the checks as one line of JSON

The exit code is 1 when something fails, and 0 otherwise, also with warnings.
`,
  async run(args, terminal) {
    const flags = parseFlags(args, { json: { type: 'boolean' } });
    const json = flags.json === true;
    const checks: Check[] = [];
    for await (const check of everything()) {
      checks.push(check);
      if (!json) show(check, terminal);
    }
    const good = checks.every(({ status }) => status !== 'fail');
    if (json) terminal.out(`${JSON.stringify({ ok: good, checks })}\n`);
    return good ? 0 : 1;
  },
};

function show({ check, status, says, remedy }: Check, { out }: Terminal): void {
  const next = remedy === null ? '' : ` → ${remedy}`;
  out(`${status.padEnd(4)}  ${check.padEnd(17)} ${says}${next}\n`);
}

/** Each check as it is done: the network takes its time. */
async function* everything(): AsyncGenerator<Check> {
  const machine = await import('./doctor/machine.ts');
  yield* await guarded('node', machine.checkNode);
  const configuration = await loadSettings();
  if (Array.isArray(configuration)) {
    yield* configuration;
    const folders = await usualFolders();
    yield* await guarded('folders', () => machine.checkFolders(folders));
    // With credentials that cannot be read nobody knows which of the two it would be.
    for (const file of [LIVE_DATABASE, SANDBOX_DATABASE].map((name) => join(folders.dataDir, name))) {
      if (existsSync(file)) yield* await guarded('database', () => databaseCheck(file));
    }
    return;
  }
  yield* await guarded('settings', () => machine.checkSettings(configuration));
  const basics = [
    ...(await guarded('folders', () => machine.checkFolders(configuration))),
    ...(await guarded('database', () => databaseCheck(configuration.databaseFile))),
    ...(await guarded('secret key', () => machine.checkKey(configuration, process.env))),
  ];
  yield* basics;
  yield* await guarded('credentials', () => machine.checkCredentials(configuration));
  const { checkHosts } = await import('./doctor/outside.ts');
  yield* await guarded('network', () => checkHosts(configuration));
  const opens = basics.every(
    ({ check, status }) => status !== 'fail' && (check !== 'database' || status === 'ok'),
  );
  if (opens) yield* await guarded('program', () => insideProgram(configuration));
}

/** Loaded here: where the database driver does not even load, that is one line among the others. */
async function databaseCheck(file: string): Promise<readonly Check[]> {
  const { checkDatabase } = await import('./doctor/database.ts');
  return checkDatabase(file);
}

/** The settings, or what is wrong with them. */
async function loadSettings(): Promise<Configuration | Check[]> {
  const { loadConfiguration } = await import('../config/index.ts');
  try {
    return loadConfiguration({ env: process.env });
  } catch (error) {
    if (!(error instanceof OperatorError)) return [failure('settings', error)];
    return error.message.split('\n').map((line) => fail('settings', line, 'Correct it and start again.'));
  }
}

/** Where they are when the settings cannot be read. */
async function usualFolders() {
  const { standardDirectories } = await import('../config/directories.ts');
  const standard = standardDirectories(process.env, process.platform, homedir());
  const given = process.env.AFFILIATE_OPS_DATA_DIR?.trim();
  return given ? { ...standard, dataDir: resolve(given) } : standard;
}

async function insideProgram(configuration: Configuration): Promise<readonly Check[]> {
  const { createLog } = await import('../program/log.ts');
  const { openProgram } = await import('../program/open-program.ts');
  const { checkProgramme } = await import('./doctor/programme.ts');
  const program = await openProgram(configuration, createLog('silent'), { monitor: false });
  try {
    return [
      ...(await platformChecks(configuration, program)),
      ...(await guarded('programme', () => checkProgramme(program))),
    ];
  } finally {
    await program.close();
  }
}

/** What TikTok Shop and the warehouse say, within the requests of a day. */
async function platformChecks(configuration: Configuration, program: Program): Promise<readonly Check[]> {
  const { openProber } = await import('../adapters/tiktok-shop/probe.ts');
  const { processIdentity } = await import('../program/ids.ts');
  const access = await import('./doctor/access.ts');
  const { checkVersions } = await import('./doctor/versions.ts');
  const { checkWebhooks } = await import('./doctor/webhooks.ts');
  const { services, outside, programClock, machineClock } = program;
  const { credentials, leases, requests } = services.store;
  const prober = openProber({
    ...outside.tiktok,
    ...{ credentials, leases, requests, programClock, machineClock },
    process: processIdentity(),
    dailyRequestBudget: services.settings.dailyRequestBudget,
    log: () => {},
  });
  try {
    const checks: Check[] = [...(await guarded('budget', () => access.checkBudget(program)))];
    let shops: readonly Shop[] = [];
    checks.push(
      ...(await guarded('authorisation', async () => {
        const found = await access.checkAuthorisations(program, prober);
        shops = found.shops;
        return found.checks;
      })),
      ...(await guarded('scopes', () => access.checkScopes(program, shops))),
      ...(await guarded('route', () => access.checkRoutes(configuration, shops))),
      ...(await guarded('versions', () => checkVersions(prober, shops))),
      ...(await guarded('webhooks', () => (shops.length > 0 ? checkWebhooks(program, shops) : []))),
      ...(await guarded('warehouse access', () => access.checkWarehouse(program))),
    );
    return checks;
  } finally {
    await prober.close();
  }
}
