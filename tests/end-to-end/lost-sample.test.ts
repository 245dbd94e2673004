import { afterAll, it, vi } from 'vitest';
import { type Desk, openDesk } from '../support/desk.ts';
import {
  approve,
  approvedThrough,
  confirmed,
  firstReading,
  orderIdsOf,
  parcels,
  pending,
} from '../support/morning.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 120_000 });

const desks: Desk[] = [];
afterAll(async () => {
  for (const desk of desks.splice(0)) await desk.close();
});

it('a sample that never arrived is seen as late, sent again once, and content closes the loop of others', async ({
  expect,
}) => {
  const desk = await openDesk({});
  desks.push(desk);
  const client = await desk.assistant();
  await firstReading(client);
  // The orders of past samples, and with them their dates, come in the cycle after the first reading.
  await desk.control.advance(0.5);
  await until('content', async () => {
    await client.call('program_status', { refresh: true });
    const { text } = await client.call('track_samples', { posted: true, limit: 5 });
    return text.includes('https://www.example.com/@') ? text : null;
  });
  expect((await client.call('track_samples', { delivered_before: '14d', posted: false })).text).toContain(
    'not posted',
  );

  const [item] = await pending(client, { verdict: 'approve', limit: 1 });
  const id = item?.application_id ?? '';
  await approvedThrough(desk, client, (await approve(client, [id])).values());
  const [orderId = ''] = await orderIdsOf(desk, [id]);
  await parcels(desk, client, [orderId]);
  await until('the parcel to leave and get lost', async () => {
    await desk.control.advance(5);
    await client.call('program_status', { refresh: true });
    const acted = await desk.control.act({ lose: [id] });
    return JSON.stringify(acted).includes(`"done":["${id}"]`) || null;
  });
  await desk.control.advance(24 * 11);
  await until('the sample to be late', async () => {
    await client.call('program_status', { refresh: true });
    const { text } = await client.call('track_samples', { late: true, creator: item?.creator.creator_id });
    return text.includes('reship_of') ? text : null;
  });
  const sent = await confirmed(client, 'approve_and_ship', { reship_of: id, reason: 'Never arrived' });
  expect(sent.text).toContain('fulfil_order');
  const truthOf = async () => (await desk.control.truth()).orders.find((one) => one.order_id === orderId);
  await until('the second warehouse order', async () => (await truthOf())?.wms_orders.length === 2 || null);
  const truth = await truthOf();
  expect(truth?.wms_orders.map((one) => one.reference_id)).toEqual([`SMP-${orderId}`, `SMP-${orderId}-R2`]);
  expect((await desk.control.truth()).verdict.doubled).toEqual([]);
  const again = (await client.call('approve_and_ship', { reship_of: id, reason: 'Never arrived' })).text;
  expect(again).toContain('is being worked on');
});
