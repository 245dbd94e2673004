import { z } from 'zod';
import type { TikTokShop, Tracking } from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import { answerOf, flag, id, list, looseText, requiredText, text, timeInMillis } from './wire.ts';

const providersSchema = answerOf<'list_shipping_providers'>()(
  z.object({ shipping_providers: list(z.object({ id, name: requiredText })) }),
);
const warehousesSchema = answerOf<'list_warehouses'>()(
  z.object({ warehouses: list(z.object({ id, name: looseText, type: looseText, is_default: flag })) }),
);
const optionsSchema = answerOf<'list_delivery_options'>()(
  z.object({ delivery_options: list(z.object({ id, name: looseText, type: looseText })) }),
);
const parcelSchema = answerOf<'mark_package_shipped'>()(
  z.object({ package_id: id, warning: z.object({ message: text }).nullish() }),
);
const trackingSchema = answerOf<'get_order_tracking'>()(
  z.object({ tracking: list(z.object({ description: looseText, update_time_millis: timeInMillis })) }),
);
const nothingSchema = z.unknown();

type Fulfilment = Pick<
  TikTokShop,
  | 'shippingProviders'
  | 'warehouses'
  | 'deliveryOptions'
  | 'markPackageShipped'
  | 'shipPackage'
  | 'correctOrderTracking'
  | 'correctPackageTracking'
  | 'orderTracking'
>;

/** Seller shipping: the seller's own carrier. */
export function createFulfilment(client: Client): Fulfilment {
  return {
    async shippingProviders(shop, deliveryOptionId) {
      const path = { delivery_option_id: deliveryOptionId };
      return (await client.call('list_shipping_providers', { shop, path }, providersSchema))
        .shipping_providers;
    },

    async warehouses(shop) {
      const data = await client.call('list_warehouses', { shop }, warehousesSchema);
      return data.warehouses.map(({ id: warehouseId, name, type, is_default: isDefault }) => ({
        warehouseId,
        name,
        type,
        isDefault,
      }));
    },

    async deliveryOptions(shop, warehouseId) {
      const path = { warehouse_id: warehouseId };
      const data = await client.call('list_delivery_options', { shop, path }, optionsSchema);
      return data.delivery_options.map(({ id: deliveryOptionId, name, type }) => ({
        deliveryOptionId,
        name,
        type,
      }));
    },

    async markPackageShipped(shop, { orderId, lineIds, ...tracking }) {
      const data = await client.call(
        'mark_package_shipped',
        {
          shop,
          path: { order_id: orderId },
          body: { order_line_item_ids: [...lineIds], ...trackingBody(tracking) },
        },
        parcelSchema,
      );
      return { packageId: data.package_id, warning: (data.warning?.message ?? null) !== null };
    },

    async shipPackage(shop, packageId, tracking) {
      const path = { package_id: packageId };
      const body = { self_shipment: trackingBody(tracking) };
      await client.call('ship_package', { shop, path, body }, nothingSchema);
    },

    async correctOrderTracking(shop, orderId, tracking) {
      const path = { order_id: orderId };
      const body = trackingBody(tracking);
      await client.call('correct_order_tracking', { shop, path, body }, nothingSchema);
    },

    async correctPackageTracking(shop, packageId, tracking) {
      const path = { package_id: packageId };
      const body = trackingBody(tracking);
      await client.call('correct_package_tracking', { shop, path, body }, nothingSchema);
    },

    async orderTracking(shop, orderId) {
      const path = { order_id: orderId };
      const { tracking } = await client.call('get_order_tracking', { shop, path }, trackingSchema);
      return tracking
        .flatMap(({ update_time_millis: at, description }) => (at === null ? [] : [{ at, description }]))
        .sort((a, b) => a.at - b.at);
    },
  };
}

function trackingBody({ trackingNumber, providerId }: Tracking) {
  return { tracking_number: trackingNumber, shipping_provider_id: providerId };
}
