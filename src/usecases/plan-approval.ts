import { newAction } from '../actions/new-actions.ts';
import type { ApproveSamplePlan } from '../domain/action.ts';
import { OperatorError } from '../domain/errors.ts';
import { formatMoney, type Money } from '../domain/money.ts';
import { NOTE_OCCASIONS } from '../domain/note.ts';
import { sampleStage } from '../domain/sample-application.ts';
import type { ShopSettings } from '../domain/settings.ts';
import type { Shop } from '../domain/shop.ts';
import { describeSpan, type Timestamp } from '../domain/time.ts';
import type { ProgramClock } from '../ports/clock.ts';
import type { OperationPlan, PlannedItem, RefusedItem } from '../ports/operation-plan.ts';
import type { ActionStore, RuleStore, SampleFacts, SampleStore } from '../ports/store/index.ts';
import type { SampleLimitState } from '../rules/sample-caps.ts';
import { type SampleCost, sampleCost } from '../rules/sample-cost.ts';
import { decideSample, SAMPLE_RULE } from '../rules/sample-rule.ts';
import { ruleDefinition } from './decide-samples.ts';
import { effectiveSettings, type SettingsDeps } from './effective-settings.ts';
import { sampleLimitState } from './sample-limits.ts';

/** The most one call takes (issue: application_ids 1–50). */
export const MOST_APPROVALS = 50;

export interface ApprovalRequest extends Readonly<Record<string, unknown>> {
  /** Empty for "all recommended": resolved when the plan is first made, so that a yes covers a fixed list. */
  readonly applicationIds: readonly string[];
  readonly allRecommended: boolean;
  readonly overrideReason: string | null;
  readonly note: string | null;
}

export interface PlanApprovalDeps extends SettingsDeps {
  readonly samples: SampleStore;
  readonly actions: Pick<ActionStore, 'reserved' | 'list'>;
  readonly rules: RuleStore;
  readonly programClock: ProgramClock;
}

/**
 * What approving these requests would do: per request one approval with its cost ceiling, or why not. Caps are
 * counted through the list in its order, so that what is planned also fits the gate.
 */
export async function planApproval(
  deps: PlanApprovalDeps,
  shop: Shop,
  request: ApprovalRequest,
): Promise<OperationPlan<ApprovalRequest>> {
  const now = deps.programClock.now();
  const settings = await effectiveSettings(deps, shop.shopId);
  requireNote(request, settings);
  const ids =
    request.allRecommended && request.applicationIds.length === 0
      ? await recommended(deps, shop, settings)
      : request.applicationIds;
  const limits = await sampleLimitState(deps, shop, settings, now);
  const { version } = await deps.rules.ensureVersion(shop.shopId, SAMPLE_RULE, ruleDefinition(settings), now);
  const tally = new Tally(limits, request.overrideReason !== null);
  const facts = new Map((await deps.samples.facts(ids)).map((one) => [one.application.applicationId, one]));
  const items: PlannedItem[] = [];
  const refused: RefusedItem[] = [];
  for (const id of new Set(ids)) {
    const known = facts.get(id);
    const cost = known ? sampleCost(known.product, settings) : null;
    const stop = known ? await refusal(deps, shop, known, now) : notKnown();
    const reason =
      stop ?? (known && cost ? (shippable(known, settings) ?? tally.take(known, cost)) : noPrice());
    if (reason !== null || !known || !cost) {
      refused.push({ key: id, reason: reason ?? notKnown() });
      continue;
    }
    items.push(plannedItem(shop, settings, known, cost, request, { now, limits, version }));
  }
  return {
    actionClass: items.length >= 6 ? 'D' : 'C',
    headline: headline(items),
    items,
    refused,
    costCeiling: tally.total,
    cannotBeUndone: 'TikTok Shop has no way to take an approval back.',
    context: { ...request, applicationIds: ids },
  };
}

/** A sentence that no note would carry is told now, not lost later. */
function requireNote({ note }: ApprovalRequest, { notes }: ShopSettings): void {
  if (note === null || NOTE_OCCASIONS.some((occasion) => notes[occasion].on)) return;
  throw new OperatorError(
    'input',
    'Every note to creators is off for this shop, so nobody would read the sentence in "note".',
    'Leave note out; or turn one on under "notes" in mcp.config.json and restart.',
  );
}

