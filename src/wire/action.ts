import type { Action, ActionEvent } from '../domain/action.ts';
import { toIso } from '../domain/time.ts';
import { when } from './fields.ts';

/** What an action is about, under the names that other tools take. */
function subjectIds({ plan }: Action): Record<string, unknown> {
  switch (plan.kind) {
    case 'approve_sample':
    case 'reject_sample':
      return { application_id: plan.applicationId, creator_id: plan.creatorId };
    case 'fulfil_order':
      return { order_id: plan.orderId };
    case 'send_note':
      return {
        creator_id: plan.creatorId,
        order_id: plan.orderId,
        occasion: plan.occasion,
        text: plan.text,
      };
  }
}

export function wireAction(action: Action, events: readonly ActionEvent[]): Record<string, unknown> {
  return {
    action_id: action.actionId,
    kind: action.kind,
    subject: action.subject,
    ...subjectIds(action),
    status: action.status,
    ...(action.stage !== null && { stage: action.stage }),
    ...(action.outcome !== null && { outcome: action.outcome }),
    ...(action.blocked && { blocked: { ...action.blocked } }),
    steps: wireSteps(events),
    proposed_by: action.proposedBy,
    reason: action.reason,
    ...(action.batchId !== null && { batch_id: action.batchId }),
    created_at: toIso(action.createdAt),
    updated_at: toIso(action.updatedAt),
    ...when('finished_at', action.finishedAt),
  };
}

/** One entry a step: how it stands, and since when. Every single event is in the action's resource. */
function wireSteps(events: readonly ActionEvent[]): Record<string, unknown>[] {
  const steps = new Map<string, Record<string, unknown>>();
  for (const { step, type, at, detail } of events) {
    if (step === null) continue;
    steps.set(step, { step, state: type, at: toIso(at), ...(detail !== null && { detail }) });
  }
  return [...steps.values()];
}
