import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import type { FeedState } from '../../src/ports/store/feeds.ts';
import { type FeedLag, feedLags } from '../../src/sync/lag.ts';
import type { ShopPlan } from '../../src/sync/plan.ts';
import { START } from './programme.ts';

const PLAN: ShopPlan = new Map([
  ['orders', { intervalMs: 15 * MINUTE, stretched: false, allowance: 10, leave: 0 }],
  ['content', { intervalMs: HOUR, stretched: true, allowance: 0, leave: 0 }],
]);

function lagOf(feed: string, state: Partial<FeedState>): FeedLag | undefined {
  const empty = { cursor: null, watermark: null, passStartedAt: null, completedAt: null, failure: null };
  return feedLags([{ shopId: 'shop-1', feed, ...empty, ...state }], PLAN, START).find(
    (lag) => lag.feed === feed,
  );
}

test('a feed is as old as the start of its last whole pass, or as its watermark', () => {
  expect(lagOf('content', { passStartedAt: START - 5, completedAt: START - 1 })?.asOf).toBe(START - 5);
  expect(lagOf('orders', { watermark: START - 9, completedAt: START - 1 })?.asOf).toBe(START - 9);
  expect(lagOf('orders', {})?.asOf).toBeNull();
});

test('a stretched feed waits for the budget once it is due and may spend nothing, and not before', () => {
  const at = (age: number) => lagOf('content', { passStartedAt: START - age, completedAt: START - age });
  expect(at(30 * MINUTE)).toMatchObject({ stretchedToMs: HOUR, waitsForBudget: false });
  expect(at(HOUR)).toMatchObject({ wantedMs: 15 * MINUTE, waitsForBudget: true });
});

test('a feed that was refused for the budget waits for it; another failure is no waiting', () => {
  const failed = (kind: string) =>
    lagOf('orders', { completedAt: START, failure: { kind, message: '', at: START } })?.waitsForBudget;
  expect([failed('quota'), failed('unavailable')]).toEqual([true, false]);
});

test('only an optional feed that was looked at without a pass is unused, and waits for nothing', () => {
  const looked = { completedAt: START - 7 * HOUR };
  expect(lagOf('platform_stock', looked)).toMatchObject({
    ...{ unused: true, asOf: null, waitsForBudget: false, wantedMs: 24 * HOUR },
    title: "stock in TikTok's warehouses",
  });
  expect(lagOf('platform_stock', { ...looked, passStartedAt: START - 7 * HOUR })).toMatchObject({
    ...{ unused: false, asOf: START - 7 * HOUR, wantedMs: 6 * HOUR },
  });
  expect(lagOf('stock', looked)?.unused).toBe(false);
});
