import { PROGRAM_WIDE } from '../domain/alert.ts';
import {
  type AutomationValue,
  isNumberSetting,
  NUMBER_SETTINGS,
  type NumberSetting,
  pauseOf,
  RULE_MODES,
  type SettingMove,
  type StandingMove,
  withSetting,
} from '../domain/automation.ts';
import { OperatorError } from '../domain/errors.ts';
import { formatMoney } from '../domain/money.ts';
import type { ShopSettings } from '../domain/settings.ts';
import { type Shop, shopCurrency } from '../domain/shop.ts';
import type { OperationPlan, PlannedItem } from '../ports/operation-plan.ts';
import { withdrawByRule } from './act-by-rule.ts';
import { readWishes, type Wish } from './automation-wishes.ts';
import { describeDifference, describeMove } from './automation-words.ts';
import { decideSamples } from './decide-samples.ts';
import { effectiveSettings, type SourcedSetting, sourcedSettings } from './effective-settings.ts';
import { contended, resumeMoves } from './pause.ts';
import { type Difference, replayDifference } from './replay-difference.ts';
import type { Services } from './services.ts';

export interface AutomationRequest extends Readonly<Record<string, unknown>> {
  /** Lift the pause as well. */
  readonly resume: boolean;
  /** No shop was named: a pause of everything is meant. */
  readonly everything: boolean;
  /** Each "setting=value". */
  readonly changes: readonly string[];
  readonly reason: string;
}

/** The key of the one item in a plan: what is asked for in one call happens as a whole or not at all. */
const WHOLE = 'automation';
const TRIES = 5;

interface Prepared {
  readonly moves: readonly SettingMove[];
  readonly after: ShopSettings;
  readonly difference: Difference;
  /** Moves that let more out than before; none when the whole only tightens. */
  readonly loosening: readonly SettingMove[];
  /** The rule would reject more by itself than before, which nobody can take back. */
  readonly rejectsMore: boolean;
}

/**
 * Applies a request that only tightens, at once. Null when any part of it loosens: then all of it waits for a yes,
 * since half a wish can be the opposite of it ("1,000 GMV is enough" raises one line and drops the others).
 */
export async function tightenAtOnce(
  services: Services,
  shop: Shop,
  request: AutomationRequest,
  author: string,
): Promise<readonly StandingMove[] | null> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { moves, loosening, rejectsMore } = await prepare(services, shop, request);
    if (loosening.length > 0 || rejectsMore) return null;
    if (moves.length === 0) return [];
    const change = { moves, author, reason: request.reason };
    const applied = await services.store.automation.apply(change, services.programClock.now());
    if (applied) return applied;
  }
  throw contended();
}

/** What a request that loosens would do: one item, with the difference it makes to the open requests. */
export async function planAutomation(
  services: Services,
  shop: Shop,
  request: AutomationRequest,
  author: string,
): Promise<OperationPlan<AutomationRequest>> {
  const { moves, after, difference, loosening, rejectsMore } = await prepare(services, shop, request);
  const currency = shopCurrency(shop.region);
  const lines = moves.map((move) => describeMove(move, currency));
  const waiting = request.resume ? await queuedActions(services) : null;
  const difText = describeDifference(difference, after, currency);
  const item: PlannedItem = {
    key: WHOLE,
    binds: { moves, reason: request.reason },
    text: [
      `${lines.join('; ')}.`,
      ...(waiting === null
        ? []
        : [`${waiting} approved ${waiting === 1 ? 'action goes' : 'actions go'} on.`]),
      ...(request.changes.length > 0 ? difText : []),
      ...(rejectsMore ? ['The rule rejects by itself: blocked creators, and those who never post.'] : []),
      ...(loosening.length < moves.length
        ? ['The stricter part waits with the rest; alone it holds at once.']
        : []),
    ].join(' '),
    effect: { change: { moves, author, reason: request.reason } },
    detail: { changes: lines, difference: wireDifference(difference) },
  };
  return {
    // Class D: never without a person, whatever the mode. Who may do more is not for a program to say.
    actionClass: 'D',
    headline: moves.length === 0 ? 'Nothing would change' : 'Let affiliate-ops do more by itself',
    items: moves.length === 0 ? [] : [item],
    refused: moves.length === 0 ? [{ key: WHOLE, reason: 'Everything stands like that already.' }] : [],
    costCeiling: null,
    cannotBeUndone:
      after.sampleRule.mode === 'auto' ? 'What the rule approves, ships or rejects stays so.' : null,
    context: request,
  };
}

