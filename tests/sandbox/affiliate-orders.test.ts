import { describe, expect, it } from 'vitest';
import { at, type Json, list, number, type TestClient, text } from './client.ts';
import { harness } from './harness.ts';

const { connect } = harness();
const PATH = '/affiliate_seller/202410/orders/search';
const DAY = 86_400;

async function now(client: TestClient): Promise<number> {
  return Math.floor(number(await client.control('clock'), 'now_ms') / 1000);
}

async function page(client: TestClient, body: object, token = '', size = 100): Promise<Json> {
  const query: Record<string, string> = {
    page_size: String(size),
    ...(token === '' ? {} : { page_token: token }),
  };
  // A walk over all pages may be quicker than the platform's 50 calls a second: then it is asked again.
  for (;;) {
    const answer = await client.shop(PATH, { query, body });
    if (answer.status !== 429) return answer.body;
  }
}

/** All orders of a search over all its pages, and the count that the first page names. */
async function walk(client: TestClient, body: object): Promise<{ orders: Json[]; total: number }> {
  const orders: Json[] = [];
  let token = '';
  let total = -1;
  do {
    const answer = await page(client, body, token);
    if (total < 0) total = number(answer, 'data', 'total_count');
    orders.push(...list(answer, 'data', 'orders'));
    token = text(answer, 'data', 'next_page_token');
  } while (token !== '');
  return { orders, total };
}

const skusOf = (orders: Json[]): Json[] => orders.flatMap((order) => list(order, 'skus'));
const cents = (json: Json, key: string): number => Math.round(Number(text(json, key, 'amount')) * 100);
const has = (json: Json, key: string): boolean => typeof json === 'object' && json !== null && key in json;

/** The oracle's orders by id, of those that the platform lists by its clock. */
async function truth(client: TestClient): Promise<Map<string, Json>> {
  const clock = number(await client.control('clock'), 'now_ms');
  const rows = list(await client.control('oracle/affiliate-orders'), 'orders');
  return new Map(
    rows.filter((row) => number(row, 'listed_ms') <= clock).map((row) => [text(row, 'order_id'), row]),
  );
}

