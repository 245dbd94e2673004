import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { PROGRAM_WIDE } from '../../src/domain/alert.ts';
import type { AutomationChange, AutomationSetting, SettingMove } from '../../src/domain/automation.ts';
import { PausedError } from '../../src/domain/errors.ts';
import type { Store } from '../../src/ports/store/index.ts';
import { startChild } from './children/run.ts';
import {
  approval,
  claimed,
  claimRequest,
  fulfilment,
  NOW,
  SHOP,
  temporaryFile,
  testStore,
} from './support.ts';

const move = (
  setting: AutomationSetting,
  from: SettingMove['from'],
  to: SettingMove['to'],
  seenVersion: number | null,
  shopId = SHOP,
): SettingMove => ({ shopId, setting, from, to, reset: false, seenVersion });

const change = (...moves: readonly SettingMove[]): AutomationChange => ({
  moves,
  author: 'anna',
  reason: 'test',
});

async function pause(store: Store, shopId: string): Promise<void> {
  expect(await store.automation.apply(change(move('paused', false, true, null, shopId)), NOW)).toHaveLength(
    1,
  );
}

describe('changes of the automation', () => {
  it('are all kept, and the last of each setting stands', async () => {
    const store = testStore();
    await store.automation.apply(change(move('per_day', null, 5, null)), NOW);
    await store.automation.apply(
      change(move('per_day', 5, 9, 1), move('rule_mode', 'ask', 'auto', null)),
      NOW + 1,
    );
    expect(await store.automation.standing(SHOP)).toEqual([
      { ...row('per_day', 5, 9), version: 2, at: NOW + 1 },
      { ...row('rule_mode', 'ask', 'auto'), version: 3, at: NOW + 1 },
    ]);
    expect(await store.automation.standing('shop-2')).toEqual([]);
    const history = await store.automation.history(SHOP, 10);
    expect(history.map(({ version, from, to }) => [version, from, to])).toEqual([
      [3, 'ask', 'auto'],
      [2, 5, 9],
      [1, null, 5],
    ]);
  });

  it('happen together or not at all when one of them was seen before a later change', async () => {
    const store = testStore();
    await store.automation.apply(change(move('per_day', null, 5, null)), NOW);
    const late = change(move('minimum_stock', 5, 6, null), move('per_day', null, 7, null));
    expect(await store.automation.apply(late, NOW)).toBeNull();
    expect((await store.automation.history(SHOP, 10)).map(({ to }) => to)).toEqual([5]);
  });

  it('cannot be edited or removed', async () => {
    const file = temporaryFile();
    const store = testStore({ file });
    await store.automation.apply(change(move('per_day', null, 5, null)), NOW);
    const connection = new Sqlite(file);
    for (const sql of ["UPDATE automation_changes SET author = 'x'", 'DELETE FROM automation_changes']) {
      expect(() => connection.exec(sql)).toThrow('append-only');
    }
    connection.close();
  });

  it('made by two processes at once follow one another: none is lost, none is doubled', async () => {
    const file = temporaryFile();
    const store = testStore({ file });
    const children = [1, 2].map(() => startChild('count-up.ts', file, '40'));
    for (const child of children) await child.line();
    for (const child of children) child.process.stdin?.write('go\n');
    await Promise.all(children.map((child) => child.finished()));
    const [standing] = await store.automation.standing(SHOP);
    expect(standing?.to).toBe(80);
    const history = (await store.automation.history(SHOP, 100)).toReversed();
    expect(history.map(({ from, to }) => [from, to])).toEqual(
      Array.from({ length: 80 }, (_, index) => [index === 0 ? 0 : index, index + 1]),
    );
  });
});

function row(setting: AutomationSetting, from: unknown, to: unknown) {
  return { shopId: SHOP, setting, from, to, reset: false, author: 'anna', reason: 'test' };
}

describe('a confirmed change', () => {
  const pending = {
    confirmationId: 'conf_1',
    tool: 'set_automation',
    shopId: SHOP,
    items: { automation: 'hash' },
    context: {},
    expiresAt: NOW,
  };
  const effect = (seenVersion: number | null) => ({
    itemKey: 'automation',
    change: change(move('per_day', 5, 15, seenVersion), move('rule_mode', 'ask', 'auto', null)),
  });

  it('is applied with the spending of its token, once, and told again on a repeat', async () => {
    const store = testStore();
    await store.confirmations.save(pending);
    const expected = [{ itemKey: 'automation', applied: true, moves: [{ to: 15 }, { to: 'auto' }] }];
    const first = await store.confirmations.spend('conf_1', [effect(null)], {}, NOW);
    expect(first).toMatchObject({ alreadyDone: false, items: expected });
    const second = await store.confirmations.spend('conf_1', [effect(null)], {}, NOW);
    expect(second).toMatchObject({ alreadyDone: true, items: expected });
    expect(await store.automation.history(SHOP, 10)).toHaveLength(2);
  });

  it('is not applied when somebody changed one of its settings meanwhile', async () => {
    const store = testStore();
    await store.confirmations.save(pending);
    await store.automation.apply(change(move('per_day', 5, 3, null)), NOW);
    const spent = await store.confirmations.spend('conf_1', [effect(null)], {}, NOW);
    expect(spent.items).toEqual([{ itemKey: 'automation', action: null, applied: false }]);
    expect(await store.automation.history(SHOP, 10)).toHaveLength(1);
  });
});

describe('a pause', () => {
  it.each([
    ['of everything', PROGRAM_WIDE],
    ['of its shop', SHOP],
  ])('%s keeps actions from being claimed and from being due, until it is lifted', async (_what, shopId) => {
    const store = testStore();
    await store.actions.insert([fulfilment('order-1')], NOW);
    await pause(store, shopId);
    expect(await store.actions.claimNext(claimRequest())).toBeNull();
    expect(await store.actions.nextDue()).toEqual({ programTime: null, machineTime: null });
    expect(await store.automation.pauses()).toMatchObject([
      { shopId, author: 'anna', version: 1, since: NOW },
    ]);
    await store.automation.apply(change(move('paused', true, false, 1, shopId)), NOW);
    expect(await store.automation.pauses()).toEqual([]);
    expect(await store.actions.claimNext(claimRequest())).toMatchObject({ action: { subject: 'order-1' } });
  });

  it('of another shop holds nothing here', async () => {
    const store = testStore();
    await store.actions.insert([fulfilment('order-1')], NOW);
    await pause(store, 'shop-2');
    expect(await store.actions.claimNext(claimRequest())).not.toBeNull();
  });

  it('that comes after the claim still keeps the request from being recorded, and so from leaving', async () => {
    const store = testStore();
    await store.actions.insert([approval('a-1')], NOW);
    const claim = await claimed(store);
    await pause(store, PROGRAM_WIDE);
    const attempt = store.actions.appendEvent(claim, { step: 'review', type: 'attempted' }, NOW, true);
    await expect(attempt).rejects.toThrow(PausedError);
    await store.actions.appendEvent(claim, { step: 'review', type: 'waiting' }, NOW);
    const types = (await store.actions.events(claim.action.actionId)).map(({ type }) => type);
    expect(types).toEqual(['approved', 'waiting']);
  });
});
