import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { testStore } from '../store/support.ts';

const ENTRY = fileURLToPath(new URL('../support/cli-entry.ts', import.meta.url));

const report = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({
      check: z.string(),
      status: z.enum(['ok', 'warn', 'fail']),
      says: z.string(),
      remedy: z.string().nullable(),
    }),
  ),
});

function home(): string {
  const folder = mkdtempSync(join(tmpdir(), 'affiliate-ops-doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function run(folder: string, env: Record<string, string> = {}, args: readonly string[] = ['--json']) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ENTRY, 'doctor', ...args], {
    env: { PATH: process.env.PATH, HOME: folder, AFFILIATE_OPS_DATA_DIR: join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { out, err, code };
}

async function doctor(folder: string, env: Record<string, string> = {}) {
  const { out, err, code } = await run(folder, env);
  expect(err).toBe('');
  const { ok, checks } = report.parse(JSON.parse(out));
  expect(code).toBe(ok ? 0 : 1);
  const of = (check: string) => checks.filter((one) => one.check === check);
  return { ok, checks, of };
}

/** Something that answers HTTP with a clock of its own, and nothing sensible. */
async function host(clockAheadMs: number): Promise<Record<string, string>> {
  const server = createServer((_request, response) => {
    response.setHeader('date', new Date(Date.now() + clockAheadMs).toUTCString());
    response.writeHead(404).end('nothing here');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo; // Listens on TCP, so it is not a pipe's name.
  const url = `http://127.0.0.1:${port}`;
  return {
    ...{ TIKTOK_SHOP_APP_KEY: 'key', TIKTOK_SHOP_APP_SECRET: 'hush', TIKTOK_SHOP_REFRESH_TOKEN: 'quiet' },
    ...{ TIKTOK_SHOP_API_URL: url, TIKTOK_SHOP_AUTH_URL: url },
  };
}

describe('a machine on which all is well', () => {
  it('passes with the sandbox, from the first time on', async () => {
    const folder = home();
    const { ok, checks, of } = await doctor(folder);
    expect(ok).toBe(true);
    expect(checks.map(({ check }) => check)).toEqual(
      expect.arrayContaining([
        'node',
        'settings',
        'disk',
        'database',
        'secret key',
        'shop',
        'authorisation',
        'scopes',
      ]),
    );
    expect(of('authorisation')[0]?.says).toContain('Northbeam Goods');
    expect(of('warehouse access')).toMatchObject([{ status: 'ok' }]);
    expect(of('last look')).toMatchObject([{ status: 'warn', remedy: expect.stringContaining('monitor') }]);
    expect(of('channels')).toMatchObject([{ status: 'warn' }]);

    const { out, code } = await run(folder, {}, []);
    expect(code).toBe(0);
    expect(out).toMatch(/^ok {4}database .*no damage found\.$/m);
    expect(out).toMatch(/^warn {2}last look .* → Run "affiliate-ops monitor"/m);
  });
});

describe('a machine on which something is wrong', () => {
  it('names every wrong setting and still looks at the data', async () => {
    const folder = home();
    const config = join(folder, 'mcp.config.json');
    writeFileSync(config, JSON.stringify({ mode: 'yolo', monitor: { cycle_minutes: 5 } }));
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'affiliate-ops.sqlite'), 'no database'.repeat(1_000));
    const { ok, of } = await doctor(folder, { AFFILIATE_OPS_CONFIG: config, TIKTOK_SHOP_APP_KEY: 'half' });
    expect(ok).toBe(false);
    const said = of('settings')
      .map(({ says }) => says)
      .join('\n');
    expect(said).toContain('mode must be "read-only", "confirm" or "auto"');
    expect(said).toContain('monitor has no setting "cycle_minutes"; allowed: schedule');
    expect(said).toContain('TIKTOK_SHOP_APP_SECRET is missing');
    expect(of('database')).toMatchObject([{ status: 'fail', says: expect.stringContaining('damaged') }]);
  });

  it('tells a damaged, a newer and another program’s data file apart, and leaves them as they are', async () => {
    const folder = home();
    const file = join(folder, 'data', 'affiliate-ops-sandbox.sqlite');
    const store = testStore({ file });
    await store.close();
    const change = (sql: string) => {
      const connection = new Sqlite(file);
      connection.exec(sql);
      connection.close();
    };
    change('PRAGMA user_version = 999');
    expect((await doctor(folder)).of('database')).toMatchObject([
      { status: 'fail', remedy: 'Update affiliate-ops.' },
    ]);
    change('PRAGMA user_version = 1');
    const older = await doctor(folder);
    expect(older.of('database')).toMatchObject([
      { status: 'warn', says: expect.stringContaining('schema version 1') },
    ]);
    expect(older.of('authorisation')).toEqual([]);
    change('PRAGMA user_version = 0');
    expect((await doctor(folder)).of('database')[0]?.says).toContain('another program');
  });

  it('finds a clock that TikTok Shop would refuse, and an app that it does', async () => {
    const behind = await doctor(home(), await host(600_000));
    expect(behind.of('clock')).toMatchObject([
      { status: 'fail', says: expect.stringContaining('10 min behind') },
    ]);
    expect(behind.of('network').map(({ status }) => status)).toEqual(['ok', 'ok']);
    const [refused] = behind.of('program').concat(behind.of('authorisation'));
    expect(refused?.status).toBe('fail');
    expect(JSON.stringify(behind.checks)).not.toMatch(/hush|quiet/);

    const fine = await doctor(home(), await host(0));
    expect(fine.of('clock')).toMatchObject([{ status: 'ok' }]);
    const ahead = await doctor(home(), await host(-45_000));
    expect(ahead.of('clock')).toMatchObject([{ status: 'fail', says: expect.stringContaining('ahead') }]);
  });

  it('says which host does not answer, without waiting for it for long', async () => {
    const nobody = 'http://127.0.0.1:9';
    const { of } = await doctor(home(), {
      ...{ TIKTOK_SHOP_APP_KEY: 'k', TIKTOK_SHOP_APP_SECRET: 's', TIKTOK_SHOP_REFRESH_TOKEN: 't' },
      ...{ TIKTOK_SHOP_API_URL: nobody, TIKTOK_SHOP_AUTH_URL: nobody },
    });
    expect(of('network').map(({ status }) => status)).toEqual(['fail', 'fail']);
    expect(of('network')[0]?.says).toContain('127.0.0.1:9');
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('cannot be opened', async () => {
    const folder = home();
    mkdirSync(join(folder, 'data'), { mode: 0o500 });
    const { ok } = await doctor(folder);
    chmodSync(join(folder, 'data'), 0o700);
    expect(ok).toBe(false);
    expect(existsSync(join(folder, 'data', 'affiliate-ops-sandbox.sqlite'))).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('is open to others, or has lost its key', async () => {
    const folder = home();
    mkdirSync(join(folder, 'data'));
    chmodSync(join(folder, 'data'), 0o755);
    const config = join(folder, '.config', 'affiliate-ops');
    mkdirSync(config, { recursive: true });
    writeFileSync(join(config, 'secret.key'), 'not a key', { mode: 0o600 });
    const { of } = await doctor(folder);
    expect(of('data folder')).toMatchObject([
      { status: 'warn', remedy: expect.stringContaining('chmod 700') },
    ]);
    expect(of('secret key')).toMatchObject([
      { status: 'fail', says: expect.stringContaining('does not hold a key') },
    ]);
  });
});
