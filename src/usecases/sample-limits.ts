import { formatMoney } from '../domain/money.ts';
import type { ShopSettings } from '../domain/settings.ts';
import { defaultTimeZone, type Shop, shopCurrency } from '../domain/shop.ts';
import { DAY, HOUR, type Timestamp, toIso } from '../domain/time.ts';
import { type LimitWindow, startOfWindow } from '../domain/time-zone.ts';
import type { ActionStore, LimitRule } from '../ports/store/actions.ts';
import type { SampleStore } from '../ports/store/samples.ts';
import type { LimitUse, SampleLimitState } from '../rules/sample-caps.ts';

export interface SampleLimitDeps {
  readonly samples: Pick<SampleStore, 'approvalsSince'>;
  readonly actions: Pick<ActionStore, 'reserved'>;
}

/** The shop's own pace: 1.5 times its weekly rate over 8 weeks, a quarter of that a day, at least 5 (domain.md 0.1, 2). */
const PACE_WEEKS = 8;
const PACE_FACTOR = 1.5;
const DAY_SHARE = 1 / 4;
const SMALLEST_CAP = 5;

/** Longer than the longest window of its kind and shorter than two: lands inside the next one. */
const STEP_INTO_NEXT: Readonly<Record<LimitWindow, number>> = {
  day: 26 * HOUR,
  week: 8 * DAY,
  month: 32 * DAY,
};

/**
 * The shop's caps on samples and how much of each is reserved in the present day, ISO week and month of its own
 * zone. Day and week follow the shop's pace unless they are set; a day that is not set is a quarter of the week.
 */
export async function sampleLimitState(
  deps: SampleLimitDeps,
  shop: Pick<Shop, 'shopId' | 'region'>,
  settings: ShopSettings,
  now: Timestamp,
): Promise<SampleLimitState> {
  const { caps } = settings;
  const zone = settings.timeZone ?? defaultTimeZone(shop.region);
  const week = caps.perWeek ?? (await weeklyPace(deps.samples, shop.shopId, now));
  const day = caps.perDay ?? Math.max(SMALLEST_CAP, Math.ceil(week * DAY_SHARE));
  const use = async (window: LimitWindow, measure: 'count' | 'cost', cap: number): Promise<LimitUse> => {
    const since = startOfWindow(window, now, zone);
    const until = startOfWindow(window, since + STEP_INTO_NEXT[window], zone);
    const used = await deps.actions.reserved(shop.shopId, 'approve_sample', measure, since);
    return { cap, used, since, until };
  };
  return {
    perDay: await use('day', 'count', day),
    perWeek: await use('week', 'count', week),
    monthCost: await use('month', 'cost', caps.monthCostMinor),
    perCreatorOpen: caps.perCreatorOpen,
  };
}

async function weeklyPace(
  samples: SampleLimitDeps['samples'],
  shopId: string,
  now: Timestamp,
): Promise<number> {
  const approvals = await samples.approvalsSince(shopId, now - PACE_WEEKS * 7 * DAY);
  return Math.max(SMALLEST_CAP, Math.ceil((approvals / PACE_WEEKS) * PACE_FACTOR));
}

/** The same caps as the gate checks them while it claims an approval. All but the money ceiling are soft. */
export function limitRules(
  shop: Pick<Shop, 'shopId' | 'region'>,
  state: SampleLimitState,
): readonly LimitRule[] {
  const common = { shopId: shop.shopId, kind: 'approve_sample' } as const;
  const { perDay, perWeek, monthCost, perCreatorOpen } = state;
  return [
    {
      ...common,
      name: 'per_day',
      measure: 'count',
      since: perDay.since,
      cap: perDay.cap,
      soft: true,
      blocked: countBlocked("Today's", perDay),
    },
    {
      ...common,
      name: 'per_week',
      measure: 'count',
      since: perWeek.since,
      cap: perWeek.cap,
      soft: true,
      blocked: countBlocked("This week's", perWeek),
    },
    {
      ...common,
      name: 'month_cost',
      measure: 'cost',
      since: monthCost.since,
      cap: monthCost.cap,
      soft: false,
      blocked: costBlocked(monthCost, shopCurrency(shop.region)),
    },
    {
      ...common,
      name: 'per_creator_open',
      measure: 'creator_open',
      since: 0,
      cap: perCreatorOpen,
      soft: true,
      blocked: {
        who: 'operator',
        why: `The creator already has as many unfinished samples as your cap allows (${perCreatorOpen}).`,
        next: `Retry it with decide_action once one of them is posted or closed, ${PASS_SOFT_CAP}`,
      },
    },
  ];
}

const PASS_SOFT_CAP = 'or cancel it and approve again with an override_reason to go past the cap.';

function countBlocked(whose: string, { cap, until }: LimitUse): LimitRule['blocked'] {
  return {
    who: 'operator',
    why: `${whose} cap of ${cap} ${cap === 1 ? 'sample' : 'samples'} is used up.`,
    next: `Retry it with decide_action after ${toIso(until)}, when the cap starts afresh, ${PASS_SOFT_CAP}`,
  };
}

function costBlocked({ cap, used, until }: LimitUse, currency: string): LimitRule['blocked'] {
  const ceiling = formatMoney({ amountMinor: cap, currency });
  const reserved = formatMoney({ amountMinor: used, currency });
  return {
    who: 'operator',
    why: `It would take this month's samples past your ceiling of ${ceiling}; at least ${reserved} was taken before.`,
    next: `Retry it with decide_action after ${toIso(until)}, or raise month_cost with set_automation. An override_reason does not pass it.`,
  };
}
