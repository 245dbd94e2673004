import { ExternalError } from '../domain/errors.ts';
import type { Timestamp } from '../domain/time.ts';
import type { FeedProgress, FeedState } from '../ports/store/feeds.ts';
import type { RecordedPage } from '../ports/store/samples.ts';
import type { Page } from '../ports/tiktok-shop.ts';
import type { FeedRun } from './feed-run.ts';
import type { FeedName } from './feeds.ts';

/** What stays the same while a feed is paged, also across a kill: time windows are cut from these two. */
export interface Pass {
  readonly startedAt: Timestamp;
  /** Where the last completed pass ended; null on the first, and for feeds without a time filter. */
  readonly watermark: Timestamp | null;
}

export interface PagedFeed<T> {
  readonly feed: FeedName;
  /** True when a completed pass means "everything updated before its start has been read". */
  readonly movesWatermark: boolean;
  readPage(cursor: string | null, pass: Pass): Promise<Page<T>>;
  /** Stores rows and progress in one transaction. `seenAt` is the time before the request left. */
  recordPage(items: readonly T[], seenAt: Timestamp, progress: FeedProgress): Promise<RecordedPage | null>;
}

/** A list that loses its token or repeats a page more often than this in one run is left to the next cycle. */
export const MOST_HICCUPS = 3;

export interface FinishedPass {
  readonly startedAt: Timestamp;
  /** True when one answer held the whole list, so that no row can have slipped from one page to another. */
  readonly inOnePage: boolean;
}

/**
 * Reads a feed to its last page, from where an earlier run stopped. A page token that the platform no longer
 * accepts starts the pass again, and a page that leads back to one before is asked for again, a few times in one
 * run. Throws `ExternalError`; pages read until then are kept.
 */
export async function readPass<T>(run: FeedRun, source: PagedFeed<T>): Promise<FinishedPass> {
  const saved = await run.dependencies.store.feeds.get(run.shop.shopId, source.feed);
  let position = continuePass(saved) ?? newPass(saved, run.now());
  const seenCursors = new Set<string>();
  let hiccups = 0;
  for (;;) {
    const seenAt = run.now();
    let page: Page<T>;
    try {
      page = await source.readPage(position.cursor, position.pass);
    } catch (error) {
      if (hiccups === MOST_HICCUPS || position.cursor === null || !isStaleCursor(error)) throw error;
      hiccups += 1;
      seenCursors.clear();
      position = newPass(saved, run.now());
      continue;
    }
    if (page.nextCursor !== null && seenCursors.has(page.nextCursor)) {
      if (hiccups === MOST_HICCUPS) throw endlessList();
      hiccups += 1;
      continue;
    }
    const progress = progressAfter(run, source, position, page.nextCursor);
    const recorded = await source.recordPage(page.items, seenAt, progress);
    run.count(page.items.length, recorded);
    if (page.nextCursor === null) {
      return { startedAt: position.pass.startedAt, inOnePage: position.cursor === null };
    }
    seenCursors.add(page.nextCursor);
    position = { ...position, cursor: page.nextCursor };
  }
}

interface Position {
  readonly cursor: string | null;
  readonly pass: Pass;
  readonly completedAt: Timestamp | null;
}

function continuePass(saved: FeedState | null): Position | null {
  if (saved === null || saved.cursor === null || saved.passStartedAt === null) return null;
  return {
    cursor: saved.cursor,
    pass: { startedAt: saved.passStartedAt, watermark: saved.watermark },
    completedAt: saved.completedAt,
  };
}

function newPass(saved: FeedState | null, now: Timestamp): Position {
  return {
    cursor: null,
    pass: { startedAt: now, watermark: saved?.watermark ?? null },
    completedAt: saved?.completedAt ?? null,
  };
}

function progressAfter<T>(
  run: FeedRun,
  source: PagedFeed<T>,
  position: Position,
  nextCursor: string | null,
): FeedProgress {
  const { pass } = position;
  const done = nextCursor === null;
  return {
    shopId: run.shop.shopId,
    feed: source.feed,
    cursor: nextCursor,
    watermark: done && source.movesWatermark ? pass.startedAt : pass.watermark,
    passStartedAt: pass.startedAt,
    completedAt: done ? run.now() : position.completedAt,
  };
}

/** Asked for with a page token: the platform does not know the token any more. */
export function isStaleCursor(error: unknown): boolean {
  return error instanceof ExternalError && error.kind === 'invalid';
}

/** A token that comes back would be read for ever (tiktok-shop-api 3.7). */
export function endlessList(): ExternalError {
  return new ExternalError('TikTok Shop gave the same page token again and again, so the list has no end.', {
    system: 'tiktok_shop',
    kind: 'bad_answer',
    operation: 'read_pages',
  });
}
