import type { StockLevel } from '../domain/product.ts';
import type { FeedRun } from './feed-run.ts';
import { readPass } from './pass.ts';

const PRODUCTS_PER_CALL = 100;

/** Reads the stock of every product we know, by product id; the cursor is the last id read. */
export async function readStock(run: FeedRun): Promise<void> {
  const { platform, dependencies } = run;
  const { store } = dependencies;
  const { shopId } = run.shop;
  const ids = (await store.catalog.productIds(shopId)).toSorted();
  // Without a product list there is nothing to be called read: it would count as fresh and leave stock unknown.
  if (ids.length === 0 && (await store.feeds.get(shopId, 'products'))?.completedAt == null) return;
  await readPass<StockLevel>(run, {
    feed: 'stock',
    movesWatermark: false,
    readPage: async (cursor) => {
      const waiting = ids.filter((id) => id > (cursor ?? ''));
      const batch = waiting.slice(0, PRODUCTS_PER_CALL);
      if (batch.length === 0) return { items: [], nextCursor: null };
      const items = await run.request(() => platform.stock(run.shop, batch));
      return { items, nextCursor: waiting.length > batch.length ? (batch.at(-1) ?? null) : null };
    },
    recordPage: async (levels, seenAt, progress) => {
      await store.catalog.recordStock(shopId, levels, seenAt, progress);
      return null;
    },
  });
}
