import { statSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { toStorageError } from './errors.ts';
import { MIGRATIONS } from './migrations/index.ts';

export interface Inspection {
  readonly bytes: number;
  readonly schemaVersion: number;
  /** What this program brings a file to. */
  readonly knownVersion: number;
  /** What SQLite found damaged, one line each; empty when nothing is. */
  readonly damage: readonly string[];
}

/**
 * Looks at a data file without changing it: no migration, no journal mode. Others may use it meanwhile.
 * @throws OperatorError `storage` when it cannot be opened or is no database
 */
export function inspectDatabase(file: string): Inspection {
  try {
    const connection = new Sqlite(file, { readonly: true, fileMustExist: true });
    try {
      const found = connection.prepare<[], { quick_check: string }>('PRAGMA quick_check(5)').all();
      const version = connection.pragma('user_version', { simple: true });
      return {
        bytes: statSync(file).size,
        schemaVersion: typeof version === 'number' ? version : 0,
        knownVersion: MIGRATIONS.length,
        damage: found.map((row) => row.quick_check).filter((line) => line !== 'ok'),
      };
    } finally {
      connection.close();
    }
  } catch (error) {
    throw toStorageError(error, file);
  }
}
