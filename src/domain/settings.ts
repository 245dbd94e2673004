import type { NoteOccasion } from './note.ts';
import type { ShippingRoute } from './shop.ts';
import type { DailyHours } from './time-zone.ts';

/** `read-only` writes nothing; `confirm` asks a person; `auto` lets class C through inside the caps. */
export type Mode = 'read-only' | 'confirm' | 'auto';

/** `off` decides nothing, `watch` only records, `ask` recommends to a person, `auto` acts inside the caps. */
export type RuleMode = 'off' | 'watch' | 'ask' | 'auto';

/** Thresholds of the sample rule. Every number is a setting; the defaults are domain.md 10 with its amendments. */
export interface SampleRuleSettings {
  readonly mode: RuleMode;
  readonly blockedCreators: readonly string[];
  /** 30-day GMV in minor units of the shop's currency. */
  readonly minimumGmvMinor: number;
  readonly minimumPosts30d: number;
  readonly minimumFulfilmentBps: number;
  /** Our own shrunk post rate that stands in for the platform's figure, and the mature samples it needs. */
  readonly minimumPostRateBps: number;
  readonly minimumMatureSamples: number;
  /** Samples of one product to one creator that count as a repeat when this close together. */
  readonly repeatWindowDays: number;
  /** Mature samples, none posted, that make a ghost; older than the memory they are forgiven. */
  readonly ghostSamples: number;
  readonly ghostMemoryDays: number;
  /** Units left below which a person decides. */
  readonly minimumStock: number;
  /** Above this cost (or retail price while the cost is unknown) a person decides. Minor units. */
  readonly maximumUnitCostMinor: number;
  /** A failed number within this share of its threshold goes to a person, not to a rejection. */
  readonly askBandBps: number;
}

/** `null` leaves day and week to the shop's own pace (1.5 times its weekly rate over 8 weeks, at least 5). */
export interface SampleCaps {
  readonly perCreatorOpen: number;
  readonly perDay: number | null;
  readonly perWeek: number | null;
  /** Money ceiling, in minor units of the shop's currency: nobody passes it. */
  readonly monthCostMinor: number;
}

export interface ShippingSettings {
  readonly route: ShippingRoute;
  /** Ship option as the warehouse's mapping names it. */
  readonly shippingMethod: string;
  /** Pick, pack, packaging and postage of one parcel, minor units; null until the operator gives it. */
  readonly parcelCostMinor: number | null;
}

export interface NoteTemplate {
  readonly on: boolean;
  /** With placeholders, checked when the settings are read. */
  readonly text: string;
}

export interface NoteSettings extends Readonly<Record<NoteOccasion, NoteTemplate>> {
  /** Of the shop's day: no note is sent meanwhile. */
  readonly quietHours: DailyHours;
}

export interface ShopSettings {
  readonly timeZone: string | null;
  readonly shipping: ShippingSettings;
  readonly caps: SampleCaps;
  readonly sampleRule: SampleRuleSettings;
  /** Landed cost per unit by seller SKU, minor units. */
  readonly unitCostMinor: Readonly<Record<string, number>>;
  /** What creators are told by themselves. */
  readonly notes: NoteSettings;
}

/** When the programme speaks up by itself (domain.md 14). Spans are milliseconds, shares basis points. */
export interface AlertSettings {
  /** Before the time of a request runs out. */
  readonly approvalsExpiringMs: number;
  /** Before the time to ship a sample runs out. */
  readonly shipSlaMs: number;
  /** Shipped this long ago and not delivered, and that for so long. */
  readonly stuckDeliveryMs: number;
  readonly stuckDeliveryForMs: number;
  /** Calls to the warehouse that failed one after the other within the window; it fires after another window. */
  readonly wmsDownFailures: number;
  readonly wmsDownWindowMs: number;
  /** Before the authorisation of the app ends. */
  readonly authExpiringMs: number;
  /** Less than this share of the day's requests left before this share of the day is over. */
  readonly apiBudgetLeftBps: number;
  readonly apiBudgetDayBps: number;
  /** A write that nobody knows the outcome of. */
  readonly unverifiedWriteMs: number;
  /** Stock lasts less long than this at the pace of samples. */
  readonly stockCoverMs: number;
  /** Waits before the first message of a group, before one about a change, and before a repeat. */
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatMs: number;
  /** Tries in a row that make a channel dead. */
  readonly channelDeadFailures: number;
  /** Hour of the shop's day from which its digest goes out. */
  readonly digestHour: number;
}

export interface Settings {
  readonly mode: Mode;
  readonly alerts: AlertSettings;
  readonly monitor: {
    /** Cron expression of five fields that rings every day, in the zone of the first shop. */
    readonly schedule: string;
    /** The longest time between two of its moments. */
    readonly cycleMinutes: number;
  };
  /** Requests a day over all apps, feeds and actions. */
  readonly dailyRequestBudget: number;
  /** How many days of affiliate orders are filled in before the first cycle. */
  readonly backfillDays: number;
  /** Applies to every shop without an entry of its own. */
  readonly defaults: ShopSettings;
  readonly shops: Readonly<Record<string, ShopSettings>>;
}

/** Where a setting comes from, the chat apart. */
export type SettingSource = 'default' | 'file' | 'environment';

/** What defaults and file say; what holds is `effectiveSettings`, with the changes made in chat. */
export function shopSettings(settings: Settings, shopId: string): ShopSettings {
  return settings.shops[shopId] ?? settings.defaults;
}
