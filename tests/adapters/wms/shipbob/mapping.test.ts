import { describe, expect, test } from 'vitest';
import type { WmsOrder, WmsState } from '../../../../src/ports/wms.ts';
import { fixture, json, orderWith, type ShipmentParts, start } from './harness.ts';

async function read(body: unknown): Promise<WmsOrder> {
  const { server, shipBob } = await start();
  server.on('GET /order/300123456', json(200, body));
  const order = await shipBob.get('300123456');
  if (order === null) throw new Error('the order was not found');
  return order;
}

const NUMBER = '1Z0000000000000001';

describe('one shipment: reference 2.5, every row', () => {
  test.each<[ShipmentParts, WmsState, string]>([
    [{ status: 'None' }, 'accepted', 'None'],
    [{ status: 'Processing' }, 'accepted', 'Processing'],
    [{ status: 'ImportReview' }, 'accepted', 'ImportReview'],
    [{ status: 'Processing', details: [100] }, 'picking', 'Processing/100'],
    [{ status: 'Processing', details: [101] }, 'packed', 'Processing/101'],
    [{ status: 'Processing', details: [102] }, 'packed', 'Processing/102'],
    [{ status: 'Processing', details: [100, 101] }, 'packed', 'Processing/101'],
    [{ status: 'Processing', details: [177] }, 'accepted', 'Processing/177'],
    [{ status: 'LabeledCreated', number: NUMBER }, 'packed', 'LabeledCreated'],
    [{ status: 'Completed', number: NUMBER }, 'shipped', 'Completed'],
    [{ status: 'Completed', details: [200], number: NUMBER }, 'shipped', 'Completed/200'],
    [{ status: 'Completed', details: [200] }, 'packed', 'Completed/200'],
    [{ status: 'Completed', details: [200], number: '  ' }, 'packed', 'Completed/200'],
    [{ status: 'Completed', details: [201], number: NUMBER }, 'in_transit', 'Completed/201'],
    [{ status: 'Completed', details: [200, 202], number: NUMBER }, 'in_transit', 'Completed/202'],
    [{ status: 'Completed', details: [201] }, 'packed', 'Completed/201'],
    [{ status: 'Completed', details: [203], number: NUMBER }, 'delivered', 'Completed/203'],
    [
      { status: 'Completed', details: [201], number: NUMBER, delivered: '2026-11-21T16:58:00Z' },
      'delivered',
      'Completed/201',
    ],
    [{ status: 'Completed', details: [204], number: NUMBER }, 'exception', 'Completed/204'],
    ...[300, 301, 302, 303, 304, 305, 306, 307, 308].map((id): [ShipmentParts, WmsState, string] => [
      { status: 'Exception', details: [id] },
      'exception',
      `Exception/${id}`,
    ]),
    ...[400, 401, 402, 404, 455].map((id): [ShipmentParts, WmsState, string] => [
      { status: 'OnHold', details: [id] },
      'on_hold',
      `OnHold/${id}`,
    ]),
    [{ status: 'Cancelled' }, 'cancelled', 'Cancelled'],
    [{ status: 'CleanSweeped' }, 'exception', 'CleanSweeped'],
    [{ status: 'SomethingNew' }, 'accepted', 'SomethingNew'],
  ])('%j → %s', async (shipment, state, rawState) => {
    const order = await read(orderWith('Processing', [shipment]));
    expect(order.parcels).toMatchObject([{ state, rawState }]);
    expect(order.state).toBe(state);
  });
});

describe('several shipments', () => {
  const shipped = { status: 'Completed', details: [200], number: NUMBER };
  const delivered = { status: 'Completed', details: [203], number: NUMBER };
  test.each<[string, readonly ShipmentParts[], WmsState]>([
    ['Fulfilled', [delivered, delivered], 'delivered'],
    ['Fulfilled', [delivered, shipped], 'shipped'],
    ['PartiallyFulfilled', [shipped, { status: 'Processing', details: [100] }], 'picking'],
    ['PartiallyFulfilled', [shipped, { status: 'OnHold', details: [401] }], 'on_hold'],
    ['PartiallyFulfilled', [{ status: 'OnHold' }, { status: 'Exception', details: [303] }], 'exception'],
    ['Fulfilled', [shipped, { status: 'Cancelled' }], 'shipped'],
    ['Cancelled', [{ status: 'Cancelled' }, { status: 'Cancelled' }], 'cancelled'],
    // One part is fulfilled, the rest has no shipment yet.
    ['PartiallyFulfilled', [shipped], 'accepted'],
    ['PartiallyFulfilled', [shipped, { status: 'Cancelled' }], 'shipped'],
    ['Cancelled', [{ status: 'Processing' }], 'cancelled'],
    ['Exception', [{ status: 'Processing' }], 'exception'],
  ])('%s with %j → %s', async (orderStatus, shipments, state) => {
    const order = await read(orderWith(orderStatus, shipments));
    expect(order).toMatchObject({ state, rawState: orderStatus });
  });

  test.each<[string, WmsState]>([
    ['Processing', 'accepted'],
    ['ImportReview', 'accepted'],
    ['Exception', 'exception'],
    ['Cancelled', 'cancelled'],
    ['PartiallyFulfilled', 'accepted'],
    ['Fulfilled', 'packed'],
    ['SomethingNew', 'accepted'],
  ])('%s without shipments → %s', async (orderStatus, state) => {
    expect(await read(orderWith(orderStatus, []))).toMatchObject({ state, parcels: [] });
  });
});

