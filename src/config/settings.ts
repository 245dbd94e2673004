import { minorDigits, parseMoney } from '../domain/money.ts';
import type { Mode, Settings, ShopSettings, SettingSource as Source } from '../domain/settings.ts';
import type { CompleteShop } from './defaults.ts';
import {
  DEFAULT_ALERTS,
  DEFAULT_GAP_MINUTES,
  DEFAULT_PROGRAM,
  DEFAULT_SCHEDULE,
  defaultShop,
} from './defaults.ts';
import type { ConfigFile, Problems, ShopSection } from './file.ts';
import { toNoteSettings } from './note-file.ts';
import { toAlertSettings } from './notify.ts';
import { longestGapMinutes } from './schedule.ts';

export type { SettingSource as Source } from '../domain/settings.ts';

export interface ResolvedSettings {
  readonly settings: Settings;
  /** Where each setting came from, by its name in the file, for example `defaults.caps.month_cost`. */
  readonly sources: Readonly<Record<string, Source>>;
}

interface Origin {
  /** Name of the file for messages. */
  readonly file: string;
  readonly problems: Problems;
}

/** Lays the file over the defaults and the environment over both. `sandbox` chooses the default route. */
export function resolveSettings(
  file: ConfigFile,
  environmentMode: Mode | null,
  sandbox: boolean,
  origin: Origin,
): ResolvedSettings {
  const sources: Record<string, Source> = {
    mode: environmentMode !== null ? 'environment' : file.mode === undefined ? 'default' : 'file',
    'monitor.schedule': file.monitor?.schedule === undefined ? 'default' : 'file',
    daily_request_budget: file.daily_request_budget === undefined ? 'default' : 'file',
    backfill_days: file.backfill_days === undefined ? 'default' : 'file',
    notify: file.notify === undefined ? 'default' : 'file',
  };
  const written = new Set(Object.keys(file.alerts ?? {}));
  for (const name of Object.keys(DEFAULT_ALERTS)) {
    sources[`alerts.${name}`] = written.has(name) ? 'file' : 'default';
  }
  const common = layShop(defaultShop(sandbox), file.defaults ?? {}, 'defaults', origin);
  const commonSources = sourcesOf(common, file.defaults ?? {}, {});
  addSources(sources, 'defaults', commonSources);

  const shops: Record<string, ShopSettings> = {};
  for (const [shopId, section] of Object.entries(file.shops ?? {})) {
    const path = `shops.${shopId}`;
    const laid = layShop(common, section, path, origin);
    shops[shopId] = toShopSettings(laid, path, origin);
    addSources(sources, path, sourcesOf(laid, section, commonSources));
  }
  return {
    sources,
    settings: {
      mode: environmentMode ?? file.mode ?? DEFAULT_PROGRAM.mode,
      monitor: monitorSettings(file),
      alerts: toAlertSettings({ ...DEFAULT_ALERTS, ...file.alerts }),
      dailyRequestBudget: file.daily_request_budget ?? DEFAULT_PROGRAM.daily_request_budget,
      backfillDays: file.backfill_days ?? DEFAULT_PROGRAM.backfill_days,
      defaults: toShopSettings(common, 'defaults', origin),
      shops,
    },
  };
}

function monitorSettings({ monitor }: ConfigFile): Settings['monitor'] {
  const schedule = monitor?.schedule ?? DEFAULT_SCHEDULE;
  const cycleMinutes = schedule === DEFAULT_SCHEDULE ? DEFAULT_GAP_MINUTES : longestGapMinutes(schedule);
  return { schedule, cycleMinutes };
}

/** `section` over `base`. Unit costs add up by SKU; every other setting replaces the one below it. */
function layShop(base: CompleteShop, section: ShopSection, path: string, origin: Origin): CompleteShop {
  const currency = section.currency ?? base.currency;
  const sameCurrency = currency === base.currency;
  if (!sameCurrency) requireAmounts(section, currency, base.currency, path, origin);
  return {
    ...base,
    ...section,
    shipping: {
      ...base.shipping,
      ...(sameCurrency ? {} : { parcel_cost: null }),
      ...section.shipping,
    },
    caps: { ...base.caps, ...section.caps },
    sample_rule: { ...base.sample_rule, ...section.sample_rule },
    unit_costs: { ...(sameCurrency ? base.unit_costs : {}), ...section.unit_costs },
    notes: {
      approved: { ...base.notes.approved, ...section.notes?.approved },
      shipped: { ...base.notes.shipped, ...section.notes?.shipped },
      arrived: { ...base.notes.arrived, ...section.notes?.arrived },
      quiet_hours: { ...base.notes.quiet_hours, ...section.notes?.quiet_hours },
    },
  };
}

