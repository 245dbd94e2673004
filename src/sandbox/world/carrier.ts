import { HOUR, MINUTE } from '../clock.ts';
import type { OrderLineRow, OrderRow, WmsOrderRow, WmsShipmentRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { deliver, deliveryTime } from './orders.ts';
import type { EventKind } from './queue.ts';
import { schedule } from './queue.ts';
import { DETAIL, findShipment, LOST_SHIPMENT, setOrder, setShipment, wmsLines } from './warehouse.ts';

/** UPS for most, FedEx for some; never USPS, whose outside labels the platform does not accept. */
function label(moment: Moment, shipmentId: number): { carrier: string; number: string } {
  const { random } = moment;
  if (random.chance(0.2, 'carrier', shipmentId)) {
    return { carrier: 'FedEx', number: `77${shipmentId}${random.integer(0, 9, 'fedex', shipmentId)}` };
  }
  const noise = random.integer(0, 9_999_999, 'ups', shipmentId);
  return { carrier: 'UPS', number: `1Z${String(noise).padStart(7, '0')}${shipmentId}` };
}

export function ship(moment: Moment, shipmentId: number): void {
  const { state, now } = moment;
  const shipment = findShipment(moment, shipmentId);
  if (shipment?.status !== 'Processing') return;
  for (const line of wmsLines(moment, shipment.wms_order_id)) {
    state.run(
      'UPDATE wms_products SET on_hand = on_hand - ?, committed = committed - ? WHERE product_id = ?',
      line.allocated,
      line.allocated,
      line.product_id,
    );
  }
  const { carrier, number } = label(moment, shipmentId);
  state.run(
    'UPDATE wms_shipments SET carrier = ?, tracking_number = ?, shipped_ms = ?, tracking_ms = ? WHERE shipment_id = ?',
    carrier,
    number,
    now,
    now,
    shipmentId,
  );
  setShipment(moment, shipmentId, 'Completed', DETAIL.waitingForCarrier);
  setOrder(moment, shipment.wms_order_id, 'Fulfilled');
  journey(moment, shipmentId, 'PreTransit', 'Label created', 'Cicero, IL');
  const arrival = deliveryTime(moment, number, now);
  schedule(moment, now + 5 * HOUR, 'wms_in_transit', String(shipmentId));
  schedule(moment, arrival - 4 * HOUR, 'wms_out_for_delivery', String(shipmentId));
  schedule(moment, arrival, 'wms_delivered', String(shipmentId));
  const order = state.one<WmsOrderRow>(
    'SELECT * FROM wms_orders WHERE wms_order_id = ?',
    shipment.wms_order_id,
  );
  if (order?.native === 1) schedule(moment, now + 5 * MINUTE, 'native_mark_shipped', String(shipmentId));
}

function journey(
  moment: Moment,
  shipmentId: number,
  status: string,
  message: string,
  location: string,
): void {
  moment.state.insert('wms_journey', {
    shipment_id: shipmentId,
    at_ms: moment.now,
    status,
    message,
    location,
  });
  moment.state.run('UPDATE wms_shipments SET tracking_ms = ? WHERE shipment_id = ?', moment.now, shipmentId);
}

function destination(moment: Moment, shipment: WmsShipmentRow): string {
  const row = moment.state.one<{ request: string }>(
    'SELECT request FROM wms_orders WHERE wms_order_id = ?',
    shipment.wms_order_id,
  );
  const parsed: { recipient?: { address?: { city?: string; state?: string | null } } } = JSON.parse(
    row?.request ?? '{}',
  );
  const address = parsed.recipient?.address;
  return `${address?.city ?? 'Unknown'}, ${address?.state ?? ''}`;
}

export function carrierProgress(moment: Moment, kind: EventKind, shipmentId: number): void {
  const shipment = findShipment(moment, shipmentId);
  if (shipment?.status !== 'Completed' || shipment.detail === DETAIL.delivered) return;
  const last = kind === 'wms_out_for_delivery';
  setShipment(moment, shipmentId, 'Completed', last ? DETAIL.outForDelivery : DETAIL.inTransit);
  const place = last ? destination(moment, shipment) : 'Cicero, IL';
  journey(moment, shipmentId, 'InTransit', last ? 'Out for delivery' : 'Departed facility', place);
}

/** The carrier delivered. Orders on the platform that carry this number are delivered with it. */
export function deliverShipment(moment: Moment, shipmentId: number): void {
  const shipment = findShipment(moment, shipmentId);
  if (shipment?.status !== 'Completed' || shipment.detail === DETAIL.delivered) return;
  setShipment(moment, shipmentId, 'Completed', DETAIL.delivered);
  moment.state.run('UPDATE wms_shipments SET delivered_ms = ? WHERE shipment_id = ?', moment.now, shipmentId);
  journey(moment, shipmentId, 'Delivered', 'Delivered', destination(moment, shipment));
  const lines = moment.state.all<OrderLineRow>(
    'SELECT * FROM order_lines WHERE tracking_number = ?',
    shipment.tracking_number,
  );
  for (const orderId of new Set(lines.map((line) => line.order_id))) deliver(moment, orderId);
}

/** The carrier loses the order's parcels: they do not arrive by themselves. False when none is under way. */
export function loseParcels(moment: Moment, orderId: string): boolean {
  if (!isUnderWay(moment, orderId)) return false;
  moment.state.run("DELETE FROM events WHERE kind = 'delivered' AND subject = ?", orderId);
  for (const shipmentId of shipmentsUnderWay(moment, orderId)) {
    moment.state.run(
      "DELETE FROM events WHERE kind IN ('wms_out_for_delivery', 'wms_delivered') AND subject = ?",
      String(shipmentId),
    );
    // Remembered for the oracle: a parcel that replaces this one is owed, also when this one is found later.
    moment.state.setMeta(`${LOST_SHIPMENT}${shipmentId}`, String(moment.now));
  }
  return true;
}

/** What the carrier had lost arrives after all. False when nothing is under way. */
export function findParcels(moment: Moment, orderId: string): boolean {
  if (!isUnderWay(moment, orderId)) return false;
  for (const shipmentId of shipmentsUnderWay(moment, orderId)) deliverShipment(moment, shipmentId);
  deliver(moment, orderId);
  return true;
}

function isUnderWay({ state }: Moment, orderId: string): boolean {
  const order = state.one<OrderRow>('SELECT * FROM orders WHERE order_id = ?', orderId);
  return order !== undefined && ['AWAITING_COLLECTION', 'IN_TRANSIT'].includes(order.status);
}

function shipmentsUnderWay(moment: Moment, orderId: string): number[] {
  return moment.state
    .all<{ shipment_id: number }>(
      // A replacement's number is not on the platform: there the warehouse's reference names the order.
      `SELECT s.shipment_id FROM wms_shipments s JOIN wms_orders w USING (wms_order_id)
       WHERE s.tracking_number <> '' AND s.delivered_ms IS NULL AND (instr(w.reference_id, ?) > 0 OR EXISTS (
         SELECT 1 FROM order_lines l WHERE l.order_id = ? AND l.tracking_number = s.tracking_number))`,
      orderId,
      orderId,
    )
    .map((row) => row.shipment_id);
}
