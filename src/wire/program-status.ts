import { PROGRAM_WIDE } from '../domain/alert.ts';
import type { Pause } from '../domain/automation.ts';
import { formatMoney } from '../domain/money.ts';
import { shopCurrency } from '../domain/shop.ts';
import { describeSpan, MINUTE, toIso } from '../domain/time.ts';
import type { Reply } from '../mcp/envelope.ts';
import { count, spanFrom, wireMoney } from '../mcp/render.ts';
import { describePause } from '../usecases/pause.ts';
import type {
  FeedLag,
  Need,
  OpenBreaker,
  ProgramStatus,
  RequestsToday,
  ShopStatus,
  Trouble,
} from '../usecases/program-status.ts';
import { shopLabel, when } from './fields.ts';

export interface StatusFields {
  [field: string]: unknown;
  mode: string;
  needs_you: { what: string; why: string; tool: string; arguments: Record<string, unknown> }[];
}

/** The programme's state in wire form: one truth for the tool and for affiliate://program. */
export function statusReply(status: ProgramStatus): Reply<StatusFields> {
  const { shop, shops } = status;
  const needs = [...pauseNeeds(status), ...status.needs];
  return {
    summary: summaryOf(status),
    shop: shop ? shopLabel(shop.shop) : shops.map((one) => shopLabel(one.shop)),
    asOf: watchedAt(shops),
    warnings: warningsOf(status),
    next: needs.slice(0, 3).map((need) => ({ tool: need.tool, arguments: need.arguments, why: need.what })),
    data: {
      needs_you: needs.map((need) => wireNeed(need, shops.length > 1)),
      mode: status.mode,
      ...(status.paused && { paused: wirePause(status.paused) }),
      now: toIso(status.now),
      requests_today: wireRequests(status.requests),
      ...(status.breakers.length > 0 && { resting: status.breakers.map(wireBreaker) }),
      ...(shop && shopFields(shop, status.now)),
      ...(shops.length > 1 && {
        by_shop: shops.map((one) => ({
          shop_id: one.shop.shopId,
          name: one.shop.name,
          ...(one.paused && { paused: wirePause(one.paused) }),
          ...shopFields(one, status.now),
        })),
      }),
    },
  };
}

/** The oldest of them: nothing in the answer is older. */
function watchedAt(shops: readonly ShopStatus[]): number | null {
  const times = shops.map(({ lastWatchedAt }) => lastWatchedAt);
  return times.reduce(
    (oldest, at) => (oldest === null || at === null ? null : Math.min(oldest, at)),
    times[0] ?? null,
  );
}

type PauseNeed = Pick<Need, 'what' | 'why' | 'deadline' | 'stake' | 'tool' | 'arguments'>;

/** Everything else waits behind it, so it stands first whatever its deadline. */
function pauseNeeds({ paused, shops }: ProgramStatus): readonly PauseNeed[] {
  const pauses = [paused, ...shops.map((one) => one.paused)].filter((pause) => pause !== null);
  const distinct = new Map(pauses.map((pause) => [pause.shopId, pause]));
  return [...distinct.values()].map((pause) => {
    const wide = pause.shopId === PROGRAM_WIDE;
    const name =
      shops.length > 1 ? shops.find(({ shop }) => shop.shopId === pause.shopId)?.shop.name : undefined;
    return {
      what: wide ? 'Everything is paused' : `${name ?? 'This shop'} is paused`,
      why: `${pause.author} paused it at ${toIso(pause.since)}: ${pause.reason}. Nothing is sent until it is resumed.`,
      deadline: null,
      stake: null,
      tool: 'set_automation',
      arguments: { pause: false, ...(!wide && { shop: pause.shopId }) },
    };
  });
}

function wirePause({ shopId, author, reason, since }: Pause): Record<string, unknown> {
  return { what: shopId === PROGRAM_WIDE ? 'everything' : 'shop', author, reason, since: toIso(since) };
}

function summaryOf(status: ProgramStatus): string {
  const summary = stateOf(status);
  return status.paused ? `${describePause(status.paused)} ${summary}` : summary;
}

