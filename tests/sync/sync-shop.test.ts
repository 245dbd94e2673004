import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { FEEDS, type FeedName } from '../../src/sync/feeds.ts';
import { freshness } from '../../src/sync/freshness.ts';
import { COSTS_FEED } from '../../src/sync/plan.ts';
import { syncShops } from '../../src/sync/shops.ts';
import { syncShop } from '../../src/sync/sync-shop.ts';
import { SHOP, trouble } from './fake-platform.ts';
import { feedOf, Killed, Programme, START, seeded } from './programme.ts';

describe('a first cycle', () => {
  test('brings in everything but the orders that past samples name, which the second brings', async () => {
    const programme = seeded();
    const report = await programme.cycle();
    const { store } = programme;
    expect(store.applications.size).toBe(16);
    expect([...store.orderRows.keys()].sort()).toEqual(Array.from({ length: 8 }, (_, n) => `order-${n}`));
    expect(store.stock.size).toBe(3);
    expect(store.products.get('product-1')?.categoryName).toBe('Home');
    expect(feedOf(report, 'samples:PENDING')).toMatchObject({ read: 7, added: 7, changed: 0, requests: 4 });
    expect(report.feeds.map(({ feed }) => feed)).toEqual(FEEDS.map(({ feed }) => feed));
    expect(report.feeds.filter(({ failure, skipped }) => failure !== null || skipped !== null)).toEqual([]);

    await programme.nextCycle();
    expect(store.orderRows.has('order-old')).toBe(true);
  });

  test('of a shop without anything is not an error, and leaves all feeds read', async () => {
    const programme = new Programme();
    const report = await programme.cycle();
    expect(report.feeds.every(({ failure, read }) => failure === null && read === 0)).toBe(true);
    const families = freshness([...programme.store.feedStates.values()], programme.now);
    expect(families.filter(({ tooOld }) => tooOld)).toEqual([]);
  });
});

describe('what a cycle reads again', () => {
  test('each feed at its interval: what deadlines rest on always, past samples after a day', async () => {
    const programme = seeded();
    await programme.cycle();
    const readIn = async (at: number): Promise<FeedName[]> => {
      programme.now = at;
      const report = await programme.cycle();
      return report.feeds.filter(({ skipped }) => skipped === null).map(({ feed }) => feed);
    };
    const upTo = (longest: number) =>
      FEEDS.filter(({ intervalMs }) => intervalMs <= longest).map(({ feed }) => feed);
    expect(upTo(0)).toEqual([
      ...['samples:PENDING', 'samples:moved', 'orders', 'orders:named', 'affiliate_orders'],
      ...['conversations:UNREPLIED', 'messages', 'affiliate_orders:backfill'],
    ]);
    expect(await readIn(START + 10 * MINUTE)).toEqual(upTo(0));
    expect(await readIn(START + 20 * MINUTE)).toEqual(upTo(15 * MINUTE));
    const underWay = await readIn(START + 31 * MINUTE);
    expect(underWay).toContain('samples:SHIPPED');
    expect(underWay).not.toContain('stock');
    expect(await readIn(START + DAY + MINUTE)).toEqual(FEEDS.map(({ feed }) => feed));
  });

  test('feeds whose last pass lies in the future, after the clock was set back', async () => {
    const programme = seeded();
    await programme.cycle();
    programme.now = START - HOUR;
    expect(feedOf(await programme.cycle(), 'stock').skipped).toBeNull();
  });

  test('feeds asked for by name are read whatever their age, and only those', async () => {
    const programme = seeded();
    await programme.cycle();
    const report = await programme.cycle({ feeds: ['stock'] });
    expect(report.feeds).toMatchObject([{ feed: 'stock', read: 3, requests: 1, skipped: null }]);
  });
});

