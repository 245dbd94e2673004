import { noteMarker } from '../../src/actions/kinds/send-note.ts';
import type { Truth } from './control.ts';
import type { House } from './house.ts';
import { type JournalAction, listActions } from './operator.ts';
import type { Route } from './prepared.ts';

export interface Batch {
  readonly route: Route;
  /** Approved by us. */
  readonly approved: readonly string[];
  readonly approvedOutside: readonly string[];
  readonly rejected: readonly string[];
  /** Messages of the seller from before this journal began. */
  readonly strangers: number;
}

export interface Verdict {
  readonly lost: number;
  readonly doubled: number;
  readonly messagesDoubled: number;
  /** Everything that is not as it must be, in words; empty when all agree. */
  readonly problems: readonly string[];
  /** Notes that stand as unknown because no answer settled them. */
  readonly unknown: number;
}

/** What may stand in a journal that nobody works on any more. */
const SETTLED = ['done', 'failed', 'blocked', 'unknown', 'denied', 'cancelled', 'expired'];

/** Holds the oracle's truth against the journal. Call when the journal has drained and no fault is left. */
export async function judge(
  house: Pick<House, 'control' | 'call' | 'complaints'>,
  batch: Batch,
): Promise<Verdict> {
  const truth = await house.control.oracle();
  const actions = await listActions(house);
  const { lost, doubled, messages_doubled } = truth.verdict;
  const problems = [
    ...lost.map((one) => `lost: ${JSON.stringify(one)}`),
    ...doubled.map((one) => `doubled: ${JSON.stringify(one)}`),
    ...messages_doubled.map((one) => `message doubled: ${JSON.stringify(one)}`),
    ...actions.filter((one) => !SETTLED.includes(one.status)).map((one) => `stuck: ${words(one)}`),
    ...actions
      .filter((one) => one.kind !== 'send_note' && ['unknown', 'blocked'].includes(one.status))
      .map((one) => `waits for a person: ${words(one)}`),
    ...batch.approved.flatMap((id) => approvalProblems(truth, actions, id, batch.route)),
    ...batch.approvedOutside.flatMap((id) => sampleProblems(truth, actions, id, batch.route)),
    ...batch.rejected.flatMap((id) => rejectionProblems(truth, actions, id)),
    ...noteProblems(truth, actions, batch.strangers),
    ...house.complaints.map((line) => `complaint: ${line}`),
  ];
  return {
    lost: lost.length,
    doubled: doubled.length,
    messagesDoubled: messages_doubled.length,
    problems,
    unknown: actions.filter((one) => one.kind === 'send_note' && one.status === 'unknown').length,
  };
}

function words({ kind, subject, status, stage, outcome }: JournalAction): string {
  return `${kind} ${subject} is ${status} at ${stage ?? 'start'}: ${outcome ?? ''}`;
}

function approvalProblems(
  truth: Truth,
  actions: readonly JournalAction[],
  id: string,
  route: Route,
): string[] {
  const own = actions.filter((one) => one.kind === 'approve_sample' && one.application_id === id);
  if (own.some((one) => one.status === 'failed' && one.outcome?.includes('put the request back'))) return [];
  return [
    ...(own.length === 1 && own[0]?.status === 'done'
      ? []
      : [`sample ${id}: ${own.map(words).join('; ') || 'no action'}`]),
    ...sampleProblems(truth, actions, id, route),
  ];
}

/** An approved sample stands in exactly one warehouse order that holds its order's lines, and TikTok has the number. */
function sampleProblems(truth: Truth, actions: readonly JournalAction[], id: string, route: Route): string[] {
  const application = truth.applications.find((one) => one.application_id === id);
  // The platform fails to make one order in a hundred and puts the request back; nothing is owed then.
  if (application?.status === 'PENDING') return [];
  const order = truth.orders.find((one) => one.application_ids.includes(id));
  if (!order) return [`sample ${id} has no order: it reads ${application?.status ?? 'nothing'}`];
  const live = order.wms_orders.filter((one) => one.status !== 'Cancelled');
  const problems: string[] = [];
  if (live.length !== 1) problems.push(`sample ${id}: ${live.length} warehouse orders for ${order.order_id}`);
  const owed = Object.fromEntries(order.lines.map((line) => [line.seller_sku, line.quantity]));
  // Ours are created under SMP-<order id>; what the warehouse imports by itself has the order id alone.
  const reference = route === 'direct_create' ? `SMP-${order.order_id}` : order.order_id;
  for (const one of live) {
    if (one.reference_id !== reference) problems.push(`sample ${id}: created as ${one.reference_id}`);
    if (!sameUnits(owed, one.units)) {
      problems.push(
        `sample ${id}: the warehouse has ${JSON.stringify(one.units)}, owed ${JSON.stringify(owed)}`,
      );
    }
  }
  if (order.tracking_on_tiktok === '') problems.push(`sample ${id}: no tracking number on TikTok Shop`);
  const parcel = actions.filter((one) => one.kind === 'fulfil_order' && one.order_id === order.order_id);
  if (parcel.length !== 1 || parcel[0]?.status !== 'done') {
    problems.push(
      `sample ${id}: parcel of ${order.order_id} reads ${parcel.map(words).join('; ') || 'nothing'}`,
    );
  }
  const notes = actions.filter(
    (one) => one.kind === 'send_note' && one.creator_id === application?.creator_id,
  );
  if (notes.length === 0) problems.push(`sample ${id}: no note stands in the journal`);
  return problems;
}

function sameUnits(owed: Readonly<Record<string, number>>, units: Readonly<Record<string, number>>): boolean {
  const skus = new Set([...Object.keys(owed), ...Object.keys(units)]);
  return [...skus].every((sku) => owed[sku] === units[sku]);
}

function rejectionProblems(truth: Truth, actions: readonly JournalAction[], id: string): string[] {
  const status = truth.applications.find((one) => one.application_id === id)?.status;
  const action = actions.find((one) => one.kind === 'reject_sample' && one.application_id === id);
  if (status === 'REJECT_CANCELLED' && action?.status === 'done') return [];
  return [`rejection ${id}: it reads ${status ?? 'nothing'}, and ${action ? words(action) : 'no action'}`];
}

/** A note that reads done is there once; one that is not there reads unknown, or failed when it was refused. */
function noteProblems(truth: Truth, actions: readonly JournalAction[], strangers: number): string[] {
  const ours = truth.messages.filter((one) => one.from === 'seller');
  const problems: string[] = [];
  let marked = 0;
  for (const action of actions.filter((one) => one.kind === 'send_note')) {
    const marker = noteMarker(action.action_id);
    const times = ours.filter(
      ({ creator_id, text }) => creator_id === action.creator_id && text.endsWith(marker),
    ).length;
    marked += times;
    const fits =
      times === 1
        ? ['done', 'unknown'].includes(action.status)
        : times === 0 && ['unknown', 'failed'].includes(action.status);
    if (!fits)
      problems.push(`note of ${action.order_id ?? action.subject} is there ${times} times: ${words(action)}`);
  }
  const unexplained = ours.length - strangers - marked;
  if (unexplained !== 0) problems.push(`${unexplained} messages belong to no action`);
  return problems;
}
