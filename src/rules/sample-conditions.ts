import type { Condition, Truth } from '../domain/decision.ts';
import { sampleStage } from '../domain/sample-application.ts';
import type { SampleRuleSettings, ShopSettings } from '../domain/settings.ts';
import { DAY, type Timestamp } from '../domain/time.ts';
import type { SampleFacts } from '../ports/store/samples.ts';
import { all, atLeast, atMost, below, condition, equals, not } from './evaluator.ts';
import { type SampleCost, sampleCost } from './sample-cost.ts';
import { counted, exactMoney } from './wording.ts';

/** Older facts are unknown, not wrong: feeds read every few minutes, so a day without an answer is a fault. */
const FACTS_MAX_AGE = DAY;

/** A condition and, unless it is true, the clause that tells an operator why. */
export interface Finding {
  readonly condition: Condition;
  readonly says: string;
}

/** Everything the conditions of one request look at. */
export interface SampleCase {
  readonly facts: SampleFacts;
  readonly settings: ShopSettings;
  readonly rule: SampleRuleSettings;
  readonly cost: SampleCost | null;
  /** Stock minus what our own approvals hold; null when not read, or too long ago. */
  readonly unitsLeft: number | null;
  readonly now: Timestamp;
}

export function sampleCase(facts: SampleFacts, settings: ShopSettings, now: Timestamp): SampleCase {
  const { stock } = facts;
  const fresh = stock !== null && now - stock.asOf <= FACTS_MAX_AGE;
  return {
    facts,
    settings,
    rule: settings.sampleRule,
    cost: sampleCost(facts.product, settings),
    unitsLeft: fresh ? stock.available - facts.reservedUnits : null,
    now,
  };
}

/** Without these nobody can decide through the API at all, whatever else is true. */
export function reviewableFindings(given: SampleCase): readonly Finding[] {
  return [knownStatus(given), agency(given)];
}

function knownStatus({ facts: { application }, now }: SampleCase): Finding {
  const { status, asOf } = application;
  const stage = sampleStage(status);
  const fresh = now - asOf <= FACTS_MAX_AGE;
  const truth: Truth = fresh && stage !== 'unknown' ? stage === 'requested' : 'unknown';
  const says = !fresh
    ? 'TikTok Shop was last asked about this request over a day ago'
    : stage === 'unknown'
      ? 'TikTok Shop shows a status this program does not know'
      : `no longer waiting for a decision: it is ${stage.replace('_', ' ')}`;
  return { condition: condition('known_status', status, 'PENDING', truth, asOf), says };
}

function agency({ facts: { application } }: SampleCase): Finding {
  const fromAgency = application.agencyName !== null;
  return {
    condition: condition('agency', fromAgency, false, !fromAgency, application.asOf),
    says: 'came through an agency, which TikTok lets you decide in Seller Center only',
  };
}

/** One false among these refuses the request. */
export function refusalFindings(given: SampleCase): readonly Finding[] {
  return [notBlocked(given), notGhost(given)];
}

const blocklists = new WeakMap<readonly string[], ReadonlySet<string>>();

function creatorKey(idOrUsername: string): string {
  return idOrUsername.trim().replace(/^@/, '').toLowerCase();
}

/** Built once per settings object: thousands of requests are decided against one list. */
function blocklist(rule: SampleRuleSettings): ReadonlySet<string> {
  const known = blocklists.get(rule.blockedCreators);
  if (known) return known;
  const built = new Set(rule.blockedCreators.map(creatorKey));
  blocklists.set(rule.blockedCreators, built);
  return built;
}

function notBlocked({ facts: { creator }, rule, now }: SampleCase): Finding {
  const blocked = blocklist(rule);
  const listed = blocked.has(creatorKey(creator.creatorId)) || blocked.has(creatorKey(creator.username));
  return { condition: condition('not_blocked', !listed, true, !listed, now), says: 'on your blocklist' };
}

function notGhost({ facts: { history }, rule, now }: SampleCase): Finding {
  const { posted, notPosted, lastNotPostedAt } = history;
  const age = lastNotPostedAt === null ? null : now - lastNotPostedAt;
  const truth = not(
    all([equals(posted, 0), atLeast(notPosted, rule.ghostSamples), below(age, rule.ghostMemoryDays * DAY)]),
  );
  const unposted = posted === 0 ? notPosted : 0;
  const says =
    lastNotPostedAt === null
      ? `${counted(notPosted, 'sample')} from you, none posted, and their deadlines are not known`
      : `${counted(notPosted, 'sample')} from you, none posted; last deadline ${daysAgo(lastNotPostedAt, now)}`;
  return { condition: condition('not_ghost', unposted, rule.ghostSamples, truth, now), says };
}

