import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type {
  OpenCollaboration,
  TargetCollaboration,
  TargetCreator,
  TargetProduct,
} from '../../src/domain/collaboration.ts';
import { DAY } from '../../src/domain/time.ts';
import type { CollaborationQuery, Store } from '../../src/ports/store/index.ts';
import { NOW, SHOP, temporaryFile, testStore } from './support.ts';

const PROGRESS = {
  ...{ shopId: SHOP, feed: 'collaborations:open', cursor: null, watermark: null },
  ...{ passStartedAt: NOW, completedAt: NOW },
};

function open(overrides: Partial<OpenCollaboration> = {}): OpenCollaboration {
  return {
    collaborationId: 'open-1',
    productId: 'product-1',
    rateBps: 1_500,
    status: 'NORMAL',
    rateFrom: NOW - DAY,
    rateUntil: null,
    creatorsWithContent: 3,
    creatorsWithShowcase: 5,
    ...overrides,
  };
}

function product(overrides: Partial<TargetProduct> = {}): TargetProduct {
  return {
    productId: 'product-1',
    title: 'Vitamin C Serum',
    rateBps: 2_000,
    adsRateBps: 1_000,
    status: 'NORMAL',
    effect: 'EFFECTIVE_ALL',
    ...overrides,
  };
}

function invited(overrides: Partial<TargetCreator> = {}): TargetCreator {
  return {
    creatorId: 'creator-1',
    username: 'anna.bakes',
    nickname: 'Anna',
    status: 'NORMAL',
    effect: 'EFFECTIVE_NONE',
    contentProducts: 0,
    showcaseProducts: 0,
    ...overrides,
  };
}

function target(overrides: Partial<TargetCollaboration> = {}): TargetCollaboration {
  return {
    collaborationId: 'target-1',
    name: 'Autumn launch',
    type: 'STANDARD',
    startsAt: NOW - DAY,
    endsAt: NOW + 20 * DAY,
    updatedAt: NOW - DAY,
    sampleOffer: { hasFreeSample: true, approvalExempt: false },
    products: 1,
    creatorsInvited: 1,
    creatorsWithContent: 0,
    creatorsWithShowcase: null,
    contactEmail: 'deals@example.com',
    message: 'Come and bake with us.',
    productList: [product()],
    creatorList: [invited()],
    ...overrides,
  };
}

const recordOpen = (store: Store, plans: readonly OpenCollaboration[], at: number) =>
  store.collaborations.recordOpen(SHOP, plans, at, PROGRESS);
const recordList = (
  store: Store,
  status: 'ONGOING' | 'EXPIRING' | 'COMPLETED',
  targets: readonly TargetCollaboration[],
  at: number,
) => store.collaborations.recordTargetSummaries(SHOP, status, targets, at, PROGRESS);
const due = (store: Store, olderThan: number) => store.collaborations.targetsToRead(SHOP, olderThan, 10);
const list = (
  store: Store,
  query: Partial<CollaborationQuery> = {},
  limit = 50,
  cursor: string | null = null,
) => store.collaborations.list(SHOP, { sort: 'ends', ...query }, { cursor, limit, now: NOW });
const ids = async (store: Store, query: Partial<CollaborationQuery> = {}) =>
  (await list(store, query)).items.map(({ collaborationId }) => collaborationId);

