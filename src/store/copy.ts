import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import Sqlite from 'better-sqlite3';

/**
 * Writes the last committed state of a data file to `target`, owner-only, in the place of what is there. Others may
 * read and write the file meanwhile: a copy is one snapshot. It appears whole or not at all.
 */
export function copyDatabase(file: string, target: string): void {
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  try {
    // VACUUM INTO accepts an empty file and keeps its permissions.
    closeSync(openSync(partial, 'wx', 0o600));
    const source = new Sqlite(file, { readonly: true, fileMustExist: true });
    try {
      source.prepare('VACUUM INTO ?').run(partial);
    } finally {
      source.close();
    }
    sync(partial);
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/** VACUUM INTO leaves writing to the disk to the system. */
function sync(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
