import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/index.ts';

const launcher = fileURLToPath(new URL('../../bin/affiliate-ops.mjs', import.meta.url));

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'affiliate-ops-sandbox-cli-'));
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

function sandbox(...args: string[]): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', launcher, 'sandbox', ...args], {
    env: { PATH: process.env.PATH, HOME: home, AFFILIATE_OPS_DATA_DIR: join(home, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

it('hosts one programme, lets others attach, and ends on a signal', async () => {
  const host = sandbox('--json', '--seed', '7');
  try {
    const words = text(host.stderr);
    const [line] = await once(host.stdout, 'data');
    const printed = JSON.parse(String(line));
    expect(printed).toMatchObject({ hosting: true, state_file: join(home, 'data', 'sandbox.sqlite') });
    expect((await fetch(`${printed.url}/control/clock`)).status).toBe(200);
    expect(statSync(join(home, 'data')).mode & 0o777).toBe(0o700);

    const second = sandbox('--print-env', '--seed', '8');
    const [shell, said, code] = await Promise.all([
      text(second.stdout),
      text(second.stderr),
      once(second, 'close').then(([exit]) => exit),
    ]);
    expect(code).toBe(0);
    expect(said).toBe(
      `${printed.state_file} holds a programme already; --seed and --native-connection are for a new one.\n` +
        `Another process hosts this sandbox at ${printed.url} already.\n`,
    );
    const variables = Object.fromEntries(
      [...shell.matchAll(/^export ([A-Z_]+)='([^']*)'$/gm)].map(([, name, value]) => [name, value]),
    );
    expect(variables).toEqual(printed.environment);
    expect(loadConfiguration({ env: variables, homeDir: home }).connection).toMatchObject({
      kind: 'live',
      sandboxLabel: true,
      tiktok: { apiUrl: printed.url, authUrl: printed.url },
      shipbob: { apiUrl: printed.url },
    });

    const closed = once(host, 'close');
    host.kill('SIGTERM');
    expect(await closed).toEqual([0, null]);
    expect(await words).toBe(
      'Making a new programme; this takes a few seconds.\n' +
        `The sandbox runs at ${printed.url} with its state in ${printed.state_file}. Stop it with Ctrl+C.\n`,
    );
  } finally {
    host.kill('SIGKILL');
  }
});

it('tells a port that somebody else holds', async () => {
  const { createServer } = await import('node:http');
  const stranger = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  const address = stranger.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const state = join(home, 'second.sqlite');
  const child = sandbox('--port', String(address.port), '--state', state);
  try {
    const [out, err, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close').then(([exit]) => exit),
    ]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(
      `affiliate-ops: The sandbox did not start: Port ${address.port} is used by another program.`,
    );
    expect(err).toContain(`Its state is in ${state}; --state FILE starts another one.\n`);
    expect(err).not.toContain('    at ');
  } finally {
    stranger.close();
    child.kill('SIGKILL');
  }
});
