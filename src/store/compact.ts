import Sqlite from 'better-sqlite3';
import { toStorageError } from './errors.ts';

/** Another process reads for moments only. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Writes the data file anew, so that nothing of what was removed is left in its unused space. Others may have it open.
 * @throws OperatorError `storage`; what was removed stays removed then
 */
export function compactDatabase(file: string): void {
  try {
    const connection = new Sqlite(file, { timeout: BUSY_TIMEOUT_MS, fileMustExist: true });
    try {
      connection.exec('VACUUM');
      // What the journal still holds of the old pages goes with it.
      connection.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      connection.close();
    }
  } catch (error) {
    throw toStorageError(error, file);
  }
}
