import { DAY, HOUR, type Timestamp } from '../domain/time.ts';
import type { OrderSlice } from '../ports/store/sales.ts';
import type { FeedRun } from './feed-run.ts';
import { dayOf, dayStart, readOrderDays } from './order-days.ts';

interface Ring {
  /** Age of a day, from its end, up to which this holds. */
  readonly youngerThan: number;
  readonly every: number;
}

/** Late refunds and disputes: the platform's own advice ends at 45 to 60 days (tiktok-shop-api 4.5). */
export const MONEY_MOVES_DAYS = 60;

/**
 * Nothing tells which orders changed, so their days are read again, the oftener the more still changes in them (ours):
 */
const RINGS: readonly Ring[] = [
  // Orders that appear late, and cancellations before shipping.
  { youngerThan: 2 * DAY, every: 2 * HOUR },
  // Shipping and delivery: the status moves, the money does not yet.
  { youngerThan: 8 * DAY, every: DAY },
  // Returns, and the commission that is paid about 15 days after delivery (domain 2).
  { youngerThan: 45 * DAY, every: 3 * DAY },
  // The last late refunds.
  { youngerThan: MONEY_MOVES_DAYS * DAY, every: 7 * DAY },
];

/** Reads again the days in which refunds and settlement may have moved something; the youngest first. */
export async function readAffiliateOrdersAgain(run: FeedRun): Promise<void> {
  await readOrderDays(run, nextAgain, { goesBack: false });
}

function nextAgain(slices: readonly OrderSlice[], startedAt: Timestamp): string | null {
  const known = new Map(slices.map((slice) => [slice.day, slice]));
  // Days of the first ring are read without having been read before: nobody else makes them a whole day.
  for (const age of [0, 1, 2]) {
    const day = dayOf(startedAt - age * DAY);
    if (!known.has(day)) known.set(day, { day, lines: 0, readAt: null });
  }
  const due = [...known.values()].filter((slice) => isDueAgain(slice, startedAt));
  return due.map(({ day }) => day).toSorted((a, b) => b.localeCompare(a))[0] ?? null;
}

/** True when the day shall be read once more. One that was never read and is older than two days is the backfill's. */
export function isDueAgain({ day, readAt }: Pick<OrderSlice, 'day' | 'readAt'>, now: Timestamp): boolean {
  const age = now - (dayStart(day) + DAY);
  const ring = RINGS.find(({ youngerThan }) => age < youngerThan);
  // A last time once nothing moves any more: what moved after the reading before is kept as it ended.
  if (ring === undefined) return readAt !== null && readAt - (dayStart(day) + DAY) < MONEY_MOVES_DAYS * DAY;
  if (readAt === null) return ring === RINGS[0];
  return now - readAt >= ring.every || readAt > now;
}
