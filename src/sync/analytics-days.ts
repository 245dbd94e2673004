import type { Analytics, DayRange } from '../domain/performance.ts';
import { DAY, type Timestamp } from '../domain/time.ts';
import type { FeedProgress } from '../ports/store/feeds.ts';
import type { FeedRun } from './feed-run.ts';
import { dayOf, dayStart } from './order-days.ts';
import { endlessList, isStaleCursor, MOST_HICCUPS } from './pass.ts';

/** The window of most figures: a new shop has it at once (ours). */
const FIRST_DAYS = 28;
/** The platform corrects its figures for a few days: each day is read when it is new and once more three days later (ours). */
export const FIGURES_MOVE_DAYS = 3;
/** More days than this at once are left out: a programme that slept for months is not helped by each of them. */
const MOST_DAYS = 90;

interface Place {
  readonly day: string;
  readonly token: string | null;
  /** Days before this one were read by an earlier pass. */
  readonly base: Timestamp;
}

export interface DailySource<T> {
  readPage(range: DayRange, cursor: string | null): Promise<Analytics<T>>;
  record(day: string, rows: readonly T[], seenAt: Timestamp, progress: FeedProgress): Promise<void>;
}

/**
 * Reads the days that the platform has completed since the last pass, and each day three days before one of them once
 * more. The watermark is the end of the last whole day, in the day's own zone counted as UTC. Without a new day
 * nothing is asked.
 */
export async function readAnalyticsDays<T>(run: FeedRun, source: DailySource<T>): Promise<void> {
  const { feeds } = run.dependencies.store;
  const { shopId } = run.shop;
  const shop = await feeds.get(shopId, 'analytics:shop');
  const latest = shop?.watermark ?? null;
  // The shop's own figures tell how far the platform is: until they were read there is nothing to ask for.
  if (latest === null) return shop?.completedAt == null ? undefined : await run.completed(run.now());
  const saved = await feeds.get(shopId, run.terms.feed);
  const read = Math.max(saved?.watermark ?? latest - FIRST_DAYS * DAY, latest - MOST_DAYS * DAY);
  let place = openPlace(saved?.cursor ?? null);
  const startedAt = (place === null ? null : saved?.passStartedAt) ?? run.now();
  const base = place?.base ?? (saved?.watermark == null ? 0 : read);
  let end = read;
  while (end < latest) {
    const newDay = dayOf(end);
    const olderDay = dayOf(end - FIGURES_MOVE_DAYS * DAY);
    const position = { base, startedAt, completedAt: saved?.completedAt ?? null };
    // One that this pass reads for the first time is as old as it shall be by then.
    const readBefore = dayStart(olderDay) < base;
    if (readBefore && place?.day !== newDay) {
      if (!(await readDay(run, source, olderDay, tokenFor(place, olderDay), { ...position, end }))) return;
    }
    if (!(await readDay(run, source, newDay, tokenFor(place, newDay), { ...position, end }))) return;
    place = null;
    end += DAY;
  }
  await run.completed(startedAt, end);
}

const tokenFor = (place: Place | null, day: string): string | null =>
  place?.day === day ? place.token : null;

/** False when the platform shows less than it showed before: an old answer, which the next pass replaces. */
async function readDay<T>(
  run: FeedRun,
  source: DailySource<T>,
  day: string,
  from: string | null,
  position: {
    readonly base: Timestamp;
    readonly end: Timestamp;
    readonly startedAt: Timestamp;
    readonly completedAt: Timestamp | null;
  },
): Promise<boolean> {
  const range = { from: day, until: dayOf(dayStart(day) + DAY) };
  const seenTokens = new Set(from === null ? [] : [from]);
  let token = from;
  let hiccups = 0;
  for (;;) {
    const seenAt = run.now();
    const asked = token;
    let page: Analytics<T>;
    try {
      page = await run.request(() => source.readPage(range, asked));
    } catch (error) {
      const stale = asked !== null && isStaleCursor(error);
      if (!stale || hiccups === MOST_HICCUPS) throw error;
      hiccups += 1;
      token = null;
      seenTokens.clear();
      continue;
    }
    if (page.latestDay !== null && page.latestDay < day) return false;
    const next = page.nextCursor;
    if (next !== null && seenTokens.has(next)) {
      if (hiccups === MOST_HICCUPS) throw endlessList();
      hiccups += 1;
      continue;
    }
    await source.record(day, page.items, seenAt, {
      shopId: run.shop.shopId,
      feed: run.terms.feed,
      cursor: JSON.stringify([day, next, position.base]),
      watermark: position.end,
      passStartedAt: position.startedAt,
      completedAt: position.completedAt,
    });
    run.count(page.items.length, null);
    if (next === null) return true;
    seenTokens.add(next);
    token = next;
  }
}

function openPlace(cursor: string | null): Place | null {
  const parts: unknown = cursor === null ? null : JSON.parse(cursor);
  if (!Array.isArray(parts)) return null;
  const [day, token, base]: readonly unknown[] = parts;
  if (typeof day !== 'string' || typeof base !== 'number') return null;
  return { day, token: typeof token === 'string' ? token : null, base };
}