function stateOf(status: ProgramStatus): string {
  const { shop, shops, setupTroubles, now, watching } = status;
  const [trouble] = setupTroubles;
  if (trouble) return trouble.message;
  if (!shop && shops.length > 1) return stateOfAll(status);
  if (!shop) {
    return watching
      ? 'No shop has been read yet. The first reading of TikTok Shop starts by itself and takes a minute or two; ask again then.'
      : 'No shop has been read yet, and this process reads nothing by itself (--no-monitor): call program_status with refresh.';
  }
  const { samples, needs, lastWatchedAt } = shop;
  const watched =
    lastWatchedAt === null
      ? 'The first reading is still under way.'
      : `Last watched ${spanFrom(now, lastWatchedAt)}.`;
  const waiting =
    needs.length === 0
      ? 'Nothing needs you.'
      : `${count(needs.length, 'thing')} ${needs.length === 1 ? 'needs' : 'need'} you.`;
  return `${waiting} ${count(samples.open, 'open sample request')}: ${samples.approve} to approve, ${samples.ask} for your judgement, ${samples.reject} to reject. ${watched}${movedText(shop.lastDay)}`;
}

function stateOfAll({ shops, needs, now }: ProgramStatus): string {
  const open = shops.reduce((sum, { samples }) => sum + samples.open, 0);
  const at = watchedAt(shops);
  const watched =
    at === null ? 'Not every shop has been read yet.' : `All watched since ${spanFrom(now, at)}.`;
  const waiting =
    needs.length === 0
      ? 'Nothing needs you'
      : `${count(needs.length, 'thing')} ${needs.length === 1 ? 'needs' : 'need'} you`;
  return `${waiting} in ${shops.length} shops, with ${count(open, 'open sample request')}. ${watched}`;
}

