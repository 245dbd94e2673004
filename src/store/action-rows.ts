import type {
  Action,
  ActionClass,
  ActionEvent,
  ActionEventType,
  ActionPlan,
  ActionStatus,
  Blocked,
} from '../domain/action.ts';
import type { Timestamp } from '../domain/time.ts';
import { fromJson } from './json.ts';

export interface ActionRow {
  sequence: number;
  action_id: string;
  shop_id: string;
  subject: string;
  business_key: string;
  subject_lock: string;
  action_class: ActionClass;
  proposed_by: string;
  reason: string;
  batch_id: string | null;
  plan: string;
  status: ActionStatus;
  stage: string | null;
  blocked_who: string | null;
  blocked_why: string | null;
  blocked_next: string | null;
  outcome: string | null;
  wait_until: Timestamp | null;
  retry_at: Timestamp | null;
  attempts: number;
  created_at: Timestamp;
  updated_at: Timestamp;
  finished_at: Timestamp | null;
  epoch: number;
}

export interface EventRow {
  sequence: number;
  at: Timestamp;
  step: string | null;
  type: ActionEventType;
  detail: string | null;
  data: string | null;
}

/** Of the table under the alias `a`. */
export const ACTION_COLUMNS = `a.sequence, a.action_id, a.shop_id, a.subject, a.business_key, a.subject_lock,
  a.action_class, a.proposed_by, a.reason, a.batch_id, a.plan, a.status, a.stage, a.blocked_who, a.blocked_why,
  a.blocked_next, a.outcome, a.wait_until, a.retry_at, a.attempts, a.created_at, a.updated_at, a.finished_at,
  a.epoch`;

// The conditions below are worded like the partial indexes they are answered from.

/** What a process may take up once its waits are over. Unknown or blocked without a wait, it waits for a person. */
export const TO_RUN = `(a.status IN ('approved', 'running')
  OR (a.status IN ('unknown', 'blocked') AND (a.wait_until IS NOT NULL OR a.retry_at IS NOT NULL)))`;
/** Approvals that are promised and not an order yet. A mere proposal promises nothing. */
export const HOLDING_STOCK =
  "a.kind = 'approve_sample' AND a.status IN ('approved', 'running', 'unknown', 'blocked')";
/** What stands in the way of a second action with the same business key. */
export const KEEPS_BUSINESS_KEY =
  "a.status IN ('proposed', 'approved', 'running', 'unknown', 'blocked', 'done')";
/** What stands in the way of a second write on the same lock. */
export const KEEPS_SUBJECT_LOCK = "a.status IN ('proposed', 'approved', 'running', 'unknown', 'blocked')";

function toBlocked(row: ActionRow): Blocked | null {
  const { blocked_who: who, blocked_why: why, blocked_next: next } = row;
  return who === null || why === null || next === null ? null : { who, why, next };
}

export function toAction(row: ActionRow): Action {
  const plan = fromJson<ActionPlan>(row.plan);
  return {
    actionId: row.action_id,
    shopId: row.shop_id,
    kind: plan.kind,
    plan,
    subject: row.subject,
    businessKey: row.business_key,
    subjectLock: row.subject_lock,
    actionClass: row.action_class,
    proposedBy: row.proposed_by,
    reason: row.reason,
    batchId: row.batch_id,
    status: row.status,
    stage: row.stage,
    blocked: toBlocked(row),
    outcome: row.outcome,
    waitUntil: row.wait_until,
    retryAt: row.retry_at,
    attempts: row.attempts,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    finishedAt: row.finished_at,
  };
}

export function toEvent(row: EventRow): ActionEvent {
  return {
    sequence: row.sequence,
    at: row.at,
    step: row.step,
    type: row.type,
    detail: row.detail,
    data: row.data === null ? {} : fromJson<Record<string, unknown>>(row.data),
  };
}
