import type { ApplicationStatus } from '../domain/sample-application.ts';
import { APPLICATION_STATUSES } from '../domain/sample-application.ts';
import { DAY, MINUTE, type Timestamp } from '../domain/time.ts';
import type { FeedState } from '../ports/store/feeds.ts';

export type SweepFeed = `samples:${ApplicationStatus}`;

export type FeedName =
  | SweepFeed
  | 'samples:moved'
  | 'orders'
  | 'orders:named'
  | 'products'
  | 'stock'
  | 'categories'
  | 'content';

/** Scopes as the platform names them (tiktok-shop-api 1.5): feeds of one scope fail together. */
export type FeedScope = 'seller.affiliate_collaboration.read' | 'seller.order.info' | 'seller.product.basic';

export interface FeedDefinition {
  readonly feed: FeedName;
  /** What it brings, in an operator's words. */
  readonly title: string;
  /** `sweep` reads everything each time, `by_update_time` what changed since the last pass, `by_id` what is named. */
  readonly how: 'sweep' | 'by_update_time' | 'by_id';
  /** Program time between passes; 0 means in every cycle. */
  readonly intervalMs: number;
  readonly scope: FeedScope;
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

const SAMPLES = 'seller.affiliate_collaboration.read';
const ORDERS = 'seller.order.info';
const PRODUCTS = 'seller.product.basic';

const UNDER_WAY_TITLES: Readonly<Record<(typeof UNDER_WAY_STATUSES)[number], string>> = {
  AWAITING_SHIPMENT: 'approved samples to ship',
  SHIPPED: 'samples on their way',
  CONTENT_PENDING: 'delivered samples that owe content',
};

/**
 * Every feed of a shop, in the order of need. Products stand before stock, which is read by product, so that a
 * new shop has both after one cycle.
 */
export const FEEDS: readonly FeedDefinition[] = [
  {
    feed: 'samples:PENDING',
    title: 'requests waiting for review',
    how: 'sweep',
    intervalMs: 0,
    scope: SAMPLES,
  },
  {
    feed: 'samples:moved',
    title: 'samples that left their list',
    how: 'by_id',
    intervalMs: 0,
    scope: SAMPLES,
  },
  { feed: 'orders', title: 'sample orders', how: 'by_update_time', intervalMs: 0, scope: ORDERS },
  {
    feed: 'orders:named',
    title: 'orders that samples name',
    how: 'by_id',
    intervalMs: 0,
    scope: ORDERS,
  },
  {
    feed: 'products',
    title: 'products',
    how: 'by_update_time',
    intervalMs: 15 * MINUTE,
    scope: PRODUCTS,
  },
  { feed: 'stock', title: 'stock', how: 'sweep', intervalMs: 15 * MINUTE, scope: PRODUCTS },
  ...UNDER_WAY_STATUSES.map(
    (status): FeedDefinition => ({
      feed: `samples:${status}`,
      title: UNDER_WAY_TITLES[status],
      how: 'sweep',
      intervalMs: 30 * MINUTE,
      scope: SAMPLES,
    }),
  ),
  {
    feed: 'content',
    title: 'content made for samples',
    how: 'by_id',
    intervalMs: 15 * MINUTE,
    scope: SAMPLES,
  },
  {
    feed: 'categories',
    title: 'product categories',
    how: 'by_id',
    intervalMs: 15 * MINUTE,
    scope: PRODUCTS,
  },
  ...ENDED_STATUSES.map(
    (status): FeedDefinition => ({
      feed: `samples:${status}`,
      title: `past samples (${status})`,
      how: 'sweep',
      intervalMs: DAY,
      scope: SAMPLES,
    }),
  ),
];

/** True while a pass was begun and not finished: the next run goes on where it stopped. */
export function isUnfinished(state: FeedState | null): boolean {
  return state !== null && state.cursor !== null;
}

/** A feed that never finished is due at once; so is one that a correction of the clock put into the future. */
export function isDue(definition: FeedDefinition, state: FeedState | null, now: Timestamp): boolean {
  if (state === null || state.completedAt === null) return true;
  return now - state.completedAt >= definition.intervalMs || state.completedAt > now;
}
