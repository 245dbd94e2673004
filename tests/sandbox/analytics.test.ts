import { describe, expect, it } from 'vitest';
import { at, type Json, list, number, type TestClient, text } from './client.ts';
import { harness } from './harness.ts';

const { connect } = harness();
/** The programme starts on Monday, 2026-11-16 at 07:00 in the shop's zone, eight hours behind UTC. */
const WEEK = { start_date_ge: '2026-11-09', end_date_lt: '2026-11-16' };
const WEEK_STARTS = Date.UTC(2026, 10, 9, 8);
const HOUR = 3_600_000;

const has = (json: Json, key: string): boolean => typeof json === 'object' && json !== null && key in json;
const cents = (json: Json, ...path: string[]): number =>
  Math.round(Number(text(json, ...path, 'amount')) * 100);
const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

async function read(client: TestClient, path: string, query: Record<string, string> = WEEK): Promise<Json> {
  return (await client.shop(`/analytics/${path}`, { query })).body;
}

async function all(client: TestClient, path: string, key: string, query = {}): Promise<Json[]> {
  const rows: Json[] = [];
  let token = '';
  do {
    const body = await read(client, path, {
      ...WEEK,
      ...query,
      page_size: '100',
      ...(token === '' ? {} : { page_token: token }),
    });
    rows.push(...(has(at(body, 'data'), key) ? list(body, 'data', key) : []));
    token = text(body, 'data', 'next_page_token');
  } while (token !== '');
  return rows;
}

interface Line {
  created: number;
  content: Json;
  type: string;
  product: string;
  gmv: number;
  creator: string;
}

/** The oracle's order lines made in [from, until). */
async function lines(client: TestClient, from: number, until: number): Promise<Line[]> {
  return list(await client.control('oracle/affiliate-orders'), 'orders')
    .filter((order) => number(order, 'created_ms') >= from && number(order, 'created_ms') < until)
    .flatMap((order) =>
      list(order, 'lines').map((line) => ({
        created: number(order, 'created_ms'),
        content: at(line, 'content_id'),
        type: text(line, 'content_type'),
        product: text(line, 'product_id'),
        gmv: number(line, 'price_minor') * number(line, 'quantity'),
        creator: text(line, 'creator_id'),
      })),
    );
}

const gmvOf = (rows: Line[], of: Partial<Line>): number =>
  sum(
    rows
      .filter((row) => Object.entries(of).every(([key, value]) => row[key as keyof Line] === value))
      .map((row) => row.gmv),
  );

