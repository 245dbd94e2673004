import { describe, expect, it } from 'vitest';
import { at, type Json, list, number, text } from './client.ts';
import { harness, populate } from './harness.ts';

const { connect } = harness();
type Client = Awaited<ReturnType<typeof connect>>;

const approve = (client: Client, id: string): ReturnType<Client['review']> =>
  client.review(id, { review_result: 'APPROVE' });
const ORDERS = '/order/202309/orders/search';
const SAMPLES = '/affiliate_seller/202508/sample_applications/search';
const page = (client: Client, path: string, token = ''): ReturnType<Client['shop']> =>
  client.shop(path, { query: { page_size: '10', ...(token === '' ? {} : { page_token: token }) }, body: {} });
const injected = async (client: Client, kind: string): Promise<number> =>
  number(await client.control('faults'), 'counters', 'injected', kind);

describe('a fault of the platform\u2019s front door', () => {
  it('stale_read answers what the same request got before, for up to 30 minutes', async () => {
    const client = await connect();
    const [id = ''] = await populate(client, 1);
    const read = async (): Promise<string> => text(await client.application(id), 'status');
    await client.control('faults', { seed: 1, rate: 1, kinds: ['stale_read'], match: '/search' });
    expect(await read()).toBe('PENDING');
    await approve(client, id);
    await client.advance(0.4);
    expect(await read()).toBe('PENDING');
    expect(await injected(client, 'stale_read')).toBeGreaterThan(0);
    await client.advance(0.2);
    expect(await read()).toBe('AWAITING_SHIPMENT');
  });

  it('duplicated_page repeats the page before, and the reader still gets everything', async () => {
    const client = await connect();
    await client.control('faults', { once: [{ match: ORDERS, nth: 1, kind: 'duplicated_page' }] });
    const seen: string[] = [];
    const tokens = new Set<string>();
    let token = '';
    do {
      const { body } = await page(client, ORDERS, token);
      seen.push(...list(body, 'data', 'orders').map((one) => text(one, 'id')));
      token = text(body, 'data', 'next_page_token');
      expect(tokens.has(token)).toBe(false);
      tokens.add(token);
    } while (token !== '');
    const total = number((await page(client, ORDERS)).body, 'data', 'total_count');
    expect(seen.length).toBe(total + 10);
    expect(seen.slice(10, 20)).toEqual(seen.slice(0, 10));
    expect(new Set(seen).size).toBe(total);
    expect(await injected(client, 'duplicated_page')).toBe(1);
  });

  it('cursor_expired refuses a page token and no first page', async () => {
    const client = await connect();
    await client.control('faults', { seed: 1, rate: 1, kinds: ['cursor_expired'] });
    const first = await page(client, SAMPLES);
    expect(at(first.body, 'code')).toBe(0);
    const second = await page(client, SAMPLES, text(first.body, 'data', 'next_page_token'));
    expect(at(second.body, 'code')).toBe(98001004);
    expect(await injected(client, 'cursor_expired')).toBe(1);
  });

  it.each([
    ['clock_skew', 36009004, 'Invalid timestamp.'],
    ['scope_missing', 105005, 'Access denied: scope seller.order.info is not granted.'],
  ])('%s refuses once', async (kind, code, message) => {
    const client = await connect();
    await client.control('faults', { once: [{ match: ORDERS, nth: 2, kind }] });
    expect(at((await page(client, ORDERS)).body, 'code')).toBe(0);
    const refused = (await page(client, ORDERS)).body;
    expect([at(refused, 'code'), at(refused, 'message')]).toEqual([code, message]);
    expect(at((await page(client, ORDERS)).body, 'code')).toBe(0);
  });

  it('partial lets one of several things fail under code 0', async () => {
    const client = await connect();
    const listed = await client.shop('/affiliate_seller/202412/conversations', {
      query: { page_size: '10', only_need_conversation_id: 'true' },
    });
    const ids = list(listed.body, 'data', 'conversations')
      .map((one) => text(one, 'id'))
      .slice(0, 3);
    await client.control('faults', { once: [{ match: 'conversatons/read', nth: 1, kind: 'partial' }] });
    const read = async (): Promise<Json> =>
      (await client.shop('/affiliate_seller/202412/conversatons/read', { body: { conversation_ids: ids } }))
        .body;
    const first = await read();
    expect([at(first, 'code'), at(first, 'data', 'failed_conversation_ids')]).toEqual([0, ids.slice(2)]);
    expect(at(await read(), 'data', 'failed_conversation_ids')).toEqual([]);
    expect(await injected(client, 'partial')).toBe(1);
  });

  it('leaves the warehouse and the token calls alone', async () => {
    const client = await connect();
    const kinds = [
      'stale_read',
      'duplicated_page',
      'cursor_expired',
      'clock_skew',
      'partial',
      'scope_missing',
    ];
    await client.control('faults', { seed: 2, rate: 1, kinds });
    expect((await client.warehouse('/order')).status).toBe(200);
    expect(at((await client.refresh()).body, 'code')).toBe(0);
    expect(at(await client.control('faults'), 'counters', 'injected')).toEqual({});
  });

  it('is not drawn by a plan that names no kinds', async () => {
    const client = await connect();
    await client.control('faults', { seed: 4, rate: 0.5, match: ORDERS });
    for (let index = 0; index < 40; index++) await page(client, ORDERS).catch(() => null);
    const kinds = Object.keys(at(await client.control('faults'), 'counters', 'injected') ?? {});
    const wire = ['lost_before', 'lost_after', 'http_500', 'http_429', 'slow', 'business_timeout'];
    expect(kinds.filter((kind) => !wire.includes(kind))).toEqual([]);
    expect(kinds.length).toBeGreaterThan(3);
  });
});

describe('the platform', () => {
  it('has a clock of its own when it is skewed', async () => {
    const client = await connect();
    await client.control('act', { skew_clock: { seconds: 600 } });
    const late = (await page(client, ORDERS)).body;
    expect([at(late, 'code'), at(late, 'message')]).toEqual([36009004, 'Invalid timestamp.']);
    const now = Math.floor(number(await client.control('clock'), 'now_ms') / 1000);
    const fitting = await client.shop(ORDERS, { query: { page_size: '10' }, body: {}, timestamp: now + 600 });
    expect(at(fitting.body, 'code')).toBe(0);
    await client.control('act', { skew_clock: { seconds: 0 } });
    expect(at((await page(client, ORDERS)).body, 'code')).toBe(0);
  });

  it('retires versions and takes them back', async () => {
    const client = await connect();
    const done = await client.control('act', { sunset: [`POST ${ORDERS}`, 'POST /no/such/path'] });
    expect(at(done, 'sunset')).toEqual({ retired: [`POST ${ORDERS}`], unknown: ['POST /no/such/path'] });
    const gone = await page(client, ORDERS);
    expect([gone.status, at(gone.body, 'code')]).toEqual([400, 36009014]);
    await client.control('act', { restore_versions: true });
    expect(at((await page(client, ORDERS)).body, 'code')).toBe(0);
  });
});
