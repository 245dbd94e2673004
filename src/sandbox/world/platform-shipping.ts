import type { OrderRow } from '../rows.ts';
import type { Moment } from '../state.ts';

/**
 * SQL over a row of "orders": 1 when the seller packs it and the platform sells the label. The shop's setting counts
 * as it was when the order was made.
 */
export const USES_PLATFORM_LABEL = `(fulfilled_by_platform = 0 AND EXISTS (SELECT 1 FROM platform_shipping s
  WHERE orders.created_ms >= s.from_ms AND (s.until_ms IS NULL OR orders.created_ms < s.until_ms)))`;

export function usesPlatformLabel({ state }: Moment, order: OrderRow): boolean {
  const row = state.one<{ uses: number }>(
    `SELECT ${USES_PLATFORM_LABEL} AS uses FROM orders WHERE order_id = ?`,
    order.order_id,
  );
  return row?.uses === 1;
}

/** The seller switches the shop: orders made from now on ship with the platform's labels, or with the seller's. */
export function setShipping({ state, now }: Moment, type: 'TIKTOK' | 'SELLER'): void {
  state.run('UPDATE platform_shipping SET until_ms = ? WHERE until_ms IS NULL', now);
  if (type === 'TIKTOK') state.run('INSERT OR REPLACE INTO platform_shipping VALUES (?, NULL)', now);
}