function daysAgo(at: Timestamp, now: Timestamp): string {
  const days = Math.floor(Math.abs(now - at) / DAY);
  if (days === 0) return 'today';
  return at <= now ? `${counted(days, 'day')} ago` : `in ${counted(days, 'day')}`;
}

/** One of these that is not true leaves the request to a person. */
export function holdFindings(given: SampleCase): readonly Finding[] {
  return [
    approvable(given),
    productOnline(given),
    stock(given),
    sampleQuota(given),
    unitCost(given),
    notRepeat(given),
    noOverdueSample(given),
  ];
}

function approvable({ facts: { application }, now }: SampleCase): Finding {
  const { approveExpiresAt, disapprovableReasons, asOf } = application;
  const over = approveExpiresAt !== null && approveExpiresAt <= now;
  const truth = application.approvable && !over;
  const why = disapprovableReasons.length > 0 ? `: ${disapprovableReasons.join(', ')}` : '';
  return {
    condition: condition('approvable', truth, true, truth, asOf),
    says: over ? 'the time to review it is over' : `TikTok Shop does not let you approve it${why}`,
  };
}

function productOnline({ facts: { product }, now }: SampleCase): Finding {
  const status = product?.status ?? null;
  return {
    condition: condition('product_online', status, 'ACTIVATE', equals(status, 'ACTIVATE'), now),
    says:
      product === null ? 'the product has not been read yet' : `the product is offline (${product.status})`,
  };
}

function stock({ facts, rule, unitsLeft }: SampleCase): Finding {
  const truth = atLeast(unitsLeft, rule.minimumStock);
  return {
    condition: condition('stock', unitsLeft, rule.minimumStock, truth, facts.stock?.asOf ?? null),
    says: stockClause(facts, unitsLeft, rule.minimumStock),
  };
}

function stockClause(facts: SampleFacts, unitsLeft: number | null, minimum: number): string {
  if (facts.stock === null) return 'its stock has not been read yet';
  if (unitsLeft === null) return 'its stock was last read over a day ago';
  const promised = facts.reservedUnits > 0 ? ` after ${facts.reservedUnits} promised to others` : '';
  return unitsLeft <= 0
    ? `none left in stock${promised}`
    : `${unitsLeft} left in stock${promised}, your line is ${minimum}`;
}

function sampleQuota({ facts: { application } }: SampleCase): Finding {
  const left = application.sampleQuotaLeft;
  return {
    condition: condition('sample_quota', left, 1, atLeast(left, 1), application.asOf),
    says:
      left === null
        ? "the product's sample quota is not known"
        : "the product's sample quota on TikTok Shop is used up",
  };
}

function unitCost({ rule, cost, now }: SampleCase): Finding {
  const maximum = rule.maximumUnitCostMinor;
  const truth = atMost(cost?.amountMinor ?? null, maximum);
  return {
    condition: condition('unit_cost', cost?.amountMinor ?? null, maximum, truth, now),
    says: truth === true ? '' : costClause(cost, maximum),
  };
}

function costClause(cost: SampleCost | null, maximum: number): string {
  if (cost === null) return "the SKU's price is not known";
  const line = exactMoney({ amountMinor: maximum, currency: cost.currency });
  return cost.basis === 'unit_cost'
    ? `costs ${exactMoney(cost)}, over your ${line} line`
    : `sells for ${exactMoney(cost)} and no unit cost is set, over your ${line} line`;
}

/**
 * A repeat is a question and never a refusal here: it is only wrong when the last sample did not pay back, and
 * what that one earned is not known yet.
 */
function notRepeat({ facts: { history }, rule, now }: SampleCase): Finding {
  const last = history.sameProductAt;
  const repeat = last !== null && now - last < rule.repeatWindowDays * DAY;
  const value = last === null ? 'none' : Math.floor((now - last) / DAY);
  return {
    condition: condition('not_repeat', value, rule.repeatWindowDays, !repeat, now),
    says: repeat
      ? `had this product before (deadline ${daysAgo(last, now)}) and what it brought in is not known yet`
      : '',
  };
}

function noOverdueSample({ facts: { history }, now }: SampleCase): Finding {
  const overdue = history.openOverdue;
  return {
    condition: condition('no_overdue_sample', overdue, 0, atMost(overdue, 0), now),
    says: `${counted(overdue, 'sample')} from you past the posting deadline`,
  };
}
