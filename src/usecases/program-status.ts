import type { ActionStatus } from '../domain/action.ts';
import { PROGRAM_WIDE } from '../domain/alert.ts';
import { type Pause, pauseOf } from '../domain/automation.ts';
import type { Mode } from '../domain/settings.ts';
import type { ShippingRoute, Shop } from '../domain/shop.ts';
import { DAY, type Timestamp } from '../domain/time.ts';
import type { Activity, FeedState, PendingCounts } from '../ports/store/index.ts';
import { type BudgetOfDay, endOfDay } from '../sync/budget.ts';
import { type FeedGroup, groupOf } from '../sync/feeds.ts';
import { type FamilyFreshness, freshness } from '../sync/freshness.ts';
import { type Backfill, backfillOf, type FeedLag, feedLags } from '../sync/lag.ts';
import { planShop } from '../sync/plan.ts';
import { effectiveSettings } from './effective-settings.ts';
import { type Need, needsOf, rankNeeds } from './needs.ts';
import { budgetOfDay, requestsOfDay } from './request-budget.ts';
import { resolveShop } from './resolve-shop.ts';
import { sampleLimitState } from './sample-limits.ts';
import type { Services } from './services.ts';
import { CYCLE_FEED, NO_SHOP, type RefreshOutcome } from './watch.ts';

export type { FeedLag } from '../sync/lag.ts';
export type { Need } from './needs.ts';

export interface Trouble {
  readonly feed: string;
  readonly message: string;
  readonly at: Timestamp;
}

/** How the day's requests to TikTok Shop stand. */
export interface RequestsToday {
  readonly used: number;
  readonly budget: number;
  /** When the count starts again. */
  readonly resetsAt: Timestamp;
  /** By what they were spent on, most first; `own` are calls and actions of the operator. */
  readonly spentOn: readonly { readonly what: FeedGroup | 'own'; readonly requests: number }[];
}

/** Machine time. */
export interface OpenBreaker {
  /** For example "messages". */
  readonly family: string;
  /** Null when it is about no single shop. */
  readonly shopId: string | null;
  readonly since: Timestamp;
  /** One call tries then. */
  readonly until: Timestamp;
}

export interface ShopStatus {
  readonly shop: Shop;
  /** What holds every write of this shop back; null when nothing does. */
  readonly paused: Pause | null;
  readonly needs: readonly Need[];
  readonly samples: PendingCounts;
  /** Actions by status: open ones of any age, ended ones of the last day. */
  readonly actions: Readonly<Partial<Record<ActionStatus, number>>>;
  readonly troubles: readonly Trouble[];
  readonly freshness: readonly FamilyFreshness[];
  readonly lags: readonly FeedLag[];
  readonly backfill: Backfill;
  readonly lastWatchedAt: Timestamp | null;
  /** What moved in the last 24 hours, whoever moved it. */
  readonly lastDay: Activity;
  readonly route: ShippingRoute;
  readonly caps: {
    readonly day: { readonly used: number; readonly cap: number };
    readonly week: { readonly used: number; readonly cap: number };
    readonly monthCost: { readonly used: number; readonly cap: number };
  };
}

export interface ProgramStatus {
  readonly now: Timestamp;
  readonly mode: Mode;
  readonly watching: boolean;
  /** What holds every write back, of the shop or of everything; null when nothing does. */
  readonly paused: Pause | null;
  readonly refreshed: RefreshOutcome | null;
  readonly requests: RequestsToday;
  /** Families of calls that rest because they kept failing. */
  readonly breakers: readonly OpenBreaker[];
  /** The one the answer is about; null until the first shop has been read, and when it is about several. */
  readonly shop: ShopStatus | null;
  /** Every shop the answer is about. */
  readonly shops: readonly ShopStatus[];
  /** Of all of them, by deadline, then money. */
  readonly needs: readonly Need[];
  /** What stopped the reading of the shops themselves, for example a missing authorisation. */
  readonly setupTroubles: readonly Trouble[];
}

/** Asks for one answer over every shop. */
export const ALL_SHOPS = 'all';

