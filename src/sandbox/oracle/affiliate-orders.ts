import { seeded } from '../random.ts';
import type { State } from '../state.ts';
import { isStatusShown } from '../tiktok-shop/affiliate-orders.ts';
import { decidePlans } from '../world/sales.ts';
import type { SaleRow } from '../world/sales-rows.ts';
import { orderStatus, saleAt, usernamesOf } from '../world/sales-state.ts';

/**
 * Every affiliate order made so far with its lines as they stand now. `listed_ms` is when the platform begins to list it,
 * `status_listed` false when the platform leaves the status empty.
 */
export function affiliateOrders(state: State, now: number): object {
  decidePlans(state, now);
  const random = seeded(Number(state.meta('seed')));
  const usernameAt = usernamesOf(state);
  const groups = new Map<string, SaleRow[]>();
  for (const row of state.all<SaleRow>(
    'SELECT * FROM sales WHERE created_ms <= ? ORDER BY created_ms, order_id, position',
    now,
  )) {
    const lines = groups.get(row.order_id);
    if (lines === undefined) groups.set(row.order_id, [row]);
    else lines.push(row);
  }
  return {
    orders: [...groups].map(([orderId, lines]) => ({
      order_id: orderId,
      created_ms: lines[0]?.created_ms,
      listed_ms: lines[0]?.listed_ms,
      status: orderStatus(lines, now),
      status_listed: isStatusShown({ random }, orderId),
      lines: lines.map((row) => lineTruth(row, now, usernameAt(row.creator_open_id, row.created_ms))),
    })),
  };
}

function lineTruth(row: SaleRow, now: number, username: string): object {
  const sale = saleAt(row, now);
  return {
    sku_id: row.sku_id,
    product_id: row.product_id,
    creator_username: username,
    creator_id: row.creator_open_id,
    content_id: row.content_id === '' ? null : row.content_id,
    content_type: row.content_type,
    quantity: row.quantity,
    refunded_quantity: sale.refundedUnits,
    price_minor: row.price_minor,
    currency: 'USD',
    commission_bps: row.rate_bps,
    estimated_base_minor: sale.estimatedBase,
    estimated_commission_minor: sale.estimatedCommission,
    estimated_ads_commission_minor: sale.estimatedAdsCommission,
    actual_base_minor: sale.actualBase,
    actual_commission_minor: sale.actualCommission,
    actual_ads_commission_minor: sale.actualAdsCommission,
    settlement_status: sale.settlement,
    open_collaboration_id: row.open_collaboration_id,
    target_collaboration_id: row.target_collaboration_id,
  };
}
