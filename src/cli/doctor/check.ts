import { ExternalError, OperatorError } from '../../domain/errors.ts';
import { remedyFor } from './remedy.ts';

/** `fail` stops something from working, `warn` will or may. */
export type CheckStatus = 'ok' | 'warn' | 'fail';

export interface Check {
  readonly check: string;
  readonly status: CheckStatus;
  readonly says: string;
  /** What to do; null when there is nothing to do. */
  readonly remedy: string | null;
}

export const ok = (check: string, says: string): Check => ({ check, status: 'ok', says, remedy: null });
export const warn = (check: string, says: string, remedy: string): Check => ({
  ...{ check, status: 'warn', says, remedy },
});
export const fail = (check: string, says: string, remedy: string): Check => ({
  ...{ check, status: 'fail', says, remedy },
});

/** Runs one check whatever is broken: an error becomes a line. Texts of unknown errors may hold anything and stay out. */
export async function guarded(
  check: string,
  run: () => Promise<readonly Check[]> | readonly Check[],
): Promise<readonly Check[]> {
  try {
    return await run();
  } catch (error) {
    return [failure(check, error)];
  }
}

export function failure(check: string, error: unknown): Check {
  if (error instanceof OperatorError) return fail(check, oneLine(error.message), oneLine(error.next));
  if (error instanceof ExternalError) return fail(check, oneLine(error.message), remedyFor(error));
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  const name = error instanceof Error ? error.name : 'unknown error';
  return fail(
    check,
    `It could not be checked (${code ?? name}).`,
    'If the other lines do not explain it, please report it.',
  );
}

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ').trim();

export const MEGABYTE = 1_000_000;

export function sizeOf(bytes: number): string {
  if (bytes < MEGABYTE) return `${Math.ceil(bytes / 1_000)} kB`;
  return bytes < 1_000 * MEGABYTE
    ? `${Math.round(bytes / MEGABYTE)} MB`
    : `${(bytes / MEGABYTE / 1_000).toFixed(1)} GB`;
}
