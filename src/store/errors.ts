import Sqlite from 'better-sqlite3';
import { OperatorError } from '../domain/errors.ts';

const NOTHING_LOST = 'Nothing was changed, and everything stored before is still there.';

function codeOf(error: unknown): string | null {
  if (error instanceof Sqlite.SqliteError) return error.code;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return null;
}

/** Another process holds the lock that this call needs; the same call can succeed a moment later. */
export function isBusy(error: unknown): boolean {
  const code = codeOf(error);
  return code !== null && (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'));
}

/** A unique index refused a row. */
export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === 'SQLITE_CONSTRAINT_UNIQUE';
}

interface Explanation {
  readonly codes: readonly string[];
  readonly message: string;
  readonly next: string;
}

const EXPLANATIONS: readonly Explanation[] = [
  {
    codes: ['SQLITE_BUSY', 'SQLITE_LOCKED'],
    message: 'The data file is kept busy by another process',
    next: 'Try again in a minute. If it stays so, look for another affiliate-ops or a database tool that has the file open.',
  },
  {
    codes: ['SQLITE_FULL', 'ENOSPC', 'EDQUOT'],
    message: 'The disk that holds the data file is full',
    next: 'Free some space and try again. Work that was under way carries on by itself.',
  },
  {
    codes: ['SQLITE_READONLY', 'SQLITE_PERM', 'EROFS'],
    message: 'The data file cannot be written',
    next: 'Give your user write permission on the file and its folder, or choose another folder with AFFILIATE_OPS_DATA_DIR.',
  },
  {
    codes: ['SQLITE_CORRUPT', 'SQLITE_NOTADB'],
    message: 'The data file is damaged or not a database of this program',
    next: 'Stop affiliate-ops, keep a copy of the file, and put a backup in its place.',
  },
  {
    codes: ['SQLITE_CANTOPEN', 'EACCES', 'EPERM', 'ENOENT', 'EEXIST', 'ENOTDIR', 'EISDIR'],
    message: 'The data file cannot be opened',
    next: 'Check that its folder exists and belongs to your user, or choose another folder with AFFILIATE_OPS_DATA_DIR.',
  },
  {
    codes: ['SQLITE_IOERR', 'SQLITE_PROTOCOL', 'EIO'],
    message: 'The disk reported an error while the data file was used',
    next: 'Check the disk, and keep the data on a local disk rather than a network folder. Then try again.',
  },
];

/**
 * Trouble with the file in words of the operator; anything else comes back as it was, since it is a bug and
 * must not be dressed up as a disk problem.
 */
export function toStorageError(error: unknown, file: string): unknown {
  const code = codeOf(error);
  if (code === null) return error;
  const found = EXPLANATIONS.find(({ codes }) =>
    codes.some((known) => code === known || code.startsWith(`${known}_`)),
  );
  if (!found) return error;
  return new OperatorError('storage', `${found.message} (${file}).`, found.next, NOTHING_LOST, {
    cause: error,
  });
}
