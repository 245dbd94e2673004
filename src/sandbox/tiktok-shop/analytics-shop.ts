import { decidePlans } from '../world/sales.ts';
import type { PostRow } from '../world/sales-rows.ts';
import {
  dayAfter,
  fraction,
  type Interval,
  listAnswer,
  percent,
  periodOf,
  showsNobody,
  usd,
} from './analytics-period.ts';
import { NONE, perDay, plus, refundsByProduct, type Sums, sumsBy, unaidedSums } from './analytics-sums.ts';
import type { Call } from './call.ts';

/** The kinds of content of analytics: a showcase sale counts as the product's own card. */
export const CONTENT_KINDS = [
  { kind: 'VIDEO', sale: 'VIDEO' },
  { kind: 'LIVE', sale: 'LIVE' },
  { kind: 'PRODUCT_CARD', sale: 'SHOP' },
] as const;

/** The days of an interval, one by one. */
export function daysOf(interval: Interval): string[] {
  const days: string[] = [];
  for (let day = interval.start; day < interval.end; day = dayAfter(day, 1)) days.push(day);
  return days;
}

/** Shop totals 202509, whole or by day: what creators sell and what buyers find by themselves. */
export function shopPerformance(call: Call): object {
  const { moment } = call;
  const period = periodOf(call);
  decidePlans(moment.state, moment.now);
  return {
    latest_available_date: period.latest,
    performance: { intervals: period.intervals.map((interval) => shopInterval(call, interval)) },
  };
}

function shopInterval({ moment }: Call, interval: Interval): object {
  const { state } = moment;
  const days = daysOf(interval);
  const unaided = state
    .all<{ product_id: string }>('SELECT product_id FROM products')
    .map(({ product_id }) => unaidedSums(moment, product_id, days))
    .reduce(plus, NONE);
  const rows = sumsBy(state, 'content_type', interval);
  const parts = CONTENT_KINDS.map(({ kind, sale }) => {
    const own = rows.find((row) => row.content_type === sale) ?? NONE;
    return { kind, sums: kind === 'PRODUCT_CARD' ? plus(own, unaided) : own };
  });
  const total = parts.map((part) => part.sums).reduce(plus, NONE);
  const refunds = refundsByProduct(state, interval).reduce((sum, row) => sum + row.refunds, 0);
  const customers = perDay(total.orders, interval);
  return {
    start_date: interval.start,
    end_date: interval.end,
    sales: {
      gmv: {
        overall: usd(total.gmv),
        breakdowns: parts.map(({ kind, sums }) => ({ type: kind, gmv: usd(sums.gmv) })),
      },
      gross_revenue: { overall: usd(total.gmv) },
      orders_count: total.orders,
      sku_orders_count: total.lines,
      items_sold: total.items,
      avg_customers_count: customers,
      refunds: usd(refunds),
    },
    traffic: {
      avg_page_views: customers * 145,
      avg_visitors: customers * 72,
      avg_conversation_rate: fraction(customers, customers * 72),
    },
  };
}

interface Session {
  post: PostRow & { username: string };
  sums: Sums;
  products: number;
}

/** LIVE sessions 202509 that began in the period. Sessions of affiliate hosts have no interaction figures. */
export function lives(call: Call): object {
  const { moment } = call;
  const { state } = moment;
  const period = periodOf(call);
  decidePlans(state, moment.now);
  const posts = showsNobody(moment, call.query)
    ? []
    : state.all<PostRow & { username: string }>(
        `SELECT p.*, username FROM posts p JOIN creators USING (creator_open_id)
         WHERE format = 'LIVE' AND created_ms >= ? AND created_ms < ? ORDER BY post_id`,
        period.from,
        period.until,
      );
  const sums = new Map(
    sumsBy(state, 'content_id', period, { content_type: 'LIVE' }).map((row) => [row.content_id, row]),
  );
  const rows = posts.map(
    (post): Session => ({
      post,
      sums: sums.get(post.post_id) ?? NONE,
      products: sumsBy(state, 'product_id', period, { content_id: post.post_id }).length,
    }),
  );
  return listAnswer<Session>(call, period, {
    key: 'live_stream_sessions',
    rows,
    sort: {
      gmv: (row) => row.sums.gmv,
      products_added: (row) => productsAdded(row.post),
      different_products_sold: (row) => row.products,
      sku_orders: (row) => row.sums.lines,
      items_sold: (row) => row.sums.items,
      customers: (row) => row.sums.orders,
      '24h_live_gmv': (row) => row.sums.gmv,
    },
    view: (row) => sessionView(call, row),
  });
}

const productsAdded = (post: PostRow): number => post.product_ids.split(',').length;

/** Nobody buys through a LIVE more than a day after it, so its 24 hours are all its sales. */
function sessionView({ moment }: Call, { post, sums, products }: Session): object {
  const clicks = sums.orders * moment.random.integer(15, 40, 'live clicks', post.post_id);
  return {
    id: post.post_id,
    title: post.title,
    username: post.username,
    start_time: String(Math.floor(post.created_ms / 1000)),
    end_time: String(Math.floor(post.ended_ms / 1000)),
    sales_performance: {
      gmv: usd(sums.gmv),
      '24h_live_gmv': usd(sums.gmv),
      avg_price: usd(sums.items === 0 ? 0 : Math.round(sums.gmv / sums.items)),
      sku_orders: sums.lines,
      created_sku_orders: sums.lines,
      items_sold: sums.items,
      customers: sums.orders,
      products_added: productsAdded(post),
      different_products_sold: products,
      click_to_order_rate: percent(sums.orders, clicks),
    },
  };
}
