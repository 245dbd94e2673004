import type { Shop } from '../domain/shop.ts';
import type { Timestamp } from '../domain/time.ts';
import type { ProgramClock } from '../ports/clock.ts';
import type { CatalogStore } from '../ports/store/catalog.ts';
import type { CollaborationStore } from '../ports/store/collaborations.ts';
import type { ConversationStore } from '../ports/store/conversations.ts';
import type { FeedFailure, FeedStore } from '../ports/store/feeds.ts';
import type { OrderStore } from '../ports/store/orders.ts';
import type { CreatorNameStore, PerformanceStore } from '../ports/store/performance.ts';
import type { AffiliateOrderStore } from '../ports/store/sales.ts';
import type { RecordedPage, SampleStore } from '../ports/store/samples.ts';
import type { ShopStore } from '../ports/store/shops.ts';
import type { TrackingStore } from '../ports/store/tracking.ts';
import type { RequestPurpose, TikTokShop } from '../ports/tiktok-shop.ts';
import type { FeedName } from './feeds.ts';

/** The calls that only read. */
export type PlatformReads = Pick<
  TikTokShop,
  | 'authorizedShops'
  | 'searchSampleApplications'
  | 'findSampleApplication'
  | 'sampleContent'
  | 'searchOrders'
  | 'orders'
  | 'searchProducts'
  | 'productCategory'
  | 'stock'
  | 'platformStock'
  | 'searchAffiliateOrders'
  | 'searchOpenCollaborations'
  | 'searchTargetCollaborations'
  | 'targetCollaboration'
  | 'sampleRequestRules'
  | 'conversations'
  | 'messages'
  | 'searchMarketplaceCreators'
  | 'creatorPerformance'
  | 'outreachQuota'
  | 'shopPerformance'
  | 'productPerformance'
  | 'videoPerformance'
  | 'livePerformance'
>;

export interface SyncDependencies {
  /** Requests leave only under a purpose, so that each is counted for its feed. */
  readonly platform: { spentOn(purpose: RequestPurpose): PlatformReads };
  readonly store: {
    readonly shops: Pick<ShopStore, 'record' | 'list'>;
    readonly samples: Pick<SampleStore, 'record' | 'notSeenSince'>;
    readonly orders: Pick<OrderStore, 'record' | 'idsToRead'>;
    readonly catalog: Pick<
      CatalogStore,
      | 'recordProducts'
      | 'recordCategory'
      | 'recordStock'
      | 'recordPlatformStock'
      | 'forgetPlatformStock'
      | 'product'
      | 'productIds'
      | 'activeProductIds'
      | 'productIdsWithoutCategory'
    >;
    readonly tracking: Pick<TrackingStore, 'contentDue' | 'recordContent'>;
    readonly affiliateOrders: Pick<AffiliateOrderStore, 'record' | 'slices' | 'unknownUsernames'>;
    readonly collaborations: Pick<
      CollaborationStore,
      | 'recordOpen'
      | 'endOpenUnseenSince'
      | 'recordTargetSummaries'
      | 'targetsToRead'
      | 'target'
      | 'recordTarget'
      | 'recordTargetRefused'
      | 'recordSampleRules'
    >;
    readonly conversations: Pick<
      ConversationStore,
      'recordListed' | 'answeredUnseenSince' | 'toRead' | 'recordMessages'
    >;
    readonly performance: Pick<
      PerformanceStore,
      | 'recordShopDays'
      | 'recordProducts'
      | 'recordVideos'
      | 'recordLives'
      | 'recordCreator'
      | 'creatorsToRead'
      | 'recordOutreach'
    >;
    readonly creatorNames: Pick<CreatorNameStore, 'recordName'>;
    readonly feeds: Pick<FeedStore, 'get' | 'list' | 'save' | 'recordFailure'>;
  };
  readonly clock: Pick<ProgramClock, 'now'>;
}

export interface FeedReport {
  readonly feed: FeedName;
  /** Rows the platform answered. */
  readonly read: number;
  /** Null for feeds whose store does not tell. */
  readonly added: number | null;
  readonly changed: number | null;
  readonly requests: number;
  /**
   * `fresh`: read recently enough. `stopped`: not reached, since an abort or an earlier failure ended the run.
   * `budget`: the day's requests are kept for what matters more; it goes on in a later cycle.
   */
  readonly skipped: 'fresh' | 'stopped' | 'budget' | null;
  readonly failure: FeedFailure | null;
}

/** The signal aborted before a request: not a failure, the next run goes on here. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** The feed has spent what the plan gave it for this cycle: not a failure, the next cycle goes on here. */
export class AllowanceSpentError extends Error {
  override readonly name = 'AllowanceSpentError';
}

/** How one feed is to be read in this run. */
export interface RunTerms {
  readonly feed: FeedName;
  /** Requests it may make. */
  readonly allowance: number;
  /** Requests of the day's budget that it leaves to others. */
  readonly leave: number;
  /** How far back affiliate orders are filled in. */
  readonly backfillDays: number;
  readonly timeZone: string;
  readonly signal: AbortSignal | undefined;
}

/** One feed of one shop while it is read: the way to the platform, and the tally for the report. */
export class FeedRun {
  readonly dependencies: SyncDependencies;
  readonly shop: Shop;
  readonly terms: RunTerms;
  readonly platform: PlatformReads;
  #read = 0;
  #requests = 0;
  #recorded: RecordedPage | null = null;

  constructor(dependencies: SyncDependencies, shop: Shop, terms: RunTerms) {
    this.dependencies = dependencies;
    this.shop = shop;
    this.terms = terms;
    this.platform = dependencies.platform.spentOn({ name: terms.feed, leave: terms.leave });
  }

  now(): Timestamp {
    return this.dependencies.clock.now();
  }

  get aborted(): boolean {
    return this.terms.signal?.aborted ?? false;
  }

  /** Every request goes through here, so that an abort or a spent allowance stops the feed before the next one leaves. */
  async request<T>(send: () => Promise<T>): Promise<T> {
    if (this.aborted) throw new StoppedError();
    if (this.#requests >= this.terms.allowance) throw new AllowanceSpentError();
    this.#requests += 1;
    return await send();
  }

  count(read: number, recorded: RecordedPage | null): void {
    this.#read += read;
    if (recorded === null) return;
    this.#recorded = {
      added: (this.#recorded?.added ?? 0) + recorded.added,
      changed: (this.#recorded?.changed ?? 0) + recorded.changed,
    };
  }

  /** For feeds without pages of their own: everything that was due has been read. */
  async completed(startedAt: Timestamp, watermark: Timestamp | null = null): Promise<void> {
    await this.dependencies.store.feeds.save({
      shopId: this.shop.shopId,
      feed: this.terms.feed,
      cursor: null,
      watermark,
      passStartedAt: startedAt,
      completedAt: this.now(),
    });
  }

  /** For an optional feed whose scope is not granted: `isUnused` from now on. */
  async unused(): Promise<void> {
    await this.dependencies.store.feeds.save({
      shopId: this.shop.shopId,
      feed: this.terms.feed,
      cursor: null,
      watermark: null,
      passStartedAt: null,
      completedAt: this.now(),
    });
  }

  report(skipped: FeedReport['skipped'], failure: FeedFailure | null): FeedReport {
    return {
      feed: this.terms.feed,
      read: this.#read,
      added: this.#recorded?.added ?? null,
      changed: this.#recorded?.changed ?? null,
      requests: this.#requests,
      skipped,
      failure,
    };
  }
}
