import { describe, expect, it } from 'vitest';
import type { WmsOrder, WmsParcel } from '../../src/ports/wms.ts';
import { application, claimed, fulfilment, NOW, order, SHOP, testStore, turnEnd } from './support.ts';

describe('orders', () => {
  it('come back as they were recorded, lines in order', async () => {
    const store = testStore();
    const [line] = order().lines;
    if (!line) throw new Error('The order has a line.');
    const two = order({
      lines: [
        { ...line, lineId: 'z' },
        { ...line, lineId: 'a', trackingNumber: '1Z9' },
      ],
    });
    await store.orders.record(SHOP, [two], NOW);
    expect(await store.orders.get('order-1')).toEqual({ ...two, shopId: SHOP, asOf: NOW });
    expect(await store.orders.get('order-2')).toBeNull();
    await store.orders.record(SHOP, [order({ status: 'CANCELLED', town: null })], NOW - 1);
    expect(await store.orders.get('order-1')).toEqual({ ...two, shopId: SHOP, asOf: NOW });
    await store.orders.record(SHOP, [order({ status: 'IN_TRANSIT' })], NOW + 1);
    expect(await store.orders.get('order-1')).toEqual({
      ...order({ status: 'IN_TRANSIT' }),
      shopId: SHOP,
      asOf: NOW + 1,
    });
  });

  it('save the progress of their feed', async () => {
    const store = testStore();
    const progress = {
      shopId: SHOP,
      feed: 'orders',
      cursor: null,
      watermark: NOW,
      passStartedAt: NOW,
      completedAt: NOW,
    };
    await store.orders.record(SHOP, [order()], NOW, progress);
    expect(await store.feeds.get(SHOP, 'orders')).toEqual({ ...progress, failure: null });
  });

  it('are read when an application names one that is not there', async () => {
    const store = testStore();
    const named = (applicationId: string, orderId: string) => application({ applicationId, orderId });
    await store.orders.record(SHOP, [order({ orderId: 'known' })], NOW);
    const samples = [
      named('a-1', 'merged'),
      named('a-2', 'merged'),
      named('a-3', 'known'),
      named('a-4', 'b'),
    ];
    await store.samples.record(SHOP, [...samples, application()], NOW);
    expect(await store.orders.idsToRead(SHOP, 10)).toEqual(['b', 'merged']);
    expect(await store.orders.idsToRead(SHOP, 1)).toEqual(['b']);
    const both = await store.orders.applicationsOf('merged');
    expect(both.map((item) => item.applicationId)).toEqual(['a-1', 'a-2']);
    await store.orders.record(SHOP, [order({ orderId: 'merged' })], NOW);
    await store.samples.record(SHOP, samples, NOW + 1);
    expect(await store.orders.idsToRead(SHOP, 10)).toEqual(['b']);
  });
});

describe('sample orders without a fulfilment', () => {
  it('are those that await shipment and that no action was ever made for', async () => {
    const store = testStore();
    const orders = [
      order({ orderId: 'later', createdAt: NOW + 1 }),
      order({ orderId: 'partly', status: 'PARTIALLY_SHIPPING' }),
      order({ orderId: 'shipped', status: 'IN_TRANSIT' }),
      order({ orderId: 'bought', isSample: false }),
      order({ orderId: 'planned' }),
    ];
    await store.orders.record(SHOP, orders, NOW);
    await store.orders.record('shop-2', [order({ orderId: 'elsewhere' })], NOW);
    await store.actions.insert([fulfilment('planned')], NOW);
    const ids = async () => (await store.orders.withoutFulfilment(SHOP)).map((item) => item.orderId);
    expect(await ids()).toEqual(['partly', 'later']);
    expect((await store.orders.withoutFulfilment(SHOP))[0]?.lines).toHaveLength(1);
    await store.actions.endTurn(await claimed(store), turnEnd({ status: 'failed' }), NOW);
    expect(await ids()).toEqual(['partly', 'later']);
  });
});

describe('shipments', () => {
  const parcel = (overrides: Partial<WmsParcel> = {}): WmsParcel => ({
    parcelId: 'parcel-1',
    state: 'shipped',
    rawState: 'Completed',
    carrier: 'UPS',
    trackingNumber: '1Z9',
    shippedAt: NOW,
    deliveredAt: null,
    units: new Map([['SERUM-30', 2]]),
    ...overrides,
  });
  const wmsOrder = (overrides: Partial<WmsOrder> = {}): WmsOrder => ({
    wmsOrderId: 'wms-1',
    reference: 'SMP-order-1',
    state: 'shipped',
    rawState: 'Fulfilled',
    units: new Map([['SERUM-30', 2]]),
    parcels: [parcel(), parcel({ parcelId: 'parcel-2', units: null })],
    problems: [],
    ...overrides,
  });

  it('show the warehouse order seen last', async () => {
    const store = testStore();
    expect(await store.orders.shipment('order-1')).toBeNull();
    await store.orders.recordShipment('order-1', wmsOrder(), NOW);
    const { rawState: _raw, ...shown } = parcel();
    expect(await store.orders.shipment('order-1')).toEqual({
      orderId: 'order-1',
      reference: 'SMP-order-1',
      wmsOrderId: 'wms-1',
      state: 'shipped',
      rawState: 'Fulfilled',
      parcels: [
        { ...shown, units: { 'SERUM-30': 2 } },
        { ...shown, parcelId: 'parcel-2', units: null },
      ],
      asOf: NOW,
    });
    await store.orders.recordShipment('order-1', wmsOrder({ state: 'picking', parcels: [] }), NOW - 1);
    expect(await store.orders.shipment('order-1')).toMatchObject({ state: 'shipped', asOf: NOW });
    const again = wmsOrder({ wmsOrderId: 'wms-2', reference: 'SMP-order-1-R2', parcels: [] });
    await store.orders.recordShipment('order-1', again, NOW + 1);
    expect(await store.orders.shipment('order-1')).toMatchObject({ wmsOrderId: 'wms-2', parcels: [] });
  });
});
