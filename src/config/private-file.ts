import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { OperatorError } from '../domain/errors.ts';
import type { Platform } from './directories.ts';
import { createPrivateDirectory } from './directories.ts';

/**
 * The text of a file that only its owner may read, null when there is none.
 * @throws OperatorError `setup` when others may read it; `what` names it ("key file")
 */
export function readPrivate(what: string, file: string, platform: Platform): string | null {
  const status = statSync(file, { throwIfNoEntry: false });
  if (status === undefined) return null;
  // Windows keeps rights in access lists, which the mode bits do not show; the profile folder is the user's own.
  if (platform !== 'win32' && (status.mode & 0o077) !== 0) {
    throw new OperatorError(
      'setup',
      `The ${what} ${file} is open to other users of this machine.`,
      `Close it with: chmod 600 "${file}"`,
    );
  }
  return readFileSync(file, 'utf8');
}

/**
 * Creates the file for its owner only, unless it is there. Two processes may start at the same moment: the complete
 * file is linked into place, and the first one wins.
 */
export function createPrivate(file: string, directory: string, text: string): void {
  createPrivateDirectory(directory);
  const draft = `${file}.${crypto.randomUUID()}`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
