import { z } from 'zod';
import type { LivePerformance, VideoPerformance } from '../../domain/performance.ts';
import type { TikTokShop } from '../../ports/tiktok-shop.ts';
import { orNothing, pageQuery, rangeQuery, UNNAMED } from './analytics.ts';
import type { Client } from './client.ts';
import { nextPage } from './pages.ts';
import { shareToBps, zonelessToTimestamp } from './units.ts';
import { answerOf, count, id, list, looseText, money, requiredText, text, time } from './wire.ts';

/** What creators made. The default, all accounts, came back empty for a shop (reference 7.2). */
const AFFILIATES = 'AFFILIATE_ACCOUNTS';

const videoSchema = z.object({
  id,
  username: looseText,
  title: looseText,
  video_post_time: text,
  products: list(z.object({ id })),
  views: count,
  gmv: money,
  sku_orders: count,
  items_sold: count,
  click_through_rate: text,
  /** Since 202605, and missing even there for some. */
  creator: z.object({ open_id: text, user_name: text }).nullish(),
});
const videosSchema = answerOf<'list_video_performance'>()(
  z.object({ latest_available_date: text, next_page_token: text, videos: list(videoSchema) }),
);
const liveSchema = z.object({
  id,
  username: looseText,
  title: looseText,
  start_time: time,
  end_time: time,
  sales_performance: z.object({ gmv: money, sku_orders: count, items_sold: count }).nullish(),
  /** For the shop's own accounts only. */
  interaction_performance: z.object({ views: count }).nullish(),
});
const livesSchema = answerOf<'list_live_performance'>()(
  z.object({
    latest_available_date: text,
    next_page_token: text,
    live_stream_sessions: list(liveSchema),
  }),
);
const videoDaysSchema = answerOf<'get_video_performance'>()(
  z.object({
    latest_available_date: text,
    performance: z
      .object({
        intervals: list(
          z.object({
            start_date: requiredText,
            sales: z.object({ overall: z.object({ gmv: money, items_sold: count }).nullish() }).nullish(),
            traffic: z.object({ views: count }).nullish(),
          }),
        ),
      })
      .nullish(),
  }),
);

type ContentFigures = Pick<TikTokShop, 'videoPerformance' | 'livePerformance' | 'videoDays'>;

export function createContentAnalytics(client: Client): ContentFigures {
  return {
    async videoPerformance(shop, range, cursor) {
      const query = { ...pageQuery(range, cursor), account_type: AFFILIATES };
      const data = await client.call('list_video_performance', { shop, query }, videosSchema);
      return {
        latestDay: data.latest_available_date,
        items: data.videos.filter((video) => video.id !== UNNAMED).map(toVideo),
        nextCursor: nextPage(data.next_page_token, cursor, 'list_video_performance'),
      };
    },

    async livePerformance(shop, range, cursor) {
      const query = { ...pageQuery(range, cursor), account_type: AFFILIATES };
      const data = await client.call('list_live_performance', { shop, query }, livesSchema);
      return {
        latestDay: data.latest_available_date,
        items: data.live_stream_sessions.filter((live) => live.id !== UNNAMED).map(toLive),
        nextCursor: nextPage(data.next_page_token, cursor, 'list_live_performance'),
      };
    },

    async videoDays(shop, videoId, range) {
      return orNothing(async () => {
        const query = { ...rangeQuery(range), granularity: '1D' };
        const data = await client.call(
          'get_video_performance',
          { shop, path: { video_id: videoId }, query },
          videoDaysSchema,
        );
        return {
          latestDay: data.latest_available_date,
          items: (data.performance?.intervals ?? []).map(({ start_date: day, sales, traffic }) => ({
            day,
            gmv: sales?.overall?.gmv ?? null,
            // The platform counts no orders of one video by day.
            orders: null,
            itemsSold: sales?.overall?.items_sold ?? null,
            views: traffic?.views ?? null,
          })),
          nextCursor: null,
        };
      });
    },
  };
}

function toVideo(wire: z.output<typeof videoSchema>): VideoPerformance {
  return {
    videoId: wire.id,
    username: wire.username || (wire.creator?.user_name ?? ''),
    creatorId: wire.creator?.open_id ?? null,
    title: wire.title,
    postedAt: zonelessToTimestamp(wire.video_post_time),
    productIds: wire.products.map((product) => product.id),
    views: wire.views,
    gmv: wire.gmv,
    orders: wire.sku_orders,
    itemsSold: wire.items_sold,
    clickThroughBps: shareToBps(wire.click_through_rate),
  };
}

function toLive(wire: z.output<typeof liveSchema>): LivePerformance {
  const { sales_performance: sales } = wire;
  return {
    liveId: wire.id,
    username: wire.username,
    title: wire.title,
    startedAt: wire.start_time,
    endedAt: wire.end_time,
    views: wire.interaction_performance?.views ?? null,
    gmv: sales?.gmv ?? null,
    orders: sales?.sku_orders ?? null,
    itemsSold: sales?.items_sold ?? null,
  };
}