describe('affiliate orders', () => {
  it('are listed with all that is true of them, line by line', async () => {
    const client = await connect();
    const { orders, total } = await walk(client, {});
    expect(total).toBeGreaterThan(2000);
    expect(total).toBeLessThan(4000);
    expect(skusOf(orders)).toHaveLength(total);
    const times = orders.map((order) => number(order, 'create_time'));
    expect([...times].sort((left, right) => right - left)).toEqual(times);
    const known = await truth(client);
    for (const order of orders) {
      const row = known.get(text(order, 'id')) ?? null;
      const listed = text(order, 'status');
      if (at(row, 'status_listed') === true) expect(listed).toBe(text(row, 'status'));
      else expect(listed).toBe('');
      for (const sku of list(order, 'skus')) compareLine(sku, row);
    }
    const statuses = new Set(orders.map((order) => text(order, 'status')));
    for (const status of ['', 'PROCESSING', 'COMPLETED', 'CANCELLED']) expect(statuses).toContain(status);
    expect(new Set(skusOf(orders).map((sku) => text(sku, 'content_type')))).toEqual(
      new Set(['SHOP', 'VIDEO', 'LIVE']),
    );
  });

  it('are refunded late, for 4 to 9 of 100 lines and for up to 45 days', async () => {
    const client = await connect();
    await client.advance(24 * 60);
    await client.connect();
    const until = (await now(client)) - 46 * DAY;
    const { orders } = await walk(client, { create_time_ge: until - 60 * DAY, create_time_lt: until });
    const lines = skusOf(orders.filter((order) => text(order, 'status') !== 'CANCELLED'));
    const back = lines.filter((sku) => number(sku, 'refunded_quantity') > 0);
    const share = back.length / lines.length;
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.1);
    expect(back.some((sku) => number(sku, 'refunded_quantity') < number(sku, 'quantity'))).toBe(true);
    expect(orders.some((order) => text(order, 'status') === 'DEDUCTED')).toBe(true);
    for (const sku of lines) {
      const rest = number(sku, 'quantity') - number(sku, 'refunded_quantity');
      expect(cents(sku, 'actual_commission_base')).toBe(cents(sku, 'price') * rest);
    }
  });

  it('are settled some 15 days after delivery, and cancelled ones never', async () => {
    const client = await connect();
    const end = await now(client);
    const window = { create_time_ge: end - 40 * DAY, create_time_lt: end - 12 * DAY };
    const { orders } = await walk(client, window);
    for (const order of orders) {
      const settled = list(order, 'skus').filter((sku) => text(sku, 'settlement_status') === 'SETTLED');
      // In this window all but the cancelled ones have arrived.
      if (!has(order, 'delivery_time')) {
        expect(settled).toEqual([]);
        expect(['CANCELLED', '']).toContain(text(order, 'status'));
        continue;
      }
      const age = (end - number(order, 'delivery_time')) / DAY;
      if (settled.length > 0) expect(age).toBeGreaterThan(14);
      for (const sku of settled) expect(has(sku, 'actual_paid_commission')).toBe(true);
      if (age > 17) expect(text(order, 'status')).not.toBe('PROCESSING');
      if (text(order, 'status') === 'COMPLETED') expect(age).toBeGreaterThan(14);
    }
    expect(orders.some((order) => text(order, 'status') === 'PROCESSING')).toBe(true);
    expect(orders.some((order) => text(order, 'status') === 'COMPLETED')).toBe(true);
  });

  it('keep the rate of their time when the plan changes', async () => {
    const client = await connect();
    const start = (await now(client)) - 4 * DAY;
    const old = await walk(client, { create_time_ge: start });
    const [first = null] = skusOf(old.orders).filter((sku) => text(sku, 'open_collaboration_id') !== '');
    const product = text(first, 'product_id');
    const raised = await client.shop('/affiliate_seller/202412/open_collaborations', {
      body: { product_id: product, commission_rate: 5000 },
    });
    expect(at(raised.body, 'code')).toBe(0);
    const turn = await now(client);
    await client.advance(72);
    const rates = { before: new Set<string>(), after: new Set<string>() };
    for (const order of (await walk(client, { create_time_ge: start })).orders) {
      for (const sku of list(order, 'skus')) {
        if (text(sku, 'product_id') !== product || text(sku, 'open_collaboration_id') === '') continue;
        const time = number(order, 'create_time');
        if (time < turn - 60) rates.before.add(text(sku, 'commission_rate'));
        if (time > turn + 60) rates.after.add(text(sku, 'commission_rate'));
      }
    }
    expect([...rates.after]).toEqual(['5000']);
    expect(rates.before.size).toBeGreaterThan(0);
    expect(rates.before).not.toContain('5000');
  });

  it('keep coming, 100 to 250 lines a day, for months', async () => {
    const client = await connect();
    await client.advance(24 * 100);
    await client.connect();
    const end = await now(client);
    for (const days of [0, 20, 60, 95]) {
      const until = end - days * DAY;
      const window = { create_time_ge: until - DAY, create_time_lt: until };
      const total = number(await page(client, window), 'data', 'total_count');
      expect(total).toBeGreaterThanOrEqual(100);
      expect(total).toBeLessThanOrEqual(270);
    }
  });

  it('appear minutes after they were made, inside a window that was read already', async () => {
    const client = await connect();
    const until = await now(client);
    const window = { create_time_ge: until - 3600, create_time_lt: until };
    await client.control('act', { sales: { orders: 300 } });
    const ids = async (): Promise<Set<string>> =>
      new Set((await walk(client, window)).orders.map((order) => text(order, 'id')));
    const early = await ids();
    await client.advance(0.35);
    const late = await ids();
    expect(late.size).toBeGreaterThanOrEqual(300);
    expect(early.size).toBeLessThan(late.size);
    expect(early.size).toBeGreaterThan(200);
    for (const id of early) expect(late).toContain(id);
  });

  it('come once each on pages that are read while new ones are made', async () => {
    const client = await connect();
    const seen: string[] = [];
    let token = '';
    for (let turn = 0; turn < 6; turn++) {
      const answer = await page(client, {}, token, 20);
      seen.push(...list(answer, 'data', 'orders').map((order) => text(order, 'id')));
      token = text(answer, 'data', 'next_page_token');
      await client.control('act', { sales: { orders: 30 } });
      await client.advance(0.5);
    }
    expect(new Set(seen).size).toBe(120);
  });

  it('are searched by window and programme, and refused beyond three months', async () => {
    const client = await connect();
    const end = await now(client);
    const window = { create_time_ge: end - 12 * DAY, create_time_lt: end };
    const all = await walk(client, window);
    const open = number(await page(client, { create_time_lt: end }), 'data', 'total_count');
    expect(number(await page(client, {}), 'data', 'total_count')).toBe(open);
    const recent = await walk(client, { create_time_ge: end - 7 * DAY });
    expect(recent.total).toBeLessThan(all.total);
    expect(all.total).toBeLessThan(open);
    for (const order of recent.orders)
      expect(number(order, 'create_time')).toBeGreaterThanOrEqual(end - 7 * DAY);
    const code = async (body: object, query: Record<string, string> = { page_size: '10' }): Promise<Json> =>
      at((await client.shop(PATH, { query, body })).body, 'code');
    expect(await code({ create_time_ge: end - 93 * DAY, create_time_lt: end })).toBe(98001004);
    expect(await code({ create_time_ge: end - 92 * DAY, create_time_lt: end })).toBe(0);
    expect(await code({ create_time_ge: end, create_time_lt: end })).toBe(98001004);
    expect(await code({ create_time_ge: end * 1000 })).toBe(36009004);
    expect(await code({}, { page_size: '101' })).toBe(36009004);
    const programs = new Map<string, number>();
    for (const sku of skusOf(all.orders)) {
      const program = text(sku, 'target_collaboration_id') || text(sku, 'open_collaboration_id');
      programs.set(program, (programs.get(program) ?? 0) + 1);
    }
    for (const [program, lines] of [...programs].slice(0, 3)) {
      const found = await walk(client, { ...window, program_id: program });
      expect(found.total).toBe(lines);
      for (const sku of skusOf(found.orders)) {
        expect([text(sku, 'open_collaboration_id'), text(sku, 'target_collaboration_id')]).toContain(program);
      }
    }
    expect((await walk(client, { program_id: '1' })).orders).toEqual([]);
  });

  it('change when they are refunded now, and only once', async () => {
    const client = await connect();
    const { orders } = await walk(client, {});
    const order = orders.find((one) => text(one, 'status') === 'PROCESSING') ?? null;
    const id = text(order, 'id');
    const act = await client.control('act', { refund: [id, '1'] });
    expect([at(act, 'refund', 'done'), at(act, 'refund', 'refused')]).toEqual([[id], ['1']]);
    expect(at(await client.control('act', { refund: [id] }), 'refund', 'refused')).toEqual([id]);
    const time = number(order, 'create_time');
    const after = (await walk(client, { create_time_ge: time, create_time_lt: time + 1 })).orders.find(
      (one) => text(one, 'id') === id,
    );
    for (const sku of list(after ?? null, 'skus')) {
      expect(number(sku, 'refunded_quantity')).toBe(number(sku, 'quantity'));
      expect(cents(sku, 'actual_paid_commission')).toBe(0);
      expect(text(sku, 'settlement_status')).toBe('INELIGIBLE');
    }
  });

  it('carry the username of their time', async () => {
    const client = await connect();
    const start = (await now(client)) - 10 * DAY;
    const before = (await walk(client, { create_time_ge: start })).orders;
    const counts = new Map<string, number>();
    for (const sku of skusOf(before)) {
      const name = text(sku, 'creator_username');
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const [old = ''] = [...counts].sort((left, right) => right[1] - left[1])[0] ?? [];
    const id = await creatorNamed(client, old);
    const rename = (username: string): Promise<Json> =>
      client.control('act', { rename_creator: { creator_id: id, username } });
    const other = [...counts.keys()].find((name) => name !== old) ?? '';
    expect(at(await rename(other), 'renamed')).toBe(false);
    expect(at(await rename('brandnewname'), 'renamed')).toBe(true);
    const turn = await now(client);
    await client.advance(48);
    const after = (await walk(client, { create_time_ge: start })).orders;
    const times = (name: string): number[] =>
      after
        .filter((order) => list(order, 'skus').some((sku) => text(sku, 'creator_username') === name))
        .map((order) => number(order, 'create_time'));
    expect(times(old).length).toBeGreaterThan(0);
    expect(Math.max(...times(old))).toBeLessThanOrEqual(turn);
    expect(times('brandnewname').length).toBeGreaterThan(0);
    expect(Math.min(...times('brandnewname'))).toBeGreaterThanOrEqual(turn - 2);
    const application = (await client.applications({ creator_user_oepn_id: id }))[0] ?? null;
    expect(text(application, 'creator', 'username')).toBe('brandnewname');
  });

  it('follow from content: what a creator posts for a sample sells from then on', async () => {
    const client = await connect();
    const before = list(await client.control('oracle/content'), 'samples').length;
    await client.advance(24 * 12);
    const content = await client.control('oracle/content');
    const samples = list(content, 'samples');
    expect(samples.length).toBeGreaterThan(before);
    const pieces = [...list(content, 'videos'), ...list(content, 'lives')].map((piece) =>
      String(has(piece, 'video_id') ? at(piece, 'video_id') : at(piece, 'live_id')),
    );
    for (const sample of samples) expect(pieces).toContain(text(sample, 'content_id'));
    const lines = list(await client.control('oracle/affiliate-orders'), 'orders').flatMap((order) =>
      list(order, 'lines'),
    );
    for (const line of lines) {
      const id = at(line, 'content_id');
      if (text(line, 'content_type') === 'SHOP') expect(id).toBe(null);
      else expect(pieces).toContain(id);
    }
  });

  it('are the same for the same seed', async () => {
    const one = await connect({ seed: 7 });
    const other = await connect({ seed: 7 });
    const strip = (orders: Json[]): string => JSON.stringify(orders.slice(0, 300));
    const window = { create_time_ge: 1_790_000_000, create_time_lt: 1_794_800_000 };
    expect(strip((await walk(one, window)).orders)).toBe(strip((await walk(other, window)).orders));
  });

  it('are written in bulk quickly', async () => {
    const client = await connect();
    const before = number(await page(client, {}), 'data', 'total_count');
    const started = performance.now();
    const done = await client.control('act', { populate_sales: { creators: 200, lines: 20_000 } });
    expect(performance.now() - started).toBeLessThan(5000);
    expect(number(done, 'populated_sales', 'lines')).toBe(20_000);
    expect(number(await page(client, {}), 'data', 'total_count')).toBe(before + 20_000);
  });
});

