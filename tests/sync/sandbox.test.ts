import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Shop } from '../../src/domain/shop.ts';
import type { Store } from '../../src/ports/store/index.ts';
import type { TikTokShop } from '../../src/ports/tiktok-shop.ts';
import { openSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { openStore } from '../../src/store/index.ts';
import { FEEDS, type FeedName, isUnused } from '../../src/sync/feeds.ts';
import { syncShop } from '../../src/sync/sync-shop.ts';
import { FakeProgramClock } from '../adapters/tiktok-shop/memory-stores.ts';
import { adapterAt } from '../contract/desk.ts';
import { number, TestClient } from '../sandbox/client.ts';

const folder = mkdtempSync(join(tmpdir(), 'affiliate-ops-sync-sandbox-'));
const clock = new FakeProgramClock(0);
let sandbox: Sandbox;
let control: TestClient;
let store: Store;
let platform: TikTokShop & { close(): Promise<void> };
let shop: Shop;

beforeAll(async () => {
  sandbox = await openSandbox({ stateFile: join(folder, 'sandbox.db') });
  control = new TestClient(sandbox);
  clock.time = number(await control.control('clock'), 'now_ms');
  platform = adapterAt({ api: sandbox.url, auth: sandbox.url }, sandbox.credentials, clock);
  const [first] = await platform.authorizedShops();
  if (first === undefined) throw new Error('The sandbox has no shop.');
  shop = first;
  const ids = { next: (prefix: string) => `${prefix}_1` };
  const file = join(folder, 'programme.sqlite');
  store = openStore({ file, secretKey: randomBytes(32), ids, machineNow: () => 0 });
}, 60_000);

afterAll(async () => {
  await platform.close();
  await store.close();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

async function read(...feeds: readonly FeedName[]) {
  clock.time += 1;
  const report = await syncShop({ platform, store, clock }, shop, { feeds });
  expect(report.feeds.map(({ failure }) => failure)).toEqual(feeds.map(() => null));
}

test("stock in TikTok's warehouses is read, and is not used without its scope", async () => {
  await read('platform_stock');
  const levels = await store.catalog.platformStock(shop.shopId);
  expect(levels.length).toBeGreaterThan(0);
  expect(levels.every(({ available, asOf }) => available >= 0 && asOf === clock.time)).toBe(true);
  await control.control('act', { drop_scope: 'seller.fbt.info' });
  await read('platform_stock');
  const state = await store.feeds.get(shop.shopId, 'platform_stock');
  const definition = FEEDS.find(({ feed }) => feed === 'platform_stock');
  expect(definition && isUnused(definition, state)).toBe(true);
  expect(await store.catalog.platformStock(shop.shopId)).toEqual(levels);
});

test('who may ask for samples is read, and what somebody changed there is seen', async () => {
  await read('products', 'sample_rules');
  const stored = await store.collaborations.sampleRules(shop.shopId);
  expect(stored.filter(({ rule }) => rule === null).length).toBeGreaterThan(0);
  const ruled = stored.find(({ rule }) => rule?.status === 'ONGOING');
  if (!ruled?.rule) throw new Error('The sandbox has no rule in force.');
  expect(ruled.rule.thresholds.minimumFollowers).toBeGreaterThan(0);
  await platform.setSampleRequestRule(shop, ruled.productId, { ...ruled.rule, quota: 777 });
  await control.advance(24);
  clock.time = number(await control.control('clock'), 'now_ms');
  const seenFrom = clock.time;
  await read('sample_rules');
  expect(await store.collaborations.sampleRuleChanges(shop.shopId, seenFrom)).toMatchObject([
    { productId: ruled.productId, from: { quota: ruled.rule.quota }, to: { quota: 777 } },
  ]);
});
