import { DAY, type Timestamp } from '../domain/time.ts';
import type { OrderSlice } from '../ports/store/sales.ts';
import type { FeedRun } from './feed-run.ts';
import { endlessList, isStaleCursor, MOST_HICCUPS } from './pass.ts';

/** Where the reading of one day stands; saved with each page, so that a kill goes on inside the day. */
interface Place {
  readonly day: string;
  readonly token: string | null;
  /** Rows read so far. */
  readonly lines: number;
  readonly startedAt: Timestamp;
}

type NextDay = (slices: readonly OrderSlice[], startedAt: Timestamp) => string | null;

/**
 * Reads whole days of affiliate orders, one after the other, until `next` names none. It is asked with the days as
 * they stand in the store then. Days are UTC days of the orders' creation. `goesBack`: the feed remembers the earliest of
 * them as its watermark.
 */
export async function readOrderDays(
  run: FeedRun,
  next: NextDay,
  { goesBack }: { readonly goesBack: boolean },
): Promise<void> {
  const { feeds, affiliateOrders } = run.dependencies.store;
  const { shopId } = run.shop;
  const saved = await feeds.get(shopId, run.terms.feed);
  const startedAt = run.now();
  const read = new Set<string>();
  let place = openPlace(saved?.cursor ?? null);
  let reached = goesBack ? (saved?.watermark ?? null) : null;
  for (;;) {
    if (place === null) {
      const day = next(await affiliateOrders.slices(shopId), startedAt);
      if (day === null || read.has(day)) break;
      place = { day, token: null, lines: 0, startedAt };
    }
    read.add(place.day);
    if (goesBack) reached = Math.min(reached ?? Number.POSITIVE_INFINITY, dayStart(place.day));
    await readDay(run, place, { reached, completedAt: saved?.completedAt ?? null });
    place = null;
  }
  await run.completed(startedAt, reached);
}

async function readDay(
  run: FeedRun,
  begun: Place,
  kept: { readonly reached: Timestamp | null; readonly completedAt: Timestamp | null },
): Promise<void> {
  const { affiliateOrders } = run.dependencies.store;
  const from = dayStart(begun.day);
  const seenTokens = new Set(begun.token === null ? [] : [begun.token]);
  let place = begun;
  let hiccups = 0;
  for (;;) {
    const { day, token, startedAt } = place;
    const window = { createdFrom: from, createdTo: Math.min(from + DAY, startedAt) };
    const seenAt = run.now();
    const page = await run
      .request(() => run.platform.searchAffiliateOrders(run.shop, window, token))
      .catch((error: unknown) => {
        const stale = token !== null && isStaleCursor(error);
        if (!stale || hiccups === MOST_HICCUPS) throw error;
        return null;
      });
    if (page === null || (page.nextCursor !== null && seenTokens.has(page.nextCursor))) {
      if (hiccups === MOST_HICCUPS) throw endlessList();
      hiccups += 1;
      seenTokens.clear();
      place = { day, token: null, lines: 0, startedAt };
      continue;
    }
    const lines = place.lines + page.items.reduce((sum, order) => sum + order.lines.length, 0);
    const done = page.nextCursor === null;
    place = { day, token: page.nextCursor, lines, startedAt };
    if (page.nextCursor !== null) seenTokens.add(page.nextCursor);
    const recorded = await affiliateOrders.record(run.shop.shopId, page.items, seenAt, {
      progress: {
        shopId: run.shop.shopId,
        feed: run.terms.feed,
        cursor: done ? null : JSON.stringify(place),
        watermark: kept.reached,
        passStartedAt: startedAt,
        completedAt: kept.completedAt,
      },
      ...(done && { slice: { day, lines, readAt: startedAt } }),
    });
    run.count(page.items.length, recorded);
    if (done) return;
  }
}

function openPlace(cursor: string | null): Place | null {
  if (cursor === null) return null;
  const saved: unknown = JSON.parse(cursor);
  if (typeof saved !== 'object' || saved === null) return null;
  const { day, token, lines, startedAt }: Partial<Record<keyof Place, unknown>> = saved;
  if (typeof day !== 'string' || typeof startedAt !== 'number' || typeof lines !== 'number') return null;
  return { day, token: typeof token === 'string' ? token : null, lines, startedAt };
}

/** A day that was last read before it ended lacks its evening. */
export function isWhole({ day, readAt }: OrderSlice): boolean {
  return readAt !== null && readAt >= dayStart(day) + DAY;
}

/** First moment of a UTC day. */
export function dayStart(day: string): Timestamp {
  return Date.parse(`${day}T00:00:00Z`);
}

/** The UTC day of a moment. */
export function dayOf(at: Timestamp): string {
  return new Date(at).toISOString().slice(0, 10);
}
