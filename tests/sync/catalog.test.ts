import { expect, test } from 'vitest';
import { DAY, MINUTE } from '../../src/domain/time.ts';
import { product, trouble } from './fake-platform.ts';
import { Killed, Programme, START, seeded } from './programme.ts';

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
