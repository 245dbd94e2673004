import type { AffiliateOrder, AffiliateOrderLine } from '../../domain/affiliate-order.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { FeedProgress } from './feeds.ts';
import type { RecordedPage } from './samples.ts';

/** The orders created on one UTC day, as far as they have been read. Orders change for weeks: slices are read again. */
export interface OrderSlice {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** Rows the last whole reading showed: what a reading costs. */
  readonly lines: number;
  /** Start of the last whole reading; null when one was begun and never finished. */
  readonly readAt: Timestamp | null;
}

export interface StoredOrderLine extends AffiliateOrderLine {
  readonly shopId: string;
  readonly orderId: string;
  readonly createdAt: Timestamp;
  readonly deliveredAt: Timestamp | null;
  readonly orderStatus: string | null;
  /** Null while nobody with that username is known. */
  readonly creatorId: string | null;
  readonly firstSeenAt: Timestamp;
  /** When a reading last showed something new about it. */
  readonly changedAt: Timestamp;
}

export interface AffiliateOrderStore {
  /**
   * One transaction for the page and the place it stands for. Lines that say what is known already cost no write.
   * A line's creator is who bore the username when the order was made, as far as names are known.
   */
  record(
    shopId: string,
    orders: readonly AffiliateOrder[],
    seenAt: Timestamp,
    place?: { readonly progress?: FeedProgress; readonly slice?: OrderSlice },
  ): Promise<RecordedPage>;
  slices(shopId: string): Promise<readonly OrderSlice[]>;
  /** By time of the order and line, oldest first; at most `limit`. */
  lines(
    shopId: string,
    window: { readonly createdFrom: Timestamp; readonly createdTo: Timestamp },
    after: { readonly createdAt: Timestamp; readonly orderId: string; readonly lineKey: string } | null,
    limit: number,
  ): Promise<readonly StoredOrderLine[]>;
  /** Usernames of lines without a creator, the most lines first. */
  unknownUsernames(shopId: string, limit: number): Promise<readonly string[]>;
}
