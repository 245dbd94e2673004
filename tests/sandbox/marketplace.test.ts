import { describe, expect, it } from 'vitest';
import { at, type Json, list, number, type TestClient, text } from './client.ts';
import { harness } from './harness.ts';

const { connect } = harness();
const SEARCH = '/affiliate_seller/202608/marketplace_creators/search';
const has = (json: Json, key: string): boolean => typeof json === 'object' && json !== null && key in json;

async function search(client: TestClient, body: object, query: Record<string, string> = {}): Promise<Json> {
  // A walk over all pages may be quicker than the platform's 50 calls a second: then it is asked again.
  for (;;) {
    const answer = await client.shop(SEARCH, { query: { page_size: '20', ...query }, body });
    if (answer.status !== 429) return answer.body;
  }
}

/** Everybody a search finds, over all its pages. */
async function found(client: TestClient, body: object): Promise<Json[]> {
  const creators: Json[] = [];
  let token = '';
  let key = '';
  do {
    const page = await search(
      client,
      { ...body, search_key: key },
      token === '' ? {} : { page_token: token },
    );
    creators.push(...list(page, 'data', 'creators'));
    key = text(page, 'data', 'search_key');
    token = text(page, 'data', 'next_page_token');
  } while (token !== '');
  return creators;
}

const idsOf = (creators: Json[]): string[] => creators.map((creator) => text(creator, 'creator_open_id'));
const performance = async (client: TestClient, id: string, version = '202608'): Promise<Json> =>
  (await client.shop(`/affiliate_seller/${version}/marketplace_creators/${id}`)).body;