/** How the programme stands: what waits for a person first, then the desk, then how fresh and healthy it is. */
export async function programStatus(
  services: Services,
  request: { readonly shop: string | null; readonly refresh: boolean },
): Promise<ProgramStatus> {
  const refreshed = request.refresh ? await services.refresh() : null;
  const now = services.programClock.now();
  const counts = await requestsOfDay(services.store, services.appKey, now);
  const day = budgetOfDay(services.settings, counts, now);
  const shops: ShopStatus[] = [];
  for (const shop of await shopsOf(services, request.shop)) shops.push(await shopStatus(services, shop, day));
  const [first, ...others] = shops;
  const shop = others.length === 0 ? (first ?? null) : null;
  return {
    now,
    mode: services.settings.mode,
    watching: services.watching,
    paused: shop ? shop.paused : pauseOf(await services.store.automation.pauses(), PROGRAM_WIDE),
    refreshed,
    requests: {
      used: day.used,
      budget: day.budget,
      resetsAt: endOfDay(now),
      spentOn: spentOn(counts),
    },
    breakers: await openBreakers(services),
    shop,
    shops,
    needs: rankNeeds(shops, (await services.store.shops.list()).length > 1),
    setupTroubles: troubles(await services.store.feeds.list(NO_SHOP)),
  };
}

async function shopsOf({ store }: Services, wanted: string | null): Promise<readonly Shop[]> {
  if (wanted?.trim().toLowerCase() === ALL_SHOPS) return store.shops.list();
  const shop = await resolveShop(store.shops, wanted);
  return shop ? [shop] : [];
}

/** Sums of the groups that spent something, most first. */
function spentOn(counts: ReadonlyMap<string, number>): RequestsToday['spentOn'] {
  const sums = new Map<FeedGroup | 'own', number>();
  for (const [purpose, count] of counts) {
    const what = groupOf(purpose) ?? 'own';
    sums.set(what, (sums.get(what) ?? 0) + count);
  }
  return [...sums]
    .map(([what, requests]) => ({ what, requests }))
    .toSorted((a, b) => b.requests - a.requests);
}

async function openBreakers({ store, machineClock }: Services): Promise<readonly OpenBreaker[]> {
  const open = await store.requests.breakers(machineClock.now());
  return open.map(({ key, openedAt, retryAt }) => {
    // App, shop and family, in this order.
    const [, shopId = '-', family = key] = key.split(':');
    return { family, shopId: shopId === '-' ? null : shopId, since: openedAt, until: retryAt };
  });
}

async function shopStatus(services: Services, shop: Shop, day: BudgetOfDay): Promise<ShopStatus> {
  const { now } = day;
  const { samples, actions, feeds, automation } = services.store;
  const settings = await effectiveSettings({ automation, settings: services.settings }, shop.shopId);
  const counts = await samples.pendingCounts(shop.shopId, now);
  const states = await feeds.list(shop.shopId);
  const plan = await planShop(feeds, await services.store.shops.list(), shop, day);
  const limits = await sampleLimitState(services.store, shop, settings, now);
  return {
    shop,
    paused: pauseOf(await automation.pauses(), shop.shopId),
    needs: await needsOf(services, shop, { counts, ruleMode: settings.sampleRule.mode, now }),
    samples: counts,
    actions: await actions.counts(shop.shopId, now - DAY),
    troubles: troubles(states),
    freshness: freshness(states, now),
    lags: feedLags(states, plan, now),
    backfill: backfillOf(states),
    lastWatchedAt: states.find((state) => state.feed === CYCLE_FEED)?.completedAt ?? null,
    lastDay: await services.store.activity.between(shop.shopId, now - DAY, now),
    route: settings.shipping.route,
    caps: {
      day: { used: limits.perDay.used, cap: limits.perDay.cap },
      week: { used: limits.perWeek.used, cap: limits.perWeek.cap },
      monthCost: { used: limits.monthCost.used, cap: limits.monthCost.cap },
    },
  };
}

/** What waits for the day's requests is no trouble: its lag says so. */
function troubles(states: readonly FeedState[]): readonly Trouble[] {
  return states.flatMap(({ feed, failure }) =>
    failure && failure.kind !== 'quota' ? [{ feed, message: failure.message, at: failure.at }] : [],
  );
}
