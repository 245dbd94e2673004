import { TARGET_STATUSES, type TargetStatus } from '../domain/collaboration.ts';
import type { ApplicationStatus } from '../domain/sample-application.ts';
import { APPLICATION_STATUSES } from '../domain/sample-application.ts';
import { DAY, HOUR, MINUTE, type Timestamp } from '../domain/time.ts';
import type { FeedState } from '../ports/store/feeds.ts';

export type SweepFeed = `samples:${ApplicationStatus}`;
export type TargetListFeed = `target_collaborations:${TargetStatus}`;
type DailyAnalyticsFeed = 'analytics:products' | 'analytics:videos' | 'analytics:lives';

export type FeedName =
  | SweepFeed
  | 'samples:moved'
  | 'orders'
  | 'orders:named'
  | 'products'
  | 'stock'
  | 'categories'
  | 'platform_stock'
  | 'content'
  | 'affiliate_orders'
  | 'affiliate_orders:again'
  | 'affiliate_orders:backfill'
  | 'open_collaborations'
  | TargetListFeed
  | 'target_collaborations'
  | 'sample_rules'
  | 'conversations:UNREPLIED'
  | 'conversations:recent'
  | 'conversations:ALL'
  | 'messages'
  | 'creators'
  | 'creators:named'
  | 'outreach'
  | 'analytics:shop'
  | DailyAnalyticsFeed;

/** Scopes as the platform names them (tiktok-shop-api 1.5): feeds of one scope fail together. */
export type FeedScope =
  | 'seller.affiliate_collaboration.read'
  | 'seller.order.info'
  | 'seller.product.basic'
  | 'seller.fbt.info'
  | 'seller.affiliate_messages.write'
  | 'seller.creator_marketplace.read'
  | 'data.shop_analytics.public.read';

/** What requests are spent on, in an operator's words; each is one line of `program_status`. */
export const FEED_GROUPS = [
  'samples',
  'sample orders',
  'stock',
  'affiliate orders',
  'messages',
  'deals',
  'content',
  'sample history',
  'orders read again',
  'catalogue',
  'analytics',
  'creators',
  'backfill',
] as const;
export type FeedGroup = (typeof FEED_GROUPS)[number];

/** What the sample desk decides on: read and decided before the rest of a cycle is read. */
export const DESK_GROUPS: readonly FeedGroup[] = [
  'samples',
  'sample orders',
  'stock',
  'content',
  'sample history',
  'catalogue',
];

export const OTHER_GROUPS: readonly FeedGroup[] = FEED_GROUPS.filter((group) => !DESK_GROUPS.includes(group));

/** What a request is worth: a lower number goes first when the day's budget is short. */
const RANK: Readonly<Record<FeedGroup, number>> = {
  // Deadlines run on these.
  samples: 1,
  'sample orders': 1,
  stock: 1,
  'affiliate orders': 2,
  messages: 3,
  deals: 4,
  content: 5,
  'sample history': 5,
  'orders read again': 6,
  catalogue: 7,
  analytics: 8,
  creators: 9,
  backfill: 10,
};

export interface FeedDefinition {
  readonly feed: FeedName;
  /** What it brings, in an operator's words. */
  readonly title: string;
  readonly group: FeedGroup;
  readonly rank: number;
  /**
   * `sweep` reads everything each time, `by_update_time` what changed since the last pass, `by_id` what is named,
   * `by_day` one day after the other.
   */
  readonly how: 'sweep' | 'by_update_time' | 'by_id' | 'by_day';
  /** Program time between passes; 0 means in every cycle. */
  readonly intervalMs: number;
  /** How long it may become when the day's requests do not suffice. */
  readonly longestMs: number;
  /** Requests that one cycle spends at most, so that catching up does not keep decisions waiting. */
  readonly mostPerCycle: number;
  readonly scope: FeedScope;
  /** Nothing depends on it: while its scope is not granted it is not used, which is no trouble. */
  readonly optional: boolean;
}

/** Between the seller's yes and the creator's post: nothing here waits for a decision, so half an hour will do. */
export const UNDER_WAY_STATUSES = [
  'AWAITING_SHIPMENT',
  'SHIPPED',
  'CONTENT_PENDING',
] as const satisfies readonly ApplicationStatus[];

