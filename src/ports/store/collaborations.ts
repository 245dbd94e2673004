import type {
  OpenCollaboration,
  SampleRequestRule,
  TargetCollaboration,
  TargetCollaborationSummary,
  TargetStatus,
} from '../../domain/collaboration.ts';
import type { Money } from '../../domain/money.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { FeedProgress } from './feeds.ts';
import type { RecordedPage } from './samples.ts';

export interface StoredTarget extends TargetCollaboration {
  readonly shopId: string;
  /** As of the last list that showed it. */
  readonly listedStatus: TargetStatus | 'GONE';
  readonly firstSeenAt: Timestamp;
  /** Of the detail. */
  readonly asOf: Timestamp;
}

/** A rate that was another one at an earlier reading. We learn of it when we see it, not when it was made. */
export interface RateChange {
  readonly collaborationId: string;
  readonly productId: string;
  readonly fromBps: number;
  readonly toBps: number;
  readonly seenAt: Timestamp;
}

/** What the seller set about who may ask for a sample; how much of it is left is not part of it. */
export type SampleRuleTerms = Pick<SampleRequestRule, 'quota' | 'startsAt' | 'endsAt' | 'thresholds'>;

export interface StoredSampleRule {
  readonly productId: string;
  /** Null: the product had none. */
  readonly rule: SampleRequestRule | null;
  readonly asOf: Timestamp;
}

/** Terms that were others at an earlier reading, null for no rule. We learn of it when we see it, not when it was made. */
export interface SampleRuleChange {
  readonly productId: string;
  readonly from: SampleRuleTerms | null;
  readonly to: SampleRuleTerms | null;
  readonly seenAt: Timestamp;
}

export type CollaborationState = 'running' | 'ending' | 'ended';

export interface ListedCollaboration {
  readonly kind: 'open' | 'target';
  readonly collaborationId: string;
  /** The invitation's name; of an open plan its product's title. */
  readonly name: string;
  readonly state: CollaborationState;
  /** The platform's own word. */
  readonly rawState: string;
  readonly lowestRateBps: number | null;
  readonly highestRateBps: number | null;
  readonly products: readonly {
    readonly productId: string;
    readonly title: string | null;
    readonly rateBps: number;
  }[];
  /** Of an open plan only while it is being taken away. */
  readonly endsAt: Timestamp | null;
  /** Of an invitation: who was invited and who took it up; null for open plans, and while the detail is unread. */
  readonly creators:
    | readonly { readonly creatorId: string; readonly username: string; readonly accepted: boolean }[]
    | null;
  /** When its creators and products were read: once a day unless something changed; null for open plans and before. */
  readonly detailAsOf: Timestamp | null;
  /** Sales paid under it in the 30 days before `now`, refunds taken off; null without sales. */
  readonly gmv30d: Money | null;
  readonly lastRateChange: RateChange | null;
  readonly asOf: Timestamp;
}

export interface CollaborationQuery {
  readonly kind?: 'open' | 'target';
  /** Without one: what runs or is ending. */
  readonly state?: CollaborationState;
  readonly creatorId?: string;
  readonly productId?: string;
  /** Only invitations with a creator who has not accepted (or only where all have). */
  readonly accepted?: boolean;
  /** Ends before then. */
  readonly endsBefore?: Timestamp;
  readonly sort: 'gmv' | 'ends';
}

export interface CollaborationStore {
  recordOpen(
    shopId: string,
    collaborations: readonly OpenCollaboration[],
    seenAt: Timestamp,
    progress: FeedProgress,
  ): Promise<RecordedPage>;
  /** After a whole pass: open plans that it did not show have ended. Returns how many. */
  endOpenUnseenSince(shopId: string, passStartedAt: Timestamp, seenAt: Timestamp): Promise<number>;
  recordTargetSummaries(
    shopId: string,
    status: TargetStatus,
    collaborations: readonly TargetCollaborationSummary[],
    seenAt: Timestamp,
    progress: FeedProgress,
  ): Promise<RecordedPage>;
  /**
   * Invitations whose detail is unread, or older than a change the list showed, or than `olderThan`; live ones first.
   * Not those that the platform refused to show after `olderThan`.
   */
  targetsToRead(shopId: string, olderThan: Timestamp, limit: number): Promise<readonly string[]>;
  /** Null: the platform has no such invitation any more. */
  recordTarget(
    shopId: string,
    collaborationId: string,
    collaboration: TargetCollaboration | null,
    seenAt: Timestamp,
  ): Promise<void>;
  /** The platform would not show its detail: what is known of it stays. */
  recordTargetRefused(shopId: string, collaborationId: string, seenAt: Timestamp): Promise<void>;
  target(shopId: string, collaborationId: string): Promise<StoredTarget | null>;
  list(
    shopId: string,
    query: CollaborationQuery,
    page: { readonly cursor: string | null; readonly limit: number; readonly now: Timestamp },
  ): Promise<{
    readonly items: readonly ListedCollaboration[];
    readonly total: number;
    readonly nextCursor: string | null;
  }>;
  rateChanges(shopId: string, since: Timestamp): Promise<readonly RateChange[]>;
  /** `productIds` are those that were asked about; one without a rule among `rules` has none. */
  recordSampleRules(
    shopId: string,
    productIds: readonly string[],
    rules: readonly SampleRequestRule[],
    seenAt: Timestamp,
    progress: FeedProgress,
  ): Promise<RecordedPage>;
  /** By product. */
  sampleRules(shopId: string): Promise<readonly StoredSampleRule[]>;
  /** Oldest first. */
  sampleRuleChanges(shopId: string, since: Timestamp): Promise<readonly SampleRuleChange[]>;
}