describe('open plans', () => {
  it('keep rates that were others before, and first sight is none', async () => {
    const file = temporaryFile();
    const store = testStore({ file });
    expect(await recordOpen(store, [open()], NOW)).toEqual({ added: 1, changed: 0 });
    expect(await recordOpen(store, [open()], NOW + 1)).toEqual({ added: 0, changed: 0 });
    expect(await recordOpen(store, [open({ rateBps: 1_800 })], NOW + 2)).toEqual({ added: 0, changed: 1 });
    await recordOpen(store, [open({ rateBps: 900 })], NOW + 1);
    const change = {
      ...{ collaborationId: 'open-1', productId: 'product-1' },
      ...{ fromBps: 1_500, toBps: 1_800, seenAt: NOW + 2 },
    };
    expect(await store.collaborations.rateChanges(SHOP, NOW)).toEqual([change]);
    expect(await store.collaborations.rateChanges(SHOP, NOW + 3)).toEqual([]);
    expect((await list(store)).items).toMatchObject([{ lowestRateBps: 1_800, lastRateChange: change }]);
    const database = new Sqlite(file);
    expect(() => database.exec('UPDATE commission_rate_changes SET to_bps = 1')).toThrow(/append-only/);
    expect(() => database.exec('DELETE FROM commission_rate_changes')).toThrow(/append-only/);
    database.close();
  });

  it('have ended when a whole pass does not show them, and may come back', async () => {
    const store = testStore();
    await recordOpen(store, [open(), open({ collaborationId: 'open-2', status: 'TERMINATING' })], NOW);
    expect(await ids(store, { state: 'ending' })).toEqual(['open-2']);
    await recordOpen(store, [open()], NOW + 10);
    expect(await store.collaborations.endOpenUnseenSince(SHOP, NOW + 5, NOW + 11)).toBe(1);
    expect(await store.collaborations.endOpenUnseenSince(SHOP, NOW + 5, NOW + 12)).toBe(0);
    expect(await ids(store)).toEqual(['open-1']);
    const ended = await list(store, { state: 'ended' });
    expect(ended.items).toMatchObject([{ collaborationId: 'open-2', rawState: 'GONE', asOf: NOW + 11 }]);
    await recordOpen(store, [open({ collaborationId: 'open-2' })], NOW + 20);
    expect(await ids(store, { state: 'running' })).toEqual(['open-1', 'open-2']);
  });

  it('are called by the title of their product', async () => {
    const store = testStore();
    await recordOpen(store, [open()], NOW);
    expect((await list(store)).items).toMatchObject([
      {
        name: 'Product product-1',
        creators: null,
        endsAt: null,
        products: [{ title: null, rateBps: 1_500 }],
      },
    ]);
    const sku = { skuId: 'sku-1', sellerSku: 'SERUM', price: null };
    const known = { productId: 'product-1', title: 'Serum', status: 'ACTIVATE', skus: [sku], updatedAt: NOW };
    await store.catalog.recordProducts(SHOP, [{ ...known, categoryId: null, categoryName: null }], NOW);
    expect((await list(store)).items).toMatchObject([{ name: 'Serum', products: [{ title: 'Serum' }] }]);
  });
});

