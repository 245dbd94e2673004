import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store/index.ts';
import { openStore } from '../../src/store/index.ts';
import { FEEDS } from '../../src/sync/feeds.ts';
import { COSTS_FEED } from '../../src/sync/plan.ts';
import { syncShops } from '../../src/sync/shops.ts';
import { type SyncOptions, type SyncReport, syncShop } from '../../src/sync/sync-shop.ts';
import { affiliateOrder, conversation, creatorFigures, message, openPlan, target } from './fake-market.ts';
import { order, SHOP, trouble } from './fake-platform.ts';
import { feedOf, Killed, type Programme, START, seeded } from './programme.ts';

const secretKey = randomBytes(32);
let folder: string;
let open: Store | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'affiliate-ops-sync-'));
});

afterEach(async () => {
  await open?.close();
  open = null;
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the file as a new process would. */
async function reopen(): Promise<Store> {
  await open?.close();
  let id = 0;
  const ids = {
    next: (prefix: string) => {
      id += 1;
      return `${prefix}_${id}`;
    },
  };
  open = openStore({ file: join(folder, 'programme.sqlite'), secretKey, ids, machineNow: () => START });
  return open;
}

function cycle(programme: Programme, store: Store, options?: SyncOptions): Promise<SyncReport> {
  return syncShop({ ...programme.dependencies, store }, SHOP, { backfillDays: 5, ...options });
}

/** What stands in the file, in the words of the memory store. */
async function contents(programme: Programme, store: Store): Promise<Record<string, unknown>> {
  const applications = await Promise.all(
    programme.platform.applications.map(({ applicationId }) => store.samples.get(applicationId)),
  );
  const orders = await Promise.all(programme.platform.orders.map(({ orderId }) => store.orders.get(orderId)));
  const products = await Promise.all(
    programme.platform.products.map(({ productId }) => store.catalog.product(SHOP.shopId, productId)),
  );
  return {
    statuses: applications.map((one) => one?.status),
    orders: orders.flatMap((one) => (one ? [one.orderId] : [])),
    categories: products.map((one) => one?.categoryName),
    unfinished: (await store.feeds.list(SHOP.shopId)).filter(
      ({ feed, cursor, completedAt, failure }) =>
        feed !== COSTS_FEED && (cursor !== null || completedAt === null || failure !== null),
    ),
  };
}

const EXPECTED = {
  statuses: [
    ...Array<string>(7).fill('PENDING'),
    ...Array<string>(3).fill('AWAITING_SHIPMENT'),
    'SHIPPED',
    'CONTENT_PENDING',
    ...Array<string>(3).fill('COMPLETED'),
    'UNFULFILL_CANCELLED',
  ],
  orders: [...Array.from({ length: 8 }, (_, n) => `order-${n}`), 'order-old'],
  categories: ['Beauty', 'Home', null],
  unfinished: [],
};

test('a process killed again and again, at every few requests, ends with the whole programme', async () => {
  const programme = seeded();
  const { platform } = programme;
  let kills = 0;
  for (let finished = false; !finished; ) {
    const store = await reopen();
    await syncShops({ ...programme.dependencies, store });
    const limit = platform.requests.length + 4;
    platform.beforeAnswer = (_request, count) => {
      if (count > limit) throw new Killed();
    };
    try {
      // Each life asks for what the last did not reach: the feeds that ended are fresh by then.
      const known = (await store.feeds.list(SHOP.shopId)).filter(({ completedAt }) => completedAt !== null);
      const ended = new Set(known.map(({ feed }) => feed));
      const feeds = FEEDS.map(({ feed }) => feed).filter((feed) => !ended.has(feed));
      await cycle(programme, store, { feeds });
      finished = true;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      kills += 1;
    }
    platform.beforeAnswer = () => {};
  }
  const store = await reopen();
  await cycle(programme, store);
  expect(kills).toBeGreaterThan(5);
  expect(await contents(programme, store)).toEqual(EXPECTED);
});

test('what was decided outside is in the file after one cycle, with its change of status', async () => {
  const programme = seeded();
  const store = await reopen();
  await cycle(programme, store);
  programme.platform.setStatus('open-1', 'AWAITING_SHIPMENT', 'order-new');
  programme.platform.setStatus('open-2', 'WITHDRAW_CANCELLED');
  programme.platform.orders.push(order('order-new', START + 5 * MINUTE));
  programme.now += 10 * MINUTE;
  const report = await cycle(programme, store);
  expect(feedOf(report, 'samples:moved')).toMatchObject({ read: 2, changed: 2 });
  expect((await store.samples.statusChanges('open-1')).map(({ to }) => to)).toEqual([
    'PENDING',
    'AWAITING_SHIPMENT',
  ]);
  expect((await store.samples.get('open-2'))?.status).toBe('WITHDRAW_CANCELLED');
  expect((await store.orders.get('order-new'))?.isSample).toBe(true);
});

test('a failure stands in the file until the feed is read, and does not move its progress', async () => {
  const programme = seeded();
  const store = await reopen();
  programme.platform.beforeAnswer = ({ operation }) => {
    if (operation === 'searchOrders') throw trouble('unavailable');
  };
  await cycle(programme, store);
  expect(await store.feeds.get(SHOP.shopId, 'orders')).toMatchObject({
    failure: { kind: 'unavailable' },
    watermark: null,
    completedAt: null,
  });
  programme.platform.beforeAnswer = () => {};
  await cycle(programme, store);
  expect(await store.feeds.get(SHOP.shopId, 'orders')).toMatchObject({ failure: null });
});

test('a page read before an approval of ours was read back does not undo it', async () => {
  const programme = seeded();
  const store = await reopen();
  await cycle(programme, store);
  const approved = programme.platform.applications.find(({ applicationId }) => applicationId === 'open-0');
  if (approved === undefined) throw new Error('The programme has no open-0.');
  const { platform: whole } = programme.platform;
  const platform: typeof whole = {
    spentOn: (purpose) => {
      const reads = whole.spentOn(purpose);
      return {
        ...reads,
        searchSampleApplications: async (...args) => {
          const page = await reads.searchSampleApplications(...args);
          // Another process approves and reads back while this page is on its way.
          await store.samples.record(
            SHOP.shopId,
            [{ ...approved, status: 'AWAITING_SHIPMENT' }],
            programme.now + 1,
          );
          return page;
        },
      };
    },
  };
  programme.now += 10 * MINUTE;
  await syncShop({ ...programme.dependencies, store, platform }, SHOP, { feeds: ['samples:PENDING'] });
  expect((await store.samples.get('open-0'))?.status).toBe('AWAITING_SHIPMENT');
});

/** Sales of a week, deals, messages and figures beside the samples. */
function withMarket(): Programme {
  const programme = seeded();
  const { market } = programme.platform;
  const [line] = affiliateOrder('x', START).lines;
  if (line === undefined) throw new Error('No line.');
  market.orders = Array.from({ length: 14 }, (_, n) => ({
    order: affiliateOrder(`sale-${n}`, START - n * 9 * HOUR - HOUR, {
      lines: [{ ...line, username: n % 2 === 0 ? 'name-of-deal-0' : 'bea' }],
    }),
    listedAt: 0,
  }));
  market.openPlans = ['a', 'b', 'c'].map((id) => openPlan(id));
  market.targets = Array.from({ length: 3 }, (_, n) => ({
    status: n === 2 ? 'COMPLETED' : 'ONGOING',
    target: target(`deal-${n}`, START - DAY),
  }));
  market.conversationList = Array.from({ length: 3 }, (_, n) => conversation(`c${n}`, 3 + n, START - DAY));
  market.conversationList[1]?.messages.push(message('c1', 9, START - HOUR, true));
  market.creators.set('creator-bea', creatorFigures('creator-bea', 'bea'));
  market.latestDay = '2026-11-14';
  market.products = ['product-0', 'product-1', 'product-2'].map((productId) => ({
    ...{ productId, gmv: null, orders: 1, itemsSold: 1, affiliateGmv: null, affiliateOrders: null },
    ...{ clicks: null, impressions: null },
  }));
  return programme;
}

async function marketContents(store: Store): Promise<Record<string, unknown>> {
  const { shopId } = SHOP;
  const window = { createdFrom: 0, createdTo: START };
  const lines = await store.affiliateOrders.lines(shopId, window, null, 100);
  const page = { cursor: null, limit: 50, now: START };
  const live = await store.collaborations.list(shopId, { sort: 'ends' }, page);
  const over = await store.collaborations.list(shopId, { sort: 'ends', state: 'ended' }, page);
  const inbox = await store.conversations.list(shopId, { sort: 'age' }, page);
  const counts = await Promise.all(
    ['c0', 'c1', 'c2'].map(async (id) => [id, (await store.conversations.messages(shopId, id, 50)).length]),
  );
  return {
    orders: lines.map(({ orderId }) => orderId).sort(),
    creators: [...new Set(lines.map(({ creatorId }) => creatorId))].sort(),
    deals: [...live.items, ...over.items]
      .map(({ collaborationId, state, creators }) => [collaborationId, state, creators?.length])
      .sort(),
    waiting: inbox.items.filter(({ unanswered }) => unanswered).map(({ conversationId }) => conversationId),
    messages: counts,
    whole: (await store.affiliateOrders.slices(shopId)).filter(({ readAt }) => readAt !== null).length,
  };
}

const EXPECTED_MARKET = {
  orders: Array.from({ length: 14 }, (_, n) => `sale-${n}`).sort(),
  creators: ['creator-bea', 'creator-of-deal-0'],
  deals: [
    ['a', 'running', undefined],
    ['b', 'running', undefined],
    ['c', 'running', undefined],
    ['deal-0', 'running', 1],
    ['deal-1', 'running', 1],
    ['deal-2', 'ended', 1],
  ],
  waiting: ['c1'],
  messages: [
    ['c0', 3],
    ['c1', 5],
    ['c2', 5],
  ],
  // Today and the five days before.
  whole: 6,
};

test('sales, deals and messages survive a kill at every few requests, row by row', async () => {
  const programme = withMarket();
  const { platform } = programme;
  let kills = 0;
  for (let finished = false; !finished; ) {
    const store = await reopen();
    await syncShops({ ...programme.dependencies, store });
    const limit = platform.requests.length + 7;
    platform.beforeAnswer = (_request, count) => {
      if (count > limit) throw new Killed();
    };
    try {
      const known = (await store.feeds.list(SHOP.shopId)).filter(({ completedAt }) => completedAt !== null);
      const ended = new Set(known.map(({ feed }) => feed));
      await cycle(programme, store, {
        feeds: FEEDS.map(({ feed }) => feed).filter((feed) => !ended.has(feed)),
      });
      finished = true;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      kills += 1;
    }
    platform.beforeAnswer = () => {};
  }
  const store = await reopen();
  programme.now += DAY;
  await cycle(programme, store);
  expect(kills).toBeGreaterThan(10);
  expect(await marketContents(store)).toMatchObject({ ...EXPECTED_MARKET, whole: 7 });
});

test('pages that come twice, tokens that expire and answers of a while ago change nothing in the end', async () => {
  const programme = withMarket();
  const store = await reopen();
  const { platform } = programme;
  platform.beforeAnswer = (_request, count) => {
    if (count % 5 === 0) platform.tokenEpoch += 1;
  };
  for (let cycles = 0; cycles < 4; cycles += 1) {
    await cycle(programme, store);
    programme.now += 31 * MINUTE;
  }
  platform.beforeAnswer = () => {};
  programme.now += DAY;
  await cycle(programme, store);
  const found = await marketContents(store);
  expect({ ...found, whole: 6 }).toEqual(EXPECTED_MARKET);
});

test('an order shown in an older state than the one that is stored keeps the newer', async () => {
  const programme = seeded();
  const store = await reopen();
  await cycle(programme, store);
  const shipped = { ...order('order-0', START - MINUTE), status: 'IN_TRANSIT' };
  await store.orders.record(SHOP.shopId, [shipped], programme.now);
  await store.orders.record(SHOP.shopId, [order('order-0', START - HOUR)], programme.now + MINUTE);
  expect((await store.orders.get('order-0'))?.status).toBe('IN_TRANSIT');
});

test('messages that an old answer hid are read when the next one shows them', async () => {
  const programme = withMarket();
  const store = await reopen();
  await cycle(programme, store);
  const { market } = programme.platform;
  const [first] = market.conversationList;
  if (first === undefined) throw new Error('No conversation.');
  const news = message('c0', 20, programme.now, true);
  // The list shows the news, the conversation does not yet.
  market.conversationList = [
    { summary: { ...first.summary, unread: 1 }, messages: first.messages },
    ...market.conversationList.slice(1),
  ];
  programme.now += 31 * MINUTE;
  await cycle(programme, store);
  market.conversationList[0]?.messages.push(news);
  for (let cycles = 0; cycles < 3; cycles += 1) {
    programme.now += 15 * MINUTE;
    await cycle(programme, store);
  }
  const read = await store.conversations.messages(SHOP.shopId, 'c0', 50);
  expect(read.map(({ messageId }) => messageId)).toContain('c0-20');
});
