import type { Condition, Decision, Verdict } from '../domain/decision.ts';
import type { RejectReason } from '../domain/sample-application.ts';
import type { ShopSettings } from '../domain/settings.ts';
import type { Timestamp } from '../domain/time.ts';
import type { SampleFacts } from '../ports/store/samples.ts';
import { matureSamples } from './own-history.ts';
import { capFindings, type SampleLimitState } from './sample-caps.ts';
import {
  type Finding,
  holdFindings,
  refusalFindings,
  reviewableFindings,
  type SampleCase,
  sampleCase,
} from './sample-conditions.ts';
import { type FigureFinding, figureFindings, praise } from './sample-figures.ts';
import { counted, listed, sentence } from './wording.ts';

export const SAMPLE_RULE = 'sample_request';

interface Findings {
  readonly reviewable: readonly Finding[];
  readonly refusals: readonly Finding[];
  readonly holds: readonly Finding[];
  readonly figures: readonly FigureFinding[];
  readonly caps: readonly Finding[];
}

/**
 * The verdict on one sample request, from what is known at request time (domain.md 10 with amendment 2):
 *
 * 1. A request that cannot be reviewed through the API (other status, agency) → ask.
 * 2. A blocked creator or a ghost → reject.
 * 3. A hold that is not true (approvable, product, stock, quota, cost, repeat, overdue sample) → ask.
 * 4. A figure (GMV, posts, fulfilment) that is unknown → ask. Figures that failed → ask with the gap when all of
 *    them failed by little, or when another one is hidden; else reject.
 * 5. A used-up cap → ask; else approve.
 *
 * There is no follower gate. A repeat of the same product is a question and never a refusal: whether the last
 * one paid back is not known here, since revenue is not read yet. The category and predicted-ratio conditions
 * are left out for the same reason. A missing fact never approves and never rejects.
 *
 * `inputs` are the facts as they were, without texts that others wrote.
 */
export function decideSample(
  facts: SampleFacts,
  settings: ShopSettings,
  limits: SampleLimitState,
  now: Timestamp,
  ruleVersion: number,
): { readonly decision: Decision; readonly inputs: Record<string, unknown> } {
  const given = sampleCase(facts, settings, now);
  const findings: Findings = {
    reviewable: reviewableFindings(given),
    refusals: refusalFindings(given),
    holds: holdFindings(given),
    figures: figureFindings(given),
    caps: capFindings(given, limits),
  };
  const { verdict, reason } = verdictOn(given, findings);
  const conditions: Condition[] = Object.values(findings).flatMap((group: readonly Finding[]) =>
    group.map((finding) => finding.condition),
  );
  const decision = { verdict, rule: SAMPLE_RULE, version: ruleVersion, conditions, reason };
  return { decision, inputs: inputsOf(facts, limits, now) };
}

function verdictOn(given: SampleCase, findings: Findings): { verdict: Verdict; reason: string } {
  const closed = findings.reviewable.filter(isOpen);
  if (closed.length > 0) return { verdict: 'ask', reason: sentence(clauses(closed)) };

  const refused = findings.refusals.filter((finding) => finding.condition.truth === false);
  if (refused.length > 0) return { verdict: 'reject', reason: sentence(clauses(refused)) };

  const short = findings.figures.filter(isOpen);
  const held = [...findings.refusals, ...findings.holds].filter(isOpen);
  if (held.length > 0 || short.length > 0) {
    // A figure that our record stands in for is still not known: that approves, but never refuses.
    const unknown = findings.figures.some(
      ({ hidden, condition }) => hidden !== null || condition.truth === 'unknown',
    );
    const far = short.some((finding) => finding.condition.truth === false && !finding.near);
    return {
      verdict: held.length === 0 && far && !unknown ? 'reject' : 'ask',
      reason: sentence([...clauses(held), ...figureClauses(given, short)]),
    };
  }

  const capped = findings.caps.filter(isOpen);
  if (capped.length > 0) {
    return { verdict: 'ask', reason: `${praise(given)}, but ${clauses(capped).join(' and ')}.` };
  }
  return { verdict: 'approve', reason: `${praise(given)}.` };
}

/** The only rejections that may happen without a person (domain.md 0.1, 2): a blocked creator, or a ghost. */
export function isHardReject({ verdict, conditions }: Decision): boolean {
  return (
    verdict === 'reject' &&
    conditions.some(({ name, truth }) => truth === false && (name === 'not_blocked' || name === 'not_ghost'))
  );
}

function isOpen(finding: Finding): boolean {
  return finding.condition.truth !== true;
}

function clauses(findings: readonly Finding[]): string[] {
  return findings.map((finding) => finding.says);
}

/** Hidden figures share one clause, so that a creator who shows nothing is not described three times. */
function figureClauses({ facts: { history } }: SampleCase, short: readonly FigureFinding[]): string[] {
  const hidden = short.flatMap((finding) => finding.hidden ?? []);
  const rest = clauses(short.filter((finding) => finding.hidden === null));
  if (hidden.length === 0) return rest;
  const mature = matureSamples(history);
  const record =
    mature === 0
      ? 'has no finished sample with you yet'
      : `posted ${history.posted} of ${counted(mature, 'sample')} from you`;
  return [`hides ${listed(hidden)}, and ${record}`, ...rest];
}

function inputsOf(facts: SampleFacts, limits: SampleLimitState, now: Timestamp): Record<string, unknown> {
  const { application, creator } = facts;
  return {
    now,
    application: {
      applicationId: application.applicationId,
      status: application.status,
      approvable: application.approvable,
      sampleQuotaLeft: application.sampleQuotaLeft,
      approveExpiresAt: application.approveExpiresAt,
      fromAgency: application.agencyName !== null,
      productId: application.productId,
      skuId: application.skuId,
      asOf: application.asOf,
    },
    creator: {
      creatorId: creator.creatorId,
      gmv30d: creator.gmv30d,
      posts30d: creator.posts30d,
      fulfilmentBps: creator.fulfilmentBps,
      asOf: creator.asOf,
    },
    product: facts.product,
    stock: facts.stock,
    reservedUnits: facts.reservedUnits,
    history: facts.history,
    limits,
  };
}

/**
 * The platform's word for turning this request down, told to the creator: what really stands in the way first
 * (an offline product before its stock), else that the creator does not match.
 */
export function rejectReasonFor(
  facts: Pick<SampleFacts, 'application' | 'product' | 'stock' | 'reservedUnits'>,
): RejectReason {
  const { application, product, stock, reservedUnits } = facts;
  if (product !== null && product.status !== 'ACTIVATE') return 'OFFLINE';
  if (stock !== null && stock.available - reservedUnits <= 0) return 'OUT_OF_STOCK';
  // The platform gives display texts and no codes for what stands in the way.
  const namesStock = application.disapprovableReasons.some((reason) => /\bstock\b/i.test(reason));
  return !application.approvable && namesStock ? 'OUT_OF_STOCK' : 'NOT_MATCH';
}