/** Judges open requests anew and takes back what the rule had queued and would not do now. */
export async function afterChange(services: Services, shop: Shop): Promise<void> {
  const { store, programClock, settings } = services;
  const current = await effectiveSettings({ automation: store.automation, settings }, shop.shopId);
  await decideSamples(store, shop, current, programClock.now());
  await withdrawByRule({ store, programClock, settings }, shop);
  services.wakeDispatcher();
}

async function prepare(services: Services, shop: Shop, request: AutomationRequest): Promise<Prepared> {
  const { store, programClock, settings, settingSources: sources } = services;
  const deps = { automation: store.automation, settings, sources };
  const wishes = readWishes(request.changes, shopCurrency(shop.region));
  const names = [...new Set(wishes.map(({ setting }) => setting))];
  const before = await effectiveSettings(deps, shop.shopId);
  const current = await sourcedSettings(deps, shop.shopId, names);
  const moves = current.flatMap((one) => moveOf(shop, one, wishes) ?? []);
  const after = moves.reduce((laid, { setting, to }) => withSetting(laid, setting, to), before);
  const resumed = request.resume ? await resuming(services, shop, request) : [];
  const difference = await replayDifference(store, shop, { before, after }, programClock.now());
  return {
    moves: [...resumed, ...moves],
    after,
    difference,
    loosening: [...resumed, ...moves.filter((move) => loosens(move, difference))],
    rejectsMore: difference.ownActs.rejections > difference.ownActsBefore.rejections,
  };
}

async function resuming(
  { store }: Services,
  shop: Shop,
  { everything }: AutomationRequest,
): Promise<readonly SettingMove[]> {
  const pauses = await store.automation.pauses();
  const whole = pauseOf(pauses, shop.shopId)?.shopId === PROGRAM_WIDE;
  if (everything || !whole) return resumeMoves(pauses, everything ? PROGRAM_WIDE : shop.shopId);
  throw new OperatorError(
    'conflict',
    'Everything is paused, not only this shop.',
    'Resume without naming a shop; pause the others by name first if they shall stay so.',
  );
}

/** Null when it stands like that already. */
function moveOf(shop: Shop, current: SourcedSetting, wishes: readonly Wish[]): SettingMove | null {
  const { setting, value: from, fileValue, source, change } = current;
  const asked = wishes.filter((wish) => wish.setting === setting);
  const reset = asked.some((wish) => 'backToFile' in wish);
  if (reset && source !== 'chat') return null;
  const to = reset ? fileValue : asked.reduce(fulfilled, from);
  if (!reset && JSON.stringify(to) === JSON.stringify(from)) return null;
  return { shopId: shop.shopId, setting, from, to, reset, seenVersion: change?.version ?? null };
}

function fulfilled(value: AutomationValue, wish: Wish): AutomationValue {
  if ('to' in wish) return wish.to;
  const listed = Array.isArray(value) ? value : [];
  const without = (creator: string) => listed.filter((one) => one.toLowerCase() !== creator.toLowerCase());
  if ('block' in wish) return [...without(wish.block), wish.block];
  return 'unblock' in wish ? without(wish.unblock) : value;
}

/** Day and week are compared as they bind now, since either can follow the other or the shop's own pace. */
function loosens({ setting, from, to }: SettingMove, { limits, limitsBefore }: Difference): boolean {
  if (setting === 'rule_mode') {
    const ranks: readonly AutomationValue[] = RULE_MODES;
    return ranks.indexOf(to) > ranks.indexOf(from);
  }
  if (setting === 'per_day' || setting === 'per_week') {
    return limits.perDay.cap > limitsBefore.perDay.cap || limits.perWeek.cap > limitsBefore.perWeek.cap;
  }
  if (isNumberSetting(setting)) {
    const known: NumberSetting = NUMBER_SETTINGS[setting];
    if (typeof from !== 'number' || typeof to !== 'number') return true;
    return known.tighter === 'lower' ? to > from : to < from;
  }
  const kept = Array.isArray(to) ? to : [];
  return Array.isArray(from) && from.some((creator) => !kept.includes(creator));
}

async function queuedActions({ store, programClock }: Services): Promise<number> {
  let queued = 0;
  for (const { shopId } of await store.shops.list()) {
    const { approved = 0, running = 0, unknown = 0 } = await store.actions.counts(shopId, programClock.now());
    queued += approved + running + unknown;
  }
  return queued;
}

function wireDifference({ open, shifts, ownActs }: Difference): Record<string, unknown> {
  const { approvals, cost, rejections } = ownActs;
  return {
    open_requests: open,
    judged_differently: shifts.reduce((sum, { count }) => sum + count, 0),
    shifts: shifts.map(({ from, to, count }) => ({ from, to, count })),
    by_itself_next: { approvals, rejections, ...(cost && { cost: formatMoney(cost) }) },
  };
}
