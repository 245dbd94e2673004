import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { startChild } from '../store/children/run.ts';
import { NOW, SHOP, testStore } from '../store/support.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/affiliate-ops.mjs', import.meta.url));

/** A folder for data and copies, with the data files that the names say. */
async function programme(...names: readonly string[]): Promise<{ folder: string; data: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'affiliate-ops-backup-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  for (const name of names) {
    const store = testStore({ file: join(data, name) });
    await store.shops.record([{ shopId: SHOP, cipher: 'c', name, region: 'US' }], NOW);
    await store.close();
  }
  return { folder, data };
}

async function backup(folder: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [LAUNCHER, 'backup', ...args], {
    env: { PATH: process.env.PATH, HOME: folder, AFFILIATE_OPS_DATA_DIR: join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, out, err };
}

function query<Row>(file: string, sql: string): Row[] {
  const connection = new Sqlite(file);
  try {
    return connection.prepare<[], Row>(sql).all();
  } finally {
    connection.close();
  }
}

const shopNames = (file: string) =>
  query<{ name: string }>(file, 'SELECT name FROM shops').map(({ name }) => name);

it('copies one moment while another process writes, and holds nobody up', async () => {
  const { folder, data } = await programme('affiliate-ops.sqlite');
  const file = join(data, 'affiliate-ops.sqlite');
  const writer = startChild('write-pairs.ts', file);
  const written = async () => Number((await writer.line())?.number);
  const before = await written();

  const copy = join(folder, 'copy.sqlite');
  expect(await backup(folder, ['--to', copy])).toMatchObject({ code: 0, out: `${copy}\n` });

  const [counts] = query<{ left: number; right: number; last: number }>(
    copy,
    `SELECT count(*) FILTER (WHERE half = 'left') AS left, count(*) FILTER (WHERE half = 'right') AS right,
      max(number) AS last FROM pairs`,
  );
  if (counts === undefined) throw new Error('No counts.');
  expect(counts).toEqual({ left: counts.last, right: counts.last, last: counts.last });
  expect(counts.last).toBeGreaterThanOrEqual(before);
  let now = before;
  while (now <= counts.last) now = await written();
  expect(now).toBeGreaterThan(counts.last);
  await writer.kill();
  expect(query(copy, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
});

it('puts a copy for the owner only beside the data, and it can take their place', async () => {
  const { folder, data } = await programme('affiliate-ops.sqlite');
  const { code, out, err } = await backup(folder, ['--json']);
  expect(code).toBe(0);
  const { file, source, bytes } = JSON.parse(out);
  expect(source).toBe(join(data, 'affiliate-ops.sqlite'));
  expect(dirname(file)).toBe(join(data, 'backups'));
  expect(file).toMatch(/affiliate-ops\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.sqlite$/);
  expect(bytes).toBe(statSync(file).size);
  expect(err).toMatch(
    /^Copied the data of your shop, \d+ kB\. How to restore: affiliate-ops backup --help\n$/,
  );
  expect(readdirSync(dirname(file))).toHaveLength(1);
  if (process.platform !== 'win32') {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
  }
  const restored = testStore({ file });
  expect((await restored.shops.list()).map(({ shopId }) => shopId)).toEqual([SHOP]);
});

it('never replaces anything', async () => {
  const { folder } = await programme('affiliate-ops.sqlite');
  const taken = join(folder, 'taken.sqlite');
  writeFileSync(taken, 'mine');
  const { code, out, err } = await backup(folder, ['--to', taken]);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toBe(
    `affiliate-ops: There is something at ${taken} already, and a backup never replaces anything. ` +
      'It was left as it is. Choose another name with --to.\n',
  );
  expect(readFileSync(taken, 'utf8')).toBe('mine');
});

it('leaves nothing behind when it fails', async () => {
  const { folder, data } = await programme();
  mkdirSync(data);
  writeFileSync(join(data, 'affiliate-ops.sqlite'), 'no database'.repeat(1_000));
  const copy = join(folder, 'copy.sqlite');
  const { code, err } = await backup(folder, ['--to', copy]);
  expect(code).toBe(1);
  expect(err).toContain('The data file is damaged or not a database of this program');
  expect((await backup(folder, ['--to', join(folder, 'none', 'copy.sqlite')])).err).toContain(
    'The data file cannot be opened',
  );
  expect(readdirSync(folder).sort()).toEqual(['data']);
});

it('chooses the shop, the sandbox while there is no shop, and says when there is neither', async () => {
  const both = await programme('affiliate-ops.sqlite', 'affiliate-ops-sandbox.sqlite');
  const first = await backup(both.folder);
  expect(shopNames(first.out.trim())).toEqual(['affiliate-ops.sqlite']);

  const sandbox = await programme('affiliate-ops-sandbox.sqlite');
  const second = await backup(sandbox.folder);
  expect(second.err).toMatch(/^Copied the data of the sandbox, /);
  expect(shopNames(second.out.trim())).toEqual(['affiliate-ops-sandbox.sqlite']);

  // Credentials of a sandbox on this machine point at its data, whatever else is there.
  const local = 'http://127.0.0.1:9';
  const third = await backup(both.folder, ['--to', join(both.folder, 'named.sqlite')], {
    TIKTOK_SHOP_APP_KEY: 'k',
    TIKTOK_SHOP_APP_SECRET: 's',
    TIKTOK_SHOP_REFRESH_TOKEN: 't',
    TIKTOK_SHOP_API_URL: local,
    TIKTOK_SHOP_AUTH_URL: local,
  });
  expect(shopNames(third.out.trim())).toEqual(['affiliate-ops-sandbox.sqlite']);

  const { folder } = await programme();
  const { code, out, err } = await backup(folder);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^affiliate-ops: There is no data file yet .* Nothing was changed\. /);
  expect(readdirSync(folder)).toEqual([]);
});
