import type { Timestamp } from '../../domain/time.ts';

/** What moved in a shop, counted in samples and parcels. */
export interface Activity {
  /** Samples approved, by us or by anybody else. */
  readonly approved: number;
  /** Requests rejected through affiliate-ops. */
  readonly rejected: number;
  /** Requests that ran out without a decision. */
  readonly expired: number;
  /** Parcels seen off: created or found at the warehouse, and marked as shipped. */
  readonly parcels: number;
  readonly delivered: number;
  readonly notes: number;
}

export interface ActivityStore {
  /** From `since` to `now`. */
  between(shopId: string, since: Timestamp, now: Timestamp): Promise<Activity>;
}
