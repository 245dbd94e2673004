import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store/index.ts';
import { openStore } from '../../src/store/index.ts';
import { FEEDS } from '../../src/sync/feeds.ts';
import { syncShops } from '../../src/sync/shops.ts';
import { type SyncOptions, type SyncReport, syncShop } from '../../src/sync/sync-shop.ts';
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
  return syncShop({ ...programme.dependencies, store }, SHOP, options);
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
      (feed) => feed.cursor !== null || feed.completedAt === null || feed.failure !== null,
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
  const platform: typeof programme.platform.platform = {
    ...programme.platform.platform,
    searchSampleApplications: async (...args) => {
      const page = await programme.platform.platform.searchSampleApplications(...args);
      // Another process approves and reads back while this page is on its way.
      await store.samples.record(
        SHOP.shopId,
        [{ ...approved, status: 'AWAITING_SHIPMENT' }],
        programme.now + 1,
      );
      return page;
    },
  };
  programme.now += 10 * MINUTE;
  await syncShop({ ...programme.dependencies, store, platform }, SHOP, { feeds: ['samples:PENDING'] });
  expect((await store.samples.get('open-0'))?.status).toBe('AWAITING_SHIPMENT');
});
