import { describe, expect, it } from 'vitest';
import { at, type Json, list, number, text } from './client.ts';
import { approvedOrder, harness, populate, UPS, wmsOrder } from './harness.ts';

const { connect } = harness();
type Client = Awaited<ReturnType<typeof connect>>;

async function shipmentOf(client: Client, reference: string): Promise<Json> {
  return at((await client.warehouse(`/order?ReferenceIds=${reference}`)).body, 0, 'shipments', 0);
}

async function fulfillable(client: Client, sku: string): Promise<number> {
  const levels = await client.warehouse(`/inventory-level?SearchBy=${sku}`);
  const found = list(levels.body, 'items').find((one) => text(one, 'sku') === sku);
  return number(found ?? null, 'total_fulfillable_quantity');
}

describe('creating', () => {
  it('commits stock and walks from picking to the door', async () => {
    const client = await connect();
    const before = await fulfillable(client, 'NB-GARLIC');
    const created = await client.warehouse('/order', wmsOrder('SMP-1', { 'NB-GARLIC': 2 }));
    expect(created.status).toBe(201);
    expect([text(created.body, 'status'), text(created.body, 'order_number')]).toEqual([
      'Processing',
      'SMP-1',
    ]);
    expect(await fulfillable(client, 'NB-GARLIC')).toBe(before - 2);
    const details = new Set<number>();
    for (let hour = 0; hour < 40; hour++) {
      await client.advance(0.5);
      const shipment = await shipmentOf(client, 'SMP-1');
      for (const detail of list(shipment, 'status_details')) details.add(number(detail, 'id'));
    }
    expect([...details].slice(0, 4)).toEqual([100, 101, 102, 200]);
    const shipped = await shipmentOf(client, 'SMP-1');
    expect(text(shipped, 'status')).toBe('Completed');
    expect(['UPS', 'FedEx']).toContain(text(shipped, 'tracking', 'carrier'));
    expect(await fulfillable(client, 'NB-GARLIC')).toBe(before - 2);
    await client.advance(24 * 4 + 6);
    const delivered = await shipmentOf(client, 'SMP-1');
    expect(number(delivered, 'status_details', 0, 'id')).toBe(203);
    const journey = await client.warehouse(`/shipments-tracking?ShipmentIds=${text(delivered, 'id')}`);
    expect(text(journey.body, 0, 'status')).toBe('Delivered');
    expect(list(journey.body, 0, 'history').map((step) => text(step, 'status'))).toEqual([
      'Delivered',
      'InTransit',
      'InTransit',
      'PreTransit',
    ]);
  });

  it('refuses a reference that was used, also by a cancelled order', async () => {
    const client = await connect();
    const first = await client.warehouse('/order', wmsOrder('SMP-2', { 'NB-GARLIC': 1 }));
    const again = await client.warehouse('/order', wmsOrder('SMP-2', { 'NB-GARLIC': 1 }));
    expect([again.status, at(again.body, '')]).toEqual([
      422,
      ['Cannot insert order with existing ReferenceId'],
    ]);
    const cancelled = await client.warehouse(`/order/${text(first.body, 'id')}:cancel`, {});
    expect(text(cancelled.body, 'status')).toBe('Success');
    expect((await client.warehouse('/order', wmsOrder('SMP-2', { 'NB-GARLIC': 1 }))).status).toBe(422);
    expect(list((await client.warehouse('/order?ReferenceIds=SMP-2')).body)).toHaveLength(1);
  });

  it('makes a ghost of an unknown SKU, and an order that cannot ship', async () => {
    const client = await connect();
    const created = await client.warehouse('/order', wmsOrder('SMP-3', { 'NB-TYPO': 1 }));
    expect([created.status, text(created.body, 'status')]).toEqual([201, 'Exception']);
    expect(number(created.body, 'shipments', 0, 'status_details', 0, 'id')).toBe(303);
    expect(list((await client.warehouse('/product?SKU=NB-TYPO')).body, 'items')).toHaveLength(1);
  });

  it('does not promise units that another order has committed', async () => {
    const client = await connect();
    const first = await client.warehouse('/order', wmsOrder('SMP-11', { 'NB-BOTTLE': 2 }));
    const second = await client.warehouse('/order', wmsOrder('SMP-12', { 'NB-BOTTLE': 2 }));
    expect([text(first.body, 'status'), text(second.body, 'status')]).toEqual(['Processing', 'Exception']);
    expect(await fulfillable(client, 'NB-BOTTLE')).toBe(1);
  });

  it('waits for stock and goes on when it comes', async () => {
    const client = await connect();
    await client.warehouse('/order', wmsOrder('SMP-4', { 'NB-SCALP': 1 }));
    expect(text(await shipmentOf(client, 'SMP-4'), 'status')).toBe('Exception');
    await client.control('act', { set_stock: { seller_sku: 'NB-SCALP', quantity: 20 } });
    expect(text(await shipmentOf(client, 'SMP-4'), 'status')).toBe('Processing');
    await client.advance(21);
    expect(text(await shipmentOf(client, 'SMP-4'), 'status')).toBe('Completed');
  });

  it('holds an address without a house number or with a mask', async () => {
    const client = await connect();
    for (const [reference, address] of [
      ['SMP-5', 'Alder Court'],
      ['SMP-6', '1***'],
    ] as const) {
      await client.warehouse('/order', wmsOrder(reference, { 'NB-GARLIC': 1 }, address));
      const shipment = await shipmentOf(client, reference);
      expect([text(shipment, 'status'), number(shipment, 'status_details', 0, 'id')]).toEqual([
        'OnHold',
        401,
      ]);
    }
  });

  it('names what is wrong with a body, and needs token and channel', async () => {
    const client = await connect();
    const bad = await client.warehouse('/order', { ...wmsOrder('SMP-7', { 'NB-GARLIC': 0 }) });
    expect(bad.status).toBe(400);
    expect(at(bad.body, 'Products[0].Quantity')).toBeDefined();
    const open = wmsOrder('SMP-7', { 'NB-GARLIC': 1 });
    expect((await client.warehouse('/order', open, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await client.warehouse('/order', open, { shipbob_channel_id: '' })).status).toBe(400);
    expect(list((await client.warehouse('/order')).body)).toHaveLength(0);
  });
});

describe('cancelling', () => {
  it('is too late once picking is done, and says so with 200', async () => {
    const client = await connect();
    const created = await client.warehouse('/order', wmsOrder('SMP-8', { 'NB-GARLIC': 1 }));
    await client.advance(21);
    const late = await client.warehouse(`/order/${text(created.body, 'id')}:cancel`, {});
    expect([late.status, text(late.body, 'status')]).toEqual([200, 'Failure']);
    expect(at(late.body, 'canceled_shipment_results', 0, 'is_success')).toBe(false);
  });

  it('gives the stock back', async () => {
    const client = await connect();
    const before = await fulfillable(client, 'NB-GARLIC');
    const created = await client.warehouse('/order', wmsOrder('SMP-9', { 'NB-GARLIC': 3 }));
    await client.warehouse(`/order/${text(created.body, 'id')}:cancel`, {});
    expect(await fulfillable(client, 'NB-GARLIC')).toBe(before);
  });
});

describe('simulation and limit', () => {
  it('ships and delivers on request', async () => {
    const client = await connect();
    const created = await client.warehouse('/order', wmsOrder('SMP-10', { 'NB-GARLIC': 1 }));
    const simulation = await client.warehouse('/simulate/shipment', {
      shipment_id: number(created.body, 'shipments', 0, 'id'),
      simulation: { action: 'ShipOrder', delay: 1, next: { action: 'DeliverOrder', delay: 2, next: null } },
    });
    const status = async (): Promise<string> =>
      text(
        (await client.warehouse(`/simulate/status/${text(simulation.body, 'simulation_id')}`)).body,
        'status',
      );
    expect(await status()).toBe('Pending');
    await client.advance(4 / 60);
    expect(await status()).toBe('Completed');
    expect(at(await shipmentOf(client, 'SMP-10'), 'delivery_date')).not.toBeNull();
  });

  it('counts calls down and refuses beyond them, until the minute has passed', async () => {
    const client = await connect();
    const first = await client.warehouse('/channel');
    expect(first.headers.get('x-remaining-calls')).toBe('599');
    const statuses = new Set<number>();
    for (let batch = 0; batch < 13; batch++) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => client.warehouse('/channel')));
      for (const answer of answers) statuses.add(answer.status);
    }
    expect(statuses).toEqual(new Set([200, 429]));
    const refused = await client.warehouse('/channel');
    expect(Number(refused.headers.get('x-retry-after'))).toBeGreaterThan(0);
    expect(number(refused.body, 'statusCode')).toBe(429);
    await client.advance(1 / 60);
    expect((await client.warehouse('/channel')).status).toBe(200);
  });
});