describe('a kill', () => {
  async function runKilledAt(
    when: 'request' | 'write',
    at: number,
  ): Promise<{ programme: Programme; killed: boolean; requests: number }> {
    const programme = seeded();
    let left = at;
    const strike = () => {
      left -= 1;
      if (left === 0) throw new Killed();
    };
    if (when === 'request') programme.platform.beforeAnswer = strike;
    else programme.store.beforeWrite = strike;
    let killed = false;
    try {
      await programme.cycle();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      killed = true;
      await programme.cycle();
    }
    return { programme, killed, requests: programme.platform.requests.length };
  }

  test.each(['request', 'write'] as const)(
    'at any %s is carried on from, with nothing missing',
    async (when) => {
      const whole = await runKilledAt(when, Number.POSITIVE_INFINITY);
      let kills = 0;
      for (let at = 1; ; at += 1) {
        const { programme, killed, requests } = await runKilledAt(when, at);
        if (!killed) break;
        kills += 1;
        const { store } = programme;
        expect(store.applications.size, `killed at ${when} ${at}`).toBe(16);
        expect(store.orderRows.size).toBeGreaterThanOrEqual(8);
        expect(store.stock.size).toBe(3);
        expect(
          [...store.feedStates.values()].filter(
            ({ feed, cursor, completedAt }) =>
              feed !== COSTS_FEED && (cursor !== null || completedAt === null),
          ),
        ).toEqual([]);
        // Carrying on costs the lost page, and the feeds that every cycle owes; not everything once more.
        expect(requests).toBeLessThan(whole.requests + 16);
      }
      expect(kills).toBeGreaterThan(25);
    },
  );

  test('leaves the pages before it committed, and the next run asks for the page that was lost', async () => {
    const programme = seeded();
    programme.platform.beforeAnswer = (_request, count) => {
      if (count === 3) throw new Killed();
    };
    await expect(programme.cycle()).rejects.toThrow(Killed);
    expect(programme.store.applications.size).toBe(4);
    expect(programme.store.feedStates.get('samples:PENDING')).toMatchObject({
      cursor: '1:4',
      completedAt: null,
    });

    const report = await programme.cycle({ feeds: ['samples:SHIPPED', 'samples:PENDING'] });
    // Two pages to the end of the old pass, then a pass of its own, since the old one shows an earlier time.
    expect(feedOf(report, 'samples:PENDING')).toMatchObject({ requests: 6, added: 3 });
  });

  test('with a page token that went stale meanwhile starts that pass again', async () => {
    const programme = seeded();
    programme.platform.beforeAnswer = (_request, count) => {
      if (count === 3) throw new Killed();
    };
    await expect(programme.cycle()).rejects.toThrow(Killed);
    programme.platform.tokenEpoch = 2;
    const report = await programme.cycle();
    expect(feedOf(report, 'samples:PENDING').failure).toBeNull();
    expect(programme.store.applications.size).toBe(16);
  });
});

describe('a failure', () => {
  test('of one feed is recorded with its remedy, and the others go on', async () => {
    const programme = seeded();
    programme.platform.beforeAnswer = ({ operation }) => {
      if (operation === 'searchOrders') throw trouble('unavailable');
    };
    const report = await programme.cycle();
    expect(report.feeds.filter(({ failure }) => failure !== null).map(({ feed }) => feed)).toEqual([
      'orders',
    ]);
    expect(programme.store.feedStates.get('orders')?.failure).toMatchObject({
      kind: 'unavailable',
      message:
        'Reading sample orders stopped: TikTok Shop said unavailable: do the remedy. The next cycle tries again. What was read before is kept.',
    });
    expect(programme.store.stock.size).toBe(3);

    programme.platform.beforeAnswer = () => {};
    await programme.nextCycle();
    expect(programme.store.feedStates.get('orders')).toMatchObject({ failure: null });
    expect(programme.store.orderRows.size).toBe(9);
  });

  test.each(['auth', 'clock_skew'] as const)('of kind %s stops the run', async (kind) => {
    const programme = seeded();
    programme.platform.beforeAnswer = () => {
      throw trouble(kind);
    };
    const report = await programme.cycle();
    expect(programme.platform.requests).toHaveLength(1);
    expect(report.feeds.filter(({ skipped }) => skipped === 'stopped')).toHaveLength(FEEDS.length - 1);
    expect(report.aborted).toBe(false);
  });

  test('of kind auth under one app leaves what another app reads, whichever comes first, and is told once', async () => {
    const programme = seeded();
    const ofConnector = ['searchOrders', 'orders', 'searchProducts', 'productCategory', 'stock'];
    programme.platform.beforeAnswer = ({ operation }) => {
      if (!ofConnector.includes(operation)) throw trouble('auth', 'affiliate');
    };
    const report = await programme.cycle();
    for (const feed of ['orders', 'products', 'stock'] as const) {
      expect(feedOf(report, feed)).toMatchObject({ skipped: null, failure: null });
    }
    expect(programme.store.stock.size).toBe(3);
    expect(feedOf(report, 'affiliate_orders').skipped).toBe('stopped');
    const failed = report.feeds.filter(({ failure }) => failure !== null);
    expect(failed.map(({ feed }) => feed)).toEqual(['samples:PENDING']);
    expect(programme.platform.count('searchSampleApplications')).toBe(1);
  });

  test('of kind auth under one app after the other is told for each', async () => {
    const programme = seeded();
    programme.platform.beforeAnswer = ({ operation }) => {
      throw trouble('auth', operation === 'searchSampleApplications' ? 'affiliate' : 'connector');
    };
    const report = await programme.cycle();
    const failed = report.feeds.filter(({ failure }) => failure !== null);
    expect(failed.map(({ feed }) => feed)).toEqual(['samples:PENDING', 'orders']);
    expect(report.feeds.filter(({ skipped }) => skipped === 'stopped')).toHaveLength(FEEDS.length - 2);
  });

  test('of kind scope stops the feeds under the same scope only', async () => {
    const programme = seeded();
    programme.platform.beforeAnswer = ({ operation }) => {
      if (operation === 'searchSampleApplications') throw trouble('scope');
    };
    const report = await programme.cycle();
    expect(programme.platform.count('searchSampleApplications')).toBe(1);
    expect(feedOf(report, 'samples:COMPLETED').skipped).toBe('stopped');
    expect(feedOf(report, 'orders')).toMatchObject({
      read: expect.any(Number),
      failure: null,
      skipped: null,
    });
    expect(programme.store.stock.size).toBe(3);
  });

  test('of kind quota leaves the feed waiting for the budget, and the others go on', async () => {
    const programme = seeded();
    programme.platform.beforeSpending = ({ name }) => {
      if (name === 'samples:PENDING') throw trouble('quota');
    };
    const report = await programme.cycle();
    expect(feedOf(report, 'samples:PENDING')).toMatchObject({
      skipped: 'budget',
      failure: { kind: 'quota' },
    });
    expect(feedOf(report, 'samples:SHIPPED')).toMatchObject({ skipped: null, read: 1 });
    expect(programme.store.feedStates.get('samples:PENDING')?.failure?.message).toContain('waits for');
  });

  test('to read products does not leave stock marked as read', async () => {
    const programme = seeded();
    programme.platform.beforeAnswer = ({ operation }) => {
      if (operation === 'searchProducts') throw trouble('unavailable');
    };
    await programme.cycle();
    programme.platform.beforeAnswer = () => {};
    await programme.cycle();
    expect(programme.store.stock.size).toBe(3);
  });

  test('by a list that never ends is noticed', async () => {
    const programme = seeded();
    const platform: typeof programme.platform.platform = {
      spentOn: (purpose) => ({
        ...programme.platform.platform.spentOn(purpose),
        searchSampleApplications: async () => ({ items: [], nextCursor: 'again' }),
      }),
    };
    const report = await syncShop({ ...programme.dependencies, platform }, SHOP, {
      feeds: ['samples:PENDING'],
    });
    expect(feedOf(report, 'samples:PENDING').failure?.kind).toBe('bad_answer');
  });

  test('by page tokens that always go stale ends after a few fresh starts', async () => {
    const programme = seeded();
    programme.platform.beforeAnswer = () => {
      programme.platform.tokenEpoch += 1;
    };
    const report = await programme.cycle({ feeds: ['samples:PENDING'] });
    expect(feedOf(report, 'samples:PENDING')).toMatchObject({ requests: 8, failure: { kind: 'invalid' } });
  });
});

