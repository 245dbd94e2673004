import { expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { order } from '../store/support.ts';
import { ActionDesk } from '../support/action-desk.ts';

async function notes(desk: ActionDesk): Promise<readonly unknown[]> {
  const { items } = await desk.store.actions.list({ kind: 'send_note', limit: 5 });
  return items.map(({ plan }) => (plan.kind === 'send_note' ? plan.applicationIds : null));
}

/** An order that is shipped at the warehouse while no request is known to belong to it. */
async function shippedBeforeItsRequestIsRead(desk: ActionDesk): Promise<string> {
  desk.tiktok.applications.clear();
  const id = await desk.fulfil();
  await desk.runUntil(id, ['done'], HOUR / 2);
  desk.warehouse.ship('SMP-order-1', {});
  return id;
}

it('waits for a request that is read after its parcel left, and then writes to its creator', async () => {
  const desk = await ActionDesk.open();
  const id = await shippedBeforeItsRequestIsRead(desk);
  await desk.runUntil(id, ['done'], HOUR);
  expect(await desk.action(id)).toMatchObject({ status: 'running', stage: 'propose_note' });
  expect(await notes(desk)).toEqual([]);

  const known = await desk.store.samples.get('application-1');
  if (!known) throw new Error('The desk has one request.');
  await desk.store.samples.record(
    known.shopId,
    [{ ...known, status: 'SHIPPED', orderId: order().orderId }],
    desk.clocks.program,
  );
  desk.clocks.advance(15 * MINUTE);
  await desk.run();
  expect(await desk.action(id)).toMatchObject({ status: 'done' });
  expect(await notes(desk)).toEqual([['application-1']]);
});

it('ends without a note for an order that no request ever names', async () => {
  const desk = await ActionDesk.open();
  const id = await shippedBeforeItsRequestIsRead(desk);
  expect(await desk.runUntil(id, ['done'], 6 * HOUR)).toMatchObject({ status: 'done' });
  expect(await notes(desk)).toEqual([]);
});
