import { describe, expect, it } from 'vitest';
import type { ActionStatus } from '../../src/domain/action.ts';
import {
  ACTION_DECISIONS,
  type ActionDecision,
  type ActionDecisionRequest,
  planActionDecision,
} from '../../src/usecases/plan-action-decision.ts';
import { planRejection } from '../../src/usecases/plan-rejection.ts';
import { application, approvePlan, NOW } from '../store/support.ts';
import type { ActionDesk } from '../support/action-desk.ts';
import { readRequests, US_SHOP, usecaseDesk } from '../support/usecase-desk.ts';

function plan(desk: ActionDesk, changes: Partial<ActionDecisionRequest>) {
  return planActionDecision(desk.store.actions, US_SHOP, {
    actionIds: [],
    batchId: null,
    exceptIds: [],
    decision: 'retry',
    reason: null,
    ...changes,
  });
}

/** Brings a new approval into a status by the ways the dispatcher has. */
async function actionIn(desk: ActionDesk, status: ActionStatus): Promise<string> {
  const { faults } = desk.tiktok;
  if (status === 'proposed') {
    return desk.insert(
      {
        kind: 'reject_sample',
        applicationId: 'application-1',
        creatorId: 'creator-1',
        productId: 'product-1',
        rejectReason: 'OTHER',
      },
      { status: 'proposed' },
    );
  }
  const id = await desk.approve();
  if (status === 'approved') return id;
  if (status === 'unknown') faults.fail('approve', 'outcome_unknown');
  if (status === 'blocked') desk.warehouse.free.clear();
  if (status === 'failed') desk.tiktok.change('application-1', { status: 'WITHDRAW_CANCELLED' });
  if (status === 'done') desk.tiktok.change('application-1', { status: 'SHIPPED', orderId: 'order-1' });
  if (status === 'cancelled') await desk.decide(id, 'cancelled');
  await desk.run();
  expect((await desk.action(id)).status).toBe(status);
  return id;
}

const TAKES: Readonly<Record<ActionDecision, readonly ActionStatus[]>> = {
  approve: ['proposed'],
  deny: ['proposed'],
  cancel: ['proposed', 'approved', 'running', 'unknown', 'blocked'],
  retry: ['blocked', 'failed', 'unknown'],
  mark_done: ['blocked', 'failed', 'unknown'],
};