describe('a native connection', () => {
  it('imports sample orders by itself, ships them and reports the number', async () => {
    const client = await connect({ nativeConnection: true });
    const [id = ''] = await populate(client, 1);
    const orderId = await approvedOrder(client, id);
    expect(list((await client.warehouse(`/order?ReferenceIds=${orderId}`)).body)).toHaveLength(0);
    await client.advance(11 / 60);
    const imported = at((await client.warehouse(`/order?ReferenceIds=${orderId}`)).body, 0);
    expect([text(imported, 'order_number'), text(imported, 'channel', 'name')]).toEqual([
      orderId,
      expect.stringContaining('TikTok Shop'),
    ]);
    const channels = list((await client.warehouse('/channel')).body, 'items');
    expect(channels).toHaveLength(2);
    await client.advance(21);
    const order = await client.order(orderId);
    const shipment = await shipmentOf(client, orderId);
    expect(text(order, 'tracking_number')).toBe(text(shipment, 'tracking', 'tracking_number'));
    expect(at(shipment, 'is_tracking_uploaded')).toBe(true);
    const verdict = at(await client.control('oracle'), 'verdict');
    expect([at(verdict, 'agrees'), number(verdict, 'units_owed')]).toEqual([true, 9]);
  });

  it('is absent unless asked for', async () => {
    const client = await connect();
    await client.advance(2);
    expect(list((await client.warehouse('/order')).body)).toHaveLength(0);
    expect(list((await client.warehouse('/channel')).body, 'items')).toHaveLength(1);
  });
});

describe('the parcel of the warehouse', () => {
  it('is delivered on the platform when the carrier delivers it', async () => {
    const client = await connect();
    const [id = ''] = await populate(client, 1);
    const orderId = await approvedOrder(client, id);
    const sku = text(await client.order(orderId), 'line_items', 0, 'seller_sku');
    await client.warehouse('/order', wmsOrder(`SMP-${orderId}`, { [sku]: 1 }));
    await client.advance(21);
    const tracking = at(await shipmentOf(client, `SMP-${orderId}`), 'tracking');
    const provider = text(tracking, 'carrier') === 'UPS' ? UPS : '7129720299146184490';
    const body = { tracking_number: text(tracking, 'tracking_number'), shipping_provider_id: provider };
    const marked = await client.shop(`/fulfillment/202309/orders/${orderId}/packages`, { body });
    expect(text(marked.body, 'data', 'warning', 'message')).toBe('');
    await client.advance(24 * 4);
    expect(at(await shipmentOf(client, `SMP-${orderId}`), 'delivery_date')).not.toBeNull();
    expect(text(await client.order(orderId), 'status')).toBe('DELIVERED');
    expect(text(await client.application(id), 'status')).toBe('CONTENT_PENDING');
  });
});
