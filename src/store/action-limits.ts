import type { ActionKind, ActionPlan } from '../domain/action.ts';
import type { Timestamp } from '../domain/time.ts';
import type { LimitRule } from '../ports/store/index.ts';
import type { Transaction, Writer } from './database.ts';
import { fromJson } from './json.ts';

export interface LimitedAction {
  readonly sequence: number;
  readonly shop_id: string;
  readonly plan: string;
}

/** Reserves what an action takes from the caps, once; answers with the rule that stops it, or null. */
export type ReserveLimits = (
  transaction: Transaction,
  action: LimitedAction,
  rules: readonly LimitRule[],
  programNow: Timestamp,
) => LimitRule | null;

interface Demand {
  readonly shopId: string;
  readonly creatorId: string | null;
  readonly applicationId: string | null;
  readonly costMinor: number;
  /** The kind whose caps it counts against. */
  readonly cappedAs: ActionKind;
  /** 0 for a re-send: it costs, and gives nobody a further sample. */
  readonly count: number;
  readonly overridden: boolean;
}

function demandOf({ shop_id: shopId, plan: text }: LimitedAction): Demand {
  const plan = fromJson<ActionPlan>(text);
  const resent = plan.kind === 'fulfil_order' && plan.resend !== undefined;
  return {
    shopId,
    creatorId: 'creatorId' in plan ? plan.creatorId : null,
    applicationId: 'applicationId' in plan ? plan.applicationId : null,
    costMinor: costOf(plan),
    cappedAs: resent ? 'approve_sample' : plan.kind,
    count: resent ? 0 : 1,
    overridden: plan.kind === 'approve_sample' && plan.overrideReason !== null,
  };
}

function costOf(plan: ActionPlan): number {
  if (plan.kind === 'approve_sample') return plan.costCeiling.amountMinor;
  return plan.kind === 'fulfil_order' ? (plan.resend?.costCeiling.amountMinor ?? 0) : 0;
}

export function limitReserver(writer: Writer): ReserveLimits {
  const reservation = writer.query<[number], { action_sequence: number }>(
    'SELECT action_sequence FROM limit_reservations WHERE action_sequence = ?',
  );
  const insert = writer.command<
    [number, string, string, string | null, string | null, number, number, Timestamp]
  >(
    `INSERT INTO limit_reservations
       (action_sequence, shop_id, kind, creator_id, application_id, count, cost_minor, reserved_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const exceeds = limitCheck(writer);
  return (transaction, action, rules, programNow) => {
    if (reservation.get(action.sequence)) return null;
    const demand = demandOf(action);
    const { shopId, creatorId, applicationId, costMinor, cappedAs, count } = demand;
    const stop = rules.find(
      (rule) =>
        rule.shopId === shopId &&
        rule.kind === cappedAs &&
        (count > 0 || rule.measure === 'cost') &&
        !(rule.soft && demand.overridden) &&
        exceeds(rule, demand),
    );
    if (stop) return stop;
    const owner = [action.sequence, shopId, cappedAs, creatorId, applicationId] as const;
    insert.run(transaction, ...owner, count, costMinor, programNow);
    return null;
  };
}

function limitCheck(writer: Writer): (rule: LimitRule, demand: Demand) => boolean {
  const reserved = writer.query<[string, string, Timestamp], { count: number; cost: number }>(RESERVED_SINCE);
  const openOfCreator = writer.query<[string, string], { open: number }>(
    `SELECT count(*) AS open FROM sample_applications
     WHERE shop_id = ? AND creator_id = ? AND status IN ('AWAITING_SHIPMENT', 'SHIPPED', 'CONTENT_PENDING')`,
  );
  // Approvals of ours that the platform's answers do not show yet. One that a read has shown approved is
  // counted above already.
  const onTheirWay = writer.query<[string, string], { open: number }>(
    `SELECT count(*) AS open FROM limit_reservations r
     LEFT JOIN sample_applications s ON s.application_id = r.application_id
     WHERE r.shop_id = ? AND r.kind = 'approve_sample' AND r.creator_id = ?
       AND coalesce(s.status, 'PENDING') = 'PENDING'`,
  );
  return (rule, { shopId, creatorId, costMinor }) => {
    if (rule.measure === 'creator_open') {
      if (creatorId === null) return false;
      const open = openOfCreator.get(shopId, creatorId)?.open ?? 0;
      return open + (onTheirWay.get(shopId, creatorId)?.open ?? 0) + 1 > rule.cap;
    }
    const { count, cost } = reserved.get(shopId, rule.kind, rule.since) ?? { count: 0, cost: 0 };
    return rule.measure === 'count' ? count + 1 > rule.cap : cost + costMinor > rule.cap;
  };
}

export const RESERVED_SINCE = `SELECT coalesce(sum(count), 0) AS count, coalesce(sum(cost_minor), 0) AS cost
  FROM limit_reservations WHERE shop_id = ? AND kind = ? AND reserved_at >= ?`;