describe('planning decisions about actions', () => {
  it.each(['proposed', 'approved', 'running', 'unknown', 'blocked', 'failed', 'done', 'cancelled'] as const)(
    'an action that is %s takes the decisions that fit',
    async (status) => {
      const desk = await usecaseDesk();
      const id = await actionIn(desk, status);
      for (const decision of ACTION_DECISIONS) {
        const made = await plan(desk, { actionIds: [id], decision });
        expect(made.items.map(({ key }) => key)).toEqual(TAKES[decision].includes(status) ? [id] : []);
        if (made.items.length === 0) expect(made.refused[0]?.reason).toContain(`It is ${status}`);
      }
    },
  );

  it('binds the state that was shown and warns about what may have happened', async () => {
    const desk = await usecaseDesk();
    const id = await actionIn(desk, 'unknown');
    const [item] = (await plan(desk, { actionIds: [id], decision: 'mark_done', reason: 'Seen it.' })).items;
    expect(item?.text).toContain('may have happened');
    expect(item?.binds).toEqual({ actionId: id, status: 'unknown', stage: 'review', decision: 'mark_done' });
    expect(item?.effect).toMatchObject({
      resolve: { expected: ['unknown'], to: 'done', event: { type: 'marked_done', detail: 'Seen it.' } },
    });
  });

  it('refuses to bring back a failed action whose place another one has taken', async () => {
    const desk = await usecaseDesk();
    const failed = await actionIn(desk, 'failed');
    desk.tiktok.set(application());
    const second = await desk.approve();
    const made = await plan(desk, { actionIds: [failed, second, failed], decision: 'retry' });
    expect(made.items).toEqual([]);
    expect(made.refused.map(({ reason }) => reason)).toEqual([
      `approve_sample ${second} (approved) has taken its place.`,
      'It is approved; this decision takes only actions that are blocked, failed, unknown.',
    ]);
    await desk.decide(second, 'cancelled');
    expect((await plan(desk, { actionIds: [failed] })).items).toHaveLength(1);
  });

  it('takes a batch with exceptions, and refuses what is not known or of another shop', async () => {
    const desk = await usecaseDesk();
    const ids = await readRequests(desk, 3);
    const made: string[] = [];
    for (const applicationId of ids) made.push(await desk.approve({ applicationId }));
    const [first = '', second = '', third = ''] = made;
    const cancel = await plan(desk, { actionIds: [first, second, third], decision: 'cancel' });
    expect(cancel).toMatchObject({
      headline: 'Cancel 3 actions',
      cannotBeUndone: 'What an action has done already is not taken back.',
    });
    const elsewhere = { ...US_SHOP, shopId: 'shop-2' };
    const refused = await planActionDecision(desk.store.actions, elsewhere, {
      actionIds: [first, 'act_none'],
      batchId: null,
      exceptIds: [],
      decision: 'cancel',
      reason: null,
    });
    expect(refused.refused.map(({ reason }) => reason)).toEqual([
      'This action belongs to another shop; name it in "shop".',
      'No action with this id is known. list_actions shows the journal.',
    ]);
  });

  it('resolves a batch once, so that a yes covers a fixed list', async () => {
    const desk = await usecaseDesk();
    await readRequests(desk, 2);
    const batch = { batchId: 'conf-1' };
    const first = await desk.insert(approvePlan({ applicationId: 'application-2' }), batch);
    await desk.approve();
    const made = await plan(desk, { ...batch, decision: 'cancel' });
    expect(made.context.actionIds).toEqual([first]);
    expect((await plan(desk, { ...batch, exceptIds: [first], decision: 'cancel' })).headline).toBe(
      'Nothing to decide',
    );
  });
});

describe('planning rejections', () => {
  const reject = (desk: ActionDesk, applicationIds: readonly string[], rejectReason: 'OTHER' | null = null) =>
    planRejection({ samples: desk.store.samples }, US_SHOP, { applicationIds, rejectReason });

  it('takes the reason that was named, else the one that fits', async () => {
    const desk = await usecaseDesk(0);
    const [named] = (await reject(desk, ['application-1'], 'OTHER')).items;
    expect(named?.text).toBe('@anna.bakes: Vitamin C Serum, reason OTHER.');
    const [fitting] = (await reject(desk, ['application-1'])).items;
    expect(fitting?.binds).toMatchObject({ rejectReason: 'OUT_OF_STOCK' });
  });

  it('refuses what is not open, of an agency or unknown, and is bulk from six', async () => {
    const desk = await usecaseDesk();
    await readRequests(desk, 6);
    desk.tiktok.change('application-1', { status: 'COMPLETED' });
    desk.tiktok.change('application-2', { agencyName: 'Agency' });
    await desk.seen();
    const made = await reject(desk, ['application-1', 'application-2', 'nothing', 'application-3']);
    expect(made.items.map(({ key }) => key)).toEqual(['application-3']);
    expect(made.refused.map(({ reason }) => reason)).toEqual([
      'Not open any more: posted (COMPLETED).',
      'An agency made this request; only the agency can reject it.',
      'No request with this id is known. list_pending_samples shows the open ones.',
    ]);
    await desk.store.samples.record('shop-2', [application({ applicationId: 'application-9' })], NOW);
    expect((await reject(desk, ['application-9'])).refused[0]?.reason).toContain('another shop');
    desk.tiktok.change('application-1', { status: 'PENDING' });
    desk.tiktok.change('application-2', { agencyName: null });
    await desk.seen();
    const all = ['1', '2', '3', '4', '5', '6'].map((number) => `application-${number}`);
    expect((await reject(desk, all)).actionClass).toBe('D');
  });
});
