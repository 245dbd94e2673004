import { z } from 'zod';
import type { ParcelSize, TikTokShop } from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import { toMoney } from './units.ts';
import { answerOf, id, list, looseText, requiredText, text } from './wire.ts';

/** Lines of one order in one of perhaps several parcels; 1 would be the whole order, 3 several orders. */
const SHIP_TYPE_LINES = '2';

const servicesSchema = answerOf<'list_shipping_services'>()(
  z.object({
    shipping_services: list(z.object({ id, name: looseText, price: text, currency: text })),
  }),
);
const boughtSchema = answerOf<'buy_label'>()(z.object({ package_id: id }));
const labelSchema = answerOf<'get_label'>()(z.object({ doc_url: requiredText, tracking_number: text }));

type Labels = Pick<TikTokShop, 'shippingServices' | 'buyLabel' | 'shippingLabel'>;

/** TikTok shipping: labels bought through the platform. */
export function createLabels(client: Client): Labels {
  return {
    async shippingServices(shop, orderId, size) {
      const path = { order_id: orderId };
      const data = await client.call(
        'list_shipping_services',
        { shop, path, body: sizeBody(size) },
        servicesSchema,
      );
      return data.shipping_services.map(({ id: serviceId, name, price, currency }) => ({
        serviceId,
        name,
        price: toMoney({ amount: price, currency }),
      }));
    },

    async buyLabel(shop, { orderId, lineIds, serviceId, size }) {
      const body = {
        ship_type: SHIP_TYPE_LINES,
        order_id: orderId,
        order_line_item: lineIds.map((lineId) => ({ order_line_id: lineId })),
        shipping_service_id: serviceId,
        ...sizeBody(size),
      };
      return { packageId: (await client.call('buy_label', { shop, body }, boughtSchema)).package_id };
    },

    async shippingLabel(shop, packageId) {
      const path = { package_id: packageId };
      const query = { document_type: 'SHIPPING_LABEL' };
      const data = await client.call('get_label', { shop, path, query }, labelSchema);
      return { url: data.doc_url, trackingNumber: data.tracking_number };
    },
  };
}

function sizeBody({ lengthInch, widthInch, heightInch, weightPound }: ParcelSize) {
  return {
    dimension: { length: lengthInch, width: widthInch, height: heightInch, unit: 'INCH' },
    weight: { value: weightPound, unit: 'POUND' },
  };
}
