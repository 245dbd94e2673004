import { type ExternalError, isPassing } from '../domain/errors.ts';
import type { Timestamp } from '../domain/time.ts';
import type { FeedFailure } from '../ports/store/feeds.ts';

/** One line for the operator: what was not read, why and what to do, and that nothing is lost by it. */
export function feedFailure(title: string, error: ExternalError, at: Timestamp): FeedFailure {
  if (error.kind === 'quota') {
    return {
      kind: error.kind,
      message: `Reading ${title} waits for the day's requests: ${error.message}`,
      at,
    };
  }
  const again = isPassing(error) ? ' The next cycle tries again.' : '';
  return {
    kind: error.kind,
    message: `Reading ${title} stopped: ${error.message}${again} What was read before is kept.`,
    at,
  };
}
