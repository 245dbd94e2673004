import { ExternalError } from '../domain/errors.ts';
import type { Shop } from '../domain/shop.ts';
import type { FeedFailure } from '../ports/store/feeds.ts';
import { feedFailure } from './failure.ts';
import type { SyncDependencies } from './feed-run.ts';

/** Under this name every known shop shows whether the list of shops could be read. */
export const SHOPS_FEED = 'shops';

export interface ShopsReport {
  /** All shops we know: the authorised ones, or those known from before when they could not be read. */
  readonly shops: readonly Shop[];
  readonly failure: FeedFailure | null;
}

/** Records the shops that authorised the app. A shop that is gone from the list keeps its data. */
export async function syncShops(
  dependencies: Pick<SyncDependencies, 'platform' | 'store' | 'clock'>,
): Promise<ShopsReport> {
  const { store, clock } = dependencies;
  const platform = dependencies.platform.spentOn({ name: SHOPS_FEED, leave: 0 });
  const startedAt = clock.now();
  try {
    const authorised = await platform.authorizedShops();
    await store.shops.record(authorised, startedAt);
    for (const { shopId } of authorised) {
      await store.feeds.save({
        shopId,
        feed: SHOPS_FEED,
        cursor: null,
        watermark: null,
        passStartedAt: startedAt,
        completedAt: clock.now(),
      });
    }
    return { shops: await store.shops.list(), failure: null };
  } catch (error) {
    if (!(error instanceof ExternalError)) throw error;
    const failure = feedFailure('the authorised shops', error, clock.now());
    const known = await store.shops.list();
    for (const { shopId } of known) await store.feeds.recordFailure(shopId, SHOPS_FEED, failure);
    return { shops: known, failure };
  }
}
