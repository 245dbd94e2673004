import { z } from 'zod';
import { ExternalError } from '../../domain/errors.ts';
import type { Analytics, DayRange, ProductPerformance, ShopDay } from '../../domain/performance.ts';
import type { TikTokShop } from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import { nextPage } from './pages.ts';
import { answerOf, count, id, list, looseText, money, requiredText, text } from './wire.ts';

const PAGE_SIZE = 100;
/** The platform has no figures for what was asked about (reference 3.3). */
const NOTHING_FOUND = '28001007';
/** Stands for everything the platform cannot name. */
export const UNNAMED = '0';

const shopSchema = answerOf<'get_shop_performance'>()(
  z.object({
    latest_available_date: text,
    performance: z
      .object({
        intervals: list(
          z.object({
            start_date: requiredText,
            sales: z
              .object({
                gmv: z.object({ overall: money }).nullish(),
                refunds: money,
                orders_count: count,
                items_sold: count,
              })
              .nullish(),
            traffic: z.object({ avg_visitors: count }).nullish(),
          }),
        ),
      })
      .nullish(),
  }),
);

const productSchema = z.object({
  id,
  total_performance: z
    .object({
      gmv: money,
      orders: count,
      items_sold: count,
      product_clicks: count,
      product_impressions: count,
    })
    .nullish(),
  affiliate_total_performance: z.object({ attributed_gmv: money, attributed_orders: count }).nullish(),
  /** The older form's only block. */
  overall_performance: z.object({ gmv: money, orders: count, items_sold: count }).nullish(),
});
const productsSchema = answerOf<'list_product_performance'>()(
  z.object({ latest_available_date: text, next_page_token: text, products: list(productSchema) }),
);
const topCreatorsSchema = answerOf<'get_product_performance'>()(
  z.object({
    latest_available_date: text,
    performance: z
      .object({
        top_creators: list(
          z.object({
            creator_open_id: requiredText,
            creator_name: looseText,
            gmv: money,
            items_sold: count,
          }),
        ),
      })
      .nullish(),
  }),
);

type Figures = Pick<TikTokShop, 'shopPerformance' | 'productPerformance' | 'productTopCreators'>;

export function createAnalytics(client: Client): Figures {
  return {
    async shopPerformance(shop, range) {
      const query = { ...rangeQuery(range), granularity: '1D' };
      const data = await client.call('get_shop_performance', { shop, query }, shopSchema);
      return {
        latestDay: data.latest_available_date,
        items: (data.performance?.intervals ?? []).map(
          ({ start_date: day, sales, traffic }): ShopDay => ({
            day,
            gmv: sales?.gmv?.overall ?? null,
            refunds: sales?.refunds ?? null,
            orders: sales?.orders_count ?? null,
            itemsSold: sales?.items_sold ?? null,
            visitors: traffic?.avg_visitors ?? null,
          }),
        ),
        nextCursor: null,
      };
    },

    async productPerformance(shop, range, cursor) {
      const data = await client.call(
        'list_product_performance',
        { shop, query: pageQuery(range, cursor) },
        productsSchema,
      );
      return {
        latestDay: data.latest_available_date,
        items: data.products.filter((product) => product.id !== UNNAMED).map(toProductPerformance),
        nextCursor: nextPage(data.next_page_token, cursor, 'list_product_performance'),
      };
    },

    async productTopCreators(shop, productId, range) {
      return orNothing(async () => {
        const query = { ...rangeQuery(range), granularity: 'ALL' };
        const data = await client.call(
          'get_product_performance',
          { shop, path: { product_id: productId }, query },
          topCreatorsSchema,
        );
        return {
          latestDay: data.latest_available_date,
          items: (data.performance?.top_creators ?? []).map((creator) => ({
            creatorId: creator.creator_open_id,
            username: creator.creator_name,
            gmv: creator.gmv,
            itemsSold: creator.items_sold,
          })),
          nextCursor: null,
        };
      });
    },
  };
}

function toProductPerformance(wire: z.output<typeof productSchema>): ProductPerformance {
  const {
    total_performance: whole,
    affiliate_total_performance: affiliates,
    overall_performance: older,
  } = wire;
  const figures = whole ?? older;
  return {
    productId: wire.id,
    gmv: figures?.gmv ?? null,
    orders: figures?.orders ?? null,
    itemsSold: figures?.items_sold ?? null,
    affiliateGmv: affiliates?.attributed_gmv ?? null,
    affiliateOrders: affiliates?.attributed_orders ?? null,
    clicks: whole?.product_clicks ?? null,
    impressions: whole?.product_impressions ?? null,
  };
}

/** Both ends in days of the shop's zone, the end exclusive. */
export function rangeQuery({ from, until }: DayRange) {
  return { start_date_ge: from, end_date_lt: until };
}

export function pageQuery(range: DayRange, cursor: string | null) {
  return {
    ...rangeQuery(range),
    page_size: PAGE_SIZE,
    ...(cursor !== null && { page_token: cursor }),
  };
}

/** Asked about one product or video, the platform refuses when it has no figures for it. */
export async function orNothing<T>(read: () => Promise<Analytics<T>>): Promise<Analytics<T>> {
  try {
    return await read();
  } catch (error) {
    const nothing = error instanceof ExternalError && error.details.code === NOTHING_FOUND;
    if (nothing) return { latestDay: null, items: [], nextCursor: null };
    throw error;
  }
}