async function recommended(
  deps: PlanApprovalDeps,
  shop: Shop,
  { sampleRule }: ShopSettings,
): Promise<readonly string[]> {
  if (sampleRule.mode === 'off' || sampleRule.mode === 'watch') {
    throw new OperatorError(
      'policy',
      `The sample rule is set to ${sampleRule.mode}, so it recommends nothing.`,
      'Name application_ids, or let it recommend: rule_mode ask with set_automation.',
    );
  }
  const { items } = await deps.samples.pending({
    shopId: shop.shopId,
    verdict: 'approve',
    sort: 'expires',
    limit: MOST_APPROVALS,
  });
  return items.map((application) => application.applicationId);
}

function notKnown(): string {
  return 'No request with this id is known. list_pending_samples shows the open ones.';
}

/** Why this one cannot be approved now, or null. */
async function refusal(
  deps: PlanApprovalDeps,
  shop: Shop,
  facts: SampleFacts,
  now: Timestamp,
): Promise<string | null> {
  const { application } = facts;
  if (application.shopId !== shop.shopId) return 'This request belongs to another shop; name it in "shop".';
  const underWay = await openAction(deps, application.applicationId);
  if (underWay) return underWay;
  if (application.status !== 'PENDING')
    return `Not open any more: ${sampleStage(application.status)} (${application.status}).`;
  if (application.approveExpiresAt !== null && application.approveExpiresAt <= now) {
    return `Expired ${describeSpan(now - application.approveExpiresAt)} ago.`;
  }
  if (application.agencyName !== null) return 'An agency made this request; only the agency can approve it.';
  if (!application.approvable) {
    return `TikTok Shop does not let it be approved now: ${application.disapprovableReasons.join('; ') || 'no reason given'}.`;
  }
  return null;
}

function noPrice(): string {
  return 'The price of this product has not been read yet, so its cost is unknown. Call program_status with refresh.';
}

/** Why the chosen route cannot ship this one, or null. */
export function shippable({ product }: SampleFacts, { shipping }: ShopSettings): string | null {
  if (shipping.route !== 'direct_create' || product?.sellerSku !== '') return null;
  return 'The product has no seller SKU on TikTok Shop, so the warehouse cannot know it. Set it in Seller Center first.';
}

async function openAction(deps: PlanApprovalDeps, applicationId: string): Promise<string | null> {
  const { items } = await deps.actions.list({ applicationId, limit: 5 });
  const action = items.find(
    (one) =>
      (one.kind === 'approve_sample' || one.kind === 'reject_sample') &&
      ['proposed', 'approved', 'running', 'unknown', 'blocked', 'done'].includes(one.status),
  );
  if (!action) return null;
  const what = action.kind === 'approve_sample' ? 'Approval' : 'Rejection';
  return `${what} ${action.status === 'done' ? 'done already' : `under way (${action.status})`}: action ${action.actionId}.`;
}

function samples(count: number): string {
  return `${count} ${count === 1 ? 'sample' : 'samples'}`;
}

/** Counts a list against the caps and the stock, in order. */
class Tally {
  readonly #limits: SampleLimitState;
  readonly #passSoft: boolean;
  #count = 0;
  readonly #byCreator = new Map<string, number>();
  readonly #bySku = new Map<string, number>();
  total: Money | null = null;

  constructor(limits: SampleLimitState, passSoft: boolean) {
    this.#limits = limits;
    this.#passSoft = passSoft;
  }

