import type { PlatformStockLevel } from '../domain/product.ts';
import type { FeedRun } from './feed-run.ts';
import { readPass } from './pass.ts';

/**
 * Reads all stock in TikTok's own warehouses. What a whole pass did not show has none there any more. Over several pages
 * a row can slip past the border while we read, so then only what two passes in a row did not show.
 */
export async function readPlatformStock(run: FeedRun): Promise<void> {
  const { feeds, catalog } = run.dependencies.store;
  const { shopId } = run.shop;
  const before = await feeds.get(shopId, 'platform_stock');
  const { startedAt, inOnePage } = await readPass<PlatformStockLevel>(run, {
    feed: 'platform_stock',
    // Where the last whole pass began: the one before it, once the next one ends.
    movesWatermark: true,
    readPage: (cursor) => run.request(() => run.platform.platformStock(run.shop, [], cursor)),
    recordPage: async (levels, seenAt, progress) => {
      await catalog.recordPlatformStock(shopId, levels, seenAt, progress);
      return null;
    },
  });
  const unseenSince = inOnePage ? startedAt : (before?.watermark ?? null);
  if (unseenSince !== null) await catalog.forgetPlatformStock(shopId, unseenSince);
}
