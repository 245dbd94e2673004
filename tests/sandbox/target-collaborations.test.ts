import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openState } from '../../src/sandbox/state.ts';
import { type Commission, commissionAt } from '../../src/sandbox/world/commission.ts';
import { at, type Json, list, number, text } from './client.ts';
import { harness } from './harness.ts';
import {
  accept,
  BASE,
  cast,
  create,
  createBody,
  detail,
  END,
  found,
  idOf,
  member,
  nowOf,
  remove,
} from './invitations.ts';

const { connect, folder } = harness();

function commission(file: string, creator: string, product: string, ms: number): Commission | null {
  const state = openState(file);
  try {
    return commissionAt(state, creator, product, ms);
  } finally {
    state.close();
  }
}

describe('target collaborations of the past', () => {
  it('are there in every state, each in the search of its state only', async () => {
    const client = await connect();
    const counts: Record<string, number> = {};
    for (const status of ['ONGOING', 'EXPIRING', 'VALID', 'CANCELING', 'COMPLETED']) {
      const rows = await found(client, { collaboration_status: status });
      counts[status] = rows.length;
    }
    expect(counts).toEqual({ ONGOING: 7, EXPIRING: 3, VALID: 10, CANCELING: 1, COMPLETED: 5 });
    const all = await found(client, { collaboration_status: 'VALID' });
    expect(all.every((one) => number(one, 'creator_inivited_count') > 0)).toBe(true);
    expect(all.some((one) => number(one, 'showcase_creator_count') > 0)).toBe(true);
    expect(all.some((one) => number(one, 'content_creator_count') > 0)).toBe(true);
    expect(new Set(all.map((one) => text(one, 'type')))).toEqual(
      new Set(['STANDARD', 'TOP_CREATOR_PROGRAM']),
    );
  });

  it('are searched by name, product and creator, with an exact page size and a required status', async () => {
    const client = await connect();
    const valid = { collaboration_status: 'VALID' };
    const named = await found(client, {
      ...valid,
      search_param: { keyword: 'gift', keyword_type: 'TARGET_COLLABORATION_NAME' },
    });
    expect(named.map((one) => text(one, 'name'))).toEqual(['Holiday gift guide']);
    const picture = await detail(client, text(named[0] ?? null, 'id'));
    const accepted = list(picture, 'creators').filter((one) => number(one, 'showcase_product_count') > 0);
    const silent = list(picture, 'creators').filter((one) => number(one, 'showcase_product_count') === 0);
    expect(accepted.every((one) => text(one, 'product_effective_status') === 'EFFECTIVE_ALL')).toBe(true);
    expect(silent.every((one) => text(one, 'product_effective_status') === 'EFFECTIVE_NONE')).toBe(true);
    const of = (one: Json | undefined) => ({ creator_user_open_id: text(one ?? null, 'creator_open_id') });
    const taken = { ...valid, creator_accept_status: 'ACCEPT' };
    const ids = async (body: object) => (await found(client, body)).map((one) => text(one, 'id'));
    expect(await ids({ ...taken, ...of(accepted[0]) })).toContain(text(picture, 'id'));
    expect(await ids({ ...taken, ...of(silent[0]) })).not.toContain(text(picture, 'id'));
    expect(await ids({ ...valid, ...of(silent[0]) })).toContain(text(picture, 'id'));
    const path = `${BASE}/202508/target_collaborations/search`;
    const wrong = await client.shop(path, { query: { page_size: '30' }, body: valid });
    const missing = await client.shop(path, { query: { page_size: '20' }, body: {} });
    expect([at(wrong.body, 'code'), at(missing.body, 'code')]).toEqual([36009004, 36009004]);
  });
});

