import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { proposeFulfilments } from '../../src/usecases/propose-fulfilments.ts';
import { shopSettings } from '../rules/sample-facts.ts';
import { NOW, order } from '../store/support.ts';
import { ActionDesk, type DeskOptions, US_SHOP } from '../support/action-desk.ts';

async function nativeDesk(options: DeskOptions = {}): Promise<ActionDesk> {
  const desk = await ActionDesk.open(options);
  desk.settings = shopSettings({}, { shipping: { ...desk.settings.shipping, route: 'native_sync' } });
  return desk;
}

describe('fulfil_order, native_sync', () => {
  it('finds what the warehouse imported, watches it, tells the creator, and never creates', async () => {
    const desk = await nativeDesk();
    const id = await desk.fulfil({}, 'native_sync');
    desk.clocks.advance(6 * MINUTE);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ stage: 'find_wms_order', status: 'running' });
    desk.warehouse.put('order-1', new Map([['SERUM-30', 1]]));
    desk.clocks.advance(15 * MINUTE);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ stage: 'await_shipped', status: 'running' });
    desk.tiktok.changeOrder('order-1', {
      status: 'IN_TRANSIT',
      lines: order().lines.map((one) => ({ ...one, trackingNumber: '1Z77' })),
    });
    expect(await desk.runUntil(id, ['done'], HOUR)).toMatchObject({ outcome: 'Shipped with 1Z77.' });
    await desk.run();
    expect(desk.tiktok.sent).toHaveLength(1);
    expect(desk.warehouse.faults.count('create')).toBe(0);
    expect(desk.tiktok.faults.count('markPackageShipped')).toBe(0);
    expect(desk.tiktok.faults.count('orderWithRecipient')).toBe(0);
  });

  it('watches TikTok Shop alone when no warehouse is connected', async () => {
    const desk = await nativeDesk({ wms: null });
    const id = await desk.fulfil({}, 'native_sync');
    desk.clocks.advance(6 * MINUTE);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ stage: 'await_shipped' });
  });

  it('tells a person a day before the deadline, keeps looking, and ends when the platform cancels', async () => {
    const desk = await nativeDesk();
    const id = await desk.fulfil({ shipBy: NOW + 30 * HOUR }, 'native_sync');
    const late = await desk.runUntil(id, ['blocked'], DAY);
    expect(late.blocked?.why).toMatch(
      /^The warehouse has not imported the order yet; (1 d|\d+ h) left to ship\.$/,
    );
    desk.tiktok.changeOrder('order-1', { status: 'CANCELLED' });
    expect(await desk.runUntil(id, ['failed'], DAY)).toMatchObject({
      outcome: 'TikTok Shop cancelled the order before it shipped.',
    });
  });

  it('tells the creator also when the warehouse was faster than our first look', async () => {
    const desk = await nativeDesk();
    const id = await desk.fulfil({}, 'native_sync');
    desk.tiktok.changeOrder('order-1', {
      status: 'IN_TRANSIT',
      lines: order().lines.map((one) => ({ ...one, trackingNumber: '1Z77' })),
    });
    desk.clocks.advance(6 * MINUTE);
    await desk.run();
    expect(await desk.runUntil(id, ['done'], HOUR)).toMatchObject({ outcome: 'Shipped with 1Z77.' });
    await desk.run();
    expect(desk.tiktok.sent).toHaveLength(1);
    expect(desk.warehouse.faults.count('create')).toBe(0);
  });

  it('leaves an order alone that was shipped by hand', async () => {
    const desk = await nativeDesk();
    const id = await desk.fulfil({}, 'native_sync');
    desk.clocks.advance(6 * MINUTE);
    await desk.run();
    desk.tiktok.changeOrder('order-1', { status: 'AWAITING_COLLECTION' });
    expect(await desk.runUntil(id, ['done'], HOUR)).toMatchObject({ status: 'done', outcome: 'Shipped.' });
  });
});

describe('proposing parcels', () => {
  const propose = (desk: ActionDesk) =>
    proposeFulfilments(
      { store: desk.store, programClock: desk.clocks.programClock, settings: desk.programSettings() },
      US_SHOP,
    );

  it('puts every sample order that awaits shipment into the journal once, whoever approved it', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.makeOrder(order());
    desk.tiktok.makeOrder(order({ orderId: 'order-2', status: 'IN_TRANSIT' }));
    desk.tiktok.makeOrder(order({ orderId: 'order-3', isSample: false }));
    await desk.seen();
    expect(await propose(desk)).toBe(1);
    expect(await propose(desk)).toBe(0);
    const { items } = await desk.store.actions.list({ limit: 10 });
    expect(items.map((one) => [one.subject, one.proposedBy, one.waitUntil])).toEqual([
      ['order-1', 'monitor', NOW + 6 * MINUTE],
    ]);
    expect(items[0]?.plan).toMatchObject({ reference: 'SMP-order-1', route: 'direct_create' });
  });

  it('proposes none in read-only mode, and none again after a person cancelled it', async () => {
    const desk = await ActionDesk.open({ mode: 'read-only' });
    desk.tiktok.makeOrder(order());
    await desk.seen();
    expect(await propose(desk)).toBe(0);
    desk.mode = 'confirm';
    expect(await propose(desk)).toBe(1);
    const { items } = await desk.store.actions.list({ limit: 10 });
    await desk.decide(items[0]?.actionId ?? '', 'cancelled');
    expect(await propose(desk)).toBe(0);
  });
});
