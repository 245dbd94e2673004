import { ExternalError } from '../domain/errors.ts';
import { defaultTimeZone, type Shop } from '../domain/shop.ts';
import type { Timestamp } from '../domain/time.ts';
import type { FeedState } from '../ports/store/feeds.ts';
import { feedFailure } from './failure.ts';
import {
  AllowanceSpentError,
  type FeedReport,
  FeedRun,
  type RunTerms,
  StoppedError,
  type SyncDependencies,
} from './feed-run.ts';
import {
  FEEDS,
  type FeedDefinition,
  type FeedGroup,
  type FeedName,
  isDue,
  isUnfinished,
  wantedInterval,
} from './feeds.ts';
import { COSTS_FEED, costsAfter, readCosts, type ShopPlan, saveCosts } from './plan.ts';
import { readFeedRows } from './readers.ts';

export interface SyncOptions {
  /** Only these, and these whatever their age; without it all feeds that are due. */
  readonly feeds?: readonly FeedName[];
  /** Only feeds of these groups; without it those of all. */
  readonly groups?: readonly FeedGroup[];
  /** Intervals and requests for this run; without it every feed is read at its wanted interval. */
  readonly plan?: ShopPlan;
  /** How far back affiliate orders are filled in; 180 days when it is not given. */
  readonly backfillDays?: number;
  /** Of the shop's days; without it that of its market. */
  readonly timeZone?: string | null;
  readonly signal?: AbortSignal;
}

export interface SyncReport {
  readonly shopId: string;
  readonly startedAt: Timestamp;
  readonly feeds: readonly FeedReport[];
  readonly aborted: boolean;
}

/** Half a year, as far as the platform's own figures go back. */
export const DEFAULT_BACKFILL_DAYS = 180;

/** What failures of this run have shown to be of no use. */
interface Dead {
  readonly scopes: Set<string>;
  readonly apps: Set<string>;
}

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
  const { feeds: wanted, groups, signal } = options;
  const startedAt = dependencies.clock.now();
  const reports: FeedReport[] = [];
  const dead: Dead = { scopes: new Set(), apps: new Set() };
  for (const definition of FEEDS) {
    if (wanted !== undefined && !wanted.includes(definition.feed)) continue;
    if (groups !== undefined && !groups.includes(definition.group)) continue;
    const run = new FeedRun(dependencies, shop, termsOf(definition, shop, options));
    const report =
      signal?.aborted || dead.scopes.has(definition.scope)
        ? run.report('stopped', null)
        : await readFeed(run, definition, options, dead);
    reports.push(report);
  }
  await rememberCosts(dependencies, shop, reports);
  return { shopId: shop.shopId, startedAt, feeds: reports, aborted: signal?.aborted ?? false };
}

function termsOf({ feed }: FeedDefinition, shop: Shop, options: SyncOptions): RunTerms {
  const { plan, backfillDays, timeZone, signal } = options;
  const { allowance = Number.POSITIVE_INFINITY, leave = 0 } = plan?.get(feed) ?? {};
  return {
    feed,
    allowance,
    leave,
    backfillDays: backfillDays ?? DEFAULT_BACKFILL_DAYS,
    timeZone: timeZone ?? defaultTimeZone(shop.region),
    signal,
  };
}

async function readFeed(
  run: FeedRun,
  definition: FeedDefinition,
  { feeds: wanted, plan }: SyncOptions,
  dead: Dead,
): Promise<FeedReport> {
  const { feed, title, intervalMs } = definition;
  const { feeds } = run.dependencies.store;
  const state = await feeds.get(run.shop.shopId, feed);
  if (wanted === undefined && !isDue(intervalNow(definition, state, plan), state, run.now())) {
    return run.report('fresh', null);
  }
  try {
    await readFeedRows(run);
    // A pass taken up from an earlier run shows the world as of its start; a feed of every cycle owes today's.
    if (readsTheWorld(definition, state) && intervalMs === 0) await readFeedRows(run);
    return run.report(null, null);
  } catch (error) {
    if (error instanceof StoppedError) return run.report('stopped', null);
    if (error instanceof AllowanceSpentError) return run.report('budget', null);
    if (!(error instanceof ExternalError)) throw error;
    // Connections that a shutdown cuts say nothing about the feed.
    if (run.aborted) return run.report('stopped', null);
    if (definition.optional && error.kind === 'scope') {
      await run.unused();
      return run.report(null, null);
    }
    if (isKnownDead(dead, definition, error)) return run.report('stopped', null);
    const failure = feedFailure(title, error, run.now());
    await feeds.recordFailure(run.shop.shopId, feed, failure);
    return run.report(error.kind === 'quota' ? 'budget' : null, failure);
  }
}

function readsTheWorld({ how }: FeedDefinition, before: FeedState | null): boolean {
  return isUnfinished(before) && (how === 'sweep' || how === 'by_update_time');
}

/** What is not stretched keeps its own interval: in every cycle stays in every cycle. */
function intervalNow(
  definition: FeedDefinition,
  state: FeedState | null,
  plan: ShopPlan | undefined,
): number {
  const planned = plan?.get(definition.feed);
  return planned?.stretched ? planned.intervalMs : wantedInterval(definition, state);
}

/**
 * Notes what other feeds would fail of alike: those under the same scope do; without a clock, or without any
 * authorisation, all do. A shop may have authorised two apps, and one that is refused says nothing about the other: each
 * scope is tried, which sends nothing where only the refused app has it. True when this is told already.
 */
function isKnownDead(dead: Dead, { scope }: FeedDefinition, { kind, details }: ExternalError): boolean {
  const { appKey } = details;
  if (kind === 'clock_skew' || (kind === 'auth' && appKey === undefined)) {
    for (const feed of FEEDS) dead.scopes.add(feed.scope);
  }
  if (kind === 'scope' || kind === 'auth') dead.scopes.add(scope);
  if (kind !== 'auth' || appKey === undefined) return false;
  if (dead.apps.has(appKey)) return true;
  dead.apps.add(appKey);
  return false;
}

async function rememberCosts(
  { store, clock }: SyncDependencies,
  { shopId }: Shop,
  reports: readonly FeedReport[],
): Promise<void> {
  const costs = readCosts(await store.feeds.get(shopId, COSTS_FEED));
  await saveCosts(store.feeds, shopId, costsAfter(costs, reports), clock.now());
}
