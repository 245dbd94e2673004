import type { Money } from './money.ts';
import type { NoteOccasion } from './note.ts';
import type { RejectReason } from './sample-application.ts';
import type { ShippingRoute } from './shop.ts';
import type { Timestamp } from './time.ts';

export const ACTION_KINDS = ['approve_sample', 'fulfil_order', 'reject_sample', 'send_note'] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

/**
 * `proposed → approved → running → done | failed | unknown | blocked`, or `denied | cancelled | expired`.
 * `unknown`: sent, no answer; settled by reading back. `blocked`: waits for a named person.
 */
export const ACTION_STATUSES = [
  'proposed',
  'approved',
  'running',
  'done',
  'failed',
  'unknown',
  'blocked',
  'denied',
  'cancelled',
  'expired',
] as const;
export type ActionStatus = (typeof ACTION_STATUSES)[number];

/** Statuses in which an action may still write: at most one per subject lock. */
export const OPEN_STATUSES = [
  'proposed',
  'approved',
  'running',
  'unknown',
  'blocked',
] as const satisfies readonly ActionStatus[];

/** A read, B internal, C outside world or money, D bulk or hard to undo. */
export type ActionClass = 'A' | 'B' | 'C' | 'D';

export interface ApproveSamplePlan {
  readonly kind: 'approve_sample';
  readonly applicationId: string;
  readonly creatorId: string;
  readonly productId: string;
  readonly skuId: string;
  readonly sellerSku: string;
  readonly quantity: number;
  readonly route: ShippingRoute;
  /** The most this may cost; the gate reserves it. */
  readonly costCeiling: Money;
  readonly ruleVersion: number | null;
  readonly overrideReason: string | null;
  /** A sentence of the operator's own for the creator, added to the note that tells them it shipped. */
  readonly note: string | null;
}

export interface FulfilOrderPlan {
  readonly kind: 'fulfil_order';
  readonly orderId: string;
  readonly route: ShippingRoute;
  /** SMP-<order id>, -R2 for the first re-send: what the warehouse order is created under and found by. */
  readonly reference: string;
  /** Only on a parcel that replaces a lost one. */
  readonly resend?: Resend;
}

/** A second parcel, sent on purpose. */
export interface Resend {
  /** 2 for the first re-send. */
  readonly number: number;
  /** The operator's words. */
  readonly reason: string;
  /** The most this may cost; the gate reserves it against the money of the month. */
  readonly costCeiling: Money;
}

export interface RejectSamplePlan {
  readonly kind: 'reject_sample';
  readonly applicationId: string;
  readonly creatorId: string;
  readonly productId: string;
  readonly rejectReason: RejectReason;
}

export interface SendNotePlan {
  readonly kind: 'send_note';
  readonly creatorId: string;
  readonly occasion: NoteOccasion;
  readonly orderId: string;
  readonly applicationIds: readonly string[];
  /** The text as it will be sent, without the marker the dispatcher adds. */
  readonly text: string;
}

export type ActionPlan = ApproveSamplePlan | FulfilOrderPlan | RejectSamplePlan | SendNotePlan;

export interface Blocked {
  /** Who has to act: operator, warehouse, creator. */
  readonly who: string;
  readonly why: string;
  readonly next: string;
}

export interface NewAction {
  readonly shopId: string;
  readonly plan: ActionPlan;
  /** The application, order or creator and occasion that the action is about. */
  readonly subject: string;
  /** `kind:subject:occasion`, unique among live and done actions. */
  readonly businessKey: string;
  /** At most one open write per lock. */
  readonly subjectLock: string;
  readonly actionClass: ActionClass;
  /** `operator` (a person confirmed), `monitor`, or a rule's name. */
  readonly proposedBy: string;
  readonly reason: string;
  readonly status: 'proposed' | 'approved';
  readonly batchId: string | null;
  /** Program time before which nothing starts, for example the end of the merge window. */
  readonly waitUntil: Timestamp | null;
}

export interface Action extends Omit<NewAction, 'status'> {
  readonly actionId: string;
  readonly kind: ActionKind;
  readonly status: ActionStatus;
  /** The step that runs or ran last; null before the first. */
  readonly stage: string | null;
  readonly blocked: Blocked | null;
  /** One sentence on how it stands or ended. */
  readonly outcome: string | null;
  /** Machine time before which a retry does not start. */
  readonly retryAt: Timestamp | null;
  /** Consecutive tries of the current step that ended without an answer or with a passing fault. */
  readonly attempts: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
  readonly finishedAt: Timestamp | null;
}

/** What happened in a step, in order. `attempted` is committed with full sync before a request leaves. */
export type ActionEventType =
  | 'proposed'
  | 'approved'
  | 'attempted'
  | 'done'
  | 'found_done'
  | 'waiting'
  | 'retry'
  | 'unknown'
  | 'blocked'
  | 'failed'
  | 'denied'
  | 'cancelled'
  | 'expired'
  | 'released'
  | 'marked_done';

export interface ActionEvent {
  readonly sequence: number;
  readonly at: Timestamp;
  readonly step: string | null;
  readonly type: ActionEventType;
  readonly detail: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}
