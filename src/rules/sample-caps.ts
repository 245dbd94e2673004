import type { Timestamp } from '../domain/time.ts';
import { all, atMost, below, condition } from './evaluator.ts';
import type { Finding, SampleCase } from './sample-conditions.ts';
import { counted, exactMoney } from './wording.ts';

/** One cap in its present window. `cap` and `used` count samples, or minor units for money. */
export interface LimitUse {
  readonly cap: number;
  readonly used: number;
  /** First moment of the window that contains now, and of the next one, in the shop's zone. */
  readonly since: Timestamp;
  readonly until: Timestamp;
}

/** The caps of a shop as they bind at one moment. */
export interface SampleLimitState {
  readonly perDay: LimitUse;
  readonly perWeek: LimitUse;
  readonly monthCost: LimitUse;
  /** Approved samples that one creator may have unfinished. */
  readonly perCreatorOpen: number;
}

/**
 * Caps bind automation, so a used-up cap turns an approval into a question and nothing else. The values hold no
 * counts: while there is room, an approval elsewhere changes no decision, and all of them change once when a cap
 * fills or its window ends. How many of the recommended ones still fit is the gate's business.
 */
export function capFindings(given: SampleCase, limits: SampleLimitState): readonly Finding[] {
  return [creatorOpenSamples(given, limits.perCreatorOpen), capsLeft(given, limits)];
}

function creatorOpenSamples({ facts: { history }, now }: SampleCase, cap: number): Finding {
  return {
    condition: condition('creator_open_samples', history.open, cap, below(history.open, cap), now),
    says: `this creator already has ${counted(history.open, 'open sample')}, your cap is ${cap}`,
  };
}

function capsLeft({ cost, now }: SampleCase, { perDay, perWeek, monthCost }: SampleLimitState): Finding {
  const caps = [
    {
      name: 'per_day',
      truth: below(perDay.used, perDay.cap),
      says: `today's cap of ${counted(perDay.cap, 'sample')} is used up`,
    },
    {
      name: 'per_week',
      truth: below(perWeek.used, perWeek.cap),
      says: `this week's cap of ${counted(perWeek.cap, 'sample')} is used up`,
    },
    {
      name: 'month_cost',
      truth: atMost(cost === null ? null : monthCost.used + cost.amountMinor, monthCost.cap),
      says: `this month's ceiling of ${cost === null ? '' : exactMoney({ ...cost, amountMinor: monthCost.cap })} has no room for it`,
    },
  ];
  const usedUp = caps.filter(({ truth }) => truth === false);
  const truth = all(caps.map((cap) => cap.truth));
  const value = usedUp.length > 0 ? `${usedUp.map(({ name }) => name).join(', ')} used up` : true;
  return {
    condition: condition('caps_left', truth === 'unknown' ? null : value, true, truth, now),
    says: usedUp.map(({ says }) => says).join(' and '),
  };
}
