import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { isDueAgain } from '../../src/sync/affiliate-orders-again.ts';
import { dayOf, dayStart } from '../../src/sync/order-days.ts';
import { affiliateOrder } from './fake-market.ts';
import { trouble } from './fake-platform.ts';
import { feedOf, Killed, Programme, START } from './programme.ts';

const HEAD = { feeds: ['affiliate_orders'] } as const;
const AGAIN = { feeds: ['affiliate_orders:again'] } as const;
const BACKFILL = { feeds: ['affiliate_orders:backfill'], backfillDays: 10 } as const;

/** Orders by id, listed at once unless `listedAfter` says how much later. */
function list(programme: Programme, orderId: string, createdAt: number, listedAfter = 0): void {
  const { market } = programme.platform;
  market.orders.push({ order: affiliateOrder(orderId, createdAt), listedAt: createdAt + listedAfter });
  market.now = () => programme.now;
}

const daysAsked = (programme: Programme) =>
  programme.platform.requests
    .filter(({ operation }) => operation === 'searchAffiliateOrders')
    .map(({ detail }) => detail);

describe('new orders', () => {
  test('come since the last pass, with an hour of overlap for those that appear late', async () => {
    const programme = new Programme();
    list(programme, 'too-old', START - 2 * DAY);
    list(programme, 'yesterday', START - 20 * HOUR);
    await programme.cycle(HEAD);
    expect([...programme.store.market.orders.keys()]).toEqual(['yesterday']);
    list(programme, 'late', START - 5 * MINUTE, 50 * MINUTE);
    programme.now = START + 30 * MINUTE;
    await programme.cycle(HEAD);
    expect(programme.store.market.orders.has('late')).toBe(false);
    programme.now = START + 45 * MINUTE;
    await programme.cycle(HEAD);
    expect(programme.store.market.orders.has('late')).toBe(true);
  });

  test('are asked for at most 31 days at once, and never in a window that ends before it begins', async () => {
    const programme = new Programme();
    await programme.cycle(HEAD);
    programme.now = START + 100 * DAY;
    await programme.cycle(HEAD);
    programme.now = START;
    await programme.cycle(HEAD);
    expect(daysAsked(programme)).toEqual([dayOf(START - DAY), dayOf(START + 69 * DAY), dayOf(START - HOUR)]);
  });

  test('that are listed on two pages twice, or whose token goes stale, are all there once', async () => {
    const programme = new Programme();
    for (let n = 0; n < 9; n += 1) list(programme, `order-${n}`, START - HOUR + n * MINUTE);
    let pages = 0;
    programme.platform.beforeAnswer = () => {
      pages += 1;
      if (pages === 3) programme.platform.tokenEpoch += 1;
      // One that appears late pushes the others over the page border.
      if (pages === 6) list(programme, 'pushes', START - HOUR + 8 * MINUTE);
    };
    const report = await programme.cycle(HEAD);
    expect(feedOf(report, 'affiliate_orders').failure).toBeNull();
    expect(programme.store.market.orders.size).toBeGreaterThanOrEqual(9);
  });
});

