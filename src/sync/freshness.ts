import { HOUR, type Timestamp } from '../domain/time.ts';
import type { FeedState } from '../ports/store/feeds.ts';
import { ENDED_STATUSES, type FeedName, isUnfinished, LIVE_STATUSES } from './feeds.ts';

export type DataFamily = 'samples' | 'orders' | 'stock' | 'sample_history' | 'content' | 'products';

export interface FamilyFreshness {
  readonly family: DataFamily;
  /** The platform's state as of then is in the store; null when it was never read completely. */
  readonly asOf: Timestamp | null;
  /** Too old, or never read: a decision on it is unknown. Always false for families that decisions do not rest on. */
  readonly tooOld: boolean;
}

interface Family {
  readonly family: DataFamily;
  readonly feeds: readonly FeedName[];
  /** Null: no decision rests on its age. */
  readonly limitMs: number | null;
}

/** Six hours is the limit of `data_stale`, two days for content (domain.md 14); history, swept daily, may miss one day. */
const FAMILIES: readonly Family[] = [
  {
    family: 'samples',
    feeds: LIVE_STATUSES.map((status) => `samples:${status}` as const),
    limitMs: 6 * HOUR,
  },
  { family: 'orders', feeds: ['orders'], limitMs: 6 * HOUR },
  { family: 'stock', feeds: ['stock'], limitMs: 6 * HOUR },
  {
    family: 'sample_history',
    feeds: ENDED_STATUSES.map((status) => `samples:${status}` as const),
    limitMs: 48 * HOUR,
  },
  { family: 'content', feeds: ['content'], limitMs: 48 * HOUR },
  { family: 'products', feeds: ['products'], limitMs: null },
];

/** Age from which a family is too old to decide on; null when no decision rests on it. */
export function freshnessLimit(family: DataFamily): number | null {
  return FAMILIES.find((one) => one.family === family)?.limitMs ?? null;
}

/** How old each family of data is: its oldest feed decides. Before the first sync everything is simply not read yet. */
export function freshness(feeds: readonly FeedState[], now: Timestamp): readonly FamilyFreshness[] {
  const byName = new Map(feeds.map((state) => [state.feed, state]));
  return FAMILIES.map(({ family, feeds: names, limitMs }) => {
    const asOf = names
      .map((name) => readAsOf(byName.get(name)))
      .reduce((oldest, at) => (oldest === null || at === null ? null : Math.min(oldest, at)));
    const tooOld = limitMs !== null && (asOf === null || now - asOf > limitMs);
    return { family, asOf, tooOld };
  });
}

/** The start of the last completed pass, since rows of its first page are as old as that; while a new one runs, its end. */
export function readAsOf(state: FeedState | undefined): Timestamp | null {
  if (state === undefined || state.completedAt === null) return null;
  if (state.watermark !== null) return state.watermark;
  return isUnfinished(state) ? state.completedAt : (state.passStartedAt ?? state.completedAt);
}
