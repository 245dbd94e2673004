import type { Order } from '../../src/domain/order.ts';
import type { PlatformStockLevel, Product, StockLevel } from '../../src/domain/product.ts';
import type { SampleApplication } from '../../src/domain/sample-application.ts';
import type { Shop } from '../../src/domain/shop.ts';
import type { Timestamp } from '../../src/domain/time.ts';
import type { FeedProgress, FeedState } from '../../src/ports/store/feeds.ts';
import type { SyncDependencies } from '../../src/sync/feed-run.ts';
import { MemoryMarket } from './memory-market.ts';

type Seen<T> = T & { readonly asOf: Timestamp };

/** The parts of the store that sync writes, for one shop; each method is all or nothing, as in the real one. */
export class MemoryStore {
  readonly applications = new Map<string, Seen<SampleApplication>>();
  readonly orderRows = new Map<string, Seen<Order>>();
  readonly products = new Map<string, Product>();
  readonly stock = new Map<string, Seen<StockLevel>>();
  readonly platformStock = new Map<string, Seen<PlatformStockLevel>>();
  readonly feedStates = new Map<string, FeedState>();
  readonly shopRows = new Map<string, Shop>();
  readonly market = new MemoryMarket((progress) => {
    this.beforeWrite();
    this.#save(progress);
  });
  /** Called before each write commits. */
  beforeWrite: () => void = () => {};

  get dependencies(): SyncDependencies['store'] {
    return {
      shops: {
        record: async (shops) => {
          this.beforeWrite();
          for (const shop of shops) this.shopRows.set(shop.shopId, shop);
        },
        list: async () => [...this.shopRows.values()],
      },
      samples: this.#samples,
      orders: {
        record: async (_shopId, orders, seenAt, progress) => {
          this.beforeWrite();
          for (const order of orders) this.orderRows.set(order.orderId, { ...order, asOf: seenAt });
          this.#save(progress);
        },
        idsToRead: async (_shopId, limit) =>
          [...this.applications.values()]
            .flatMap(({ orderId }) => (orderId !== null && !this.orderRows.has(orderId) ? [orderId] : []))
            .slice(0, limit),
      },
      catalog: this.#catalog,
      // What is due and what follows from it is the real store's: tests/sync/content.test.ts.
      tracking: { contentDue: async () => [], recordContent: async () => undefined },
      ...this.market.stores,
      feeds: {
        list: async () => [...this.feedStates.values()],
        get: async (_shopId, feed) => this.feedStates.get(feed) ?? null,
        save: async (progress) => {
          this.beforeWrite();
          this.#save(progress);
        },
        recordFailure: async (shopId, feed, failure) => {
          const empty = { cursor: null, watermark: null, passStartedAt: null, completedAt: null };
          this.feedStates.set(feed, {
            ...(this.feedStates.get(feed) ?? { shopId, feed, ...empty }),
            failure,
          });
        },
      },
    };
  }

  readonly #samples: SyncDependencies['store']['samples'] = {
    record: async (_shopId, applications, seenAt, progress) => {
      this.beforeWrite();
      let added = 0;
      let changed = 0;
      for (const application of applications) {
        const held = this.applications.get(application.applicationId);
        if (held === undefined) added += 1;
        else if (held.status !== application.status) changed += 1;
        this.applications.set(application.applicationId, { ...application, asOf: seenAt });
      }
      this.#save(progress);
      return { added, changed };
    },
    notSeenSince: async (_shopId, status, since, limit) =>
      [...this.applications.values()]
        .filter((application) => application.status === status && application.asOf < since)
        .sort((a, b) => b.asOf - a.asOf)
        .slice(0, limit)
        .map(({ applicationId, creator, productId }) => ({
          applicationId,
          creatorId: creator.creatorId,
          productId,
        })),
  };

  readonly #catalog: SyncDependencies['store']['catalog'] = {
    recordProducts: async (_shopId, products, _seenAt, progress) => {
      this.beforeWrite();
      for (const product of products) {
        const { categoryId, categoryName } = this.products.get(product.productId) ?? product;
        this.products.set(product.productId, { ...product, categoryId, categoryName });
      }
      this.#save(progress);
    },
    recordCategory: async (_shopId, productId, category) => {
      this.beforeWrite();
      const product = this.products.get(productId);
      if (product !== undefined) this.products.set(productId, { ...product, ...category });
    },
    recordStock: async (_shopId, levels, seenAt, progress) => {
      this.beforeWrite();
      for (const level of levels) this.stock.set(level.skuId, { ...level, asOf: seenAt });
      this.#save(progress);
    },
    recordPlatformStock: async (_shopId, levels, seenAt, progress) => {
      this.beforeWrite();
      for (const level of levels)
        this.platformStock.set(`${level.warehouseId}:${level.skuId}`, { ...level, asOf: seenAt });
      this.#save(progress);
    },
    forgetPlatformStock: async (_shopId, since) => {
      this.beforeWrite();
      for (const [key, { asOf }] of this.platformStock) if (asOf < since) this.platformStock.delete(key);
    },
    product: async (_shopId, productId) => this.products.get(productId) ?? null,
    productIds: async () => [...this.products.keys()],
    activeProductIds: async () =>
      [...this.products.values()].flatMap(({ productId, status }) =>
        status === 'ACTIVATE' ? productId : [],
      ),
    productIdsWithoutCategory: async (_shopId, limit) =>
      [...this.products.values()]
        .filter((product) => product.categoryId === null)
        .map((product) => product.productId)
        .slice(0, limit),
  };

  #save(progress: FeedProgress | undefined): void {
    if (progress !== undefined) this.feedStates.set(progress.feed, { ...progress, failure: null });
  }
}
