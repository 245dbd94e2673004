import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Database, openDatabase, type Transaction } from '../../src/store/database.ts';
import { temporaryFile, temporaryFolder } from './support.ts';

function testDatabase(file = temporaryFile()): Database {
  const database = openDatabase(file);
  onTestFinished(() => database.close());
  return database;
}

const INSERT = "INSERT INTO request_counts (app, day, purpose, requests) VALUES ('app', 'day', ?, 1)";

describe('a write', () => {
  it('is refused by its type when it returns a promise', () => {
    const database = testDatabase();
    // @ts-expect-error A transaction must not stay open across an await.
    const asynchronousWrite = () => database.write(async () => 1);
    // @ts-expect-error The same for reads.
    const asynchronousRead = () => database.read(async () => 1);
    expect([asynchronousWrite, asynchronousRead]).toHaveLength(2);
  });

  it('is taken back as a whole when its work throws', async () => {
    const database = testDatabase();
    const insert = database.writer.command<[string]>(INSERT);
    const count = database.reader.query<[], { rows: number }>('SELECT count(*) AS rows FROM request_counts');
    const failing = database.write((transaction) => {
      insert.run(transaction, 'one');
      if (count.sql) throw new Error('midway');
    });
    await expect(failing).rejects.toThrow('midway');
    expect(await database.read(() => count.get()?.rows)).toBe(0);
    await database.write((transaction) => insert.run(transaction, 'one'));
    expect(await database.read(() => count.get()?.rows)).toBe(1);
  });

  it('has its statements refused once it is over', async () => {
    const database = testDatabase();
    const insert = database.writer.command<[string]>(INSERT);
    let kept: Transaction | undefined;
    await database.write((transaction) => {
      kept = transaction;
    });
    expect(() => kept && insert.run(kept, 'late')).toThrow('after its transaction had ended');
  });

  it('cannot happen on the connection for reading', async () => {
    const database = testDatabase();
    const sneaky = database.reader.query<[string], { requests: number }>(`${INSERT} RETURNING requests`);
    await expect(database.read(() => sneaky.get('one'))).rejects.toMatchObject({ kind: 'storage' });
  });

  it('waits for the disk when it is durable, and only then', async () => {
    const file = join(temporaryFolder(), 'program.sqlite');
    const writer = new Sqlite(file);
    const reader = new Sqlite(file);
    const database = new Database(file, writer, reader);
    onTestFinished(() => database.close());
    writer.pragma('synchronous = NORMAL');
    const level = () => writer.pragma('synchronous', { simple: true });
    expect(await database.write(level, { durable: true })).toBe(2);
    expect(await database.write(level)).toBe(1);
    await expect(
      database.write(
        () => {
          throw new Error('midway');
        },
        { durable: true },
      ),
    ).rejects.toThrow('midway');
    expect(level()).toBe(1);
  });
});
