import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const GROUP_AND_OTHERS = 0o077;

/**
 * Makes sure that only the owner can read the file. An existing file is never opened here: closing a second
 * descriptor would drop the locks that SQLite holds on it in this process. A folder that was there before
 * keeps its permissions, since it may be anyone's.
 */
export function createOwnerOnly(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) createEmpty(file);
  const mode = statSync(file).mode;
  if ((mode & GROUP_AND_OTHERS) !== 0) chmodSync(file, mode & 0o700);
}

function createEmpty(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    // Another process created it in this moment.
    if (!existsSync(file)) throw error;
  }
}
