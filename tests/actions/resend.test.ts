import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/domain/time.ts';
import type { ReshipRequest } from '../../src/usecases/plan-reship.ts';
import { planReship } from '../../src/usecases/plan-reship.ts';
import { limitRules, sampleLimitState } from '../../src/usecases/sample-limits.ts';
import { NOW, order, SHOP } from '../store/support.ts';
import type { ActionDesk } from '../support/action-desk.ts';
import { US_SHOP, usecaseDesk } from '../support/usecase-desk.ts';

const REQUEST: ReshipRequest = { reshipOf: 'application-1', reason: 'Never arrived' };

/** A sample that left the warehouse eleven days ago and reached nobody. */
async function lostDesk(): Promise<ActionDesk> {
  const desk = await usecaseDesk();
  const first = await desk.fulfil({ createdAt: NOW - 13 * DAY });
  await desk.run();
  desk.warehouse.ship('SMP-order-1', { trackingNumber: '1ZLOST', shippedAt: NOW });
  await desk.runUntil(first, ['done'], DAY);
  expect((await desk.action(first)).status).toBe('done');
  desk.tiktok.change('application-1', { status: 'SHIPPED' });
  desk.tiktok.changeOrder('order-1', { status: 'IN_TRANSIT', shippedAt: NOW });
  desk.clocks.advance(11 * DAY);
  await desk.seen();
  return desk;
}

function plan(desk: ActionDesk, request = REQUEST) {
  const { samples, orders, actions, automation } = desk.store;
  const { programClock } = desk.clocks;
  const deps = { samples, orders, actions, automation, programClock, settings: desk.programSettings() };
  return planReship(deps, US_SHOP, request);
}

async function resend(desk: ActionDesk): Promise<string> {
  const { items, refused } = await plan(desk);
  const [item] = items;
  if (!item || !('insert' in item.effect)) throw new Error(refused[0]?.reason);
  const [inserted] = await desk.store.actions.insert([item.effect.insert], desk.clocks.program);
  if (!inserted?.inserted) throw new Error('It was there before.');
  return inserted.action.actionId;
}

const refusal = async (desk: ActionDesk, request = REQUEST) =>
  (await plan(desk, request)).refused[0]?.reason ?? '';

