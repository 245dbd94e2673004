import type { Action, ActionStatus } from '../domain/action.ts';
import { PROGRAM_WIDE } from '../domain/alert.ts';
import { type Pause, pauseOf } from '../domain/automation.ts';
import type { Mode, RuleMode } from '../domain/settings.ts';
import type { ShippingRoute, Shop } from '../domain/shop.ts';
import { DAY, type Timestamp } from '../domain/time.ts';
import type { Activity, FeedState, PendingCounts } from '../ports/store/index.ts';
import { type FamilyFreshness, freshness } from '../sync/freshness.ts';
import { effectiveSettings } from './effective-settings.ts';
import { resolveShop } from './resolve-shop.ts';
import { sampleLimitState } from './sample-limits.ts';
import type { Services } from './services.ts';
import { CYCLE_FEED, NO_SHOP, type RefreshOutcome } from './watch.ts';

/** Something that waits for a person, with the call that settles it. */
export interface Need {
  readonly what: string;
  readonly why: string;
  readonly deadline: Timestamp | null;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface Trouble {
  readonly feed: string;
  readonly message: string;
  readonly at: Timestamp;
}

export interface ShopStatus {
  readonly shop: Shop;
  readonly needs: readonly Need[];
  readonly samples: PendingCounts;
  /** Actions by status: open ones of any age, ended ones of the last day. */
  readonly actions: Readonly<Partial<Record<ActionStatus, number>>>;
  readonly troubles: readonly Trouble[];
  readonly freshness: readonly FamilyFreshness[];
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
  /** What holds every write back; null when nothing does. */
  readonly paused: Pause | null;
  readonly refreshed: RefreshOutcome | null;
  readonly requests: { readonly used: number; readonly budget: number };
  /** Null until the first shop has been read. */
  readonly shop: ShopStatus | null;
  /** What stopped the reading of the shops themselves, for example a missing authorisation. */
  readonly setupTroubles: readonly Trouble[];
}

/** How the programme stands: what waits for a person first, then the desk, then how fresh and healthy it is. */
export async function programStatus(
  services: Services,
  request: { readonly shop: string | null; readonly refresh: boolean },
): Promise<ProgramStatus> {
  const refreshed = request.refresh ? await services.refresh() : null;
  const now = services.programClock.now();
  const shop = await resolveShop(services.store.shops, request.shop);
  const day = new Date(now).toISOString().slice(0, 10);
  const requests = Object.values(await services.store.requests.counts(services.appKey, day));
  return {
    now,
    mode: services.settings.mode,
    watching: services.watching,
    paused: pauseOf(await services.store.automation.pauses(), shop?.shopId ?? PROGRAM_WIDE),
    refreshed,
    requests: {
      used: requests.reduce((sum, count) => sum + count, 0),
      budget: services.settings.dailyRequestBudget,
    },
    shop: shop && (await shopStatus(services, shop, now)),
    setupTroubles: troubles(await services.store.feeds.list(NO_SHOP)),
  };
}

async function shopStatus(services: Services, shop: Shop, now: Timestamp): Promise<ShopStatus> {
  const { samples, actions, feeds } = services.store;
  const { automation } = services.store;
  const settings = await effectiveSettings({ automation, settings: services.settings }, shop.shopId);
  const counts = await samples.pendingCounts(shop.shopId, now);
  // Requests that ran out and were not read since stand first and are passed over.
  const soonest = await samples.pending({ shopId: shop.shopId, sort: 'expires', limit: 20 });
  const nextToExpire =
    soonest.items.map((one) => one.approveExpiresAt).find((at) => at !== null && at >= now) ?? null;
  const states = await feeds.list(shop.shopId);
  const limits = await sampleLimitState(services.store, shop, settings, now);
  return {
    shop,
    needs: [
      ...(await actionNeeds(services, shop)),
      ...sampleNeeds(counts, nextToExpire, settings.sampleRule.mode),
    ].sort(byDeadline),
    samples: counts,
    actions: await actions.counts(shop.shopId, now - DAY),
    troubles: troubles(states),
    freshness: freshness(states, now),
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

/** What runs out first is on top; what never does keeps its order below. */
function byDeadline(a: Need, b: Need): number {
  return (a.deadline ?? Number.MAX_SAFE_INTEGER) - (b.deadline ?? Number.MAX_SAFE_INTEGER);
}

function troubles(states: readonly FeedState[]): readonly Trouble[] {
  return states.flatMap(({ feed, failure }) =>
    failure ? [{ feed, message: failure.message, at: failure.at }] : [],
  );
}

/** Most actions looked at for each status; a longer list is read with list_actions. */
const MOST_NEEDS = 50;

async function actionNeeds(services: Services, shop: Shop): Promise<readonly Need[]> {
  const waiting: Action[] = [];
  for (const status of ['unknown', 'blocked'] as const) {
    const { items } = await services.store.actions.list({ shopId: shop.shopId, status, limit: MOST_NEEDS });
    // What affiliate-ops still reads back by itself needs nobody yet.
    waiting.push(...items.filter((action) => status === 'blocked' || !goesOnByItself(action)));
  }
  const byReason = Map.groupBy(waiting, (action) => `${action.kind} ${action.status} ${reasonOf(action)}`);
  return Promise.all([...byReason.values()].map((alike) => actionNeed(services, alike)));
}

function goesOnByItself(action: Action): boolean {
  return action.waitUntil !== null || action.retryAt !== null;
}

function reasonOf(action: Action): string {
  const next = action.blocked ? ` ${action.blocked.next}` : '';
  return `${action.outcome ?? action.reason}${next}`;
}

/** Actions that wait for the same reason are one thing to settle: one missing scope can stop fifty. */
async function actionNeed(services: Services, alike: readonly Action[]): Promise<Need> {
  const deadlines = await Promise.all(alike.map((action) => deadlineOf(services, action)));
  const known = deadlines.filter((deadline) => deadline !== null);
  const ids = alike.map((action) => action.actionId);
  const [first] = alike;
  const only = alike.length === 1 ? first : undefined;
  return {
    what: only
      ? `${only.kind} ${only.subject} is ${only.status}`
      : `${alike.length} ${first?.kind} actions are ${first?.status}`,
    why: first ? reasonOf(first) : '',
    deadline: known.length === 0 ? null : Math.min(...known),
    // What was sent without an answer is looked at before anybody decides about it.
    ...(first?.status === 'unknown'
      ? { tool: 'list_actions', arguments: { status: 'unknown', kind: first.kind } }
      : { tool: 'decide_action', arguments: { action_ids: ids, decision: 'retry' } }),
  };
}

/** When the platform closes the matter by itself. */
async function deadlineOf({ store }: Services, { plan }: Action): Promise<Timestamp | null> {
  switch (plan.kind) {
    case 'approve_sample':
    case 'reject_sample':
      return (await store.samples.get(plan.applicationId))?.approveExpiresAt ?? null;
    case 'fulfil_order':
      return (await store.orders.get(plan.orderId))?.shipBy ?? null;
    case 'send_note':
      return null;
  }
}

function sampleNeeds(counts: PendingCounts, nextToExpire: Timestamp | null, mode: RuleMode): readonly Need[] {
  const needs: Need[] = [];
  if (counts.expiringWithinADay > 0) {
    needs.push({
      what: `${counts.expiringWithinADay} open ${counts.expiringWithinADay === 1 ? 'request runs' : 'requests run'} out within 24 h`,
      why: 'A request that nobody decides is cancelled by TikTok Shop.',
      deadline: nextToExpire,
      tool: 'list_pending_samples',
      arguments: { expires_within: 24 },
    });
  }
  // A rule that only watches recommends nothing.
  if (counts.approve > 0 && (mode === 'ask' || mode === 'auto')) {
    needs.push({
      what: `${counts.approve} ${counts.approve === 1 ? 'request is' : 'requests are'} recommended for approval`,
      why: 'Every condition of your sample rule is met.',
      deadline: null,
      tool: 'approve_and_ship',
      arguments: { all_recommended: true },
    });
  }
  if (counts.ask > 0) {
    needs.push({
      what: `${counts.ask} ${counts.ask === 1 ? 'request needs' : 'requests need'} your judgement`,
      why: 'Something is unknown or just under a line; each says what.',
      deadline: null,
      tool: 'list_pending_samples',
      arguments: { verdict: 'ask' },
    });
  }
  return needs;
}
