import type { ProductRow } from '../rows.ts';
import type { State } from '../state.ts';
import { decidePlans } from '../world/sales.ts';
import type { ContentType } from '../world/sales-rows.ts';
import {
  fraction,
  type Interval,
  listAnswer,
  notFound,
  oneOf,
  type Period,
  percent,
  periodOf,
  usd,
} from './analytics-period.ts';
import { CONTENT_KINDS, daysOf } from './analytics-shop.ts';
import {
  cancelledUnits,
  NONE,
  perDay,
  plus,
  refundsByProduct,
  type Sums,
  sumsBy,
  unaidedSums,
} from './analytics-sums.ts';
import { type Call, param } from './call.ts';
import { imageUrl } from './products.ts';

/** Lists of creators and contents of one product end here. */
const TOP = 100;

interface ProductSums {
  product: ProductRow;
  affiliate: Sums;
  unaided: Sums;
  byType: ReadonlyMap<ContentType, Sums>;
  posted: { VIDEO: number; LIVE: number };
  refunds: { refunds: number; units: number; orders: number };
}

/** The list of versions 202605 (blocks per channel) and 202509 (three figures). Products without sales are not in it. */
export function productList(call: Call, version: '202605' | '202509'): object {
  const { moment } = call;
  const period = periodOf(call);
  decidePlans(moment.state, moment.now);
  const status = oneOf(call.query, 'product_status_filter', ['ALL', 'LIVE', 'INACTIVE']);
  const rows = productSums(call, period).filter(
    ({ product }) => status === 'ALL' || (status === 'LIVE') === (product.status === 'ACTIVATE'),
  );
  const total = (row: ProductSums): Sums => plus(row.affiliate, row.unaided);
  return listAnswer<ProductSums>(call, period, {
    key: 'products',
    rows: rows.filter((row) => total(row).lines > 0),
    sort: {
      gmv: (row) => total(row).gmv,
      items_sold: (row) => total(row).items,
      orders: (row) => total(row).orders,
    },
    view: (row) =>
      version === '202605'
        ? { id: row.product.product_id, ...channels(row, total(row), period) }
        : {
            id: row.product.product_id,
            overall_performance: {
              gmv: usd(total(row).gmv),
              items_sold: total(row).items,
              orders: total(row).orders,
            },
          },
  });
}

function productSums({ moment }: Call, period: Period): ProductSums[] {
  const { state } = moment;
  const posted = state.all<{ product_id: string; format: 'VIDEO' | 'LIVE'; n: number }>(
    `SELECT value AS product_id, format, count(*) AS n FROM posts, json_each(product_ids)
     WHERE created_ms >= ? AND created_ms < ? GROUP BY value, format`,
    period.from,
    period.until,
  );
  const refunds = refundsByProduct(state, period);
  const byType = CONTENT_KINDS.map(({ sale }) => ({
    sale,
    rows: sumsBy(state, 'product_id', period, { content_type: sale }),
  }));
  return state.all<ProductRow>('SELECT * FROM products ORDER BY product_id').map((product) => {
    const own = <Row extends { product_id: string }>(rows: readonly Row[]): Row | undefined =>
      rows.find((row) => row.product_id === product.product_id);
    const types = new Map(byType.map(({ sale, rows }): [ContentType, Sums] => [sale, own(rows) ?? NONE]));
    const count = (format: string): number => own(posted.filter((row) => row.format === format))?.n ?? 0;
    return {
      product,
      affiliate: [...types.values()].reduce(plus, NONE),
      unaided: unaidedSums(moment, product.product_id, period.days),
      byType: types,
      posted: { VIDEO: count('VIDEO'), LIVE: count('LIVE') },
      refunds: own(refunds) ?? { refunds: 0, units: 0, orders: 0 },
    };
  });
}

/** Traffic that belongs to sales: analytics of a product never show sales without it. */
function traffic(sums: Sums): Record<string, number | string> {
  const clicks = sums.orders * 82 + 40;
  const impressions = clicks * 13;
  const carts = Math.round(clicks * 0.13);
  return {
    product_impressions: impressions,
    unique_product_impressions: Math.round(impressions * 0.9),
    product_clicks: clicks,
    unique_clicks: Math.round(clicks * 0.92),
    ctr: fraction(clicks, impressions),
    unique_ctr: fraction(clicks * 0.92, impressions * 0.9),
    add_cart_count: carts,
    add_cart_users: Math.round(carts * 0.8),
    add_cart_rate: fraction(carts, clicks),
    unique_atc_rate: fraction(carts * 0.8, clicks * 0.92),
    click_order_rate: fraction(sums.orders, clicks),
    unique_click_order_rate: fraction(sums.orders, clicks * 0.92),
    estimated_customers: sums.orders,
  };
}

const averageOrder = (sums: Sums): object => usd(sums.orders === 0 ? 0 : Math.round(sums.gmv / sums.orders));

