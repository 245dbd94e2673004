import type { NewWmsOrder } from '../../../ports/wms.ts';

/**
 * Body of POST /order (wms-apis reference 2.3). Products go by reference, which is the seller SKU; ShipBob makes
 * a product of an unknown one, so callers check `stock` first. The result holds the recipient: send it, keep it nowhere.
 */
export function newOrderBody(order: NewWmsOrder) {
  const { recipient } = order;
  return {
    reference_id: order.reference,
    order_number: order.reference,
    type: 'DTC',
    shipping_method: order.shippingMethod,
    sales_channel: 'tiktok',
    recipient: {
      name: recipient.name,
      phone_number: recipient.phone,
      address: {
        address1: recipient.address1,
        address2: recipient.address2,
        company_name: null,
        city: recipient.city,
        state: recipient.region,
        zip_code: recipient.postalCode,
        country: recipient.country,
      },
    },
    products: order.lines.map((line, index) => ({
      reference_id: line.sku,
      sku: line.sku,
      name: line.name,
      quantity: line.quantity,
      unit_price: 0,
      external_line_id: index + 1,
      quantity_unit_of_measure_code: 'EA',
    })),
    tags: [{ name: 'purpose', value: 'creator-sample' }],
    financials: { total_price: 0 },
  };
}
