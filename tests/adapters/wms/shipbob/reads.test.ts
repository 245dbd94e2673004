import { describe, expect, test } from 'vitest';
import {
  breakOff,
  failure,
  fixture,
  hangUp,
  json,
  newOrder,
  orderWith,
  REFERENCE,
  start,
  text,
} from './harness.ts';

const ORDER = orderWith('Processing', []);
const CREATED = fixture('create-order', 'response', 'body');

describe('find and get', () => {
  test('only the exact reference counts', async () => {
    const { server, shipBob } = await start();
    server.on('GET /order', json(200, [{ ...ORDER, reference_id: `${REFERENCE}-R2` }]));
    expect(await shipBob.findByReference(REFERENCE)).toBeNull();
    const [sent] = server.seen;
    expect(Object.fromEntries(sent?.query ?? [])).toEqual({
      ReferenceIds: REFERENCE,
      Page: '1',
      Limit: '50',
    });
    // Orders that another channel imported must be found too.
    expect(sent?.headers).not.toHaveProperty('shipbob_channel_id');
  });

  test('a cancelled order is found', async () => {
    const { server, shipBob } = await start();
    server.on('GET /order', json(200, [{ ...ORDER, status: 'Cancelled' }]));
    expect(await shipBob.findByReference(REFERENCE)).toMatchObject({ state: 'cancelled' });
  });

  test('two orders under one reference: the living one, with a warning', async () => {
    const { server, shipBob } = await start();
    server.on(
      'GET /order',
      json(200, [
        { ...ORDER, status: 'Cancelled' },
        { ...ORDER, id: 7 },
      ]),
    );
    const order = await shipBob.findByReference(REFERENCE);
    expect(order).toMatchObject({ wmsOrderId: '7', problems: [expect.stringContaining('2 orders')] });
  });

  test('an order that does not exist is null', async () => {
    const { server, shipBob, logged } = await start();
    server.on('GET /order/77', text(404, ''));
    expect(await shipBob.get('77')).toBeNull();
    expect(logged).toEqual([
      { operation: 'get_order', route: '/order/{orderId}', status: 404, ms: 0, attempt: 1 },
    ]);
  });

  test.each(['', 'abc', '1/../2'])('order id %j is never sent', async (id) => {
    const { shipBob } = await start();
    expect((await failure(shipBob.get(id))).kind).toBe('invalid');
  });

  test.each<[string, unknown, string]>([
    ['id', { ...ORDER, id: undefined }, 'id is missing'],
    ['a product without any code', { ...ORDER, products: [{ quantity: 1 }] }, 'products[0].reference_id'],
    ['a quantity', { ...ORDER, products: [{ sku: 'A' }] }, 'products[0].quantity'],
    ['a shipment status', { ...ORDER, shipments: [{ id: 1 }] }, 'shipments[0].status'],
    ['everything', null, 'the body'],
  ])('a missing field is a bad answer that names it: %s', async (_name, body, words) => {
    const { server, shipBob } = await start();
    server.on('GET /order/77', json(200, body));
    const error = await failure(shipBob.get('77'));
    expect(error.kind).toBe('bad_answer');
    expect(error.message).toContain(words);
  });

  test('an answer that is not JSON is a bad answer', async () => {
    const { server, shipBob } = await start();
    server.on('GET /order/77', text(200, '<html>'));
    expect((await failure(shipBob.get('77'))).kind).toBe('bad_answer');
  });
});

