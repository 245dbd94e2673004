import type { Timestamp } from '../../../domain/time.ts';
import type { WmsOrder, WmsParcel, WmsState } from '../../../ports/wms.ts';
import { EXCEPTION_WITHOUT_REASON, IMPORT_REVIEW, shipmentProblems } from './problems.ts';
import type { ShipBobOrder, ShipBobShipment } from './wire.ts';

/** From least to most advanced; the first one present decides. `exception` wins, a hold comes next. */
const PRECEDENCE: readonly WmsState[] = [
  'exception',
  'on_hold',
  'accepted',
  'picking',
  'packed',
  'shipped',
  'in_transit',
  'delivered',
];
const LEFT_WAREHOUSE: ReadonlySet<WmsState> = new Set(['shipped', 'in_transit', 'delivered']);
const KNOWN_ORDER_STATUSES: ReadonlySet<string> = new Set([
  'Processing',
  'Exception',
  'PartiallyFulfilled',
  'Fulfilled',
  'Cancelled',
  'ImportReview',
]);

interface Stage {
  /** Null: a status this version does not know. */
  readonly state: WmsState | null;
  /** The detail that decided; null when none did. */
  readonly detail: number | null;
}

function firstOf(shipment: ShipBobShipment, ids: readonly number[]): number | null {
  return ids.find((id) => shipment.status_details?.some((detail) => detail.id === id)) ?? null;
}

function processingStage(shipment: ShipBobShipment): Stage {
  const detail = firstOf(shipment, [102, 101, 100]);
  if (detail === null) return { state: 'accepted', detail };
  return { state: detail === 100 ? 'picking' : 'packed', detail };
}

/** `Completed` means "left ShipBob"; the details say how far it came since. */
function completedStage(shipment: ShipBobShipment): Stage {
  const detail = firstOf(shipment, [203, 204, 202, 201, 200]);
  if (detail === 203 || shipment.delivery_date) return { state: 'delivered', detail };
  if (detail === 204) return { state: 'exception', detail };
  // Without its number a parcel is of no use to TikTok Shop yet: keep asking.
  if (trackingNumber(shipment) === null) return { state: 'packed', detail };
  return { state: detail === 201 || detail === 202 ? 'in_transit' : 'shipped', detail };
}

/** wms-apis reference 2.5. */
function stageOf(shipment: ShipBobShipment): Stage {
  const detail = null;
  switch (shipment.status) {
    case 'Processing':
      return processingStage(shipment);
    case 'Completed':
      return completedStage(shipment);
    case 'None':
    case 'ImportReview':
      return { state: 'accepted', detail };
    case 'LabeledCreated':
      return { state: 'packed', detail };
    case 'Exception':
    case 'CleanSweeped':
      return { state: 'exception', detail };
    case 'OnHold':
      return { state: 'on_hold', detail };
    case 'Cancelled':
      return { state: 'cancelled', detail };
    default:
      return { state: null, detail };
  }
}

function trackingNumber(shipment: ShipBobShipment): string | null {
  return shipment.tracking?.tracking_number?.trim() || null;
}

/** A date without a zone is UTC, never this machine's. */
function parseTime(text: string | null | undefined): Timestamp | null {
  if (!text) return null;
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) || !text.includes('T');
  const at = Date.parse(zoned ? text : `${text}Z`);
  return Number.isNaN(at) ? null : at;
}

function addUnits(units: Map<string, number>, sku: string, quantity: number): void {
  units.set(sku, (units.get(sku) ?? 0) + quantity);
}

function orderUnits(order: ShipBobOrder): Map<string, number> {
  const units = new Map<string, number>();
  for (const product of order.products) addUnits(units, product.sku, product.quantity);
  return units;
}

type ShipmentProduct = NonNullable<ShipBobShipment['products']>[number];

