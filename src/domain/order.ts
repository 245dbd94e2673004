import type { Timestamp } from './time.ts';

/** One line item is one unit on TikTok Shop: there is no quantity. */
export interface OrderLine {
  readonly lineId: string;
  readonly productId: string;
  readonly skuId: string;
  readonly sellerSku: string;
  readonly productName: string;
  readonly trackingNumber: string | null;
}

/** An order without its recipient. The address is read when it is needed and never stored. */
export interface Order {
  readonly orderId: string;
  /** UNPAID, ON_HOLD, AWAITING_SHIPMENT, PARTIALLY_SHIPPING, AWAITING_COLLECTION, IN_TRANSIT, DELIVERED, COMPLETED, CANCELLED or newer. */
  readonly status: string;
  readonly isSample: boolean;
  /** FULFILLMENT_BY_SELLER, FULFILLMENT_BY_TIKTOK, … */
  readonly fulfillmentType: string;
  /** SELLER: the seller's carrier. TIKTOK: the label is bought from the platform. */
  readonly shippingType: string;
  readonly deliveryOptionId: string | null;
  readonly warehouseId: string | null;
  readonly lines: readonly OrderLine[];
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
  /** The platform cancels the order when it is not shipped by then. */
  readonly shipBy: Timestamp | null;
  /** When it was marked as shipped, and delivered, as the platform says; null before, and when it does not say. */
  readonly shippedAt: Timestamp | null;
  readonly deliveredAt: Timestamp | null;
  /** Town and country at most: all that may be shown. */
  readonly town: string | null;
  readonly country: string | null;
}

/** A sample order that the seller still has to ship. */
export function awaitsShipment(order: Pick<Order, 'status'>): boolean {
  return order.status === 'AWAITING_SHIPMENT' || order.status === 'PARTIALLY_SHIPPING';
}

/** Shipped on TikTok Shop: every later status included. */
export function isShipped(order: Pick<Order, 'status'>): boolean {
  return ['AWAITING_COLLECTION', 'IN_TRANSIT', 'DELIVERED', 'COMPLETED'].includes(order.status);
}

/** Units per seller SKU, the form in which an order meets the warehouse. */
export function unitsBySellerSku(lines: readonly OrderLine[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const line of lines) units.set(line.sellerSku, (units.get(line.sellerSku) ?? 0) + 1);
  return units;
}

/** Recipient of a parcel. Passes from TikTok Shop to the warehouse in memory: never stored, logged or shown. */
export interface Recipient {
  readonly name: string;
  readonly phone: string | null;
  readonly address1: string;
  readonly address2: string | null;
  readonly city: string;
  readonly region: string | null;
  readonly postalCode: string | null;
  /** ISO 3166 alpha-2. */
  readonly country: string;
}
