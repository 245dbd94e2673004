import type Sqlite from 'better-sqlite3';
import { OperatorError } from '../domain/errors.ts';
import { copyDatabase } from './copy.ts';

export interface Migration {
  /** Of the file it stands in. */
  readonly name: string;
  readonly sql: string;
}

function versionOf(connection: Sqlite.Database): number {
  const version = connection.pragma('user_version', { simple: true });
  if (typeof version !== 'number') throw new Error('SQLite gave no user_version.');
  return version;
}

function assertOurs(connection: Sqlite.Database, file: string, latest: number): void {
  // The tables before the version: another process may create both, at once, between the two readings.
  const { tables } = connection
    .prepare<[], { tables: number }>('SELECT count(*) AS tables FROM sqlite_schema')
    .get() ?? { tables: 0 };
  const version = versionOf(connection);
  if (version > latest) {
    throw new OperatorError(
      'setup',
      `The data file (${file}) was written by a newer affiliate-ops: its schema is version ${version}, this program knows up to ${latest}.`,
      'Update affiliate-ops, or start it with another folder in AFFILIATE_OPS_DATA_DIR.',
    );
  }
  if (version > 0 || tables === 0) return;
  throw new OperatorError(
    'setup',
    `The data file (${file}) is a database of another program.`,
    'Start affiliate-ops with another folder in AFFILIATE_OPS_DATA_DIR.',
  );
}

/**
 * Brings the schema up to date in one immediate transaction, after a backup beside the file when there is
 * something to lose. Two processes may do this at once: the second finds nothing left to do.
 */
export function migrate(connection: Sqlite.Database, file: string, migrations: readonly Migration[]): void {
  // Before anything else, so that a file that is not ours is left as it is.
  assertOurs(connection, file, migrations.length);
  if (connection.pragma('journal_mode', { simple: true }) !== 'wal') connection.pragma('journal_mode = WAL');
  if (versionOf(connection) === migrations.length) return;
  connection.exec('BEGIN IMMEDIATE');
  try {
    assertOurs(connection, file, migrations.length);
    const version = versionOf(connection);
    if (version > 0 && version < migrations.length) backUp(file, version);
    for (const migration of migrations.slice(version)) connection.exec(migration.sql);
    connection.pragma(`user_version = ${migrations.length}`);
    connection.exec('COMMIT');
  } catch (error) {
    if (connection.inTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

/**
 * Copies the data as they are before a migration. Called under the write lock, so nobody migrates or writes
 * meanwhile; a second connection reads the last committed state.
 */
function backUp(file: string, version: number): void {
  copyDatabase(file, `${file.replace(/\.sqlite$/, '')}.before-v${version + 1}.sqlite`);
}
