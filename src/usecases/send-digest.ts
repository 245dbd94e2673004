import { type Alert, byUrgency, PROGRAM_WIDE } from '../domain/alert.ts';
import type { Settings } from '../domain/settings.ts';
import type { Shop } from '../domain/shop.ts';
import { DAY, type Timestamp, toIso } from '../domain/time.ts';
import { hourOfDay, localDay } from '../domain/time-zone.ts';
import type { MachineClock } from '../ports/clock.ts';
import type { Store } from '../ports/store/index.ts';
import { groupTitle } from '../rules/alerts/catalogue.ts';
import { type DigestItem, digestMessage } from '../rules/alerts/messages.ts';
import { muteOf } from '../rules/alerts/mute.ts';
import { counted } from '../rules/wording.ts';

export interface DigestDeps {
  readonly store: Pick<Store, 'alerts' | 'samples' | 'actions'>;
  readonly machineClock: Pick<MachineClock, 'now'>;
  readonly settings: Settings;
  readonly sandbox: boolean;
  readonly channels: readonly string[];
}

/** Blocked actions named one by one; more are in the journal. */
const MOST_BLOCKED = 20;

/**
 * Queues the digest of the shop's day once its hour has come, for every channel: the first cycle after it, be it
 * late in the day. What was queued for a day is not queued again, whoever restarts.
 */
export async function queueDigest(
  deps: DigestDeps,
  shop: Shop,
  zone: string,
  now: Timestamp,
): Promise<boolean> {
  const { store, settings, channels, sandbox, machineClock } = deps;
  if (channels.length === 0) return false;
  if (now < hourOfDay(settings.alerts.digestHour, now, zone)) return false;
  const key = `digest:${shop.shopId}:${localDay(now, zone)}`;
  if (await store.alerts.wasQueued(key)) return false;
  const message = digestMessage(await itemsOf(store, shop, now), await doneLines(store, shop, now), {
    shop,
    sandbox,
    now,
  });
  const deliveries = channels.map((channel) => ({ channel, key, message }));
  const queued = await store.alerts.queue(deliveries, { notified: [], endTold: [] }, now, machineClock.now());
  return queued > 0;
}

/** What needs somebody: groups of alerts, requests to decide, actions that wait for a person. */
async function itemsOf(
  store: DigestDeps['store'],
  shop: Shop,
  now: Timestamp,
): Promise<readonly DigestItem[]> {
  const live = await store.alerts.live();
  const silences = await store.alerts.silences(now);
  const firing = live.filter(({ state }) => state === 'firing');
  const loud = firing
    .filter(({ shopId }) => shopId === shop.shopId || shopId === PROGRAM_WIDE)
    .filter((alert) => muteOf(alert, firing, silences, now) === null);
  const groups = [...Map.groupBy(loud, ({ rule }) => rule).values()].map(groupItem);
  const counts = await store.samples.pendingCounts(shop.shopId, now);
  const decisions: DigestItem[] = [
    { count: counts.approve, text: 'recommended for approval' },
    { count: counts.ask, text: 'for your judgement' },
  ].flatMap(({ count, text }) =>
    count > 0
      ? [{ text: `${counted(count, 'open request')} ${text}`, deadline: null, stakeMinor: null }]
      : [],
  );
  const blocked = await store.actions.list({ shopId: shop.shopId, status: 'blocked', limit: MOST_BLOCKED });
  return [
    ...groups,
    ...decisions,
    ...blocked.items.map((action) => ({
      text: `${action.kind} ${action.subject} waits for ${action.blocked?.who ?? 'somebody'}: ${action.blocked?.why ?? action.reason}`,
      deadline: null,
      stakeMinor: action.plan.kind === 'approve_sample' ? action.plan.costCeiling.amountMinor : null,
    })),
  ];
}

function groupItem(alerts: readonly Alert[]): DigestItem {
  const [first, ...rest] = [...alerts].sort(byUrgency);
  if (!first) throw new Error('A group of alerts is never empty.');
  const stakes = [first, ...rest].flatMap(({ stake }) => stake?.amountMinor ?? []);
  return {
    text: groupTitle(first.rule, alerts),
    deadline: first.deadline,
    stakeMinor: stakes.length === 0 ? null : stakes.reduce((sum, one) => sum + one, 0),
  };
}

async function doneLines(store: DigestDeps['store'], shop: Shop, now: Timestamp): Promise<readonly string[]> {
  const since = now - DAY;
  const { done = 0, failed = 0 } = await store.actions.counts(shop.shopId, since);
  const failures = failed > 0 ? `, ${failed} failed` : '';
  return [`Since ${toIso(since)}: ${counted(done, 'action')} done${failures}.`];
}
