import { PROGRAM_WIDE } from './alert.ts';
import type { RuleMode, SampleCaps, SampleRuleSettings, ShopSettings } from './settings.ts';
import type { Timestamp } from './time.ts';

/** From the least that a rule does by itself to the most. */
export const RULE_MODES = ['off', 'watch', 'ask', 'auto'] as const satisfies readonly RuleMode[];

export type AutomationUnit = 'count' | 'money' | 'percent' | 'days';

/** A number of a shop's settings that an operator can steer in chat. Money is minor units, shares basis points. */
export interface NumberSetting {
  /** Its place in `mcp.config.json`, inside a shop's section. */
  readonly path: string;
  readonly unit: AutomationUnit;
  readonly minimum: number;
  readonly maximum: number;
  /** Which way it lets fewer samples out. */
  readonly tighter: 'lower' | 'higher';
  /** Null follows the shop's own pace. */
  readonly ownPace: boolean;
  readonly read: (settings: ShopSettings) => number | null;
  readonly write: (settings: ShopSettings, value: number | null) => ShopSettings;
}

type Numbers<Group> = { [Key in keyof Group]: Group[Key] extends number | null ? Key : never }[keyof Group];

type Bounds = Pick<NumberSetting, 'unit' | 'minimum' | 'maximum' | 'tighter'>;

const lowerCount = (minimum: number, maximum: number): Bounds => ({
  unit: 'count',
  minimum,
  maximum,
  tighter: 'lower',
});
const higherCount = (minimum: number, maximum: number): Bounds => ({
  unit: 'count',
  minimum,
  maximum,
  tighter: 'higher',
});
const days: Bounds = { unit: 'days', minimum: 0, maximum: 3_650, tighter: 'higher' };
const share: Bounds = { unit: 'percent', minimum: 0, maximum: 10_000, tighter: 'higher' };
/** Larger sums are typing errors. */
const money = (tighter: Bounds['tighter']): Bounds => ({
  unit: 'money',
  minimum: 0,
  maximum: 1e14,
  tighter,
});

function cap(key: Numbers<SampleCaps>, name: string, bounds: Bounds): NumberSetting {
  return {
    path: `caps.${name}`,
    ...bounds,
    ownPace: key === 'perDay' || key === 'perWeek',
    read: ({ caps }) => caps[key],
    write: (settings, value) => ({ ...settings, caps: { ...settings.caps, [key]: value } }),
  };
}

function line(key: Numbers<SampleRuleSettings>, name: string, bounds: Bounds): NumberSetting {
  return {
    path: `sample_rule.${name}`,
    ...bounds,
    ownPace: false,
    read: ({ sampleRule }) => sampleRule[key],
    write: (settings, value) => ({ ...settings, sampleRule: { ...settings.sampleRule, [key]: value } }),
  };
}

/** By the name that the operator and the file use. Ranges are those of the file. */
export const NUMBER_SETTINGS = {
  per_day: cap('perDay', 'per_day', lowerCount(0, 100_000)),
  per_week: cap('perWeek', 'per_week', lowerCount(0, 100_000)),
  per_creator_open: cap('perCreatorOpen', 'per_creator_open', lowerCount(1, 1_000)),
  month_cost: cap('monthCostMinor', 'month_cost', money('lower')),
  minimum_gmv_30d: line('minimumGmvMinor', 'minimum_gmv_30d', money('higher')),
  minimum_posts_30d: line('minimumPosts30d', 'minimum_posts_30d', higherCount(0, 10_000)),
  minimum_fulfilment_percent: line('minimumFulfilmentBps', 'minimum_fulfilment_percent', share),
  minimum_post_rate_percent: line('minimumPostRateBps', 'minimum_post_rate_percent', share),
  minimum_mature_samples: line('minimumMatureSamples', 'minimum_mature_samples', higherCount(1, 1_000)),
  maximum_unit_cost: line('maximumUnitCostMinor', 'maximum_unit_cost', money('lower')),
  minimum_stock: line('minimumStock', 'minimum_stock', higherCount(0, 1_000_000)),
  repeat_window_days: line('repeatWindowDays', 'repeat_window_days', days),
  ghost_samples: line('ghostSamples', 'ghost_samples', lowerCount(1, 1_000)),
  ghost_memory_days: line('ghostMemoryDays', 'ghost_memory_days', days),
} as const satisfies Readonly<Record<string, NumberSetting>>;

