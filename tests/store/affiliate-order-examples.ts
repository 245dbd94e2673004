import Sqlite from 'better-sqlite3';
import type { AffiliateOrder, AffiliateOrderLine } from '../../src/domain/affiliate-order.ts';
import { DAY } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store/index.ts';
import { NOW, SHOP } from './support.ts';

export const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

export function line(overrides: Partial<AffiliateOrderLine> = {}): AffiliateOrderLine {
  return {
    lineKey: 'sku-1:video-1',
    productId: 'product-1',
    skuId: 'sku-1',
    username: 'anna.bakes',
    contentType: 'VIDEO',
    contentId: 'video-1',
    quantity: 1,
    returnedQuantity: 0,
    refundedQuantity: 0,
    price: usd(2_490),
    commissionBps: 2_000,
    adsCommissionBps: null,
    estimatedBase: usd(2_490),
    estimatedCommission: usd(498),
    estimatedAdsCommission: usd(0),
    actualBase: null,
    actualCommission: null,
    actualAdsCommission: null,
    settlement: 'provisional',
    openCollaborationId: 'open-1',
    targetCollaborationId: null,
    campaignId: null,
    ...overrides,
  };
}

export function order(overrides: Partial<AffiliateOrder> = {}): AffiliateOrder {
  return {
    orderId: 'order-1',
    createdAt: NOW - DAY,
    deliveredAt: null,
    status: 'PROCESSING',
    lines: [line()],
    ...overrides,
  };
}

export const ALWAYS = { createdFrom: 0, createdTo: NOW + 1_000 * DAY };
export const linesOf = (store: Store) => store.affiliateOrders.lines(SHOP, ALWAYS, null, 10_000);

/** The totals as they stand, and as the lines add up to. */
export function totalsIn(file: string) {
  const database = new Sqlite(file, { readonly: true });
  const order = 'ORDER BY kind, day, subject_id, currency';
  const kept = database
    .prepare(`SELECT kind, day, subject_id, currency, lines, net_minor FROM sales_days ${order}`)
    .all();
  const share = (kind: string, subject: string) =>
    `SELECT '${kind}' AS kind, created_at / ${DAY} AS day, ${subject} AS subject_id, currency, net_minor
     FROM affiliate_order_lines WHERE ${subject} IS NOT NULL AND net_minor IS NOT NULL`;
  const summed = database
    .prepare(
      `SELECT kind, day, subject_id, currency, count(*) AS lines, sum(net_minor) AS net_minor
       FROM (${share('creator', 'creator_id')}
         UNION ALL ${share('collaboration', 'coalesce(target_collaboration_id, open_collaboration_id)')}
         UNION ALL ${share('content', 'content_id')})
       GROUP BY kind, day, subject_id, currency ${order}`,
    )
    .all();
  database.close();
  return { kept, summed };
}

export const recordNames = async (store: Store) => {
  await store.creatorNames.recordName(SHOP, 'creator-1', 'anna.bakes', NOW);
  await store.creatorNames.recordName(SHOP, 'creator-2', 'ben', NOW);
};
