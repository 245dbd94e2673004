import { PROGRAM_WIDE } from '../domain/alert.ts';
import {
  type AutomationSetting,
  type AutomationValue,
  isNumberSetting,
  NUMBER_SETTINGS,
  type SettingMove,
} from '../domain/automation.ts';
import { formatMoney, minorDigits } from '../domain/money.ts';
import type { ShopSettings } from '../domain/settings.ts';
import type { LimitUse } from '../rules/sample-caps.ts';
import type { Difference, Standing } from './replay-difference.ts';

/** A value as people read it: "$1,000", "60 %", "90 days", "the shop's own pace". */
export function valueText(setting: AutomationSetting, value: AutomationValue, currency: string): string {
  if (typeof value === 'number') {
    const unit = isNumberSetting(setting) ? NUMBER_SETTINGS[setting].unit : 'count';
    if (unit === 'money') return amountText(value, currency);
    if (unit === 'percent') return `${value / 100} %`;
    return unit === 'days' ? `${value} ${value === 1 ? 'day' : 'days'}` : String(value);
  }
  if (Array.isArray(value)) return value.length === 0 ? 'nobody' : value.join(', ');
  return value === null ? "the shop's own pace" : String(value);
}

function amountText(amountMinor: number, currency: string): string {
  const text = formatMoney({ amountMinor, currency });
  return amountMinor % 10 ** minorDigits(currency) === 0 ? text.replace(/\.0+$/, '') : text;
}

/** "minimum_gmv_30d $500 → $1,000". */
export function describeMove(
  { shopId, setting, from, to, reset }: Omit<SettingMove, 'seenVersion'>,
  currency: string,
): string {
  if (setting === 'paused') {
    const what = shopId === PROGRAM_WIDE ? 'everything' : 'the shop';
    return to === true ? `pause ${what}` : `resume ${what}`;
  }
  const back = reset ? ', back to mcp.config.json' : '';
  return `${setting} ${valueText(setting, from, currency)} → ${valueText(setting, to, currency)}${back}`;
}

/** What it means for the open requests, as sentences. */
export function describeDifference(
  { open, shifts, ownActs, limits }: Difference,
  after: ShopSettings,
  currency: string,
): readonly string[] {
  const sentences: string[] = [];
  const differing = shifts.reduce((sum, { count }) => sum + count, 0);
  const said = (verdict: Standing) => (verdict === 'undecided' ? 'no verdict' : verdict);
  const list = shifts.map(({ from, to, count }) => `${count} from ${said(from)} to ${said(to)}`).join(', ');
  sentences.push(
    differing === 0
      ? `None of the ${open} open requests is judged differently.`
      : `Of ${open} open requests ${differing} ${differing === 1 ? 'is' : 'are'} judged differently: ${list}.`,
  );
  if (after.sampleRule.mode === 'auto') {
    const cost = ownActs.cost ? ` for up to ${formatMoney(ownActs.cost)}` : '';
    sentences.push(
      `At its next look the rule would approve and ship ${ownActs.approvals} by itself${cost}, inside the caps, and reject ${ownActs.rejections}.`,
    );
  }
  const { perDay, perWeek, monthCost } = limits;
  if (after.caps.perDay !== null && perWeek.cap < perDay.cap) {
    sentences.push(
      `The cap of ${perWeek.cap} a week comes before ${perDay.cap} a day: change per_week too if that is not meant.`,
    );
  }
  const left = monthCost.cap - monthCost.used;
  if (after.sampleRule.mode === 'auto' && ownActs.cost && left < runningCost(ownActs, perDay)) {
    sentences.push(
      `The month's ceiling has ${amountText(Math.max(0, left), currency)} left, less than ten such days cost.`,
    );
  }
  return sentences;
}

/** Ten days at the cap, at what those samples cost that it would approve now. */
function runningCost({ approvals, cost }: Difference['ownActs'], perDay: LimitUse): number {
  return approvals === 0 || !cost ? 0 : (cost.amountMinor / approvals) * perDay.cap * 10;
}
