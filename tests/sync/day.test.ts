import { beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_ALERTS } from '../../src/config/defaults.ts';
import { toAlertSettings } from '../../src/config/notify.ts';
import { ExternalError } from '../../src/domain/errors.ts';
import { DAY, HOUR, MINUTE, SECOND, type Timestamp } from '../../src/domain/time.ts';
import { apiBudget } from '../../src/rules/alerts/health.ts';
import type { SyncDependencies } from '../../src/sync/feed-run.ts';
import { FEEDS, type FeedName, groupOf } from '../../src/sync/feeds.ts';
import { planShop } from '../../src/sync/plan.ts';
import { type SyncReport, syncShop } from '../../src/sync/sync-shop.ts';
import { affiliateOrder, conversation, creatorFigures, message, openPlan, target } from './fake-market.ts';
import { application, order, product, SHOP } from './fake-platform.ts';
import { Programme } from './programme.ts';

/*
 * A programme with 5,000 creators, as large as the one that the promise is made for: 4,320 affiliate orders a day that the
 * platform lists up to 40 minutes late; 300 open requests, 1,200 samples under way, 20,000 past ones; 300 products on
 * open plans, 400 invitations; 3,000 conversations, 600 messages a day; 2,000 videos with figures a day. The operator
 * spends 960 requests a day. Nothing is known at the start: the first day also fills everything in.
 */
const BUDGET = 10_000;
const CYCLE = 15 * MINUTE;
const MIDNIGHT = Date.UTC(2026, 10, 16);
const DAYS = 3;
/** One order every 20 seconds. */
const BETWEEN_ORDERS = 20 * SECOND;
const OPERATOR_PER_CYCLE = 10;

const listedAt = (createdAt: Timestamp) => createdAt + ((createdAt / BETWEEN_ORDERS) % 41) * MINUTE;

interface DayCount {
  used: number;
  readonly byFeed: Map<string, number>;
}

class LargeProgramme extends Programme {
  readonly days = new Map<string, DayCount>();
  readonly seenAfter: number[] = [];
  readonly reports: { readonly at: Timestamp; readonly report: SyncReport; readonly used: number }[] = [];
  #startedAt = MIDNIGHT;
  #newest = Number.NEGATIVE_INFINITY;
  readonly #seen = new Set<string>();

  constructor() {
    super();
    this.now = MIDNIGHT;
    const { platform, store } = this;
    const { market } = platform;
    const many = <T>(count: number, make: (n: number) => T): T[] =>
      Array.from({ length: count }, (_, n) => make(n));
    platform.applications = [
      ...many(300, (n) => application(`open-${n}`)),
      ...many(1_200, (n) => application(`way-${n}`, n % 2 === 0 ? 'SHIPPED' : 'CONTENT_PENDING')),
      ...many(20_000, (n) => application(`past-${n}`, n % 3 === 0 ? 'REJECT_CANCELLED' : 'COMPLETED')),
    ];
    platform.orders = many(600, (n) => order(`order-${n}`, MIDNIGHT - n * HOUR));
    platform.products = many(300, (n) => product(`product-${n}`, MIDNIGHT - 100 * DAY));
    platform.categories = new Map(platform.products.map(({ productId }) => [productId, 'Beauty']));
    market.pageSize = 50;
    market.openPlans = many(300, (n) => openPlan(`plan-${n}`));
    market.targets = many(400, (n) => ({ status: 'ONGOING', target: target(`deal-${n}`, MIDNIGHT - DAY) }));
    market.conversationList = many(3_000, (n) => conversation(`c${n}`, 3, MIDNIGHT - 20 * DAY));
    market.videos = many(2_000, (n) => ({
      ...{ videoId: `v${n}`, username: `u${n}`, creatorId: null, title: '', postedAt: null, productIds: [] },
      ...{ views: 1, gmv: null, orders: 1, itemsSold: 1, clickThroughBps: null },
    }));
    store.market.creatorsWanted = many(5_000, (n) => `creator-${n}`);
    market.creators = new Map(
      store.market.creatorsWanted.map((id) => [id, creatorFigures(id, `name-of-${id}`)]),
    );
  }

