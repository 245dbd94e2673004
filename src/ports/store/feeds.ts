import type { Timestamp } from '../../domain/time.ts';

/** Where a feed stands. Saved in the same transaction as the page it describes, so a kill resumes there. */
export interface FeedProgress {
  readonly shopId: string;
  /** For example `samples:PENDING`, `orders`, `products`, `stock`. */
  readonly feed: string;
  /** Page to read next in the current pass; null between passes. */
  readonly cursor: string | null;
  /** Everything up to here has been read in a completed pass; null for feeds without a time filter. */
  readonly watermark: Timestamp | null;
  /** Program time at which the current or last pass began. */
  readonly passStartedAt: Timestamp | null;
  /** Program time of the last completed pass. */
  readonly completedAt: Timestamp | null;
}

export interface FeedFailure {
  readonly kind: string;
  /** One line naming the remedy. */
  readonly message: string;
  readonly at: Timestamp;
}

export interface FeedState extends FeedProgress {
  readonly failure: FeedFailure | null;
}

export interface FeedStore {
  get(shopId: string, feed: string): Promise<FeedState | null>;
  list(shopId: string): Promise<readonly FeedState[]>;
  /** For passes that end without a page of their own. Clears the failure. */
  save(progress: FeedProgress): Promise<void>;
  recordFailure(shopId: string, feed: string, failure: FeedFailure): Promise<void>;
}
