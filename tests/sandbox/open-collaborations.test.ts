import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openState } from '../../src/sandbox/state.ts';
import { type Commission, commissionAt } from '../../src/sandbox/world/commission.ts';
import { type Answer, at, type Json, list, number, type TestClient, text } from './client.ts';
import { harness, populate } from './harness.ts';

const { connect, folder } = harness();
const BASE = '/affiliate_seller';
const DAY = 86_400_000;

const search = async (
  client: TestClient,
  body: object = {},
  query: Record<string, string> = {},
): Promise<Json> =>
  (
    await client.shop(`${BASE}/202412/open_collaborations/search`, {
      query: { page_size: '100', ...query },
      body,
    })
  ).body;

const plans = async (client: TestClient, body: object = {}): Promise<Json[]> =>
  list(await search(client, body), 'data', 'open_collaborations');

const set = (client: TestClient, productId: string, rate: number): Promise<Answer> =>
  client.shop(`${BASE}/202412/open_collaborations`, {
    body: { product_id: productId, commission_rate: rate },
  });

const remove = (client: TestClient, productId: string): Promise<Answer> =>
  client.shop(`${BASE}/202409/open_collaborations/products/${productId}`, { method: 'DELETE' });

async function planOf(client: TestClient, productId: string): Promise<Json> {
  return at(
    await search(client, { keyword_type: 'PRODUCT_ID', keyword: productId }),
    'data',
    'open_collaborations',
    0,
  );
}

/** What the world says an order would earn; the file is read beside its host. */
function commission(file: string, creator: string, product: string, ms: number): Commission | null {
  const state = openState(file);
  try {
    return commissionAt(state, creator, product, ms);
  } finally {
    state.close();
  }
}