export type NumberSettingName = keyof typeof NUMBER_SETTINGS;
export type AutomationSetting = NumberSettingName | 'rule_mode' | 'blocked_creators' | 'paused';

/** `null` for a cap that follows the shop's own pace. */
export type AutomationValue = number | string | boolean | readonly string[] | null;

export function isNumberSetting(setting: string): setting is NumberSettingName {
  return Object.hasOwn(NUMBER_SETTINGS, setting);
}

/** Where a setting stands in a shop's section of the file; null for what only a chat or the command line sets. */
export function filePath(setting: AutomationSetting): string | null {
  if (setting === 'paused') return null;
  if (setting === 'rule_mode') return 'sample_rule.mode';
  return isNumberSetting(setting) ? NUMBER_SETTINGS[setting].path : 'sample_rule.blocked_creators';
}

export function readSetting(settings: ShopSettings, setting: AutomationSetting): AutomationValue {
  if (isNumberSetting(setting)) return NUMBER_SETTINGS[setting].read(settings);
  if (setting === 'rule_mode') return settings.sampleRule.mode;
  return setting === 'blocked_creators' ? settings.sampleRule.blockedCreators : false;
}

/** One setting moved. Made on what was seen: it holds only while no later change of the setting came between. */
export interface SettingMove {
  /** A shop, or `PROGRAM_WIDE` for a pause of everything. */
  readonly shopId: string;
  readonly setting: AutomationSetting;
  readonly from: AutomationValue;
  readonly to: AutomationValue;
  /** Gives the setting back to the file: from now on what stands there counts, also when it is edited later. */
  readonly reset: boolean;
  /** The last change of this setting that was seen; null when there was none. */
  readonly seenVersion: number | null;
}

/** What an operator changed in one go: all of its moves happen, or none. */
export interface AutomationChange {
  readonly moves: readonly SettingMove[];
  readonly author: string;
  readonly reason: string;
}

/** A setting as the last change of it left it. The version grows with every change of anything. */
export interface StandingMove extends Omit<SettingMove, 'seenVersion'> {
  readonly version: number;
  readonly author: string;
  readonly reason: string;
  readonly at: Timestamp;
}

export interface Pause {
  /** A shop, or `PROGRAM_WIDE`. */
  readonly shopId: string;
  readonly author: string;
  readonly reason: string;
  readonly since: Timestamp;
  /** Of the change that made it. */
  readonly version: number;
}

export function isPaused(pauses: readonly Pause[], shopId: string): boolean {
  return pauseOf(pauses, shopId) !== null;
}

/** The pause that holds a shop, that of everything first; null when it is not paused. */
export function pauseOf(pauses: readonly Pause[], shopId: string): Pause | null {
  const own = pauses.find((pause) => pause.shopId === shopId) ?? null;
  return pauses.find((pause) => pause.shopId === PROGRAM_WIDE) ?? own;
}

/** The moves that count, laid over what the file says. */
export function overlay(base: ShopSettings, standing: readonly StandingMove[]): ShopSettings {
  return standing.reduce((settings, { setting, to, reset }) => {
    if (reset) return settings;
    return withSetting(settings, setting, to);
  }, base);
}

export function withSetting(
  settings: ShopSettings,
  setting: AutomationSetting,
  value: AutomationValue,
): ShopSettings {
  if (isNumberSetting(setting)) {
    const known: NumberSetting = NUMBER_SETTINGS[setting];
    const fits = typeof value === 'number' || (value === null && known.ownPace);
    return fits ? known.write(settings, value) : settings;
  }
  const { sampleRule } = settings;
  if (setting === 'rule_mode') {
    const mode = RULE_MODES.find((one) => one === value);
    return mode ? { ...settings, sampleRule: { ...sampleRule, mode } } : settings;
  }
  if (setting === 'blocked_creators' && Array.isArray(value)) {
    return { ...settings, sampleRule: { ...sampleRule, blockedCreators: value } };
  }
  return settings;
}
