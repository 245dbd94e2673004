import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AffiliateOrder, netSale } from '../../src/domain/affiliate-order.ts';
import { DAY } from '../../src/domain/time.ts';
import { ALWAYS, line, linesOf, order, recordNames, totalsIn, usd } from './affiliate-order-examples.ts';
import { NOW, SHOP, temporaryFile, testStore } from './support.ts';

describe('what is left of a sale', () => {
  it.each([
    ['nothing came back', 'PROCESSING', {}, 2_490],
    ['one of two came back', null, { quantity: 2, refundedQuantity: 1, estimatedBase: usd(4_980) }, 2_490],
    [
      'a return and its refund are one unit',
      null,
      { quantity: 2, refundedQuantity: 1, returnedQuantity: 1, estimatedBase: usd(4_980) },
      2_490,
    ],
    ['a third of 10.00 is 3.33', null, { quantity: 3, returnedQuantity: 1, estimatedBase: usd(1_000) }, 667],
    [
      'two thirds of 10.00 are 6.67',
      null,
      { quantity: 3, refundedQuantity: 2, estimatedBase: usd(1_000) },
      333,
    ],
    ['everything came back', 'COMPLETED', { refundedQuantity: 1 }, 0],
    ['more than was sold', 'COMPLETED', { refundedQuantity: 3 }, 0],
    ['cancelled', 'CANCELLED', {}, 0],
    ['taken back', 'DEDUCTED', {}, 0],
    ['held apart', 'FROZEN', {}, 0],
    ['no commission is due', null, { settlement: 'ineligible' }, 0],
    ['without a base the price counts', null, { estimatedBase: null, quantity: 2 }, 4_980],
    ['settled for less', 'COMPLETED', { settlement: 'settled', actualBase: usd(2_000) }, 2_000],
    ['not settled yet', 'COMPLETED', { actualBase: usd(0) }, 2_490],
  ] as const)('%s', (_name, status, overrides, left) => {
    expect(netSale(status, line(overrides))).toEqual(usd(left));
  });

  it('is unknown without an amount', () => {
    expect(netSale(null, line({ estimatedBase: null, price: null }))).toBeNull();
  });
});

