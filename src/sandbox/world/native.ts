import type { Recipient, SkuRow, WmsLineRow, WmsOrderRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { findOrder, linesOf, markShipped } from './orders.ts';
import { addressProblem, createWmsOrder, findShipment, wmsRecipient } from './warehouse.ts';

export const DIRECT_CHANNEL = 439_001;
export const NATIVE_CHANNEL = 439_002;

/** The carriers a US shop may name; ids as a third-party table prints them (wms reference 6.3). */
export const SHIPPING_PROVIDERS = [
  { id: '7117858858072016686', name: 'USPS' },
  { id: '7117859084333745966', name: 'UPS' },
  { id: '7129720299146184490', name: 'FedEx' },
  { id: '7213986298535610158', name: 'DHL express' },
  { id: '7220301902846625579', name: 'DHL eCommerce' },
  { id: '7248600717110282027', name: 'Amazon Logistics' },
  { id: '7132721393761781550', name: 'OnTrac' },
  { id: '7352738314622863120', name: 'UniUni' },
  { id: '7212612330725574442', name: 'Veho' },
] as const;

/** The warehouse's own connection pulls a sample order that awaits shipment. Nobody asked it to. */
export function nativeImport(moment: Moment, orderId: string): void {
  const order = findOrder(moment, orderId);
  if (order?.status !== 'AWAITING_SHIPMENT') return;
  const known = moment.state.one<WmsOrderRow>('SELECT * FROM wms_orders WHERE reference_id = ?', orderId);
  if (known !== undefined) return;
  const units = new Map<string, number>();
  for (const line of linesOf(moment, orderId)) {
    const sku = moment.state.one<SkuRow>('SELECT * FROM skus WHERE sku_id = ?', line.sku_id);
    if (sku !== undefined) units.set(sku.seller_sku, (units.get(sku.seller_sku) ?? 0) + 1);
  }
  const lines = [...units].map(([sku, quantity]) => ({ sku, name: sku, quantity }));
  const address: Recipient = JSON.parse(order.recipient);
  const recipient = wmsRecipient(address);
  createWmsOrder(moment, {
    referenceId: orderId,
    channelId: NATIVE_CHANNEL,
    request: JSON.stringify({
      reference_id: orderId,
      order_number: orderId,
      shipping_method: 'Standard',
      type: 'DTC',
      sales_channel: 'tiktok',
      recipient,
      products: lines.map((line) => ({ reference_id: line.sku, name: line.name, quantity: line.quantity })),
      tags: [],
      financials: { total_price: 0 },
    }),
    lines,
    addressProblem: addressProblem(recipient.address),
    native: true,
  });
}

/** The same connection reports its tracking number back to the platform. */
export function nativeMarkShipped(moment: Moment, shipmentId: number): void {
  const shipment = findShipment(moment, shipmentId);
  if (shipment === undefined || shipment.tracking_number === '') return;
  const wmsOrder = moment.state.one<WmsOrderRow>(
    'SELECT * FROM wms_orders WHERE wms_order_id = ?',
    shipment.wms_order_id,
  );
  const order = findOrder(moment, wmsOrder?.reference_id ?? '');
  if (order?.status !== 'AWAITING_SHIPMENT') return;
  const provider = SHIPPING_PROVIDERS.find((candidate) => candidate.name === shipment.carrier);
  const sent = moment.state.all<WmsLineRow>(
    'SELECT * FROM wms_lines WHERE wms_order_id = ?',
    shipment.wms_order_id,
  );
  const skus = new Set(sent.map((line) => line.sku));
  const lines = linesOf(moment, order.order_id).filter((line) => {
    const sku = moment.state.one<SkuRow>('SELECT * FROM skus WHERE sku_id = ?', line.sku_id);
    return sku !== undefined && skus.has(sku.seller_sku);
  });
  markShipped(moment, order, lines, {
    trackingNumber: shipment.tracking_number,
    providerId: provider?.id ?? '',
  });
  moment.state.run('UPDATE wms_shipments SET tracking_uploaded = 1 WHERE shipment_id = ?', shipmentId);
}
