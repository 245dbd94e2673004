import { ExternalError } from '../domain/errors.ts';
import type { Product } from '../domain/product.ts';
import type { FeedRun } from './feed-run.ts';
import { isUnfinished } from './feeds.ts';
import { OVERLAP } from './orders.ts';
import { readPass } from './pass.ts';

/** One request each: a new catalogue is filled over several cycles. */
const CATEGORIES_PER_CYCLE = 50;
const CATEGORY_CANDIDATES = 1_000;

/** Their detail cannot be read (tiktok-shop-api 6). */
const WITHOUT_DETAIL = ['FREEZE', 'DELETED'];

/** Reads the products updated since the last pass; the first pass reads all. */
export async function readProducts(run: FeedRun): Promise<void> {
  const { platform, dependencies } = run;
  const { store } = dependencies;
  await readPass<Product>(run, {
    feed: 'products',
    movesWatermark: true,
    readPage: (cursor, { watermark, startedAt }) => {
      const updatedFrom = watermark === null ? 0 : Math.max(0, Math.min(watermark, startedAt) - OVERLAP);
      const window = { updatedFrom, updatedTo: startedAt };
      return run.request(() => platform.searchProducts(run.shop, window, cursor));
    },
    recordPage: async (products, seenAt, progress) => {
      await store.catalog.recordProducts(run.shop.shopId, products, seenAt, progress);
      return null;
    },
  });
}

/**
 * Reads the category of products that never had it read, by product id. Those without one stay in the list, so
 * the pass remembers the last id it tried and goes round.
 */
export async function readCategories(run: FeedRun): Promise<void> {
  const { store } = run.dependencies;
  const { shopId } = run.shop;
  const saved = await store.feeds.get(shopId, 'categories');
  const goesOn = isUnfinished(saved);
  const startedAt = (goesOn ? saved?.passStartedAt : null) ?? run.now();
  const candidates = await store.catalog.productIdsWithoutCategory(shopId, CATEGORY_CANDIDATES);
  const waiting = candidates.toSorted().filter((id) => id > (saved?.cursor ?? ''));
  const batch = waiting.slice(0, CATEGORIES_PER_CYCLE);
  for (const productId of batch) await readCategory(run, productId);
  const unfinished = waiting.length > batch.length;
  await store.feeds.save({
    shopId,
    feed: 'categories',
    cursor: unfinished ? (batch.at(-1) ?? null) : null,
    watermark: null,
    passStartedAt: startedAt,
    completedAt: unfinished ? (saved?.completedAt ?? null) : run.now(),
  });
}

async function readCategory(run: FeedRun, productId: string): Promise<void> {
  const { platform, dependencies } = run;
  const { store } = dependencies;
  const product = await store.catalog.product(run.shop.shopId, productId);
  if (product !== null && WITHOUT_DETAIL.includes(product.status)) return;
  try {
    const category = await run.request(() => platform.productCategory(run.shop, productId));
    if (category === null) return;
    await store.catalog.recordCategory(run.shop.shopId, productId, category);
    run.count(1, null);
  } catch (error) {
    // One product the platform will not show must not keep the others from being read.
    if (!(error instanceof ExternalError && ['refused', 'not_found'].includes(error.kind))) throw error;
  }
}
