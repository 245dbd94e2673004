import { describe, expect, it } from 'vitest';
import type { OrderLine } from '../../src/domain/order.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { shopSettings } from '../rules/sample-facts.ts';
import { application, NOW, type order } from '../store/support.ts';
import { ActionDesk } from '../support/action-desk.ts';
import { RECIPIENT } from '../support/fake-tiktok-shop.ts';

const MERGE_ENDS = NOW + 6 * MINUTE;
const REFERENCE = 'SMP-order-1';

function line(number: number, sellerSku = 'SERUM-30', trackingNumber: string | null = null): OrderLine {
  return {
    lineId: `line-${number}`,
    productId: 'product-1',
    skuId: 'sku-1',
    sellerSku,
    productName: 'Vitamin C Serum',
    trackingNumber,
  };
}

async function pastMerging(desk: ActionDesk, overrides: Parameters<typeof order>[0] = {}): Promise<string> {
  const id = await desk.fulfil(overrides);
  desk.clocks.advance(MERGE_ENDS - NOW);
  await desk.run();
  return id;
}

describe('fulfil_order, direct_create: the warehouse order', () => {
  it('waits for the merge window, then creates one order with both lines under our reference', async () => {
    const desk = await ActionDesk.open();
    const id = await desk.fulfil({ lines: [line(1)] });
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'running', waitUntil: MERGE_ENDS });
    desk.tiktok.changeOrder('order-1', { lines: [line(1), line(2)] });
    desk.clocks.advance(MERGE_ENDS - NOW);
    await desk.run();
    expect(desk.warehouse.received).toEqual([
      {
        reference: REFERENCE,
        recipient: RECIPIENT,
        lines: [{ sku: 'SERUM-30', name: 'Vitamin C Serum', quantity: 2 }],
        shippingMethod: 'Standard',
      },
    ]);
    expect(await desk.action(id)).toMatchObject({ status: 'running', stage: 'await_parcel' });
  });

  it('keeps the recipient out of the journal', async () => {
    const desk = await ActionDesk.open();
    const id = await pastMerging(desk);
    const kept = JSON.stringify([await desk.action(id), await desk.store.actions.events(id)]);
    for (const secret of [RECIPIENT.name, RECIPIENT.address1, RECIPIENT.phone ?? '']) {
      expect(kept).not.toContain(secret);
    }
  });

  it.each(['before', 'after'] as const)(
    'settles an answer lost %s the effect by the reference',
    async (at) => {
      const desk = await ActionDesk.open();
      desk.warehouse.faults.fail('create', 'outcome_unknown', at);
      const id = await pastMerging(desk);
      expect(await desk.action(id)).toMatchObject({ status: 'unknown' });
      desk.clocks.advance(2 * SECOND);
      await desk.run();
      expect(await desk.action(id)).toMatchObject({ status: 'running', stage: 'await_parcel' });
      expect(desk.warehouse.received).toHaveLength(1);
    },
  );

  it.each(['before', 'after'] as const)('carries on after a process that died %s the effect', async (at) => {
    const desk = await ActionDesk.open({ workers: 1 });
    const hanging = desk.warehouse.faults.hang('create', at);
    const id = await desk.fulfil();
    desk.clocks.advance(MERGE_ENDS - NOW);
    const abandoned = desk.dispatcher('process-1').dispatchDue();
    await hanging.reached;
    desk.dead.add('process-1');
    await desk.run('process-2');
    expect(await desk.action(id)).toMatchObject({ stage: 'await_parcel' });
    hanging.release();
    await abandoned;
    expect(desk.warehouse.received).toHaveLength(1);
  });

  it('stops for a person where a doubt could ship twice, but not after a create that was turned away', async () => {
    const desk = await ActionDesk.open();
    desk.warehouse.refusesDuplicates = false;
    desk.warehouse.faults.fail('create', 'rate_limited');
    desk.warehouse.faults.fail('create', 'outcome_unknown', 'before');
    const id = await pastMerging(desk);
    expect(await desk.action(id)).toMatchObject({ status: 'running' });
    const blocked = await desk.runUntil(id, ['blocked'], HOUR);
    expect(blocked.blocked?.next).toContain(REFERENCE);
    expect(desk.warehouse.faults.count('create')).toBe(2);
  });

  it('never creates an order that the warehouse imported by itself', async () => {
    const desk = await ActionDesk.open();
    desk.warehouse.put('order-1', new Map([['SERUM-30', 1]]));
    const id = await pastMerging(desk);
    expect((await desk.action(id)).blocked?.why).toContain('imported this order by itself');
    expect(desk.warehouse.received).toEqual([]);
  });

  it('stops when the order under our reference holds other units, or was cancelled there', async () => {
    const desk = await ActionDesk.open();
    desk.warehouse.put(REFERENCE, new Map([['SERUM-30', 3]]));
    const id = await pastMerging(desk);
    expect((await desk.action(id)).blocked?.why).toContain('holds other units');
    const other = await ActionDesk.open();
    other.warehouse.put(REFERENCE, new Map([['SERUM-30', 1]]), 'cancelled');
    const cancelled = await pastMerging(other);
    expect((await other.action(cancelled)).blocked?.why).toContain('was cancelled at the warehouse');
  });

  it.each([
    [
      'a masked address',
      (desk: ActionDesk) => desk.tiktok.recipients.set('order-1', null),
      'hides the address',
    ],
    ['an unknown SKU', (desk: ActionDesk) => desk.warehouse.free.clear(), 'does not know the SKU "SERUM-30"'],
    [
      'a TikTok label',
      (desk: ActionDesk) => desk.tiktok.changeOrder('order-1', { shippingType: 'TIKTOK' }),
      'TikTok Shipping',
    ],
    [
      'a part shipped outside',
      (desk: ActionDesk) =>
        desk.tiktok.changeOrder('order-1', {
          status: 'PARTIALLY_SHIPPING',
          lines: [line(1), line(2, 'SERUM-30', '1Z9')],
        }),
      'shipped outside affiliate-ops',
    ],
    [
      'a line without a seller SKU',
      (desk: ActionDesk) => desk.tiktok.changeOrder('order-1', { lines: [line(1, '')] }),
      'no seller SKU',
    ],
    [
      'an order on hold',
      (desk: ActionDesk) => desk.tiktok.changeOrder('order-1', { status: 'ON_HOLD' }),
      'ON_HOLD',
    ],
  ])('asks a person about %s and creates nothing', async (_what, spoil, why) => {
    const desk = await ActionDesk.open();
    const id = await desk.fulfil();
    spoil(desk);
    desk.clocks.advance(MERGE_ENDS - NOW);
    await desk.run();
    expect((await desk.action(id)).blocked?.why).toContain(why);
    expect(desk.warehouse.received).toEqual([]);
  });

  it.each([
    [{ status: 'IN_TRANSIT' }, 'done', 'Was shipped outside affiliate-ops.'],
    [
      { fulfillmentType: 'FULFILLMENT_BY_TIKTOK' },
      'done',
      'TikTok ships this order itself; there is nothing to do.',
    ],
    [{ status: 'CANCELLED' }, 'failed', 'TikTok Shop cancelled the order before it shipped.'],
  ])('has nothing to ship for %j', async (changes, status, outcome) => {
    const desk = await ActionDesk.open();
    const id = await pastMerging(desk, changes);
    expect(await desk.action(id)).toMatchObject({ status, outcome });
    expect(desk.warehouse.received).toEqual([]);
  });

  it('waits for stock and ships once it is there', async () => {
    const desk = await ActionDesk.open();
    desk.warehouse.free.set('SERUM-30', 0);
    const id = await pastMerging(desk);
    expect(await desk.action(id)).toMatchObject({
      status: 'blocked',
      blocked: { who: 'warehouse', why: 'The warehouse has 0 of SERUM-30 free and 1 is to ship.' },
      waitUntil: desk.clocks.program + HOUR,
    });
    desk.warehouse.free.set('SERUM-30', 1);
    desk.clocks.advance(HOUR);
    await desk.run();
    expect(desk.warehouse.received).toHaveLength(1);
  });

  it('does not create after the route changed while it waited for stock', async () => {
    const desk = await ActionDesk.open();
    desk.warehouse.free.set('SERUM-30', 0);
    const id = await pastMerging(desk);
    desk.warehouse.free.set('SERUM-30', 9);
    desk.settings = shopSettings({}, { shipping: { ...desk.settings.shipping, route: 'native_sync' } });
    desk.clocks.advance(HOUR);
    await desk.run();
    expect((await desk.action(id)).blocked?.why).toContain('shipping route is native_sync now');
    expect(desk.warehouse.received).toEqual([]);
  });

  it('asks a person when lines changed while it waited for stock', async () => {
    const desk = await ActionDesk.open();
    desk.warehouse.free.set('SERUM-30', 0);
    const id = await pastMerging(desk);
    desk.warehouse.free.set('SERUM-30', 9);
    desk.tiktok.changeOrder('order-1', { lines: [line(1), line(2)] });
    desk.clocks.advance(HOUR);
    await desk.run();
    expect((await desk.action(id)).blocked?.why).toContain('lines of the order changed');
  });

  it('asks for a warehouse when none is connected', async () => {
    const desk = await ActionDesk.open({ wms: null });
    const id = await pastMerging(desk);
    expect((await desk.action(id)).blocked?.why).toContain('No warehouse is connected');
    expect(desk.defects).toEqual([]);
  });

  it('does not give a parcel up because TikTok Shop does not show the order for a moment', async () => {
    const desk = await ActionDesk.open();
    const id = await desk.fulfil();
    const shown = desk.tiktok.orderList.get('order-1');
    desk.tiktok.orderList.clear();
    desk.clocks.advance(MERGE_ENDS - NOW);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'blocked' });
    if (shown) desk.tiktok.orderList.set('order-1', shown);
    desk.clocks.advance(15 * MINUTE);
    await desk.run();
    expect(desk.warehouse.received).toHaveLength(1);
  });
});

