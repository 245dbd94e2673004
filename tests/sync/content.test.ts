import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { syncShop } from '../../src/sync/sync-shop.ts';
import { testStore } from '../store/support.ts';
import { order, SHOP, application as sample, trouble } from './fake-platform.ts';
import { feedOf, Programme, START } from './programme.ts';

const piece = (contentId: string, views: number) => ({
  ...{ contentId, format: 'VIDEO', createdAt: START - DAY, link: null },
  ...{ views, likes: 1, comments: 0, paidOrders: 1 },
});

/** Delivered samples, each with an order of its own, the newest delivery last. */
function delivering(count: number): Programme {
  const programme = new Programme();
  const { platform } = programme;
  for (let n = 0; n < count; n += 1) {
    const orderId = `order-${n}`;
    platform.applications.push({ ...sample(`owes-${n}`, 'CONTENT_PENDING'), orderId });
    const deliveredAt = START - (count - n) * HOUR;
    platform.orders.push({ ...order(orderId, START - DAY), status: 'DELIVERED', deliveredAt });
  }
  return programme;
}

const read = (programme: Programme) =>
  programme.platform.requests
    .filter(({ operation }) => operation === 'sampleContent')
    .map(({ detail }) => detail);

test('content is read for delivered samples, newest deliveries first and 15 at a time, until it is final', async () => {
  const programme = delivering(20);
  const store = testStore();
  const cycle = () => syncShop({ ...programme.dependencies, store }, SHOP);
  programme.platform.content.set('owes-19', [piece('c-1', 100)]);
  await cycle();
  expect(read(programme)).toEqual(Array.from({ length: 15 }, (_, n) => `owes-${19 - n}`));
  const { items } = await store.tracking.page({ shopId: SHOP.shopId, now: START, limit: 50, posted: true });
  expect(items).toMatchObject([{ application: { applicationId: 'owes-19' }, content: [{ views: 100 }] }]);

  programme.now += 16 * MINUTE;
  await cycle();
  expect(read(programme).slice(15)).toEqual(Array.from({ length: 5 }, (_, n) => `owes-${4 - n}`));
  programme.now += 16 * MINUTE;
  await cycle();
  expect(read(programme)).toHaveLength(20);
  programme.now += 6 * HOUR;
  await cycle();
  expect(read(programme)).toHaveLength(35);

  programme.platform.setStatus('owes-19', 'COMPLETED', 'order-19');
  programme.now += 40 * DAY;
  await cycle();
  expect(read(programme)).toContain('owes-19');
  programme.platform.requests.length = 0;
  programme.now += 7 * HOUR;
  await cycle();
  expect(read(programme)).toHaveLength(15);
  expect(read(programme)).not.toContain('owes-19');
});

test('one sample that the platform refuses does not hold the others up; trouble of the platform does', async () => {
  const programme = delivering(3);
  const store = testStore();
  const cycle = () => syncShop({ ...programme.dependencies, store }, SHOP, { feeds: ['content'] });
  await syncShop({ ...programme.dependencies, store }, SHOP);
  programme.now += 7 * HOUR;
  programme.platform.requests.length = 0;
  programme.platform.beforeAnswer = ({ detail }) => {
    if (detail === 'owes-2') throw trouble('invalid');
  };
  expect(feedOf(await cycle(), 'content')).toMatchObject({ failure: null, requests: 3 });
  programme.now += 7 * HOUR;
  programme.platform.beforeAnswer = () => {
    throw trouble('unavailable');
  };
  expect(feedOf(await cycle(), 'content')).toMatchObject({ failure: { kind: 'unavailable' }, requests: 1 });
});
