import { ALERTS_FEED, PROGRAM_WIDE, type RuleEvaluation } from '../domain/alert.ts';
import type { Settings } from '../domain/settings.ts';
import { shopSettings } from '../domain/settings.ts';
import { defaultTimeZone, type Shop } from '../domain/shop.ts';
import type { Timestamp } from '../domain/time.ts';
import type { MachineClock, ProgramClock } from '../ports/clock.ts';
import type { Store } from '../ports/store/index.ts';
import { approvalsExpiring, shipSla, stuckDelivery } from '../rules/alerts/deadlines.ts';
import {
  apiBudget,
  authExpiring,
  channelDead,
  dataStale,
  unverifiedWrite,
  wmsDown,
} from '../rules/alerts/health.ts';
import { advanceAlerts } from '../rules/alerts/lifecycle.ts';
import { alertMessage } from '../rules/alerts/messages.ts';
import { planNotices } from '../rules/alerts/notices.ts';
import { stockCoverLow } from '../rules/alerts/stock-cover.ts';
import { DataAges, lateToArrive, lateToShip, openRequests, skuCovers, writesInDoubt } from './alert-facts.ts';
import { queueDigest } from './send-digest.ts';

/** Longer than any run of calls between two answers that matters. */
const MOST_CALLS = 200;

export interface AlertDeps {
  readonly store: Store;
  readonly programClock: ProgramClock;
  readonly machineClock: Pick<MachineClock, 'now'>;
  readonly settings: Settings;
  readonly appKey: string;
  /** Of all apps that are configured. */
  readonly appKeys: readonly string[];
  readonly sandbox: boolean;
  /** Names of the channels that messages go to; without any nothing is queued. */
  readonly channels: readonly string[];
  /** Null when no warehouse is connected. `check` calls it once; how that went is recorded like any call. */
  readonly warehouse: { readonly vendor: string; check(): Promise<void> } | null;
}

/**
 * Looks at everything the alert rules watch, carries the alerts on, and queues the messages that are due, the daily
 * digest among them. Called at the end of a cycle, when what could be read has been read. Sending is not part of it.
 */
export async function evaluateAlerts(deps: AlertDeps, shops: readonly Shop[]): Promise<void> {
  const { store, programClock } = deps;
  await lookForWarehouse(deps);
  const now = programClock.now();
  const evaluations = await programRules(deps, shops, now);
  for (const shop of shops) evaluations.push(...(await shopRules(deps, shop, now)));
  const changes = advanceAlerts(await store.alerts.live(), evaluations, now);
  await store.alerts.save(changes);
  await queueNotices(deps, shops, now);
  for (const shop of shops) {
    const { timeZone } = shopSettings(deps.settings, shop.shopId);
    await queueDigest(deps, shop, timeZone ?? defaultTimeZone(shop.region), now);
    await store.feeds.save({
      shopId: shop.shopId,
      feed: ALERTS_FEED,
      ...{ cursor: null, watermark: null, passStartedAt: now, completedAt: now },
    });
  }
}

/** A warehouse that failed last is asked again, since otherwise nobody would notice that it is back. */
async function lookForWarehouse({ warehouse, store, programClock, settings }: AlertDeps): Promise<void> {
  if (!warehouse) return;
  const since = programClock.now() - settings.alerts.wmsDownWindowMs * 2;
  const [last] = await store.health.recent(warehouse.vendor, since, 1);
  if (last?.failed) await warehouse.check().catch(() => undefined);
}

/** What belongs to no single shop. */
async function programRules(
  { store, settings, appKey, appKeys, warehouse, channels }: AlertDeps,
  shops: readonly Shop[],
  now: Timestamp,
): Promise<RuleEvaluation[]> {
  const { alerts } = settings;
  const day = new Date(now).toISOString().slice(0, 10);
  const used = Object.values(await store.requests.counts(appKey, day)).reduce((sum, one) => sum + one, 0);
  const health = await store.alerts.channelHealth();
  const failureKinds: string[] = [];
  for (const shopId of [PROGRAM_WIDE, ...shops.map((shop) => shop.shopId)]) {
    for (const { failure } of await store.feeds.list(shopId)) if (failure) failureKinds.push(failure.kind);
  }
  const evaluations = [
    authExpiring({ refreshExpiresAt: await firstEnd(store, appKeys), failureKinds }, alerts, now),
    apiBudget({ used, budget: settings.dailyRequestBudget }, alerts, now),
    channelDead(
      health.filter(({ channel }) => channels.includes(channel)),
      alerts,
    ),
  ];
  if (!warehouse) return evaluations;
  const calls = await store.health.recent(warehouse.vendor, now - alerts.wmsDownWindowMs, MOST_CALLS);
  return [...evaluations, wmsDown(warehouse.vendor, calls, alerts)];
}

/** Of the authorisation that ends first. Those of an app that is not configured any more are nobody's concern. */
async function firstEnd({ credentials }: Store, appKeys: readonly string[]): Promise<Timestamp | null> {
  const ends: Timestamp[] = [];
  for (const key of await credentials.authorisations()) {
    if (!appKeys.includes(key.appKey)) continue;
    const end = (await credentials.tokens(key))?.refreshExpiresAt ?? null;
    if (end !== null) ends.push(end);
  }
  return ends.length === 0 ? null : Math.min(...ends);
}

async function shopRules(
  { store, settings }: AlertDeps,
  shop: Shop,
  now: Timestamp,
): Promise<RuleEvaluation[]> {
  const { alerts } = settings;
  const { shopId } = shop;
  const data = new DataAges(await store.feeds.list(shopId), now);
  const requests = await data.guard(['samples'], () => openRequests(store, shopId, settings, now));
  const toShip = await data.guard(['samples', 'orders'], () => lateToShip(store, shopId, settings, now));
  const toArrive = await data.guard(['samples'], () => lateToArrive(store, shopId, settings, now));
  const covers = await data.guard(['stock', 'orders'], () => skuCovers(store, shop, now));
  return [
    dataStale(shopId, data.ages),
    approvalsExpiring(shopId, requests, alerts, now),
    shipSla(shopId, toShip, alerts, now),
    stuckDelivery(shopId, toArrive, alerts, now),
    unverifiedWrite(shopId, await writesInDoubt(store, shopId), alerts, now),
    stockCoverLow(shopId, covers, alerts),
  ];
}

async function queueNotices(deps: AlertDeps, shops: readonly Shop[], now: Timestamp): Promise<void> {
  const { store, settings, channels, sandbox } = deps;
  if (channels.length === 0) return;
  const plan = planNotices(await store.alerts.live(), await store.alerts.silences(now), settings.alerts, now);
  const deliveries = plan.notices.flatMap((notice) => {
    const shop = shops.find((one) => one.shopId === notice.shopId) ?? null;
    const message = alertMessage(notice, { shop, sandbox, now });
    const key = `${notice.rule}:${notice.shopId}:${now}`;
    // A dead channel cannot tell that it is dead.
    const dead = new Set(notice.firing.flatMap(({ labels }) => labels.channel ?? []));
    return channels.filter((channel) => !dead.has(channel)).map((channel) => ({ channel, key, message }));
  });
  const { notified, endTold } = plan.marks;
  if (notified.length + endTold.length === 0) return;
  await store.alerts.queue(deliveries, plan.marks, now, deps.machineClock.now());
}