/** A number meant in one currency says nothing in another: 500.00 would be a far lower bar in yen. */
function requireAmounts(
  section: ShopSection,
  currency: string,
  baseCurrency: string,
  path: string,
  { file, problems }: Origin,
): void {
  const missing = [
    ...(section.caps?.month_cost === undefined ? ['caps.month_cost'] : []),
    ...(section.sample_rule?.minimum_gmv_30d === undefined ? ['sample_rule.minimum_gmv_30d'] : []),
    ...(section.sample_rule?.maximum_unit_cost === undefined ? ['sample_rule.maximum_unit_cost'] : []),
  ];
  for (const setting of missing) {
    problems.push(
      `${file}: ${path}.${setting} must be given, in ${currency}: the amount it would take over is in ${baseCurrency}`,
    );
  }
}

function toShopSettings(shop: CompleteShop, path: string, { file, problems }: Origin): ShopSettings {
  const minor = (amount: string, setting: string): number => {
    const decimals = amount.split('.')[1]?.length ?? 0;
    const money = parseMoney(amount, shop.currency);
    if (money !== null && decimals <= minorDigits(shop.currency)) return money.amountMinor;
    const digits = minorDigits(shop.currency);
    problems.push(
      `${file}: ${path}.${setting} must have at most ${digits} decimals, as ${shop.currency} has`,
    );
    return 0;
  };
  const rule = shop.sample_rule;
  const parcelCost = shop.shipping.parcel_cost;
  return {
    timeZone: shop.time_zone,
    shipping: {
      route: shop.shipping.route,
      shippingMethod: shop.shipping.shipping_method,
      parcelCostMinor: parcelCost === null ? null : minor(parcelCost, 'shipping.parcel_cost'),
    },
    caps: {
      perCreatorOpen: shop.caps.per_creator_open,
      perDay: shop.caps.per_day,
      perWeek: shop.caps.per_week,
      monthCostMinor: minor(shop.caps.month_cost, 'caps.month_cost'),
    },
    sampleRule: {
      mode: rule.mode,
      blockedCreators: rule.blocked_creators,
      minimumGmvMinor: minor(rule.minimum_gmv_30d, 'sample_rule.minimum_gmv_30d'),
      minimumPosts30d: rule.minimum_posts_30d,
      minimumFulfilmentBps: basisPoints(rule.minimum_fulfilment_percent),
      minimumPostRateBps: basisPoints(rule.minimum_post_rate_percent),
      minimumMatureSamples: rule.minimum_mature_samples,
      repeatWindowDays: rule.repeat_window_days,
      ghostSamples: rule.ghost_samples,
      ghostMemoryDays: rule.ghost_memory_days,
      minimumStock: rule.minimum_stock,
      maximumUnitCostMinor: minor(rule.maximum_unit_cost, 'sample_rule.maximum_unit_cost'),
      askBandBps: basisPoints(rule.ask_band_percent),
    },
    unitCostMinor: Object.fromEntries(
      Object.entries(shop.unit_costs).map(([sku, cost]) => [sku, minor(cost, `unit_costs.${sku}`)]),
    ),
    notes: toNoteSettings(shop.notes),
  };
}

const basisPoints = (percent: number): number => Math.round(percent * 100);

/** By setting, relative to the section: from the file when it is written there, else what lies below. */
function sourcesOf(
  shop: CompleteShop,
  section: ShopSection,
  below: Readonly<Record<string, Source>>,
): Record<string, Source> {
  const written = new Set(settingNames(section));
  return Object.fromEntries(
    settingNames(shop).map((name) => [name, written.has(name) ? 'file' : (below[name] ?? 'default')]),
  );
}

function settingNames({
  shipping,
  caps,
  sample_rule,
  notes,
  ...plain
}: ShopSection | CompleteShop): string[] {
  const within = (group: string, values: object = {}) => Object.keys(values).map((key) => `${group}.${key}`);
  return [
    ...Object.keys(plain),
    ...within('shipping', shipping),
    ...within('caps', caps),
    ...within('sample_rule', sample_rule),
    ...Object.entries(notes ?? {}).flatMap(([group, values]) => within(`notes.${group}`, values)),
  ];
}

function addSources(
  into: Record<string, Source>,
  path: string,
  from: Readonly<Record<string, Source>>,
): void {
  for (const [name, source] of Object.entries(from)) into[`${path}.${name}`] = source;
}