describe('invitations', () => {
  it('give back what the detail showed', async () => {
    const store = testStore();
    await recordList(store, 'ONGOING', [target()], NOW);
    expect(await store.collaborations.target(SHOP, 'target-1')).toBeNull();
    await store.collaborations.recordTarget(SHOP, 'target-1', target(), NOW + 1);
    expect(await store.collaborations.target(SHOP, 'target-1')).toEqual({
      ...target(),
      ...{ shopId: SHOP, listedStatus: 'ONGOING', firstSeenAt: NOW, asOf: NOW + 1 },
    });
    const older = target({ message: 'Old.', creatorList: [] });
    await store.collaborations.recordTarget(SHOP, 'target-1', older, NOW);
    expect((await store.collaborations.target(SHOP, 'target-1'))?.creatorList).toHaveLength(1);
  });

  it('are to be read when unread, changed since, ended since or old; live ones first', async () => {
    const store = testStore();
    await recordList(store, 'COMPLETED', [target({ collaborationId: 'over' })], NOW);
    await recordList(store, 'ONGOING', [target()], NOW + 1);
    expect(await due(store, 0)).toEqual(['target-1', 'over']);
    for (const id of ['target-1', 'over']) {
      await store.collaborations.recordTarget(SHOP, id, target({ collaborationId: id }), NOW + 2);
    }
    expect(await due(store, NOW + 2)).toEqual([]);
    expect(await due(store, NOW + 3)).toEqual(['target-1']);
    await recordList(store, 'ONGOING', [target({ updatedAt: NOW })], NOW + 4);
    expect(await due(store, 0)).toEqual(['target-1']);
    // What is planned on the detail that is known must be refused: somebody changed the invitation.
    expect((await store.collaborations.target(SHOP, 'target-1'))?.updatedAt).toBe(NOW - DAY);
    await store.collaborations.recordTarget(SHOP, 'target-1', target({ updatedAt: NOW }), NOW + 5);
    expect(await due(store, 0)).toEqual([]);
    await recordList(store, 'COMPLETED', [target({ updatedAt: NOW })], NOW + 6);
    expect(await due(store, 0)).toEqual(['target-1']);
    await store.collaborations.recordTarget(SHOP, 'target-1', null, NOW + 7);
    expect(await due(store, NOW + 9)).toEqual([]);
    expect(await store.collaborations.target(SHOP, 'target-1')).toMatchObject({ listedStatus: 'GONE' });
  });

  it('that the platform would not show are due again a day later, and keep what was known', async () => {
    const store = testStore();
    const over = target({ collaborationId: 'over' });
    await recordList(store, 'ONGOING', [target()], NOW);
    await recordList(store, 'COMPLETED', [over], NOW);
    await store.collaborations.recordTarget(SHOP, 'target-1', target(), NOW + 1);
    await recordList(store, 'ONGOING', [target({ updatedAt: NOW })], NOW + 2);
    expect(await due(store, 0)).toEqual(['target-1', 'over']);
    const before = await store.collaborations.target(SHOP, 'target-1');
    for (const id of ['target-1', 'over']) await store.collaborations.recordTargetRefused(SHOP, id, NOW + 3);
    expect(await due(store, NOW + 3)).toEqual([]);
    expect(await store.collaborations.target(SHOP, 'target-1')).toEqual(before);
    expect(await due(store, NOW + 4)).toEqual(['target-1', 'over']);
    await store.collaborations.recordTarget(SHOP, 'over', over, NOW + 5);
    await recordList(store, 'COMPLETED', [{ ...over, updatedAt: NOW }], NOW + 6);
    expect(await due(store, 0)).toEqual(['over']);
  });

  it('keep rates of their products that changed, not those of new ones', async () => {
    const store = testStore();
    const record = (productList: readonly TargetProduct[], at: number) =>
      store.collaborations.recordTarget(SHOP, 'target-1', target({ productList }), at);
    await record([product()], NOW);
    await record([product({ rateBps: 2_500 }), product({ productId: 'product-2', rateBps: 900 })], NOW + 1);
    expect(await store.collaborations.rateChanges(SHOP, 0)).toMatchObject([
      { productId: 'product-1', fromBps: 2_000, toBps: 2_500, seenAt: NOW + 1 },
    ]);
    expect((await list(store)).items).toMatchObject([{ lowestRateBps: 900, highestRateBps: 2_500 }]);
  });
});

