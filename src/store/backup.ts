import { closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs';
import { OperatorError } from '../domain/errors.ts';
import { copyDatabase } from './copy.ts';
import { toStorageError } from './errors.ts';

/**
 * Backs a data file up while others use it. Returns the size of the copy in bytes.
 * @throws OperatorError `not_found` without a data file, `conflict` when `target` exists, `storage` for trouble
 *   with the disk; nothing is left at `target` then
 */
export function backUpDatabase(file: string, target: string): number {
  if (!existsSync(file)) {
    throw new OperatorError(
      'not_found',
      `There is no data file yet (${file}), so there is nothing to back up.`,
      'If your data lies elsewhere, set AFFILIATE_OPS_DATA_DIR as your assistant does.',
    );
  }
  reserve(target);
  try {
    copyDatabase(file, target);
  } catch (error) {
    rmSync(target, { force: true });
    throw toStorageError(error, file);
  }
  return statSync(target).size;
}

/** Creates the target, so that of two backups to one name the second is refused. */
function reserve(target: string): void {
  try {
    closeSync(openSync(target, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw toStorageError(error, target);
    }
    throw new OperatorError(
      'conflict',
      `There is something at ${target} already, and a backup never replaces anything.`,
      'Choose another name with --to.',
      'It was left as it is.',
    );
  }
}