describe('reads are tried again', () => {
  test('after a broken connection and a fault of theirs, with growing jittered pauses', async () => {
    const { server, shipBob, machineClock, logged } = await start();
    server.on('GET /order/77', hangUp, text(502, ''), json(200, ORDER));
    expect(await shipBob.get('77')).toMatchObject({ reference: REFERENCE });
    const [first = 0, second = 0] = machineClock.waits;
    expect(machineClock.waits).toHaveLength(2);
    expect(first).toBeGreaterThanOrEqual(250);
    expect(first).toBeLessThanOrEqual(750);
    expect(second).toBeGreaterThanOrEqual(500);
    expect(second).toBeLessThanOrEqual(1500);
    expect(logged.map((event) => event.status)).toEqual([null, 502, 200]);
  });

  test('three times at most', async () => {
    const { server, shipBob } = await start();
    server.on('GET /order/77', text(500, ''), breakOff, text(503, ''));
    expect((await failure(shipBob.get('77'))).details).toMatchObject({ kind: 'unavailable', code: '503' });
  });

  test('refusals are final', async () => {
    const { server, shipBob } = await start();
    server.on('GET /order/77', text(401, ''), text(403, ''));
    expect((await failure(shipBob.get('77'))).kind).toBe('auth');
    expect((await failure(shipBob.get('77'))).details).toMatchObject({
      kind: 'scope',
      missingScope: 'orders_read',
    });
  });
});

describe('rate limit', () => {
  test('every request takes from one bucket below 150 a minute, without the token in its key', async () => {
    const { server, shipBob, requests } = await start({ channelId: null });
    server.on('GET /channel', json(200, { items: [{ id: 1, scopes: ['orders_write'] }], next: null }));
    server.on('POST /order', json(201, CREATED));
    server.on('GET /order/77', text(500, ''), json(200, ORDER));
    await shipBob.create(newOrder());
    await shipBob.get('77');
    expect(requests.taken).toHaveLength(4);
    const [bucket] = requests.taken;
    expect(requests.taken.every((taken) => taken.key === bucket?.key)).toBe(true);
    expect(bucket?.key).not.toContain('token');
    expect((bucket?.burst ?? 0) + 60 * (bucket?.perSecond ?? 0)).toBeLessThanOrEqual(150);
  });

  test('waits for its turn, but not forever', async () => {
    const { server, shipBob, requests, machineClock } = await start();
    server.on('GET /order/77', json(200, ORDER));
    requests.queued.push(400, 700);
    await shipBob.get('77');
    expect(machineClock.waits).toEqual([400, 700]);
    requests.queued.push(20_000, 20_000);
    const error = await failure(shipBob.get('77'));
    expect(error.details).toMatchObject({ kind: 'rate_limited', retryAfterMs: 20_000 });
    expect(server.seen).toHaveLength(1);
  });

  test('a 429 that asks for more than a caller can wait is handed on', async () => {
    const { server, shipBob } = await start();
    server.on('GET /order/77', text(429, '', { 'x-retry-after': '120' }));
    expect((await failure(shipBob.get('77'))).details).toMatchObject({
      kind: 'rate_limited',
      retryAfterMs: 120_000,
    });
  });

  test('a third 429 in a row is handed on', async () => {
    const { server, shipBob } = await start();
    const limited = text(429, '', { 'x-retry-after': '1' });
    server.on('GET /order/77', limited, limited, limited);
    expect((await failure(shipBob.get('77'))).kind).toBe('rate_limited');
  });
});