describe('a lost sample', () => {
  it('is sent again under a reference of its own, and followed until it arrives', async () => {
    const desk = await lostDesk();
    const made = await plan(desk);
    expect(made).toMatchObject({
      actionClass: 'C',
      costCeiling: { amountMinor: 2_400, currency: 'USD' },
      items: [{ key: 'application-1', binds: { reference: 'SMP-order-1-R2', resend: { number: 2 } } }],
    });
    expect(made.items[0]?.text).toContain('It left 11 d ago.');
    expect(made.items[0]?.text).toContain('72 h for a correction are over');
    expect(JSON.stringify(made)).not.toContain('Canary');

    const id = await resend(desk);
    await desk.run();
    expect([...desk.warehouse.orders.keys()]).toEqual(['SMP-order-1', 'SMP-order-1-R2']);
    expect(desk.warehouse.received[1]).toMatchObject({ lines: [{ sku: 'SERUM-30', quantity: 1 }] });
    desk.warehouse.ship('SMP-order-1-R2', { trackingNumber: '1ZNEW', shippedAt: desk.clocks.program + HOUR });
    await desk.runUntil(id, ['done'], 2 * DAY);
    expect(await desk.action(id)).toMatchObject({ status: 'running', stage: 'await_delivery' });
    desk.warehouse.ship('SMP-order-1-R2', {
      ...{ trackingNumber: '1ZNEW', state: 'delivered', deliveredAt: desk.clocks.program },
    });
    desk.warehouse.change('SMP-order-1-R2', { state: 'delivered' });
    await desk.runUntil(id, ['done'], DAY);
    expect(await desk.action(id)).toMatchObject({ status: 'done', outcome: 'Sent again as SMP-order-1-R2.' });
    // The number on TikTok Shop stays that of the first parcel.
    expect(desk.tiktok.orderList.get('order-1')?.lines[0]?.trackingNumber).toBe('1ZLOST');
    const { items } = await desk.store.tracking.page({ shopId: SHOP, now: desk.clocks.program, limit: 5 });
    expect(items).toMatchObject([
      {
        milestones: { stage: 'delivered' },
        parcels: [{ trackingNumber: '1ZNEW' }],
        resendReference: 'SMP-order-1-R2',
      },
    ]);
  });

  it('goes out once, also when the warehouse does not answer', async () => {
    const desk = await lostDesk();
    desk.warehouse.faults.fail('create', 'outcome_unknown', 'after');
    const id = await resend(desk);
    await desk.runUntil(id, ['done'], DAY);
    expect([...desk.warehouse.orders.keys()]).toEqual(['SMP-order-1', 'SMP-order-1-R2']);
    expect(desk.warehouse.received).toHaveLength(2);
  });

  it('has at most one replacement under way, and the next one a week later under its own number', async () => {
    const desk = await lostDesk();
    const id = await resend(desk);
    expect(await refusal(desk)).toContain(`action ${id}`);
    await desk.run();
    desk.warehouse.ship('SMP-order-1-R2', { trackingNumber: '1ZNEW', shippedAt: desk.clocks.program });
    await desk.runUntil(id, ['done'], 2 * DAY);
    expect(await refusal(desk)).toContain('give that parcel a week');
    await desk.runUntil(id, ['done'], 30 * DAY);
    expect((await plan(desk)).items[0]?.binds).toMatchObject({ reference: 'SMP-order-1-R3' });
  });

  it('is not sent when the first parcel turns up before it leaves', async () => {
    const desk = await lostDesk();
    const id = await resend(desk);
    desk.tiktok.changeOrder('order-1', { status: 'DELIVERED', deliveredAt: desk.clocks.program });
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'failed' });
    expect(desk.warehouse.received).toHaveLength(1);
    expect(await desk.store.actions.reserved(SHOP, 'approve_sample', 'cost', 0)).toBe(0);
  });

  it('waits for a person when the address is hidden by now', async () => {
    const desk = await lostDesk();
    desk.tiktok.recipients.set('order-1', null);
    const id = await resend(desk);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'blocked', blocked: { who: 'operator' } });
    expect(desk.warehouse.received).toHaveLength(1);
  });

  it('waits for stock at the warehouse', async () => {
    const desk = await lostDesk();
    desk.warehouse.free.set('SERUM-30', 0);
    const id = await resend(desk);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'blocked', blocked: { who: 'warehouse' } });
  });

  it('takes money from the month and no sample from the day', async () => {
    const desk = await lostDesk();
    await resend(desk);
    const { reserved } = desk.store.actions;
    const used = async () => [
      await reserved(SHOP, 'approve_sample', 'cost', 0),
      await reserved(SHOP, 'approve_sample', 'count', 0),
    ];
    expect(await used()).toEqual([2_400, 0]);
    await desk.run();
    expect(await used()).toEqual([2_400, 0]);
  });

  it('is stopped by the money ceiling, when it is planned and when it is due', async () => {
    const desk = await lostDesk();
    const id = await resend(desk);
    desk.settings = {
      ...desk.settings,
      caps: { ...desk.settings.caps, monthCostMinor: 2_399, perDay: 0, perWeek: 0 },
    };
    const state = await sampleLimitState(desk.store, US_SHOP, desk.settings, desk.clocks.program);
    desk.limits = async () => limitRules(US_SHOP, state);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'blocked' });
    expect((await desk.action(id)).blocked?.why).toContain('ceiling');
    await desk.decide(id, 'cancelled');
    expect(await refusal(desk)).toContain('money ceiling of $23.99');
  });
});

describe('nothing is sent again', () => {
  it.each([
    ['delivered', { status: 'COMPLETED', deliveredAt: NOW }, 'shows it as delivered'],
    ['not sent yet', { status: 'AWAITING_SHIPMENT' }, 'has not left yet'],
    ['cancelled', { status: 'CANCELLED' }, 'cancelled the order'],
    [
      'shipped by TikTok',
      { status: 'IN_TRANSIT', fulfillmentType: 'FULFILLMENT_BY_TIKTOK' },
      'own warehouse',
    ],
  ] as const)('of an order that is %s', async (_what, changes, reason) => {
    const desk = await usecaseDesk();
    desk.tiktok.makeOrder(order(changes), ['application-1']);
    await desk.seen();
    expect(await refusal(desk)).toContain(reason);
  });

  it('on native_sync, where the warehouse has to do it', async () => {
    const desk = await lostDesk();
    desk.settings = { ...desk.settings, shipping: { ...desk.settings.shipping, route: 'native_sync' } };
    expect(await refusal(desk)).toContain('Have the warehouse re-send');
  });

  it('of a sample without an order, of another shop, or that nobody knows', async () => {
    const desk = await usecaseDesk();
    expect(await refusal(desk)).toContain('no order yet');
    expect(await refusal(desk, { ...REQUEST, reshipOf: '404' })).toContain('No sample with this id');
    const { samples, orders, actions, automation } = desk.store;
    const { programClock } = desk.clocks;
    const deps = { samples, orders, actions, automation, programClock, settings: desk.programSettings() };
    const other = await planReship(deps, { ...US_SHOP, shopId: 'shop-2' }, REQUEST);
    expect(other.refused[0]?.reason).toContain('another shop');
  });
});
