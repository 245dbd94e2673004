import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import {
  type BudgetOfDay,
  endOfDay,
  expectedCost,
  type FeedDemand,
  type FeedPlan,
  planBudget,
  reserveNow,
} from '../../src/sync/budget.ts';

const MIDNIGHT = Date.UTC(2026, 10, 16);
const CYCLE = 15 * MINUTE;

function demand(key: string, rank: number, changes: Partial<FeedDemand> = {}): FeedDemand {
  return {
    key,
    rank,
    intervalMs: CYCLE,
    longestMs: 2 * HOUR,
    cost: 1,
    mostPerCycle: Number.POSITIVE_INFINITY,
    lastAt: null,
    leftovers: false,
    ...changes,
  };
}

const day = (changes: Partial<BudgetOfDay> = {}): BudgetOfDay => ({
  budget: 10_000,
  used: 0,
  now: MIDNIGHT,
  cycleMs: CYCLE,
  ...changes,
});

function planOf(plans: ReadonlyMap<string, FeedPlan>, key: string): FeedPlan {
  const plan = plans.get(key);
  if (plan === undefined) throw new Error(`No plan for ${key}.`);
  return plan;
}

describe('the reserve', () => {
  test('is 15 % of the budget at midnight, melts with the day, and keeps a third to its end', () => {
    expect(reserveNow({ budget: 10_000, now: MIDNIGHT })).toBe(1_500);
    expect(reserveNow({ budget: 10_000, now: MIDNIGHT + 12 * HOUR })).toBe(750);
    expect(reserveNow({ budget: 10_000, now: MIDNIGHT + DAY - 1 })).toBe(500);
  });
});

describe('a plan', () => {
  test('leaves every interval as it is wanted while all fit into the day', () => {
    const plans = planBudget(
      [demand('a', 1, { cost: 10 }), demand('b', 5, { cost: 50, intervalMs: HOUR })],
      day(),
    );
    expect([...plans.values()].map(({ stretched }) => stretched)).toEqual([false, false]);
    expect(planOf(plans, 'b').intervalMs).toBe(HOUR);
  });

  test('stretches the least valuable first, and only as far as it must', () => {
    // 96 passes a day each: 3,840 + 3,840 + 3,840 of 8,500.
    const plans = planBudget(
      ['a', 'b', 'c'].map((key, n) => demand(key, n + 1, { cost: 40 })),
      day(),
    );
    expect(planOf(plans, 'a').stretched).toBe(false);
    expect(planOf(plans, 'b').stretched).toBe(false);
    const { intervalMs } = planOf(plans, 'c');
    // 820 requests are left: 20 passes of 40.
    expect(Math.ceil(DAY / intervalMs)).toBe(20);
  });

  test('gives everything its longest interval before it gives the best its wanted one', () => {
    const plans = planBudget(
      [demand('dear', 1, { cost: 100 }), demand('cheap', 9, { cost: 10, longestMs: 6 * HOUR })],
      day({ budget: 8_000 }),
    );
    expect(planOf(plans, 'dear').stretched).toBe(true);
    expect(planOf(plans, 'cheap').allowance).toBeGreaterThanOrEqual(10);
    expect(planOf(plans, 'cheap').intervalMs).toBeLessThanOrEqual(6 * HOUR);
  });

  test('leaves to the better what they still need today, and nothing that they have read in this cycle', () => {
    const plans = planBudget(
      [
        demand('read first', 1, { cost: 10, intervalMs: 6 * HOUR, longestMs: DAY }),
        demand('second', 2, { cost: 7, intervalMs: 12 * HOUR, longestMs: DAY, lastAt: MIDNIGHT - HOUR }),
        demand('last', 9),
      ],
      day(),
    );
    // Three of four passes of the first, and the second's at 11:00 and 23:00.
    expect(planOf(plans, 'last').leave).toBe(1_500 + 30 + 14);
    expect(planOf(plans, 'read first').leave).toBe(1_500);
  });

  test('gives what is left over evenly over the day, once everything was read, and the rest later', () => {
    const others = demand('a', 1, { cost: 10, lastAt: MIDNIGHT - CYCLE });
    const backfill = demand('backfill', 10, { leftovers: true });
    const at = (now: number, used: number) =>
      planOf(planBudget([others, backfill], day({ now, used })), 'backfill').allowance;
    // 8,500 − 960 over 96 cycles.
    expect(at(MIDNIGHT, 0)).toBe(78);
    const evening = at(MIDNIGHT + 20 * HOUR, 1_000);
    expect(evening).toBeGreaterThan(400);
    const unread = planBudget([{ ...others, lastAt: null }, backfill], day());
    expect(planOf(unread, 'backfill').allowance).toBe(0);
  });

  test('bounds what one cycle spends on a pass that nobody waits for, and not on deadlines', () => {
    const plans = planBudget(
      [demand('deadline', 1), demand('other', 5), demand('bound', 5, { mostPerCycle: 12 })],
      day(),
    );
    expect(planOf(plans, 'deadline').allowance).toBe(8_500);
    expect(planOf(plans, 'other').allowance).toBeLessThan(2_200);
    expect(planOf(plans, 'bound').allowance).toBe(12);
  });

  test('gives nothing when nothing is left', () => {
    const plans = planBudget([demand('a', 1)], day({ used: 10_000 }));
    expect(planOf(plans, 'a').allowance).toBe(0);
  });
});