export const LIVE_STATUSES = ['PENDING', ...UNDER_WAY_STATUSES] as const;

export const ENDED_STATUSES: readonly ApplicationStatus[] = APPLICATION_STATUSES.filter(
  (status) => !LIVE_STATUSES.some((live) => live === status),
);

const SCOPES: Readonly<Record<FeedGroup, FeedScope>> = {
  samples: 'seller.affiliate_collaboration.read',
  'sample orders': 'seller.order.info',
  stock: 'seller.product.basic',
  'affiliate orders': 'seller.affiliate_collaboration.read',
  messages: 'seller.affiliate_messages.write',
  deals: 'seller.affiliate_collaboration.read',
  content: 'seller.affiliate_collaboration.read',
  'sample history': 'seller.affiliate_collaboration.read',
  'orders read again': 'seller.affiliate_collaboration.read',
  catalogue: 'seller.product.basic',
  analytics: 'data.shop_analytics.public.read',
  creators: 'seller.creator_marketplace.read',
  backfill: 'seller.affiliate_collaboration.read',
};

const EVERY_CYCLE = 0;

/**
 * A cycle decides after it has read, at some five requests a second: what nobody waits for takes a few seconds of it at
 * most, and catches up over several cycles. What deadlines and money rest on is read to its end.
 */
const MOST_PER_CYCLE: Readonly<Partial<Record<FeedGroup, number>>> = {
  'orders read again': 150,
  analytics: 12,
  creators: 20,
  backfill: 30,
};

function feed(
  group: FeedGroup,
  name: FeedName,
  title: string,
  how: FeedDefinition['how'],
  [intervalMs, longestMs]: readonly [number, number],
  own: Partial<Pick<FeedDefinition, 'scope' | 'optional'>> = {},
): FeedDefinition {
  const mostPerCycle = MOST_PER_CYCLE[group] ?? Number.POSITIVE_INFINITY;
  const common = { rank: RANK[group], scope: SCOPES[group], optional: false };
  return { feed: name, title, group, how, intervalMs, longestMs, mostPerCycle, ...common, ...own };
}

/**
 * Longest intervals (ours). Deadlines: decisions need data of six hours (domain 14), and with an hour or two a stretched
 * feed is still well inside. Money: never stretched, since a line is promised within half an hour. Deals, content and
 * history: inside their limit of two days. What nobody decides on may wait a week.
 */
const DEADLINE = [EVERY_CYCLE, HOUR] as const;
const UNDER_WAY = [30 * MINUTE, 2 * HOUR] as const;

const UNDER_WAY_TITLES: Readonly<Record<(typeof UNDER_WAY_STATUSES)[number], string>> = {
  AWAITING_SHIPMENT: 'approved samples to ship',
  SHIPPED: 'samples on their way',
  CONTENT_PENDING: 'delivered samples that owe content',
};

/**
 * Every feed of a shop, in the order of need. Products stand before stock, which is read by product, so that a
 * new shop has both after one cycle; what is read by id stands behind the list that names it.
 */
