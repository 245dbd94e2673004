import { DAY, MINUTE } from '../clock.ts';
import type { State } from '../state.ts';
import type { SaleRow } from './sales-rows.ts';

export type OrderStatus = 'PROCESSING' | 'COMPLETED' | 'CANCELLED' | 'FROZEN' | 'DEDUCTED';
/** The platform's own spellings. */
type SettlementStatus = 'Unknown' | 'AWAITING PAYMENT' | 'To-SETTLE' | 'SETTLED' | 'INELIGIBLE';

/** One line as it stands at a moment. Amounts are in cents. */
export interface SaleState {
  refundedUnits: number;
  returnedUnits: number;
  settlement: SettlementStatus;
  estimatedBase: number;
  estimatedCommission: number;
  estimatedAdsCommission: number;
  /** Null until it is known: before settlement, unless nothing will be paid. */
  actualBase: number | null;
  actualCommission: number | null;
  actualAdsCommission: number | null;
}

const PAYMENT_TIME = 30 * MINUTE;
/** A dispute holds the money for this long before it ends in a refund. */
const DISPUTE_TIME = 2 * DAY;

const past = (at: number | null, now: number): boolean => at !== null && at <= now;
const isSettled = (row: SaleRow, now: number): boolean => row.cancelled_ms === null && row.settled_ms <= now;
const isFrozen = (row: SaleRow, now: number): boolean =>
  row.refunded_ms !== null &&
  !isSettled(row, now) &&
  now < row.refunded_ms &&
  now >= Math.max(row.created_ms, row.refunded_ms - DISPUTE_TIME);

/** Units that came back, by refund or with the cancelled order. */
const refundedUnits = (row: SaleRow, now: number): number =>
  past(row.cancelled_ms, now) ? row.quantity : past(row.refunded_ms, now) ? row.refunded_units : 0;

/** `base` cents at `rate` basis points, rounded to the nearest cent. */
const share = (base: number, rate: number): number => Math.round((base * rate) / 10_000);

export function saleAt(row: SaleRow, now: number): SaleState {
  const units = refundedUnits(row, now);
  const worthless = units >= row.quantity;
  const settled = isSettled(row, now);
  const estimated = row.price_minor * row.quantity;
  const actual = settled || worthless ? row.price_minor * (row.quantity - units) : null;
  // A sale through an ad pays the ads rate in place of the creator's usual one.
  const ads = row.through_ads === 1 && row.ads_rate_bps !== null;
  const usualRate = ads ? 0 : row.rate_bps;
  const adsRate = ads ? (row.ads_rate_bps ?? 0) : 0;
  return {
    refundedUnits: units,
    returnedUnits: row.returned === 1 && past(row.refunded_ms, now) ? units : 0,
    settlement: settlementOf(row, now, { worthless, settled }),
    estimatedBase: estimated,
    estimatedCommission: share(estimated, usualRate),
    estimatedAdsCommission: share(estimated, adsRate),
    actualBase: actual,
    actualCommission: actual === null ? null : share(actual, usualRate),
    actualAdsCommission: actual === null ? null : share(actual, adsRate),
  };
}

function settlementOf(
  row: SaleRow,
  now: number,
  known: { worthless: boolean; settled: boolean },
): SettlementStatus {
  if (known.worthless) return 'INELIGIBLE';
  if (known.settled) return 'SETTLED';
  if (isFrozen(row, now)) return 'Unknown';
  return now < row.created_ms + PAYMENT_TIME ? 'AWAITING PAYMENT' : 'To-SETTLE';
}

/** The status of an order from its lines; one that came back whole after it was paid for is taken back. */
export function orderStatus(lines: readonly SaleRow[], now: number): OrderStatus {
  if (lines.some((row) => past(row.cancelled_ms, now))) return 'CANCELLED';
  if (lines.some((row) => isFrozen(row, now))) return 'FROZEN';
  if (!lines.every((row) => isSettled(row, now))) return 'PROCESSING';
  const takenBack = lines.every(
    (row) => refundedUnits(row, now) >= row.quantity && (row.refunded_ms ?? 0) > row.settled_ms,
  );
  return takenBack ? 'DEDUCTED' : 'COMPLETED';
}

/** The username an order carries: the creator's at the moment it was made. Keeps what it has read. */
export function usernamesOf(state: State): (creatorOpenId: string, atMs: number) => string {
  const former = new Map<string, { username: string; until_ms: number }[]>();
  for (const row of state.all<{ creator_open_id: string; username: string; until_ms: number }>(
    'SELECT * FROM former_usernames ORDER BY until_ms',
  )) {
    former.set(row.creator_open_id, [...(former.get(row.creator_open_id) ?? []), row]);
  }
  const current = new Map<string, string>();
  return (creatorOpenId, atMs) => {
    const old = former.get(creatorOpenId)?.find((row) => atMs < row.until_ms);
    if (old !== undefined) return old.username;
    const known = current.get(creatorOpenId);
    if (known !== undefined) return known;
    const row = state.one<{ username: string }>(
      'SELECT username FROM creators WHERE creator_open_id = ?',
      creatorOpenId,
    );
    current.set(creatorOpenId, row?.username ?? '');
    return row?.username ?? '';
  };
}