/** Channel blocks overlap, and one without activity is absent. */
function channels(row: ProductSums, total: Sums, period: Period): object {
  const video = row.byType.get('VIDEO') ?? NONE;
  const live = row.byType.get('LIVE') ?? NONE;
  const posts = row.posted.VIDEO + row.posted.LIVE;
  return {
    total_performance: {
      gmv: usd(total.gmv),
      orders: total.orders,
      sku_orders: total.lines,
      items_sold: total.items,
      aov: averageOrder(total),
      ...traffic(total),
      gmv_incl_tax: usd(Math.round(total.gmv * 1.07)),
      tax: usd(Math.round(total.gmv * 0.07)),
      gross_merchandise_value: usd(total.gmv),
      shipping_fees: usd(0),
      refunds: usd(row.refunds.refunds),
      refunded_items: row.refunds.units,
      refund_customers: row.refunds.orders,
    },
    ...(row.affiliate.lines + posts === 0
      ? {}
      : {
          affiliate_total_performance: {
            attributed_gmv: usd(row.affiliate.gmv),
            attributed_orders: row.affiliate.orders,
            attributed_sku_orders: row.affiliate.lines,
            attributed_sold_items: row.affiliate.items,
            aov: averageOrder(row.affiliate),
            ...traffic(row.affiliate),
            avg_daily_creator_posted_content: perDay(posts, period),
          },
        }),
    ...(video.lines + row.posted.VIDEO === 0
      ? {}
      : {
          affiliate_video_performance: {
            attributed_video_gmv: usd(video.gmv),
            new_video_count: row.posted.VIDEO,
          },
        }),
    ...(live.lines + row.posted.LIVE === 0
      ? {}
      : {
          affiliate_live_performance: { live_attributed_gmv: usd(live.gmv), new_live_count: row.posted.LIVE },
        }),
    ...(row.unaided.lines === 0
      ? {}
      : {
          shop_tab_performance: {
            shop_tab_product_impressions: row.unaided.orders * 160,
            shop_tab_product_clicks: row.unaided.orders * 14,
            shop_tab_ctr: fraction(14, 160),
            shop_tab_gmv: usd(row.unaided.gmv),
            shop_tab_sold_items: row.unaided.items,
          },
        }),
  };
}

/** One product 202509 with its best creators and contents of the whole period. */
export function product(call: Call): object {
  const { moment } = call;
  const { state } = moment;
  const period = periodOf(call);
  decidePlans(state, moment.now);
  const productId = param(call, 'product_id');
  if (state.one('SELECT 1 FROM products WHERE product_id = ?', productId) === undefined) {
    throw notFound('Product not found.');
  }
  return {
    latest_available_date: period.latest,
    performance: {
      intervals: period.intervals.map((interval) => productInterval(call, productId, interval)),
      ratings: ratings(call, productId),
      top_contents: (['VIDEO', 'LIVE'] as const).flatMap((type) =>
        topContents(state, productId, period, type),
      ),
      top_creators: topCreators(state, productId, period),
    },
  };
}

function productInterval({ moment }: Call, productId: string, interval: Interval): object {
  const { state } = moment;
  const rows = sumsBy(state, 'content_type', interval, { product_id: productId });
  const unaided = unaidedSums(moment, productId, daysOf(interval));
  const parts = CONTENT_KINDS.map(({ kind, sale }) => {
    const own = rows.find((row) => row.content_type === sale) ?? NONE;
    return { kind, sums: kind === 'PRODUCT_CARD' ? plus(own, unaided) : own };
  }).filter(({ sums }) => sums.lines > 0);
  const total = parts.map((part) => part.sums).reduce(plus, NONE);
  const back = refundsByProduct(state, interval).find((row) => row.product_id === productId);
  return {
    start_date: interval.start,
    end_date: interval.end,
    sales: {
      gmv: usd(total.gmv),
      items_sold: total.items,
      orders: total.orders,
      breakdowns: parts.map(({ kind, sums }) => ({
        content_type: kind,
        sales: { gmv: usd(sums.gmv), items_sold: sums.items, avg_customers: perDay(sums.orders, interval) },
      })),
    },
    traffic: {
      breakdowns: parts.map(({ kind, sums }) => ({
        content_type: kind,
        traffic: {
          impressions: sums.orders * 1066,
          page_views: sums.orders * 82,
          avg_unique_page_views: perDay(sums.orders * 75, interval),
          ctr: percent(82, 1066),
          avg_conversion_rate: percent(sums.orders, sums.orders * 75),
        },
      })),
    },
    cancel_and_refunds: {
      canceled: cancelledUnits(state, interval, productId),
      refunded: (back?.units ?? 0) - (back?.returned ?? 0),
      returned: back?.returned ?? 0,
      replacements: 0,
    },
  };
}

function ratings({ moment }: Call, productId: string): object[] {
  const counts = [1, 2, 3, 4, 5].map((stars) => ({
    stars,
    count: moment.random.integer(0, stars ** 3, 'rating', productId, stars),
  }));
  const sum = counts.reduce((total, { count }) => total + count, 0);
  return counts.map(({ stars, count }) => ({
    stars: `${stars}_STAR`,
    count,
    percentage: fraction(count, sum),
  }));
}

function topContents(state: State, productId: string, period: Period, type: 'VIDEO' | 'LIVE'): object[] {
  const rows = sumsBy(state, 'content_id', period, { product_id: productId, content_type: type });
  if (rows.length === 0) return [];
  const contents = rows
    .sort((left, right) => right.gmv - left.gmv)
    .slice(0, TOP)
    .map((row) => ({ content_id: row.content_id, gmv: usd(row.gmv), items_sold: row.items }));
  return [{ type, contents }];
}

function topCreators(state: State, productId: string, period: Period): object[] {
  return sumsBy(state, 'creator_open_id', period, { product_id: productId })
    .sort((left, right) => right.gmv - left.gmv)
    .slice(0, TOP)
    .map((row) => {
      const creator = state.one<{ username: string }>(
        'SELECT username FROM creators WHERE creator_open_id = ?',
        row.creator_open_id,
      );
      return {
        creator_open_id: row.creator_open_id,
        creator_name: creator?.username ?? '',
        creator_profile: imageUrl(`avatar-${creator?.username ?? ''}`),
        gmv: usd(row.gmv),
        items_sold: row.items,
      };
    });
}
