import { describe, expect, it } from 'vitest';
import { LeaseLostError } from '../../src/domain/errors.ts';
import type { TurnEnd } from '../../src/ports/store/index.ts';
import {
  application,
  approval,
  claimed,
  claimRequest,
  creator,
  identity,
  limit,
  MACHINE_NOW,
  NOW,
  SHOP,
  testStore,
  turnEnd,
} from './support.ts';

describe('claiming', () => {
  it('takes the oldest first and each one once', async () => {
    const store = testStore();
    await store.actions.insert(
      ['a-1', 'a-2'].map((id) => approval(id)),
      NOW,
    );
    const first = await claimed(store);
    expect(first).toMatchObject({
      action: { subject: 'a-1', status: 'running' },
      epoch: 1,
      leaseExpiresAt: MACHINE_NOW + 60_000,
    });
    expect(await claimed(store)).toMatchObject({ action: { subject: 'a-2' } });
    expect(await store.actions.claimNext(claimRequest())).toBeNull();
  });

  it('leaves proposals and what has ended alone', async () => {
    const store = testStore();
    await store.actions.insert([approval('a-1', {}, { status: 'proposed' }), approval('a-2')], NOW);
    await store.actions.endTurn(await claimed(store), turnEnd(), NOW);
    expect(await store.actions.claimNext(claimRequest())).toBeNull();
  });

  it.each<[TurnEnd['status'], Partial<TurnEnd>, boolean]>([
    ['running', {}, true],
    ['running', { waitUntil: NOW + 1 }, false],
    ['running', { waitUntil: NOW }, true],
    ['running', { retryAt: MACHINE_NOW + 1 }, false],
    ['running', { waitUntil: NOW, retryAt: MACHINE_NOW }, true],
    ['running', { waitUntil: NOW, retryAt: MACHINE_NOW + 1 }, false],
    ['unknown', {}, false],
    ['unknown', { retryAt: MACHINE_NOW }, true],
    ['unknown', { retryAt: MACHINE_NOW + 1 }, false],
    ['blocked', {}, false],
    ['blocked', { waitUntil: NOW }, true],
    ['blocked', { waitUntil: NOW + 1 }, false],
    ['failed', { retryAt: MACHINE_NOW }, false],
  ])('%s with %j is due: %s', async (status, end, due) => {
    const store = testStore();
    await store.actions.insert([approval('a-1')], NOW);
    await store.actions.endTurn(await claimed(store), turnEnd({ status, ...end }), NOW);
    expect((await store.actions.claimNext(claimRequest())) !== null).toBe(due);
  });
});

describe('leases', () => {
  it('frees those of dead processes and leaves those of living ones', async () => {
    const alive = new Set(['process-1', 'process-2']);
    const store = testStore({ isProcessAlive: (process) => alive.has(process.processId) });
    await store.actions.insert([approval('a-1')], NOW);
    const lost = await claimed(store);
    const other = { process: identity('process-2') };
    expect(await store.actions.claimNext(claimRequest(other))).toBeNull();
    alive.delete('process-1');
    expect(await claimed(store, other)).toMatchObject({ action: { subject: 'a-1' }, epoch: 2 });
    expect((await store.actions.events(lost.action.actionId)).at(-1)).toMatchObject({ type: 'released' });
    await expect(store.actions.endTurn(lost, turnEnd(), NOW)).rejects.toThrow(LeaseLostError);
  });

  it('end by themselves', async () => {
    const store = testStore();
    await store.actions.insert([approval('a-1')], NOW);
    await claimed(store, { leaseMs: 10 });
    expect(await store.actions.claimNext(claimRequest({ machineNow: MACHINE_NOW + 9 }))).toBeNull();
    expect(await claimed(store, { machineNow: MACHINE_NOW + 10 })).toMatchObject({ epoch: 2 });
  });

  it('are moved by a renewal', async () => {
    const store = testStore();
    await store.actions.insert([approval('a-1')], NOW);
    const claim = await claimed(store, { leaseMs: 10 });
    const renewed = await store.actions.renew(claim, 50, MACHINE_NOW + 5);
    expect(renewed.leaseExpiresAt).toBe(MACHINE_NOW + 55);
    expect(await store.actions.claimNext(claimRequest({ machineNow: MACHINE_NOW + 54 }))).toBeNull();
    await claimed(store, { machineNow: MACHINE_NOW + 55 });
  });

  it('let nothing be written under an epoch that is over', async () => {
    const store = testStore();
    await store.actions.insert([approval('a-1')], NOW);
    const old = await claimed(store, { leaseMs: 10 });
    const current = await claimed(store, { machineNow: MACHINE_NOW + 10 });
    const { actionId } = old.action;
    const before = await store.actions.events(actionId);
    const attempted = { step: 'review', type: 'attempted' } as const;
    await expect(store.actions.appendEvent(old, attempted, NOW)).rejects.toThrow(LeaseLostError);
    await expect(store.actions.renew(old, 10, MACHINE_NOW)).rejects.toThrow(LeaseLostError);
    await expect(store.actions.endTurn(old, turnEnd(), NOW)).rejects.toThrow(LeaseLostError);
    expect(await store.actions.events(actionId)).toEqual(before);
    expect(await store.actions.get(actionId)).toMatchObject({ status: 'running' });
    await store.actions.appendEvent(current, { ...attempted, data: { try: 1 } }, NOW + 1, true);
    await store.actions.endTurn(current, turnEnd(), NOW + 2);
    await expect(store.actions.appendEvent(current, attempted, NOW)).rejects.toThrow(LeaseLostError);
    expect(await store.actions.events(actionId)).toMatchObject([
      { sequence: 1, type: 'approved' },
      { sequence: 2, type: 'attempted', step: 'review', at: NOW + 1, data: { try: 1 } },
      { sequence: 3, type: 'done', at: NOW + 2 },
    ]);
    expect(await store.actions.get(actionId)).toMatchObject({
      status: 'done',
      outcome: 'Approved on TikTok Shop.',
      finishedAt: NOW + 2,
    });
  });
});

