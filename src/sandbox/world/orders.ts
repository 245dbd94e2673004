import { DAY, HOUR } from '../clock.ts';
import type { ApplicationRow, OrderLineRow, OrderRow, WmsShipmentRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { schedule } from './queue.ts';
import { close, startContentClock } from './samples.ts';
import { LOST_SHIPMENT } from './warehouse.ts';

export function findOrder(moment: Moment, orderId: string): OrderRow | undefined {
  return moment.state.one<OrderRow>('SELECT * FROM orders WHERE order_id = ?', orderId);
}

export function linesOf(moment: Moment, orderId: string): OrderLineRow[] {
  return moment.state.all<OrderLineRow>(
    'SELECT * FROM order_lines WHERE order_id = ? ORDER BY line_id',
    orderId,
  );
}

function applicationsOf(moment: Moment, orderId: string): ApplicationRow[] {
  return moment.state.all<ApplicationRow>('SELECT * FROM applications WHERE order_id = ?', orderId);
}

function touch(moment: Moment, orderId: string, status: string): void {
  moment.state.run(
    'UPDATE orders SET status = ?, updated_ms = ? WHERE order_id = ?',
    status,
    moment.now,
    orderId,
  );
}

function note(moment: Moment, orderId: string, description: string): void {
  moment.state.insert('tracking_events', { order_id: orderId, at_ms: moment.now, description });
}

/** When a parcel with this number, handed over at `shippedMs`, reaches its door: two to four days later. */
export function deliveryTime(moment: Moment, trackingNumber: string, shippedMs: number): number {
  return shippedMs + Math.round((2 + 2 * moment.random.fraction('delivery', trackingNumber)) * DAY);
}

/** Puts the lines into one package under this number. Answers the package's id. The caller has checked everything. */
export function markShipped(
  moment: Moment,
  order: OrderRow,
  lines: readonly OrderLineRow[],
  parcel: { trackingNumber: string; providerId: string },
): string {
  const { state, now } = moment;
  const packageId = state.nextId('package');
  for (const line of lines) {
    state.run(
      'UPDATE order_lines SET package_id = ?, tracking_number = ?, provider_id = ?, shipped_ms = ? WHERE line_id = ?',
      packageId,
      parcel.trackingNumber,
      parcel.providerId,
      now,
      line.line_id,
    );
    state.run(
      `UPDATE applications SET status = 'SHIPPED', tracking_number = ? WHERE application_id = ? AND status = 'AWAITING_SHIPMENT'`,
      parcel.trackingNumber,
      line.application_id,
    );
    state.run('UPDATE skus SET committed = committed - 1 WHERE sku_id = ?', line.sku_id);
  }
  const open = linesOf(moment, order.order_id).some((line) => line.shipped_ms === null);
  touch(moment, order.order_id, open ? 'PARTIALLY_SHIPPING' : 'AWAITING_COLLECTION');
  if (!open) state.run('UPDATE orders SET shipped_ms = ? WHERE order_id = ?', now, order.order_id);
  if (!open) scheduleTransit(moment, order.order_id, parcel.trackingNumber);
  return packageId;
}

/** A parcel the sandbox's own warehouse handed over keeps that journey; any other number gets one from now on. */
function scheduleTransit(moment: Moment, orderId: string, trackingNumber: string): void {
  const { state, random, now } = moment;
  const shipment = state.one<WmsShipmentRow>(
    'SELECT * FROM wms_shipments WHERE tracking_number = ?',
    trackingNumber,
  );
  const scan = now + random.integer(1, 6, 'scan', orderId) * HOUR;
  const from = shipment?.shipped_ms ?? now;
  const arrival = shipment?.delivered_ms ?? deliveryTime(moment, trackingNumber, from);
  schedule(moment, scan, 'carrier_scan', orderId);
  const lost = shipment && state.metaOrNull(`${LOST_SHIPMENT}${shipment.shipment_id}`) !== null;
  if (!lost) schedule(moment, Math.max(arrival, scan + HOUR), 'delivered', orderId);
}

export function carrierScan(moment: Moment, orderId: string): void {
  if (findOrder(moment, orderId)?.status !== 'AWAITING_COLLECTION') return;
  touch(moment, orderId, 'IN_TRANSIT');
  note(moment, orderId, 'Your package was picked up by the carrier.');
}

export function deliver(moment: Moment, orderId: string): void {
  const order = findOrder(moment, orderId);
  if (order === undefined || !['AWAITING_COLLECTION', 'IN_TRANSIT'].includes(order.status)) return;
  touch(moment, orderId, 'DELIVERED');
  moment.state.run('UPDATE orders SET delivered_ms = ? WHERE order_id = ?', moment.now, orderId);
  note(moment, orderId, 'Your package was delivered.');
  for (const application of applicationsOf(moment, orderId)) {
    if (application.status === 'SHIPPED') startContentClock(moment, application);
  }
  schedule(moment, moment.now + 3 * DAY, 'order_completed', orderId);
}

export function completeOrder(moment: Moment, orderId: string): void {
  if (findOrder(moment, orderId)?.status !== 'DELIVERED') return;
  touch(moment, orderId, 'COMPLETED');
  moment.state.run('UPDATE orders SET completed_ms = ? WHERE order_id = ?', moment.now, orderId);
}

/** Nothing was handed over in time: the platform cancels the order and blames the seller. */
export function shipDeadline(moment: Moment, orderId: string): void {
  const order = findOrder(moment, orderId);
  if (order?.status !== 'AWAITING_SHIPMENT') return;
  touch(moment, orderId, 'CANCELLED');
  moment.state.run('UPDATE orders SET cancelled_ms = ? WHERE order_id = ?', moment.now, orderId);
  for (const line of linesOf(moment, orderId)) {
    moment.state.run(
      'UPDATE skus SET available = available + 1, committed = committed - 1 WHERE sku_id = ?',
      line.sku_id,
    );
  }
  for (const application of applicationsOf(moment, orderId)) {
    close(moment, application.application_id, 'SELLER_NOT_SHIP_CANCELLED');
  }
}

/** The platform's own warehouse ships what it holds; nobody calls anything. */
export function platformShips(moment: Moment, orderId: string): void {
  const order = findOrder(moment, orderId);
  if (order?.status !== 'AWAITING_SHIPMENT') return;
  const digits = moment.random.integer(10_000_000, 99_999_999, 'platform tracking', orderId);
  const parcel = { trackingNumber: `GFUS0100${digits}`, providerId: '7352739623900022544' };
  markShipped(moment, order, linesOf(moment, orderId), parcel);
}