describe('creating', () => {
  it('writes what the detail then shows, and gives a link', async () => {
    const client = await connect();
    const { creators, products } = await cast(client, 2);
    const [one = '', two = ''] = products;
    const id = idOf(
      await create(
        client,
        createBody(creators, [
          { id: one, rate: 2000, ads: 900 },
          { id: two, rate: 2500 },
        ]),
      ),
    );
    const picture = await detail(client, id);
    expect(
      list(picture, 'creators')
        .map((row) => text(row, 'creator_open_id'))
        .sort(),
    ).toEqual([...creators].sort());
    expect(number(member(picture, 'products', one), 'commission', 'shop_ads_commission_rate')).toBe(900);
    expect(number(member(picture, 'products', two), 'commission', 'rate')).toBe(2500);
    expect(number(picture, 'end_time')).toBe(Number(END));
    const link = await client.shop(`${BASE}/202509/target_collaboration/${id}/link`, { method: 'POST' });
    expect(text(link.body, 'data', 'link')).toContain(id);
  });

  it('refuses what the platform refuses, and writes nothing then', async () => {
    const client = await connect();
    const { creators, products } = await cast(client, 2);
    const [creator = '', other = ''] = creators;
    const [product = ''] = products;
    const offer = [{ id: product, rate: 2000 }];
    const code = async (body: object): Promise<Json> => at((await create(client, body)).body, 'code');
    const many = Array.from({ length: 51 }, (_, index) => `u${index}`);
    expect(await code(createBody(many, offer))).toBe(98001004);
    expect(await code(createBody([creator], offer, { end_time: Number(END) }))).toBe(98001004);
    expect(await code(createBody([creator], offer, { end_time: '1700000000' }))).toBe(98001004);
    expect(await code(createBody([creator], [{ id: product, rate: 999 }]))).toBe(98001004);
    expect(await code(createBody([creator], offer, { message: 'Write me on WhatsApp' }))).toBe(50001703);
    expect(await code(createBody(['nobody'], offer))).toBe(50001702);
    expect(await code(createBody([creator], [{ id: '17', rate: 2000 }]))).toBe(16024008);
    await client.control('act', { set_follower_limit: 100 });
    expect(await code(createBody([creator], offer))).toBe(16024021);
    await client.control('act', { set_follower_limit: null, set_outreach_quota: 1 });
    expect(await code(createBody([creator, other], offer))).toBe(16024019);
    const mine = await found(client, { collaboration_status: 'ONGOING', creator_user_open_id: creator });
    expect(mine).toEqual([]);
    expect(await code(createBody([creator], offer))).toBe(0);
    const quota = await client.shop(`${BASE}/202607/creator_outreach/quota`);
    expect(at(quota.body, 'data', 'data', 'quota_use')).toBe('1');
    expect(at(quota.body, 'data', 'data', 'quota_sum')).toBe('1');
  });

  it('answers a conflict without an id, or leaves the pair out, as the act says', async () => {
    const client = await connect();
    const { creators, products } = await cast(client, 2);
    const [held = '', free = ''] = creators;
    const [product = ''] = products;
    const first = idOf(await create(client, createBody([held], [{ id: product, rate: 2000 }])));
    const pair = { creator_user_open_id: held, product_id: product };
    const refused = await create(client, createBody(creators, [{ id: product, rate: 2100 }]));
    expect(at(refused.body, 'data')).toEqual({ target_collaboration_conflicts: [pair] });
    expect(at(refused.body, 'code')).toBe(0);
    const check = await client.shop(`${BASE}/202605/target_collaborations/conflicts/check`, {
      body: { creator_open_id_list: creators, product_id_list: [product] },
    });
    expect(at(check.body, 'data')).toEqual({
      has_conflict: true,
      conflict_items: [{ creator_open_id: held, product_id: product, existing_collaboration_id: first }],
    });
    await client.control('act', { conflict_mode: 'leave_out' });
    const made = await create(client, createBody(creators, [{ id: product, rate: 2100 }]));
    expect(at(made.body, 'data', 'target_collaboration_conflicts')).toEqual([pair]);
    const picture = await detail(client, idOf(made));
    expect(list(picture, 'creators').map((row) => text(row, 'creator_open_id'))).toEqual([free]);
  });
});

