import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { planShop } from '../../src/sync/plan.ts';
import { product, SHOP, trouble } from './fake-platform.ts';
import { feedOf, Killed, Programme, START, seeded } from './programme.ts';

test('categories are read a bounded number a cycle, going round those that have none', async () => {
  const programme = new Programme();
  programme.platform.products = Array.from({ length: 120 }, (_, n) =>
    product(`p-${String(n).padStart(3, '0')}`, START - DAY, n === 0 ? 'DELETED' : 'ACTIVATE'),
  );
  programme.platform.categories = new Map([['p-119', 'Pets']]);
  await programme.cycle();
  expect(programme.platform.count('productCategory')).toBe(49);
  await programme.nextCycle();
  await programme.nextCycle();
  expect(programme.store.products.get('p-119')?.categoryName).toBe('Pets');
  expect(programme.platform.count('productCategory')).toBe(119);
  await programme.nextCycle();
  expect(programme.platform.count('productCategory')).toBe(119);
});

test('stock is asked for 100 products a call', async () => {
  const programme = new Programme();
  programme.platform.products = Array.from({ length: 230 }, (_, n) => product(`p-${n}`, START - DAY));
  await programme.cycle({ feeds: ['products', 'stock'] });
  const asked = programme.platform.requests.filter(({ operation }) => operation === 'stock');
  expect(asked.map(({ ids }) => ids.length)).toEqual([100, 100, 30]);
  expect(new Set(asked.flatMap(({ ids }) => ids)).size).toBe(230);
});

test('a product whose category the platform refuses does not keep the others from theirs', async () => {
  const programme = seeded();
  programme.platform.beforeAnswer = ({ operation, ids }) => {
    if (operation === 'productCategory' && ids.includes('product-0')) throw trouble('not_found');
  };
  const report = await programme.cycle();
  expect(report.feeds.every(({ failure }) => failure === null)).toBe(true);
  expect(programme.store.products.get('product-1')?.categoryName).toBe('Home');
});

test('a changed product arrives although the list shows it only after the pass that it belongs to', async () => {
  const programme = new Programme();
  programme.now = START;
  await programme.cycle();
  programme.platform.products = [product('late', START - 4 * MINUTE)];
  programme.now = START + 20 * MINUTE;
  await programme.cycle();
  expect(programme.store.products.has('late')).toBe(true);
});

test('a first pass that a kill cut short, and whose token went stale, still begins at the first product', async () => {
  const programme = new Programme();
  programme.platform.products = Array.from({ length: 150 }, (_, n) => product(`p-${n}`, START - 400 * DAY));
  programme.platform.beforeAnswer = () => {
    if (programme.platform.count('searchProducts') === 2) throw new Killed();
  };
  await expect(programme.cycle({ feeds: ['products'] })).rejects.toThrow(Killed);
  expect(programme.store.feedStates.get('products')).toMatchObject({ cursor: '1:100', watermark: null });
  programme.platform.beforeAnswer = () => {};
  programme.platform.tokenEpoch = 2;
  await programme.cycle({ feeds: ['products'] });
  expect(programme.store.products.size).toBe(150);
});

describe("stock in TikTok's warehouses", () => {
  const SWEEP = { feeds: ['platform_stock'] } as const;
  const level = (skuId: string) => ({ warehouseId: 'north', skuId, available: 3, reserved: 1 });
  const held = ({ store }: Programme) => [...store.platformStock.values()].map(({ skuId }) => skuId);

  function withPlatformStock(...skuIds: readonly string[]): Programme {
    const programme = new Programme();
    programme.platform.platformStock = skuIds.map(level);
    programme.platform.platformStockPageSize = 2;
    return programme;
  }

  function notGranted(programme: Programme): void {
    programme.platform.beforeAnswer = ({ operation }) => {
      if (operation === 'platformStock') throw trouble('scope');
    };
  }

  test('that a whole list no longer shows is gone', async () => {
    const programme = withPlatformStock('a', 'b');
    await programme.cycle(SWEEP);
    expect(held(programme)).toEqual(['a', 'b']);
    programme.platform.platformStock = [level('b')];
    await programme.nextCycle(SWEEP);
    expect(held(programme)).toEqual(['b']);
  });

  test('over several pages goes a pass later, and not what slipped past the border', async () => {
    const programme = withPlatformStock('a', 'b', 'c', 'd', 'e');
    const { platform } = programme;
    await programme.cycle(SWEEP);
    platform.beforeAnswer = (_request, count) => {
      if (count === 5) platform.platformStock = platform.platformStock.filter(({ skuId }) => skuId !== 'a');
    };
    await programme.nextCycle(SWEEP);
    expect(held(programme)).toHaveLength(5);
    await programme.nextCycle(SWEEP);
    await programme.nextCycle(SWEEP);
    expect(held(programme)).toEqual(['b', 'c', 'd', 'e']);
  });

  test('without its scope is not used: no failure, the rest goes on, and it is looked at again after a day', async () => {
    const programme = seeded();
    notGranted(programme);
    const looks = () => programme.platform.count('platformStock');
    const first = await programme.cycle();
    expect(first.feeds.filter(({ failure, skipped }) => failure !== null || skipped !== null)).toEqual([]);
    expect(programme.store.stock.size).toBe(3);
    expect([...programme.store.feedStates.values()].filter(({ failure }) => failure !== null)).toEqual([]);
    programme.now += 7 * HOUR;
    expect(feedOf(await programme.cycle(), 'platform_stock').skipped).toBe('fresh');
    expect(looks()).toBe(1);
    programme.now += 17 * HOUR;
    await programme.cycle();
    expect(looks()).toBe(2);
  });

  test('once its scope is granted is read, and every six hours from then on', async () => {
    const programme = withPlatformStock('a');
    notGranted(programme);
    await programme.cycle(SWEEP);
    programme.platform.beforeAnswer = () => {};
    programme.now += DAY;
    expect(feedOf(await programme.cycle(), 'platform_stock')).toMatchObject({ read: 1, skipped: null });
    programme.now += 6 * HOUR;
    expect(feedOf(await programme.cycle(), 'platform_stock').skipped).toBeNull();
  });

  test('fails like any other for any other reason', async () => {
    const programme = withPlatformStock('a');
    programme.platform.beforeAnswer = () => {
      throw trouble('unavailable');
    };
    expect(feedOf(await programme.cycle(SWEEP), 'platform_stock').failure?.kind).toBe('unavailable');
  });

  test('while it is not used costs the day one request at most', async () => {
    const programme = withPlatformStock('a');
    notGranted(programme);
    await programme.cycle();
    const { feeds } = programme.dependencies.store;
    const day = { budget: 10_000, used: 0, now: programme.now, cycleMs: 15 * MINUTE };
    const planned = (await planShop(feeds, [SHOP], SHOP, day)).get('platform_stock');
    expect(planned).toMatchObject({ intervalMs: DAY, stretched: false });
  });
});

test('a scope that something depends on is a failure when it is not granted', async () => {
  const programme = seeded();
  programme.platform.beforeAnswer = ({ operation }) => {
    if (operation === 'searchProducts') throw trouble('scope');
  };
  expect(feedOf(await programme.cycle(), 'products').failure?.kind).toBe('scope');
});
