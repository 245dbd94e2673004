import { DAY } from '../domain/time.ts';
import { localDay } from '../domain/time-zone.ts';
import { FIGURES_MOVE_DAYS, readAnalyticsDays } from './analytics-days.ts';
import type { FeedRun } from './feed-run.ts';
import { dayOf, dayStart } from './order-days.ts';

/** The longest that one answer covers is not documented; a month is asked for everywhere (tiktok-shop-api 7). */
const SHOP_DAYS = 28;

/**
 * Reads the shop's figures by day, all days in one request: the new ones, the last three once more. Its watermark, the
 * end of the last day that the platform calls complete, tells the other analytics what there is to read.
 */
export async function readShopAnalytics(run: FeedRun): Promise<void> {
  const { feeds, performance } = run.dependencies.store;
  const { shopId } = run.shop;
  const saved = await feeds.get(shopId, 'analytics:shop');
  const startedAt = run.now();
  const today = dayStart(localDay(startedAt, run.terms.timeZone));
  const earliest = today - SHOP_DAYS * DAY;
  const from = Math.max(earliest, (saved?.watermark ?? 0) - FIGURES_MOVE_DAYS * DAY);
  const range = { from: dayOf(Math.min(from, today - DAY)), until: dayOf(today) };
  const { items, latestDay } = await run.request(() => run.platform.shopPerformance(run.shop, range));
  const latest = latestDay === null ? null : dayStart(latestDay) + DAY;
  // Days after the latest complete one are still counted: they come once they are whole.
  const whole = items.filter(({ day }) => latest !== null && dayStart(day) < latest);
  await performance.recordShopDays(shopId, whole, startedAt, {
    shopId,
    feed: 'analytics:shop',
    cursor: null,
    // An old answer does not take back what was complete.
    watermark: latest === null ? (saved?.watermark ?? null) : Math.max(latest, saved?.watermark ?? 0),
    passStartedAt: startedAt,
    completedAt: run.now(),
  });
  run.count(whole.length, null);
}

/** What each product sold, by day. */
export async function readProductAnalytics(run: FeedRun): Promise<void> {
  const { performance } = run.dependencies.store;
  await readAnalyticsDays(run, {
    readPage: (range, cursor) => run.platform.productPerformance(run.shop, range, cursor),
    record: (day, rows, seenAt, progress) =>
      performance.recordProducts(run.shop.shopId, day, rows, seenAt, progress),
  });
}

/** What each video of an affiliate brought, by day; it also tells who bears which username. */
export async function readVideoAnalytics(run: FeedRun): Promise<void> {
  const { performance, creatorNames } = run.dependencies.store;
  const { shopId } = run.shop;
  await readAnalyticsDays(run, {
    readPage: (range, cursor) => run.platform.videoPerformance(run.shop, range, cursor),
    record: async (day, rows, seenAt, progress) => {
      await performance.recordVideos(shopId, day, rows, seenAt, progress);
      const names = new Map(
        rows.flatMap(({ creatorId, username }) =>
          creatorId === null ? [] : [[creatorId, username] as const],
        ),
      );
      for (const [creatorId, username] of names) {
        await creatorNames.recordName(shopId, creatorId, username, seenAt);
      }
    },
  });
}

/** What each LIVE brought, by day. */
export async function readLiveAnalytics(run: FeedRun): Promise<void> {
  const { performance } = run.dependencies.store;
  await readAnalyticsDays(run, {
    readPage: (range, cursor) => run.platform.livePerformance(run.shop, range, cursor),
    record: (day, rows, seenAt, progress) =>
      performance.recordLives(run.shop.shopId, day, rows, seenAt, progress),
  });
}
