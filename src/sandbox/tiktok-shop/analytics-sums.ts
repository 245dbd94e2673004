import { DAY } from '../clock.ts';
import type { Moment, State } from '../state.ts';
import type { ContentType, PostRow } from '../world/sales-rows.ts';
import type { Interval } from './analytics-period.ts';

/** Sums over order lines; amounts in cents, cancelled and refunded lines included, as the platform's GMV has them. */
export interface Sums {
  gmv: number;
  lines: number;
  orders: number;
  items: number;
}

const SUMS =
  'sum(price_minor * quantity) AS gmv, count(*) AS lines, count(DISTINCT order_id) AS orders, sum(quantity) AS items';
export const NONE: Sums = { gmv: 0, lines: 0, orders: 0, items: 0 };

export const plus = (left: Sums, right: Sums): Sums => ({
  gmv: left.gmv + right.gmv,
  lines: left.lines + right.lines,
  orders: left.orders + right.orders,
  items: left.items + right.items,
});

type Column = 'content_id' | 'product_id' | 'content_type' | 'creator_open_id';
type Conditions = { product_id?: string; content_id?: string; content_type?: ContentType };

/** Sums of the interval's order lines by one column. Plans must be decided before. */
export function sumsBy<C extends Column>(
  state: State,
  column: C,
  interval: Interval,
  only: Conditions = {},
): (Sums & Record<C, string>)[] {
  const conditions = Object.entries(only);
  const where = ['created_ms >= ?', 'created_ms < ?', ...conditions.map(([name]) => `${name} = ?`)];
  return state.all<Sums & Record<C, string>>(
    `SELECT ${column}, ${SUMS} FROM sales WHERE ${where.join(' AND ')} GROUP BY ${column}`,
    interval.from,
    interval.until,
    ...conditions.map(([, value]) => value),
  );
}

/** Money given back and units that came back in the interval, by product; `orders` is how many orders it concerns. */
export function refundsByProduct(
  state: State,
  interval: Interval,
): { product_id: string; refunds: number; units: number; returned: number; orders: number }[] {
  return state.all(
    `SELECT product_id, sum(price_minor * refunded_units) AS refunds, sum(refunded_units) AS units,
       sum(CASE WHEN returned = 1 THEN refunded_units ELSE 0 END) AS returned, count(DISTINCT order_id) AS orders
     FROM sales WHERE refunded_ms >= ? AND refunded_ms < ? AND created_ms < ? GROUP BY product_id`,
    interval.from,
    interval.until,
    interval.until,
  );
}

/** Units of cancelled orders by product, dated at the cancellation. */
export function cancelledUnits(state: State, interval: Interval, productId: string): number {
  const row = state.one<{ units: number | null }>(
    // A cancellation follows its order within a day.
    `SELECT sum(quantity) AS units FROM sales
     WHERE created_ms >= ? AND created_ms < ? AND cancelled_ms >= ? AND cancelled_ms < ? AND product_id = ?`,
    interval.from - 2 * DAY,
    interval.until,
    interval.from,
    interval.until,
    productId,
  );
  return row?.units ?? 0;
}

/** What buyers find by themselves, without any creator: a few units a day of each product, always the same. */
export function unaidedSums(moment: Moment, productId: string, days: readonly string[]): Sums {
  const sku = moment.state.one<{ price_minor: number }>(
    'SELECT price_minor FROM skus WHERE product_id = ? ORDER BY sku_id LIMIT 1',
    productId,
  );
  const items = days.reduce((sum, day) => sum + moment.random.integer(0, 3, 'unaided', productId, day), 0);
  return { gmv: items * (sku?.price_minor ?? 0), lines: items, orders: items, items };
}

/** Time constant of a video's life, as in its sample's content list. */
const LIFE = 5 * DAY;
const seenUntil = (post: PostRow, at: number): number =>
  at <= post.created_ms ? 0 : Math.floor(post.final_views * (1 - Math.exp((post.created_ms - at) / LIFE)));

/** Views of a post within an interval. */
export const viewsIn = (post: PostRow, interval: Interval): number =>
  seenUntil(post, interval.until) - seenUntil(post, interval.from);

/** The average of a count over an interval's days, rounded. */
export const perDay = (count: number, interval: Interval): number =>
  Math.round(count / Math.max(1, Math.round((interval.until - interval.from) / DAY)));
