import { describe, expect, it } from 'vitest';
import { REJECT_REASONS, type RejectReason } from '../../src/domain/sample-application.ts';
import { SECOND } from '../../src/domain/time.ts';
import { ActionDesk } from '../support/action-desk.ts';

function reject(desk: ActionDesk, rejectReason: RejectReason = 'NOT_MATCH'): Promise<string> {
  return desk.insert({
    kind: 'reject_sample',
    applicationId: 'application-1',
    creatorId: 'creator-1',
    productId: 'product-1',
    rejectReason,
  });
}

describe('reject_sample', () => {
  it.each(REJECT_REASONS)('rejects with %s and stores what it reads back', async (reason) => {
    const desk = await ActionDesk.open();
    const id = await reject(desk, reason);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'done', outcome: `Rejected (${reason}).` });
    expect(await desk.store.samples.get('application-1')).toMatchObject({ status: 'REJECT_CANCELLED' });
    expect(desk.tiktok.faults.count('reject')).toBe(1);
  });

  it('writes nothing when it was rejected outside', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.change('application-1', { status: 'REJECT_CANCELLED' });
    const id = await reject(desk);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'done' });
    expect(desk.tiktok.faults.count('reject')).toBe(0);
  });

  it.each(['before', 'after'] as const)(
    'settles an answer lost %s the effect by reading back',
    async (at) => {
      const desk = await ActionDesk.open();
      desk.tiktok.faults.fail('reject', 'outcome_unknown', at);
      const id = await reject(desk);
      await desk.run();
      expect(await desk.action(id)).toMatchObject({ status: 'unknown' });
      desk.clocks.advance(2 * SECOND);
      await desk.run();
      expect(await desk.action(id)).toMatchObject({ status: 'done' });
      expect(desk.tiktok.faults.count('reject')).toBe(at === 'after' ? 1 : 2);
    },
  );

  it.each(['AWAITING_SHIPMENT', 'WITHDRAW_CANCELLED', 'A_NEW_WORD'])(
    'leaves a request alone that reads %s by then',
    async (status) => {
      const desk = await ActionDesk.open();
      desk.tiktok.change('application-1', { status });
      const id = await reject(desk);
      await desk.run();
      const failed = await desk.action(id);
      expect(failed.status).toBe('failed');
      expect(failed.outcome).toContain(status);
      expect(desk.tiktok.faults.count('reject')).toBe(0);
    },
  );

  it('looks again after a refusal: rejected meanwhile is done, else the refusal is the outcome', async () => {
    const desk = await ActionDesk.open();
    desk.tiktok.faults.fail('reject', 'refused', 'after', { code: '98001004' });
    const id = await reject(desk);
    await desk.run();
    expect(await desk.action(id)).toMatchObject({ status: 'done' });

    const other = await ActionDesk.open();
    other.tiktok.faults.fail('reject', 'refused', 'before', { code: '16022020' });
    const refused = await reject(other);
    await other.run();
    expect(await other.action(refused)).toMatchObject({ status: 'failed', outcome: 'Scripted refused.' });
  });
});
