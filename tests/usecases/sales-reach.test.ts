import { expect, test } from 'vitest';
import { DAY, HOUR, type Timestamp } from '../../src/domain/time.ts';
import type { OrderSlice } from '../../src/ports/store/index.ts';
import { dayOf, dayStart } from '../../src/sync/order-days.ts';
import { salesKnownSince } from '../../src/usecases/sales-reach.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const dayAgo = (age: number) => dayOf(NOW - age * DAY);

/** Each of the last thirty days, read at its end unless `readAt` says otherwise. */
function slices(readAt: Readonly<Record<number, Timestamp | null>>): readonly OrderSlice[] {
  return Array.from({ length: 30 }, (_, age) => {
    const day = dayAgo(age);
    const given = readAt[age];
    return { day, lines: 0, readAt: given === undefined ? dayStart(day) + DAY : given };
  });
}

const since = (readAt: Readonly<Record<number, Timestamp | null>>) =>
  salesKnownSince({ slices: async () => slices(readAt) }, 'shop-1', NOW);

test('when every day is read nothing is missing, today aside', async () => {
  expect(await since({ 0: null })).toBeNull();
});

test('the day after the youngest one that is missing, or that was read before its evening', async () => {
  expect(await since({ 12: null, 20: null })).toBe(dayStart(dayAgo(11)));
  expect(await since({ 7: dayStart(dayAgo(7)) + 18 * HOUR })).toBe(dayStart(dayAgo(6)));
});

test('yesterday may have been read before its end: what came since is read as new', async () => {
  expect(await since({ 1: dayStart(dayAgo(1)) + 23 * HOUR })).toBeNull();
});