describe('recording affiliate orders', () => {
  it('gives back what it was given', async () => {
    const store = testStore();
    const whole = order({
      deliveredAt: NOW,
      status: 'COMPLETED',
      lines: [
        line(),
        line({
          lineKey: 'sku-2:@ben',
          skuId: null,
          username: 'ben',
          contentType: 'SHOP',
          contentId: null,
          price: null,
          commissionBps: null,
          adsCommissionBps: 500,
          estimatedBase: null,
          estimatedCommission: null,
          actualBase: usd(1),
          actualCommission: usd(2),
          actualAdsCommission: usd(3),
          settlement: 'settled',
          openCollaborationId: null,
          targetCollaborationId: 'target-1',
          campaignId: 'campaign-1',
        }),
      ],
    });
    expect(await store.affiliateOrders.record(SHOP, [whole], NOW)).toEqual({ added: 2, changed: 0 });
    const { lines, orderId, createdAt, deliveredAt, status: orderStatus } = whole;
    const seen = { firstSeenAt: NOW, changedAt: NOW, creatorId: null, shopId: SHOP };
    expect(await linesOf(store)).toEqual(
      lines.map((one) => ({ ...one, orderId, createdAt, deliveredAt, orderStatus, ...seen })),
    );
  });

  it('writes what changed and nothing else, and ignores an older answer', async () => {
    const store = testStore();
    const two = order({ lines: [line(), line({ lineKey: 'other' })] });
    await store.affiliateOrders.record(SHOP, [two], NOW);
    expect(await store.affiliateOrders.record(SHOP, [two], NOW + 1)).toEqual({ added: 0, changed: 0 });
    const refunded = order({ lines: [line({ refundedQuantity: 1 }), line({ lineKey: 'other' })] });
    expect(await store.affiliateOrders.record(SHOP, [refunded], NOW + 2)).toEqual({ added: 0, changed: 1 });
    expect(await store.affiliateOrders.record(SHOP, [two], NOW + 1)).toEqual({ added: 0, changed: 0 });
    expect(await linesOf(store)).toMatchObject([
      { lineKey: 'other', refundedQuantity: 0, changedAt: NOW },
      { lineKey: 'sku-1:video-1', refundedQuantity: 1, firstSeenAt: NOW, changedAt: NOW + 2 },
    ]);
  });

  it('takes an order that comes over two pages, and leaves alone what a page does not show', async () => {
    const store = testStore();
    await store.affiliateOrders.record(SHOP, [order({ lines: [line({ lineKey: 'a' })] })], NOW);
    await store.affiliateOrders.record(SHOP, [order({ lines: [line({ lineKey: 'b' })] })], NOW);
    expect((await linesOf(store)).map(({ lineKey }) => lineKey)).toEqual(['a', 'b']);
  });

  it('keeps shops apart', async () => {
    const store = testStore();
    await store.affiliateOrders.record(SHOP, [order()], NOW);
    await store.affiliateOrders.record('shop-2', [order({ status: 'CANCELLED' })], NOW);
    expect(await linesOf(store)).toMatchObject([{ orderStatus: 'PROCESSING' }]);
  });

  it('reads lines in order of time, page by page', async () => {
    const store = testStore();
    const orders = Array.from({ length: 25 }, (_, index) =>
      order({
        orderId: `order-${index}`,
        createdAt: NOW - (index % 5),
        lines: [line({ lineKey: 'a' }), line({ lineKey: 'b' })],
      }),
    );
    await store.affiliateOrders.record(SHOP, orders, NOW);
    const all = await linesOf(store);
    expect(all).toHaveLength(50);
    const paged = [];
    let after = null;
    for (;;) {
      const page = await store.affiliateOrders.lines(SHOP, ALWAYS, after, 7);
      paged.push(...page);
      after = page.at(-1) ?? null;
      if (after === null) break;
    }
    expect(paged).toEqual(all);
    const window = { createdFrom: NOW - 1, createdTo: NOW };
    expect(await store.affiliateOrders.lines(SHOP, window, null, 100)).toHaveLength(10);
  });

  it('saves the place with the page', async () => {
    const store = testStore();
    const progress = {
      ...{ shopId: SHOP, feed: 'affiliate_orders:days', cursor: 'page-2', watermark: null },
      ...{ passStartedAt: NOW, completedAt: null },
    };
    const slice = (readAt: number | null) => ({ day: '2025-10-08', lines: 3, readAt });
    await store.affiliateOrders.record(SHOP, [order()], NOW, { progress, slice: slice(null) });
    expect(await store.feeds.get(SHOP, 'affiliate_orders:days')).toMatchObject({ cursor: 'page-2' });
    expect(await store.affiliateOrders.slices(SHOP)).toEqual([slice(null)]);
    await store.affiliateOrders.record(SHOP, [], NOW, { slice: slice(NOW) });
    expect(await store.affiliateOrders.slices(SHOP)).toEqual([slice(NOW)]);
  });
});

const anyLine = fc.record({
  lineKey: fc.constantFrom('a', 'b', 'c'),
  username: fc.constantFrom('anna.bakes', 'Ben', 'nobody'),
  contentId: fc.constantFrom('video-1', 'video-2', null),
  quantity: fc.integer({ min: 1, max: 3 }),
  refundedQuantity: fc.integer({ min: 0, max: 3 }),
  estimatedBase: fc.option(fc.integer({ min: 0, max: 9_999 }).map(usd)),
  openCollaborationId: fc.constantFrom('open-1', null),
  targetCollaborationId: fc.constantFrom('target-1', null),
});
const anyOrder = fc.record({
  orderId: fc.constantFrom('1', '2', '3', '4', '5', '6'),
  status: fc.constantFrom('PROCESSING', 'COMPLETED', 'CANCELLED', null),
  lines: fc.uniqueArray(anyLine, { maxLength: 3, selector: ({ lineKey }) => lineKey }),
});
type AnyOrder = typeof anyOrder extends fc.Arbitrary<infer Drawn> ? Drawn : never;
const toOrder = ({ orderId, status, lines }: AnyOrder): AffiliateOrder => ({
  ...{ orderId, status, deliveredAt: null, createdAt: NOW - Number(orderId) * 0.4 * DAY },
  lines: lines.map((one) => line(one)),
});
const placeOf = (cursor: string | null) => ({
  ...{ shopId: SHOP, feed: 'affiliate_orders:days', cursor, watermark: null },
  ...{ passStartedAt: NOW, completedAt: null },
});