describe('days read again', () => {
  test('are the last ones every two hours, then daily, every three days, weekly, and a last time after 60 days', () => {
    const now = dayStart('2026-11-16');
    const due = (age: number, readAgo: number) =>
      isDueAgain({ day: dayOf(now - age * DAY), readAt: now - readAgo }, now);
    expect([due(1, 2 * HOUR), due(1, 2 * HOUR - 1)]).toEqual([true, false]);
    expect([due(5, DAY), due(5, DAY - 1)]).toEqual([true, false]);
    expect([due(20, 3 * DAY), due(20, 3 * DAY - 1)]).toEqual([true, false]);
    expect([due(50, 7 * DAY), due(50, 7 * DAY - 1)]).toEqual([true, false]);
    // The day of 61 days ago ended 60 days ago.
    expect([due(61, HOUR), due(70, 11 * DAY), due(70, 9 * DAY), due(200, 30 * DAY)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(due(1, -HOUR), 'read in the future, before the clock was set back').toBe(true);
    expect(isDueAgain({ day: dayOf(now - 5 * DAY), readAt: null }, now)).toBe(false);
  });

  test('bring a refund of a day that was read long ago', async () => {
    const programme = new Programme();
    const at = START - 20 * DAY;
    list(programme, 'refunded', at);
    await programme.cycle({ ...BACKFILL, backfillDays: 30 });
    const { market } = programme.platform;
    const [line] = affiliateOrder('refunded', at).lines;
    if (line === undefined) throw new Error('No line.');
    market.orders = [
      { order: affiliateOrder('refunded', at, { lines: [{ ...line, refundedQuantity: 1 }] }), listedAt: at },
    ];
    programme.now += 3 * DAY;
    await programme.cycle(AGAIN);
    expect(programme.store.market.orders.get('refunded')?.lines[0]?.refundedQuantity).toBe(1);
  });

  test('start with today and the two days before; nothing is read twice within its time', async () => {
    const programme = new Programme();
    await programme.cycle(AGAIN);
    expect(daysAsked(programme)).toEqual([dayOf(START), dayOf(START - DAY), dayOf(START - 2 * DAY)]);
    // As old as its pass, and not as the earliest day in it.
    expect(programme.store.feedStates.get('affiliate_orders:again')?.watermark).toBeNull();
    programme.now = START + HOUR;
    expect(feedOf(await programme.cycle(AGAIN), 'affiliate_orders:again').requests).toBe(0);
    programme.now = START + 2 * HOUR + MINUTE;
    expect(feedOf(await programme.cycle(AGAIN), 'affiliate_orders:again').requests).toBe(3);
  });
});

test('pages of a day that lead round in a circle end the feed and not the requests of the day', async () => {
  const programme = new Programme();
  for (let n = 0; n < 9; n += 1) list(programme, `order-${n}`, START - HOUR + n * MINUTE);
  const { market } = programme.platform;
  const search = market.reads.bind(market);
  market.reads = (epoch) => {
    const reads = search(epoch);
    const round = ({ items, nextCursor }: Awaited<ReturnType<typeof reads.searchAffiliateOrders>>) => {
      const at = Number(nextCursor?.split(':')[1] ?? 0);
      return { items, nextCursor: at > 4 ? `${epoch()}:2` : nextCursor };
    };
    return {
      ...reads,
      searchAffiliateOrders: async (...args) => round(await reads.searchAffiliateOrders(...args)),
    };
  };
  const report = feedOf(await programme.cycle(AGAIN), 'affiliate_orders:again');
  expect(report.failure?.kind).toBe('bad_answer');
  expect(report.requests).toBeLessThan(20);
});

describe('the backfill', () => {
  test('reads earlier days, the newest first, each once', async () => {
    const programme = new Programme();
    for (let age = 0; age < 12; age += 1) list(programme, `order-${age}`, START - age * DAY);
    await programme.cycle(BACKFILL);
    expect(daysAsked(programme)).toEqual([3, 4, 5, 6, 7, 8, 9, 10].map((age) => dayOf(START - age * DAY)));
    expect(programme.store.market.orders.size).toBe(8);
    expect(programme.store.feedStates.get('affiliate_orders:backfill')).toMatchObject({
      watermark: dayStart(dayOf(START - 10 * DAY)),
      cursor: null,
    });
    expect(feedOf(await programme.cycle(BACKFILL), 'affiliate_orders:backfill').requests).toBe(0);
  });

  test('once it is done reads days whose money may still move once a day, those read longest ago first', async () => {
    const programme = new Programme();
    const deep = { ...BACKFILL, backfillDays: 70 };
    await programme.cycle(deep);
    programme.platform.requests.length = 0;
    programme.now += 6 * HOUR;
    await programme.cycle(deep);
    expect(daysAsked(programme)).toEqual([]);
    programme.now += 18 * HOUR;
    await programme.cycle(deep);
    // The day that nobody read meanwhile, then those 4 to 59 days old.
    expect(daysAsked(programme)).toHaveLength(1 + 56);
    expect(daysAsked(programme)).not.toContain(dayOf(programme.now - 61 * DAY));
  });

  test('reads a day again that was last read before it ended', async () => {
    const programme = new Programme();
    await programme.cycle(AGAIN);
    // The machine was off for 70 days: the evening of the first day is missing.
    list(programme, 'evening', dayStart(dayOf(START)) + 23 * HOUR);
    programme.now = START + 70 * DAY;
    await programme.cycle({ ...BACKFILL, backfillDays: 80 });
    expect(programme.store.market.orders.has('evening')).toBe(true);
  });

  test('goes on inside the day after a kill, at every request', async () => {
    let kills = 0;
    for (let at = 1; ; at += 1) {
      const programme = new Programme();
      for (let n = 0; n < 7; n += 1) list(programme, `order-${n}`, START - 4 * DAY + n * MINUTE);
      programme.platform.beforeAnswer = (_request, count) => {
        if (count === at) throw new Killed();
      };
      try {
        await programme.cycle(BACKFILL);
        break;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        kills += 1;
      }
      programme.platform.beforeAnswer = () => {};
      await programme.cycle(BACKFILL);
      expect(programme.store.market.orders.size, `killed at ${at}`).toBe(7);
      expect(programme.store.market.slices.get(dayOf(START - 4 * DAY))?.lines).toBe(7);
      // Seven empty days, and four pages: one of them asked for twice.
      expect(programme.platform.requests.length).toBe(7 + 4 + 1);
    }
    expect(kills).toBe(11);
  });

  test('stops at what the plan gives it and goes on there', async () => {
    const programme = new Programme();
    for (let n = 0; n < 7; n += 1) list(programme, `order-${n}`, START - 4 * DAY + n * MINUTE);
    const plan = new Map([
      [
        'affiliate_orders:backfill',
        { allowance: 3, leave: 4_000, intervalMs: 15 * MINUTE, stretched: false },
      ],
    ] as const);
    const purposes: unknown[] = [];
    programme.platform.beforeSpending = (purpose) => purposes.push(purpose);
    const report = await programme.cycle({ ...BACKFILL, plan });
    expect(feedOf(report, 'affiliate_orders:backfill')).toMatchObject({
      requests: 3,
      skipped: 'budget',
      failure: null,
    });
    expect(purposes).toEqual(Array(3).fill({ name: 'affiliate_orders:backfill', leave: 4_000 }));
    for (let cycles = 0; cycles < 4; cycles += 1) await programme.cycle({ ...BACKFILL, plan });
    expect(programme.store.market.slices.get(dayOf(START - 10 * DAY))).toBeDefined();
    expect(programme.platform.requests).toHaveLength(11);
  });

  test('begins a day again whose page token went stale', async () => {
    const programme = new Programme();
    for (let n = 0; n < 7; n += 1) list(programme, `order-${n}`, START - 4 * DAY + n * MINUTE);
    programme.platform.beforeAnswer = (_request, count) => {
      if (count === 4) programme.platform.tokenEpoch += 1;
    };
    const report = await programme.cycle(BACKFILL);
    expect(feedOf(report, 'affiliate_orders:backfill').failure).toBeNull();
    expect(programme.store.market.slices.get(dayOf(START - 4 * DAY))?.lines).toBe(7);
  });

  test('that fails is a failure with its reason, and stands where it stood', async () => {
    const programme = new Programme();
    programme.platform.beforeAnswer = (_request, count) => {
      if (count === 3) throw trouble('unavailable');
    };
    const report = await programme.cycle(BACKFILL);
    expect(feedOf(report, 'affiliate_orders:backfill').failure?.kind).toBe('unavailable');
    expect(programme.store.market.slices.size).toBe(2);
  });
});