describe('limits', () => {
  it('block what exceeds them, say why, and go on with the next action', async () => {
    const store = testStore();
    await store.actions.insert(
      [approval('a-1'), approval('a-2', {}, { waitUntil: NOW }), approval('a-3', {}, { shopId: 'shop-2' })],
      NOW,
    );
    const limits = [limit()];
    expect(await claimed(store, { limits })).toMatchObject({ action: { subject: 'a-1' } });
    expect(await claimed(store, { limits })).toMatchObject({ action: { subject: 'a-3' } });
    expect(await store.actions.claimNext(claimRequest({ limits }))).toBeNull();
    const page = await store.actions.list({ limit: 5, status: 'blocked' });
    expect(page.items).toMatchObject([{ subject: 'a-2', blocked: limit().blocked, status: 'blocked' }]);
    expect(await store.actions.events(page.items[0]?.actionId ?? '')).toMatchObject([
      { type: 'approved' },
      { type: 'blocked', data: { limit: 'per_day' } },
    ]);
  });

  it('are reserved once per action, and given back by failure', async () => {
    const store = testStore();
    await store.actions.insert([approval('a-1')], NOW);
    const limits = [limit()];
    const reserved = () => store.actions.reserved(SHOP, 'approve_sample', 'count', NOW - 1);
    expect(await reserved(), 'confirmed, about to be reserved').toBe(1);
    for (const status of ['running', 'running'] as const) {
      await store.actions.endTurn(await claimed(store, { limits }), turnEnd({ status }), NOW);
      expect(await reserved()).toBe(1);
      expect(await store.actions.reserved(SHOP, 'approve_sample', 'cost', NOW - 1)).toBe(1_800);
    }
    await store.actions.endTurn(await claimed(store, { limits }), turnEnd({ status: 'failed' }), NOW);
    expect(await reserved()).toBe(0);
    await store.actions.insert([approval('a-2')], NOW);
    await store.actions.endTurn(await claimed(store, { limits }), turnEnd({ status: 'done' }), NOW);
    expect(await reserved()).toBe(1);
    expect(await store.actions.reserved(SHOP, 'approve_sample', 'count', NOW + 1)).toBe(0);
  });

  it('count only what was reserved since', async () => {
    const store = testStore();
    await store.actions.insert([approval('a-1'), approval('a-2')], NOW);
    await claimed(store, { programNow: NOW - 2_000, limits: [limit()] });
    await claimed(store, { limits: [limit()] });
  });

  it.each([
    ['soft', true, true],
    ['hard', false, false],
  ])('a %s one is passed by an override reason: %s', async (_name, soft, passes) => {
    const store = testStore();
    await store.actions.insert([approval('a-1', { overrideReason: 'A launch.' })], NOW);
    const claim = await store.actions.claimNext(claimRequest({ limits: [limit({ cap: 0, soft })] }));
    expect(claim !== null).toBe(passes);
  });

  it('of money count the cost ceilings', async () => {
    const store = testStore();
    await store.actions.insert(
      ['a-1', 'a-2', 'a-3'].map((id) => approval(id)),
      NOW,
    );
    const limits = [limit({ measure: 'cost', cap: 3_600 })];
    await claimed(store, { limits });
    await claimed(store, { limits });
    expect(await store.actions.claimNext(claimRequest({ limits }))).toBeNull();
  });

  it('per creator count open samples and approvals on their way, each once', async () => {
    const store = testStore();
    const limits = [limit({ measure: 'creator_open', cap: 2 })];
    const other = creator({ creatorId: 'creator-2' });
    const samples = [
      application({ applicationId: 'open', status: 'CONTENT_PENDING' }),
      application({ applicationId: 'ended', status: 'COMPLETED' }),
      application({ applicationId: 'a-1' }),
      application({ applicationId: 'a-2' }),
      application({ applicationId: 'theirs', status: 'SHIPPED', creator: other }),
    ];
    await store.samples.record(SHOP, samples, NOW);
    await store.actions.insert(
      ['a-1', 'a-2', 'a-3'].map((id) => approval(id)),
      NOW,
    );
    expect(await claimed(store, { limits })).toMatchObject({ action: { subject: 'a-1' } });
    const approved = application({ applicationId: 'a-1', status: 'AWAITING_SHIPMENT' });
    const ended = application({ applicationId: 'open', status: 'COMPLETED' });
    await store.samples.record(SHOP, [approved, ended], NOW + 1);
    expect(await claimed(store, { limits })).toMatchObject({ action: { subject: 'a-2' } });
    expect(await store.actions.claimNext(claimRequest({ limits }))).toBeNull();
    expect((await store.actions.list({ limit: 1, status: 'blocked' })).items).toMatchObject([
      { subject: 'a-3' },
    ]);
  });
});