async function creatorNamed(client: TestClient, username: string): Promise<string> {
  const lines = list(await client.control('oracle/affiliate-orders'), 'orders').flatMap((order) =>
    list(order, 'lines'),
  );
  const line = lines.find((one) => text(one, 'creator_username') === username);
  return text(line ?? null, 'creator_id');
}

function compareLine(sku: Json, row: Json): void {
  const line = list(row, 'lines').find((one) => text(one, 'sku_id') === text(sku, 'sku_id')) ?? null;
  const idOrNull = (key: string): Json => text(sku, key) || null;
  expect({
    product_id: at(sku, 'product_id'),
    creator_username: at(sku, 'creator_username'),
    content_id: idOrNull('content_id'),
    content_type: at(sku, 'content_type'),
    quantity: at(sku, 'quantity'),
    refunded_quantity: at(sku, 'refunded_quantity'),
    price_minor: cents(sku, 'price'),
    commission_bps: number(sku, 'commission_rate'),
    estimated_base_minor: cents(sku, 'estimated_commission_base'),
    estimated_commission_minor: cents(sku, 'estimated_paid_commission'),
    actual_base_minor: has(sku, 'actual_commission_base') ? cents(sku, 'actual_commission_base') : null,
    settlement_status: at(sku, 'settlement_status'),
    open_collaboration_id: idOrNull('open_collaboration_id'),
    target_collaboration_id: idOrNull('target_collaboration_id'),
  }).toEqual(
    Object.fromEntries(
      [
        'product_id',
        'creator_username',
        'content_id',
        'content_type',
        'quantity',
        'refunded_quantity',
        'price_minor',
        'commission_bps',
        'estimated_base_minor',
        'estimated_commission_minor',
        'actual_base_minor',
        'settlement_status',
        'open_collaboration_id',
        'target_collaboration_id',
      ].map((key) => [key, at(line, key)]),
    ),
  );
}
