import { describe, expect, it } from 'vitest';
import type { ConfirmedEffect, PendingConfirmation } from '../../src/ports/store/index.ts';
import { approval, claimed, MACHINE_NOW, NOW, SHOP, testStore, turnEnd } from './support.ts';

const PENDING: PendingConfirmation = {
  confirmationId: 'cnf_1',
  tool: 'approve_and_ship',
  shopId: SHOP,
  items: { 'a-1': 'hash-1', 'a-2': 'hash-2' },
  context: { override_reason: null, note: 'Hi' },
  expiresAt: MACHINE_NOW + 600_000,
};

const insert = (itemKey: string): ConfirmedEffect => ({ itemKey, insert: approval(itemKey) });

describe('confirmations', () => {
  it('wait unspent', async () => {
    const store = testStore();
    await store.confirmations.save(PENDING);
    expect(await store.confirmations.get('cnf_1')).toEqual({ ...PENDING, spent: false });
    expect(await store.confirmations.get('cnf_2')).toBeNull();
    await expect(store.confirmations.spend('cnf_2', [], {}, NOW)).rejects.toMatchObject({
      kind: 'not_found',
    });
  });

  it('are spent once; a repeat answers with what was stored and how it stands now', async () => {
    const store = testStore();
    await store.confirmations.save(PENDING);
    const first = await store.confirmations.spend('cnf_1', [insert('a-1')], { refused: ['a-2'] }, NOW);
    expect(first).toMatchObject({
      alreadyDone: false,
      items: [{ itemKey: 'a-1', applied: true, action: { batchId: 'cnf_1', status: 'approved' } }],
      result: { refused: ['a-2'] },
    });
    expect(await store.confirmations.get('cnf_1')).toMatchObject({ spent: true });
    await store.actions.endTurn(await claimed(store), turnEnd(), NOW);
    const effects = [insert('a-1'), insert('a-9')];
    expect(await store.confirmations.spend('cnf_1', effects, { other: 1 }, NOW)).toMatchObject({
      alreadyDone: true,
      items: [{ itemKey: 'a-1', applied: true, action: { status: 'done' } }],
      result: { refused: ['a-2'] },
    });
    expect((await store.actions.list({ limit: 10 })).items).toHaveLength(1);
  });

  it('say which effects were there before or could not be applied', async () => {
    const store = testStore();
    await store.confirmations.save(PENDING);
    const [there] = await store.actions.insert([approval('a-1')], NOW);
    const [proposed] = await store.actions.insert([approval('a-3', {}, { status: 'proposed' })], NOW);
    const resolve = (actionId: string | undefined): ConfirmedEffect => ({
      itemKey: String(actionId),
      resolve: {
        actionId: actionId ?? '',
        expected: ['proposed'],
        to: 'denied',
        event: { step: null, type: 'denied' },
      },
    });
    const effects = [insert('a-1'), resolve(there?.action.actionId), resolve(proposed?.action.actionId)];
    const expected = [
      { applied: false, action: { actionId: there?.action.actionId, batchId: null } },
      { applied: false, action: null },
      { applied: true, action: { status: 'denied' } },
    ];
    for (const alreadyDone of [false, true]) {
      const spent = await store.confirmations.spend('cnf_1', effects, {}, NOW);
      expect(spent).toMatchObject({ alreadyDone, items: expected });
    }
  });

  it('stay unspent when an effect breaks', async () => {
    const store = testStore();
    await store.confirmations.save(PENDING);
    const broken: ConfirmedEffect = { itemKey: 'a-2', insert: { ...approval('a-2'), waitUntil: 0.5 } };
    await expect(store.confirmations.spend('cnf_1', [insert('a-1'), broken], {}, NOW)).rejects.toThrow();
    expect(await store.confirmations.get('cnf_1')).toMatchObject({ spent: false });
    expect((await store.actions.list({ limit: 10 })).items).toEqual([]);
  });
});
