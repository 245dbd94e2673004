import type { VideoPerformance } from '../domain/performance.ts';
import type { Timestamp } from '../domain/time.ts';
import type { FeedProgress, PerformanceStore } from '../ports/store/index.ts';
import type { Database, Transaction } from './database.ts';
import { progressSaver } from './feeds.ts';
import { fromJson } from './json.ts';
import { creatorPerformance } from './performance-creators.ts';
import { amount, upserter } from './performance-upsert.ts';
import { toMoney } from './sample-rows.ts';

interface VideoRow {
  video_id: string;
  username: string;
  creator_id: string | null;
  title: string;
  posted_at: Timestamp | null;
  product_ids: string;
  views: number | null;
  gmv_minor: number | null;
  gmv_currency: string | null;
  orders: number | null;
  items_sold: number | null;
  click_through_bps: number | null;
}

const GMV = ['gmv_minor', 'gmv_currency'];
const SHOP_DAY = [...GMV, 'refunds_minor', 'refunds_currency', 'orders', 'items_sold', 'visitors'];
const PRODUCT_DAY = [
  ...[...GMV, 'orders', 'items_sold', 'affiliate_gmv_minor', 'affiliate_gmv_currency'],
  ...['affiliate_orders', 'clicks', 'impressions'],
];
const VIDEO_DAY = [
  ...['username', 'creator_id', 'title', 'posted_at', 'product_ids', 'views', ...GMV],
  ...['orders', 'items_sold', 'click_through_bps'],
];
const LIVE_DAY = [
  ...['username', 'title', 'started_at', 'ended_at', 'views', ...GMV, 'orders', 'items_sold'],
];

/** The platform's analytics by day. */
export function performanceStore(database: Database): PerformanceStore {
  const { reader, writer } = database;
  const saveProgress = progressSaver(writer);
  const shopDay = upserter(writer, 'shop_days', ['shop_id', 'day'], SHOP_DAY);
  const productDay = upserter(writer, 'product_days', ['shop_id', 'day', 'product_id'], PRODUCT_DAY);
  const videoDay = upserter(writer, 'video_days', ['shop_id', 'day', 'video_id'], VIDEO_DAY);
  const liveDay = upserter(writer, 'live_days', ['shop_id', 'day', 'live_id'], LIVE_DAY);
  const videosOf = reader.query<[string, string], VideoRow>(
    'SELECT * FROM video_days WHERE shop_id = ? AND day = ? ORDER BY video_id',
  );
  const record = <T>(
    rows: readonly T[],
    progress: FeedProgress | undefined,
    write: (transaction: Transaction, row: T) => void,
  ): Promise<void> =>
    database.write((transaction) => {
      for (const row of rows) write(transaction, row);
      saveProgress(transaction, progress);
    });
  return {
    ...creatorPerformance(database),
    recordShopDays: (shopId, days, seenAt, progress) =>
      record(days, progress, (transaction, { day, gmv, refunds, orders, itemsSold, visitors }) => {
        const values = [...amount(gmv), ...amount(refunds), orders, itemsSold, visitors];
        shopDay(transaction, [shopId, day], values, seenAt);
      }),
    recordProducts: (shopId, day, products, seenAt, progress) =>
      record(products, progress, (transaction, product) => {
        const { affiliateGmv, affiliateOrders, clicks, impressions } = product;
        const values = [
          ...[...amount(product.gmv), product.orders, product.itemsSold],
          ...[...amount(affiliateGmv), affiliateOrders, clicks, impressions],
        ];
        productDay(transaction, [shopId, day, product.productId], values, seenAt);
      }),
    recordVideos: (shopId, day, videos, seenAt, progress) =>
      record(videos, progress, (transaction, video) => {
        const { username, creatorId, title, postedAt, productIds, views } = video;
        const values = [
          ...[username, creatorId, title, postedAt, JSON.stringify(productIds), views],
          ...[...amount(video.gmv), video.orders, video.itemsSold, video.clickThroughBps],
        ];
        videoDay(transaction, [shopId, day, video.videoId], values, seenAt);
      }),
    recordLives: (shopId, day, lives, seenAt, progress) =>
      record(lives, progress, (transaction, live) => {
        const { username, title, startedAt, endedAt, views, gmv, orders, itemsSold } = live;
        const values = [username, title, startedAt, endedAt, views, ...amount(gmv), orders, itemsSold];
        liveDay(transaction, [shopId, day, live.liveId], values, seenAt);
      }),
    videos: (shopId, day) => database.read(() => videosOf.all(shopId, day).map(toVideo)),
  };
}

function toVideo(row: VideoRow): VideoPerformance {
  return {
    videoId: row.video_id,
    username: row.username,
    creatorId: row.creator_id,
    title: row.title,
    postedAt: row.posted_at,
    productIds: fromJson<string[]>(row.product_ids),
    views: row.views,
    gmv: toMoney(row.gmv_minor, row.gmv_currency),
    orders: row.orders,
    itemsSold: row.items_sold,
    clickThroughBps: row.click_through_bps,
  };
}
