import type { WireAnswer } from '../http.ts';
import type { WmsOrderRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { DIRECT_CHANNEL, NATIVE_CHANNEL } from '../world/native.ts';
import { addressProblem, cancelWmsOrder, createWmsOrder, shipmentOf } from '../world/warehouse.ts';
import { parseCreateBody } from './create-body.ts';
import { searchOrders } from './order-search.ts';
import { channelName, shipmentView, wmsOrderView } from './order-view.ts';
import type { VendorCall, VendorEndpoint } from './vendor-call.ts';
import { notFound, ok, VendorRefusal } from './vendor-call.ts';

function findWmsOrder(moment: Moment, id: string | undefined): WmsOrderRow {
  const row = moment.state.one<WmsOrderRow>('SELECT * FROM wms_orders WHERE wms_order_id = ?', Number(id));
  if (row === undefined) throw notFound('The order');
  return row;
}

function create(call: VendorCall): WireAnswer {
  const { moment } = call;
  if (call.channelId === null) {
    throw new VendorRefusal(400, { shipbob_channel_id: ['The shipbob_channel_id header is required.'] });
  }
  // The native connection's channel belongs to that connection; a personal token may not write into it.
  if (call.channelId !== DIRECT_CHANNEL) throw new VendorRefusal(403, null);
  const body = parseCreateBody(call.body);
  const known = moment.state.one('SELECT 1 FROM wms_orders WHERE reference_id = ?', body.reference_id);
  if (known !== undefined)
    throw new VendorRefusal(422, { '': ['Cannot insert order with existing ReferenceId'] });
  const wmsOrderId = createWmsOrder(moment, {
    referenceId: body.reference_id,
    channelId: call.channelId,
    request: JSON.stringify(body),
    lines: body.products.map((product) => ({
      sku: product.reference_id ?? '',
      name: product.name ?? product.reference_id ?? '',
      quantity: product.quantity,
      inventoryProductId: product.reference_id === undefined ? product.id : undefined,
    })),
    addressProblem: addressProblem(body.recipient.address),
    native: false,
  });
  return { status: 201, body: wmsOrderView(moment, findWmsOrder(moment, String(wmsOrderId))) };
}

function cancel(call: VendorCall): WireAnswer {
  const { moment } = call;
  const order = findWmsOrder(moment, call.params.order_id);
  const shipment = shipmentOf(moment, order.wms_order_id);
  if (shipment === undefined) throw notFound('The shipment');
  const done = cancelWmsOrder(moment, order, shipment);
  const already = shipment.status === 'Cancelled';
  const reason = already ? 'Shipment has already been cancelled' : 'Shipment has already been picked';
  return ok({
    order_id: order.wms_order_id,
    status: done ? 'Success' : 'Failure',
    canceled_shipment_results: [
      { shipment_id: shipment.shipment_id, action: 'Cancel', is_success: done, reason: done ? null : reason },
    ],
    order: wmsOrderView(moment, findWmsOrder(moment, String(order.wms_order_id))),
  });
}

function channels(call: VendorCall): WireAnswer {
  const read = ['orders_read', 'products_read', 'inventory_read', 'channels_read', 'tracking_read'];
  const direct = {
    id: DIRECT_CHANNEL,
    name: channelName(DIRECT_CHANNEL),
    application_name: 'Sample desk',
    scopes: [...read, 'orders_write', 'products_write', 'webhooks_write'],
  };
  const native = {
    id: NATIVE_CHANNEL,
    name: channelName(NATIVE_CHANNEL),
    application_name: 'TikTok Shop',
    scopes: read,
  };
  const connected = call.moment.state.meta('native_connection') === '1';
  return ok({
    items: connected ? [direct, native] : [direct],
    first: null,
    prev: null,
    next: null,
    last: null,
  });
}

function shipments(call: VendorCall): WireAnswer {
  const order = findWmsOrder(call.moment, call.params.order_id);
  const shipment = shipmentOf(call.moment, order.wms_order_id);
  return ok(shipment === undefined ? [] : [shipmentView(call.moment, order, shipment)]);
}

export const ORDERS: readonly VendorEndpoint[] = [
  { method: 'GET', path: '/channel', handle: channels },
  { method: 'POST', path: '/order', handle: create },
  { method: 'GET', path: '/order', handle: searchOrders },
  {
    method: 'GET',
    path: '/order/{order_id}',
    handle: (call) => ok(wmsOrderView(call.moment, findWmsOrder(call.moment, call.params.order_id))),
  },
  { method: 'GET', path: '/order/{order_id}/shipment', handle: shipments },
  { method: 'POST', path: '/order/{order_id}:cancel', handle: cancel },
];
