import { type Action, type ActionStatus, OPEN_STATUSES } from '../domain/action.ts';
import type { Shop } from '../domain/shop.ts';
import type { OperationPlan, PlannedItem, RefusedItem } from '../ports/operation-plan.ts';
import type { ActionStore, Resolution } from '../ports/store/index.ts';

export const ACTION_DECISIONS = ['approve', 'deny', 'cancel', 'retry', 'mark_done'] as const;
export type ActionDecision = (typeof ACTION_DECISIONS)[number];

/** The most one call takes. */
export const MOST_DECISIONS = 50;

export interface ActionDecisionRequest extends Readonly<Record<string, unknown>> {
  /** Empty with a batch: resolved when the plan is first made. */
  readonly actionIds: readonly string[];
  readonly batchId: string | null;
  readonly exceptIds: readonly string[];
  readonly decision: ActionDecision;
  readonly reason: string | null;
}

interface Move {
  readonly from: readonly ActionStatus[];
  readonly to: Resolution['to'];
  readonly event: Resolution['event']['type'];
  readonly verb: string;
}

const MOVES: Readonly<Record<ActionDecision, Move>> = {
  approve: { from: ['proposed'], to: 'approved', event: 'approved', verb: 'Approve' },
  deny: { from: ['proposed'], to: 'denied', event: 'denied', verb: 'Deny' },
  cancel: {
    from: ['proposed', 'approved', 'running', 'unknown', 'blocked'],
    to: 'cancelled',
    event: 'cancelled',
    verb: 'Cancel',
  },
  retry: { from: ['blocked', 'failed', 'unknown'], to: 'approved', event: 'approved', verb: 'Retry' },
  mark_done: {
    from: ['blocked', 'unknown', 'failed'],
    to: 'done',
    event: 'marked_done',
    verb: 'Mark as done',
  },
};

/** What deciding these actions would do: each moves, or is refused because it stands elsewhere by now. */
export async function planActionDecision(
  actions: ActionStore,
  shop: Shop,
  request: ActionDecisionRequest,
): Promise<OperationPlan<ActionDecisionRequest>> {
  const ids = request.actionIds.length > 0 ? request.actionIds : await batchIds(actions, shop, request);
  const move = MOVES[request.decision];
  const items: PlannedItem[] = [];
  const refused: RefusedItem[] = [];
  for (const id of new Set(ids)) {
    const action = await actions.get(id);
    const reason = refusal(action, shop, move) ?? (await successor(actions, action));
    if (reason !== null || !action) refused.push({ key: id, reason: reason ?? '' });
    else items.push(plannedItem(action, move, request));
  }
  return {
    actionClass: 'C',
    headline:
      items.length === 0
        ? 'Nothing to decide'
        : `${move.verb} ${items.length} ${items.length === 1 ? 'action' : 'actions'}`,
    items,
    refused,
    costCeiling: null,
    cannotBeUndone:
      request.decision === 'cancel' ? 'What an action has done already is not taken back.' : null,
    context: { ...request, actionIds: ids },
  };
}

async function batchIds(
  actions: ActionStore,
  shop: Shop,
  request: ActionDecisionRequest,
): Promise<readonly string[]> {
  if (request.batchId === null) return [];
  const { items } = await actions.list({
    shopId: shop.shopId,
    batchId: request.batchId,
    limit: MOST_DECISIONS,
  });
  const except = new Set(request.exceptIds);
  return items.map((action) => action.actionId).filter((id) => !except.has(id));
}

function refusal(action: Action | null, shop: Shop, move: Move): string | null {
  if (!action) return 'No action with this id is known. list_actions shows the journal.';
  if (action.shopId !== shop.shopId) return 'This action belongs to another shop; name it in "shop".';
  if (move.from.includes(action.status)) return null;
  return `It is ${action.status}; this decision takes only actions that are ${move.from.join(', ')}.`;
}

/** An ended action cannot come back while another one has taken its place. */
async function successor(actions: ActionStore, action: Action | null): Promise<string | null> {
  if (action?.status !== 'failed' || !('applicationId' in action.plan)) return null;
  const { applicationId } = action.plan;
  const { items } = await actions.list({ shopId: action.shopId, applicationId, limit: MOST_DECISIONS });
  const other = items.find(
    (one) =>
      one.actionId !== action.actionId &&
      ((isOpen(one) && one.subjectLock === action.subjectLock) ||
        (one.status === 'done' && one.businessKey === action.businessKey)),
  );
  return other ? `${other.kind} ${other.actionId} (${other.status}) has taken its place.` : null;
}

function isOpen({ status }: Action): boolean {
  return OPEN_STATUSES.some((open) => open === status);
}

function plannedItem(action: Action, move: Move, request: ActionDecisionRequest): PlannedItem {
  const doubt = action.status === 'unknown' ? ' It was sent without an answer and may have happened.' : '';
  return {
    key: action.actionId,
    binds: {
      actionId: action.actionId,
      status: action.status,
      stage: action.stage,
      decision: request.decision,
    },
    text: `${action.kind} ${action.subject} (${action.status}): ${action.outcome ?? action.reason}${doubt}`,
    effect: {
      resolve: {
        actionId: action.actionId,
        expected: [action.status],
        to: move.to,
        event: {
          step: null,
          type: move.event,
          detail: request.reason ?? `${move.verb}: decided by the operator.`,
        },
      },
    },
    detail: { action_id: action.actionId, kind: action.kind, subject: action.subject, status: action.status },
  };
}