describe('pages in any order', () => {
  it('and with duplicates give the same rows and totals', async () => {
    const pages = fc.array(fc.uniqueArray(anyOrder, { selector: ({ orderId }) => orderId }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(pages, fc.infiniteStream(fc.nat()), fc.boolean(), async (drawn, numbers, late) => {
        // One state of the world: whatever page shows a line shows the same.
        const world = new Map(drawn.flat().map((one) => [one.orderId, toOrder(one)]));
        const shown = [...world.values()].flatMap((one) => [
          { ...one, lines: one.lines.slice(0, 1) },
          { ...one, lines: one.lines.slice(1) },
        ]);
        const shuffled = [...shown, ...shown]
          .map((part) => ({ part, at: numbers.next().value }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ part }) => part);
        const results = [];
        for (const order of [shown, shuffled]) {
          const file = temporaryFile();
          const store = testStore({ file });
          if (!late) await recordNames(store);
          for (const part of order) await store.affiliateOrders.record(SHOP, [part], NOW);
          if (late) await recordNames(store);
          results.push({ lines: await linesOf(store), totals: totalsIn(file) });
          await store.close();
        }
        const [first, second] = results;
        expect(second).toEqual(first);
        expect(first?.totals.kept).toEqual(first?.totals.summed);
      }),
      { numRuns: 25 },
    );
  });

  it('keep the totals equal to the sum over lines when lines change and names come late', async () => {
    const step = fc.oneof(
      fc.record({
        orders: fc.uniqueArray(anyOrder, { selector: ({ orderId }) => orderId, maxLength: 4 }),
        more: fc.boolean(),
      }),
      fc.record({
        creatorId: fc.constantFrom('creator-1', 'creator-2', 'creator-3'),
        username: fc.constantFrom('anna.bakes', 'ben', 'nobody', 'carla'),
        daysAgo: fc.integer({ min: 0, max: 3 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const file = temporaryFile();
        const store = testStore({ file });
        for (const [index, one] of steps.entries()) {
          if ('orders' in one) {
            const place = { progress: placeOf(one.more ? 'more' : null) };
            await store.affiliateOrders.record(SHOP, one.orders.map(toOrder), NOW + index, place);
          } else {
            const { creatorId, username, daysAgo } = one;
            await store.creatorNames.recordName(SHOP, creatorId, username, NOW - daysAgo * DAY);
          }
        }
        await store.affiliateOrders.record(SHOP, [], NOW);
        const { kept, summed } = totalsIn(file);
        expect(kept).toEqual(summed);
        // Whatever came first, a line has the creator that its name had then.
        for (const stored of await linesOf(store)) {
          const bearer = await store.creatorNames.creatorOf(SHOP, stored.username, stored.createdAt);
          expect(stored.creatorId).toBe(bearer);
        }
        await store.close();
      }),
      { numRuns: 60 },
    );
  });
});

it('totals wait for the last page of a reading', async () => {
  const file = temporaryFile();
  const store = testStore({ file });
  await recordNames(store);
  await store.affiliateOrders.record(SHOP, [order()], NOW, { progress: placeOf('page-2') });
  expect(totalsIn(file).kept).toEqual([]);
  const last = order({ orderId: 'order-2', lines: [line({ refundedQuantity: 1 })] });
  await store.affiliateOrders.record(SHOP, [last], NOW, { progress: placeOf(null) });
  expect(totalsIn(file).kept).toHaveLength(3);
  expect(totalsIn(file).kept).toEqual(totalsIn(file).summed);
});
