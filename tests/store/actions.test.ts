import { describe, expect, it } from 'vitest';
import type { ActionQuery, Resolution, Store } from '../../src/ports/store/index.ts';
import {
  application,
  approval,
  claimed,
  claimRequest,
  creator,
  fulfilment,
  limit,
  MACHINE_NOW,
  NOW,
  SHOP,
  testStore,
  turnEnd,
} from './support.ts';

async function insertOne(store: Store, action = approval('application-1')): Promise<string> {
  const [inserted] = await store.actions.insert([action], NOW);
  if (!inserted?.inserted) throw new Error('The action was not inserted.');
  return inserted.action.actionId;
}

describe('inserting', () => {
  it('gives back what was planned', async () => {
    const store = testStore();
    const planned = approval('application-1', {}, { batchId: 'batch-1', waitUntil: NOW + 5 });
    const actionId = await insertOne(store, planned);
    expect(await store.actions.get(actionId)).toEqual({
      ...planned,
      actionId: 'act_000001',
      kind: 'approve_sample',
      stage: null,
      blocked: null,
      outcome: null,
      retryAt: null,
      attempts: 0,
      createdAt: NOW,
      updatedAt: NOW,
      finishedAt: null,
    });
    expect(await store.actions.events(actionId)).toEqual([
      { sequence: 1, at: NOW, step: null, type: 'approved', detail: null, data: {} },
    ]);
    expect(await store.actions.get('nothing')).toBeNull();
  });

  it('leaves a live or done action with the same business key as it is', async () => {
    const store = testStore();
    const first = await insertOne(store);
    const again = approval('application-1', {}, { subjectLock: 'another lock' });
    expect(await store.actions.insert([again], NOW)).toMatchObject([
      { inserted: false, action: { actionId: first } },
    ]);
    await store.actions.endTurn(await claimed(store), turnEnd(), NOW);
    expect(await store.actions.insert([again], NOW)).toMatchObject([
      { inserted: false, action: { actionId: first, status: 'done' } },
    ]);
  });

  it('lets one open action per lock write, and the next one after it', async () => {
    const store = testStore();
    const first = await insertOne(store);
    const rejection = approval('application-1', {}, { businessKey: 'reject_sample:application-1:1' });
    expect(await store.actions.insert([rejection], NOW)).toMatchObject([
      { inserted: false, action: { actionId: first } },
    ]);
    const elsewhere = { ...rejection, shopId: 'shop-2' };
    expect(await store.actions.insert([elsewhere], NOW)).toMatchObject([{ inserted: true }]);
    await store.actions.endTurn(await claimed(store), turnEnd(), NOW);
    const next = { ...rejection, businessKey: 'reject_sample:application-1:2' };
    expect(await store.actions.insert([next], NOW)).toMatchObject([{ inserted: true }]);
  });

  it('takes a failed action as no obstacle, and two equal ones in one call as one', async () => {
    const store = testStore();
    await insertOne(store);
    await store.actions.endTurn(await claimed(store), turnEnd({ status: 'failed' }), NOW);
    const both = await store.actions.insert([approval('application-1'), approval('application-1')], NOW);
    expect(both.map((item) => item.inserted)).toEqual([true, false]);
    expect(both[0]?.action.actionId).toBe(both[1]?.action.actionId);
  });
});

