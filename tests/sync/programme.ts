import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import type { FeedReport, SyncDependencies } from '../../src/sync/feed-run.ts';
import type { FeedName } from '../../src/sync/feeds.ts';
import { type SyncOptions, type SyncReport, syncShop } from '../../src/sync/sync-shop.ts';
import { application, FakePlatform, order, product, SHOP } from './fake-platform.ts';
import { MemoryStore } from './memory-store.ts';

export const START = Date.UTC(2026, 10, 16, 15);

/** Stands for SIGKILL: nothing catches it. */
export class Killed extends Error {}

/** One shop, its platform, its store and a clock that moves only when told, plus a tick per reading. */
export class Programme {
  readonly platform = new FakePlatform();
  readonly store = new MemoryStore();
  now = START;

  get dependencies(): SyncDependencies {
    return {
      platform: this.platform.platform,
      store: this.store.dependencies,
      clock: { now: () => this.now++ },
    };
  }

  cycle(options?: SyncOptions): Promise<SyncReport> {
    return syncShop(this.dependencies, SHOP, { backfillDays: 5, ...options });
  }

  /** A cycle ten minutes after the last. */
  nextCycle(options?: SyncOptions): Promise<SyncReport> {
    this.now += 10 * MINUTE;
    return this.cycle(options);
  }

  status(applicationId: string): string | undefined {
    return this.store.applications.get(applicationId)?.status;
  }
}

export function feedOf(report: SyncReport, feed: FeedName): FeedReport {
  const found = report.feeds.find((one) => one.feed === feed);
  if (found === undefined) throw new Error(`The report has no feed ${feed}.`);
  return found;
}

/** 7 open, 5 under way, 4 past applications, 9 orders, 3 products; pages of 2, so that everything has several. */
export function seeded(): Programme {
  const programme = new Programme();
  const { platform } = programme;
  platform.samplePageSize = 2;
  platform.orderPageSize = 2;
  platform.applications = [
    ...Array.from({ length: 7 }, (_, n) => application(`open-${n}`)),
    ...Array.from({ length: 3 }, (_, n) => ({
      ...application(`ship-${n}`, 'AWAITING_SHIPMENT'),
      orderId: `order-${n}`,
    })),
    application('sent-0', 'SHIPPED'),
    application('owes-0', 'CONTENT_PENDING'),
    ...Array.from({ length: 3 }, (_, n) => application(`past-${n}`, 'COMPLETED')),
    { ...application('past-old', 'UNFULFILL_CANCELLED'), orderId: 'order-old' },
  ];
  platform.orders = [
    ...Array.from({ length: 8 }, (_, n) => order(`order-${n}`, START - DAY + n * HOUR)),
    order('order-old', START - 90 * DAY),
    order('order-of-a-buyer', START - HOUR, false),
  ];
  platform.products = Array.from({ length: 3 }, (_, n) => product(`product-${n}`, START - 400 * DAY));
  platform.stock = platform.products.map(({ productId }) => ({
    productId,
    skuId: `sku-of-${productId}`,
    available: 12,
  }));
  platform.categories = new Map([
    ['product-0', 'Beauty'],
    ['product-1', 'Home'],
  ]);
  return programme;
}