describe('stock', () => {
  const level = (sku: string, units: number) => ({ inventory_id: 1, sku, total_fulfillable_quantity: units });
  const inventory = (items: unknown[], next: string | null = null) => json(200, { items, next });

  test('fulfillable units of exactly this SKU, each SKU asked once', async () => {
    const { server, shipBob } = await start();
    server.on('GET /inventory-level', json(200, fixture('inventory-level', 'response', 'body')));
    expect(await shipBob.stock(['SERUM-30ML', 'SERUM-30ML'])).toEqual([
      { sku: 'SERUM-30ML', known: true, available: 225 },
    ]);
    expect(server.seen[0]?.query.get('SearchBy')).toBe('SERUM-30ML');
  });

  test('a similar SKU is not this one', async () => {
    const { server, shipBob } = await start();
    server.on('GET /inventory-level', inventory([level('A-1-XL', 9), level('a-1', 9)]));
    server.on('GET /product', json(200, { items: [{ id: 1, variants: [{ sku: 'A-1-XL' }] }] }));
    expect(await shipBob.stock(['A-1'])).toEqual([{ sku: 'A-1', known: false, available: null }]);
    expect(server.seen[1]?.query.get('SKU')).toBe('A-1');
  });

  test.each([
    ['on a variant', { items: [{ id: 1, variants: [{ sku: 'A-1' }] }], next: null }],
    ['on the product', { items: [{ id: 1, sku: 'A-1' }] }],
    ['in a bare list', [{ id: 1, sku: 'A-1' }]],
  ])('a product without stock is known, with nothing available: SKU %s', async (_name, body) => {
    const { server, shipBob } = await start();
    server.on('GET /inventory-level', inventory([]));
    server.on('GET /product', json(200, body));
    expect(await shipBob.stock(['A-1'])).toEqual([{ sku: 'A-1', known: true, available: 0 }]);
  });

  test('follows pages on the same host', async () => {
    const { server, shipBob } = await start();
    server.on(
      'GET /inventory-level',
      inventory([level('A-10', 1)], `${server.url}/2026-07/inventory-level?Cursor=two`),
      inventory([level('A-1', 4)]),
    );
    expect(await shipBob.stock(['A-1'])).toEqual([{ sku: 'A-1', known: true, available: 4 }]);
    expect(server.seen[1]?.query.get('Cursor')).toBe('two');
  });

  test('never carries the token to another host', async () => {
    const { server, shipBob } = await start();
    const other = await start();
    server.on(
      'GET /inventory-level',
      inventory([], `${other.server.url}/2026-07/inventory-level?Cursor=two`),
    );
    const error = await failure(shipBob.stock(['A-1']));
    expect(error.kind).toBe('bad_answer');
    expect(error.message).toContain('another host');
    expect(other.server.seen).toEqual([]);
  });

  test('a level without its figure is a bad answer, not zero', async () => {
    const { server, shipBob } = await start();
    server.on('GET /inventory-level', inventory([{ sku: 'A-1' }]));
    const error = await failure(shipBob.stock(['A-1']));
    expect(error.message).toContain('items[0].total_fulfillable_quantity');
  });
});

describe('check and channel', () => {
  const writable = { id: 439001, name: 'desk', scopes: ['orders_read', 'orders_write'] };
  const readable = { id: 5, name: 'TikTok Shop', scopes: ['orders_read'] };
  const channels = (...items: unknown[]) => json(200, { items, next: null });

  test('finds the channel with write scopes once and creates in it', async () => {
    const { server, shipBob } = await start({ channelId: null });
    server.on('GET /channel', channels(readable, writable));
    server.on('POST /order', json(201, CREATED), json(201, CREATED));
    await shipBob.create(newOrder());
    await shipBob.create(newOrder());
    expect(server.seen.map((sent) => sent.headers.shipbob_channel_id)).toEqual([
      undefined,
      '439001',
      '439001',
    ]);
  });

  test('no channel may be written to: the scope is named and no order is sent', async () => {
    const { server, shipBob } = await start({ channelId: null });
    server.on('GET /channel', channels(readable));
    expect((await failure(shipBob.create(newOrder()))).details).toMatchObject({
      kind: 'scope',
      missingScope: 'orders_write',
    });
  });

  test('several channels: asked, not guessed', async () => {
    const { server, shipBob } = await start({ channelId: null });
    server.on('GET /channel', channels(writable, { ...writable, id: 6 }));
    const error = await failure(shipBob.check());
    expect(error.kind).toBe('refused');
    expect(error.message).toContain('439001, 6');
    expect(error.message).toContain('SHIPBOB_CHANNEL_ID');
  });

  test.each<[string, unknown[], string | null]>([
    ['is there', [readable, writable], null],
    ['is there, scopes not listed', [{ id: 439001 }], null],
    ['is not shown', [readable], 'refused'],
    ['may only read', [{ ...writable, scopes: ['orders_read'] }], 'scope'],
  ])('check with a configured channel that %s', async (_name, items, kind) => {
    const { server, shipBob } = await start();
    server.on('GET /channel', channels(...items));
    if (kind === null) await shipBob.check();
    else expect((await failure(shipBob.check())).kind).toBe(kind);
  });

  test('check tells a refused token', async () => {
    const { server, shipBob } = await start();
    server.on('GET /channel', text(401, ''));
    expect((await failure(shipBob.check())).kind).toBe('auth');
  });
});
