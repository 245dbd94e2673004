import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  breakOff,
  CANARIES,
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

const CREATED = fixture('create-order', 'response', 'body');
const DUPLICATE = fixture('create-order-duplicate-422', 'response', 'body');
const LOOKUP = fixture('create-order-duplicate-422', 'recovery_response', 'body');
const REFUSED = fixture('create-order-validation-400', 'response', 'body');

describe('create', () => {
  test('sends the order and returns it', async () => {
    const { server, shipBob, logged } = await start();
    server.on('POST /order', json(201, CREATED));
    const order = await shipBob.create(
      newOrder({ lines: [{ sku: 'SERUM-30ML', name: 'Glow Serum 30 ml', quantity: 2 }] }),
    );
    expect(order).toMatchObject({
      wmsOrderId: '300123456',
      reference: REFERENCE,
      state: 'accepted',
      problems: [],
    });
    const [sent] = server.seen;
    expect(sent?.headers).toMatchObject({
      authorization: 'Bearer token-canary-5521',
      shipbob_channel_id: '439001',
      'content-type': 'application/json',
    });
    expect(JSON.parse(sent?.body ?? '')).toEqual({
      reference_id: REFERENCE,
      order_number: REFERENCE,
      type: 'DTC',
      shipping_method: 'Standard',
      sales_channel: 'tiktok',
      recipient: {
        name: 'Canary Person',
        phone_number: '+1 555 0199',
        address: {
          address1: '77 Canary Lane',
          address2: 'Rear Canary',
          company_name: null,
          city: 'Canaryville',
          state: 'TX',
          zip_code: '99777',
          country: 'US',
        },
      },
      products: [
        {
          reference_id: 'SERUM-30ML',
          sku: 'SERUM-30ML',
          name: 'Glow Serum 30 ml',
          quantity: 2,
          unit_price: 0,
          external_line_id: 1,
          quantity_unit_of_measure_code: 'EA',
        },
      ],
      tags: [{ name: 'purpose', value: 'creator-sample' }],
      financials: { total_price: 0 },
    });
    expect(logged).toEqual([{ operation: 'create_order', route: '/order', status: 201, ms: 0, attempt: 1 }]);
  });

  test('a reference that exists already gives the order that holds it', async () => {
    const { server, shipBob } = await start();
    server.on('POST /order', json(422, DUPLICATE));
    server.on('GET /order', json(200, LOOKUP));
    expect(await shipBob.create(newOrder())).toMatchObject({ wmsOrderId: '300123456', reference: REFERENCE });
    expect(server.seen[1]?.query.get('ReferenceIds')).toBe(REFERENCE);
  });

  test('a 422 whose reference is not found is a malformed order', async () => {
    const { server, shipBob } = await start();
    server.on('POST /order', json(422, { errors: { ShippingMethod: ['Canary Person is wrong'] } }));
    server.on('GET /order', json(200, []));
    const error = await failure(shipBob.create(newOrder()));
    expect(error.details).toMatchObject({ kind: 'invalid', operation: 'create_order', code: '422' });
    expect(error.message).toContain('shipping_method');
  });

  test('a 422 that cannot be looked up is not called malformed', async () => {
    const { server, shipBob } = await start();
    server.on('POST /order', json(422, DUPLICATE));
    server.on('GET /order', text(503, ''), text(503, ''), text(503, ''));
    expect((await failure(shipBob.create(newOrder()))).kind).toBe('unavailable');
  });

  test('a 400 names our fields, never values or other words', async () => {
    const { server, shipBob } = await start();
    const body = { ...REFUSED, 'Canary Person': ['x'], 'Recipient.Canaryville': ['x'], $: ['x'] };
    server.on('POST /order', json(400, body));
    const error = await failure(shipBob.create(newOrder()));
    expect(error.kind).toBe('invalid');
    expect(error.message).toContain('recipient.address.city, products[0].quantity.');
    expect(error.message).toContain('Nothing was changed.');
    expect(error.message).not.toMatch(/Canary|required|between/);
  });

  test.each<[number, string, string]>([
    [401, 'auth', 'SHIPBOB_TOKEN'],
    [403, 'scope', 'orders_write'],
    [404, 'not_found', 'SHIPBOB_API_URL'],
    [409, 'refused', 'Nothing was changed'],
  ])('%i without a body → %s', async (status, kind, words) => {
    const { server, shipBob } = await start();
    server.on('POST /order', text(status, ''));
    const error = await failure(shipBob.create(newOrder()));
    expect(error.kind).toBe(kind);
    expect(error.message).toContain(words);
    expect(error.details.missingScope).toBe(status === 403 ? 'orders_write' : undefined);
  });

  test.each([
    ['the connection breaks', hangUp],
    ['the answer breaks off', breakOff],
    ['a fault of theirs', text(500, '{}')],
    ['a gateway gives up', text(504, '')],
    ['the request timed out there', text(408, '')],
    ['the answer is not JSON', text(201, 'Canary Person <html>')],
    ['the answer lacks a field', json(201, { ...CREATED, id: undefined })],
    ['the answer is about another order', json(201, { ...CREATED, reference_id: 'SMP-OTHER' })],
    ['a redirect', text(302, '', { location: '/elsewhere' })],
  ])('%s: the outcome is unknown and nothing is sent twice', async (_name, reply) => {
    const { server, shipBob } = await start();
    server.on('POST /order', reply);
    const error = await failure(shipBob.create(newOrder()));
    expect(error.kind).toBe('outcome_unknown');
    expect(error.message).toContain('may have been created');
    expect(server.seen).toHaveLength(1);
  });

  test('no connection at all is no doubt, and is tried three times', async () => {
    const { port, close } = await closedPort();
    await close();
    const { shipBob, logged } = await start({ apiUrl: `http://127.0.0.1:${port}` });
    const error = await failure(shipBob.create(newOrder()));
    expect(error.details).toMatchObject({ kind: 'unavailable', code: 'ECONNREFUSED' });
    expect(logged.map((event) => [event.status, event.attempt])).toEqual([
      [null, 1],
      [null, 2],
      [null, 3],
    ]);
  });

  test('a 429 holds everybody back as long as it says, then sends again', async () => {
    const { server, shipBob, machineClock, requests } = await start();
    const limited = fixture('rate-limit-429', 'response');
    server.on('POST /order', json(429, limited.body, { 'x-retry-after': '25' }), json(201, CREATED));
    expect(await shipBob.create(newOrder())).toMatchObject({ reference: REFERENCE });
    expect(machineClock.waits).toEqual([25_000]);
    expect(requests.taken).toHaveLength(2);
  });

  test.each(['', 'a'.repeat(8), 'X'.repeat(41), 'SMP_1', 'SMP-1&IDs=2', 'SMP-1\n'])(
    'reference %j is refused before anything is sent',
    async (reference) => {
      const { shipBob } = await start();
      expect((await failure(shipBob.create(newOrder({ reference })))).kind).toBe('invalid');
      expect((await failure(shipBob.findByReference(reference))).kind).toBe('invalid');
    },
  );

  test.each([
    [[]],
    [[{ sku: '', name: 'x', quantity: 1 }]],
    [[{ sku: 'A', name: 'x', quantity: 0 }]],
    [[{ sku: 'A', name: 'x', quantity: 1.5 }]],
  ])('lines %j are refused before anything is sent', async (lines) => {
    const { shipBob } = await start();
    expect((await failure(shipBob.create(newOrder({ lines })))).kind).toBe('invalid');
  });
});

test('no recipient and no token in any error or log event', async () => {
  const echo = JSON.stringify(newOrder());
  const { server, shipBob, logged } = await start();
  const errors: Error[] = [];
  const echoes = [400, 401, 403, 409, 422, 500, 201].map((status) => text(status, echo));
  const keyed = Object.fromEntries(CANARIES.map((canary) => [canary, [canary]]));
  server.on('POST /order', ...echoes, json(400, keyed), json(400, { errors: keyed }), hangUp, breakOff);
  server.on(
    'GET /order',
    json(200, [{ ...orderWith('Processing', []), status: null, reference_id: 'Canary Person' }]),
  );
  for (let sent = 0; sent < echoes.length + 4; sent += 1)
    errors.push(await failure(shipBob.create(newOrder())));
  const shown = errors.map((error) => [
    error.message,
    error.stack,
    JSON.stringify(error),
    String(error.cause),
  ]);
  const everything = JSON.stringify([shown, logged]);
  for (const secret of [...CANARIES, 'token-canary']) expect(everything).not.toContain(secret);
  expect(logged.length).toBeGreaterThan(10);
});

/** A port that was free a moment ago. */
async function closedPort() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { port, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}
