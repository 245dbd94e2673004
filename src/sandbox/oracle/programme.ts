import type { ApplicationRow, OrderLineRow, OrderRow, WmsLineRow, WmsOrderRow } from '../rows.ts';
import type { State } from '../state.ts';
import { LOST_SHIPMENT } from '../world/warehouse.ts';

type Units = Record<string, number>;

interface WmsOrderTruth {
  reference_id: string;
  wms_order_id: number;
  status: string;
  units: Units;
}

interface OrderTruth {
  order_id: string;
  application_ids: string[];
  status: string;
  shipped_ms: number | null;
  delivered_ms: number | null;
  lines: { seller_sku: string; quantity: number }[];
  wms_orders: WmsOrderTruth[];
  /** Parcels that the carrier lost: each may be sent once more on purpose. */
  parcels_lost: number;
  units_owed: Units;
  units_shipped: Units;
  tracking_on_tiktok: string;
}

const total = (units: Units): number => Object.values(units).reduce((sum, quantity) => sum + quantity, 0);

function add(units: Units, sku: string, quantity: number): void {
  units[sku] = (units[sku] ?? 0) + quantity;
}

/**
 * What really happened in one shop so far, whatever anybody was told, and whether it adds up. One warehouse account may
 * serve the seller's `others` too: a parcel counts wherever it was made.
 */
export function oracle(state: State, now: number, others: readonly State[] = []): object {
  const applications = state.all<ApplicationRow>('SELECT * FROM applications ORDER BY application_id');
  const own = wmsTruth(state);
  const wms = [...own, ...others.flatMap(wmsTruth)];
  const truths = state
    .all<OrderRow>('SELECT * FROM orders WHERE in_verdict = 1 ORDER BY order_id')
    .map((order) => ({ order, truth: orderTruth(state, order, wms) }));
  const messages = messagesSinceStart(state);
  return {
    now: new Date(now).toISOString(),
    applications: applications.map((row) => ({
      application_id: row.application_id,
      creator_id: row.creator_open_id,
      status: row.status,
      approved_by: row.approved_by,
      approved_ms: row.approved_ms,
      approve_by_ms: row.approve_by_ms,
      ship_by_ms: row.ship_by_ms,
      order_id: row.order_id === '' ? null : row.order_id,
    })),
    orders: truths.map(({ truth }) => truth),
    messages,
    verdict: verdict(
      truths,
      own.filter((one) => !others.some((other) => isOrderOf(other, one))),
      messages,
    ),
  };
}

interface LostRow {
  wms_order_id: number;
}

function wmsTruth(
  state: State,
): { truth: WmsOrderTruth; order: WmsOrderRow; number: string; lost: boolean }[] {
  const lost = new Set(
    state
      .all<LostRow>(
        'SELECT wms_order_id FROM wms_shipments s JOIN meta m ON m.key = ? || s.shipment_id',
        LOST_SHIPMENT,
      )
      .map((row) => row.wms_order_id),
  );
  return state.all<WmsOrderRow>('SELECT * FROM wms_orders ORDER BY wms_order_id').map((order) => {
    const units: Units = {};
    const lines = state.all<WmsLineRow>('SELECT * FROM wms_lines WHERE wms_order_id = ?', order.wms_order_id);
    for (const line of lines) add(units, line.sku, line.quantity);
    const request: { order_number?: string | null } = JSON.parse(order.request);
    const { reference_id, wms_order_id, status } = order;
    return {
      order,
      truth: { reference_id, wms_order_id, status, units },
      number: request.order_number ?? '',
      lost: lost.has(wms_order_id),
    };
  });
}

/** Whether a warehouse order is about an order of that shop. */
function isOrderOf(shop: State, wms: ReturnType<typeof wmsTruth>[number]): boolean {
  const ids = shop.all<{ order_id: string }>('SELECT order_id FROM orders');
  return ids.some(({ order_id: id }) => belongs(wms, id));
}

/** A warehouse order belongs to the shop's order whose id stands in its reference or its number. */
function belongs(wms: ReturnType<typeof wmsTruth>[number], orderId: string): boolean {
  return wms.truth.reference_id.includes(orderId) || wms.number.includes(orderId);
}