describe('fulfil_order, direct_create: the parcel', () => {
  it('marks the parcel, tells the creator with the tracking number and the operators words', async () => {
    const desk = await ActionDesk.open();
    const approval = await desk.approve({ note: 'We love your bakes.' });
    await desk.run();
    const id = await pastMerging(desk, { createdAt: NOW });
    await desk.runUntil(approval, ['done'], HOUR);
    desk.warehouse.ship(REFERENCE);
    expect(await desk.runUntil(id, ['done'], DAY)).toMatchObject({
      status: 'done',
      outcome: 'Shipped with UPS 1Z0.',
    });
    expect(desk.tiktok.orderList.get('order-1')).toMatchObject({ status: 'AWAITING_COLLECTION' });
    await desk.run();
    expect(desk.tiktok.sent.map((one) => one.text.split('\n').slice(0, -1))).toEqual([
      [
        'Good news from Northbeam, anna.bakes: your sample of Vitamin C Serum is on the way. Tracking number: 1Z0. Carrier: UPS.',
        'We love your bakes.',
      ],
    ]);
    const shipment = await desk.store.orders.shipment('order-1');
    expect(shipment?.parcels[0]).toMatchObject({ trackingNumber: '1Z0' });
  });

  it('writes to nobody when notes are off', async () => {
    const desk = await ActionDesk.open();
    const { notes } = desk.settings;
    desk.settings = shopSettings({}, { notes: { ...notes, shipped: { ...notes.shipped, on: false } } });
    const id = await pastMerging(desk);
    desk.warehouse.ship(REFERENCE);
    await desk.runUntil(id, ['done'], DAY);
    await desk.run();
    expect(desk.tiktok.sent).toEqual([]);
  });

  it('looks at the warehouse every 15 minutes, and tells a person when the deadline is near', async () => {
    const desk = await ActionDesk.open();
    const id = await pastMerging(desk, { shipBy: NOW + 26 * HOUR });
    expect(await desk.action(id)).toMatchObject({ waitUntil: desk.clocks.program + 15 * MINUTE });
    desk.clocks.advance(15 * MINUTE);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({
      status: 'running',
      outcome: 'At the warehouse: accepted; 1 d 2 h left to ship.',
    });
    const late = await desk.runUntil(id, ['blocked'], 3 * HOUR);
    expect(late.blocked).toMatchObject({ who: 'warehouse' });
    expect(late.blocked?.why).toContain('left to ship');
    desk.warehouse.ship(REFERENCE);
    expect(await desk.runUntil(id, ['done'], HOUR)).toMatchObject({ status: 'done' });
  });

  it.each(['on_hold', 'exception'] as const)(
    'shows the warehouse trouble of a parcel %s and goes on after',
    async (state) => {
      const desk = await ActionDesk.open();
      const id = await pastMerging(desk);
      desk.warehouse.change(REFERENCE, { state, problems: ['The address is incomplete'] });
      expect((await desk.runUntil(id, ['blocked'], HOUR)).blocked).toMatchObject({
        who: 'warehouse',
        why: 'The warehouse holds the parcel: The address is incomplete.',
      });
      desk.warehouse.ship(REFERENCE);
      expect(await desk.runUntil(id, ['done'], 2 * HOUR)).toMatchObject({ status: 'done' });
    },
  );

  it('asks a person when the warehouse cancels', async () => {
    const desk = await ActionDesk.open();
    const id = await pastMerging(desk);
    desk.warehouse.change(REFERENCE, { state: 'cancelled' });
    expect((await desk.runUntil(id, ['blocked'], HOUR)).blocked?.why).toContain('cancelled at the warehouse');
  });

  it('stops for a line that the platform added after the parcel was made', async () => {
    const desk = await ActionDesk.open();
    const id = await pastMerging(desk, { lines: [line(1)] });
    desk.tiktok.changeOrder('order-1', { lines: [line(1), line(2)] });
    desk.warehouse.ship(REFERENCE);
    const blocked = await desk.runUntil(id, ['blocked'], HOUR);
    expect(blocked.blocked?.why).toBe(
      'TikTok Shop added 1 unit to the order after it went to the warehouse: SERUM-30.',
    );
    expect(desk.tiktok.orderList.get('order-1')?.lines.map((one) => one.trackingNumber)).toEqual([
      '1Z0',
      null,
    ]);
  });

  it('names both samples of a merged order in one note', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.set(application({ applicationId: 'application-2', productTitle: 'Night Cream' }));
    const id = await pastMerging(desk, { lines: [line(1), line(2)] });
    desk.warehouse.ship(REFERENCE);
    await desk.runUntil(id, ['done'], DAY);
    await desk.run();
    expect(desk.tiktok.sent).toHaveLength(1);
    expect(desk.tiktok.sent[0]?.text).toContain(
      'your sample of Vitamin C Serum and Night Cream is on the way',
    );
  });

  it('waits with the note until every request of the order was read, but not for ever', async () => {
    const desk = await ActionDesk.open();
    const id = await pastMerging(desk, { lines: [line(1), line(2)] });
    desk.warehouse.ship(REFERENCE);
    const waiting = await desk.runUntil(id, ['done'], HOUR);
    expect(waiting).toMatchObject({ status: 'running', stage: 'propose_note' });
    expect(await desk.runUntil(id, ['done'], 3 * HOUR)).toMatchObject({ status: 'done' });
    await desk.run();
    expect(desk.tiktok.sent).toHaveLength(1);
  });
});
