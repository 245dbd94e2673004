import { newAction } from '../actions/new-actions.ts';
import type { RejectReason } from '../domain/sample-application.ts';
import { sampleStage } from '../domain/sample-application.ts';
import type { Shop } from '../domain/shop.ts';
import type { OperationPlan, PlannedItem, RefusedItem } from '../ports/operation-plan.ts';
import type { SampleFacts, SampleStore } from '../ports/store/index.ts';
import { rejectReasonFor } from '../rules/sample-rule.ts';

export interface RejectionRequest extends Readonly<Record<string, unknown>> {
  readonly applicationIds: readonly string[];
  /** Null: the reason that fits each request. */
  readonly rejectReason: RejectReason | null;
}

/** What rejecting these requests would do, each with one of the platform's four reasons. */
export async function planRejection(
  deps: { readonly samples: Pick<SampleStore, 'facts'> },
  shop: Shop,
  request: RejectionRequest,
): Promise<OperationPlan<RejectionRequest>> {
  const facts = new Map(
    (await deps.samples.facts(request.applicationIds)).map((one) => [one.application.applicationId, one]),
  );
  const items: PlannedItem[] = [];
  const refused: RefusedItem[] = [];
  for (const id of new Set(request.applicationIds)) {
    const known = facts.get(id);
    const reason = refusal(shop, known);
    if (reason !== null || !known) refused.push({ key: id, reason: reason ?? '' });
    else items.push(plannedItem(shop, known, request.rejectReason));
  }
  return {
    actionClass: items.length >= 6 ? 'D' : 'C',
    headline:
      items.length === 0
        ? 'Nothing to reject'
        : `Reject ${items.length} sample ${items.length === 1 ? 'request' : 'requests'}`,
    items,
    refused,
    costCeiling: null,
    cannotBeUndone: 'A rejection cannot be taken back; the creator may ask again after 30 days.',
    context: request,
  };
}

function refusal(shop: Shop, facts: SampleFacts | undefined): string | null {
  if (!facts) return 'No request with this id is known. list_pending_samples shows the open ones.';
  const { application } = facts;
  if (application.shopId !== shop.shopId) return 'This request belongs to another shop; name it in "shop".';
  if (application.status !== 'PENDING')
    return `Not open any more: ${sampleStage(application.status)} (${application.status}).`;
  if (application.agencyName !== null) return 'An agency made this request; only the agency can reject it.';
  return null;
}

function plannedItem(shop: Shop, facts: SampleFacts, wanted: RejectReason | null): PlannedItem {
  const { application } = facts;
  const rejectReason = wanted ?? rejectReasonFor(facts);
  const plan = {
    kind: 'reject_sample',
    applicationId: application.applicationId,
    creatorId: application.creator.creatorId,
    productId: application.productId,
    rejectReason,
  } as const;
  return {
    key: application.applicationId,
    binds: plan,
    text: `@${application.creator.username}: ${application.productTitle}, reason ${rejectReason}.`,
    effect: {
      insert: newAction(plan, {
        shopId: shop.shopId,
        actionClass: 'C',
        proposedBy: 'operator',
        reason: application.decision?.reason ?? 'Rejected by the operator.',
      }),
    },
    detail: {
      application_id: application.applicationId,
      creator: { creator_id: application.creator.creatorId, username: application.creator.username },
      product: { product_id: application.productId, title: application.productTitle },
      reject_reason: rejectReason,
    },
  };
}
