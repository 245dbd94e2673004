import { DAY, type Timestamp } from '../domain/time.ts';
import type { AffiliateOrderStore, OrderSlice } from '../ports/store/index.ts';
import { dayOf, dayStart, isWhole } from '../sync/order-days.ts';

/** As far back as sums of sales go, today included. */
const SUMMED_DAYS = 30;

/** The last days are read several times a day, and what comes meanwhile is read as new. */
const UNDER_WAY_MS = 3 * DAY;

/**
 * From when on every sale is known, at most thirty days back: days are filled in newest first, and until they are, sums
 * of thirty days lack what is older. Null when nothing of them is missing.
 */
export async function salesKnownSince(
  affiliateOrders: Pick<AffiliateOrderStore, 'slices'>,
  shopId: string,
  now: Timestamp,
): Promise<Timestamp | null> {
  const slices = await affiliateOrders.slices(shopId);
  const read = new Set(
    slices.filter((slice) => isWhole(slice) || isUnderWay(slice, now)).map(({ day }) => day),
  );
  for (let age = 1; age < SUMMED_DAYS; age += 1) {
    if (!read.has(dayOf(now - age * DAY))) return dayStart(dayOf(now - (age - 1) * DAY));
  }
  return null;
}

function isUnderWay({ day, readAt }: OrderSlice, now: Timestamp): boolean {
  return readAt !== null && now - dayStart(day) < UNDER_WAY_MS;
}
