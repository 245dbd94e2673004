import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import type { FeedState } from '../../src/ports/store/feeds.ts';
import { FEEDS } from '../../src/sync/feeds.ts';
import { freshness } from '../../src/sync/freshness.ts';
import { START } from './programme.ts';

/** A feed whose last pass ran from `START` to ten minutes later. */
function readOnce(feed: string, more: Partial<FeedState> = {}): FeedState {
  return {
    shopId: 'shop-1',
    feed,
    cursor: null,
    watermark: null,
    passStartedAt: START,
    completedAt: START + 10 * MINUTE,
    failure: null,
    ...more,
  };
}

const ALL = FEEDS.map(({ feed }) => readOnce(feed));

function asOf(states: readonly FeedState[], family: string): number | null | undefined {
  return freshness(states, START).find((one) => one.family === family)?.asOf;
}

function tooOld(states: readonly FeedState[], now: number): readonly string[] {
  return freshness(states, now).flatMap((one) => (one.tooOld ? [one.family] : []));
}

test('before the first sync nothing has a time, and decisions have nothing to rest on', () => {
  expect(freshness([], START)).toEqual([
    { family: 'samples', asOf: null, tooOld: true },
    { family: 'orders', asOf: null, tooOld: true },
    { family: 'stock', asOf: null, tooOld: true },
    { family: 'sample_history', asOf: null, tooOld: true },
    { family: 'content', asOf: null, tooOld: true },
    { family: 'products', asOf: null, tooOld: false },
  ]);
});

test('data serves decisions for six hours, the history of samples and their content for two days', () => {
  expect(tooOld(ALL, START + 6 * HOUR)).toEqual([]);
  expect(tooOld(ALL, START + 6 * HOUR + 1)).toEqual(['samples', 'orders', 'stock']);
  expect(tooOld(ALL, START + 48 * HOUR + 1)).toEqual([
    'samples',
    'orders',
    'stock',
    'sample_history',
    'content',
  ]);
});

test('the oldest feed of a family decides, and one that was never read makes the family unread', () => {
  const others = ALL.filter(({ feed }) => feed !== 'samples:SHIPPED');
  const older = readOnce('samples:SHIPPED', { passStartedAt: START - HOUR });
  expect(asOf([...others, older], 'samples')).toBe(START - HOUR);
  expect(asOf(others, 'samples')).toBeNull();
});

test('a pass is as old as its start; while the next one runs, the last one counts', () => {
  expect(asOf([readOnce('stock')], 'stock')).toBe(START);
  const running = { cursor: 'p-100', passStartedAt: START + HOUR };
  expect(asOf([readOnce('stock', running)], 'stock')).toBe(START + 10 * MINUTE);
  expect(asOf([readOnce('orders', { ...running, watermark: START })], 'orders')).toBe(START);
  expect(asOf([readOnce('stock', { ...running, completedAt: null })], 'stock')).toBeNull();
});