/** Lots of one inventory item add up; several items make a bundle, whose count its parts do not tell. */
function quantityOf(product: ShipmentProduct): number | null {
  if (product.quantity != null) return product.quantity;
  const items = product.inventory_items ?? [];
  if (items.length === 0 || new Set(items.map((item) => item.id)).size > 1) return null;
  return items.reduce((sum, item) => sum + item.quantity, 0);
}

function parcelUnits(shipment: ShipBobShipment): Map<string, number> | null {
  const units = new Map<string, number>();
  for (const product of shipment.products ?? []) {
    const sku = product.sku || product.reference_id;
    const quantity = quantityOf(product);
    if (!sku || quantity === null) return null;
    addUnits(units, sku, quantity);
  }
  return units.size === 0 ? null : units;
}

function toParcel(shipment: ShipBobShipment): WmsParcel {
  const stage = stageOf(shipment);
  const state = stage.state ?? 'accepted';
  const left = LEFT_WAREHOUSE.has(state);
  const detail = stage.detail ?? shipment.status_details?.[0]?.id;
  return {
    parcelId: String(shipment.id),
    state,
    rawState: detail === undefined ? shipment.status : `${shipment.status}/${detail}`,
    carrier: shipment.tracking?.carrier?.trim() || null,
    trackingNumber: trackingNumber(shipment),
    shippedAt: left
      ? (parseTime(shipment.tracking?.shipping_date) ?? parseTime(shipment.actual_fulfillment_date))
      : null,
    deliveredAt: state === 'delivered' ? parseTime(shipment.delivery_date) : null,
    units: parcelUnits(shipment),
  };
}

/** The order's own word, used while there is no shipment that says more. */
function stateOfWord(status: string): WmsState {
  if (status === 'Exception') return 'exception';
  if (status === 'Cancelled') return 'cancelled';
  // Left the warehouse, but no shipment with a number is shown.
  if (status === 'Fulfilled') return 'packed';
  return 'accepted';
}

function orderState(order: ShipBobOrder, parcels: readonly WmsParcel[]): WmsState {
  const live: WmsState[] = parcels.map((parcel) => parcel.state).filter((state) => state !== 'cancelled');
  if (parcels.length === 0) return stateOfWord(order.status);
  if (live.length === 0) return 'cancelled';
  if (order.status === 'Cancelled' && !live.some((state) => LEFT_WAREHOUSE.has(state))) return 'cancelled';
  if (order.status === 'Exception') return 'exception';
  const everyPartShown = live.length === parcels.length;
  if (
    order.status === 'PartiallyFulfilled' &&
    everyPartShown &&
    live.every((state) => LEFT_WAREHOUSE.has(state))
  ) {
    // What is not fulfilled yet has no shipment of its own: that part is the least advanced.
    return 'accepted';
  }
  return PRECEDENCE.find((state) => live.includes(state)) ?? 'accepted';
}

function orderProblems(order: ShipBobOrder): string[] {
  const problems = (order.shipments ?? []).flatMap((shipment) =>
    shipmentProblems(shipment, stageOf(shipment).state),
  );
  if (order.status === 'ImportReview') problems.push(IMPORT_REVIEW);
  if (order.status === 'Exception' && problems.length === 0) {
    problems.push(EXCEPTION_WITHOUT_REASON);
  }
  if (!KNOWN_ORDER_STATUSES.has(order.status)) {
    problems.push(
      'ShipBob reports an order status this version does not know: look at the order in ShipBob.',
    );
  }
  return [...new Set(problems)];
}

/** ShipBob's order in the port's words (wms-apis reference 2.5 and 8.4). */
export function toWmsOrder(order: ShipBobOrder): WmsOrder {
  const parcels = (order.shipments ?? []).map(toParcel);
  return {
    wmsOrderId: String(order.id),
    reference: order.reference_id,
    state: orderState(order, parcels),
    rawState: order.status,
    units: orderUnits(order),
    parcels,
    problems: orderProblems(order),
  };
}
