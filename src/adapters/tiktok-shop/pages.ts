import type { OperationName } from './endpoints.ts';
import { failure } from './failures.ts';

/**
 * The cursor of the next page: null at the end. Only an empty token ends a list, a short page does not. Throws
 * `bad_answer` when the platform gives the token that was just used, which would read one page for ever.
 */
export function nextPage(
  token: string | null,
  cursor: string | null,
  operation: OperationName,
): string | null {
  if (token === null || token !== cursor) return token;
  throw failure(
    'bad_answer',
    'The platform repeats a page token, so the list cannot be read to its end. It is tried again later.',
    { operation },
  );
}
