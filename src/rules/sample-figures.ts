import type { Truth } from '../domain/decision.ts';
import type { Money } from '../domain/money.ts';
import { all, any, atLeast, condition } from './evaluator.ts';
import { matureSamples, shrunkPostRateBps, standsInForHidden } from './own-history.ts';
import type { Finding, SampleCase } from './sample-conditions.ts';
import { counted, exactMoney, gapPercent, roundMoney, roundPercent } from './wording.ts';

/** A finding about a figure of the creator. */
export interface FigureFinding extends Finding {
  /** The figure's name when the creator hides it. */
  readonly hidden: 'GMV' | 'posts' | 'fulfilment' | null;
  /** Failed, but within the ask band of the threshold. */
  readonly near: boolean;
}

/** What the creator sells, posts and delivers. All true approves; figures that are hidden or short are told apart. */
export function figureFindings(given: SampleCase): readonly FigureFinding[] {
  return [gmv(given), posts(given), fulfilment(given)];
}

function nearly(value: number | null, threshold: number, bandBps: number): boolean {
  return value !== null && value * 10_000 >= threshold * (10_000 - bandBps);
}

/**
 * A line of 0 asks nothing, so a hidden figure passes it; otherwise a hidden figure is unknown unless our own
 * record stands in.
 */
function figureTruth(given: SampleCase, value: number | null, threshold: number): Truth {
  const answered =
    value === null &&
    (threshold <= 0 || standsInForHidden(given.facts.history, given.rule.minimumPostRateBps));
  return any([atLeast(value, threshold), answered]);
}

function gmv(given: SampleCase): FigureFinding {
  const { facts, rule } = given;
  const { gmv30d, asOf } = facts.creator;
  const currency = facts.product?.price?.currency;
  const comparable = gmv30d !== null && (currency === undefined || currency === gmv30d.currency);
  const value = comparable ? gmv30d.amountMinor : null;
  const truth = figureTruth(given, value, rule.minimumGmvMinor);
  return {
    condition: condition('gmv_30d', value, rule.minimumGmvMinor, truth, asOf),
    says: gmv30d === null || truth === true ? '' : gmvClause(gmv30d, comparable, rule.minimumGmvMinor),
    hidden: gmv30d === null ? 'GMV' : null,
    near: nearly(value, rule.minimumGmvMinor, rule.askBandBps),
  };
}

function gmvClause(shown: Money, comparable: boolean, minimum: number): string {
  if (!comparable) return `GMV in ${shown.currency} cannot be held against your line`;
  const line = exactMoney({ amountMinor: minimum, currency: shown.currency });
  return `GMV ${exactMoney(shown)} is ${gapPercent(shown.amountMinor, minimum)} under your ${line} line`;
}

function posts(given: SampleCase): FigureFinding {
  const { posts30d, asOf } = given.facts.creator;
  const minimum = given.rule.minimumPosts30d;
  const gap = posts30d === null ? '' : gapPercent(posts30d, minimum);
  return {
    condition: condition('posts_30d', posts30d, minimum, figureTruth(given, posts30d, minimum), asOf),
    says: `${counted(posts30d ?? 0, 'post')} in 30 days, ${gap} under your line of ${minimum}`,
    hidden: posts30d === null ? 'posts' : null,
    near: nearly(posts30d, minimum, given.rule.askBandBps),
  };
}

/** The platform's figure, or our own shrunk post rate once there are enough mature samples. */
function fulfilment(given: SampleCase): FigureFinding {
  const { facts, rule } = given;
  const { fulfilmentBps, asOf } = facts.creator;
  const platform = figureTruth(given, fulfilmentBps, rule.minimumFulfilmentBps);
  const ownRate = shrunkPostRateBps(facts.history);
  const enough = atLeast(matureSamples(facts.history), rule.minimumMatureSamples);
  const own = all([enough, atLeast(ownRate, rule.minimumPostRateBps)]);
  const decidedByOwn = platform !== true && own === true;
  const [value, threshold] = decidedByOwn
    ? [ownRate, rule.minimumPostRateBps]
    : [fulfilmentBps, rule.minimumFulfilmentBps];
  return {
    condition: condition('fulfilment', value, threshold, any([platform, own]), asOf),
    says: fulfilmentBps === null ? '' : fulfilmentClause(given, fulfilmentBps),
    hidden: fulfilmentBps === null ? 'fulfilment' : null,
    near:
      nearly(fulfilmentBps, rule.minimumFulfilmentBps, rule.askBandBps) ||
      (enough === true && nearly(ownRate, rule.minimumPostRateBps, rule.askBandBps)),
  };
}

function fulfilmentClause({ facts: { history }, rule }: SampleCase, shown: number): string {
  const line = rule.minimumFulfilmentBps;
  const mature = matureSamples(history);
  const here = mature > 0 ? ` (${history.posted} of ${counted(mature, 'sample')} from you)` : '';
  return `${shown / 100} % fulfilled${here}, ${gapPercent(shown, line)} under your ${line / 100} % line`;
}

/** "Sells: $8,424 in 30 days, 17 posts, 91.7 % fulfilled; 38 left in stock", without the full stop. */
export function praise({ facts, unitsLeft }: SampleCase): string {
  const { gmv30d, posts30d, fulfilmentBps } = facts.creator;
  const shown: string[] = [];
  if (gmv30d !== null) shown.push(`${roundMoney(gmv30d)} in 30 days`);
  if (posts30d !== null) shown.push(counted(posts30d, 'post') + (gmv30d === null ? ' in 30 days' : ''));
  if (fulfilmentBps !== null) shown.push(`${roundPercent(fulfilmentBps)} fulfilled`);
  const figures = shown.length > 0 ? shown.join(', ') : 'Hides all figures';
  const clauses = [gmv30d !== null && gmv30d.amountMinor > 0 ? `Sells: ${figures}` : figures];
  const mature = matureSamples(facts.history);
  if (mature > 0) clauses.push(`posted ${facts.history.posted} of ${counted(mature, 'sample')} from you`);
  if (unitsLeft !== null) clauses.push(`${unitsLeft} left in stock`);
  return clauses.join('; ');
}