  override get dependencies(): SyncDependencies {
    const { store, platform, clock } = super.dependencies;
    return {
      clock,
      platform: {
        spentOn: (purpose) => {
          this.platform.beforeSpending = () => this.#spend(purpose.name, purpose.leave);
          return {
            ...platform.spentOn(purpose),
            searchAffiliateOrders: async (_shop, { createdFrom, createdTo }, cursor) => {
              this.#spend(purpose.name, purpose.leave);
              return this.#ordersOf(createdFrom, createdTo, Number(cursor ?? 0));
            },
          };
        },
      },
      store: {
        ...store,
        affiliateOrders: {
          ...store.affiliateOrders,
          unknownUsernames: async () => [],
          record: async (shopId, orders, seenAt, place) => {
            for (const { orderId, createdAt } of orders) {
              if (createdAt < MIDNIGHT || this.#seen.has(orderId)) continue;
              this.#seen.add(orderId);
              this.seenAfter.push(seenAt - listedAt(createdAt));
              this.#newest = Math.max(this.#newest, createdAt);
            }
            return await store.affiliateOrders.record(shopId, [], seenAt, place);
          },
        },
      },
    };
  }

  /** Orders that the platform listed at least half an hour ago and that are not in the store. */
  missing(): readonly Timestamp[] {
    const missing: Timestamp[] = [];
    for (let at = MIDNIGHT; at < this.now; at += BETWEEN_ORDERS) {
      if (listedAt(at) < this.now - 30 * MINUTE && !this.#seen.has(`sale-${at}`)) missing.push(at);
    }
    return missing;
  }

  async run(): Promise<void> {
    for (let at = MIDNIGHT; at < MIDNIGHT + DAYS * DAY; at += CYCLE) {
      this.now = at;
      this.#startedAt = at;
      this.#liveOn(at);
      for (let calls = 0; calls < OPERATOR_PER_CYCLE; calls += 1) this.#spend('operator', 0);
      const { feeds } = this.dependencies.store;
      const day = { budget: BUDGET, used: this.#today().used, now: at, cycleMs: CYCLE };
      const plan = await planShop(feeds, [SHOP], SHOP, day);
      const report = await syncShop(this.dependencies, SHOP, { plan });
      this.reports.push({ at, report, used: this.#today().used });
    }
  }

  /** 600 messages a day, a new last whole day at 06:00, requests that come and go. */
  #liveOn(at: Timestamp): void {
    const { market } = this.platform;
    const cycle = (at - MIDNIGHT) / CYCLE;
    for (let n = 0; n < 6; n += 1) {
      const index = (cycle * 37 + n * 311) % market.conversationList.length;
      const [moved] = market.conversationList.splice(index, 1);
      if (moved === undefined) continue;
      const { conversationId } = moved.summary;
      moved.messages.push(message(conversationId, moved.messages.length, at, n % 2 === 0));
      market.conversationList.unshift(moved);
    }
    market.latestDay = new Date(at - 30 * HOUR).toISOString().slice(0, 10);
    this.platform.setStatus(`open-${cycle % 300}`, cycle % 2 === 0 ? 'AWAITING_SHIPMENT' : 'PENDING');
  }

  #ordersOf(from: Timestamp, to: Timestamp, skip: number) {
    const items = [];
    let left = skip;
    let at = Math.floor((to - 1) / BETWEEN_ORDERS) * BETWEEN_ORDERS;
    for (; at >= from && items.length < 100; at -= BETWEEN_ORDERS) {
      if (listedAt(at) > this.now) continue;
      if (left > 0) left -= 1;
      else items.push(affiliateOrder(`sale-${at}`, at));
    }
    return { items, nextCursor: at >= from && items.length === 100 ? String(skip + 100) : null };
  }

  #today(): DayCount {
    const day = new Date(this.#startedAt).toISOString().slice(0, 10);
    const count = this.days.get(day) ?? { used: 0, byFeed: new Map() };
    this.days.set(day, count);
    return count;
  }

  /** As the adapter does: a request leaves only when enough of the day's budget is left beside it. */
  #spend(name: string, leave: number): void {
    const count = this.#today();
    if (count.used >= BUDGET - leave) {
      throw new ExternalError('Kept for what matters more.', {
        system: 'tiktok_shop',
        kind: 'quota',
        operation: 'test',
      });
    }
    count.used += 1;
    count.byFeed.set(name, (count.byFeed.get(name) ?? 0) + 1);
  }
}

const programme = new LargeProgramme();

beforeAll(() => programme.run(), 120_000);

describe('with 5,000 creators and 10,000 requests a day', () => {
  test('every affiliate order is in the store within 30 minutes after the platform lists it', () => {
    expect(programme.missing()).toEqual([]);
    expect(programme.seenAfter.length).toBeGreaterThan(12_000);
    const longest = programme.seenAfter.reduce((most, one) => Math.max(most, one), 0);
    expect(longest).toBeLessThanOrEqual(30 * MINUTE);
  });

  test('no day exceeds its budget, and the operator is never refused', () => {
    expect(programme.days.size).toBe(DAYS);
    for (const { used, byFeed } of programme.days.values()) {
      expect(used).toBeLessThanOrEqual(BUDGET);
      expect(byFeed.get('operator')).toBe((DAY / CYCLE) * OPERATOR_PER_CYCLE);
    }
  });

  test('requests are spent over the day: the alert about the budget stays silent', () => {
    const alerts = toAlertSettings(DEFAULT_ALERTS);
    const fired = programme.reports.filter(({ at, used }) => {
      const found = apiBudget({ used, budget: BUDGET }, alerts, at);
      return found.truth === 'known' && found.findings.length > 0;
    });
    expect(fired.map(({ at, used }) => [new Date(at).toISOString(), used])).toEqual([]);
  });

  test('what deadlines and money rest on is read whenever it is due', () => {
    const waited = programme.reports.flatMap(({ at, report }) =>
      report.feeds
        .filter(({ feed, skipped }) => skipped === 'budget' && (rankOf(feed) ?? 9) <= 2)
        .map(({ feed }) => ({ at, feed })),
    );
    expect(waited).toEqual([]);
  });

  test('nothing fails, and every feed has been read whole on the last day', () => {
    const failures = programme.reports.flatMap(({ report }) =>
      report.feeds.flatMap(({ failure }) => failure ?? []),
    );
    expect(failures.filter(({ kind }) => kind !== 'quota')).toEqual([]);
    const lastDay = MIDNIGHT + (DAYS - 1) * DAY;
    const behind = FEEDS.filter(
      ({ feed }) =>
        groupOf(feed) !== 'backfill' &&
        (programme.store.feedStates.get(feed)?.completedAt ?? 0) < lastDay - HOUR,
    );
    expect(behind.map(({ feed }) => feed)).toEqual([]);
  });

  test('the backfill moves on with what is left', () => {
    const reached = programme.store.feedStates.get('affiliate_orders:backfill')?.watermark ?? MIDNIGHT;
    expect(MIDNIGHT - reached).toBeGreaterThan(30 * DAY);
  });
});

function rankOf(feed: FeedName): number | undefined {
  return FEEDS.find((definition) => definition.feed === feed)?.rank;
}
