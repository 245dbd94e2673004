import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TargetChange, TargetCollaboration } from '../../src/domain/collaboration.ts';
import type { ShopRef } from '../../src/domain/shop.ts';
import { DAY } from '../../src/domain/time.ts';
import { openSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { errorOf } from '../adapters/tiktok-shop/desk.ts';
import { FakeProgramClock } from '../adapters/tiktok-shop/memory-stores.ts';
import { number, TestClient } from '../sandbox/client.ts';
import { adapterAt } from './desk.ts';

let folder: string;
let sandbox: Sandbox;
let control: TestClient;
let tiktok: ReturnType<typeof adapterAt>;
let shop: ShopRef;
let invitation: string;
let products: string[];
let creators: string[];
const clock = new FakeProgramClock(0);

/** An invitation of two creators for two products at 20 %; the first creator accepted and shows them. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'affiliate-ops-update-'));
  sandbox = await openSandbox({ stateFile: join(folder, 'sandbox.db') });
  control = new TestClient(sandbox);
  await advance(0);
  tiktok = adapterAt({ api: sandbox.url, auth: sandbox.url }, sandbox.credentials, clock);
  const [found] = await tiktok.authorizedShops();
  if (!found) throw new Error('The sandbox has no shop.');
  shop = found;
  await control.control('act', { populate: { applications: 3 } });
  const pending = await tiktok.searchSampleApplications(shop, { status: 'PENDING' }, null);
  creators = [...new Set(pending.items.map(({ creator }) => creator.creatorId))];
  const plans = await tiktok.searchOpenCollaborations(shop, {}, null);
  products = plans.items.slice(0, 2).map(({ productId }) => productId);
  const draft = {
    ...{
      name: 'Spring',
      endsAt: clock.now() + 30 * DAY,
      contactEmail: 'partners@example.com',
      message: 'Hi',
    },
    ...{ sampleOffer: { hasFreeSample: false, approvalExempt: false }, creatorIds: creators.slice(0, 2) },
    products: products.map((productId) => ({ productId, rateBps: 2000, adsRateBps: null })),
  };
  invitation = (await tiktok.createTargetCollaboration(shop, draft)).collaborationId ?? '';
  const answer = { target_collaboration_id: invitation, creator_id: creators[0], accept: true };
  await control.control('act', { respond_target: answer });
});

afterEach(async () => {
  await tiktok.close();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

async function advance(hours: number): Promise<void> {
  if (hours > 0) await control.advance(hours);
  clock.time = number(await control.control('clock'), 'now_ms');
}

async function seen(): Promise<TargetCollaboration> {
  const found = await tiktok.targetCollaboration(shop, invitation);
  if (!found) throw new Error('The invitation is gone.');
  return found;
}

const change = async (wanted: TargetChange, planned?: TargetCollaboration) =>
  tiktok.updateTargetCollaboration(shop, invitation, wanted, (planned ?? (await seen())).updatedAt);

/** A person does it in Seller Center. */
const someoneCuts = (rateBps: number) =>
  control.control('act', {
    set_target_rate: { target_collaboration_id: invitation, product_id: products[0], rate_bps: rateBps },
  });

const rates = async () => (await seen()).productList.map(({ rateBps }) => rateBps);
const standing = async () =>
  new Map((await seen()).creatorList.map(({ creatorId, status }) => [creatorId, status]));
const sorted = (values: readonly number[]) => [...values].sort((one, another) => one - another);

test("another person's change in between is kept and nothing is sent", async () => {
  const planned = await seen();
  await advance(1);
  await someoneCuts(2500);
  const error = await errorOf(change({ addCreatorIds: [creators[2] ?? ''] }, planned));
  expect([error.kind, error.details.code]).toEqual(['refused', 'changed_since']);
  expect(sorted(await rates())).toEqual([2000, 2500]);
  expect((await standing()).size).toBe(2);
});

test("another person's change is kept when the detail is a stale answer that does not show it", async () => {
  const planned = await seen();
  await advance(0.1);
  await someoneCuts(2500);
  await control.control('faults', { seed: 1, rate: 1, kinds: ['stale_read'], match: invitation });
  expect((await seen()).updatedAt).toBe(planned.updatedAt);
  const setProducts = products.map((productId) => ({ productId, rateBps: 2000, adsRateBps: null }));
  const error = await errorOf(change({ addCreatorIds: [creators[2] ?? ''], setProducts }, planned));
  expect([error.kind, error.details.code]).toEqual(['refused', 'changed_since']);
  await control.control('faults', {});
  expect(sorted(await rates())).toEqual([2000, 2500]);
  expect((await standing()).size).toBe(2);
});

test('a cut that waits for midnight is not taken back by an update that cannot see it', async () => {
  await advance(1);
  await someoneCuts(1200);
  expect(await rates()).toEqual([2000, 2000]);
  const error = await errorOf(change({ addCreatorIds: [creators[2] ?? ''] }));
  expect([error.kind, error.details.code]).toEqual(['refused', 'rates_may_be_pending']);
  await advance(26);
  expect(sorted(await rates())).toEqual([1200, 2000]);
  expect(await change({ addCreatorIds: [creators[2] ?? ''] })).toEqual({ conflicts: [], notChanged: [] });
  await advance(26);
  expect(sorted(await rates())).toEqual([1200, 2000]);
  expect((await standing()).get(creators[2] ?? '')).toBe('NORMAL');
});

test('with every rate named the update goes at once and the cut stays', async () => {
  await advance(1);
  await someoneCuts(1200);
  const setProducts = products.map((productId, at) => ({
    productId,
    rateBps: at === 0 ? 1200 : 2000,
    adsRateBps: null,
  }));
  await change({ name: 'Summer', setProducts });
  await advance(26);
  expect([(await seen()).name, ...sorted(await rates())]).toEqual(['Summer', 1200, 2000]);
});

test('who was removed stays removed, on the way out and afterwards', async () => {
  await advance(26);
  await change({ removeCreatorIds: [creators[0] ?? ''] });
  expect((await standing()).get(creators[0] ?? '')).toBe('DELETING');
  const setProducts = products.map((productId) => ({ productId, rateBps: 2000, adsRateBps: null }));
  await change({ name: 'Summer', setProducts });
  expect((await standing()).get(creators[0] ?? '')).toBe('DELETING');
  await advance(26);
  await change({ name: 'Autumn' });
  expect(await standing()).toEqual(
    new Map([
      [creators[0], 'DELETED'],
      [creators[1], 'NORMAL'],
    ]),
  );
});