describe('open collaborations', () => {
  it('exist for every product on sale, at its rate, over pages without a gap', async () => {
    const client = await connect();
    const all = await plans(client);
    expect(all).toHaveLength(14);
    const seen: string[] = [];
    let token = '';
    do {
      const page = await search(
        client,
        {},
        { page_size: '4', ...(token === '' ? {} : { page_token: token }) },
      );
      seen.push(...list(page, 'data', 'open_collaborations').map((one) => text(one, 'id')));
      token = text(page, 'data', 'next_page_token');
    } while (token !== '');
    expect(seen).toEqual(all.map((one) => text(one, 'id')));
    const serum = all.find((one) => text(one, 'product', 'title').includes('Serum')) ?? null;
    expect(number(serum, 'current_commission', 'rate')).toBe(1500);
    expect(text(serum, 'status')).toBe('NORMAL');
  });

  it('are found by product and title, and sorted by price', async () => {
    const client = await connect();
    expect(await plans(client, { keyword_type: 'PRODUCT_NAME', keyword: 'mug' })).toHaveLength(1);
    expect(await plans(client, { top_level_category_id: '602118' })).toHaveLength(3);
    const sorted = await search(client, {}, { sort_field: 'product_original_price', sort_order: 'ASC' });
    const prices = list(sorted, 'data', 'open_collaborations').map((one) =>
      number(one, 'product', 'original_price', 'minimum_amount'),
    );
    expect(prices).toEqual([...prices].sort((left, right) => left - right));
    const tooLarge = await search(client, {}, { page_size: '101' });
    expect(at(tooLarge, 'code')).toBe(36009004);
  });

  it('take another rate at once and keep their id, or refuse it under the other documented answer', async () => {
    const client = await connect();
    const [plan = null] = await plans(client);
    const productId = text(plan, 'product', 'id');
    const changed = await set(client, productId, 2200);
    expect(text(changed.body, 'data', 'open_collaboration', 'id')).toBe(text(plan, 'id'));
    expect(number(await planOf(client, productId), 'current_commission', 'rate')).toBe(2200);
    await client.control('act', { refuse_existing_open: true });
    expect(at((await set(client, productId, 2300)).body, 'code')).toBe(16003012);
    expect(number(await planOf(client, productId), 'current_commission', 'rate')).toBe(2200);
  });

  it('refuse a rate outside 1% to 80% and an unknown product', async () => {
    const client = await connect();
    const productId = text((await plans(client))[0] ?? null, 'product', 'id');
    for (const rate of [99, 8001])
      expect(at((await set(client, productId, rate)).body, 'code')).toBe(16003033);
    expect(at((await set(client, '1', 1000)).body, 'code')).toBe(98001004);
  });

  it('end at the shop\u2019s next midnight, and close what still waits for review', async () => {
    const client = await connect();
    const [id = ''] = await populate(client, 1);
    const productId = text(await client.application(id), 'product', 'id');
    const ended = await remove(client, productId);
    // The programme starts on 2026-11-16 at 07:00 in Los Angeles.
    expect(number(ended.body, 'data', 'terminated_effective_time')).toBe(Date.UTC(2026, 10, 17, 8) / 1000);
    const plan = await planOf(client, productId);
    expect([text(plan, 'status'), number(plan, 'current_commission', 'end_time')]).toEqual([
      'TERMINATING',
      Date.UTC(2026, 10, 17, 8) / 1000,
    ]);
    expect(at((await remove(client, productId)).body, 'code')).toBe(98001004);
    await client.advance(16.9);
    expect(text(await client.application(id), 'status')).toBe('PENDING');
    await client.advance(0.2);
    expect(text(await client.application(id), 'status')).toBe('DEL_OPEN_COLLAB');
    expect(await plans(client, { keyword_type: 'PRODUCT_ID', keyword: productId })).toEqual([]);
    const again = await set(client, productId, 1200);
    expect(text(again.body, 'data', 'open_collaboration', 'id')).not.toBe(text(plan, 'id'));
  });

  it('start by themselves where the settings say so', async () => {
    const client = await connect();
    const settings = () => client.shop(`${BASE}/202409/open_collaboration_settings`);
    expect(at((await settings()).body, 'data', 'open_collaboration_settings', 'auto_add_product')).toEqual({
      enable: false,
    });
    const productId = text((await plans(client))[0] ?? null, 'product', 'id');
    await remove(client, productId);
    await client.advance(20);
    const on = { auto_add_product: { enable: true, commission_rate: 900 } };
    await client.shop(`${BASE}/202405/open_collaboration_settings`, { body: on });
    expect(at((await settings()).body, 'data', 'open_collaboration_settings', 'auto_add_product')).toEqual({
      enable: true,
      commission_rate: 900,
    });
    expect(number(await planOf(client, productId), 'current_commission', 'rate')).toBe(900);
  });

  it('show creators with counts, and let one be taken out from midnight on', async () => {
    const client = await connect();
    const all = await plans(client);
    const plan = all.find((one) => number(one, 'content_creator_count') > 2) ?? null;
    const productId = text(plan, 'product', 'id');
    const details = async (): Promise<Json[]> => {
      const query = { page_size: '100', product_id: productId };
      const answer = await client.shop(`${BASE}/202508/open_collaborations/creator_content_details`, {
        query,
      });
      return list(answer.body, 'data', 'creator_content_details');
    };
    const before = await details();
    const [first = null] = before;
    const videos = before.reduce<number>((sum, one) => sum + number(one, 'video_count'), 0);
    expect(videos).toBeGreaterThan(0);
    const creator = text(first, 'creator_profile', 'creator_open_id');
    await client.shop(`${BASE}/202508/open_collaborations/${text(plan, 'id')}/remove_creator`, {
      body: { creator_user_open_id: creator, product_id: productId },
    });
    const leaving = (await details()).find(
      (one) => text(one, 'creator_profile', 'creator_open_id') === creator,
    );
    expect(text(leaving ?? null, 'promotion_status')).toBe('TERMINATING');
    await client.advance(18);
    const left = (await details()).map((one) => text(one, 'creator_profile', 'creator_open_id'));
    expect(left).not.toContain(creator);
    expect(left).toHaveLength(before.length - 1);
  });
});

describe('the open rate of an order', () => {
  it('rises at once for everybody; a cut spares creators who promote already, for thirty days', async () => {
    const file = join(folder(), 'sandbox.db');
    const client = await connect({ stateFile: file });
    const [id = ''] = await populate(client, 1);
    const application = await client.application(id);
    const productId = text(application, 'product', 'id');
    const promoter = text(application, 'creator', 'creator_open_id');
    const now = () => client.control('clock').then((clock) => number(clock, 'now_ms'));
    await set(client, productId, 3000);
    expect(commission(file, promoter, productId, (await now()) + 1)?.rateBps).toBe(3000);
    await client.advance(1);
    await set(client, productId, 1000);
    const cut = await now();
    expect(commission(file, promoter, productId, cut + 29 * DAY)?.rateBps).toBe(3000);
    expect(commission(file, promoter, productId, cut + 31 * DAY)?.rateBps).toBe(1000);
    expect(commission(file, 'somebody new', productId, cut + DAY)?.rateBps).toBe(1000);
    expect(commission(file, promoter, productId, cut - DAY)?.openCollaborationId).not.toBeNull();
  });
});
