import { ExternalError } from '../domain/errors.ts';
import type { Shop } from '../domain/shop.ts';
import type { Timestamp } from '../domain/time.ts';
import type { FeedFailure } from '../ports/store/feeds.ts';
import { readContent } from './content.ts';
import { feedFailure } from './failure.ts';
import { type FeedReport, FeedRun, StoppedError, type SyncDependencies } from './feed-run.ts';
import { FEEDS, type FeedDefinition, type FeedName, isDue, isUnfinished } from './feeds.ts';
import { readNamedOrders, readOrders } from './orders.ts';
import { readCategories, readProducts } from './products.ts';
import { readMovedSamples, sweepSamples } from './samples.ts';
import { readStock } from './stock.ts';

export interface SyncOptions {
  /** Only these, and these whatever their age; without it all feeds that are due. */
  readonly feeds?: readonly FeedName[];
  readonly signal?: AbortSignal;
}

export interface SyncReport {
  readonly shopId: string;
  readonly startedAt: Timestamp;
  readonly feeds: readonly FeedReport[];
  readonly aborted: boolean;
}

/** Nothing else would work either: the key to all feeds is missing. */
const STOPS_EVERYTHING: readonly string[] = ['auth', 'clock_skew'];
/** The other feeds under the same scope would fail alike. */
const STOPS_SCOPE: readonly string[] = ['scope', 'quota'];

/**
 * Brings the store up to date with one shop, feed by feed in the order of need. A feed that fails is recorded
 * and the others go on, unless the reason holds for them too. Throws only what is not the platform's doing, such
 * as a full disk; whatever was read until then is kept and the next run goes on there.
 */
export async function syncShop(
  dependencies: SyncDependencies,
  shop: Shop,
  options: SyncOptions = {},
): Promise<SyncReport> {
  const { feeds: wanted, signal } = options;
  const startedAt = dependencies.clock.now();
  const reports: FeedReport[] = [];
  const stopped = new Set<string>();
  for (const definition of FEEDS) {
    if (wanted !== undefined && !wanted.includes(definition.feed)) continue;
    const run = new FeedRun(dependencies, shop, signal);
    const report =
      signal?.aborted || stopped.has(definition.scope)
        ? run.report(definition.feed, 'stopped', null)
        : await readFeed(run, definition, wanted !== undefined);
    for (const scope of scopesStoppedBy(report.failure, definition)) stopped.add(scope);
    reports.push(report);
  }
  return { shopId: shop.shopId, startedAt, feeds: reports, aborted: signal?.aborted ?? false };
}

async function readFeed(run: FeedRun, definition: FeedDefinition, asked: boolean): Promise<FeedReport> {
  const { feed, title } = definition;
  const { feeds } = run.dependencies.store;
  const state = await feeds.get(run.shop.shopId, feed);
  if (!asked && !isDue(definition, state, run.now())) return run.report(feed, 'fresh', null);
  try {
    await readRows(run, feed);
    // A pass taken up from an earlier run shows the world as of its start; a feed of every cycle owes today's.
    if (isUnfinished(state) && definition.intervalMs === 0) await readRows(run, feed);
    return run.report(feed, null, null);
  } catch (error) {
    if (error instanceof StoppedError) return run.report(feed, 'stopped', null);
    if (!(error instanceof ExternalError)) throw error;
    // Connections that a shutdown cuts say nothing about the feed.
    if (run.aborted) return run.report(feed, 'stopped', null);
    const failure = feedFailure(title, error, run.now());
    await feeds.recordFailure(run.shop.shopId, feed, failure);
    return run.report(feed, null, failure);
  }
}

async function readRows(run: FeedRun, feed: FeedName): Promise<void> {
  switch (feed) {
    case 'samples:moved':
      return await readMovedSamples(run);
    case 'orders':
      return await readOrders(run);
    case 'orders:named':
      return await readNamedOrders(run);
    case 'products':
      return await readProducts(run);
    case 'stock':
      return await readStock(run);
    case 'content':
      return await readContent(run);
    case 'categories':
      return await readCategories(run);
    default:
      return await sweepSamples(run, feed);
  }
}

function scopesStoppedBy(failure: FeedFailure | null, failed: FeedDefinition): readonly string[] {
  if (failure === null) return [];
  if (STOPS_EVERYTHING.includes(failure.kind)) return FEEDS.map((feed) => feed.scope);
  return STOPS_SCOPE.includes(failure.kind) ? [failed.scope] : [];
}