describe('creators', () => {
  it('answer some hours or days later: a good rate is taken more often than a poor one', async () => {
    const client = await connect();
    const { creators, products } = await cast(client, 40);
    const [product = '', other = ''] = products;
    const good = idOf(await create(client, createBody(creators.slice(0, 20), [{ id: product, rate: 4500 }])));
    const poor = idOf(await create(client, createBody(creators.slice(20), [{ id: other, rate: 1000 }])));
    const taken = async (id: string): Promise<number> =>
      list(await detail(client, id), 'creators').filter((one) => number(one, 'showcase_product_count') > 0)
        .length;
    expect(await taken(good)).toBe(0);
    await client.advance(24 * 4);
    const counts = [await taken(good), await taken(poor)];
    expect(counts[0]).toBeGreaterThan((counts[1] ?? 0) + 3);
    expect(counts[1]).toBeLessThan(20);
    await client.advance(24 * 14);
    await client.connect();
    const posted = list(await detail(client, good), 'creators').filter(
      (one) => number(one, 'content_product_count') > 0,
    );
    expect(posted.length).toBeGreaterThan(2);
  });

  it('who accept earn the target rate from then on, until the deal ends', async () => {
    const file = join(folder(), 'sandbox.db');
    const client = await connect({ stateFile: file });
    const { creators, products } = await cast(client, 1);
    const [creator = ''] = creators;
    const [product = ''] = products;
    const id = idOf(await create(client, createBody([creator], [{ id: product, rate: 2000, ads: 900 }])));
    await client.advance(1);
    expect(at(await accept(client, id, creator), 'responded')).toBe(true);
    const since = await nowOf(client);
    expect(commission(file, creator, product, since + 1)).toEqual({
      rateBps: 2000,
      adsRateBps: 900,
      openCollaborationId: null,
      targetCollaborationId: id,
    });
    expect(commission(file, creator, product, since - 600_000)?.openCollaborationId).not.toBeNull();
    expect(commission(file, creator, product, Number(END) * 1000)?.targetCollaborationId).toBeNull();
    expect(at(await accept(client, id, 'nobody'), 'responded')).toBe(false);
  });

  it('ask for a sample, which skips the review where the invitation says so', async () => {
    const client = await connect();
    const { creators, products } = await cast(client, 2);
    const [exempt = '', reviewed = ''] = creators;
    const [product = '', other = ''] = products;
    const rule = (skips: boolean) => ({
      free_sample_rule: { has_free_sample: true, is_sample_approval_exempt: skips },
    });
    const offer = [
      { id: product, rate: 2000 },
      { id: other, rate: 2000 },
    ];
    const first = idOf(await create(client, createBody([exempt], offer, rule(true))));
    const second = idOf(await create(client, createBody([reviewed], offer, rule(false))));
    await accept(client, first, exempt);
    await accept(client, second, reviewed);
    const [mine = null] = await client.applications({ target_collabration_id: first });
    const [theirs = null] = await client.applications({ target_collabration_id: second });
    expect([text(mine, 'status'), text(theirs, 'status')]).toEqual(['AWAITING_SHIPMENT', 'PENDING']);
    expect(text(mine, 'commission_rate')).toBe('0.2');
    await client.advance(1 / 60);
    expect(text(await client.application(text(mine, 'id')), 'order_id')).not.toBe('');
  });
});

describe('time and removal', () => {
  it('let an invitation run out: ONGOING, then EXPIRING, then COMPLETED', async () => {
    const client = await connect();
    const { creators, products } = await cast(client, 1);
    const end = String(Math.floor((await nowOf(client)) / 1000) + 8 * 86_400);
    const body = createBody(creators, [{ id: products[0] ?? '', rate: 2000 }], { end_time: end });
    const id = idOf(await create(client, body));
    const status = async (): Promise<string> => {
      const rows = list(await client.control('oracle/collaborations'), 'target');
      return text(rows.find((row) => text(row, 'target_collaboration_id') === id) ?? null, 'status');
    };
    expect(await status()).toBe('ONGOING');
    await client.advance(25);
    expect(await status()).toBe('EXPIRING');
    await client.advance(24 * 7);
    expect(await status()).toBe('COMPLETED');
    await client.connect();
    expect(at((await remove(client, id)).body, 'code')).toBe(50001701);
  });

  it('end it at once when nobody shows anything, else at midnight', async () => {
    const client = await connect();
    const { creators, products } = await cast(client, 2);
    const [one = '', two = ''] = creators;
    const offer = [{ id: products[0] ?? '', rate: 2000 }];
    const quiet = idOf(await create(client, createBody([one], offer)));
    const shown = idOf(await create(client, createBody([two], offer)));
    await accept(client, shown, two);
    for (const id of [quiet, shown]) expect(at((await remove(client, id)).body, 'data')).toEqual({});
    const ids = async (status: string) =>
      (await found(client, { collaboration_status: status })).map((row) => text(row, 'id'));
    expect(await ids('COMPLETED')).toContain(quiet);
    expect(await ids('CANCELING')).toContain(shown);
    await client.advance(18);
    expect(await ids('COMPLETED')).toContain(shown);
  });

  it('is refused when called too often', async () => {
    const client = await connect();
    const codes: Json[] = [];
    for (let index = 0; index < 4; index++) codes.push(at((await remove(client, `${index}`)).body, 'code'));
    expect(codes).toEqual([98001004, 98001004, 98001004, 600001001]);
  });
});
