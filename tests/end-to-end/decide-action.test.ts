import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Assistant } from '../support/assistants.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import {
  actions,
  approve,
  approvedThrough,
  confirmed,
  firstReading,
  hasEnded,
  orderIdsOf,
  parcels,
  pending,
  settled,
} from '../support/morning.ts';
import { type ActionItem, confirmationRequired } from '../support/wire-shapes.ts';

vi.setConfig({ testTimeout: 90_000 });

let desk: Desk;
let client: Assistant;
/** Parcels that the warehouse cannot pick: it ran out of stock after the approval. One for each test. */
let blocked: ActionItem[];
let skus: string[];

beforeAll(async () => {
  desk = await openDesk();
  client = await desk.assistant();
  await firstReading(client);
  const items = await pending(client, { verdict: 'approve', limit: 50 });
  const byProduct = new Map(items.map((one) => [one.product.sku_id, one]));
  const ids = [...byProduct.values()].slice(0, 4).map((one) => one.application_id);
  await approvedThrough(
    desk,
    client,
    (await approve(client, ids, { override_reason: 'Stock test.' })).values(),
  );
  const orderIds = await orderIdsOf(desk, ids);
  const { orders } = await desk.control.truth();
  skus = orders
    .filter((one) => orderIds.includes(one.order_id))
    .flatMap((one) => one.lines.map((line) => line.seller_sku));
  await stock(0);
  await nextServer();
  blocked = await parcels(desk, client, orderIds);
  await stock(50);
  await nextServer();
}, 90_000);
afterAll(() => desk.close());

async function stock(quantity: number): Promise<void> {
  for (const seller_sku of skus) await desk.control.act({ set_stock: { seller_sku, quantity } });
}

/** A server keeps the stock that it read for half a minute; a new one reads it anew. */
async function nextServer(): Promise<void> {
  await client.close();
  client = await desk.assistant();
}

function nth(index: number): ActionItem {
  const one = blocked[index];
  if (!one) throw new Error(`Only ${blocked.length} parcels are blocked.`);
  return one;
}

async function decide(decision: string, one: ActionItem, extra: Record<string, unknown> = {}) {
  return confirmed(client, 'decide_action', { action_ids: [one.action_id], decision, ...extra });
}

it('what waits for the warehouse says who must do what, in the list and among what needs you', async () => {
  for (const one of blocked) {
    expect(one).toMatchObject({ status: 'blocked', blocked: { who: 'warehouse' } });
    expect(one.blocked?.why).toMatch(/^The warehouse has 0 of \S+ free\b/);
    expect(one.blocked?.next).toContain('Restock');
  }
  const { data } = await client.call('program_status');
  const needs = JSON.stringify(data.needs_you);
  for (const one of blocked) expect(needs).toContain(one.action_id);
});

it('retry looks first and goes on where it stopped', async () => {
  const one = nth(0);
  const [stillOut] = await settled(client, [one.action_id], hasEnded);
  expect(stillOut?.status).toBe('blocked');
  const answer = await decide('retry', one, { reason: 'Restocked this morning.' });
  expect(answer.data).toMatchObject({ status: 'accepted', actions: [{ action_id: one.action_id }] });
  const [going] = await settled(client, [one.action_id], ({ stage }) => stage === 'await_parcel');
  expect(going?.status).toBe('running');
  const events = JSON.stringify((await client.read(`affiliate://actions/${one.action_id}`)).events);
  expect(events).toContain('Restocked this morning.');
  const order = (await desk.control.truth()).orders.find((order) => order.order_id === one.order_id);
  expect(order?.wms_orders).toHaveLength(1);
});

it('cancel ends it and nothing is sent', async () => {
  const one = nth(1);
  await decide('cancel', one);
  const [ended] = await settled(client, [one.action_id], hasEnded);
  expect(ended?.status).toBe('cancelled');
  await desk.control.advance(0.3);
  await client.call('program_status', { refresh: true });
  const again = (await actions(client, { kind: 'fulfil_order' })).filter(
    (other) => other.order_id === one.order_id && other.action_id !== one.action_id,
  );
  expect(again).toEqual([]);
  const order = (await desk.control.truth()).orders.find((order) => order.order_id === one.order_id);
  expect(order?.wms_orders).toEqual([]);
});

it('mark_done believes the person and nothing is sent', async () => {
  const one = nth(2);
  await decide('mark_done', one, { reason: 'Sent by hand.' });
  const [ended] = await settled(client, [one.action_id], hasEnded);
  expect(ended?.status).toBe('done');
  const order = (await desk.control.truth()).orders.find((order) => order.order_id === one.order_id);
  expect(order?.wms_orders).toEqual([]);
});

it('refuses alone what stands elsewhere, with where it stands', async () => {
  const [done] = await actions(client, { kind: 'approve_sample', status: 'done' });
  const answer = await client.call('decide_action', {
    action_ids: [done?.action_id, nth(3).action_id, 'act_unknown'],
    decision: 'cancel',
  });
  const { plan } = confirmationRequired.parse({
    ...answer.data,
    plan: { ...Object(answer.data.plan), refused: [] },
  });
  expect(plan.items).toMatchObject([{ action_id: nth(3).action_id }]);
  expect(Object(answer.data.plan).refused).toMatchObject([
    { action_id: done?.action_id, reason: expect.stringContaining('It is done') },
    { action_id: 'act_unknown', reason: expect.stringContaining('No action with this id is known') },
  ]);
});

it('takes a whole batch with exceptions', async () => {
  const ids = (await pending(client, { verdict: 'approve', limit: 2 })).map((one) => one.application_id);
  const withdrawn = await client.call('approve_and_ship', {
    application_ids: ids,
    override_reason: 'Batch.',
  });
  const { confirm_token } = confirmationRequired.parse(withdrawn.data);
  await desk.control.act({ withdraw: ids });
  const { data } = await client.call('approve_and_ship', { confirm_token });
  const batch = await actions(client, { batch_id: String(data.batch_id) });
  expect(batch).toHaveLength(2);
  await settled(
    client,
    batch.map((one) => one.action_id),
    (one) => one.status === 'failed',
  );
  const [kept, other] = batch.map((one) => one.action_id);
  await confirmed(client, 'decide_action', {
    batch_id: String(data.batch_id),
    except_ids: [kept],
    decision: 'mark_done',
  });
  const status = new Map(
    (await actions(client, { batch_id: String(data.batch_id) })).map((one) => [one.action_id, one.status]),
  );
  expect(status.get(kept ?? '')).toBe('failed');
  expect(status.get(other ?? '')).toBe('done');
});