export const FEEDS: readonly FeedDefinition[] = [
  feed('samples', 'samples:PENDING', 'requests waiting for review', 'sweep', DEADLINE),
  feed('samples', 'samples:moved', 'samples that left their list', 'by_id', DEADLINE),
  feed('sample orders', 'orders', 'sample orders', 'by_update_time', DEADLINE),
  feed('sample orders', 'orders:named', 'orders that samples name', 'by_id', DEADLINE),
  feed('catalogue', 'products', 'products', 'by_update_time', [15 * MINUTE, 6 * HOUR]),
  feed('stock', 'stock', 'stock', 'sweep', [15 * MINUTE, 2 * HOUR]),
  ...UNDER_WAY_STATUSES.map((status) =>
    feed('samples', `samples:${status}`, UNDER_WAY_TITLES[status], 'sweep', UNDER_WAY),
  ),
  feed('affiliate orders', 'affiliate_orders', 'new affiliate orders', 'by_update_time', [
    EVERY_CYCLE,
    EVERY_CYCLE,
  ]),
  feed('messages', 'conversations:UNREPLIED', 'conversations that wait for an answer', 'sweep', [
    EVERY_CYCLE,
    2 * HOUR,
  ]),
  feed('messages', 'conversations:recent', 'conversations with something new', 'by_update_time', [
    30 * MINUTE,
    6 * HOUR,
  ]),
  feed('messages', 'conversations:ALL', 'all conversations', 'sweep', [DAY, 7 * DAY]),
  feed('messages', 'messages', 'messages', 'by_id', [EVERY_CYCLE, 6 * HOUR]),
  feed('deals', 'open_collaborations', 'open collaborations', 'sweep', [HOUR, 12 * HOUR]),
  ...TARGET_STATUSES.map((status) =>
    feed(
      'deals',
      `target_collaborations:${status}`,
      `invitations (${status})`,
      'sweep',
      // What has ended ended for good: the list only grows.
      status === 'COMPLETED' ? [DAY, 7 * DAY] : [HOUR, 12 * HOUR],
    ),
  ),
  feed('deals', 'target_collaborations', 'invitations in detail', 'by_id', [15 * MINUTE, 6 * HOUR]),
  feed('deals', 'sample_rules', 'who may ask for samples', 'sweep', [DAY, 7 * DAY]),
  feed('content', 'content', 'content made for samples', 'by_id', [15 * MINUTE, 6 * HOUR]),
  ...ENDED_STATUSES.map((status) =>
    feed('sample history', `samples:${status}`, `past samples (${status})`, 'sweep', [DAY, 36 * HOUR]),
  ),
  feed('orders read again', 'affiliate_orders:again', 'affiliate orders read again', 'by_day', [
    2 * HOUR,
    12 * HOUR,
  ]),
  feed('catalogue', 'categories', 'product categories', 'by_id', [HOUR, DAY]),
  feed('catalogue', 'platform_stock', "stock in TikTok's warehouses", 'sweep', [6 * HOUR, 2 * DAY], {
    scope: 'seller.fbt.info',
    optional: true,
  }),
  feed('analytics', 'analytics:shop', 'analytics of the shop', 'by_day', [6 * HOUR, DAY]),
  feed('analytics', 'analytics:products', 'analytics of products', 'by_day', [6 * HOUR, 3 * DAY]),
  feed('analytics', 'analytics:videos', 'analytics of videos', 'by_day', [6 * HOUR, 3 * DAY]),
  feed('analytics', 'analytics:lives', 'analytics of LIVEs', 'by_day', [6 * HOUR, 3 * DAY]),
  feed('creators', 'outreach', "the week's outreach count", 'by_id', [DAY, 2 * DAY]),
  feed('creators', 'creators', 'creators in the marketplace', 'by_id', [30 * MINUTE, DAY]),
  feed('creators', 'creators:named', 'creators known by name only', 'by_id', [DAY, 7 * DAY]),
  feed('backfill', 'affiliate_orders:backfill', 'earlier affiliate orders', 'by_day', [
    EVERY_CYCLE,
    EVERY_CYCLE,
  ]),
];

/** The group whose requests are counted under this name; null for what is not a feed: calls and actions of the operator. */
export function groupOf(purpose: string): FeedGroup | null {
  return FEEDS.find((definition) => definition.feed === purpose)?.group ?? null;
}

/** True while a pass was begun and not finished: the next run goes on where it stopped. */
export function isUnfinished(state: FeedState | null): boolean {
  return state !== null && state.cursor !== null;
}

/** An optional feed whose scope was not granted when it was last looked at: that is done, and no pass was begun. */
export function isUnused({ optional }: FeedDefinition, state: FeedState | null): boolean {
  return optional && state !== null && state.completedAt !== null && state.passStartedAt === null;
}

/** Wanted time between passes. Whether an unused feed was granted its scope since is looked at once a day. */
export function wantedInterval(definition: FeedDefinition, state: FeedState | null): number {
  return isUnused(definition, state) ? Math.max(definition.intervalMs, DAY) : definition.intervalMs;
}

/** A feed that never finished is due at once; so is one that a correction of the clock put into the future. */
export function isDue(intervalMs: number, state: FeedState | null, now: Timestamp): boolean {
  if (state === null || state.completedAt === null) return true;
  return now - state.completedAt >= intervalMs || state.completedAt > now;
}
