import type { StandingMove } from '../domain/automation.ts';
import { shopCurrency } from '../domain/shop.ts';
import { toIso } from '../domain/time.ts';
import { describeMove, valueText } from '../usecases/automation-words.ts';
import { describePause } from '../usecases/pause.ts';
import type { AutomationView } from '../usecases/show-automation.ts';

export type AutomationFields = {
  rules: string[];
  settings: Record<string, unknown>[];
  silences: Record<string, unknown>[];
  last_changes: Record<string, unknown>[];
};

const MODE_WORDS = {
  off: 'The sample rule is off: nothing is judged.',
  watch: 'The sample rule only watches: it records what it would say and recommends nothing.',
  ask: 'The sample rule recommends; a person decides every request.',
  auto: 'The sample rule acts by itself: it approves and ships inside the caps, also in mode confirm, which is about calls. It rejects only blocked creators and those who never post.',
} as const;

/** The rules in sentences, each number with where it comes from. */
export function automationFields(view: AutomationView): AutomationFields {
  const { shop, settings, limits, pause, lastChanges, silences } = view;
  const currency = shopCurrency(shop.region);
  const known = new Map(settings.map((one) => [one.setting, one]));
  const n = (setting: (typeof settings)[number]['setting']): string => {
    const one = known.get(setting);
    if (!one) return '';
    return `${valueText(setting, one.value, currency)} (${sourceText(one)})`;
  };
  return {
    rules: [
      ...(pause ? [describePause(pause)] : []),
      `${MODE_WORDS[view.ruleMode]} Mode ${n('rule_mode')}.`,
      `A request is approved when the creator sold at least ${n('minimum_gmv_30d')} and posted at least ${n('minimum_posts_30d')} times in 30 days, posts about at least ${n('minimum_fulfilment_percent')} of samples (or ${n('minimum_post_rate_percent')} of at least ${n('minimum_mature_samples')} from you), at least ${n('minimum_stock')} units are left, and one costs at most ${n('maximum_unit_cost')}. A line of 0 asks nothing.`,
      `Someone is asked when a figure is hidden, a line is missed by little, stock, price or quota is not known or not enough, an agency asks, the creator is late with a sample, had the same product within ${n('repeat_window_days')}, or a cap is used up.`,
      `Rejection is proposed when all figures are known and one is well under its line; for good when the creator is blocked (${n('blocked_creators')}) or never posted after ${n('ghost_samples')} samples, the last one within ${n('ghost_memory_days')}.`,
      `At most ${limits.perDay.cap} a day and ${limits.perWeek.cap} a week go out (set: ${n('per_day')} and ${n('per_week')}); ${limits.perDay.used} today and ${limits.perWeek.used} this week so far. At most ${n('per_creator_open')} unfinished a creator, ${n('month_cost')} a month. The caps bind the rule always.`,
    ],
    settings: settings.map((one) => ({
      setting: one.setting,
      value: valueText(one.setting, one.value, currency),
      source: one.source,
      ...(one.source === 'chat' && {
        in_file: valueText(one.setting, one.fileValue, currency),
        ...(one.change && { changed: wireChange(one.change, currency) }),
      }),
    })),
    silences: silences.map(({ silenceId, rule, subject, reason, endsAt }) => ({
      silence_id: silenceId,
      ...(rule === null ? {} : { rule }),
      ...(subject === null ? {} : { subject }),
      reason,
      ends_at: toIso(endsAt),
    })),
    last_changes: lastChanges.map((move) => wireChange(move, currency)),
  };
}

function sourceText({ source, change }: AutomationView['settings'][number]): string {
  return source === 'chat' && change ? `set by ${change.author}` : source;
}

export function wireChange(move: StandingMove, currency: string): Record<string, unknown> {
  return {
    version: move.version,
    what: describeMove(move, currency),
    by: move.author,
    why: move.reason,
    at: toIso(move.at),
  };
}
