import { describe, expect, it } from 'vitest';
import { DAY } from '../../src/domain/time.ts';
import type { PendingQuery, Store } from '../../src/ports/store/index.ts';
import { application, creator, NOW, SHOP, temporaryFile, testStore } from './support.ts';

const GMV = [900, 100, null, 500, 500, 300, null];

/** Seven open requests: some without a deadline or figures, two with equal ones; and one that is closed. */
async function recordRequests(store: Store): Promise<void> {
  const requests = GMV.map((amountMinor, index) =>
    application({
      applicationId: `a-${index}`,
      approveExpiresAt: index === 4 ? null : NOW + (index % 3) * DAY + 1,
      productId: `product-${index % 2}`,
      productTitle: index % 2 === 0 ? '100% Cotton_Shirt' : 'Mug',
      creator: creator({
        creatorId: `creator-${index}`,
        username: `name.${index}`,
        nickname: `Nick ${index}`,
        followers: index === 5 ? null : index * 1_000,
        gmv30d: amountMinor === null ? null : { amountMinor, currency: 'USD' },
      }),
    }),
  );
  const closed = application({ applicationId: 'closed', status: 'REJECT_CANCELLED' });
  await store.samples.record(SHOP, [...requests, closed], NOW);
  await store.samples.record('shop-2', [application({ applicationId: 'elsewhere' })], NOW);
}

async function storeWithRequests(): Promise<Store> {
  const store = testStore();
  await recordRequests(store);
  return store;
}

const QUERY: PendingQuery = { shopId: SHOP, sort: 'expires', limit: 50 };

async function ids(store: Store, query: Partial<PendingQuery>): Promise<readonly string[]> {
  const page = await store.samples.pending({ ...QUERY, ...query });
  expect(page.total).toBe(page.items.length);
  return page.items.map((item) => item.applicationId);
}

describe('order of the list', () => {
  it.each([
    ['expires', ['a-0', 'a-3', 'a-6', 'a-1', 'a-2', 'a-5', 'a-4']],
    ['gmv', ['a-0', 'a-4', 'a-3', 'a-5', 'a-1', 'a-6', 'a-2']],
    ['followers', ['a-6', 'a-4', 'a-3', 'a-2', 'a-1', 'a-0', 'a-5']],
  ] as const)(
    'by %s, what is unknown last, in pages that neither skip nor repeat',
    async (sort, expected) => {
      const store = await storeWithRequests();
      expect(await ids(store, { sort })).toEqual(expected);
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const query: PendingQuery = { ...QUERY, sort, limit: 2, ...(cursor === null ? {} : { cursor }) };
        const page = await store.samples.pending(query);
        expect(page.total).toBe(7);
        seen.push(...page.items.map((item) => item.applicationId));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(seen).toEqual(expected);
    },
  );

  it('goes on behind a row that has left the list meanwhile', async () => {
    const store = await storeWithRequests();
    const first = await store.samples.pending({ ...QUERY, limit: 2 });
    const gone = application({ applicationId: 'a-3', status: 'WITHDRAW_CANCELLED' });
    await store.samples.record(SHOP, [gone], NOW + 1);
    const cursor = first.nextCursor ?? '';
    const second = await store.samples.pending({ ...QUERY, limit: 2, cursor });
    expect(second.items.map((item) => item.applicationId)).toEqual(['a-6', 'a-1']);
    expect(second.total).toBe(6);
  });
});

