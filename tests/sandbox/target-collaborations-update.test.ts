import { describe, expect, it } from 'vitest';
import { at, list, number, text } from './client.ts';
import { harness } from './harness.ts';
import {
  accept,
  cast,
  create,
  createBody,
  detail,
  found,
  idOf,
  member,
  nowOf,
  update,
} from './invitations.ts';

const { connect } = harness();
const MIDNIGHT = Date.UTC(2026, 10, 17, 8);

describe('updating', () => {
  it('replaces the whole: a raise and an addition at once, a cut and a removal at midnight when shown', async () => {
    const client = await connect();
    const { creators, products } = await cast(client, 3);
    const [shower = '', silent = '', added = ''] = creators;
    const [one = '', two = '', three = ''] = products;
    const id = idOf(
      await create(
        client,
        createBody(
          [shower, silent],
          [
            { id: one, rate: 2000 },
            { id: two, rate: 2000 },
          ],
        ),
      ),
    );
    await accept(client, id, shower);
    const shown = [one, two].sort()[0] ?? '';
    const unseen = shown === one ? two : one;
    const rate = async (product: string): Promise<number> =>
      number(member(await detail(client, id), 'products', product), 'commission', 'rate');
    const answer = await update(
      client,
      id,
      [shower, added],
      [
        { id: shown, rate: 1500 },
        { id: three, rate: 2600 },
      ],
    );
    expect(at(answer.body, 'data')).toEqual({ target_collaboration_conflicts: [], update_failed: {} });
    const status = async (kind: 'creators' | 'products', member_: string): Promise<string> =>
      text(member(await detail(client, id), kind, member_), 'collaboration_status');
    expect(await status('creators', silent)).toBe('DELETED');
    expect(await status('creators', added)).toBe('NORMAL');
    expect(await rate(three)).toBe(2600);
    expect(await rate(shown)).toBe(2000);
    expect(['DELETED', 'DELETING']).toContain(await status('products', unseen));
    await client.advance((MIDNIGHT - (await nowOf(client))) / 3_600_000 + 0.01);
    expect(await rate(shown)).toBe(1500);
    expect(await status('products', unseen)).toBe('DELETED');
    await update(client, id, [added], [{ id: shown, rate: 2200 }]);
    expect(await rate(shown)).toBe(2200);
    expect(await status('creators', shower)).toBe('DELETING');
    await client.advance(24);
    expect(await status('creators', shower)).toBe('DELETED');
  });

  it('fails in part under code 0 where the act says so, and names what failed', async () => {
    const client = await connect();
    const { creators, products } = await cast(client, 3);
    const [one = '', two = '', three = ''] = creators;
    const [product = '', other = ''] = products;
    const id = idOf(await create(client, createBody([one], [{ id: product, rate: 2000 }])));
    await client.control('act', { partial_updates: true });
    const answer = await update(
      client,
      id,
      [one, two, three],
      [
        { id: product, rate: 2500 },
        { id: other, rate: 2000 },
      ],
      {
        name: 'Another name',
      },
    );
    expect(at(answer.body, 'code')).toBe(0);
    expect(at(answer.body, 'data', 'update_failed')).toEqual({
      add_creator_open_ids: [two],
      add_products: { id: other, commission_rate: 2000 },
      change_commissions: { product_id: product, commission_rate: 2500 },
      name: 'Another name',
    });
    const picture = await detail(client, id);
    expect(text(picture, 'name')).toBe('Winter partners');
    expect(number(picture, 'product_count')).toBe(1);
    expect(number(picture, 'creator_invited_count')).toBe(2);
    expect(number(member(picture, 'products', product), 'commission', 'rate')).toBe(2000);
  });

  it('is refused for a pair that another invitation holds, for a past one and for the platform\u2019s own', async () => {
    const client = await connect();
    const { creators, products } = await cast(client, 2);
    const [held = '', other = ''] = creators;
    const [product = ''] = products;
    await create(client, createBody([held], [{ id: product, rate: 2000 }]));
    const id = idOf(await create(client, createBody([other], [{ id: product, rate: 2000 }])));
    const answer = await update(client, id, [held, other], [{ id: product, rate: 3000 }]);
    expect(list(answer.body, 'data', 'target_collaboration_conflicts')).toHaveLength(1);
    expect(number(member(await detail(client, id), 'products', product), 'commission', 'rate')).toBe(2000);
    const [past = null] = await found(client, { collaboration_status: 'COMPLETED' });
    const gone = await update(client, text(past, 'id'), [other], [{ id: product, rate: 3000 }]);
    expect(at(gone.body, 'code')).toBe(50001701);
    const own = (await found(client, { collaboration_status: 'VALID' })).find(
      (row) => text(row, 'type') === 'TOP_CREATOR_PROGRAM',
    );
    const refused = await update(client, text(own ?? null, 'id'), [other], [{ id: product, rate: 3000 }]);
    expect(at(refused.body, 'code')).toBe(98001004);
  });

  it('by a person outside changes a rate too', async () => {
    const client = await connect();
    const { creators, products } = await cast(client, 1);
    const [product = ''] = products;
    const id = idOf(await create(client, createBody(creators, [{ id: product, rate: 2000, ads: 900 }])));
    await client.control('act', {
      set_target_rate: { target_collaboration_id: id, product_id: product, rate_bps: 2300 },
      set_open_rate: { product_id: product, rate_bps: 700 },
    });
    const row = member(await detail(client, id), 'products', product);
    expect([
      number(row, 'commission', 'rate'),
      number(row, 'commission', 'shop_ads_commission_rate'),
    ]).toEqual([2300, 900]);
    const truth = await client.control('oracle/collaborations');
    const open = list(truth, 'open').find((one) => text(one, 'product_id') === product) ?? null;
    expect(number(open, 'rate_bps')).toBe(700);
  });
});
