import { expect, it } from 'vitest';
import { at, type Json, list, number, type TestClient, text } from './client.ts';
import { approvedOrder, harness, populate, UPS, wmsOrder } from './harness.ts';

const { connect } = harness();

async function onItsWay(): Promise<{
  client: TestClient;
  id: string;
  orderId: string;
  units: Record<string, number>;
}> {
  const client = await connect();
  const [id = ''] = await populate(client, 1);
  const orderId = await approvedOrder(client, id);
  const units = { [text(await client.order(orderId), 'line_items', 0, 'seller_sku')]: 1 };
  await client.warehouse('/order', wmsOrder(`SMP-${orderId}`, units));
  await client.advance(21);
  const found = await client.warehouse(`/order?ReferenceIds=SMP-${orderId}`);
  const tracking = text(found.body, 0, 'shipments', 0, 'tracking', 'tracking_number');
  const body = { tracking_number: tracking, shipping_provider_id: UPS };
  await client.shop(`/fulfillment/202309/orders/${orderId}/packages`, { body });
  return { client, id, orderId, units };
}

async function truthOf(client: TestClient, orderId: string): Promise<{ order: Json; verdict: Json }> {
  const truth = await client.control('oracle');
  const order = list(truth, 'orders').find((one) => text(one, 'order_id') === orderId);
  return { order: order ?? null, verdict: at(truth, 'verdict') };
}

it('a lost parcel never arrives, and nobody owes a second one until it is sent', async () => {
  const { client, id, orderId } = await onItsWay();
  expect(at(await client.control('act', { lose: [id] }), 'lose', 'done')).toEqual([id]);
  await client.advance(24 * 12);
  await client.connect();
  expect(text(await client.order(orderId), 'status')).toBe('IN_TRANSIT');
  const { order, verdict } = await truthOf(client, orderId);
  expect([number(order, 'parcels_lost'), at(verdict, 'agrees')]).toEqual([1, true]);
});

it('the parcel that replaces it is owed, a further one is a double', async () => {
  const { client, id, orderId, units } = await onItsWay();
  await client.control('act', { lose: [id] });
  await client.warehouse('/order', wmsOrder(`SMP-${orderId}-R2`, units));
  const replaced = await truthOf(client, orderId);
  expect(Object.values(at(replaced.order, 'units_owed') ?? {})).toEqual([2]);
  expect(at(replaced.verdict, 'doubled')).toEqual([]);
  expect(JSON.stringify(at(replaced.verdict, 'lost'))).not.toContain(orderId);
  await client.warehouse('/order', wmsOrder(`SMP-${orderId}-R3`, units));
  const { verdict } = await truthOf(client, orderId);
  expect(list(verdict, 'doubled')).toHaveLength(1);
});

it('a second parcel without a loss is a double', async () => {
  const { client, orderId, units } = await onItsWay();
  await client.warehouse('/order', wmsOrder(`SMP-${orderId}-R2`, units));
  const { verdict } = await truthOf(client, orderId);
  expect(list(verdict, 'doubled')).toHaveLength(1);
});