describe('the list', () => {
  async function filled() {
    const store = testStore();
    await recordOpen(store, [open(), open({ collaborationId: 'open-2', productId: 'product-2' })], NOW);
    const taken = invited({ creatorId: 'creator-2', username: 'ben', showcaseProducts: 1 });
    const removed = invited({ creatorId: 'creator-3', username: 'carla', status: 'DELETED' });
    const targets = [
      target({ endsAt: NOW + 20 * DAY, creatorList: [invited(), taken, removed] }),
      target({ collaborationId: 'target-2', endsAt: NOW + 3 * DAY, creatorList: [taken] }),
      target({
        collaborationId: 'target-3',
        endsAt: NOW - 3 * DAY,
        productList: [product({ productId: 'product-3' })],
      }),
    ];
    const [first, second, third] = targets;
    if (!first || !second || !third) throw new Error('Three were made.');
    await recordList(store, 'ONGOING', [first], NOW);
    await recordList(store, 'EXPIRING', [second], NOW);
    await recordList(store, 'COMPLETED', [third], NOW);
    for (const one of targets) await store.collaborations.recordTarget(SHOP, one.collaborationId, one, NOW);
    return store;
  }

  it('filters and shows who accepted', async () => {
    const store = await filled();
    expect(await ids(store)).toEqual(['target-2', 'target-1', 'open-1', 'open-2']);
    expect(await ids(store, { kind: 'open' })).toEqual(['open-1', 'open-2']);
    expect(await ids(store, { state: 'ending' })).toEqual(['target-2']);
    expect(await ids(store, { state: 'ended' })).toEqual(['target-3']);
    expect(await ids(store, { creatorId: 'creator-1' })).toEqual(['target-1']);
    expect(await ids(store, { creatorId: 'creator-3' })).toEqual([]);
    expect(await ids(store, { productId: 'product-1' })).toEqual(['target-2', 'target-1', 'open-1']);
    expect(await ids(store, { accepted: true })).toEqual(['target-2']);
    expect(await ids(store, { accepted: false })).toEqual(['target-1']);
    expect(await ids(store, { endsBefore: NOW + 4 * DAY })).toEqual(['target-2']);
    expect((await list(store, { accepted: false })).items[0]?.creators).toEqual([
      { creatorId: 'creator-1', username: 'anna.bakes', accepted: false },
      { creatorId: 'creator-2', username: 'ben', accepted: true },
    ]);
    expect(
      (await store.collaborations.list('shop-2', { sort: 'gmv' }, { cursor: null, limit: 5, now: NOW }))
        .total,
    ).toBe(0);
  });

  it('shows the sales of thirty days, refunds taken off, the most first', async () => {
    const store = await filled();
    const sale = (orderId: string, daysAgo: number, collaborationId: string, refundedQuantity: number) => {
      const money = { amountMinor: 2_000, currency: 'USD' };
      const none = { adsCommissionBps: null, estimatedAdsCommission: null, actualBase: null };
      const plan = collaborationId.startsWith('open')
        ? { openCollaborationId: collaborationId, targetCollaborationId: null }
        : { openCollaborationId: null, targetCollaborationId: collaborationId };
      const line = {
        ...{ lineKey: 'a', productId: 'product-1', skuId: null, username: 'anna.bakes', contentType: 'SHOP' },
        ...{
          contentId: null,
          quantity: 2,
          returnedQuantity: 0,
          refundedQuantity,
          price: null,
          commissionBps: 1,
        },
        ...{ estimatedBase: money, estimatedCommission: money, ...none, actualCommission: null },
        ...{ actualAdsCommission: null, settlement: 'provisional' as const, campaignId: null, ...plan },
      };
      const createdAt = NOW - daysAgo * DAY;
      return { orderId, createdAt, deliveredAt: null, status: null, lines: [line] };
    };
    await store.affiliateOrders.record(
      SHOP,
      [
        sale('1', 0, 'open-2', 0),
        sale('2', 29, 'open-2', 1),
        sale('3', 30, 'open-2', 0),
        sale('4', 1, 'target-1', 2),
        sale('5', 1, 'target-2', 0),
      ],
      NOW,
    );
    const page = await list(store, { sort: 'gmv' });
    expect(page.items.map((one) => [one.collaborationId, one.gmv30d?.amountMinor ?? null])).toEqual(
      [
        ['open-2', 3_000],
        ['target-2', 2_000],
        ['target-1', 0],
        ['open-1', null],
      ].toSorted((a, b) => (a[1] === null ? 1 : 0) - (b[1] === null ? 1 : 0)),
    );
  });

  it.each(['gmv', 'ends'] as const)('pages by %s without gaps', async (sort) => {
    const store = testStore();
    const plans = Array.from({ length: 23 }, (_, index) => open({ collaborationId: `open-${index}` }));
    await recordOpen(store, plans, NOW);
    const whole = await list(store, { sort });
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await list(store, { sort }, 5, cursor);
      expect(page.total).toBe(23);
      paged.push(...page.items.map(({ collaborationId }) => collaborationId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(paged).toEqual(whole.items.map(({ collaborationId }) => collaborationId));
    expect(new Set(paged).size).toBe(23);
    const { nextCursor } = await list(store, { sort }, 5);
    await expect(list(store, { sort, kind: 'open' }, 5, nextCursor)).rejects.toMatchObject({ kind: 'input' });
  });
});
