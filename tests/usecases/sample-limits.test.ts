import { describe, expect, it } from 'vitest';
import type { ShopSettings } from '../../src/domain/settings.ts';
import { DAY } from '../../src/domain/time.ts';
import { limitRules, type SampleLimitDeps, sampleLimitState } from '../../src/usecases/sample-limits.ts';
import { shopSettings } from '../rules/sample-facts.ts';

/** Sunday 2026-11-22, 20:00 in Los Angeles; Monday already in UTC. */
const SUNDAY_EVENING = Date.UTC(2026, 10, 23, 4);
const US = { shopId: 'shop-1', region: 'US' };

/** Reservations and approvals as a list of times, counted the way the store does. */
function storeWith(given: {
  approvals?: number;
  reserved?: readonly number[];
  costEach?: number;
}): SampleLimitDeps {
  return {
    samples: {
      approvalsSince: async (_shopId, since) =>
        since === SUNDAY_EVENING - 56 * DAY ? (given.approvals ?? 0) : -1,
    },
    actions: {
      reserved: async (_shopId, kind, measure, since) => {
        const hits = (given.reserved ?? []).filter((at) => kind === 'approve_sample' && at >= since).length;
        return measure === 'count' ? hits : hits * (given.costEach ?? 0);
      },
    },
  };
}

function stateOf(deps: SampleLimitDeps, settings: ShopSettings = shopSettings(), shop = US) {
  return sampleLimitState(deps, shop, settings, SUNDAY_EVENING);
}

const caps = (changes: Partial<ShopSettings['caps']>) =>
  shopSettings(
    {},
    { caps: { perCreatorOpen: 2, perDay: null, perWeek: null, monthCostMinor: 200_000, ...changes } },
  );

describe('caps of a shop', () => {
  // 1.5 × approvals / 8 weeks; a day is a quarter of the week; at least 5; rounded up.
  it.each([
    [0, 5, 5],
    [26, 5, 5],
    [40, 8, 5],
    [128, 24, 6],
    [400, 75, 19],
  ])(
    'follow its pace: %d approvals in 8 weeks allow %d a week and %d a day',
    async (approvals, week, day) => {
      const state = await stateOf(storeWith({ approvals }));
      expect([state.perWeek.cap, state.perDay.cap]).toEqual([week, day]);
    },
  );

  it('are what the operator set, and a day that is not set is a quarter of the set week', async () => {
    const both = await stateOf(storeWith({ approvals: 400 }), caps({ perDay: 3, perWeek: 10 }));
    expect([both.perDay.cap, both.perWeek.cap]).toEqual([3, 10]);
    const weekOnly = await stateOf(storeWith({ approvals: 400 }), caps({ perWeek: 40 }));
    expect([weekOnly.perDay.cap, weekOnly.perWeek.cap]).toEqual([10, 40]);
    const other = await stateOf(storeWith({}), caps({ perCreatorOpen: 4, monthCostMinor: 90_000 }));
    expect([other.perCreatorOpen, other.monthCost.cap]).toEqual([4, 90_000]);
  });

  it("count in the shop's own day, week and month", async () => {
    const reserved = [
      Date.UTC(2026, 10, 22, 8), // Sunday 00:00 in Los Angeles: today
      Date.UTC(2026, 10, 22, 7, 59), // Saturday 23:59: this week
      Date.UTC(2026, 10, 16, 8), // Monday 00:00: this week
      Date.UTC(2026, 10, 16, 7, 59), // Sunday 23:59: last week, this month
      Date.UTC(2026, 10, 1, 7), // 1 November 00:00, still daylight time: this month
      Date.UTC(2026, 10, 1, 6, 59), // 31 October
    ];
    const state = await stateOf(storeWith({ reserved, costEach: 1_500 }));
    expect(state.perDay).toMatchObject({
      used: 1,
      since: Date.UTC(2026, 10, 22, 8),
      until: Date.UTC(2026, 10, 23, 8),
    });
    expect(state.perWeek).toMatchObject({
      used: 3,
      since: Date.UTC(2026, 10, 16, 8),
      until: Date.UTC(2026, 10, 23, 8),
    });
    expect(state.monthCost).toMatchObject({
      used: 5 * 1_500,
      since: Date.UTC(2026, 10, 1, 7),
      until: Date.UTC(2026, 11, 1, 8),
    });
  });

  it("follow the market's zone, and a set zone before that", async () => {
    const british = await stateOf(storeWith({}), shopSettings(), { shopId: 'shop-1', region: 'GB' });
    expect(british.perWeek.since).toBe(Date.UTC(2026, 10, 23));
    const set = await stateOf(storeWith({}), shopSettings({}, { timeZone: 'Asia/Tokyo' }));
    expect(set.perDay.since).toBe(Date.UTC(2026, 10, 22, 15));
  });
});

describe('limits for the gate', () => {
  it('are the same caps, all soft but the money ceiling', async () => {
    const state = await stateOf(
      storeWith({ approvals: 128, reserved: [Date.UTC(2026, 10, 22, 9)], costEach: 2_499 }),
    );
    const rules = limitRules(US, state);
    expect(rules.map(({ blocked, ...rule }) => rule)).toEqual([
      {
        shopId: 'shop-1',
        kind: 'approve_sample',
        name: 'per_day',
        measure: 'count',
        since: Date.UTC(2026, 10, 22, 8),
        cap: 6,
        soft: true,
      },
      {
        shopId: 'shop-1',
        kind: 'approve_sample',
        name: 'per_week',
        measure: 'count',
        since: Date.UTC(2026, 10, 16, 8),
        cap: 24,
        soft: true,
      },
      {
        shopId: 'shop-1',
        kind: 'approve_sample',
        name: 'month_cost',
        measure: 'cost',
        since: Date.UTC(2026, 10, 1, 7),
        cap: 200_000,
        soft: false,
      },
      {
        shopId: 'shop-1',
        kind: 'approve_sample',
        name: 'per_creator_open',
        measure: 'creator_open',
        since: 0,
        cap: 2,
        soft: true,
      },
    ]);
  });

  it('say who acts, why with the numbers, and what to do', async () => {
    const state = await stateOf(
      storeWith({ approvals: 128, reserved: [Date.UTC(2026, 10, 22, 9)], costEach: 2_499 }),
    );
    const blocked = Object.fromEntries(limitRules(US, state).map((rule) => [rule.name, rule.blocked]));
    expect(blocked.per_day).toEqual({
      who: 'operator',
      why: "Today's cap of 6 samples is used up.",
      next: 'Retry it with decide_action after 2026-11-23T08:00:00Z, when the cap starts afresh, or cancel it and approve again with an override_reason to go past the cap.',
    });
    expect(blocked.per_week?.why).toBe("This week's cap of 24 samples is used up.");
    expect(blocked.month_cost).toEqual({
      who: 'operator',
      why: "It would take this month's samples past your ceiling of $2,000.00; at least $24.99 was taken before.",
      next: 'Retry it with decide_action after 2026-12-01T08:00:00Z, or raise month_cost with set_automation. An override_reason does not pass it.',
    });
    expect(blocked.per_creator_open?.why).toBe(
      'The creator already has as many unfinished samples as your cap allows (2).',
    );
  });
});
