import type { Action, ActionEvent } from '../domain/action.ts';
import type { Settings } from '../domain/settings.ts';
import type { Shop } from '../domain/shop.ts';
import type { Timestamp } from '../domain/time.ts';
import type { FeedState, Store } from '../ports/store/index.ts';
import type { OpenRequest } from '../rules/alerts/deadlines.ts';
import { type Guarded, known } from '../rules/alerts/freshness-guard.ts';
import type { DataAge, UnverifiedWrite } from '../rules/alerts/health.ts';
import { PACE_WINDOW, type SkuCover } from '../rules/alerts/stock-cover.ts';
import { type DataFamily, freshness, freshnessLimit } from '../sync/freshness.ts';

export type AlertFactsStore = Pick<Store, 'samples' | 'actions' | 'alerts' | 'feeds'>;

/** Far more than a person can look at; what comes first is the most urgent. */
const MOST = 5_000;

/** How old a shop's data are, as decisions need them. */
export class DataAges {
  readonly ages: readonly DataAge[];

  constructor(feeds: readonly FeedState[], now: Timestamp) {
    this.ages = freshness(feeds, now).flatMap((age) => {
      const limitMs = freshnessLimit(age.family);
      return limitMs === null ? [] : [{ ...age, limitMs }];
    });
  }

  /** Reads facts that rest on these families; of old data nothing is read at all. */
  async guard<Facts>(families: readonly DataFamily[], read: () => Promise<Facts>): Promise<Guarded<Facts>> {
    const old = this.ages.filter(({ family, tooOld }) => tooOld && families.some((one) => one === family));
    if (old.length === 0) return known(await read());
    return { known: false, why: `Too old: ${old.map(({ family }) => family).join(', ')}.` };
  }
}

/** Open requests that run out within the alert's time. */
export async function openRequests(
  store: AlertFactsStore,
  shopId: string,
  settings: Settings,
  now: Timestamp,
): Promise<readonly OpenRequest[]> {
  const expiresBefore = now + settings.alerts.approvalsExpiringMs;
  const { items } = await store.samples.pending({ shopId, sort: 'expires', expiresBefore, limit: MOST });
  return items.map(({ applicationId, creator, productTitle, approveExpiresAt }) => ({
    applicationId,
    username: creator.username,
    gmv30d: creator.gmv30d,
    productTitle,
    approveExpiresAt,
  }));
}

export const lateToShip = (
  store: AlertFactsStore,
  shopId: string,
  { alerts }: Settings,
  now: Timestamp,
): ReturnType<Store['alerts']['unshipped']> => store.alerts.unshipped(shopId, now + alerts.shipSlaMs, MOST);

export const lateToArrive = (
  store: AlertFactsStore,
  shopId: string,
  { alerts }: Settings,
  now: Timestamp,
): ReturnType<Store['alerts']['underWay']> =>
  store.alerts.underWay(shopId, now - alerts.stuckDeliveryMs + 1, MOST);

/** Writes in doubt, with the time since which they are. */
export async function writesInDoubt(
  store: AlertFactsStore,
  shopId: string,
): Promise<readonly UnverifiedWrite[]> {
  const { items } = await store.actions.list({ shopId, status: 'unknown', limit: MOST });
  const writes: UnverifiedWrite[] = [];
  for (const action of items) {
    const sentAt = inDoubtSince(await store.actions.events(action.actionId));
    if (sentAt === null) continue;
    writes.push({
      actionId: action.actionId,
      kind: action.kind,
      subject: action.subject,
      sentAt,
      stake: costOf(action),
    });
  }
  return writes;
}

/** From the first try of a step that nothing has settled since: sending again does not start the hour anew. */
export function inDoubtSince(events: readonly Pick<ActionEvent, 'type' | 'at'>[]): Timestamp | null {
  let since: Timestamp | null = null;
  for (const { type, at } of events) {
    if (type === 'attempted' || type === 'unknown') since ??= at;
    if (['released', 'done', 'found_done', 'marked_done'].includes(type)) since = null;
  }
  return since;
}

function costOf({ plan }: Action): UnverifiedWrite['stake'] {
  return plan.kind === 'approve_sample' ? plan.costCeiling : null;
}

/** What is left of each SKU that samples take, and how fast they take it. */
export async function skuCovers(
  store: AlertFactsStore,
  shop: Pick<Shop, 'shopId'>,
  now: Timestamp,
): Promise<readonly SkuCover[]> {
  const paces = await store.alerts.samplePace(shop.shopId, now - PACE_WINDOW);
  const covers: SkuCover[] = [];
  for (const { available, unitsTaken, ...sku } of paces) {
    const promised = await store.actions.reservedUnits(shop.shopId, sku.skuId, null);
    covers.push({ ...sku, free: Math.max(0, available - promised), unitsTaken: unitsTaken + promised });
  }
  return covers;
}
