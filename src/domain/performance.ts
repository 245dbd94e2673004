import type { Money } from './money.ts';
import type { Timestamp } from './time.ts';

/** Figures of one range of days of the shop's zone, `until` exclusive; both YYYY-MM-DD. */
export interface DayRange {
  readonly from: string;
  readonly until: string;
}

export interface ShopDay {
  readonly day: string;
  readonly gmv: Money | null;
  readonly refunds: Money | null;
  readonly orders: number | null;
  readonly itemsSold: number | null;
  readonly visitors: number | null;
}

export interface ProductPerformance {
  readonly productId: string;
  readonly gmv: Money | null;
  readonly orders: number | null;
  readonly itemsSold: number | null;
  /** Through affiliates; null when the answer has no such block. */
  readonly affiliateGmv: Money | null;
  readonly affiliateOrders: number | null;
  readonly clicks: number | null;
  readonly impressions: number | null;
}

export interface VideoPerformance {
  readonly videoId: string;
  readonly username: string;
  /** Null in the older form of the answer: join by username. */
  readonly creatorId: string | null;
  readonly title: string;
  readonly postedAt: Timestamp | null;
  readonly productIds: readonly string[];
  readonly views: number | null;
  readonly gmv: Money | null;
  readonly orders: number | null;
  readonly itemsSold: number | null;
  readonly clickThroughBps: number | null;
}

export interface LivePerformance {
  readonly liveId: string;
  readonly username: string;
  readonly title: string;
  readonly startedAt: Timestamp | null;
  readonly endedAt: Timestamp | null;
  readonly views: number | null;
  readonly gmv: Money | null;
  readonly orders: number | null;
  readonly itemsSold: number | null;
}

/** Rows of a range, with the last day the platform calls complete. */
export interface Analytics<T> {
  readonly latestDay: string | null;
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** What the marketplace shows of a creator: 30 days, absent without consent. */
export interface MarketplaceCreator {
  readonly creatorId: string;
  readonly username: string;
  readonly nickname: string | null;
  readonly followers: number | null;
  readonly gmv30d: Money | null;
  readonly unitsSold30d: number | null;
  readonly categoryIds: readonly string[];
  readonly averageVideoViews: number | null;
  readonly averageLiveViewers: number | null;
}

export interface CreatorPerformance extends MarketplaceCreator {
  readonly videoGmv30d: Money | null;
  readonly liveGmv30d: Money | null;
  readonly videos30d: number | null;
  readonly lives30d: number | null;
  readonly averageCommissionBps: number | null;
  readonly videoEngagementBps: number | null;
  readonly liveEngagementBps: number | null;
  readonly postRateBps: number | null;
  readonly brandCollaborations: number | null;
}

export interface OutreachQuota {
  readonly unlimited: boolean;
  readonly used: number | null;
  readonly total: number | null;
  readonly startsAt: Timestamp | null;
  readonly endsAt: Timestamp | null;
}
