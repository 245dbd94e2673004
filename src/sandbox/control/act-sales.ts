import { z } from 'zod';
import { HOUR } from '../clock.ts';
import type { Moment } from '../state.ts';
import { decidePlans, takeSerials, writePurchases } from '../world/sales.ts';
import { marketOf, showcasePurchases } from '../world/sales-day.ts';
import type { SaleRow } from '../world/sales-rows.ts';
import { populateSales } from './populate-sales.ts';

/** What happens in the selling world outside the API; part of the acts of the control port. */
export const SALES_ACTS = {
  /** Order lines in bulk, in the past, by new creators. */
  populate_sales: z
    .strictObject({ creators: z.int().min(1).max(20_000), lines: z.int().min(1).max(500_000) })
    .optional(),
  /** Orders of one line each, spread over the last hour. */
  sales: z.strictObject({ orders: z.int().min(1).max(100_000) }).optional(),
  /** Affiliate orders whose every unit is refunded now. */
  refund: z.array(z.string()).optional(),
  rename_creator: z.strictObject({ creator_id: z.string(), username: z.string().min(1) }).optional(),
  /** Whether the video and LIVE lists answer nothing for all account types together, as one shop reported. */
  analytics_all_empty: z.boolean().optional(),
  /** Calls a day to each of the marketplace's APIs before 45101004. */
  set_marketplace_quota: z.int().min(0).optional(),
};
const SalesActs = z.object(SALES_ACTS);

/** Does what is asked of the selling world, and answers what was done. */
export function actOnSales(moment: Moment, acts: z.infer<typeof SalesActs>): Record<string, unknown> {
  const { state } = moment;
  const done: Record<string, unknown> = {};
  if (acts.populate_sales) done.populated_sales = populateSales(moment, acts.populate_sales);
  if (acts.sales) done.sales = sell(moment, acts.sales.orders);
  if (acts.refund) done.refund = refund(moment, acts.refund);
  if (acts.rename_creator) done.renamed = rename(moment, acts.rename_creator);
  if (acts.analytics_all_empty !== undefined)
    state.setMeta('analytics_all_empty', acts.analytics_all_empty ? '1' : '0');
  if (acts.set_marketplace_quota !== undefined)
    state.setMeta('marketplace_quota', String(acts.set_marketplace_quota));
  return done;
}

function sell(moment: Moment, orders: number): { orders: number; order_ids: string[] } {
  const batch = takeSerials(moment.state, 'sale_batch', 1);
  const hourAgo = { ...moment, now: moment.now - HOUR };
  const purchases = showcasePurchases(hourAgo, marketOf(moment), {
    key: `batch ${batch}`,
    orders,
    span: HOUR,
  }).map((purchase) => ({ ...purchase, products: purchase.products.slice(0, 1), single: true }));
  const ids = writePurchases(moment, purchases);
  return { orders: ids.length, order_ids: ids };
}

/** Refused: orders that are unknown, not made yet, cancelled or came back already. */
function refund(moment: Moment, orderIds: readonly string[]): { done: string[]; refused: string[] } {
  const { state, now } = moment;
  decidePlans(state, now);
  const done = orderIds.filter((orderId) => {
    const lines = state.all<SaleRow>(
      'SELECT * FROM sales WHERE order_id = ? AND created_ms <= ?',
      orderId,
      now,
    );
    const open = lines.filter(
      (line) =>
        (line.cancelled_ms ?? now + 1) > now &&
        ((line.refunded_ms ?? now + 1) > now || line.refunded_units < line.quantity),
    );
    if (open.length === 0) return false;
    state.run(
      `UPDATE sales SET refunded_ms = ?, refunded_units = quantity, cancelled_ms = NULL
       WHERE order_id = ? AND coalesce(cancelled_ms, ?) > ? AND (coalesce(refunded_ms, ?) > ? OR refunded_units < quantity)`,
      now,
      orderId,
      now + 1,
      now,
      now + 1,
      now,
    );
    return true;
  });
  return { done, refused: orderIds.filter((id) => !done.includes(id)) };
}

/** A creator changes their username. False for an unknown creator and for a name that somebody has. */
function rename(moment: Moment, given: { creator_id: string; username: string }): boolean {
  const { state, now } = moment;
  const creator = state.one<{ username: string }>(
    'SELECT username FROM creators WHERE creator_open_id = ?',
    given.creator_id,
  );
  const taken = state.one(
    'SELECT 1 FROM creators WHERE username = ? UNION ALL SELECT 1 FROM market_creators WHERE username = ?',
    given.username,
    given.username,
  );
  if (creator === undefined || taken !== undefined) return false;
  state.insert('former_usernames', {
    creator_open_id: given.creator_id,
    username: creator.username,
    until_ms: now,
  });
  state.run('UPDATE creators SET username = ? WHERE creator_open_id = ?', given.username, given.creator_id);
  return true;
}