describe('an abort', () => {
  test('stops before the next request, keeps what came, and is no failure', async () => {
    const programme = seeded();
    const controller = new AbortController();
    programme.platform.beforeAnswer = (_request, count) => {
      if (count === 2) controller.abort();
    };
    const report = await programme.cycle({ signal: controller.signal });
    expect(report.aborted).toBe(true);
    expect(programme.platform.requests).toHaveLength(2);
    expect(programme.store.applications.size).toBe(4);
    expect(report.feeds.every(({ skipped }) => skipped === 'stopped')).toBe(true);
    expect(feedOf(report, 'samples:PENDING')).toMatchObject({ read: 4, failure: null });
    expect([...programme.store.feedStates.values()].every(({ failure }) => failure === null)).toBe(true);

    programme.platform.beforeAnswer = () => {};
    await programme.cycle();
    expect(programme.store.applications.size).toBe(16);
  });
});

test('a connection that a shutdown cuts is no failure of the feed', async () => {
  const programme = seeded();
  const controller = new AbortController();
  programme.platform.beforeAnswer = () => {
    controller.abort();
    throw trouble('unavailable');
  };
  const report = await programme.cycle({ signal: controller.signal });
  expect(report.feeds.every(({ skipped, failure }) => skipped === 'stopped' && failure === null)).toBe(true);
  expect([...programme.store.feedStates.values()].filter(({ failure }) => failure !== null)).toEqual([]);
});

describe('the authorised shops', () => {
  test('are recorded; when the list cannot be read, the known ones stay and the reason stands with each', async () => {
    const programme = new Programme();
    expect(await syncShops(programme.dependencies)).toEqual({ shops: [SHOP], failure: null });
    programme.platform.beforeAnswer = () => {
      throw trouble('auth');
    };
    const report = await syncShops(programme.dependencies);
    expect(report).toMatchObject({ shops: [SHOP], failure: { kind: 'auth' } });
    const message = programme.store.feedStates.get('shops')?.failure?.message;
    expect(message).toContain('the authorised shops');
    expect(message).not.toContain('next cycle');
  });

  test('that are gone from the list keep their data', async () => {
    const programme = new Programme();
    await syncShops(programme.dependencies);
    programme.platform.shops = [];
    expect((await syncShops(programme.dependencies)).shops).toEqual([SHOP]);
  });
});

test('a fault of our own is not hidden as a failed feed', async () => {
  const programme = seeded();
  programme.store.beforeWrite = () => {
    throw new Error('disk full');
  };
  await expect(programme.cycle()).rejects.toThrow('disk full');
});