describe('a person decides', () => {
  const resolution = (actionId: string, overrides: Partial<Resolution> = {}): Resolution => ({
    actionId,
    expected: ['proposed', 'blocked', 'failed'],
    to: 'approved',
    event: { step: null, type: 'approved', detail: 'By the operator.' },
    ...overrides,
  });

  it('retries what is blocked, from a clean slate', async () => {
    const store = testStore();
    const actionId = await insertOne(store);
    const blocked = { who: 'operator', why: 'No stock.', next: 'Restock.' };
    const end = turnEnd({
      status: 'blocked',
      blocked,
      waitUntil: NOW + 9,
      retryAt: MACHINE_NOW + 9,
      attempts: 4,
    });
    await store.actions.endTurn(await claimed(store), end, NOW);
    expect(await store.actions.get(actionId)).toMatchObject({ status: 'blocked', blocked });
    expect(await store.actions.resolve(resolution(actionId), NOW + 1)).toMatchObject({
      status: 'approved',
      blocked: null,
      waitUntil: null,
      retryAt: null,
      attempts: 0,
      stage: 'review',
      updatedAt: NOW + 1,
      finishedAt: null,
    });
    expect((await store.actions.events(actionId)).at(-1)).toMatchObject({
      type: 'approved',
      detail: 'By the operator.',
    });
    await claimed(store);
  });

  it('keeps the wait of a proposal that is approved early', async () => {
    const store = testStore();
    const actionId = await insertOne(
      store,
      fulfilment('order-1', { status: 'proposed', waitUntil: NOW + 9 }),
    );
    expect(await store.actions.claimNext(claimRequest({ programNow: NOW + 9 }))).toBeNull();
    await store.actions.resolve(resolution(actionId), NOW);
    expect(await store.actions.claimNext(claimRequest())).toBeNull();
    await claimed(store, { programNow: NOW + 9 });
  });

  it('does nothing while a process works on it, nor from a status that was not expected', async () => {
    const store = testStore();
    const actionId = await insertOne(store);
    const claim = await claimed(store);
    const cancel = resolution(actionId, { expected: ['running'], to: 'cancelled' });
    expect(await store.actions.resolve(cancel, NOW)).toBeNull();
    expect(await store.actions.get(actionId)).toMatchObject({ status: 'running' });
    await store.actions.endTurn(claim, turnEnd({ status: 'running', waitUntil: NOW + 9 }), NOW);
    expect(await store.actions.resolve(resolution(actionId), NOW)).toBeNull();
    expect(await store.actions.resolve(cancel, NOW)).toMatchObject({ status: 'cancelled', finishedAt: NOW });
    expect(await store.actions.resolve(resolution('nothing'), NOW)).toBeNull();
  });

  it('shuts out a process that overslept its lease', async () => {
    let machineNow = MACHINE_NOW;
    const store = testStore({ machineNow: () => machineNow });
    const actionId = await insertOne(store);
    const claim = await claimed(store, { leaseMs: 10 });
    machineNow += 10;
    await store.actions.resolve(resolution(actionId, { expected: ['running'], to: 'cancelled' }), NOW);
    await expect(store.actions.endTurn(claim, turnEnd(), NOW)).rejects.toMatchObject({
      name: 'LeaseLostError',
    });
    expect(await store.actions.get(actionId)).toMatchObject({ status: 'cancelled' });
  });

  it('does not revive an action whose place another one has taken', async () => {
    const store = testStore();
    const actionId = await insertOne(store);
    await store.actions.endTurn(await claimed(store), turnEnd({ status: 'failed' }), NOW);
    await insertOne(store);
    expect(await store.actions.resolve(resolution(actionId), NOW)).toBeNull();
    expect(await store.actions.get(actionId)).toMatchObject({ status: 'failed' });
  });

  it.each([
    ['cancelled', 0],
    ['denied', 0],
    ['done', 1],
  ] as const)('%s leaves %i reservations', async (to, left) => {
    const store = testStore();
    const actionId = await insertOne(store);
    await store.actions.endTurn(await claimed(store), turnEnd({ status: 'blocked' }), NOW);
    const event = { step: null, type: to === 'done' ? 'marked_done' : to } as const;
    await store.actions.resolve(resolution(actionId, { to, event }), NOW);
    expect(await store.actions.reserved(SHOP, 'approve_sample', 'count', 0)).toBe(left);
  });
});

describe('listing', () => {
  async function storeWithActions(): Promise<Store> {
    const store = testStore();
    const anna = application({ applicationId: 'a-1', orderId: 'order-1', status: 'AWAITING_SHIPMENT' });
    const ben = application({
      applicationId: 'a-2',
      creator: creator({ creatorId: 'creator-2', username: 'ben.builds' }),
    });
    await store.samples.record(SHOP, [anna, ben], NOW);
    await store.actions.insert([approval('a-1', {}, { proposedBy: 'monitor' })], NOW);
    await store.actions.insert(
      [approval('a-2', { creatorId: 'creator-2' }, { batchId: 'batch-1' })],
      NOW + 1,
    );
    await store.actions.insert([fulfilment('order-1', { status: 'proposed' })], NOW + 2);
    const note = {
      ...approval('creator-1:shipped'),
      plan: {
        kind: 'send_note' as const,
        creatorId: 'creator-1',
        occasion: 'shipped' as const,
        orderId: 'order-0',
        applicationIds: ['a-0', 'a-1'],
        text: 'Your parcel has left.',
      },
    };
    await store.actions.insert([note], NOW + 3);
    await store.actions.insert([{ ...fulfilment('order-9'), shopId: 'shop-2' }], NOW + 4);
    return store;
  }

  const numbers = async (store: Store, query: Partial<ActionQuery>) =>
    (await store.actions.list({ limit: 10, ...query })).items.map((item) => Number(item.actionId.slice(-1)));

  it.each<[string, Partial<ActionQuery>, readonly number[]]>([
    ['nothing, newest first', {}, [5, 4, 3, 2, 1]],
    ['shop', { shopId: SHOP }, [4, 3, 2, 1]],
    ['kind', { kind: 'approve_sample' }, [2, 1]],
    ['status', { status: 'proposed' }, [3]],
    ['creator id, order included', { creator: 'creator-1' }, [4, 3, 1]],
    ['part of a username', { creator: 'BUILDS' }, [2]],
    ['application, order and note included', { applicationId: 'a-1' }, [4, 3, 1]],
    ['time', { since: NOW + 3 }, [5, 4]],
    ['proposer', { proposedBy: 'monitor' }, [1]],
    ['batch', { batchId: 'batch-1' }, [2]],
    ['several', { shopId: SHOP, creator: 'anna', kind: 'send_note' }, [4]],
  ])('by %s', async (_name, query, expected) => {
    expect(await numbers(await storeWithActions(), query)).toEqual(expected);
  });

  it('pages without skipping or repeating, whatever is added meanwhile', async () => {
    const store = await storeWithActions();
    const first = await store.actions.list({ shopId: SHOP, limit: 3 });
    expect(first.items).toHaveLength(3);
    await insertOne(store, approval('a-3'));
    const second = await store.actions.list({ shopId: SHOP, limit: 3, cursor: first.nextCursor ?? '' });
    expect(second.items.map((item) => item.subject)).toEqual(['a-1']);
    expect(second.nextCursor).toBeNull();
    await expect(store.actions.list({ limit: 3, cursor: first.nextCursor ?? '' })).rejects.toMatchObject({
      kind: 'input',
    });
  });

  it('counts what is open and what ended since', async () => {
    const store = await storeWithActions();
    await store.actions.endTurn(await claimed(store), turnEnd(), NOW + 50);
    expect(await store.actions.counts(SHOP, NOW + 50)).toEqual({ approved: 2, proposed: 1, done: 1 });
    expect(await store.actions.counts(SHOP, NOW + 51)).toEqual({ approved: 2, proposed: 1 });
  });
});