describe('analytics', () => {
  it('sum a video up to its order lines, in the list and day by day', async () => {
    const client = await connect();
    const rows = await lines(client, WEEK_STARTS, WEEK_STARTS + 7 * 24 * HOUR);
    const videos = await all(client, '202605/shop_videos/performance', 'videos');
    const named = videos.filter((video) => text(video, 'id') !== '0');
    expect(named.length).toBeGreaterThan(100);
    for (const video of named) expect(cents(video, 'gmv')).toBe(gmvOf(rows, { content: text(video, 'id') }));
    expect(sum(videos.map((video) => cents(video, 'gmv')))).toBe(gmvOf(rows, { type: 'VIDEO' }));
    const best = text(videos[0] ?? null, 'id');
    const days = await read(client, `202509/shop_videos/${best}/performance`, { ...WEEK, granularity: '1D' });
    const intervals = list(days, 'data', 'performance', 'intervals');
    expect(intervals).toHaveLength(7);
    for (const [index, interval] of intervals.entries()) {
      const from = WEEK_STARTS + index * 24 * HOUR;
      const own = rows.filter((row) => row.created >= from && row.created < from + 24 * HOUR);
      expect(cents(interval, 'sales', 'overall', 'gmv')).toBe(gmvOf(own, { content: best }));
      const parts = list(interval, 'sales', 'breakdowns').map((part) => cents(part, 'gmv'));
      expect(sum(parts)).toBe(cents(interval, 'sales', 'overall', 'gmv'));
    }
  });

  it('name the creator of a video in 202605 only, and not of every one', async () => {
    const client = await connect();
    const truth = new Map(
      list(await client.control('oracle/content'), 'videos').map((row) => [text(row, 'video_id'), row]),
    );
    const videos = await all(client, '202605/shop_videos/performance', 'videos');
    const unknown = videos.find((video) => text(video, 'id') === '0') ?? null;
    expect([text(unknown, 'username'), has(unknown, 'creator')]).toEqual(['', false]);
    const named = videos.filter((video) => has(video, 'creator'));
    for (const video of named) {
      const row = truth.get(text(video, 'id')) ?? null;
      expect(text(video, 'creator', 'open_id')).toBe(text(row, 'creator_id'));
      expect(Number(text(video, 'click_through_rate'))).toBeLessThan(0.2);
    }
    expect(named.length).toBeLessThan(videos.length - 1);
    expect(named.length).toBeGreaterThan(videos.length * 0.8);
    const old = await all(client, '202509/shop_videos/performance', 'videos');
    expect(old.map((video) => text(video, 'id'))).toEqual(videos.map((video) => text(video, 'id')));
    expect(old.some((video) => has(video, 'creator'))).toBe(false);
    expect(old.every((video) => /%$/.test(text(video, 'click_through_rate')))).toBe(true);
  });

  it('add products, LIVEs and kinds of content up to the shop', async () => {
    const client = await connect();
    const rows = await lines(client, WEEK_STARTS, WEEK_STARTS + 7 * 24 * HOUR);
    const shop = at(
      await read(client, '202509/shop/performance'),
      'data',
      'performance',
      'intervals',
      0,
      'sales',
    );
    const kinds = new Map(
      list(shop, 'gmv', 'breakdowns').map((part) => [text(part, 'type'), cents(part, 'gmv')]),
    );
    expect(kinds.get('VIDEO')).toBe(gmvOf(rows, { type: 'VIDEO' }));
    expect(kinds.get('LIVE')).toBe(gmvOf(rows, { type: 'LIVE' }));
    expect(sum([...kinds.values()])).toBe(cents(shop, 'gmv', 'overall'));
    const products = await all(client, '202605/shop_products/performance', 'products');
    expect(sum(products.map((one) => cents(one, 'total_performance', 'gmv')))).toBe(
      cents(shop, 'gmv', 'overall'),
    );
    const old = await all(client, '202509/shop_products/performance', 'products');
    expect(sum(old.map((one) => cents(one, 'overall_performance', 'gmv')))).toBe(
      cents(shop, 'gmv', 'overall'),
    );
    for (const one of products.filter((product) => has(product, 'affiliate_total_performance'))) {
      const product = text(one, 'id');
      expect(cents(one, 'affiliate_total_performance', 'attributed_gmv')).toBe(gmvOf(rows, { product }));
    }
    const daily = list(
      await read(client, '202509/shop/performance', { ...WEEK, granularity: '1D' }),
      'data',
      'performance',
      'intervals',
    );
    expect(sum(daily.map((day) => cents(day, 'sales', 'gmv', 'overall')))).toBe(
      cents(shop, 'gmv', 'overall'),
    );
    const sessions = await all(client, '202509/shop_lives/performance', 'live_stream_sessions');
    expect(sessions.length).toBeGreaterThan(0);
    for (const session of sessions) {
      expect(cents(session, 'sales_performance', 'gmv')).toBe(gmvOf(rows, { content: text(session, 'id') }));
      expect(has(session, 'interaction_performance')).toBe(false);
    }
  });

  it('rank the creators and contents of one product', async () => {
    const client = await connect();
    const rows = await lines(client, WEEK_STARTS, WEEK_STARTS + 7 * 24 * HOUR);
    const product = rows[0]?.product ?? '';
    const body = await read(client, `202509/shop_products/${product}/performance`);
    const creators = list(body, 'data', 'performance', 'top_creators');
    const gmv = creators.map((creator) => cents(creator, 'gmv'));
    expect([...gmv].sort((left, right) => right - left)).toEqual(gmv);
    for (const one of creators) {
      expect(cents(one, 'gmv')).toBe(gmvOf(rows, { product, creator: text(one, 'creator_open_id') }));
    }
    for (const group of list(body, 'data', 'performance', 'top_contents')) {
      for (const one of list(group, 'contents')) {
        const content = text(one, 'content_id');
        expect(cents(one, 'gmv')).toBe(gmvOf(rows, { product, content, type: text(group, 'type') }));
      }
    }
    expect(at(await read(client, '202509/shop_products/1/performance'), 'code')).toBe(28001007);
    expect(at(await read(client, '202509/shop_videos/1/performance'), 'code')).toBe(28001007);
  });

  it('end with yesterday, once yesterday is counted up', async () => {
    const client = await connect();
    const latest = async (): Promise<string> =>
      text(await read(client, '202509/shop/performance'), 'data', 'latest_available_date');
    expect(await latest()).toBe('2026-11-15');
    // From 07:00 to 01:00 of the next day, when its yesterday is not ready, and to 07:00.
    await client.advance(18);
    expect(await latest()).toBe('2026-11-15');
    await client.advance(6);
    expect(await latest()).toBe('2026-11-16');
    const days = await read(client, '202509/shop/performance', {
      start_date_ge: '2026-11-15',
      end_date_lt: '2026-11-20',
      granularity: '1D',
    });
    expect(list(days, 'data', 'performance', 'intervals').map((day) => text(day, 'start_date'))).toEqual([
      '2026-11-15',
      '2026-11-16',
    ]);
  });

  it('refuse ranges that are none or lie too far back', async () => {
    const client = await connect();
    const answer = async (start: string, end: string): Promise<[number, Json]> => {
      const query = { start_date_ge: start, end_date_lt: end };
      const { status, body } = await client.shop('/analytics/202605/shop_videos/performance', { query });
      return [status, at(body, 'code')];
    };
    expect(await answer('2026-11-10', '2026-11-10')).toEqual([400, 28001022]);
    expect(await answer('2026-11-10', '2026-11-09')).toEqual([400, 28001022]);
    expect(await answer('11/09/2026', '2026-11-10')).toEqual([400, 28001022]);
    expect(await answer('2026-05-19', '2026-05-21')).toEqual([400, 28001022]);
    expect(await answer('2026-05-21', '2026-05-22')).toEqual([200, 0]);
    const size = await client.shop('/analytics/202605/shop_videos/performance', {
      query: { ...WEEK, page_size: '101' },
    });
    expect(at(size.body, 'code')).toBe(36009004);
  });

  it('cut days in summer time too', async () => {
    const client = await connect();
    const start = Date.UTC(2026, 9, 20, 7);
    const rows = await lines(client, start, start + 24 * HOUR);
    const range = { start_date_ge: '2026-10-20', end_date_lt: '2026-10-21' };
    const shop = at(
      await read(client, '202509/shop/performance', range),
      'data',
      'performance',
      'intervals',
      0,
    );
    const video = list(shop, 'sales', 'gmv', 'breakdowns').find((part) => text(part, 'type') === 'VIDEO');
    expect(cents(video ?? null, 'gmv')).toBe(gmvOf(rows, { type: 'VIDEO' }));
    expect(gmvOf(rows, { type: 'VIDEO' })).toBeGreaterThan(0);
  });

  it('leave the key of an empty list out, and everything of ALL when that befalls the shop', async () => {
    const client = await connect();
    const path = '202605/shop_videos/performance';
    const own = await read(client, path, { ...WEEK, account_type: 'OFFICIAL_ACCOUNTS' });
    expect([at(own, 'code'), number(own, 'data', 'total_count'), has(at(own, 'data'), 'videos')]).toEqual([
      0,
      0,
      false,
    ]);
    await client.control('act', { analytics_all_empty: true });
    expect(has(at(await read(client, path), 'data'), 'videos')).toBe(false);
    const affiliates = await read(client, path, { ...WEEK, account_type: 'AFFILIATE_ACCOUNTS' });
    expect(list(affiliates, 'data', 'videos')).toHaveLength(10);
  });

  it('are sorted as asked and paged without a gap', async () => {
    const client = await connect();
    const path = '202605/shop_videos/performance';
    const sorted = await all(client, path, 'videos', { sort_field: 'views', sort_order: 'ASC' });
    const views = sorted.map((video) => number(video, 'views'));
    expect([...views].sort((left, right) => left - right)).toEqual(views);
    expect(new Set(sorted.map((video) => text(video, 'id'))).size).toBe(sorted.length);
    expect(number(await read(client, path), 'data', 'total_count')).toBe(sorted.length);
    expect(at(await read(client, path, { ...WEEK, sort_field: 'beauty' }), 'code')).toBe(36009004);
  });
});
