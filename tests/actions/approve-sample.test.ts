import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { shopSettings } from '../rules/sample-facts.ts';
import { application, order } from '../store/support.ts';
import { ActionDesk } from '../support/action-desk.ts';

describe('approve_sample', () => {
  it('approves, waits for the order and ends with it', async () => {
    const desk = await ActionDesk.open();
    const id = await desk.approve();
    await desk.run();
    expect(await desk.action(id)).toMatchObject({
      status: 'running',
      stage: 'await_order',
      outcome: 'Approved; TikTok Shop has not created the order yet.',
      waitUntil: desk.clocks.program + 15 * SECOND,
    });
    desk.tiktok.makeOrder(order(), ['application-1']);
    const done = await desk.runUntil(id, ['done'], HOUR);
    expect(done.outcome).toBe('Approved; TikTok Shop order order-1.');
    expect(desk.tiktok.faults.count('approve')).toBe(1);
    expect(await desk.store.orders.get('order-1')).not.toBeNull();
    const { items: parcels } = await desk.store.actions.list({ kind: 'fulfil_order', limit: 5 });
    expect(parcels).toMatchObject([{ subject: 'order-1', waitUntil: order().createdAt + 6 * MINUTE }]);
    expect(await desk.store.samples.get('application-1')).toMatchObject({ status: 'AWAITING_SHIPMENT' });
  });

  it('finds an approval from outside, writes nothing and says so', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.change('application-1', { status: 'AWAITING_SHIPMENT' });
    desk.tiktok.makeOrder(order(), ['application-1']);
    const id = await desk.approve();
    await desk.run();
    expect(await desk.action(id)).toMatchObject({
      status: 'done',
      outcome: 'Was approved outside affiliate-ops; TikTok Shop order order-1.',
    });
    expect(desk.tiktok.faults.count('approve')).toBe(0);
  });

  it.each(['before', 'after'] as const)(
    'settles an answer lost %s the effect by reading back',
    async (at) => {
      const desk = await ActionDesk.open();
      desk.tiktok.faults.fail('approve', 'outcome_unknown', at);
      const id = await desk.approve();
      await desk.run();
      const unknown = await desk.action(id);
      expect(unknown).toMatchObject({ status: 'unknown', waitUntil: desk.clocks.program + 2 * SECOND });
      expect(unknown.outcome).toContain('reads it back');
      desk.clocks.advance(2 * SECOND);
      await desk.run();
      expect(await desk.action(id)).toMatchObject({ status: 'running', stage: 'await_order', attempts: 0 });
      expect(desk.tiktok.faults.count('approve')).toBe(at === 'after' ? 1 : 2);
      expect(desk.tiktok.approved()).toEqual(['application-1']);
      desk.tiktok.makeOrder(order(), ['application-1']);
      expect(await desk.runUntil(id, ['done'], HOUR)).toMatchObject({
        outcome: 'Approved; TikTok Shop order order-1.',
      });
    },
  );

  it('takes a refused repeat for its own approval when that is what a new reading shows', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.faults.fail('approve', 'outcome_unknown', 'after');
    const id = await desk.approve();
    await desk.run();
    // The first look back is late: it still shows the request as open.
    const approved = desk.tiktok.applications.get('application-1');
    desk.tiktok.set(application());
    desk.tiktok.faults.fail('approve', 'invalid', 'before', { code: '98001004' });
    desk.clocks.advance(2 * SECOND);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'unknown' });
    if (approved) desk.tiktok.set(approved);
    desk.clocks.advance(MINUTE);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'running', stage: 'await_order' });
  });

  it.each([
    ['WITHDRAW_CANCELLED', 'The creator withdrew the request.'],
    ['OVERDUE_CANCELLED', 'The request expired before it was approved.'],
    ['REJECT_CANCELLED', 'The request was rejected on TikTok Shop.'],
    ['DEL_OPEN_COLLAB', 'TikTok Shop ended the request (DEL_OPEN_COLLAB).'],
    ['UNFULFILL_CANCELLED', 'TikTok Shop ended the request (UNFULFILL_CANCELLED).'],
  ])('fails with the reason when the request reads %s by then', async (status, why) => {
    const desk = await ActionDesk.open();
    desk.tiktok.change('application-1', { status });
    const id = await desk.approve();
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'failed', outcome: why });
    expect(desk.tiktok.faults.count('approve')).toBe(0);
  });

  it('fails when the creator withdraws after the approval was sent', async () => {
    const desk = await ActionDesk.open();
    const id = await desk.approve();
    await desk.run();
    desk.tiktok.change('application-1', { status: 'WITHDRAW_CANCELLED' });
    expect(await desk.runUntil(id, ['failed'], HOUR)).toMatchObject({
      status: 'failed',
      outcome: 'The creator withdrew the request.',
    });
  });

  it('asks a person about a status that it does not know', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.change('application-1', { status: 'FULFILLMENT_SUSPEND' });
    const id = await desk.approve();
    await desk.run();
    const blocked = await desk.action(id);
    expect(blocked.status).toBe('blocked');
    expect(blocked.blocked?.why).toContain('FULFILLMENT_SUSPEND');
  });

  it.each([
    ['an agency request', { agencyName: 'Agency' }, 'only the agency can approve it'],
    [
      'one that the platform will not approve',
      { approvable: false, disapprovableReasons: ['Product is offline'] },
      'Product is offline',
    ],
  ])('refuses %s', async (_what, changes, why) => {
    const desk = await ActionDesk.open();
    desk.tiktok.change('application-1', changes);
    const id = await desk.approve();
    await desk.run();
    const failed = await desk.action(id);
    expect(failed.status).toBe('failed');
    expect(failed.outcome).toContain(why);
    expect(desk.tiktok.faults.count('approve')).toBe(0);
  });

  it('leaves the last unit to the approval that came first', async () => {
    const desk = await ActionDesk.open({ workers: 1 });
    desk.tiktok.set(application({ applicationId: 'application-2' }));
    await desk.seen();
    desk.tiktok.stockLevels.splice(0, 1, { productId: 'product-1', skuId: 'sku-1', available: 1 });
    const first = await desk.approve();
    const second = await desk.approve({ applicationId: 'application-2' });
    await desk.run();
    expect(await desk.action(first)).toMatchObject({ status: 'running' });
    const refused = await desk.action(second);
    expect(refused.status).toBe('failed');
    expect(refused.outcome).toBe(
      'Out of stock: 1 on TikTok Shop, 1 held by earlier approvals. Nothing was approved.',
    );
    expect(desk.tiktok.approved()).toEqual(['application-1']);
  });

  it('asks a person when the platform gives no stock figure, since absent is not zero', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.stockLevels.length = 0;
    const id = await desk.approve();
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'blocked' });
  });

  it('asks a person for a SKU that the warehouse does not know, and for one without a code', async () => {
    const desk = await ActionDesk.open();
    desk.warehouse.free.clear();
    const unknown = await desk.approve();
    await desk.run();
    expect((await desk.action(unknown)).blocked?.why).toContain('does not know the SKU "SERUM-30"');
    desk.tiktok.set(application({ applicationId: 'application-2' }));
    const nameless = await desk.approve({ applicationId: 'application-2', sellerSku: '' });
    await desk.run();
    expect((await desk.action(nameless)).blocked?.why).toContain('no seller SKU');
    expect(desk.tiktok.approved()).toEqual([]);
  });

  it('fails when the warehouse has none, and looks at no warehouse where it imports by itself', async () => {
    const desk = await ActionDesk.open();
    desk.warehouse.free.set('SERUM-30', 0);
    const id = await desk.approve();
    await desk.run();
    expect((await desk.action(id)).outcome).toContain('the warehouse has 0 of SERUM-30 free');
    desk.settings = shopSettings({}, { shipping: { ...desk.settings.shipping, route: 'native_sync' } });
    const native = await desk.approve({ route: 'native_sync' });
    await desk.run();
    expect(await desk.action(native)).toMatchObject({ stage: 'await_order' });
  });

  it('approves nothing that no warehouse could ship', async () => {
    const desk = await ActionDesk.open({ wms: null });
    const id = await desk.approve();
    await desk.run();
    expect((await desk.action(id)).blocked?.why).toContain('No warehouse is connected');
    expect(desk.tiktok.approved()).toEqual([]);
  });

  it('asks again when the shipping route changed after the yes, also when that happens during retries', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.faults.fail('approve', 'rate_limited');
    const id = await desk.approve();
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'running', stage: 'review' });
    desk.settings = shopSettings({}, { shipping: { ...desk.settings.shipping, route: 'native_sync' } });
    desk.clocks.advance(MINUTE);
    await desk.run();
    expect((await desk.action(id)).blocked?.why).toBe(
      "The shop's shipping route is native_sync now; this was confirmed for direct_create.",
    );
    expect(desk.tiktok.approved()).toEqual([]);
  });

  it('fails when the platform puts the request back, and a retry approves it anew', async () => {
    const desk = await ActionDesk.open();
    const id = await desk.approve();
    await desk.run();
    desk.tiktok.set(application());
    const failed = await desk.runUntil(id, ['failed'], HOUR);
    expect(failed.outcome).toContain('put the request back');
    await desk.decide(id, 'approved');
    await desk.run();
    expect(desk.tiktok.approved()).toEqual(['application-1']);
    desk.tiktok.makeOrder(order(), ['application-1']);
    expect(await desk.runUntil(id, ['done', 'failed'], HOUR)).toMatchObject({ status: 'done' });
    expect(desk.tiktok.faults.count('approve')).toBe(2);
  });

  it('looks for the order ever less often, and tells a person after six hours while it keeps looking', async () => {
    const desk = await ActionDesk.open();
    const id = await desk.approve();
    const blocked = await desk.runUntil(id, ['blocked'], 7 * HOUR);
    expect(blocked.blocked?.why).toContain('no order for 6 hours');
    expect(desk.tiktok.faults.count('findSampleApplication')).toBeLessThan(50);
    desk.tiktok.makeOrder(order(), ['application-1']);
    expect(await desk.runUntil(id, ['done'], 2 * HOUR)).toMatchObject({ status: 'done' });
  });

  it('does not call an approval failed because a reading does not list it for a moment', async () => {
    const desk = await ActionDesk.open();
    const id = await desk.approve();
    await desk.run();
    const shown = desk.tiktok.applications.get('application-1');
    desk.tiktok.applications.clear();
    desk.clocks.advance(MINUTE);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'running' });
    if (shown) desk.tiktok.set(shown);
    desk.tiktok.makeOrder(order(), ['application-1']);
    expect(await desk.runUntil(id, ['done'], HOUR)).toMatchObject({ status: 'done' });
  });

  it('hands a doubt that a day of reading back did not settle to a person', async () => {
    const desk = await ActionDesk.open();
    for (let tries = 0; tries < 200; tries += 1) desk.tiktok.faults.fail('approve', 'outcome_unknown');
    const id = await desk.approve();
    await desk.runUntil(id, ['failed', 'done'], 2 * DAY);
    const waiting = await desk.action(id);
    expect(waiting).toMatchObject({ status: 'unknown', waitUntil: null, retryAt: null });
    expect(waiting.outcome).toContain('mark it done, retry');
    expect(desk.tiktok.faults.count('approve')).toBeLessThan(110);
    const before = desk.tiktok.faults.count('approve');
    await desk.decide(id, 'approved');
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'unknown', waitUntil: expect.any(Number) });
    expect(desk.tiktok.faults.count('approve')).toBe(before + 1);
  });
});
