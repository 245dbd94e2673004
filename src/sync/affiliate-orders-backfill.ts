import { DAY, type Timestamp } from '../domain/time.ts';
import type { OrderSlice } from '../ports/store/sales.ts';
import { MONEY_MOVES_DAYS } from './affiliate-orders-again.ts';
import type { FeedRun } from './feed-run.ts';
import { dayOf, dayStart, isWhole, readOrderDays } from './order-days.ts';

/**
 * Fills in the days that were never read whole, the newest first, back to where the settings say. Once they are, what
 * is left over brings late refunds sooner: each day whose money may still move is read once a day.
 */
export async function backfillAffiliateOrders(run: FeedRun): Promise<void> {
  await readOrderDays(
    run,
    (slices, startedAt) =>
      missingDay(slices, startedAt, run.terms.backfillDays) ?? longestUnread(slices, startedAt),
    { goesBack: true },
  );
}

function missingDay(slices: readonly OrderSlice[], now: Timestamp, backfillDays: number): string | null {
  const whole = new Set(slices.filter(isWhole).map(({ day }) => day));
  // The last two days and today belong to the re-reading.
  for (let age = 3; age <= backfillDays; age += 1) {
    const day = dayOf(now - age * DAY);
    if (!whole.has(day)) return day;
  }
  return null;
}

function longestUnread(slices: readonly OrderSlice[], now: Timestamp): string | null {
  const moving = slices.filter(({ day }) => now - dayStart(day) < MONEY_MOVES_DAYS * DAY);
  const due = moving.filter(({ readAt }) => readAt !== null && now - readAt >= DAY);
  return due.toSorted((a, b) => (a.readAt ?? 0) - (b.readAt ?? 0))[0]?.day ?? null;
}
