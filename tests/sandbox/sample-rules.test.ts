import { describe, expect, it } from 'vitest';
import { at, type Json, list, number, type TestClient, text } from './client.ts';
import { harness, populate } from './harness.ts';

const { connect } = harness();
const RULES = '/affiliate_seller/202410/open_collaborations/sample_rules';

async function rules(client: TestClient, ids: readonly string[]): Promise<Json[]> {
  const answer = await client.shop(RULES, { query: { product_ids: ids.join(',') } });
  return list(answer.body, 'data', 'sample_rules');
}

const edit = async (client: TestClient, productId: string, rule: object): Promise<Json> =>
  at((await client.shop(RULES, { body: { product_id: productId, sample_rule: rule } })).body, 'code');

const products = async (client: TestClient): Promise<string[]> =>
  list(await client.control('oracle/collaborations'), 'open').map((one) => text(one, 'product_id'));

describe('sample rules', () => {
  it('exist for most products and in several states', async () => {
    const client = await connect();
    const ids = await products(client);
    const all = await rules(client, ids);
    expect(all.length).toBeGreaterThan(6);
    expect(all.length).toBeLessThan(ids.length);
    expect(new Set(all.map((one) => text(one, 'status')))).toEqual(
      new Set(['ONGOING', 'NO_LEFT_COUNT', 'EXPIRED', 'NOT_STARTED']),
    );
    const missing = await client.shop(RULES);
    expect(at(missing.body, 'code')).toBe(36009004);
  });

  it('are replaced whole by the last call, and taken away', async () => {
    const client = await connect();
    const [id = ''] = await products(client);
    const thresholds = { minimum_follower_count: 3000, predicted_fulfillment_rank: 'HIGH' };
    expect(
      await edit(client, id, {
        activate_status: 'ACTIVATE',
        is_sample_time_unlimited: true,
        sample_quota: 5,
        thresholds,
      }),
    ).toBe(0);
    const [first = null] = await rules(client, [id]);
    expect([at(first, 'thresholds'), number(first, 'available_quantity')]).toEqual([thresholds, 5]);
    await edit(client, id, { activate_status: 'ACTIVATE', is_sample_time_unlimited: true, sample_quota: 7 });
    const [second = null] = await rules(client, [id]);
    expect([at(second, 'thresholds'), number(second, 'sample_quota')]).toEqual([{}, 7]);
    expect(await edit(client, id, { activate_status: 'DEACTIVATE' })).toBe(0);
    expect(await rules(client, [id])).toEqual([]);
  });

  it('need both ends of a period, and a quota', async () => {
    const client = await connect();
    const [id = ''] = await products(client);
    const start = Math.floor(number(await client.control('clock'), 'now_ms') / 1000);
    const rule = { activate_status: 'ACTIVATE', is_sample_time_unlimited: false, sample_quota: 5 };
    expect(await edit(client, id, { ...rule, start_time: start })).toBe(98001004);
    expect(await edit(client, id, { activate_status: 'ACTIVATE', is_sample_time_unlimited: true })).toBe(
      98001004,
    );
    expect(await edit(client, id, { ...rule, start_time: start + 3600, end_time: start + 7200 })).toBe(0);
    const status = async (): Promise<string> => text((await rules(client, [id]))[0] ?? null, 'status');
    expect(await status()).toBe('NOT_STARTED');
    await client.advance(1.5);
    expect(await status()).toBe('ONGOING');
    await client.advance(1);
    expect(await status()).toBe('EXPIRED');
  });

  it('count what is approved, and stop with the plan', async () => {
    const client = await connect();
    const [application = ''] = await populate(client, 1);
    const id = text(await client.application(application), 'product', 'id');
    await edit(client, id, { activate_status: 'ACTIVATE', is_sample_time_unlimited: true, sample_quota: 1 });
    await client.review(application, { review_result: 'APPROVE' });
    const [row = null] = await rules(client, [id]);
    expect([text(row, 'status'), number(row, 'available_quantity')]).toEqual(['NO_LEFT_COUNT', 0]);
    await client.shop(`/affiliate_seller/202409/open_collaborations/products/${id}`, { method: 'DELETE' });
    expect(text((await rules(client, [id]))[0] ?? null, 'status')).toBe('PLAN_EXCEPTION');
  });
});

describe('a link to ask for a sample', () => {
  it('opens the app for one product, for one to fourteen days', async () => {
    const client = await connect();
    const page = await client.shop('/product/202502/products/search', {
      query: { page_size: '1' },
      body: {},
    });
    const product = at(page.body, 'data', 'products', 0);
    const query = { product_id: text(product, 'id'), sku_id: text(product, 'skus', 0, 'id') };
    const link = (more: Record<string, string> = {}) =>
      client.shop('/affiliate_seller/202512/sample_applications/deeplink', { query: { ...query, ...more } });
    expect(text((await link()).body, 'data', 'deeplink')).toMatch(/^snssdk1180:\/\//);
    const plan = list(await client.control('oracle/collaborations'), 'open').find(
      (one) => text(one, 'product_id') === query.product_id,
    );
    const own = await link({
      collaboration_id: text(plan ?? null, 'open_collaboration_id'),
      valid_days: '14',
    });
    expect(at(own.body, 'code')).toBe(0);
    for (const wrong of [{ valid_days: '15' }, { collaboration_id: '1' }, { sku_id: '1' }]) {
      expect(at((await link(wrong)).body, 'code')).toBe(98001004);
    }
  });
});
