import type { Action, ActionStatus } from '../domain/action.ts';
import type { Mode } from '../domain/settings.ts';
import { shopSettings } from '../domain/settings.ts';
import type { ShippingRoute, Shop } from '../domain/shop.ts';
import { DAY, describeSpan, HOUR, type Timestamp } from '../domain/time.ts';
import type { FeedState, PendingCounts } from '../ports/store/index.ts';
import { type FamilyFreshness, freshness } from '../sync/freshness.ts';
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
  const settings = shopSettings(services.settings, shop.shopId);
  const counts = await samples.pendingCounts(shop.shopId, now);
  const states = await feeds.list(shop.shopId);
  const limits = await sampleLimitState(services.store, shop, settings, now);
  return {
    shop,
    needs: [...(await actionNeeds(services, shop)), ...sampleNeeds(counts, now)],
    samples: counts,
    actions: await actions.counts(shop.shopId, now - DAY),
    troubles: troubles(states),
    freshness: freshness(states, now),
    lastWatchedAt: states.find((state) => state.feed === CYCLE_FEED)?.completedAt ?? null,
    route: settings.shipping.route,
    caps: {
      day: { used: limits.perDay.used, cap: limits.perDay.cap },
      week: { used: limits.perWeek.used, cap: limits.perWeek.cap },
      monthCost: { used: limits.monthCost.used, cap: limits.monthCost.cap },
    },
  };
}

function troubles(states: readonly FeedState[]): readonly Trouble[] {
  return states.flatMap(({ feed, failure }) =>
    failure ? [{ feed, message: failure.message, at: failure.at }] : [],
  );
}

/** Most actions shown one by one; a longer list is read with list_actions. */
const MOST_NEEDS = 10;

async function actionNeeds(services: Services, shop: Shop): Promise<readonly Need[]> {
  const needs: Need[] = [];
  for (const status of ['unknown', 'blocked'] as const) {
    const { items } = await services.store.actions.list({ shopId: shop.shopId, status, limit: MOST_NEEDS });
    // What affiliate-ops still reads back by itself needs nobody yet.
    needs.push(
      ...items.filter((action) => status === 'blocked' || action.waitUntil === null).map(actionNeed),
    );
  }
  return needs;
}

function actionNeed(action: Action): Need {
  const next = action.blocked ? ` ${action.blocked.next}` : '';
  return {
    what: `${action.kind} ${action.subject} is ${action.status}`,
    why: `${action.outcome ?? action.reason}${next}`,
    deadline: null,
    tool: 'decide_action',
    arguments: { action_ids: [action.actionId], decision: 'retry' },
  };
}

function sampleNeeds(counts: PendingCounts, now: Timestamp): readonly Need[] {
  const needs: Need[] = [];
  if (counts.expiringWithinADay > 0) {
    needs.push({
      what: `${counts.expiringWithinADay} open ${counts.expiringWithinADay === 1 ? 'request runs' : 'requests run'} out within ${describeSpan(24 * HOUR)}`,
      why: 'A request that nobody decides is cancelled by TikTok Shop.',
      deadline: now + DAY,
      tool: 'list_pending_samples',
      arguments: { expires_within: 24 },
    });
  }
  if (counts.approve > 0) {
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