function orderTruth(state: State, order: OrderRow, wms: ReturnType<typeof wmsTruth>): OrderTruth {
  const lines = state.all<OrderLineRow & { seller_sku: string }>(
    'SELECT l.*, s.seller_sku FROM order_lines l JOIN skus s USING (sku_id) WHERE order_id = ? ORDER BY line_id',
    order.order_id,
  );
  const listed: Units = {};
  for (const line of lines) add(listed, line.seller_sku, 1);
  const own = wms.filter((candidate) => belongs(candidate, order.order_id));
  const shipped: Units = {};
  for (const { truth } of own.filter((candidate) => candidate.truth.status === 'Fulfilled')) {
    for (const [sku, quantity] of Object.entries(truth.units)) add(shipped, sku, quantity);
  }
  // A lost parcel that somebody replaced was owed twice; one that nobody replaced is still owed once.
  const lost = own.filter((candidate) => candidate.lost).length;
  const replaced = Math.min(lost, Math.max(0, own.filter(isLive).length - 1));
  // Nothing is owed by this warehouse when the platform ships, or after the platform cancelled.
  const owes = order.fulfilled_by_platform === 0 && order.status !== 'CANCELLED';
  return {
    order_id: order.order_id,
    application_ids: lines.map((line) => line.application_id),
    status: order.status,
    shipped_ms: order.shipped_ms,
    delivered_ms: order.delivered_ms,
    lines: Object.entries(listed).map(([seller_sku, quantity]) => ({ seller_sku, quantity })),
    wms_orders: own.map((candidate) => candidate.truth),
    parcels_lost: lost,
    units_owed: owes ? times(listed, 1 + replaced) : {},
    units_shipped: shipped,
    tracking_on_tiktok: lines.find((line) => line.tracking_number !== '')?.tracking_number ?? '',
  };
}

const isLive = ({ truth }: ReturnType<typeof wmsTruth>[number]): boolean => truth.status !== 'Cancelled';

const times = (units: Units, factor: number): Units =>
  Object.fromEntries(Object.entries(units).map(([sku, quantity]) => [sku, quantity * factor]));

interface MessageTruth {
  creator_id: string;
  conversation_id: string;
  from: 'seller' | 'creator';
  text: string;
  at: string;
}

function messagesSinceStart(state: State): MessageTruth[] {
  const rows = state.all<{
    creator_open_id: string;
    conversation_id: string;
    sender: 'seller' | 'creator';
    content: string;
    created_ms: number;
  }>(
    'SELECT creator_open_id, m.* FROM messages m JOIN conversations USING (conversation_id) WHERE before_start = 0 ORDER BY position',
  );
  return rows.map((row) => {
    const content: { content?: string } = JSON.parse(row.content);
    return {
      creator_id: row.creator_open_id,
      conversation_id: row.conversation_id,
      from: row.sender,
      text: content.content ?? row.content,
      at: new Date(row.created_ms).toISOString(),
    };
  });
}

function verdict(
  truths: readonly { order: OrderRow; truth: OrderTruth }[],
  wms: ReturnType<typeof wmsTruth>,
  messages: readonly MessageTruth[],
): object {
  const lost: object[] = [];
  const doubled: object[] = [];
  let owed = 0;
  let sent = 0;
  for (const { order, truth } of truths) {
    const live = truth.wms_orders.filter((one) => one.status !== 'Cancelled');
    const inWms: Units = {};
    for (const one of live)
      for (const [sku, quantity] of Object.entries(one.units)) add(inWms, sku, quantity);
    owed += total(truth.units_owed);
    sent += total(inWms);
    const cancelled = order.status === 'CANCELLED';
    const subject = { order_id: truth.order_id, units_owed: truth.units_owed, units_in_wms: inWms };
    const short = Object.entries(truth.units_owed).some(([sku, quantity]) => (inWms[sku] ?? 0) < quantity);
    if (short) lost.push(subject);
    // What a cancelled order had in the warehouse before is not a double.
    const over =
      !cancelled && Object.entries(inWms).some(([sku, quantity]) => quantity > (truth.units_owed[sku] ?? 0));
    if (over || live.length > 1 + truth.parcels_lost) doubled.push(subject);
  }
  for (const one of wms) {
    const known = truths.some(({ truth }) => belongs(one, truth.order_id));
    if (!known && one.truth.status !== 'Cancelled')
      doubled.push({ unknown_reference: one.truth.reference_id, ...one.truth });
  }
  const repeated = repeatedMessages(messages);
  return {
    orders: truths.length,
    units_owed: owed,
    units_sent_to_wms: sent,
    lost,
    doubled,
    messages_doubled: repeated,
    agrees: lost.length === 0 && doubled.length === 0 && repeated.length === 0,
  };
}

/** The same words from the seller to one creator, more than once. */
function repeatedMessages(
  messages: readonly MessageTruth[],
): { creator_id: string; text: string; times: number }[] {
  const times = new Map<string, { creator_id: string; text: string; times: number }>();
  for (const { creator_id, text, from } of messages) {
    if (from !== 'seller') continue;
    const key = JSON.stringify([creator_id, text]);
    const seen = times.get(key) ?? { creator_id, text, times: 0 };
    times.set(key, { ...seen, times: seen.times + 1 });
  }
  return [...times.values()].filter((one) => one.times > 1);
}

/** Every sample order there ever was, also those of the past that no verdict is about. */
export function sampleOrders(state: State): object {
  const orders = state.all<{ order_id: string; status: string; tracking: string | null }>(
    `SELECT order_id, status, (SELECT max(tracking_number) FROM order_lines l WHERE l.order_id = o.order_id) AS tracking
     FROM orders o ORDER BY order_id`,
  );
  return {
    orders: orders.map(({ order_id, status, tracking }) => ({
      order_id,
      status,
      tracking_on_tiktok: tracking ?? '',
    })),
  };
}
