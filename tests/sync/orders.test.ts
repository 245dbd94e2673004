import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { application, order } from './fake-platform.ts';
import { feedOf, Programme, START } from './programme.ts';

test('the first pass goes back 30 days, the next ones five minutes before the last', async () => {
  const programme = new Programme();
  programme.platform.orders = [
    order('too-old', START - 31 * DAY),
    order('in-reach', START - 29 * DAY),
    order('late', START - 4 * MINUTE),
  ];
  await programme.cycle();
  expect([...programme.store.orderRows.keys()]).toEqual(['in-reach', 'late']);
  // Shows up in the platform's index only after our pass, with an earlier time.
  programme.platform.orders.push(order('behind', START - 3 * MINUTE));
  const report = await programme.nextCycle();
  expect(programme.store.orderRows.has('behind')).toBe(true);
  expect(feedOf(report, 'orders').read).toBe(2);
});

test('orders of ordinary buyers are passed over', async () => {
  const programme = new Programme();
  programme.platform.orders = [order('a-buyer', START - HOUR, false), order('a-sample', START - HOUR)];
  await programme.cycle();
  expect([...programme.store.orderRows.keys()]).toEqual(['a-sample']);
});

test('whatever is updated while pages are read, the newest state of every order arrives (one per second)', async () => {
  const instants = fc.integer({ min: 0, max: 40 }).map((step) => START - HOUR + step * SECOND);
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(instants, { minLength: 1, maxLength: 25 }),
      fc.integer({ min: 2, max: 7 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.nat(24), fc.integer({ min: 0, max: 240 })), {
        maxLength: 12,
      }),
      async (updates, pageSize, changes) => {
        const programme = new Programme();
        const { platform } = programme;
        platform.orderPageSize = pageSize;
        platform.orders = updates.map((updatedAt, n) => order(`order-${n}`, updatedAt));
        let pages = 0;
        platform.beforeAnswer = ({ operation }) => {
          if (operation !== 'searchOrders') return;
          pages += 1;
          for (const [at, which, lagSeconds] of changes) {
            if (at !== pages) continue;
            // The platform's clock may lie behind ours, by less than the overlap.
            const updatedAt = Math.floor((programme.now - lagSeconds * SECOND) / SECOND) * SECOND;
            if (platform.orders.some((one) => one.updatedAt === updatedAt)) continue;
            platform.orders = platform.orders.map((one, n) =>
              n === which % updates.length && one.updatedAt < updatedAt
                ? { ...one, status: `CHANGED_ON_PAGE_${at}`, updatedAt }
                : one,
            );
          }
        };
        for (let cycle = 0; cycle < 3; cycle += 1) await programme.nextCycle({ feeds: ['orders'] });
        platform.beforeAnswer = () => {};
        await programme.nextCycle({ feeds: ['orders'] });
        const stored = platform.orders.map(({ orderId }) => programme.store.orderRows.get(orderId));
        expect(stored.map((one) => one?.status)).toEqual(platform.orders.map(({ status }) => status));
      },
    ),
    { numRuns: 200 },
  );
});

test('more orders of one second than fit a page are all read', async () => {
  const programme = new Programme();
  programme.platform.orderPageSize = 3;
  programme.platform.orders = Array.from({ length: 10 }, (_, n) => order(`order-${n}`, START - HOUR));
  await programme.cycle({ feeds: ['orders'] });
  expect(programme.store.orderRows.size).toBe(10);
});

test('a clock that was set back does not turn the window inside out', async () => {
  const programme = new Programme();
  await programme.cycle({ feeds: ['orders'] });
  programme.now = START - 2 * HOUR;
  programme.platform.orders = [order('now', START - 2 * HOUR - MINUTE)];
  await programme.cycle({ feeds: ['orders'] });
  expect(programme.store.orderRows.has('now')).toBe(true);
});

test('named orders are read 50 a call, each once a cycle, although the platform leaves some out', async () => {
  const programme = new Programme();
  programme.platform.applications = Array.from({ length: 120 }, (_, n) => ({
    ...application(`a-${n}`, 'COMPLETED'),
    orderId: `order-${n}`,
  }));
  programme.platform.orders = Array.from({ length: 60 }, (_, n) =>
    order(`order-${2 * n}`, START - 200 * DAY),
  );
  await programme.cycle({ feeds: ['samples:COMPLETED'] });
  const report = await programme.cycle({ feeds: ['orders:named'] });
  const asked = programme.platform.requests.filter(({ operation }) => operation === 'orders');
  expect(asked.map(({ ids }) => ids.length)).toEqual([50, 50, 20]);
  expect(feedOf(report, 'orders:named')).toMatchObject({ read: 60, requests: 3 });
});