test('a dear pass is believed at once, a cheap one slowly', () => {
  expect(expectedCost(null, 7)).toBe(7);
  expect(expectedCost(10, 40)).toBe(40);
  expect(expectedCost(40, 0)).toBe(30);
  expect([1, 2, 3, 4, 5, 6, 7, 8, 9].reduce((cost) => expectedCost(cost, 0), 10)).toBe(0);
});

interface SimulatedFeed {
  readonly rank: number;
  readonly intervalMs: number;
  readonly stretch: number;
  readonly costs: readonly number[];
  readonly leftovers: boolean;
}

interface Spent {
  readonly rank: number;
  readonly at: number;
  readonly order: number;
  /** It was due and did not get what its pass took. */
  readonly short: boolean;
  readonly requests: number;
}

/** A day of cycles in which passes cost what they cost, whatever the plan thought, and the operator calls at will. */
function simulate(
  feeds: readonly SimulatedFeed[],
  budget: number,
  operator: readonly number[],
): { readonly used: number; readonly spent: readonly Spent[] } {
  const state = feeds.map(() => ({ lastAt: null as number | null, expected: 10, passes: 0, begun: 0 }));
  const spent: Spent[] = [];
  let used = 0;
  for (let now = MIDNIGHT; now < MIDNIGHT + DAY; now += CYCLE) {
    const demands = feeds.map(
      ({ rank, intervalMs, stretch, leftovers }, n): FeedDemand =>
        demand(String(n), rank, {
          intervalMs,
          longestMs: intervalMs * stretch,
          leftovers,
          cost: state[n]?.expected ?? 10,
          lastAt: state[n]?.lastAt ?? null,
        }),
    );
    const plans = planBudget(demands, day({ budget, used, now }));
    // Another process, or the operator, spends between the plan and its use.
    used = Math.min(budget, used + (operator[(now / CYCLE) % operator.length] ?? 0));
    for (const [n, feed] of feeds.entries()) {
      const own = state[n];
      const plan = planOf(plans, String(n));
      if (own === undefined) continue;
      if (own.lastAt !== null && now - own.lastAt < plan.intervalMs) continue;
      const cost = feed.costs[own.passes % feed.costs.length] ?? 1;
      const wanted = cost - own.begun;
      // The adapter refuses what would touch what is to be left; the run stops at its allowance.
      const requests = Math.max(0, Math.min(wanted, plan.allowance, budget - plan.leave - used));
      used += requests;
      spent.push({ rank: feed.rank, at: now, order: n, short: requests < wanted, requests });
      if (requests < wanted) {
        own.begun += requests;
        continue;
      }
      Object.assign(own, {
        lastAt: now,
        passes: own.passes + 1,
        begun: 0,
        expected: expectedCost(own.expected, cost),
      });
    }
  }
  return { used, spent };
}

const simulatedFeeds = fc
  .array(
    fc.record({
      rank: fc.integer({ min: 1, max: 10 }),
      intervalMs: fc.constantFrom(CYCLE, 30 * MINUTE, HOUR, 6 * HOUR),
      stretch: fc.integer({ min: 1, max: 8 }),
      costs: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 6 }),
      leftovers: fc.constant(false),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((feeds) => [
    ...feeds.toSorted((a, b) => a.rank - b.rank),
    { rank: 11, intervalMs: CYCLE, stretch: 1, costs: [5_000], leftovers: true },
  ]);

describe('whatever passes cost and whatever the operator calls', () => {
  test('the budget is never exceeded, and feeds never touch the end of the reserve', () => {
    fc.assert(
      fc.property(
        simulatedFeeds,
        fc.integer({ min: 100, max: 20_000 }),
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 8 }),
        (feeds, budget, operator) => {
          const { used } = simulate(feeds, budget, operator);
          expect(used).toBeLessThanOrEqual(budget);
          const { used: alone } = simulate(feeds, budget, [0]);
          expect(alone).toBeLessThanOrEqual(budget - reserveNow({ budget, now: endOfDay(MIDNIGHT) - 1 }));
        },
      ),
      { numRuns: 150 },
    );
  });

  test('no lesser feed spends in a cycle in which a deadline feed came short', () => {
    fc.assert(
      fc.property(simulatedFeeds, fc.integer({ min: 100, max: 20_000 }), (feeds, budget) => {
        const { spent } = simulate(feeds, budget, [3]);
        for (const short of spent.filter(({ rank, short }) => rank === 1 && short)) {
          const lesser = spent.filter(
            ({ rank, at, order }) => at === short.at && rank > 1 && order > short.order,
          );
          expect(lesser.reduce((sum, { requests }) => sum + requests, 0)).toBe(0);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('with costs that stay as they are, deadline feeds never come short when they fit at their longest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 }),
        (deadlines, others) => {
          const fixed = (rank: number, cost: number): SimulatedFeed => ({
            ...{ rank, costs: [cost], intervalMs: CYCLE, stretch: 4, leftovers: false },
          });
          const feeds = [
            ...deadlines.map((cost) => fixed(1, cost)),
            ...others.map((cost, n) => fixed(n + 2, cost)),
          ];
          // 24 passes a day at the longest interval: at most 240 × 24 of 8,500.
          const { spent } = simulate(feeds, 10_000, [0]);
          expect(spent.filter(({ rank, short }) => rank === 1 && short)).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });
});
