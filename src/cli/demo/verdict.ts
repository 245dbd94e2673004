import type { JournalAction } from './answers.ts';
import type { Oracle } from './sandbox-control.ts';

/** What the demo's exit code rests on. */
export interface Evidence {
  /** Requests that the operator's yes covered. */
  readonly approvedIds: readonly string[];
  readonly rejectedId: string;
  /** The whole journal at the end. */
  readonly actions: readonly JournalAction[];
  readonly oracle: Oracle;
  /** What did not end as it should. */
  readonly childTroubles: readonly string[];
}

/** What is wrong, one sentence each, the gravest first; nothing when everything is as it was promised. */
export function judge(evidence: Evidence): readonly string[] {
  const { approvedIds, oracle } = evidence;
  return [
    ...oracleFaults(oracle),
    ...approvedIds.flatMap((id) => sampleFault(id, oracle) ?? []),
    ...noteFaults(oracle),
    ...rejectionFault(evidence),
    ...evidence.actions.filter(({ status }) => status !== 'done').map(unfinished),
    ...evidence.childTroubles,
  ];
}

function oracleFaults({ verdict }: Oracle): readonly string[] {
  if (verdict.agrees) return [];
  const { lost, doubled, messages_doubled: messages } = verdict;
  return [
    `The oracle does not agree: ${lost.length} order(s) lost, ${doubled.length} doubled, ${messages.length} message(s) sent twice.`,
  ];
}

function sampleFault(applicationId: string, oracle: Oracle): string | null {
  const application = oracle.applications.find((one) => one.application_id === applicationId);
  const order = oracle.orders.find((one) => one.order_id === application?.order_id);
  if (order === undefined) return `Request ${applicationId} was approved and has no order.`;
  const parcels = liveWarehouseOrders(order).length;
  if (parcels !== 1) return `Order ${order.order_id} has ${parcels} warehouse orders instead of one.`;
  if (order.tracking_on_tiktok === '') return `Order ${order.order_id} has no tracking on TikTok Shop.`;
  return null;
}

/** One note for each parcel that left by the warehouse: nobody is told twice and nobody is forgotten. */
function noteFaults({ orders, applications, messages }: Oracle): readonly string[] {
  const creatorOf = new Map(applications.map((one) => [one.application_id, one.creator_id]));
  const parcels = new Map<string, number>();
  for (const order of orders) {
    const creator = creatorOf.get(order.application_ids[0] ?? '');
    if (creator === undefined || liveWarehouseOrders(order).length === 0) continue;
    parcels.set(creator, (parcels.get(creator) ?? 0) + 1);
  }
  return [...parcels].flatMap(([creator, expected]) => {
    const sent = messages.filter((one) => one.from === 'seller' && one.creator_id === creator).length;
    return sent === expected ? [] : [`Creator ${creator} got ${sent} note(s) for ${expected} parcel(s).`];
  });
}

function rejectionFault({ rejectedId, oracle }: Evidence): readonly string[] {
  const status = oracle.applications.find((one) => one.application_id === rejectedId)?.status;
  return status === 'REJECT_CANCELLED'
    ? []
    : [`Request ${rejectedId} was to be rejected and reads ${status ?? 'nothing'}.`];
}

function unfinished({ kind, subject, status, outcome, blocked }: JournalAction): string {
  const why = blocked?.why ?? outcome;
  return `${kind} ${subject} ended as ${status}${why === undefined ? '.' : `: ${why}`}`;
}

function liveWarehouseOrders(order: Oracle['orders'][number]): Oracle['orders'][number]['wms_orders'] {
  return order.wms_orders.filter((one) => one.status !== 'Cancelled');
}
