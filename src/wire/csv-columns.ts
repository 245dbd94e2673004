import { type Money, minorDigits } from '../domain/money.ts';
import { type Timestamp, toIso } from '../domain/time.ts';
import type { CsvColumn } from '../mcp/csv.ts';
import type { ActionRecord } from '../usecases/list-actions.ts';
import type { ShownAlert } from '../usecases/list-alerts.ts';
import type { ListedCollaboration } from '../usecases/list-collaborations.ts';
import type { ListedConversation } from '../usecases/list-conversations.ts';
import type { StoredApplication } from '../usecases/services.ts';
import type { TrackedRow } from '../usecases/track-samples.ts';
import { wireAction } from './action.ts';
import { senderOf } from './conversation.ts';

/** A moment in a cell. */
function timeCell(at: Timestamp | null): string | null {
  return at === null ? null : toIso(at);
}

/** An amount as a number in whole units, which a spreadsheet can add up; its currency has a column of its own. */
export function moneyCell(money: Money | null): number | null {
  return money === null ? null : money.amountMinor / 10 ** minorDigits(money.currency);
}

/** A sample request as a line of a file. */
export const SAMPLE_COLUMNS: readonly CsvColumn<StoredApplication>[] = [
  { name: 'application_id', cell: (row) => row.applicationId },
  { name: 'creator_id', cell: ({ creator }) => creator.creatorId },
  { name: 'username', cell: ({ creator }) => creator.username },
  { name: 'followers', cell: ({ creator }) => creator.followers },
  { name: 'gmv_30d', cell: ({ creator }) => moneyCell(creator.gmv30d) },
  { name: 'currency', cell: ({ creator }) => creator.gmv30d?.currency },
  { name: 'posts_30d', cell: ({ creator }) => creator.posts30d },
  {
    name: 'fulfilment_percent',
    cell: ({ creator }) => (creator.fulfilmentBps === null ? null : creator.fulfilmentBps / 100),
  },
  { name: 'product_id', cell: (row) => row.productId },
  { name: 'product', cell: (row) => row.productTitle },
  { name: 'sku_id', cell: (row) => row.skuId },
  { name: 'sku', cell: (row) => row.skuName },
  { name: 'expires_at', cell: (row) => timeCell(row.approveExpiresAt) },
  { name: 'approvable', cell: (row) => row.approvable },
  { name: 'agency', cell: (row) => row.agencyName },
  { name: 'verdict', cell: ({ decision }) => decision?.verdict ?? 'undecided' },
  { name: 'reason', cell: ({ decision }) => decision?.reason },
];

/** A sample's place in its life as a line of a file. */
export const TRACKED_COLUMNS: readonly CsvColumn<TrackedRow>[] = [
  { name: 'application_id', cell: ({ sample }) => sample.application.applicationId },
  { name: 'creator_id', cell: ({ sample }) => sample.application.creator.creatorId },
  { name: 'username', cell: ({ sample }) => sample.application.creator.username },
  { name: 'product_id', cell: ({ sample }) => sample.application.productId },
  { name: 'product', cell: ({ sample }) => sample.application.productTitle },
  { name: 'stage', cell: ({ standing }) => standing.stage },
  { name: 'since', cell: ({ standing }) => timeCell(standing.since) },
  { name: 'deadline', cell: ({ standing }) => timeCell(standing.deadline) },
  { name: 'late', cell: ({ standing }) => standing.late },
  { name: 'who_must_act', cell: ({ standing }) => standing.next?.who },
  { name: 'next', cell: ({ standing }) => standing.next?.what },
  { name: 'approved_at', cell: ({ sample }) => timeCell(sample.milestones.approvedAt) },
  { name: 'approved_elsewhere', cell: ({ sample }) => sample.approvedElsewhere },
  { name: 'order_id', cell: ({ sample }) => sample.application.orderId },
  { name: 'carrier', cell: ({ sample }) => sample.parcels[0]?.carrier },
  {
    name: 'tracking_numbers',
    cell: ({ sample }) => sample.parcels.map((one) => one.trackingNumber).join(' '),
  },
  { name: 'delivered_at', cell: ({ sample }) => timeCell(sample.milestones.deliveredAt) },
  { name: 'delivered_estimated', cell: ({ sample }) => sample.milestones.deliveredEstimated },
  { name: 'posted_at', cell: ({ sample }) => timeCell(sample.milestones.postedAt) },
  { name: 'pieces', cell: ({ sample }) => sample.content.length },
  { name: 'views', cell: ({ sample }) => figureCell(sample.content.map((one) => one.views)) },
  { name: 'paid_orders', cell: ({ sample }) => figureCell(sample.content.map((one) => one.paidOrders)) },
  { name: 'links', cell: ({ sample }) => sample.content.flatMap((one) => one.link ?? []).join(' ') },
];

/** Empty when no figure is known: absent is not zero. */
function figureCell(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null);
  return known.length === 0 ? null : known.reduce((sum, figure) => sum + figure, 0);
}

