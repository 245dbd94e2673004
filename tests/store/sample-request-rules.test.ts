import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { SampleRequestRule } from '../../src/domain/collaboration.ts';
import type { Store } from '../../src/ports/store/index.ts';
import { NOW, SHOP, temporaryFile, testStore } from './support.ts';

const PROGRESS = {
  ...{ shopId: SHOP, feed: 'sample_rules', cursor: 'product-1', watermark: null },
  ...{ passStartedAt: NOW, completedAt: null },
};
const THRESHOLDS = {
  ...{ minimumFollowers: 2_000, minimumGmv: 500, averageVideoViews: null },
  ...{ categoryIds: ['601450', '600024'], fulfilmentRank: 'MEDIUM' },
};

function rule(overrides: Partial<SampleRequestRule> = {}): SampleRequestRule {
  return {
    productId: 'product-1',
    status: 'ONGOING',
    quota: 100,
    available: 38,
    startsAt: null,
    endsAt: null,
    thresholds: THRESHOLDS,
    ...overrides,
  };
}

const record = (store: Store, rules: readonly SampleRequestRule[], at: number, productId = 'product-1') =>
  store.collaborations.recordSampleRules(SHOP, [productId], rules, at, PROGRESS);
const changes = (store: Store) => store.collaborations.sampleRuleChanges(SHOP, 0);

describe('who may ask for samples', () => {
  it('is kept per product, with the progress of its feed, and products without a rule are known as such', async () => {
    const store = testStore();
    const ids = ['product-2', 'product-1'];
    const recorded = await store.collaborations.recordSampleRules(SHOP, ids, [rule()], NOW, PROGRESS);
    expect(recorded).toEqual({ added: 2, changed: 0 });
    const categoryIds = ['600024', '601450'];
    expect(await store.collaborations.sampleRules(SHOP)).toEqual([
      { productId: 'product-1', rule: rule({ thresholds: { ...THRESHOLDS, categoryIds } }), asOf: NOW },
      { productId: 'product-2', rule: null, asOf: NOW },
    ]);
    expect(await store.collaborations.sampleRules('shop-2')).toEqual([]);
    expect(await store.feeds.get(SHOP, 'sample_rules')).toMatchObject({ cursor: 'product-1' });
    expect(await changes(store)).toEqual([]);
  });

  it('changes when its terms are others than at the reading before, also from and to none', async () => {
    const store = testStore();
    await record(store, [rule()], NOW);
    expect(await record(store, [rule({ quota: 50 })], NOW + 1)).toEqual({ added: 0, changed: 1 });
    await record(store, [], NOW + 2);
    await record(store, [rule({ startsAt: NOW, endsAt: NOW + 9 })], NOW + 3);
    const found = await changes(store);
    expect(found.map(({ from, to, seenAt }) => [from?.quota, to?.quota, seenAt])).toEqual([
      [100, 50, NOW + 1],
      [50, undefined, NOW + 2],
      [undefined, 100, NOW + 3],
    ]);
    expect(found.at(-1)).toMatchObject({
      ...{ productId: 'product-1', from: null },
      to: { startsAt: NOW, endsAt: NOW + 9, thresholds: { minimumGmv: 500 } },
    });
    expect(await store.collaborations.sampleRuleChanges(SHOP, NOW + 3)).toHaveLength(1);
  });

  it('has not changed when samples were given, its state moved or its categories came in another order', async () => {
    const store = testStore();
    await record(store, [rule()], NOW);
    const thresholds = { ...THRESHOLDS, categoryIds: THRESHOLDS.categoryIds.toReversed() };
    const moved = rule({ status: 'NO_LEFT_COUNT', available: 0, thresholds });
    expect(await record(store, [moved], NOW + 1)).toEqual({ added: 0, changed: 0 });
    expect(await changes(store)).toEqual([]);
    const [stored] = await store.collaborations.sampleRules(SHOP);
    expect(stored).toMatchObject({ rule: { status: 'NO_LEFT_COUNT', available: 0 }, asOf: NOW + 1 });
  });

  it('is not overwritten by an older answer', async () => {
    const store = testStore();
    await record(store, [rule()], NOW);
    await record(store, [rule({ quota: 1 })], NOW - 1);
    expect((await store.collaborations.sampleRules(SHOP))[0]?.rule?.quota).toBe(100);
    expect(await changes(store)).toEqual([]);
  });

  it('keeps its changes as compact JSON for good', async () => {
    const file = temporaryFile();
    const store = testStore({ file });
    await record(store, [], NOW);
    await record(store, [rule()], NOW + 1);
    const database = new Sqlite(file);
    expect(database.prepare('SELECT from_terms, to_terms FROM sample_request_rule_changes').get()).toEqual({
      from_terms: null,
      to_terms:
        '{"endsAt":null,"quota":100,"startsAt":null,"thresholds":{"averageVideoViews":null,"categoryIds":["600024","601450"],"fulfilmentRank":"MEDIUM","minimumFollowers":2000,"minimumGmv":500}}',
    });
    expect(() => database.exec("UPDATE sample_request_rule_changes SET to_terms = ''")).toThrow(
      /append-only/,
    );
    expect(() => database.exec('DELETE FROM sample_request_rule_changes')).toThrow(/append-only/);
    database.close();
  });
});