describe('the creator marketplace', () => {
  it('holds the programme\u2019s creators and hundreds of others, each once', async () => {
    const client = await connect();
    const creators = await found(client, {});
    expect(creators.length).toBeGreaterThanOrEqual(573);
    expect(new Set(idsOf(creators)).size).toBe(creators.length);
    const [application = null] = await client.applications({ status: 'PENDING' });
    expect(idsOf(creators)).toContain(text(application, 'creator', 'creator_open_id'));
  });

  it('ranks anew without the search key', async () => {
    const client = await connect();
    const first = await search(client, {});
    const token = text(first, 'data', 'next_page_token');
    const key = text(first, 'data', 'search_key');
    const next = await search(client, { search_key: key }, { page_token: token });
    const shown = idsOf(list(first, 'data', 'creators'));
    expect(idsOf(list(next, 'data', 'creators')).some((id) => shown.includes(id))).toBe(false);
    expect(text(next, 'data', 'search_key')).toBe(key);
    const again = idsOf(list(await search(client, {}), 'data', 'creators'));
    expect(again).not.toEqual(shown);
    const repeats: string[] = [];
    let place = token;
    for (let page = 0; page < 8; page++) {
      const shifted = await search(client, {}, { page_token: place });
      repeats.push(...idsOf(list(shifted, 'data', 'creators')));
      place = text(shifted, 'data', 'next_page_token');
    }
    expect(new Set([...shown, ...repeats]).size).toBeLessThan(shown.length + repeats.length);
  });

  it('takes pages of 12 and 20 only', async () => {
    const client = await connect();
    expect(list(await search(client, {}, { page_size: '12' }), 'data', 'creators')).toHaveLength(12);
    for (const size of ['10', '50', '']) {
      expect(at(await search(client, {}, { page_size: size }), 'code')).toBe(36009004);
    }
  });

  it('shows ranges of creators who did not consent, and amounts of the others', async () => {
    const client = await connect();
    const creators = await found(client, {});
    const silent = creators.filter((creator) => !has(creator, 'gmv'));
    expect(silent.length).toBeGreaterThan(50);
    for (const creator of silent) {
      expect(has(creator, 'video_gmv') || has(creator, 'avg_ec_live_uv')).toBe(false);
      expect(text(creator, 'gmv_range', 'currency')).toBe('USD');
    }
    const id = text(silent[0] ?? null, 'creator_open_id');
    const page = at(await performance(client, id), 'data', 'creator');
    expect([has(page, 'gmv'), has(page, 'units_sold'), has(page, 'gmv_range')]).toEqual([false, false, true]);
  });

  it('is searched by every filter of the reference', async () => {
    const client = await connect();
    const everybody = await found(client, {});
    const number_ = (creator: Json): number => Number(text(creator, 'gmv', 'amount'));
    const cases: [object, (creator: Json) => boolean][] = [
      [
        { gmv_ranges: ['GMV_RANGE_100_1000', 'GMV_RANGE_1000_10000'] },
        (one) => !has(one, 'gmv') || (number_(one) >= 100 && number_(one) <= 10_000),
      ],
      [
        { follower_demographics: { count_range: { count_ge: 5000, count_le: 20_000 } } },
        (one) => number(one, 'follower_count') >= 5000 && number(one, 'follower_count') <= 20_000,
      ],
      [
        { follower_demographics: { gender_distribution: { gender: 'FEMALE', percentage_ge: 7000 } } },
        (one) =>
          !has(one, 'top_follower_demographics') ||
          (text(one, 'top_follower_demographics', 'major_gender', 'gender') === 'FEMALE' &&
            number(one, 'top_follower_demographics', 'major_gender', 'percentage') >= 7000),
      ],
      [
        { category: [{ parent_category_id: '602118', child_category_id_list: ['858244'] }] },
        (one) => JSON.stringify(at(one, 'category_ids')) === '["602118"]',
      ],
      [
        { content_performance: { avg_shoppable_video_views: '5000' } },
        (one) => !has(one, 'avg_ec_video_view_count') || number(one, 'avg_ec_video_view_count') >= 5000,
      ],
      [{ affiliate_data: { creator_agency_staus: 'AGENCY_MANAGED' } }, () => true],
      [{ affiliate_data: { avg_commission_rate: 'LESS_THAN_10%', post_rate: 'GOOD' } }, () => true],
      [{ affiliate_data: { is_fast_growing: true } }, () => true],
      [{ units_sold_ranges: ['UNITS_SOLD_RANGE_1000_AND_ABOVE'] }, () => true],
      [{ advanced_filters: { language: ['es'], creator_level: ['L1', 'L2', 'L3', 'L4'] } }, () => true],
      [{ keyword: 'PETPARENT' }, (one) => /petparent/i.test(text(one, 'username') + text(one, 'nickname'))],
    ];
    for (const [body, fits] of cases) {
      const creators = await found(client, body);
      expect(creators.length).toBeGreaterThan(0);
      expect(creators.length).toBeLessThan(everybody.length);
      expect(creators.filter((creator) => !fits(creator))).toEqual([]);
    }
    const [one = '', two = ''] = everybody.slice(0, 2).map((creator) => text(creator, 'username'));
    const pair = await found(client, { keyword: `@${one}|@${two}` });
    expect(pair.map((creator) => text(creator, 'username')).sort()).toEqual([one, two].sort());
  });

  it('ignores the corrected spelling and refuses what excludes itself', async () => {
    const client = await connect();
    const managed = await found(client, { affiliate_data: { creator_agency_staus: 'AGENCY_MANAGED' } });
    const corrected = await search(client, { affiliate_data: { creator_agency_status: 'AGENCY_MANAGED' } });
    expect(managed.length).toBeLessThan(200);
    expect(text(corrected, 'data', 'next_page_token')).not.toBe('');
    const code = async (body: object): Promise<Json> => at(await search(client, body), 'code');
    expect(
      await code({ content_performance: { avg_video_views: '10', avg_shoppable_video_views: '10' } }),
    ).toBe(98001004);
    expect(await code({ category: [{ child_category_id_list: ['858244'] }] })).toBe(98001004);
    expect(await code({ content_performance: { avg_engagement_rate: '21' } })).toBe(36009004);
    expect(await code({ gmv_ranges: ['GMV_RANGE_5_6'] })).toBe(36009004);
  });

  it('leaves out who was invited lately, when asked', async () => {
    const client = await connect();
    const everybody = idsOf(await found(client, {}));
    const fresh = idsOf(await found(client, { affiliate_data: { not_invited_l90_days: true } }));
    expect(fresh.length).toBeLessThan(everybody.length);
    expect(fresh.length).toBeGreaterThan(400);
  });

  it('answers both versions, and only the groups that are asked for in the newer one', async () => {
    const client = await connect();
    const old = await client.shop(SEARCH.replace('202608', '202508'), {
      query: { page_size: '12' },
      body: { data_groups: ['FOLLOWER_INFORMATION'] },
    });
    expect(has(list(old.body, 'data', 'creators')[0] ?? null, 'username')).toBe(true);
    const page = await search(client, { data_groups: ['FOLLOWER_INFORMATION'] });
    const [creator = null] = list(page, 'data', 'creators');
    expect([has(creator, 'username'), has(creator, 'follower_count')]).toEqual([false, true]);
    const id = text(creator, 'creator_open_id');
    const part = await client.shop(`/affiliate_seller/202608/marketplace_creators/${id}`, {
      query: { data_groups: 'COLLABORATION,SALES_AND_GMV' },
    });
    expect(has(at(part.body, 'data', 'creator'), 'post_rate')).toBe(true);
    expect(has(at(part.body, 'data', 'creator'), 'username')).toBe(false);
  });

  it('has creators whose performance it refuses, each with the documented code', async () => {
    const client = await connect();
    const codes = new Set<Json>();
    // These strangers carry their number in their name; the ones that are refused are among the lowest.
    for (const keyword of ['.11', '.21', '.31', '.41']) {
      const ids = idsOf(await found(client, { keyword }));
      for (const answer of await Promise.all(ids.map((id) => performance(client, id))))
        codes.add(at(answer, 'code'));
    }
    expect(codes).toEqual(new Set([0, 16901005, 16901006, 16901007, 16901008]));
    expect(at(await performance(client, 'nobody', '202508'), 'code')).toBe(98001004);
  });

  it('ends for the day when the quota is spent, and opens again the next', async () => {
    const client = await connect();
    await client.control('act', { set_marketplace_quota: 2 });
    const codes: Json[] = [];
    for (let call = 0; call < 3; call++) codes.push(at(await search(client, {}), 'code'));
    expect(codes).toEqual([0, 0, 45101004]);
    const id = text((await client.applications({}))[0] ?? null, 'creator', 'creator_open_id');
    expect(at(await performance(client, id), 'code')).toBe(0);
    await client.advance(24);
    expect(at(await search(client, {}), 'code')).toBe(0);
  });

  it('lets a creator who was found be written to', async () => {
    const client = await connect();
    const strangers = (await found(client, { keyword: '.' })).map((one) => text(one, 'creator_open_id'));
    const open = (id: string): Promise<Json> =>
      client
        .shop('/affiliate_seller/202508/conversations', { body: { creator_open_id: id } })
        .then((answer) => at(answer.body, 'code'));
    const codes = await Promise.all(strangers.slice(0, 12).map(open));
    expect(codes.filter((code) => code === 0).length).toBeGreaterThan(8);
    expect(await open('unobody')).toBe(16032001);
  });

  it('names the filters that it has', async () => {
    const client = await connect();
    const path = '/affiliate_seller/202601/marketplace_creators/search/filter';
    const answer = await client.shop(path, { method: 'POST' });
    expect(list(answer.body, 'data', 'advanced_filters', 'language')).toContain('en');
    const unknown = await search(client, { advanced_filters: { language: ['tlh'] } });
    expect(at(unknown, 'code')).toBe(36009004);
  });
});
