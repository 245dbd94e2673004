import type { Creator } from '../../domain/creator.ts';
import type { Decision, Verdict } from '../../domain/decision.ts';
import type { Money } from '../../domain/money.ts';
import type { SampleApplication } from '../../domain/sample-application.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { FeedProgress } from './feeds.ts';

export interface StoredApplication extends SampleApplication {
  readonly shopId: string;
  /** The platform gives no creation time: when we first saw it. */
  readonly firstSeenAt: Timestamp;
  readonly asOf: Timestamp;
  readonly decision: Decision | null;
  readonly decidedAt: Timestamp | null;
}

export interface StatusChange {
  readonly applicationId: string;
  readonly from: string | null;
  readonly to: string;
  readonly seenAt: Timestamp;
}

/** What the sample rule knows about one open request. */
export interface SampleFacts {
  readonly application: StoredApplication;
  readonly creator: Creator;
  readonly product: {
    readonly status: string;
    readonly categoryName: string | null;
    readonly sellerSku: string;
    readonly price: Money | null;
  } | null;
  readonly stock: { readonly available: number; readonly asOf: Timestamp } | null;
  /** Units of the SKU promised by our own approvals that are not an order yet. */
  readonly reservedUnits: number;
  readonly history: SampleHistory;
}

/** This shop's own record with one creator, the application in question left out. */
export interface SampleHistory {
  readonly posted: number;
  readonly notPosted: number;
  /** Latest deadline among the samples that were not posted; null when there are none. */
  readonly lastNotPostedAt: Timestamp | null;
  /** Approved and not ended. */
  readonly open: number;
  /** Open although the time to post is over. */
  readonly openOverdue: number;
  /** Latest deadline among approved, non-cancelled samples of the same product. The platform gives no dates but deadlines. */
  readonly sameProductAt: Timestamp | null;
}

export interface PendingQuery {
  readonly shopId: string;
  readonly verdict?: Verdict | 'undecided';
  readonly expiresBefore?: Timestamp;
  /** Product id, or part of the title. */
  readonly product?: string;
  /** Creator id, or part of the present or an earlier username, or of the nickname. */
  readonly creator?: string;
  readonly followersMin?: number;
  readonly followersMax?: number;
  readonly gmvMinMinor?: number;
  readonly gmvMaxMinor?: number;
  readonly sort: 'expires' | 'gmv' | 'followers';
  readonly limit: number;
  /** Opaque; from a page of the same query, else `OperatorError` of kind input. */
  readonly cursor?: string;
}

export interface PendingPage {
  readonly items: readonly StoredApplication[];
  /** Matching the filters over all pages. */
  readonly total: number;
  readonly nextCursor: string | null;
}

export interface PendingCounts {
  readonly open: number;
  readonly approve: number;
  readonly ask: number;
  readonly reject: number;
  readonly undecided: number;
  readonly expiringWithinADay: number;
}

export interface RecordedPage {
  readonly added: number;
  readonly changed: number;
}

/** What it takes to find one application on the platform, which has no read by id. */
export interface ApplicationKey {
  readonly applicationId: string;
  readonly creatorId: string;
  readonly productId: string;
}

export interface SampleStore {
  /** Upserts applications and their creators, and keeps every status change seen. Missing rows are never deleted. */
  record(
    shopId: string,
    applications: readonly SampleApplication[],
    seenAt: Timestamp,
    progress?: FeedProgress,
  ): Promise<RecordedPage>;
  get(applicationId: string): Promise<StoredApplication | null>;
  statusChanges(applicationId: string): Promise<readonly StatusChange[]>;
  /**
   * Applications held in this platform status whose `asOf` is before `since`, most recently seen first, so that
   * one the platform no longer shows sinks below those that moved just now; at most `limit`.
   */
  notSeenSince(
    shopId: string,
    status: string,
    since: Timestamp,
    limit: number,
  ): Promise<readonly ApplicationKey[]>;
  /** Open applications (status PENDING) with filters; the count over all pages comes from a cache keyed by data_version. */
  pending(query: PendingQuery): Promise<PendingPage>;
  pendingCounts(shopId: string, now: Timestamp): Promise<PendingCounts>;
  /** Open applications after the given id, with everything a decision needs; at most `limit`. */
  openFacts(
    shopId: string,
    afterApplicationId: string | null,
    limit: number,
  ): Promise<readonly SampleFacts[]>;
  facts(applicationIds: readonly string[]): Promise<readonly SampleFacts[]>;
  /** Appends each decision with its inputs and makes it the current one. */
  saveDecisions(
    decisions: readonly {
      readonly applicationId: string;
      readonly decision: Decision;
      readonly inputs: Readonly<Record<string, unknown>>;
    }[],
    at: Timestamp,
  ): Promise<void>;
  /** Samples approved per window over the past, for the caps that follow the shop's own pace. */
  approvalsSince(shopId: string, since: Timestamp): Promise<number>;
}