/** What happened while nobody looked; nothing when nothing did. */
function movedText({ approved, parcels, notes, expired }: ShopStatus['lastDay']): string {
  const parts = [
    approved > 0 ? `${count(approved, 'sample')} approved` : null,
    parcels > 0 ? `${count(parcels, 'parcel')} shipped` : null,
    notes > 0 ? `${count(notes, 'note')} sent` : null,
    expired > 0 ? `${count(expired, 'request')} ran out` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? '' : ` In the last 24 hours: ${parts.join(', ')}.`;
}

function warningsOf(status: ProgramStatus): readonly string[] {
  const warnings = [...status.setupTroubles, ...status.shops.flatMap(({ troubles }) => troubles)].map(
    ({ message }) => message,
  );
  if (status.refreshed === 'still_running')
    warnings.push('Reading TikTok Shop takes longer than 15 seconds and goes on in the background.');
  if (status.refreshed === 'failed')
    warnings.push('Reading TikTok Shop failed; what was read before is kept.');
  for (const { family, until } of status.breakers)
    warnings.push(
      `Calls about ${family} kept failing and rest until ${toIso(until)}; they go on by themselves.`,
    );
  if (status.shops.some(({ lags }) => lags.some((lag) => lag.group === 'samples' && lag.waitsForBudget)))
    warnings.push(
      `The day's requests to TikTok Shop are used up: even sample requests wait until ${toIso(status.requests.resetsAt)}.`,
    );
  if (!status.watching)
    warnings.push(
      'This process does not watch by itself (--no-monitor): actions wait until one that does is running.',
    );
  const old = status.shops
    .filter(({ lastWatchedAt }) => lastWatchedAt !== null)
    .flatMap((one) => one.freshness.filter((family) => family.tooOld));
  if (old.length > 0)
    warnings.push(`Too old to decide on: ${[...new Set(old.map((family) => family.family))].join(', ')}.`);
  return [...new Set(warnings)];
}

function wireNeed(
  need: PauseNeed & Partial<Pick<Need, 'shop'>>,
  several: boolean,
): StatusFields['needs_you'][number] {
  return {
    ...(several && need.shop && { shop: need.shop.name }),
    what: need.what,
    why: need.why,
    ...when('deadline', need.deadline),
    ...(need.stake && { at_stake: wireMoney(need.stake) }),
    tool: need.tool,
    arguments: { ...need.arguments },
  };
}

function wireTrouble({ feed, message, at }: Trouble): Record<string, unknown> {
  return { feed, message, at: toIso(at) };
}

function shopFields(shop: ShopStatus, now: number): Record<string, unknown> {
  const { samples, caps } = shop;
  const currency = shopCurrency(shop.shop.region);
  return {
    samples: {
      open: samples.open,
      to_approve: samples.approve,
      for_your_judgement: samples.ask,
      to_reject: samples.reject,
      undecided: samples.undecided,
      expiring_within_24_hours: samples.expiringWithinADay,
    },
    actions: shop.actions,
    caps: {
      day: caps.day,
      week: caps.week,
      month_cost: {
        used: formatMoney({ amountMinor: caps.monthCost.used, currency }),
        ceiling: formatMoney({ amountMinor: caps.monthCost.cap, currency }),
      },
    },
    shipping_route: shop.route,
    ...when('last_watched_at', shop.lastWatchedAt),
    last_24_hours: {
      samples_approved: shop.lastDay.approved,
      requests_rejected: shop.lastDay.rejected,
      requests_expired: shop.lastDay.expired,
      parcels_shipped: shop.lastDay.parcels,
      samples_delivered: shop.lastDay.delivered,
      notes_sent: shop.lastDay.notes,
    },
    freshness: shop.freshness.map(({ family, asOf, tooOld }) => ({
      data: family,
      ...when('as_of', asOf),
      too_old_to_decide: tooOld,
    })),
    feeds: wireFeeds(shop, now),
    troubles: shop.troubles.map(wireTrouble),
  };
}

/** Where requests went is told in whole, where they will go in `feeds`. */
function wireRequests({ used, budget, resetsAt, spentOn }: RequestsToday): Record<string, unknown> {
  const by = Object.fromEntries(spentOn.map(({ what, requests }) => [what.replaceAll(' ', '_'), requests]));
  return { used, budget, resets_at: toIso(resetsAt), ...(spentOn.length > 0 && { by }) };
}

function wireBreaker({ family, shopId, since, until }: OpenBreaker): Record<string, unknown> {
  const shop = shopId === null ? {} : { shop_id: shopId };
  return { calls_about: family, ...shop, since: toIso(since), until: toIso(until) };
}

/**
 * One line for each group: that of its feeds which waits for the budget, or is furthest behind what is wanted; behind it
 * those that are not used.
 */
function wireFeeds({ lags, backfill }: ShopStatus, now: number): Record<string, string> {
  const lines: Record<string, string> = {};
  for (const group of new Set(lags.map((lag) => lag.group))) {
    const ofGroup = lags.filter((lag) => lag.group === group);
    const behind = ofGroup
      .filter((lag) => !lag.unused)
      .toSorted(
        (a, b) => Number(b.waitsForBudget) - Number(a.waitsForBudget) || lateness(b, now) - lateness(a, now),
      )[0];
    const parts = [
      ...(behind === undefined ? [] : [describeLag(behind, now)]),
      ...ofGroup.flatMap(({ unused, title }) => (unused ? [`${title}: not used`] : [])),
    ];
    lines[group.replaceAll(' ', '_')] = parts.join('; ');
  }
  const { reached, done } = backfill;
  if (reached !== null) {
    const day = toIso(reached).slice(0, 10);
    lines.backfill = done ? `whole, back to ${day}` : `back to ${day} so far`;
  }
  return lines;
}

/** Passes that should have been made since. */
function lateness({ asOf, wantedMs }: FeedLag, now: number): number {
  return asOf === null ? Number.MAX_VALUE : (now - asOf) / Math.max(wantedMs, MINUTE);
}

function describeLag({ asOf, wantedMs, stretchedToMs, waitsForBudget }: FeedLag, now: number): string {
  const age = asOf === null ? 'not read yet' : spanFrom(now, asOf);
  const wanted = wantedMs === 0 ? 'every cycle' : `every ${describeSpan(wantedMs)}`;
  const stretched = stretchedToMs === null ? '' : `, stretched to ${describeSpan(stretchedToMs)}`;
  return `${age}, ${wanted}${stretched}${waitsForBudget ? ', waits for budget' : ''}`;
}
