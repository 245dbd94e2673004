import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OperatorError } from '../../src/domain/errors.ts';
import { Database } from '../../src/store/database.ts';
import { openStore, type StoreOptions, storeOn } from '../../src/store/index.ts';
import { type Migration, migrate } from '../../src/store/migrate.ts';
import { MIGRATIONS } from '../../src/store/migrations/index.ts';
import { startChild } from './children/run.ts';
import { application, countingIds, MACHINE_NOW, NOW, SECRET_KEY, SHOP, temporaryFile } from './support.ts';

function options(file: string): StoreOptions {
  return { file, secretKey: SECRET_KEY, ids: countingIds(), machineNow: () => MACHINE_NOW };
}

function failure(run: () => unknown): OperatorError {
  try {
    run();
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

function rawConnection(file: string): Sqlite.Database {
  const connection = new Sqlite(file);
  onTestFinished(() => {
    connection.close();
  });
  return connection;
}

const SHOPS = [{ shopId: SHOP, cipher: 'c', name: 'Glow', region: 'US' }];

async function fileWithShop(): Promise<string> {
  const file = temporaryFile();
  const store = openStore(options(file));
  await store.shops.record(SHOPS, NOW);
  await store.close();
  return file;
}

describe('the file', () => {
  it.skipIf(process.platform === 'win32')('and its folder are for the owner only', async () => {
    const file = await fileWithShop();
    const modes = () =>
      readdirSync(dirname(file)).map((name) => statSync(join(dirname(file), name)).mode & 0o777);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
    expect(modes()).toEqual([0o600]);
    chmodSync(file, 0o644);
    const store = openStore(options(file));
    await store.shops.record(SHOPS, NOW);
    expect(modes()).toEqual([0o600, 0o600, 0o600]);
    await store.close();
  });

  it('has strict tables and the pragmas of the design', async () => {
    const connection = rawConnection(await fileWithShop());
    expect(connection.pragma('journal_mode', { simple: true })).toBe('wal');
    const tables = connection
      .prepare<[], { name: string; strict: number }>(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'",
      )
      .all()
      .filter((table) => !table.name.startsWith('sqlite_'));
    expect(tables.length).toBeGreaterThan(20);
    expect(tables.filter((table) => table.strict === 0)).toEqual([]);
    expect(connection.prepare('SELECT * FROM pragma_foreign_key_check').all()).toEqual([]);
  });

  it('has no column for a recipient', async () => {
    const connection = rawConnection(await fileWithShop());
    const columns = connection
      .prepare<[], { name: string }>(
        "SELECT DISTINCT c.name FROM pragma_table_list t, pragma_table_xinfo(t.name) c WHERE t.schema = 'main'",
      )
      .all();
    expect(
      columns
        .map((column) => column.name)
        .filter((name) => /recipient|address|phone|email|postal/.test(name)),
    ).toEqual([]);
  });
});

describe('schemas', () => {
  it('newer than this program are refused and left as they are', async () => {
    const file = await fileWithShop();
    const raw = new Sqlite(file);
    raw.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    raw.pragma('journal_mode = DELETE');
    raw.close();
    const before = readFileSync(file);
    const error = failure(() => openStore(options(file)));
    expect(error).toMatchObject({ kind: 'setup', next: expect.stringContaining('Update affiliate-ops') });
    expect(error.message).toContain('newer');
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(dirname(file))).toEqual(['program.sqlite']);
  });

  it('of another program are refused', () => {
    const file = temporaryFile();
    mkdirSync(dirname(file));
    const raw = new Sqlite(file);
    raw.exec('CREATE TABLE recipes (name TEXT)');
    raw.close();
    expect(failure(() => openStore(options(file)))).toMatchObject({ kind: 'setup' });
  });

  it('are brought up to date after a backup that only the owner can read', async () => {
    const file = await fileWithShop();
    const connection = rawConnection(file);
    const next: Migration = { name: 'next', sql: 'ALTER TABLE shops ADD COLUMN colour TEXT' };
    migrate(connection, file, [...MIGRATIONS, next]);
    migrate(connection, file, [...MIGRATIONS, next]);
    expect(connection.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length + 1);
    const copy = join(dirname(file), `program.before-v${MIGRATIONS.length + 1}.sqlite`);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const backup = rawConnection(copy);
    expect(backup.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
    const row = backup.prepare('SELECT * FROM shops').get();
    expect(row).toMatchObject({ name: 'Glow' });
    expect(row).not.toHaveProperty('colour');
    expect(readdirSync(dirname(file)).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('stay as they were when a migration fails', async () => {
    const file = await fileWithShop();
    const connection = rawConnection(file);
    const broken: Migration = { name: 'broken', sql: 'DROP TABLE feeds; DROP TABLE nothing;' };
    expect(() => migrate(connection, file, [...MIGRATIONS, broken])).toThrow();
    expect(connection.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
    expect(connection.prepare('SELECT count(*) AS feeds FROM feeds').get()).toEqual({ feeds: 0 });
  });
});

describe('trouble with the disk', () => {
  it('when it is full: said, nothing lost, and it goes on once there is space', async () => {
    const file = await fileWithShop();
    const writer = new Sqlite(file);
    const pages = Number(writer.pragma('page_count', { simple: true }));
    writer.pragma(`max_page_count = ${pages + 2}`);
    const store = storeOn(new Database(file, writer, new Sqlite(file, { readonly: true })), options(file));
    const many = Array.from({ length: 500 }, (_, index) => application({ applicationId: `a-${index}` }));
    await expect(store.samples.record(SHOP, many, NOW)).rejects.toMatchObject({
      name: 'OperatorError',
      kind: 'storage',
      message: expect.stringContaining('full'),
      changed: expect.stringContaining('Nothing was changed'),
      next: expect.stringContaining('Free some space'),
    });
    expect(await store.shops.list()).toEqual(SHOPS);
    expect(await store.samples.get('a-0')).toBeNull();
    writer.pragma(`max_page_count = ${pages + 2_000}`);
    expect(await store.samples.record(SHOP, many, NOW)).toEqual({ added: 500, changed: 0 });
    await store.close();
  });

  it.skipIf(process.platform === 'win32')(
    'when it cannot be written: said, and reading goes on',
    async () => {
      const file = await fileWithShop();
      const folder = dirname(file);
      chmodSync(file, 0o400);
      if (process.getuid?.() === 0) {
        // The child gives up root, so everything on the way has to be open to it.
        chmodSync(dirname(folder), 0o755);
        for (const path of [folder, file]) chownSync(path, 65_534, 65_534);
      }
      const lines = await startChild('read-only.ts', file).finished();
      expect(lines).toMatchObject([
        { shops: ['Glow'] },
        { kind: 'storage', message: expect.stringContaining('cannot be written') },
        { shops: ['Glow'] },
      ]);
    },
  );

  it('when it is not a database: said, and left as it is', () => {
    const file = temporaryFile();
    mkdirSync(dirname(file));
    writeFileSync(file, 'This is not a database. '.repeat(100), { mode: 0o600 });
    const error = failure(() => openStore(options(file)));
    expect(error).toMatchObject({ kind: 'storage', next: expect.stringContaining('backup') });
    expect(readFileSync(file, 'utf8')).toContain('This is not a database.');
  });

  it('when the folder cannot be made: said', () => {
    const file = temporaryFile();
    writeFileSync(dirname(file), 'a file where a folder should be');
    expect(failure(() => openStore(options(file)))).toMatchObject({ kind: 'storage' });
  });

  it('when another process never lets go: said, without a word of SQLite', async () => {
    const file = await fileWithShop();
    const writer = new Sqlite(file, { timeout: 1 });
    const store = storeOn(new Database(file, writer, new Sqlite(file, { readonly: true })), options(file));
    const other = rawConnection(file);
    other.exec('BEGIN IMMEDIATE');
    const attempt = store.shops.record([], NOW);
    await expect(attempt).rejects.toMatchObject({
      kind: 'storage',
      message: expect.not.stringContaining('SQLITE'),
    });
    expect(await store.shops.list()).toEqual(SHOPS);
    other.exec('COMMIT');
    await store.shops.record([], NOW);
    await store.close();
  });
});
