import type { Shop } from '../domain/shop.ts';
import type { Timestamp } from '../domain/time.ts';
import type { ProgramClock } from '../ports/clock.ts';
import type { CatalogStore } from '../ports/store/catalog.ts';
import type { FeedFailure, FeedStore } from '../ports/store/feeds.ts';
import type { OrderStore } from '../ports/store/orders.ts';
import type { RecordedPage, SampleStore } from '../ports/store/samples.ts';
import type { ShopStore } from '../ports/store/shops.ts';
import type { TrackingStore } from '../ports/store/tracking.ts';
import type { TikTokShop } from '../ports/tiktok-shop.ts';
import type { FeedName } from './feeds.ts';

export interface SyncDependencies {
  readonly platform: Pick<
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
  >;
  readonly store: {
    readonly shops: Pick<ShopStore, 'record' | 'list'>;
    readonly samples: Pick<SampleStore, 'record' | 'notSeenSince'>;
    readonly orders: Pick<OrderStore, 'record' | 'idsToRead'>;
    readonly catalog: Pick<
      CatalogStore,
      | 'recordProducts'
      | 'recordCategory'
      | 'recordStock'
      | 'product'
      | 'productIds'
      | 'productIdsWithoutCategory'
    >;
    readonly tracking: Pick<TrackingStore, 'contentDue' | 'recordContent'>;
    readonly feeds: Pick<FeedStore, 'get' | 'save' | 'recordFailure'>;
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
  /** `fresh`: read recently enough. `stopped`: not reached, since an abort or an earlier failure ended the run. */
  readonly skipped: 'fresh' | 'stopped' | null;
  readonly failure: FeedFailure | null;
}

/** The signal aborted before a request: not a failure, the next run goes on here. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** One feed of one shop while it is read: the way to the platform, and the tally for the report. */
export class FeedRun {
  readonly dependencies: SyncDependencies;
  readonly shop: Shop;
  readonly #signal: AbortSignal | undefined;
  #read = 0;
  #requests = 0;
  #recorded: RecordedPage | null = null;

  constructor(dependencies: SyncDependencies, shop: Shop, signal: AbortSignal | undefined) {
    this.dependencies = dependencies;
    this.shop = shop;
    this.#signal = signal;
  }

  now(): Timestamp {
    return this.dependencies.clock.now();
  }

  get aborted(): boolean {
    return this.#signal?.aborted ?? false;
  }

  /** Every request goes through here, so that an abort stops the feed before the next one leaves. */
  async request<T>(send: () => Promise<T>): Promise<T> {
    if (this.aborted) throw new StoppedError();
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

  report(feed: FeedName, skipped: FeedReport['skipped'], failure: FeedFailure | null): FeedReport {
    return {
      feed,
      read: this.#read,
      added: this.#recorded?.added ?? null,
      changed: this.#recorded?.changed ?? null,
      requests: this.#requests,
      skipped,
      failure,
    };
  }
}
