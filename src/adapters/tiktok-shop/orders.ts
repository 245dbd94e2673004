import { z } from 'zod';
import { ExternalError } from '../../domain/errors.ts';
import type { Order, OrderLine } from '../../domain/order.ts';
import type { ShopRef } from '../../domain/shop.ts';
import type { TikTokShop } from '../../ports/tiktok-shop.ts';
import { addressSchema, toCountry, toRecipient, toTown } from './address.ts';
import type { Client } from './client.ts';
import { nextPage } from './pages.ts';
import { toSeconds } from './units.ts';
import { answerOf, flag, id, list, looseText, requiredText, requiredTime, text, time } from './wire.ts';

const PAGE_SIZE = 100;

const lineSchema = z.object({
  id,
  product_id: id,
  sku_id: id,
  seller_sku: looseText,
  product_name: looseText,
  tracking_number: text,
});

const orderSchema = z.object({
  id,
  status: requiredText,
  is_sample_order: flag,
  fulfillment_type: looseText,
  shipping_type: looseText,
  delivery_option_id: text,
  warehouse_id: text,
  create_time: requiredTime,
  update_time: requiredTime,
  shipping_due_time: time,
  rts_sla_time: time,
  rts_time: time,
  delivery_time: time,
  recipient_address: addressSchema.nullish(),
  line_items: list(lineSchema),
});
type WireOrder = z.output<typeof orderSchema>;

const searchSchema = answerOf<'search_orders'>()(
  z.object({ next_page_token: text, orders: list(orderSchema) }),
);
const ordersSchema = answerOf<'get_orders'>()(z.object({ orders: list(orderSchema) }));

type Orders = Pick<TikTokShop, 'searchOrders' | 'orders' | 'orderWithRecipient'>;

export function createOrders(client: Client): Orders {
  /** One unknown id may fail the whole call: then the halves are read on their own. */
  async function read(shop: ShopRef, orderIds: readonly string[]): Promise<readonly WireOrder[]> {
    if (orderIds.length === 0) return [];
    try {
      const data = await client.call('get_orders', { shop, query: { ids: [...orderIds] } }, ordersSchema);
      return data.orders;
    } catch (error) {
      if (!(error instanceof ExternalError) || error.kind !== 'not_found') throw error;
      if (orderIds.length === 1) return [];
      const middle = Math.ceil(orderIds.length / 2);
      const first = await read(shop, orderIds.slice(0, middle));
      return [...first, ...(await read(shop, orderIds.slice(middle)))];
    }
  }

  return {
    async searchOrders(shop, { updatedFrom, updatedTo }, cursor) {
      const data = await client.call(
        'search_orders',
        {
          shop,
          query: {
            page_size: PAGE_SIZE,
            sort_field: 'update_time',
            sort_order: 'ASC',
            ...(cursor !== null && { page_token: cursor }),
          },
          // Whole seconds: the end rounds up, so that no second falls between two windows.
          body: { update_time_ge: toSeconds(updatedFrom), update_time_lt: toSeconds(updatedTo + 999) },
        },
        searchSchema,
      );
      return {
        items: data.orders.map(toOrder),
        nextCursor: nextPage(data.next_page_token, cursor, 'search_orders'),
      };
    },

    async orders(shop, orderIds) {
      return (await read(shop, orderIds)).map(toOrder);
    },

    async orderWithRecipient(shop, orderId) {
      const wire = (await read(shop, [orderId])).find((order) => order.id === orderId);
      return wire ? { order: toOrder(wire), recipient: toRecipient(wire.recipient_address) } : null;
    },
  };
}

function toOrder(wire: WireOrder): Order {
  return {
    orderId: wire.id,
    status: wire.status,
    isSample: wire.is_sample_order,
    fulfillmentType: wire.fulfillment_type,
    shippingType: wire.shipping_type,
    deliveryOptionId: wire.delivery_option_id,
    warehouseId: wire.warehouse_id,
    lines: wire.line_items.map(toLine),
    createdAt: wire.create_time,
    updatedAt: wire.update_time,
    // The platform cancels at the former; where a market has none, the latter is its limit for shipping.
    shipBy: wire.shipping_due_time ?? wire.rts_sla_time,
    shippedAt: wire.rts_time,
    deliveredAt: wire.delivery_time,
    town: toTown(wire.recipient_address),
    country: toCountry(wire.recipient_address),
  };
}

function toLine(wire: z.output<typeof lineSchema>): OrderLine {
  return {
    lineId: wire.id,
    productId: wire.product_id,
    skuId: wire.sku_id,
    sellerSku: wire.seller_sku,
    productName: wire.product_name,
    trackingNumber: wire.tracking_number,
  };
}
