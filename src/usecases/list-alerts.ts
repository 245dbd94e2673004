import {
  ALERTS_FEED,
  type Alert,
  type AlertRule,
  type AlertSeverity,
  type AlertState,
  byUrgency,
  PROGRAM_WIDE,
} from '../domain/alert.ts';
import { OperatorError } from '../domain/errors.ts';
import type { Shop } from '../domain/shop.ts';
import type { Timestamp } from '../domain/time.ts';
import { groupTitle } from '../rules/alerts/catalogue.ts';
import { type Mute, muteOf } from '../rules/alerts/mute.ts';
import { requireShop } from './resolve-shop.ts';
import type { Services } from './services.ts';

export interface AlertsRequest {
  readonly shop: string | null;
  /** Without it pending and firing ones. */
  readonly state?: AlertState | undefined;
  readonly severity?: AlertSeverity | undefined;
  readonly rule?: AlertRule | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** An alert, and why nobody is told about it, if so. */
export interface ShownAlert {
  readonly alert: Alert;
  readonly mute: Mute | null;
}

/** Alerts of one rule that fire unmuted, in one line. */
export interface AlertGroup {
  readonly rule: AlertRule;
  readonly severity: AlertSeverity;
  readonly title: string;
  /** Most urgent first. */
  readonly alerts: readonly Alert[];
}

export interface AlertList {
  readonly shop: Shop;
  readonly alerts: readonly ShownAlert[];
  /** Matching over all pages. */
  readonly total: number;
  readonly groups: readonly AlertGroup[];
  readonly nextCursor: string | null;
  /** When the rules were last evaluated; null before the first time. */
  readonly evaluatedAt: Timestamp | null;
  readonly now: Timestamp;
}

/** Ended alerts that can be listed; older ones only in the store. */
const MOST_RESOLVED = 500;
const USUAL_LIMIT = 20;

/** A shop's alerts and those of the programme as a whole: most urgent first, ended ones latest first. */
export async function listAlerts(services: Services, request: AlertsRequest): Promise<AlertList> {
  const { store, programClock } = services;
  const shop = await requireShop(store.shops, request.shop);
  const now = programClock.now();
  const live = await liveAlerts(services, shop, now);
  const found = request.state === 'resolved' ? await ended(services, shop) : live;
  const matching = found.filter(
    ({ alert }) =>
      (request.state === undefined || alert.state === request.state) &&
      (request.severity === undefined || alert.severity === request.severity) &&
      (request.rule === undefined || alert.rule === request.rule),
  );
  const page = pageOf(matching, request.limit ?? USUAL_LIMIT, request.cursor);
  const evaluated = await store.feeds.get(shop.shopId, ALERTS_FEED);
  return {
    shop,
    ...page,
    total: matching.length,
    groups: groupsOf(live),
    evaluatedAt: evaluated?.completedAt ?? null,
    now,
  };
}

/** What fires in a shop and is not muted, by rule: the most severe and most urgent group first. */
export async function firingGroups(
  services: Pick<Services, 'store'>,
  shop: Pick<Shop, 'shopId'>,
  now: Timestamp,
): Promise<readonly AlertGroup[]> {
  return groupsOf(await liveAlerts(services, shop, now));
}

async function liveAlerts(
  { store }: Pick<Services, 'store'>,
  { shopId }: Pick<Shop, 'shopId'>,
  now: Timestamp,
): Promise<readonly ShownAlert[]> {
  const live = await store.alerts.live();
  const silences = await store.alerts.silences(now);
  const firing = live.filter(({ state }) => state === 'firing');
  return live
    .filter((alert) => alert.state !== 'resolved')
    .filter((alert) => alert.shopId === shopId || alert.shopId === PROGRAM_WIDE)
    .sort((a, b) => Number(a.state === 'pending') - Number(b.state === 'pending') || byUrgency(a, b))
    .map((alert) => ({ alert, mute: muteOf(alert, firing, silences, now) }));
}

async function ended({ store }: Services, { shopId }: Shop): Promise<readonly ShownAlert[]> {
  const alerts = await store.alerts.resolved([shopId, PROGRAM_WIDE], MOST_RESOLVED);
  return alerts.map((alert) => ({ alert, mute: null }));
}

function groupsOf(shown: readonly ShownAlert[]): readonly AlertGroup[] {
  const loud = shown.filter(({ alert, mute }) => alert.state === 'firing' && mute === null);
  return [...Map.groupBy(loud, ({ alert }) => alert.rule)].flatMap(([rule, members]) => {
    const alerts = members.map(({ alert }) => alert).sort(byUrgency);
    const [first] = alerts;
    return first ? [{ rule, severity: first.severity, title: groupTitle(rule, alerts), alerts }] : [];
  });
}

function pageOf(
  matching: readonly ShownAlert[],
  limit: number,
  cursor: string | undefined,
): Pick<AlertList, 'alerts' | 'nextCursor'> {
  const after = matching.findIndex(({ alert }) => alert.alertId === cursor);
  if (cursor !== undefined && after === -1) {
    throw new OperatorError(
      'input',
      'The alert at which the page before ended is not in this list any more.',
      'Ask for the first page again, without a cursor.',
    );
  }
  const alerts = matching.slice(after + 1, after + 1 + limit);
  const more = matching.length > after + 1 + limit;
  return { alerts, nextCursor: more ? (alerts.at(-1)?.alert.alertId ?? null) : null };
}
