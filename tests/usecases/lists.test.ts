import { describe, expect, it } from 'vitest';
import { HOUR } from '../../src/domain/time.ts';
import { describeSample } from '../../src/usecases/describe-sample.ts';
import { describeAction, listActions } from '../../src/usecases/list-actions.ts';
import { listPendingSamples } from '../../src/usecases/list-pending-samples.ts';
import { creator, NOW, order } from '../store/support.ts';
import { ActionDesk } from '../support/action-desk.ts';
import { readRequests, servicesOf, usecaseDesk } from '../support/usecase-desk.ts';

describe('open requests', () => {
  it('filter by what their rows show: money in whole units, names with or without @, hours to run out', async () => {
    const desk = await usecaseDesk();
    await readRequests(desk, 3);
    const rich = creator({
      creatorId: 'creator-2',
      username: 'rich',
      gmv30d: { amountMinor: 900_000, currency: 'USD' },
    });
    desk.tiktok.change('application-2', { creator: rich });
    desk.tiktok.change('application-3', { approveExpiresAt: NOW + HOUR });
    await desk.seen();
    const ids = async (filter: object) => {
      const { page } = await listPendingSamples(servicesOf(desk), { shop: null, ...filter });
      return page.items.map((one) => one.applicationId);
    };
    expect(await ids({ gmvMin: 9_000 })).toEqual(['application-2']);
    expect(await ids({ gmvMax: 8_999.99 })).toEqual(['application-3', 'application-1']);
    expect(await ids({ creator: '@rich' })).toEqual(['application-2']);
    expect(await ids({ expiresWithinHours: 2 })).toEqual(['application-3']);
    expect(await ids({ sort: 'gmv', limit: 1 })).toEqual(['application-2']);
  });

  it('cannot be listed before a shop was read', async () => {
    const desk = new ActionDesk();
    await expect(listPendingSamples(servicesOf(desk), { shop: null })).rejects.toThrow(
      'No shop has been read',
    );
  });
});

describe('the journal', () => {
  it('shows actions newest first with what happened to each', async () => {
    const desk = await usecaseDesk();
    await readRequests(desk, 2);
    const first = await desk.approve();
    const second = await desk.approve({ applicationId: 'application-2', creatorId: 'creator-2' });
    await desk.run();
    const all = await listActions(servicesOf(desk), { shop: null });
    expect(all.records.map(({ action }) => action.actionId)).toEqual([second, first]);
    expect(all.records[0]?.events.map(({ type }) => type)).toEqual([
      'approved',
      'attempted',
      'done',
      'waiting',
    ]);
    const ofOne = await listActions(servicesOf(desk), { shop: null, creator: '@user2', status: 'running' });
    expect(ofOne.records.map(({ action }) => action.actionId)).toEqual([second]);
    expect((await describeAction(servicesOf(desk), first)).shop.name).toBe('Northbeam');
    await expect(describeAction(servicesOf(desk), 'act_none')).rejects.toThrow(
      'No action with the id act_none',
    );
  });

  it('tells a sample from request to parcel', async () => {
    const desk = await usecaseDesk();
    const id = await desk.approve();
    await desk.run();
    desk.tiktok.makeOrder(order(), ['application-1']);
    await desk.runUntil(id, ['done'], HOUR);
    const told = await describeSample(servicesOf(desk), 'application-1');
    expect(told.statusChanges.map(({ to }) => to)).toEqual(['PENDING', 'AWAITING_SHIPMENT']);
    expect(told.order?.orderId).toBe('order-1');
    expect(told.actions.map(({ kind }) => kind)).toEqual(['fulfil_order', 'approve_sample']);
    await expect(describeSample(servicesOf(desk), 'nothing')).rejects.toThrow('No sample request');
  });
});
