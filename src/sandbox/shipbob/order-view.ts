import { HOUR } from '../clock.ts';
import type { WmsLineRow, WmsOrderRow, WmsProductRow, WmsShipmentRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { DIRECT_CHANNEL } from '../world/native.ts';
import { shipmentOf, wmsLines } from '../world/warehouse.ts';
import type { CreateBody } from './create-body.ts';
import { isoOrNull, isoTime } from './vendor-call.ts';

export const SITE = { id: 8, name: 'Cicero (IL)' } as const;

const DETAILS: Readonly<Record<number, readonly [string, string]>> = {
  100: ['Picked', 'All items picked'],
  101: ['Packed', 'Order packed'],
  102: ['Labeled', 'Label printed'],
  200: ['Processing', 'Left ShipBob, waiting for the carrier to collect'],
  201: ['InTransit', 'Parcel is with the carrier'],
  202: ['OutForDelivery', 'Parcel is out for delivery'],
  203: ['Delivered', 'Parcel was delivered'],
  303: ['OutOfStock', 'Not enough stock at the assigned site'],
  401: ['InvalidAddress', 'Address could not be validated'],
};

export const channelName = (id: number): string =>
  id === DIRECT_CHANNEL ? 'Sample desk (PAT)' : 'TikTok Shop - Northbeam Goods';

export function wmsOrderView(moment: Moment, order: WmsOrderRow): object {
  const request: CreateBody = JSON.parse(order.request);
  const lines = wmsLines(moment, order.wms_order_id);
  const shipment = shipmentOf(moment, order.wms_order_id);
  return {
    id: order.wms_order_id,
    created_date: isoTime(order.created_ms),
    purchase_date: request.purchase_date ?? null,
    reference_id: order.reference_id,
    order_number: request.order_number ?? order.reference_id,
    status: order.status,
    type: request.type,
    channel: { id: order.channel_id, name: channelName(order.channel_id) },
    shipping_method: request.shipping_method,
    recipient: recipientView(request),
    products: lines.map((line) => productView(line, request)),
    tags: request.tags ?? [],
    gift_message: request.gift_message ?? null,
    financials: request.financials ?? { total_price: 0 },
    shipping_terms: request.shipping_terms ?? null,
    retailer_program_data: null,
    shipments: shipment === undefined ? [] : [shipmentView(moment, order, shipment)],
  };
}

function recipientView(request: CreateBody): {
  name: string;
  email: string | null;
  phone_number: string | null;
  address: object;
} {
  const { recipient } = request;
  return {
    name: recipient.name,
    email: recipient.email ?? null,
    phone_number: recipient.phone_number ?? null,
    address: {
      address1: recipient.address.address1,
      address2: recipient.address.address2 ?? null,
      city: recipient.address.city,
      company_name: recipient.address.company_name ?? null,
      country: recipient.address.country,
      state: recipient.address.state ?? null,
      zip_code: recipient.address.zip_code ?? null,
    },
  };
}

function productView(line: WmsLineRow, request: CreateBody): object {
  const asked = request.products[line.position];
  return {
    id: line.product_id,
    reference_id: line.sku,
    sku: line.sku,
    quantity: line.quantity,
    unit_price: asked?.unit_price ?? 0,
    external_line_id: asked?.external_line_id ?? line.position + 1,
    quantity_unit_of_measure_code: asked?.quantity_unit_of_measure_code ?? 'EA',
    gtin: null,
    upc: null,
  };
}

export function shipmentView(moment: Moment, order: WmsOrderRow, shipment: WmsShipmentRow): object {
  const request: CreateBody = JSON.parse(order.request);
  const recipient = recipientView(request);
  const exception = shipment.status === 'Exception';
  return {
    id: shipment.shipment_id,
    order_id: order.wms_order_id,
    reference_id: order.reference_id,
    created_date: isoTime(shipment.created_ms),
    last_update_at: isoTime(shipment.updated_ms),
    last_tracking_update_at: isoOrNull(shipment.tracking_ms),
    status: shipment.status,
    status_details: statusDetails(moment, shipment),
    location: SITE,
    ship_option: request.shipping_method,
    estimated_fulfillment_date: exception ? null : isoTime(shipment.created_ms + 24 * HOUR),
    estimated_fulfillment_date_status: estimate(shipment),
    actual_fulfillment_date: isoOrNull(shipment.shipped_ms),
    delivery_date: isoOrNull(shipment.delivered_ms),
    is_tracking_uploaded: shipment.tracking_uploaded === 1,
    require_signature: false,
    package_material_type: shipment.shipped_ms === null ? 'Unknown' : 'BubbleMailer',
    tracking: shipment.tracking_number === '' ? null : trackingView(shipment),
    recipient: { ...recipient, full_name: recipient.name },
    products: wmsLines(moment, order.wms_order_id).map((line) => shippedProduct(moment, line)),
    measurements: { total_weight_oz: 12, length_in: 8, width_in: 6, depth_in: 3 },
    invoice_amount: shipment.shipped_ms === null ? null : 7.85,
    invoice_currency_code: 'USD',
    insurance_value: null,
    gift_message: request.gift_message ?? null,
    parent_cartons: [],
  };
}

function estimate(shipment: WmsShipmentRow): string {
  if (shipment.status === 'Exception') return 'AwaitingInventoryAllocation';
  return shipment.shipped_ms === null ? 'PendingOnTime' : 'FulfilledOnTime';
}

function trackingView(shipment: WmsShipmentRow): object {
  return {
    carrier: shipment.carrier,
    carrier_service: 'Ground',
    tracking_number: shipment.tracking_number,
    tracking_url: trackingUrl(shipment),
    shipping_date: isoOrNull(shipment.shipped_ms),
    bol: null,
    pro_number: null,
    scac: null,
  };
}

export const trackingUrl = (shipment: WmsShipmentRow): string =>
  `https://tracking.example.com/${shipment.tracking_number}`;

function statusDetails(moment: Moment, shipment: WmsShipmentRow): object[] {
  const known = DETAILS[shipment.detail];
  if (known === undefined) return [];
  const short = shipment.status === 'Exception' ? shortInventory(moment, shipment.wms_order_id) : null;
  const hold = shipment.status === 'OnHold' ? { validation_messages: ['Street number not found'] } : null;
  return [
    {
      id: shipment.detail,
      name: known[0],
      description: known[1],
      inventory_id: short,
      exception_fulfillment_center_id: short === null ? null : SITE.id,
      extra_information: hold,
    },
  ];
}

function inventoryOf(moment: Moment, productId: number): WmsProductRow | undefined {
  return moment.state.one<WmsProductRow>('SELECT * FROM wms_products WHERE product_id = ?', productId);
}

function shortInventory(moment: Moment, wmsOrderId: number): number | null {
  for (const line of wmsLines(moment, wmsOrderId)) {
    const row = inventoryOf(moment, line.product_id);
    if (row !== undefined && row.on_hand - row.committed < line.quantity) return row.inventory_id;
  }
  return null;
}

function shippedProduct(moment: Moment, line: WmsLineRow): object {
  return {
    id: line.product_id,
    name: line.name,
    reference_id: line.sku,
    sku: line.sku,
    inventory_items: [
      {
        id: inventoryOf(moment, line.product_id)?.inventory_id ?? 0,
        name: line.name,
        quantity: line.quantity,
        quantity_committed: line.allocated,
        lot: null,
        expiration_date: null,
        serial_numbers: [],
        is_dangerous_goods: false,
      },
    ],
  };
}
