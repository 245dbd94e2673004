import type { Shop } from '../domain/shop.ts';
import type { Timestamp } from '../domain/time.ts';
import type { FeedState, FeedStore } from '../ports/store/feeds.ts';
import {
  type BudgetOfDay,
  expectedCost,
  type FeedDemand,
  type FeedPlan,
  planBudget,
  UNKNOWN_COST,
} from './budget.ts';
import type { FeedReport } from './feed-run.ts';
import { FEEDS, type FeedName, wantedInterval } from './feeds.ts';

/** The feed row of a shop that remembers what passes cost. */
export const COSTS_FEED = 'costs';

export interface PassCost {
  /** Requests that a whole pass is expected to take; null before the first. */
  readonly expected: number | null;
  /** Requests of a pass that has not ended yet. */
  readonly begun: number;
}

export type PassCosts = Readonly<Record<string, PassCost>>;

export type ShopPlan = ReadonlyMap<FeedName, FeedPlan>;

/**
 * Plans the feeds of one shop for this cycle. All shops share the app's requests, so the needs of all of them are
 * weighed; this one is read next.
 */
export async function planShop(
  feeds: Pick<FeedStore, 'list'>,
  shops: readonly Shop[],
  shop: Shop,
  day: BudgetOfDay,
): Promise<ShopPlan> {
  const demands: FeedDemand[] = [];
  const ordered = [shop, ...shops.filter(({ shopId }) => shopId !== shop.shopId)];
  for (const { shopId } of ordered) demands.push(...demandsOf(shopId, await feeds.list(shopId), day));
  const plans = planBudget(demands, day);
  return new Map(
    FEEDS.flatMap(({ feed }) => {
      const plan = plans.get(keyOf(shop.shopId, feed));
      return plan === undefined ? [] : [[feed, plan] as const];
    }),
  );
}

function demandsOf(shopId: string, states: readonly FeedState[], { cycleMs }: BudgetOfDay): FeedDemand[] {
  const byName = new Map(states.map((state) => [state.feed, state]));
  const costs = readCosts(byName.get(COSTS_FEED) ?? null);
  return FEEDS.map((definition) => {
    const { feed, group, rank, longestMs, mostPerCycle } = definition;
    const state = byName.get(feed) ?? null;
    const intervalMs = Math.max(wantedInterval(definition, state), cycleMs);
    return {
      key: keyOf(shopId, feed),
      rank,
      mostPerCycle,
      intervalMs,
      longestMs: Math.max(longestMs, intervalMs),
      cost: costs[feed]?.expected ?? UNKNOWN_COST,
      lastAt: state?.completedAt ?? null,
      leftovers: group === 'backfill',
    };
  });
}

const keyOf = (shopId: string, feed: FeedName): string => `${shopId} ${feed}`;

/** What the passes of these reports add to what is known of their costs. */
export function costsAfter(costs: PassCosts, reports: readonly FeedReport[]): PassCosts {
  const after: Record<string, PassCost> = { ...costs };
  for (const { feed, requests, skipped, failure } of reports) {
    if (skipped === 'fresh') continue;
    const known = costs[feed] ?? { expected: null, begun: 0 };
    const begun = known.begun + requests;
    const whole = skipped === null && failure === null;
    after[feed] = whole ? { expected: costOf(feed, known.expected, begun), begun: 0 } : { ...known, begun };
  }
  return after;
}

/** A first pass fills everything in: only of a sweep does it say what the next one takes. */
function costOf(feed: FeedName, previous: number | null, latest: number): number {
  const sweeps = FEEDS.some((definition) => definition.feed === feed && definition.how === 'sweep');
  return previous === null && !sweeps ? Math.min(latest, UNKNOWN_COST) : expectedCost(previous, latest);
}

export function readCosts(state: FeedState | null): PassCosts {
  const saved: unknown = state?.cursor == null ? null : JSON.parse(state.cursor);
  if (typeof saved !== 'object' || saved === null) return {};
  return Object.fromEntries(
    Object.entries(saved).flatMap(([feed, pair]: [string, unknown]) => {
      if (!Array.isArray(pair)) return [];
      const [expected, begun]: readonly unknown[] = pair;
      const cost = { expected: typeof expected === 'number' ? expected : null, begun: Number(begun) || 0 };
      return [[feed, cost] as const];
    }),
  );
}

export async function saveCosts(
  feeds: Pick<FeedStore, 'save'>,
  shopId: string,
  costs: PassCosts,
  at: Timestamp,
): Promise<void> {
  const pairs = Object.entries(costs).map(([feed, { expected, begun }]) => [feed, [expected, begun]]);
  await feeds.save({
    shopId,
    feed: COSTS_FEED,
    cursor: JSON.stringify(Object.fromEntries(pairs)),
    watermark: null,
    passStartedAt: at,
    completedAt: at,
  });
}