/** An action of the journal as a line of a file. */
export const ACTION_COLUMNS: readonly CsvColumn<ActionRecord>[] = [
  { name: 'action_id', cell: ({ action }) => action.actionId },
  { name: 'kind', cell: ({ action }) => action.kind },
  { name: 'subject', cell: ({ action }) => action.subject },
  { name: 'application_id', cell: idCell('application_id') },
  { name: 'creator_id', cell: idCell('creator_id') },
  { name: 'order_id', cell: idCell('order_id') },
  { name: 'status', cell: ({ action }) => action.status },
  { name: 'step', cell: ({ action }) => action.stage },
  { name: 'outcome', cell: ({ action }) => action.outcome },
  { name: 'who_must_act', cell: ({ action }) => action.blocked?.who },
  { name: 'what_to_do', cell: ({ action }) => action.blocked?.next },
  { name: 'proposed_by', cell: ({ action }) => action.proposedBy },
  { name: 'reason', cell: ({ action }) => action.reason },
  { name: 'batch_id', cell: ({ action }) => action.batchId },
  { name: 'created_at', cell: ({ action }) => timeCell(action.createdAt) },
  { name: 'updated_at', cell: ({ action }) => timeCell(action.updatedAt) },
  { name: 'finished_at', cell: ({ action }) => timeCell(action.finishedAt) },
];

/** An alert as a line of a file. */
export const ALERT_COLUMNS: readonly CsvColumn<ShownAlert>[] = [
  { name: 'alert_id', cell: ({ alert }) => alert.alertId },
  { name: 'rule', cell: ({ alert }) => alert.rule },
  { name: 'severity', cell: ({ alert }) => alert.severity },
  { name: 'state', cell: ({ alert }) => alert.state },
  { name: 'muted', cell: ({ mute }) => mute?.kind },
  { name: 'title', cell: ({ alert }) => alert.title },
  { name: 'deadline', cell: ({ alert }) => timeCell(alert.deadline) },
  { name: 'at_stake', cell: ({ alert }) => moneyCell(alert.stake) },
  { name: 'currency', cell: ({ alert }) => alert.stake?.currency },
  { name: 'what_to_do', cell: ({ alert }) => alert.advice },
  { name: 'started_at', cell: ({ alert }) => timeCell(alert.startedAt) },
  { name: 'fired_at', cell: ({ alert }) => timeCell(alert.firedAt) },
  { name: 'resolved_at', cell: ({ alert }) => timeCell(alert.resolvedAt) },
];

/** A conversation as a line of a file. What creators wrote stays out: a file travels without its label. */
export const CONVERSATION_COLUMNS: readonly CsvColumn<ListedConversation>[] = [
  { name: 'conversation_id', cell: (row) => row.conversationId },
  { name: 'creator_id', cell: (row) => row.creatorId },
  { name: 'username', cell: (row) => row.username },
  { name: 'unanswered', cell: (row) => row.unanswered },
  { name: 'waiting_since', cell: (row) => timeCell(row.waitingSince) },
  { name: 'unread', cell: (row) => row.unread },
  { name: 'open_samples', cell: (row) => row.openSamples },
  { name: 'our_gmv_30d', cell: (row) => moneyCell(row.gmv30d) },
  { name: 'creator_gmv_30d', cell: (row) => moneyCell(row.creatorGmv30d) },
  { name: 'currency', cell: (row) => (row.gmv30d ?? row.creatorGmv30d)?.currency },
  { name: 'last_from', cell: (row) => row.lastMessage && senderOf(row.lastMessage) },
  { name: 'last_type', cell: (row) => row.lastMessage?.type },
  { name: 'last_at', cell: (row) => timeCell(row.lastMessage?.at ?? null) },
];

/** A deal as a line of a file. */
export const COLLABORATION_COLUMNS: readonly CsvColumn<ListedCollaboration>[] = [
  { name: 'collaboration_id', cell: (row) => row.collaborationId },
  { name: 'kind', cell: (row) => row.kind },
  { name: 'name', cell: (row) => row.name },
  { name: 'state', cell: (row) => row.state },
  { name: 'platform_state', cell: (row) => row.rawState },
  { name: 'lowest_rate_percent', cell: (row) => percentCell(row.lowestRateBps) },
  { name: 'highest_rate_percent', cell: (row) => percentCell(row.highestRateBps) },
  { name: 'ends_at', cell: (row) => timeCell(row.endsAt) },
  { name: 'products', cell: (row) => row.products.map((one) => one.productId).join(' ') },
  { name: 'invited', cell: (row) => row.creators?.length },
  { name: 'accepted', cell: (row) => row.creators?.filter((one) => one.accepted).length },
  { name: 'gmv_30d', cell: (row) => moneyCell(row.gmv30d) },
  { name: 'currency', cell: (row) => row.gmv30d?.currency },
  { name: 'rate_change_seen_at', cell: (row) => timeCell(row.lastRateChange?.seenAt ?? null) },
  { name: 'as_of', cell: (row) => timeCell(row.asOf) },
];

function percentCell(bps: number | null): number | null {
  return bps === null ? null : bps / 100;
}

/** The ids that results name an action's subject by. */
function idCell(name: string): CsvColumn<ActionRecord>['cell'] {
  return ({ action }) => {
    const id = wireAction(action, [])[name];
    return typeof id === 'string' ? id : null;
  };
}