describe('filters', () => {
  it.each<[string, Partial<PendingQuery>, readonly string[]]>([
    ['product id', { product: 'product-1' }, ['a-3', 'a-1', 'a-5']],
    ['part of a title', { product: 'mu' }, ['a-3', 'a-1', 'a-5']],
    ['per cent sign as itself', { product: '0%' }, ['a-0', 'a-6', 'a-2', 'a-4']],
    ['underscore as itself', { product: 'n_s' }, ['a-0', 'a-6', 'a-2', 'a-4']],
    ['per cent sign that no title has', { product: '%mug' }, []],
    ['creator id', { creator: 'creator-2' }, ['a-2']],
    ['username', { creator: 'NAME.3' }, ['a-3']],
    ['nickname', { creator: 'nick 4' }, ['a-4']],
    ['fewest followers', { followersMin: 4_000 }, ['a-6', 'a-4']],
    ['most followers', { followersMax: 1_000 }, ['a-0', 'a-1']],
    ['least sales', { gmvMinMinor: 500 }, ['a-0', 'a-3', 'a-4']],
    ['most sales', { gmvMaxMinor: 300 }, ['a-1', 'a-5']],
    ['deadline', { expiresBefore: NOW + DAY }, ['a-0', 'a-3', 'a-6']],
    ['no verdict yet', { verdict: 'undecided' }, ['a-0', 'a-3', 'a-6', 'a-1', 'a-2', 'a-5', 'a-4']],
    ['all together', { product: 'mug', gmvMinMinor: 200, creator: 'name' }, ['a-3', 'a-5']],
  ])('by %s', async (_name, filters, expected) => {
    expect(await ids(await storeWithRequests(), filters)).toEqual(expected);
  });

  it('by verdict, once decided', async () => {
    const store = await storeWithRequests();
    const decide = (applicationId: string, verdict: 'approve' | 'ask' | 'reject') => ({
      applicationId,
      decision: { verdict, rule: 'samples', version: 1, conditions: [], reason: 'Because.' },
      inputs: {},
    });
    await store.samples.saveDecisions(
      [decide('a-1', 'approve'), decide('a-0', 'ask'), decide('a-6', 'ask'), decide('a-2', 'reject')],
      NOW,
    );
    expect(await ids(store, { verdict: 'ask' })).toEqual(['a-0', 'a-6']);
    expect(await store.samples.pendingCounts(SHOP, NOW)).toEqual({
      open: 7,
      approve: 1,
      ask: 2,
      reject: 1,
      undecided: 3,
      expiringWithinADay: 3,
    });
  });
});

it('shows at once what anybody wrote, this process or another', async () => {
  const file = temporaryFile();
  const store = testStore({ file });
  await recordRequests(store);
  const other = testStore({ file });
  const seen = async (): Promise<unknown> => {
    const { items } = await store.samples.pending({ ...QUERY, limit: 1 });
    return [items[0]?.creator.username, items[0]?.decision?.verdict];
  };
  expect(await seen()).toEqual(['name.0', undefined]);
  const decision = {
    verdict: 'ask',
    rule: 'samples',
    version: 1,
    conditions: [],
    reason: 'Because.',
  } as const;
  await other.samples.saveDecisions([{ applicationId: 'a-0', decision, inputs: {} }], NOW);
  expect(await seen()).toEqual(['name.0', 'ask']);
  const renamed = application({
    applicationId: 'a-0',
    approveExpiresAt: NOW + 1,
    creator: creator({ username: 'anew' }),
  });
  await store.samples.record(SHOP, [renamed], NOW + 1);
  expect(await seen()).toEqual(['anew', 'ask']);
});

describe('cursors', () => {
  it('are refused by another query', async () => {
    const store = await storeWithRequests();
    const { nextCursor } = await store.samples.pending({ ...QUERY, limit: 2 });
    const cursor = nextCursor ?? '';
    expect(cursor).toMatch(/^[\w-]+$/);
    const others: Partial<PendingQuery>[] = [{ sort: 'gmv' }, { shopId: 'shop-2' }, { followersMin: 1 }];
    for (const other of others) {
      await expect(store.samples.pending({ ...QUERY, ...other, cursor })).rejects.toMatchObject({
        kind: 'input',
        message: expect.stringContaining('other filters'),
      });
    }
  });

  it.each(['', 'garbage', 'AAAA', `${'A'.repeat(34)}!`, 'A'.repeat(34)])('refuses %j', async (cursor) => {
    const store = await storeWithRequests();
    await expect(store.samples.pending({ ...QUERY, cursor })).rejects.toMatchObject({ kind: 'input' });
  });
});
