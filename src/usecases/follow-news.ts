import type { NewsKind } from '../domain/platform-news.ts';
import type { FeedName } from '../sync/feeds.ts';
import { syncShops } from '../sync/shops.ts';
import { type CycleDeps, type ShopCycle, watchShop } from './watch.ts';

/** Where each kind of news would show. */
const FEEDS_OF: Readonly<Record<NewsKind, readonly FeedName[]>> = {
  orders: ['orders', 'samples:moved'],
  messages: ['conversations:UNREPLIED', 'messages'],
  products: ['products'],
  stock: ['stock'],
  content: ['content'],
  authorisation: [],
  other: [],
};

/**
 * Reads what webhooks hinted at, and no more, and does what follows from it. News that are lost on the way cost
 * nothing: the next cycle reads the same.
 */
export async function followNews(deps: CycleDeps, signal: AbortSignal): Promise<readonly ShopCycle[]> {
  const shops = await deps.store.shops.list();
  const cycles: ShopCycle[] = [];
  let authorisationRead = false;
  for (const shop of shops) {
    if (signal.aborted) break;
    const kinds = await deps.store.news.take(shop.shopId);
    if (kinds.includes('authorisation') && !authorisationRead) {
      authorisationRead = true;
      await syncShops({ platform: deps.tiktokShop, store: deps.store, clock: deps.programClock });
    }
    const feeds = [...new Set(kinds.flatMap((kind) => FEEDS_OF[kind]))];
    if (feeds.length > 0) cycles.push(await watchShop(deps, shops, shop, { signal, feeds }));
  }
  return cycles;
}