describe('units held', () => {
  it('counts older approvals of the same SKU until they end', async () => {
    const store = testStore();
    const held = (applicationId: string, quantity: number) => approval(applicationId, { quantity });
    const inserted = await store.actions.insert([held('a-1', 1), held('a-2', 2), held('a-3', 4)], NOW);
    const olderThan = (index: number) =>
      store.actions.reservedUnits(SHOP, 'sku-1', inserted[index]?.action.actionId ?? '');
    expect(await store.actions.reservedUnits(SHOP, 'sku-1', null)).toBe(7);
    expect([await olderThan(0), await olderThan(1), await olderThan(2)]).toEqual([0, 1, 3]);
    expect(await store.actions.reservedUnits('shop-2', 'sku-1', null)).toBe(0);
    await store.actions.endTurn(await claimed(store), turnEnd(), NOW);
    expect(await olderThan(2)).toBe(2);
  });
});

describe('when work is due next', () => {
  const NOTHING = { programTime: null, machineTime: null };

  it('names the earliest wait of either clock', async () => {
    const store = testStore();
    expect(await store.actions.nextDue()).toEqual(NOTHING);
    await store.actions.insert(
      [approval('a-1', {}, { waitUntil: NOW + 30 }), approval('a-2', {}, { waitUntil: NOW + 20 })],
      NOW,
    );
    expect(await store.actions.nextDue()).toEqual({ programTime: NOW + 20, machineTime: null });
    const claim = await claimed(store, { programNow: NOW + 20, leaseMs: 700 });
    expect(await store.actions.nextDue()).toEqual({ programTime: NOW + 30, machineTime: MACHINE_NOW + 700 });
    const retry = turnEnd({ status: 'unknown', waitUntil: NOW + 20, retryAt: MACHINE_NOW + 90 });
    await store.actions.endTurn(claim, retry, NOW + 20);
    expect(await store.actions.nextDue()).toEqual({ programTime: NOW + 30, machineTime: MACHINE_NOW + 90 });
  });

  it('is since ever for what waits for nothing, whatever else waits', async () => {
    const store = testStore();
    await store.actions.insert([approval('a-1', {}, { waitUntil: NOW + 30 }), approval('a-2')], NOW);
    expect(await store.actions.nextDue()).toEqual({ programTime: 0, machineTime: null });
  });

  it('is at once when nothing is waited for, or when who worked on it is dead', async () => {
    let alive = true;
    const store = testStore({ isProcessAlive: () => alive });
    await insertOne(store);
    expect(await store.actions.nextDue()).toEqual({ programTime: 0, machineTime: null });
    await claimed(store, { leaseMs: 700 });
    expect((await store.actions.nextDue()).programTime).toBeNull();
    alive = false;
    expect((await store.actions.nextDue()).programTime).toBe(0);
  });

  it('leaves out what waits for a person', async () => {
    const store = testStore();
    await insertOne(store);
    await store.actions.endTurn(await claimed(store), turnEnd({ status: 'unknown' }), NOW);
    await insertOne(store, approval('a-2'));
    expect(await store.actions.claimNext(claimRequest({ limits: [limit({ cap: 0 })] }))).toBeNull();
    expect(await store.actions.nextDue()).toEqual(NOTHING);
  });
});
