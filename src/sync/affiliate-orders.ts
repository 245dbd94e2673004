import type { AffiliateOrder } from '../domain/affiliate-order.ts';
import { DAY, MINUTE, type Timestamp } from '../domain/time.ts';
import type { FeedRun } from './feed-run.ts';
import { type Pass, readPass } from './pass.ts';

/**
 * The platform filters by creation alone and lists an order some time after it was made: an order that appears within
 * the hour is in the next pass, a later one in the next reading of its day (ours).
 */
const LATE_APPEARANCE = 60 * MINUTE;
/** Earlier days come as whole days, newest first. */
const FIRST_PASS_REACH = DAY;
/** The platform answers at most 31 days at once. */
const LONGEST_WINDOW = 31 * DAY;

/** Reads the affiliate orders created since the last pass, and once more those of the hour before it. */
export async function readAffiliateOrders(run: FeedRun): Promise<void> {
  const { affiliateOrders } = run.dependencies.store;
  await readPass<AffiliateOrder>(run, {
    feed: 'affiliate_orders',
    movesWatermark: true,
    readPage: (cursor, pass) => {
      const window = { createdFrom: windowStart(pass), createdTo: pass.startedAt };
      return run.request(() => run.platform.searchAffiliateOrders(run.shop, window, cursor));
    },
    recordPage: (orders, seenAt, progress) =>
      affiliateOrders.record(run.shop.shopId, orders, seenAt, { progress }),
  });
}

function windowStart({ startedAt, watermark }: Pass): Timestamp {
  const wanted = watermark === null ? startedAt - FIRST_PASS_REACH : watermark - LATE_APPEARANCE;
  // A clock that was set back must not turn the window inside out.
  return Math.max(0, startedAt - LONGEST_WINDOW, Math.min(wanted, startedAt - LATE_APPEARANCE));
}
