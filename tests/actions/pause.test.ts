import { describe, expect, it } from 'vitest';
import { PROGRAM_WIDE } from '../../src/domain/alert.ts';
import { HOUR, SECOND } from '../../src/domain/time.ts';
import { pauseWrites, resumeWrites } from '../../src/usecases/pause.ts';
import { application, NOW, order } from '../store/support.ts';
import { ActionDesk } from '../support/action-desk.ts';

const EVERYTHING = { shopId: PROGRAM_WIDE, author: 'anna', reason: 'recall' };
const pause = (desk: ActionDesk) => pauseWrites(desk.store.automation, EVERYTHING, desk.clocks.program);
const resume = (desk: ActionDesk) => resumeWrites(desk.store.automation, EVERYTHING, desk.clocks.program);

describe('while everything is paused', () => {
  it('nothing is sent, whatever is due and for how long; after resume all of it goes on', async () => {
    const desk = await ActionDesk.open();
    const approval = await desk.approve();
    const parcel = await desk.fulfil({ orderId: 'order-7', createdAt: NOW - HOUR });
    await pause(desk);
    for (let hour = 0; hour < 5; hour += 1) {
      expect(await desk.run()).toBe(0);
      desk.clocks.advance(HOUR);
    }
    expect(desk.tiktok.faults.count('approve')).toBe(0);
    expect(desk.warehouse.orders.size).toBe(0);
    expect((await desk.action(approval)).status).toBe('approved');
    expect((await desk.action(parcel)).status).toBe('approved');
    expect(await resume(desk)).toHaveLength(1);
    await desk.run();
    expect(desk.tiktok.faults.count('approve')).toBe(1);
    expect(desk.warehouse.orders.size).toBe(1);
  });

  it('a turn under way looks, and stops before its next request', async () => {
    const desk = await ActionDesk.open({ workers: 1 });
    const first = await desk.approve();
    // The pause comes while the probe is being answered.
    const probe = desk.tiktok.faults.hang('findSampleApplication', 'after');
    const running = desk.run();
    await probe.reached;
    await pause(desk);
    probe.release();
    await running;
    expect(desk.tiktok.faults.count('approve')).toBe(0);
    expect(await desk.action(first)).toMatchObject({
      status: 'running',
      outcome: 'Paused by the operator before the request left; it goes on after resume.',
    });
    await resume(desk);
    await desk.run();
    expect(desk.tiktok.faults.count('approve')).toBe(1);
  });

  it('a write in doubt stays so, and is read back after resume before anything else is sent', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.faults.fail('approve', 'outcome_unknown', 'after');
    const id = await desk.approve();
    await desk.run();
    await pause(desk);
    desk.clocks.advance(2 * SECOND);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'unknown' });
    await resume(desk);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'running', stage: 'await_order' });
    expect(desk.tiktok.faults.count('approve')).toBe(1);
    desk.tiktok.makeOrder(order(), [application().applicationId]);
    expect(await desk.runUntil(id, ['done'], HOUR)).toMatchObject({ status: 'done' });
  });

  it('a second pause leaves who and why of the first', async () => {
    const desk = await ActionDesk.open();
    expect(await pause(desk)).toMatchObject({ before: false });
    const again = { ...EVERYTHING, author: 'bert', reason: 'again' };
    expect(await pauseWrites(desk.store.automation, again, desk.clocks.program)).toMatchObject({
      before: true,
      pause: { author: 'anna', reason: 'recall' },
    });
    expect(await resume(desk)).toHaveLength(1);
    expect(await resume(desk)).toEqual([]);
  });
});
