import type { Blocked } from '../../domain/action.ts';
import type { SampleContent } from '../../domain/sample-content.ts';
import type { LifeStage, SampleMilestones } from '../../domain/sample-milestones.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { StoredApplication } from './samples.ts';

export interface StoredContent extends SampleContent {
  readonly asOf: Timestamp;
}

/** A parcel as far as it may be shown. */
export interface TrackedParcel {
  readonly carrier: string | null;
  readonly trackingNumber: string;
}

export interface TrackedSample {
  readonly application: StoredApplication;
  readonly milestones: SampleMilestones;
  /** Approved, and not by us: on the phone, in Seller Center, by the platform's own rules. */
  readonly approvedElsewhere: boolean;
  /** Null before the order is read. */
  readonly fulfillmentType: string | null;
  readonly parcels: readonly TrackedParcel[];
  /** Of a parcel that replaces a lost one. */
  readonly resendReference: string | null;
  /** What the platform shows for it, oldest first. */
  readonly content: readonly StoredContent[];
  /** The action that waits for a person before it goes on. */
  readonly waiting: {
    readonly actionId: string;
    readonly status: string;
    readonly blocked: Blocked | null;
  } | null;
}

export interface TrackQuery {
  readonly shopId: string;
  /** Decides what is overdue and late. */
  readonly now: Timestamp;
  /** Creator id, or part of the present or an earlier username, or of the nickname. */
  readonly creator?: string;
  /** Product id, or part of the title. */
  readonly product?: string;
  readonly stage?: LifeStage;
  readonly approvedSince?: Timestamp;
  readonly approvedElsewhere?: boolean;
  readonly deliveredBefore?: Timestamp;
  /** True: content came, late or not. False: it was delivered and none came. */
  readonly posted?: boolean;
  readonly late?: boolean;
  readonly limit: number;
  readonly cursor?: string;
}

export interface TrackPage {
  /** What waits first, by when it gets late; then what has ended, the latest first. */
  readonly items: readonly TrackedSample[];
  /** Matching over all pages. */
  readonly total: number;
  /** By stage, matching every filter but the stage. */
  readonly stages: Readonly<Partial<Record<LifeStage, number>>>;
  /** Of those, how many are late. */
  readonly late: number;
  readonly nextCursor: string | null;
}

export interface TrackingStore {
  page(query: TrackQuery): Promise<TrackPage>;
  /** Samples whose content was not read since `readBefore` and may have changed; newest deliveries first. */
  contentDue(shopId: string, readBefore: Timestamp, limit: number): Promise<readonly string[]>;
  /**
   * What one reading showed; pieces it did not show are gone. Null: the platform would not show any, so only the
   * reading itself is remembered. An answer older than what is stored is left out.
   */
  recordContent(
    applicationId: string,
    content: readonly SampleContent[] | null,
    seenAt: Timestamp,
  ): Promise<void>;
}