  /** Takes one unit for the request, or says which cap or stock stops it. */
  take(facts: SampleFacts, cost: Money): string | null {
    const { skuId, creator } = facts.application;
    const planned = this.#bySku.get(skuId) ?? 0;
    if (facts.stock && facts.stock.available - facts.reservedUnits - planned < 1) {
      return `Out of stock: ${facts.stock.available} left, ${facts.reservedUnits + planned} promised already.`;
    }
    const open = facts.history.open + (this.#byCreator.get(creator.creatorId) ?? 0);
    const reason = this.#soft(open) ?? this.#money(cost);
    if (reason !== null) return reason;
    this.#count += 1;
    this.#bySku.set(skuId, planned + 1);
    this.#byCreator.set(creator.creatorId, (this.#byCreator.get(creator.creatorId) ?? 0) + 1);
    this.total = {
      currency: cost.currency,
      amountMinor: (this.total?.amountMinor ?? 0) + cost.amountMinor,
    };
    return null;
  }

  #soft(openOfCreator: number): string | null {
    if (this.#passSoft) return null;
    const { perDay, perWeek, perCreatorOpen } = this.#limits;
    const how = 'Pass it with override_reason.';
    if (openOfCreator >= perCreatorOpen) {
      return `The creator already has ${samples(openOfCreator)} unfinished; your cap is ${perCreatorOpen}. ${how}`;
    }
    if (perDay.used + this.#count >= perDay.cap)
      return `Today's cap of ${samples(perDay.cap)} is reached. ${how}`;
    if (perWeek.used + this.#count >= perWeek.cap)
      return `This week's cap of ${samples(perWeek.cap)} is reached. ${how}`;
    return null;
  }

  #money(cost: Money): string | null {
    const { monthCost } = this.#limits;
    const after = monthCost.used + (this.total?.amountMinor ?? 0) + cost.amountMinor;
    if (after <= monthCost.cap) return null;
    const ceiling = formatMoney({ amountMinor: monthCost.cap, currency: cost.currency });
    return `It would pass this month's money ceiling of ${ceiling}, which nobody passes; raise month_cost with set_automation.`;
  }
}

/** The approval of one request, with the most it may cost. */
export function approvalPlan(
  { application, product }: SampleFacts,
  cost: Money,
  settings: ShopSettings,
  terms: Pick<ApproveSamplePlan, 'ruleVersion' | 'overrideReason' | 'note'>,
): ApproveSamplePlan {
  return {
    kind: 'approve_sample',
    applicationId: application.applicationId,
    creatorId: application.creator.creatorId,
    productId: application.productId,
    skuId: application.skuId,
    sellerSku: product?.sellerSku ?? '',
    quantity: 1,
    route: settings.shipping.route,
    costCeiling: { amountMinor: cost.amountMinor, currency: cost.currency },
    ...terms,
  };
}

function plannedItem(
  shop: Shop,
  settings: ShopSettings,
  facts: SampleFacts,
  cost: SampleCost,
  request: ApprovalRequest,
  rule: { readonly now: Timestamp; readonly limits: SampleLimitState; readonly version: number },
): PlannedItem {
  const { application } = facts;
  const { decision } = decideSample(facts, settings, rule.limits, rule.now, rule.version);
  const plan = approvalPlan(facts, cost, settings, {
    ruleVersion: rule.version,
    overrideReason: request.overrideReason,
    note: request.note,
  });
  const { costCeiling } = plan;
  const about = `@${application.creator.username}: ${application.productTitle}`;
  return {
    key: application.applicationId,
    binds: { ...plan },
    text: `${about}, up to ${formatMoney(costCeiling)}. Rule says ${decision.verdict}: ${decision.reason}`,
    effect: {
      insert: newAction(plan, {
        shopId: shop.shopId,
        actionClass: 'C',
        proposedBy: 'operator',
        reason: request.overrideReason
          ? `${decision.reason} Override: ${request.overrideReason}`
          : decision.reason,
      }),
    },
    detail: {
      application_id: application.applicationId,
      creator: { creator_id: application.creator.creatorId, username: application.creator.username },
      product: {
        product_id: application.productId,
        sku_id: application.skuId,
        title: application.productTitle,
      },
      quantity: 1,
      route: plan.route,
      cost_ceiling: { amount_minor: costCeiling.amountMinor, currency: costCeiling.currency },
      cost_basis: cost.basis,
      decision: { verdict: decision.verdict, reason: decision.reason },
    },
  };
}

function headline(items: readonly PlannedItem[]): string {
  if (items.length === 0) return 'Nothing to approve';
  return `Approve and ship ${samples(items.length)}`;
}
