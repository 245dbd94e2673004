import type { ActionClass, ActionPlan, NewAction } from '../domain/action.ts';
import type { Timestamp } from '../domain/time.ts';

/** What every caller decides about an action; the keys follow from the plan. */
export interface ActionOrigin {
  readonly shopId: string;
  readonly actionClass: ActionClass;
  readonly proposedBy: string;
  readonly reason: string;
  readonly status?: 'proposed' | 'approved';
  readonly batchId?: string | null;
  readonly waitUntil?: Timestamp | null;
}

/**
 * The one place where keys are made. The business key holds an effect to once; the lock holds an application,
 * an order or a note to one open write at a time.
 */
export function newAction(plan: ActionPlan, origin: ActionOrigin): NewAction {
  const { subject, occasion, lock } = keysOf(plan);
  return {
    shopId: origin.shopId,
    plan,
    subject,
    businessKey: `${plan.kind}:${subject}:${occasion}`,
    subjectLock: lock,
    actionClass: origin.actionClass,
    proposedBy: origin.proposedBy,
    reason: origin.reason,
    status: origin.status ?? 'approved',
    batchId: origin.batchId ?? null,
    waitUntil: origin.waitUntil ?? null,
  };
}

function keysOf(plan: ActionPlan): { subject: string; occasion: string; lock: string } {
  switch (plan.kind) {
    case 'approve_sample':
    case 'reject_sample':
      return { subject: plan.applicationId, occasion: '1', lock: `application:${plan.applicationId}` };
    case 'fulfil_order':
      return {
        subject: plan.orderId,
        occasion: plan.resend ? `R${plan.resend.number}` : '1',
        lock: `order:${plan.orderId}`,
      };
    case 'send_note':
      return {
        subject: plan.creatorId,
        occasion: `${plan.occasion}-${plan.orderId}`,
        lock: `note:${plan.creatorId}:${plan.occasion}-${plan.orderId}`,
      };
  }
}

/** What a sample order is created under at the warehouse: at most 40 characters of A–Z, 0–9 and "-". A re-send is number 2 or higher. */
export function warehouseReference(orderId: string, sendNumber = 1): string {
  return sendNumber === 1 ? `SMP-${orderId}` : `SMP-${orderId}-R${sendNumber}`;
}
