import { z } from 'zod';
import type { OrderLineRow, OrderRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { SHIPPING_PROVIDERS } from '../world/native.ts';
import { findOrder, linesOf, markShipped } from '../world/orders.ts';
import { usesPlatformLabel } from '../world/platform-shipping.ts';
import type { Call, Endpoint } from './call.ts';
import { param, parseBody } from './call.ts';
import { CODE, Refusal } from './envelope.ts';

const SCOPE = 'seller.fulfillment.basic';

const PackageBody = z.object({
  tracking_number: z.string(),
  shipping_provider_id: z.string(),
  order_line_item_ids: z.array(z.string()).optional(),
});

/** Shapes of tracking numbers, for the warning only (wms reference 6.4). */
const SHAPES: readonly (readonly [string, RegExp])[] = [
  ['UPS', /^1Z[0-9A-Z]{16}$/],
  ['USPS', /^(9\d{19,21}|[A-Z]{2}\d{9}US)$/],
  ['FedEx', /^(\d{12}|\d{15}|\d{20})$/],
  ['DHL express', /^\d{10}$/],
  ['Amazon Logistics', /^TBA\d{12}$/],
  ['OnTrac', /^[CD]\d{14}$/],
  ['UniUni', /^UUS/],
  ['DHL eCommerce', /^(GM|9261)/],
];

/** The order that the path names; refused when it is not this seller's. */
export function orderOf(call: Call): OrderRow {
  const order = findOrder(call.moment, param(call, 'order_id'));
  if (order === undefined) throw new Refusal(CODE.notYourOrder, 'The order does not belong to this seller.');
  return order;
}

function ship(call: Call): object {
  const { moment } = call;
  const body = parseBody(PackageBody, call.body);
  const order = orderOf(call);
  refuseWrongOrder(order);
  if (usesPlatformLabel(moment, order)) {
    throw new Refusal(CODE.notShippedBySeller, 'The order ships with a label of the platform.');
  }
  const lines = linesToShip(moment, order, body.order_line_item_ids);
  const provider = ownCarrier(body.shipping_provider_id);
  refuseWrongNumber(moment, order, body.tracking_number);
  const packageId = markShipped(moment, order, lines, {
    trackingNumber: body.tracking_number,
    providerId: provider.id,
  });
  return {
    order_id: order.order_id,
    order_line_item_ids: lines.map((line) => line.line_id),
    package_id: packageId,
    warning: { message: warningFor(body.tracking_number, provider.name) },
  };
}

/** The carrier of a seller's own parcel. Outside USPS labels fail verification since January 2026 (wms reference 7). */
export function ownCarrier(providerId: string): (typeof SHIPPING_PROVIDERS)[number] {
  const provider = SHIPPING_PROVIDERS.find((one) => one.id === providerId);
  if (provider === undefined) throw new Refusal(CODE.badProviderOrNumber, 'Invalid shipping provider.');
  if (provider.name === 'USPS') {
    throw new Refusal(CODE.providerUnavailable, 'Shipping provider is not available.');
  }
  return provider;
}

/** Refuses what the seller cannot ship, or not any more. */
export function refuseWrongOrder(order: OrderRow): void {
  if (order.fulfilled_by_platform === 1) {
    throw new Refusal(CODE.platformFulfilled, 'Order is fulfilled by the platform.');
  }
  if (order.status === 'CANCELLED') throw new Refusal(CODE.orderCancelled, 'The order has been cancelled.');
  if (order.status === 'AWAITING_SHIPMENT' || order.status === 'PARTIALLY_SHIPPING') return;
  throw new Refusal(CODE.alreadyShipped, 'The order has already been shipped.');
}

/** The lines named, or all that are not shipped yet. */
export function linesToShip(
  moment: Moment,
  order: OrderRow,
  named: readonly string[] | undefined,
): OrderLineRow[] {
  const all = linesOf(moment, order.order_id);
  if (named === undefined || named.length === 0) return all.filter((line) => line.shipped_ms === null);
  return [...new Set(named)].map((id) => {
    const line = all.find((candidate) => candidate.line_id === id);
    if (line === undefined)
      throw new Refusal(CODE.notYourOrder, 'A line item does not belong to this order.');
    if (line.shipped_ms !== null)
      throw new Refusal(CODE.alreadyShipped, 'A line item has already been shipped.');
    return line;
  });
}

export function refuseWrongNumber(moment: Moment, order: OrderRow, number: string): void {
  if (/[^0-9A-Za-z]/.test(number)) {
    throw new Refusal(CODE.specialCharacters, 'The tracking number has special characters.');
  }
  if (number.length < 8 || number.length > 40) {
    throw new Refusal(CODE.badProviderOrNumber, 'Invalid tracking number.');
  }
  const other = moment.state.one<{ order_id: string }>(
    'SELECT order_id FROM order_lines WHERE tracking_number = ? AND order_id <> ? LIMIT 1',
    number,
    order.order_id,
  );
  if (other !== undefined) throw new Refusal(CODE.duplicateNumber, 'Duplicate tracking number.');
}

/** Empty when number and carrier fit. The call succeeds either way. */
function warningFor(number: string, provider: string): string {
  const fitting = SHAPES.filter(([, shape]) => shape.test(number)).map(([name]) => name);
  const known = SHAPES.some(([name]) => name === provider);
  if (fitting.includes(provider))
    return fitting.length > 1 ? 'The tracking number matches several carriers.' : '';
  if (fitting.length > 0) {
    return `The tracking number does not match the selected shipping provider. Did you mean ${fitting[0]}?`;
  }
  return known ? 'No carrier could be recognised for this tracking number.' : '';
}

function tracking(call: Call): object {
  const order = orderOf(call);
  const rows = call.moment.state.all<{ at_ms: number; description: string }>(
    'SELECT at_ms, description FROM tracking_events WHERE order_id = ? ORDER BY at_ms DESC, rowid DESC',
    order.order_id,
  );
  return { tracking: rows.map((row) => ({ description: row.description, update_time_millis: row.at_ms })) };
}

export const FULFILLMENT: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/fulfillment/202309/orders/{order_id}/packages',
    scope: SCOPE,
    shopLevel: true,
    handle: ship,
  },
  {
    method: 'GET',
    path: '/fulfillment/202309/orders/{order_id}/tracking',
    scope: SCOPE,
    shopLevel: true,
    handle: tracking,
  },
];
