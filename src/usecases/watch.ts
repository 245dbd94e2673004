import { PROGRAM_WIDE } from '../domain/alert.ts';
import { type Settings, shopSettings } from '../domain/settings.ts';
import type { Shop } from '../domain/shop.ts';
import type { Timestamp } from '../domain/time.ts';
import type { ProgramClock } from '../ports/clock.ts';
import type { Store } from '../ports/store/index.ts';
import type { TikTokShop } from '../ports/tiktok-shop.ts';
import { DESK_GROUPS, OTHER_GROUPS } from '../sync/feeds.ts';
import { planShop } from '../sync/plan.ts';
import { SHOPS_FEED, syncShops } from '../sync/shops.ts';
import { type SyncOptions, type SyncReport, syncShop } from '../sync/sync-shop.ts';
import { actByRule, type RuleActions } from './act-by-rule.ts';
import { decideSamples } from './decide-samples.ts';
import { effectiveSettings } from './effective-settings.ts';
import { type AlertDeps, evaluateAlerts } from './evaluate-alerts.ts';
import { proposeFulfilments } from './propose-fulfilments.ts';
import { proposeNotes } from './propose-notes.ts';
import { purgeDaily } from './purge.ts';
import { budgetOfDay, requestsOfDay } from './request-budget.ts';

/** The feed row that remembers when a shop, and under `NO_SHOP` the programme, was last watched from end to end. */
export const CYCLE_FEED = 'cycle';

/** Feed rows that belong to no shop are kept under this id. */
export const NO_SHOP = PROGRAM_WIDE;

export interface CycleDeps {
  readonly tiktokShop: TikTokShop;
  readonly store: Store;
  readonly programClock: ProgramClock;
  readonly settings: Settings;
  readonly alerts: AlertDeps;
}

export interface ShopCycle {
  readonly shop: Shop;
  readonly sync: SyncReport;
  readonly decided: number;
  /** What the sample rule put into the journal by itself. */
  readonly byRule: RuleActions;
  readonly fulfilmentsProposed: number;
  readonly notesProposed: number;
}

export type RefreshOutcome = 'done' | 'still_running' | 'failed';

/**
 * One cycle over every shop: read what changed, decide what is open, let the sample rule act where it may, put
 * parcels of new sample orders and notes to creators into the journal; at the end evaluate the alerts. Dispatching and sending are not part
 * of it. A shop that fails leaves its reason with its feeds; the next one goes on.
 */
export async function runCycle(deps: CycleDeps, signal: AbortSignal): Promise<readonly ShopCycle[]> {
  const dependencies = { platform: deps.tiktokShop, store: deps.store, clock: deps.programClock };
  const { shops, failure } = await syncShops(dependencies);
  if (failure) await deps.store.feeds.recordFailure(NO_SHOP, SHOPS_FEED, failure);
  else await recordPass(deps, NO_SHOP, SHOPS_FEED, deps.programClock.now());
  const startedAt = deps.programClock.now();
  const cycles: ShopCycle[] = [];
  // The desk of every shop first: nobody's decision waits for the figures of another shop, nor for its own.
  for (const shop of shops) {
    if (signal.aborted) break;
    cycles.push(await watchShop(deps, shops, shop, { signal, groups: DESK_GROUPS }));
  }
  for (const [index, cycle] of cycles.entries()) {
    if (signal.aborted) break;
    const rest = await readShop(deps, shops, cycle.shop, { signal, groups: OTHER_GROUPS });
    cycles[index] = { ...cycle, sync: together(cycle.sync, rest) };
    if (!rest.aborted) await recordPass(deps, cycle.shop.shopId, CYCLE_FEED, cycle.sync.startedAt);
  }
  if (signal.aborted) return cycles;
  await evaluateAlerts(deps.alerts, shops);
  if (shops.length > 0) await recordPass(deps, NO_SHOP, CYCLE_FEED, startedAt);
  const machineNow = deps.alerts.machineClock.now();
  await purgeDaily(deps, { programNow: deps.programClock.now(), machineNow });
  return cycles;
}

const NO_ACTIONS: RuleActions = { approved: 0, rejected: 0, withdrawn: 0 };

export interface ReadOptions extends Pick<SyncOptions, 'feeds' | 'groups'> {
  readonly signal: AbortSignal;
}

function together(first: SyncReport, second: SyncReport): SyncReport {
  return { ...first, feeds: [...first.feeds, ...second.feeds], aborted: second.aborted };
}

/**
 * Reads one shop inside the day's requests: the feeds that are due, or only those that are named. The plan is made
 * for all shops, since they share the requests.
 */
async function readShop(
  deps: CycleDeps,
  shops: readonly Shop[],
  shop: Shop,
  options: ReadOptions,
): Promise<SyncReport> {
  const { tiktokShop: platform, store, programClock: clock, settings } = deps;
  const now = clock.now();
  const day = budgetOfDay(settings, await requestsOfDay(store, deps.alerts.appKey, now), now);
  return await syncShop({ platform, store, clock }, shop, {
    ...options,
    plan: await planShop(store.feeds, shops, shop, day),
    backfillDays: settings.backfillDays,
    timeZone: shopSettings(settings, shop.shopId).timeZone,
  });
}

/** Reads a part of one shop and does what follows from it at the sample desk. */
export async function watchShop(
  deps: CycleDeps,
  shops: readonly Shop[],
  shop: Shop,
  options: ReadOptions,
): Promise<ShopCycle> {
  const { signal } = options;
  const sync = await readShop(deps, shops, shop, options);
  const { automation } = deps.store;
  const settings = await effectiveSettings({ automation, settings: deps.settings }, shop.shopId);
  const { changed } = await decideSamples(deps.store, shop, settings, deps.programClock.now());
  const byRule = signal.aborted ? NO_ACTIONS : await actByRule(deps, shop);
  const fulfilmentsProposed = await proposeFulfilments(deps, shop);
  const notesProposed = await proposeNotes(deps, shop, settings);
  return { shop, sync, decided: changed, byRule, fulfilmentsProposed, notesProposed };
}

async function recordPass(
  deps: CycleDeps,
  shopId: string,
  feed: string,
  startedAt: Timestamp,
): Promise<void> {
  await deps.store.feeds.save({
    shopId,
    feed,
    cursor: null,
    watermark: null,
    passStartedAt: startedAt,
    completedAt: deps.programClock.now(),
  });
}
