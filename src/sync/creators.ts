import { ExternalError } from '../domain/errors.ts';
import { DAY } from '../domain/time.ts';
import type { FeedRun } from './feed-run.ts';

/** The marketplace's figures are of 30 days: reading them more often than weekly brings little (ours). */
const READ_EVERY = 7 * DAY;
/** One request each, every half hour: 5,000 creators in a week. */
const CREATORS_PER_PASS = 15;
/** Names that nobody is known to bear, those with the most order lines first, one request each. */
const NAMES_PER_PASS = 200;

/** Of one creator alone: it must not keep the others from being read. */
const OF_ONE_CREATOR: readonly string[] = ['not_found', 'invalid', 'refused'];

/** Reads what the marketplace says of creators that matter to us. */
export async function readCreators(run: FeedRun): Promise<void> {
  const { performance, creatorNames } = run.dependencies.store;
  const { shopId } = run.shop;
  const startedAt = run.now();
  for (const creatorId of await performance.creatorsToRead(
    shopId,
    startedAt - READ_EVERY,
    CREATORS_PER_PASS,
  )) {
    const seenAt = run.now();
    const creator = await ofOne(() =>
      run.request(() => run.platform.creatorPerformance(run.shop, creatorId)),
    );
    await performance.recordCreator(shopId, creatorId, creator, seenAt);
    if (creator === null) continue;
    await creatorNames.recordName(shopId, creatorId, creator.username, seenAt);
    run.count(1, null);
  }
  await run.completed(startedAt);
}

/**
 * Looks for the creators behind names that order lines carry and nobody is known by. By name, so that the pass goes on
 * where it stopped; one that the marketplace does not show is asked for again in the next pass.
 */
export async function findNamedCreators(run: FeedRun): Promise<void> {
  const { feeds, affiliateOrders, creatorNames } = run.dependencies.store;
  const { shopId } = run.shop;
  const { feed } = run.terms;
  const saved = await feeds.get(shopId, feed);
  const startedAt = (saved?.cursor == null ? null : saved.passStartedAt) ?? run.now();
  const unknown = await affiliateOrders.unknownUsernames(shopId, NAMES_PER_PASS);
  for (const username of unknown.toSorted().filter((name) => name > (saved?.cursor ?? ''))) {
    const seenAt = run.now();
    const found = await ofOne(() =>
      run.request(() => run.platform.searchMarketplaceCreators(run.shop, { keyword: username }, null)),
    );
    // The search matches parts and nicknames as well.
    const creator = found?.items.find((one) => one.username.toLowerCase() === username.toLowerCase());
    if (creator !== undefined) {
      await creatorNames.recordName(shopId, creator.creatorId, creator.username, seenAt);
      run.count(1, null);
    }
    await feeds.save({
      shopId,
      feed,
      cursor: username,
      watermark: null,
      passStartedAt: startedAt,
      completedAt: saved?.completedAt ?? null,
    });
  }
  await run.completed(startedAt);
}

async function ofOne<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ExternalError && OF_ONE_CREATOR.includes(error.kind)) return null;
    throw error;
  }
}
