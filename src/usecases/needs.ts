import type { Action } from '../domain/action.ts';
import { type AlertRule, compareDeadlines, firstDeadline, PROGRAM_WIDE } from '../domain/alert.ts';
import { type Money, minorDigits } from '../domain/money.ts';
import type { RuleMode } from '../domain/settings.ts';
import type { Shop } from '../domain/shop.ts';
import { DAY, type Timestamp } from '../domain/time.ts';
import type { PendingCounts, PendingQuery } from '../ports/store/index.ts';
import { type AlertGroup, firingGroups } from './list-alerts.ts';
import type { Services } from './services.ts';

/** Something that waits for a person, with the call that settles it. */
export interface Need {
  readonly what: string;
  readonly why: string;
  readonly deadline: Timestamp | null;
  /** What ranks it beside others of the same deadline: cost promised, or 30-day GMV of the creators who wait. */
  readonly stake: Money | null;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly shop: Shop;
  /** It is about the app's token, the warehouse, a channel: the same in every shop. */
  readonly programWide: boolean;
}

interface ShopFacts {
  readonly counts: PendingCounts;
  readonly ruleMode: RuleMode;
  readonly now: Timestamp;
}

/** What one shop needs from a person: actions that wait, firing alerts, requests to decide. */
export async function needsOf(services: Services, shop: Shop, facts: ShopFacts): Promise<readonly Need[]> {
  const needs = [
    ...(await actionNeeds(services, shop)),
    ...(await alertNeeds(services, shop, facts.now)),
    ...(await sampleNeeds(services, shop, facts)),
  ];
  return needs.map((need) => ({ programWide: false, ...need, shop })).sort(byRank);
}

type UnplacedNeed = Omit<Need, 'shop' | 'programWide'> & Partial<Pick<Need, 'programWide'>>;

/**
 * One list over several shops: what runs out first is on top, then what is worth most; the rest keeps its order. What
 * concerns the programme as a whole stands there once. With `several` shops in the programme calls name theirs.
 */
export function rankNeeds(
  shops: readonly { readonly needs: readonly Need[] }[],
  several: boolean,
): readonly Need[] {
  const told = new Set<string>();
  const needs = shops.flatMap(({ needs: ofShop }) =>
    ofShop.filter(({ what, programWide }) => {
      const repeated = programWide && told.has(what);
      if (programWide) told.add(what);
      return !repeated;
    }),
  );
  const named = (need: Need): Need => ({ ...need, arguments: { ...need.arguments, shop: need.shop.shopId } });
  return (several ? needs.map(named) : needs).sort(byRank);
}

function byRank(a: Need, b: Need): number {
  return compareDeadlines(a.deadline, b.deadline) || weight(b.stake) - weight(a.stake);
}

/** Amounts of several currencies side by side, unconverted: a rank, not a sum. */
function weight(stake: Money | null): number {
  return stake === null ? 0 : stake.amountMinor / 10 ** minorDigits(stake.currency);
}

function sumOf(amounts: readonly (Money | null)[]): Money | null {
  const [first, ...rest] = amounts.filter((amount) => amount !== null);
  if (!first) return null;
  const amountMinor = rest
    .filter(({ currency }) => currency === first.currency)
    .reduce((sum, amount) => sum + amount.amountMinor, first.amountMinor);
  return { amountMinor, currency: first.currency };
}

/** Told by needs of their own, with the call that settles them. */
const TOLD_OTHERWISE: readonly AlertRule[] = ['approvals_expiring', 'unverified_write'];

async function alertNeeds(services: Services, shop: Shop, now: Timestamp): Promise<readonly UnplacedNeed[]> {
  const groups = await firingGroups(services, shop, now);
  return groups.filter(({ rule }) => !TOLD_OTHERWISE.includes(rule)).map(alertNeed);
}

function alertNeed(group: AlertGroup): UnplacedNeed {
  const [only, ...others] = group.alerts;
  return {
    what: group.title,
    why: only?.advice ?? '',
    deadline: firstDeadline(group),
    stake: sumOf(group.alerts.map(({ stake }) => stake)),
    programWide: group.alerts.every(({ shopId }) => shopId === PROGRAM_WIDE),
    ...(only && others.length === 0 ? only.call : { tool: 'list_alerts', arguments: { rule: group.rule } }),
  };
}

/** Most actions looked at for each status; a longer list is read with list_actions. */
const MOST_NEEDS = 50;

async function actionNeeds(services: Services, shop: Shop): Promise<readonly UnplacedNeed[]> {
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
async function actionNeed(services: Services, alike: readonly Action[]): Promise<UnplacedNeed> {
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
    stake: sumOf(alike.map(costOf)),
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

function costOf({ plan }: Action): Money | null {
  if (plan.kind === 'approve_sample') return plan.costCeiling;
  return plan.kind === 'fulfil_order' ? (plan.resend?.costCeiling ?? null) : null;
}

/** Requests whose creators' GMV is added up; beyond these the rank does not change. */
const MOST_REQUESTS = 50;

async function sampleNeeds(
  services: Services,
  shop: Shop,
  { counts, ruleMode, now }: ShopFacts,
): Promise<readonly UnplacedNeed[]> {
  const { samples } = services.store;
  const open = async (filter: Partial<PendingQuery>) =>
    (await samples.pending({ shopId: shop.shopId, sort: 'gmv', limit: MOST_REQUESTS, ...filter })).items;
  const gmvOf = async (filter: Partial<PendingQuery>) =>
    sumOf((await open(filter)).map(({ creator }) => creator.gmv30d));
  const needs: UnplacedNeed[] = [];
  if (counts.expiringWithinADay > 0) {
    const soonest = await open({ sort: 'expires', expiresBefore: now + DAY });
    // Requests that ran out and were not read since stand first and are passed over.
    const live = soonest.filter(({ approveExpiresAt: at }) => at !== null && at >= now);
    needs.push({
      what: `${counts.expiringWithinADay} open ${counts.expiringWithinADay === 1 ? 'request runs' : 'requests run'} out within 24 h`,
      why: 'A request that nobody decides is cancelled by TikTok Shop.',
      deadline: live[0]?.approveExpiresAt ?? null,
      stake: sumOf(live.map(({ creator }) => creator.gmv30d)),
      tool: 'list_pending_samples',
      arguments: { expires_within: 24 },
    });
  }
  // A rule that only watches recommends nothing.
  if (counts.approve > 0 && (ruleMode === 'ask' || ruleMode === 'auto')) {
    needs.push({
      what: `${counts.approve} ${counts.approve === 1 ? 'request is' : 'requests are'} recommended for approval`,
      why: 'Every condition of your sample rule is met.',
      deadline: null,
      stake: await gmvOf({ verdict: 'approve' }),
      tool: 'approve_and_ship',
      arguments: { all_recommended: true },
    });
  }
  if (counts.ask > 0) {
    needs.push({
      what: `${counts.ask} ${counts.ask === 1 ? 'request needs' : 'requests need'} your judgement`,
      why: 'Something is unknown or just under a line; each says what.',
      deadline: null,
      stake: await gmvOf({ verdict: 'ask' }),
      tool: 'list_pending_samples',
      arguments: { verdict: 'ask' },
    });
  }
  return needs;
}
