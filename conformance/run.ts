import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { addToken } from './add-token.ts';
import { serveFixtures } from './fixture-server.ts';

/**
 * Runs the protocol's conformance suite against our serving shell (the suite's fixtures, nothing may fail) and against
 * the product on its sandbox (what fails is listed with its reason, and the suite refuses an entry that passes). Exits
 * with 0 only when all four runs agree. Needs the network for npx at the first time.
 */
const SUITE = '@modelcontextprotocol/conformance@0.2.0-alpha.12';
const REQUIREMENTS = ['2025-11-25', '2026-07-28'];
const SCENARIO_TIMEOUT_MS = 10_000;

const here = fileURLToPath(new URL('.', import.meta.url));

interface Target {
  readonly name: string;
  readonly url: string;
  readonly token: string;
  readonly baseline: (requirements: string) => string;
  close(): Promise<void>;
}

async function shell(): Promise<Target> {
  const token = randomBytes(32).toString('hex');
  const { url, close } = await serveFixtures(token);
  return { name: 'shell', url, token, baseline: () => 'no-failures.yaml', close };
}

/** The server as an operator starts it, in a home of its own, with its programme read in. */
async function product(): Promise<Target> {
  const home = mkdtempSync(join(tmpdir(), 'affiliate-ops-conformance-'));
  const launcher = join(here, '..', 'bin', 'affiliate-ops.mjs');
  const child = spawn(process.execPath, [launcher, 'serve', '--http', '127.0.0.1:0', '--no-monitor'], {
    env: { PATH: process.env.PATH, HOME: home, USERPROFILE: home, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const close = async () => {
    await stop(child);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const { url, tokenFile } = await announced(child);
    const token = readFileSync(tokenFile, 'utf8').trim();
    await readProgramme(url, token);
    return {
      name: 'product',
      url,
      token,
      baseline: (requirements) => `baseline.${requirements}.yaml`,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What `serve --http` says on stderr when it listens. */
async function announced(child: ChildProcess): Promise<{ url: string; tokenFile: string }> {
  if (child.stderr === null) throw new Error('The server has no stderr.');
  let said = '';
  for await (const line of createInterface({ input: child.stderr })) {
    said += `${line}\n`;
    const url = /MCP is served at (\S+)\. /.exec(said)?.[1];
    const tokenFile = /the token is in (.+)\. For Claude Code:/.exec(said)?.[1];
    if (url !== undefined && tokenFile !== undefined) {
      child.stderr.resume();
      return { url, tokenFile };
    }
  }
  throw new Error(`The server did not start:\n${said}`);
}

/** A new sandbox takes some seconds, longer than a scenario waits. */
async function readProgramme(url: string, token: string): Promise<void> {
  const client = new Client({ name: 'conformance-run', version: '0' });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  const status = await client.callTool({ name: 'program_status', arguments: { refresh: true } });
  if (status.isError) throw new Error(`The programme could not be read: ${JSON.stringify(status.content)}`);
  await client.close();
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

/** The suite's own summary goes to our stdout; resolves with whether it agrees with the baseline. */
async function runSuite(target: Target, requirements: string): Promise<boolean> {
  const gate = await addToken(target.url, target.token);
  const args = ['-y', SUITE, 'server', '--url', gate.url, '--requirements', requirements];
  args.push('--timeout', String(SCENARIO_TIMEOUT_MS));
  args.push('--expected-failures', join(here, target.baseline(requirements)));
  const windows = process.platform === 'win32';
  const suite = spawn(windows ? 'npx.cmd' : 'npx', args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: windows,
  });
  let out = '';
  suite.stdout.setEncoding('utf8');
  suite.stdout.on('data', (text: string) => {
    out += text;
  });
  const [code] = await once(suite, 'close');
  await gate.close();
  const summary = out.lastIndexOf('=== SUMMARY ===');
  const shown = summary === -1 ? out : out.slice(summary);
  process.stdout.write(`\n##### ${target.name}, requirements of ${requirements}: exit ${code}\n${shown}\n`);
  return code === 0;
}

let agreed = true;
for (const open of [shell, product]) {
  const target = await open();
  try {
    for (const requirements of REQUIREMENTS) agreed = (await runSuite(target, requirements)) && agreed;
  } finally {
    await target.close();
  }
}
process.stdout.write(agreed ? '\nAll four runs agree.\n' : '\nNot every run agrees: see above.\n');
process.exitCode = agreed ? 0 : 1;