describe('problems', () => {
  test.each<[ShipmentParts, RegExp]>([
    [{ status: 'ImportReview' }, /import review/],
    [{ status: 'Exception', details: [303] }, /out of stock/],
    [{ status: 'Exception', details: [304] }, /does not know the SKU/],
    [{ status: 'Exception', details: [399] }, /detail 399/],
    [{ status: 'Exception' }, /without a reason/],
    [{ status: 'OnHold', details: [400] }, /charge/],
    [{ status: 'OnHold', details: [401] }, /address/],
    [{ status: 'OnHold', details: [455] }, /detail 455/],
    [{ status: 'OnHold' }, /without a reason/],
    [{ status: 'CleanSweeped' }, /back into stock/],
    [{ status: 'Completed', details: [204], number: NUMBER }, /could not deliver/],
    [{ status: 'SomethingNew' }, /does not know/],
  ])('%j is told in our words', async (shipment, words) => {
    const { problems } = await read(orderWith('Processing', [shipment]));
    expect(problems).toEqual([expect.stringMatching(words)]);
    expect(problems.join()).not.toContain('their text');
  });

  test('a healthy order has none, and an old hold says nothing once the parcel has left', async () => {
    expect(
      (await read(orderWith('Processing', [{ status: 'Processing', details: [100] }]))).problems,
    ).toEqual([]);
    const left = { status: 'Completed', details: [200, 401], number: NUMBER };
    expect((await read(orderWith('Fulfilled', [left]))).problems).toEqual([]);
  });

  test('the same problem of two parcels is told once', async () => {
    const held = { status: 'OnHold', details: [401] };
    expect((await read(orderWith('Processing', [held, held]))).problems).toHaveLength(1);
  });

  test('an out-of-stock exception names the SKU', async () => {
    const { problems } = await read(fixture('get-order-exception', 'response_out_of_stock', 'body'));
    expect(problems).toEqual([expect.stringMatching(/^SERUM-30ML: .*out of stock/)]);
  });

  test('the validation texts of a held address are not repeated', async () => {
    const order = await read(fixture('get-order-exception', 'response_on_hold', 'body'));
    expect(order.state).toBe('on_hold');
    expect(order.problems.join()).not.toContain('Street number');
  });
});

describe('what a parcel holds', () => {
  test('the shipped example', async () => {
    const { server, shipBob } = await start();
    server.on('GET /order', json(200, fixture('get-order-shipped', 'response', 'body')));
    const order = await shipBob.findByReference('SMP-US01-7Q2K9DXA');
    expect(order).toEqual({
      wmsOrderId: '300123456',
      reference: 'SMP-US01-7Q2K9DXA',
      state: 'shipped',
      rawState: 'Fulfilled',
      units: new Map([['SERUM-30ML', 1]]),
      parcels: [
        {
          parcelId: '100987654',
          state: 'shipped',
          rawState: 'Completed/200',
          carrier: 'UPS',
          trackingNumber: NUMBER,
          shippedAt: Date.UTC(2026, 10, 18, 20, 10),
          deliveredAt: null,
          units: new Map([['SERUM-30ML', 1]]),
        },
      ],
      problems: [],
    });
  });

  test.each([
    ['2026-11-21T16:58:00+02:00', Date.UTC(2026, 10, 21, 14, 58)],
    ['2026-11-21T16:58:00', Date.UTC(2026, 10, 21, 16, 58)],
    ['2026-11-21', Date.UTC(2026, 10, 21)],
    ['soon', null],
  ])('delivery date %s', async (delivered, deliveredAt) => {
    const parts = { status: 'Completed', details: [203], number: NUMBER, delivered };
    expect((await read(orderWith('Fulfilled', [parts]))).parcels).toMatchObject([{ deliveredAt }]);
  });

  async function unitsOf(products: unknown): Promise<ReadonlyMap<string, number> | null | undefined> {
    const order = orderWith('Processing', []);
    const shipments = [{ id: 1, status: 'Processing', products }];
    return (await read({ ...order, shipments })).parcels[0]?.units;
  }

  test('units add lots up, take the product quantity, and are unknown for bundles', async () => {
    const lots = [
      { id: 7, quantity: 2 },
      { id: 7, quantity: 1 },
    ];
    const bundle = [
      { id: 7, quantity: 1 },
      { id: 8, quantity: 1 },
    ];
    expect(await unitsOf([{ sku: 'A', inventory_items: lots }])).toEqual(new Map([['A', 3]]));
    expect(await unitsOf([{ sku: null, reference_id: 'A', quantity: 2 }])).toEqual(new Map([['A', 2]]));
    expect(await unitsOf([{ sku: 'A', quantity: 1, inventory_items: bundle }])).toEqual(new Map([['A', 1]]));
    expect(await unitsOf([{ sku: 'A', inventory_items: bundle }])).toBeNull();
    expect(await unitsOf([])).toBeNull();
    expect(await unitsOf(undefined)).toBeNull();
  });

  test('order units add the lines of one SKU up', async () => {
    const products = [
      { sku: 'A', reference_id: 'a', quantity: 2 },
      { sku: 'A', reference_id: 'a', quantity: 1 },
      { sku: '', reference_id: 'B', quantity: 1 },
    ];
    const order = await read({ ...orderWith('Processing', []), products, shipments: null });
    expect(order.units).toEqual(
      new Map([
        ['A', 3],
        ['B', 1],
      ]),
    );
  });
});
