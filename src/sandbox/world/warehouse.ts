import { HOUR } from '../clock.ts';
import type { Recipient, WmsLineRow, WmsOrderRow, WmsProductRow, WmsShipmentRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import type { EventKind } from './queue.ts';
import { schedule } from './queue.ts';

/** Detail ids of a shipment (wms reference 2.5); 0 stands for "no detail". */
export const DETAIL = {
  none: 0,
  picked: 100,
  packed: 101,
  labeled: 102,
  waitingForCarrier: 200,
  inTransit: 201,
  outForDelivery: 202,
  delivered: 203,
  outOfStock: 303,
  invalidAddress: 401,
} as const;

interface WmsLineRequest {
  sku: string;
  name: string;
  quantity: number;
  inventoryProductId?: number | undefined;
}

interface WmsOrderRequest {
  referenceId: string;
  channelId: number;
  /** The create call's body as JSON, answered back on reads. */
  request: string;
  lines: readonly WmsLineRequest[];
  addressProblem: string | null;
  native: boolean;
}

/** Begins the name under which a parcel's loss is remembered, also when it turns up later. */
export const LOST_SHIPMENT = 'lost_shipment_';

const FIRST_WMS_ORDER = 300_123_000;
const FIRST_SHIPMENT = 100_987_000;
const FIRST_GHOST = 29_000_000;

export function shipmentOf(moment: Moment, wmsOrderId: number): WmsShipmentRow | undefined {
  return moment.state.one<WmsShipmentRow>('SELECT * FROM wms_shipments WHERE wms_order_id = ?', wmsOrderId);
}

export function wmsLines(moment: Moment, wmsOrderId: number): WmsLineRow[] {
  return moment.state.all<WmsLineRow>(
    'SELECT * FROM wms_lines WHERE wms_order_id = ? ORDER BY position',
    wmsOrderId,
  );
}

/** Why the warehouse would not accept this address, or null. It wants a house number and refuses masks. */
export function addressProblem(address: { address1: string; city: string }): string | null {
  if (address.address1.includes('*') || address.city.includes('*')) return 'Address is masked';
  return /\d/.test(address.address1) ? null : 'Street number not found';
}

/** Takes an order in. An unknown SKU becomes a product without stock, as this vendor does; the order then cannot ship. */
export function createWmsOrder(moment: Moment, order: WmsOrderRequest): number {
  const { state, random, now } = moment;
  const wmsOrderId = nextNumber(moment, 'wms_order', FIRST_WMS_ORDER);
  const shipmentId = nextNumber(moment, 'wms_shipment', FIRST_SHIPMENT);
  state.insert('wms_orders', {
    wms_order_id: wmsOrderId,
    reference_id: order.referenceId,
    status: 'Processing',
    channel_id: order.channelId,
    request: order.request,
    created_ms: now,
    updated_ms: now,
    native: order.native ? 1 : 0,
  });
  order.lines.forEach((line, position) => {
    const product = knownProduct(moment, line) ?? ghostProduct(moment, line);
    state.insert('wms_lines', {
      wms_order_id: wmsOrderId,
      position,
      product_id: product.product_id,
      sku: product.sku,
      name: product.name,
      quantity: line.quantity,
      allocated: 0,
    });
  });
  state.insert('wms_shipments', {
    shipment_id: shipmentId,
    wms_order_id: wmsOrderId,
    status: 'Processing',
    detail: DETAIL.none,
    created_ms: now,
    updated_ms: now,
    due_ms: now + Math.round((4 + 16 * random.fraction('wms hours', order.referenceId)) * HOUR),
  });
  if (order.addressProblem !== null) setShipment(moment, shipmentId, 'OnHold', DETAIL.invalidAddress);
  else allocate(moment, wmsOrderId, shipmentId);
  return wmsOrderId;
}

function nextNumber(moment: Moment, kind: string, first: number): number {
  const next = Number(moment.state.metaOrNull(`number_${kind}`) ?? first) + 1;
  moment.state.setMeta(`number_${kind}`, String(next));
  return next;
}

function knownProduct(moment: Moment, line: WmsLineRequest): WmsProductRow | undefined {
  if (line.inventoryProductId !== undefined) {
    return moment.state.one<WmsProductRow>(
      'SELECT * FROM wms_products WHERE product_id = ?',
      line.inventoryProductId,
    );
  }
  return moment.state.one<WmsProductRow>('SELECT * FROM wms_products WHERE sku = ?', line.sku);
}

function ghostProduct(moment: Moment, line: WmsLineRequest): WmsProductRow {
  const number = nextNumber(moment, 'wms_product', FIRST_GHOST);
  const ghost = {
    inventory_id: number + 70_000,
    product_id: number,
    sku: line.sku,
    name: line.name,
    on_hand: 0,
    committed: 0,
    ghost: 1,
  };
  moment.state.insert('wms_products', ghost);
  return ghost;
}

export function setShipment(moment: Moment, shipmentId: number, status: string, detail: number): void {
  moment.state.run(
    'UPDATE wms_shipments SET status = ?, detail = ?, updated_ms = ? WHERE shipment_id = ?',
    status,
    detail,
    moment.now,
    shipmentId,
  );
}

export function setOrder(moment: Moment, wmsOrderId: number, status: string): void {
  moment.state.run(
    'UPDATE wms_orders SET status = ?, updated_ms = ? WHERE wms_order_id = ?',
    status,
    moment.now,
    wmsOrderId,
  );
}

/** Commits stock for the whole order or for nothing, and starts the picking if it worked. */
function allocate(moment: Moment, wmsOrderId: number, shipmentId: number): void {
  const { state, now } = moment;
  const wanted = new Map<number, number>();
  for (const line of wmsLines(moment, wmsOrderId)) {
    wanted.set(line.product_id, (wanted.get(line.product_id) ?? 0) + line.quantity);
  }
  const short = [...wanted].some(([productId, quantity]) => {
    const row = state.one<WmsProductRow>('SELECT * FROM wms_products WHERE product_id = ?', productId);
    return row === undefined || row.on_hand - row.committed < quantity;
  });
  if (short) {
    setShipment(moment, shipmentId, 'Exception', DETAIL.outOfStock);
    setOrder(moment, wmsOrderId, 'Exception');
    return;
  }
  for (const [productId, quantity] of wanted) {
    state.run('UPDATE wms_products SET committed = committed + ? WHERE product_id = ?', quantity, productId);
  }
  state.run('UPDATE wms_lines SET allocated = quantity WHERE wms_order_id = ?', wmsOrderId);
  setShipment(moment, shipmentId, 'Processing', DETAIL.none);
  setOrder(moment, wmsOrderId, 'Processing');
  const due = shipmentOf(moment, wmsOrderId)?.due_ms ?? now;
  const ends = due > now ? due : now + 4 * HOUR;
  const span = ends - now;
  const steps: readonly [EventKind, number][] = [
    ['wms_picked', 0.4],
    ['wms_packed', 0.7],
    ['wms_labeled', 0.8],
    ['wms_shipped', 1],
  ];
  for (const [kind, share] of steps) {
    schedule(moment, now + Math.round(span * share), kind, String(shipmentId));
  }
}

/** New stock arrived: orders that waited for it are picked after all. */
export function retryExceptions(moment: Moment): void {
  const waiting = moment.state.all<WmsShipmentRow>(
    `SELECT * FROM wms_shipments WHERE status = 'Exception' ORDER BY shipment_id`,
  );
  for (const shipment of waiting) allocate(moment, shipment.wms_order_id, shipment.shipment_id);
}

/** True when it could still be taken back: nothing has been picked. */
export function cancelWmsOrder(moment: Moment, order: WmsOrderRow, shipment: WmsShipmentRow): boolean {
  const waiting = shipment.status === 'Processing' && shipment.detail === DETAIL.none;
  if (!waiting && shipment.status !== 'Exception' && shipment.status !== 'OnHold') return false;
  for (const line of wmsLines(moment, order.wms_order_id)) {
    moment.state.run(
      'UPDATE wms_products SET committed = committed - ? WHERE product_id = ?',
      line.allocated,
      line.product_id,
    );
  }
  moment.state.run('UPDATE wms_lines SET allocated = 0 WHERE wms_order_id = ?', order.wms_order_id);
  setShipment(moment, shipment.shipment_id, 'Cancelled', DETAIL.none);
  setOrder(moment, order.wms_order_id, 'Cancelled');
  return true;
}

const PROGRESS: Partial<Record<EventKind, { after: readonly number[]; detail: number }>> = {
  wms_picked: { after: [DETAIL.none], detail: DETAIL.picked },
  wms_packed: { after: [DETAIL.picked], detail: DETAIL.packed },
  wms_labeled: { after: [DETAIL.packed], detail: DETAIL.labeled },
};

/** Picked, packed, labeled: only forward, and only while the shipment is being processed. */
export function warehouseProgress(moment: Moment, kind: EventKind, shipmentId: number): void {
  const shipment = findShipment(moment, shipmentId);
  const step = PROGRESS[kind];
  if (step === undefined || shipment?.status !== 'Processing' || !step.after.includes(shipment.detail))
    return;
  setShipment(moment, shipmentId, 'Processing', step.detail);
}

export function findShipment(moment: Moment, shipmentId: number): WmsShipmentRow | undefined {
  return moment.state.one<WmsShipmentRow>('SELECT * FROM wms_shipments WHERE shipment_id = ?', shipmentId);
}

/** The recipient block of a create call, from what the platform shows for an order. */
export function wmsRecipient(recipient: Recipient): {
  name: string;
  phone_number: string;
  address: {
    address1: string;
    address2: string;
    city: string;
    state: string;
    zip_code: string;
    country: string;
  };
} {
  return {
    name: `${recipient.first_name} ${recipient.last_name}`,
    phone_number: recipient.phone_number,
    address: {
      address1: recipient.address_line1,
      address2: recipient.address_line2,
      city: recipient.city,
      state: recipient.state_code,
      zip_code: recipient.postal_code,
      country: 'US',
    },
  };
}
