import { afterAll, it, vi } from 'vitest';
import { type Desk, type DeskOptions, openDesk } from '../support/desk.ts';
import {
  actions,
  approve,
  approvedThrough,
  firstReading,
  hasEnded,
  orderIdsOf,
  parcels,
  pending,
  settled,
} from '../support/morning.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 90_000 });

const desks: Desk[] = [];
afterAll(async () => {
  for (const desk of desks.splice(0)) await desk.close();
});

async function watched(options: DeskOptions = {}, faults: object = {}) {
  const desk = await openDesk(options);
  desks.push(desk);
  await desk.control.faults(faults);
  const client = await desk.assistant();
  await firstReading(client);
  return { desk, client };
}

it.concurrent('two approvals that TikTok Shop merged become one warehouse order with both lines', async ({
  expect,
}) => {
  const { desk, client } = await watched();
  const byCreator = Map.groupBy(await pending(client, { limit: 50 }), (one) => one.creator.creator_id);
  const pair = [...byCreator.values()].find(
    (items) => items.length === 2 && items.every((one) => one.decision.verdict === 'approve'),
  );
  const ids = pair?.map((one) => one.application_id) ?? [];
  expect(ids).toHaveLength(2);
  const made = await approve(client, ids, { override_reason: 'Both, please.' });
  await approvedThrough(desk, client, made.values());
  const orders = await orderIdsOf(desk, ids);
  expect(orders).toHaveLength(1);
  await parcels(desk, client, orders);
  const truth = (await desk.control.truth()).orders.find((one) => one.order_id === orders[0]);
  expect(truth?.application_ids.toSorted()).toEqual(ids.toSorted());
  expect(truth?.wms_orders).toMatchObject([{ reference_id: `SMP-${orders[0]}`, units: truth?.units_owed }]);
  expect(Object.values(truth?.units_owed ?? {}).reduce((sum, units) => sum + units, 0)).toBe(2);
});

it.concurrent('what a person approved in Seller Center is shipped once, within a cycle', async ({
  expect,
}) => {
  const { desk, client } = await watched();
  const [item] = await pending(client, { verdict: 'approve', limit: 1 });
  const id = item?.application_id ?? '';
  expect(await desk.control.act({ approve: [id] })).toMatchObject({ approve: { done: [id] } });
  await desk.control.advance(0.05);
  const [orderId = ''] = await orderIdsOf(desk, [id]);
  // A cycle comes every 15 minutes of program time, and nobody asks for one here.
  await desk.control.advance(0.26);
  const fulfilment = await until('the parcel of the outside approval', async () => {
    const found = (await actions(client, { kind: 'fulfil_order' })).find((one) => one.order_id === orderId);
    return found?.stage === 'await_parcel' ? found : null;
  });
  expect(fulfilment.proposed_by).toBe('monitor');
  await desk.control.advance(24);
  await settled(client, [fulfilment.action_id], hasEnded);
  const truth = await desk.control.truth();
  expect(truth.orders.find((one) => one.order_id === orderId)).toMatchObject({
    wms_orders: [{ reference_id: `SMP-${orderId}` }],
    tracking_on_tiktok: expect.stringMatching(/\S/),
  });
  expect(truth.verdict).toMatchObject({ doubled: [], messages_doubled: [] });
});

it.concurrent('an order whose answer was lost is found by its reference and not made twice', async ({
  expect,
}) => {
  // From before the first reading, so that the orders approved in Seller Center meet it too: among so many some answer
  // to a create is lost whatever the seed.
  const { desk, client } = await watched(
    {},
    { rate: 0.5, kinds: ['lost_after'], match: '/2026-07/order', seed: 3 },
  );
  await desk.control.advance(0.12);
  await client.call('program_status', { refresh: true });
  await until('a lost answer', async () =>
    ((await desk.control.injected()).lost_after ?? 0) > 8 ? true : null,
  );
  await desk.control.faults({});
  const found = await until(
    'the orders to be found',
    async () => {
      await desk.control.advance(0.02);
      const all = await actions(client, { kind: 'fulfil_order' });
      return all.every((one) => one.stage === 'await_parcel' || hasEnded(one)) ? all : null;
    },
    () => actions(client, { kind: 'fulfil_order' }),
  );
  const foundAgain = found.filter((one) =>
    one.steps.some(({ step, state }) => step === 'create_wms_order' && state === 'found_done'),
  );
  expect(foundAgain.length).toBeGreaterThan(0);
  const { orders, verdict } = await desk.control.truth();
  expect(verdict.doubled).toEqual([]);
  for (const order of orders) expect(order.wms_orders.length).toBeLessThanOrEqual(1);
});

it.concurrent('where the warehouse imports by itself it is only watched', async ({ expect }) => {
  const { desk, client } = await watched({
    nativeConnection: true,
    config: { defaults: { shipping: { route: 'native_sync' } } },
  });
  const [item] = await pending(client, { verdict: 'approve', limit: 1 });
  const id = item?.application_id ?? '';
  const made = await approve(client, [id]);
  await approvedThrough(desk, client, made.values());
  const [orderId = ''] = await orderIdsOf(desk, [id]);
  await desk.control.advance(0.3);
  await client.call('program_status', { refresh: true });
  await until(
    'the import to be found',
    async () => {
      const all = await actions(client, { kind: 'fulfil_order' });
      return all.some((one) => one.order_id === orderId && one.stage === 'await_shipped') ? all : null;
    },
    () => actions(client, { kind: 'fulfil_order' }),
  );
  await desk.control.advance(24);
  const done = await until(
    'the imported parcel',
    async () => {
      const [found] = (await actions(client, { kind: 'fulfil_order' })).filter(
        (one) => one.order_id === orderId,
      );
      return found?.status === 'done' ? found : null;
    },
    () => actions(client, { kind: 'fulfil_order' }),
  );
  expect(done.outcome).toMatch(/^Shipped with \S+/);
  const { orders, verdict } = await desk.control.truth();
  const references = orders.flatMap((order) => order.wms_orders.map((one) => one.reference_id));
  expect(references).toContain(orderId);
  expect(references.filter((one) => one.startsWith('SMP-'))).toEqual([]);
  expect(verdict.agrees).toBe(true);
});

it.concurrent('where the warehouse imports by itself nothing is created even with the wrong route set', async ({
  expect,
}) => {
  const { desk, client } = await watched({
    nativeConnection: true,
    config: { defaults: { shipping: { route: 'direct_create' } } },
  });
  const [item] = await pending(client, { verdict: 'approve', limit: 1 });
  const id = item?.application_id ?? '';
  await approvedThrough(desk, client, (await approve(client, [id])).values());
  const [orderId = ''] = await orderIdsOf(desk, [id]);
  await desk.control.advance(0.3);
  const [stopped] = await parcels(desk, client, [orderId]);
  expect(stopped).toMatchObject({ status: 'blocked', blocked: { who: 'operator' } });
  expect(stopped?.blocked?.why).toContain('imported this order by itself');
  const order = (await desk.control.truth()).orders.find((one) => one.order_id === orderId);
  expect(order?.wms_orders.map((one) => one.reference_id)).toEqual([orderId]);
  const status = await client.call('program_status');
  expect(JSON.stringify(status.data.needs_you)).toContain(orderId);
});
