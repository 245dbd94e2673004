import type { Alert, NewAlert, NewSilence, Silence } from '../../domain/alert.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { NotifyMessage } from '../notify.ts';

export interface AlertChanges {
  readonly opened: readonly NewAlert[];
  readonly updated: readonly Alert[];
  /** Were pending and are not so any more. */
  readonly dropped: readonly Alert[];
}

/** What the planner of messages has done with alerts. */
export interface NoticeMarks {
  readonly notified: readonly string[];
  readonly endTold: readonly string[];
}

export interface NewDelivery {
  readonly channel: string;
  /** At most one delivery a channel and key: `digest:<shop>:<day>`, or an alert message's own id. */
  readonly key: string;
  readonly message: NotifyMessage;
}

export interface Delivery extends NewDelivery {
  readonly deliveryId: string;
  /** Tries that were begun, this one included. */
  readonly attempts: number;
}

export interface ChannelHealth {
  readonly channel: string;
  /** Tries since the last one that worked. */
  readonly failuresInARow: number;
  readonly lastFailure: string | null;
  /** Program time of the first of them; null while it works. */
  readonly failingSince: Timestamp | null;
}

/** A sample that is late on its way, as the alert rules look at it. */
export interface LateSample {
  readonly applicationId: string;
  readonly username: string;
  readonly productTitle: string;
  readonly orderId: string | null;
  readonly shipBy: Timestamp | null;
  /** When it left the warehouse, or when the platform first showed it as shipped; null before. */
  readonly shippedAt: Timestamp | null;
}

/** A SKU with the units that sample orders took of it. */
export interface SkuPace {
  readonly productId: string;
  readonly productTitle: string;
  readonly skuId: string;
  readonly sellerSku: string;
  readonly available: number;
  readonly unitsTaken: number;
}

export interface AlertStore {
  /** Pending and firing ones of the shops; ended ones too while their end may need a message. */
  live(): Promise<readonly Alert[]>;
  /** Ended ones, the latest first. */
  resolved(shopIds: readonly string[], limit: number): Promise<readonly Alert[]>;
  /** One transaction. What a later evaluation of another process changed is left as that one made it. */
  save(changes: AlertChanges): Promise<void>;

  addSilence(silence: NewSilence): Promise<Silence>;
  /** Ends it now; null when there is none, or it is over. */
  endSilence(silenceId: string, at: Timestamp): Promise<Silence | null>;
  /** Those whose end is still ahead. */
  silences(now: Timestamp): Promise<readonly Silence[]>;

  /**
   * One transaction: queues messages and marks what they are about. A key that a channel has had is left out.
   * Gives the number of deliveries that are new. `machineNow` starts the time that a message is worth sending.
   */
  queue(
    deliveries: readonly NewDelivery[],
    marks: NoticeMarks,
    at: Timestamp,
    machineNow: Timestamp,
  ): Promise<number>;
  /** Whether a key was queued for any channel. */
  wasQueued(key: string): Promise<boolean>;
  /**
   * Takes the oldest message due on one of the channels for `claimMs` and counts the try before it is made, so
   * that a kill loses no message and counts no try twice. Messages older than `worthMs` are given up. Machine time.
   */
  claimDelivery(request: {
    readonly channels: readonly string[];
    readonly machineNow: Timestamp;
    readonly claimMs: number;
    readonly worthMs: number;
  }): Promise<Delivery | null>;
  /** Ends a try. `retryAt` null: it went out. `at` is program time. False when another process has it by now. */
  endDelivery(
    delivery: Delivery,
    end: { readonly retryAt: Timestamp | null; readonly why: string | null; readonly at: Timestamp },
  ): Promise<boolean>;
  /** Machine time at which the next message is due on one of the channels; null when none waits. */
  nextDelivery(channels: readonly string[]): Promise<Timestamp | null>;
  channelHealth(): Promise<readonly ChannelHealth[]>;

  /** Approved samples whose time to ship ends before the given moment and that TikTok Shop shows no tracking for. */
  unshipped(shopId: string, shipBefore: Timestamp, limit: number): Promise<readonly LateSample[]>;
  /** Samples shipped before the given moment and not delivered as far as is known. */
  underWay(shopId: string, shippedBefore: Timestamp, limit: number): Promise<readonly LateSample[]>;
  /** SKUs that sample orders since the given moment took units of, cancelled orders left out. */
  samplePace(shopId: string, since: Timestamp): Promise<readonly SkuPace[]>;
}

export interface CallRecord {
  readonly at: Timestamp;
  readonly failed: boolean;
}

/** How calls to an outside system went. Program time. */
export interface HealthStore {
  record(system: string, call: CallRecord): Promise<void>;
  /** Newest first, at most `limit`. */
  recent(system: string, since: Timestamp, limit: number): Promise<readonly CallRecord[]>;
}
