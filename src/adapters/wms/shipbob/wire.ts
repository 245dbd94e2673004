import { z } from 'zod';

// What ShipBob 2026-07 sends, cut down to what we read. Extra fields and new status words pass.

const detail = z.object({
  id: z.number(),
  inventory_id: z.number().nullish(),
});

const shipmentProduct = z.object({
  reference_id: z.string().nullish(),
  sku: z.string().nullish(),
  quantity: z.number().nullish(),
  inventory_items: z.array(z.object({ id: z.number(), quantity: z.number() })).nullish(),
});

const shipment = z.object({
  id: z.number(),
  status: z.string(),
  status_details: z.array(detail).nullish(),
  tracking: z
    .object({
      carrier: z.string().nullish(),
      tracking_number: z.string().nullish(),
      shipping_date: z.string().nullish(),
    })
    .nullish(),
  actual_fulfillment_date: z.string().nullish(),
  delivery_date: z.string().nullish(),
  products: z.array(shipmentProduct).nullish(),
});

/** `sku` is the code that stock is compared by; the reference, which is what we sent, stands in for it. */
const orderProduct = z
  .object({ reference_id: z.string().nullish(), sku: z.string().nullish(), quantity: z.number() })
  .transform((product, context) => {
    const sku = product.sku || product.reference_id;
    if (sku) return { sku, quantity: product.quantity };
    context.addIssue({ code: 'custom', path: ['reference_id'], message: 'missing' });
    return z.NEVER;
  });

export const orderWire = z.object({
  id: z.number(),
  reference_id: z.string(),
  status: z.string(),
  products: z.array(orderProduct),
  /** Absent or empty until ShipBob has split the order into shipments. */
  shipments: z.array(shipment).nullish(),
});

export const ordersWire = z.array(orderWire);

export const inventoryWire = z.object({
  items: z.array(z.object({ sku: z.string().nullish(), total_fulfillable_quantity: z.number() })),
  next: z.string().nullish(),
});

const product = z.object({
  sku: z.string().nullish(),
  variants: z.array(z.object({ sku: z.string().nullish() })).nullish(),
});

/** The reference names the filter but not the answer's shape: a bare list passes, and a SKU on product or variant. */
export const productsWire = z.preprocess(
  (body) => (Array.isArray(body) ? { items: body } : body),
  z.object({ items: z.array(product), next: z.string().nullish() }),
);

export const channelsWire = z.object({
  items: z.array(z.object({ id: z.number(), scopes: z.array(z.string()).nullish() })),
  next: z.string().nullish(),
});

export type ShipBobOrder = z.infer<typeof orderWire>;
export type ShipBobShipment = z.infer<typeof shipment>;
export type ShipBobDetail = z.infer<typeof detail>;
