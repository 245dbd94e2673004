import type { Timestamp } from '../domain/time.ts';
import type { FeedState } from '../ports/store/feeds.ts';
import { FEEDS, type FeedGroup, type FeedName, isUnfinished, isUnused, wantedInterval } from './feeds.ts';
import { readAsOf } from './freshness.ts';
import type { ShopPlan } from './plan.ts';

/** How far behind the platform one feed is. */
export interface FeedLag {
  readonly feed: FeedName;
  /** What it brings, in an operator's words. */
  readonly title: string;
  readonly group: FeedGroup;
  /** The platform's state as of then is in the store; null when it was never read whole. */
  readonly asOf: Timestamp | null;
  /** Time between passes; 0 means in every cycle. */
  readonly wantedMs: number;
  /** Longer than wanted while the day's requests do not suffice for all; null when it is not. */
  readonly stretchedToMs: number | null;
  /** Due, and nothing of the day's requests may be spent on it now. */
  readonly waitsForBudget: boolean;
  /** A pass has begun and goes on in the next cycle. */
  readonly underWay: boolean;
  /** Nothing depends on it and its scope is not granted: it is behind nothing. */
  readonly unused: boolean;
}

/** Every feed but the backfill, which follows nothing, in the order of need. */
export function feedLags(states: readonly FeedState[], plan: ShopPlan, now: Timestamp): readonly FeedLag[] {
  const byName = new Map(states.map((state) => [state.feed, state]));
  return FEEDS.filter(({ group }) => group !== 'backfill').map((definition) => {
    const { feed, title, group } = definition;
    const state = byName.get(feed) ?? null;
    const unused = isUnused(definition, state);
    const intervalMs = wantedInterval(definition, state);
    const planned = plan.get(feed);
    const stretchedToMs = planned?.stretched ? planned.intervalMs : null;
    const due =
      state === null ||
      state.completedAt === null ||
      now - state.completedAt >= (stretchedToMs ?? intervalMs);
    return {
      feed,
      title,
      group,
      asOf: unused ? null : readAsOf(state ?? undefined),
      wantedMs: intervalMs,
      stretchedToMs,
      waitsForBudget: !unused && (state?.failure?.kind === 'quota' || (due && planned?.allowance === 0)),
      underWay: isUnfinished(state),
      unused,
    };
  });
}

export interface Backfill {
  /** Days of affiliate orders from here on are in the store; null before the first. */
  readonly reached: Timestamp | null;
  /** Everything back to where the settings say has been read. */
  readonly done: boolean;
}

export function backfillOf(states: readonly FeedState[]): Backfill {
  const state = states.find(({ feed }) => feed === 'affiliate_orders:backfill');
  return { reached: state?.watermark ?? null, done: state?.completedAt != null };
}
