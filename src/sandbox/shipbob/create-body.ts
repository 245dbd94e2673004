import { z } from 'zod';
import { VendorRefusal } from './vendor-call.ts';

const text = (max: number): z.ZodOptional<z.ZodNullable<z.ZodString>> =>
  z.string().max(max).nullable().optional();

/** The create call's body (wms reference 2.3). A product is named by reference and name, or by the vendor's own id. */
export const CreateBody = z.object({
  reference_id: z.string().min(1).max(300),
  order_number: text(400),
  type: z.enum(['DTC', 'DropShip', 'B2B']),
  shipping_method: z.string().min(1),
  sales_channel: text(100),
  purchase_date: text(40),
  gift_message: text(500),
  location_id: z.int().nullable().optional(),
  recipient: z.object({
    name: z.string().min(1).max(300),
    email: text(300),
    phone_number: text(50),
    address: z.object({
      address1: z.string().min(1),
      address2: text(300),
      company_name: text(300),
      city: z.string().min(1),
      state: text(100),
      zip_code: text(30),
      country: z.string().length(2),
    }),
  }),
  products: z
    .array(
      z.object({
        reference_id: z.string().min(1).optional(),
        name: z.string().min(1).optional(),
        id: z.int().optional(),
        sku: text(300),
        quantity: z.int().min(1).max(2147483647),
        unit_price: z.number().nullable().optional(),
        external_line_id: z.int().nullable().optional(),
        quantity_unit_of_measure_code: z.enum(['EA', 'INP', 'CS', 'PL']).nullable().optional(),
      }),
    )
    .min(1),
  tags: z
    .array(z.object({ name: z.string().max(50), value: z.string().max(500) }))
    .nullable()
    .optional(),
  financials: z.object({ total_price: z.number() }).nullable().optional(),
  shipping_terms: z.object({ carrier_type: z.string(), payment_term: z.string() }).nullable().optional(),
});
export type CreateBody = z.infer<typeof CreateBody>;

/** Parses the body or refuses with the vendor's map of field to messages. */
export function parseCreateBody(body: unknown): CreateBody {
  const result = CreateBody.safeParse(body);
  if (!result.success) throw new VendorRefusal(400, messages(result.error));
  const parsed = result.data;
  if (parsed.type !== 'DTC' && (parsed.shipping_terms ?? null) === null) {
    throw new VendorRefusal(422, {
      ShippingTerms: [`The ShippingTerms field is required for ${parsed.type}.`],
    });
  }
  parsed.products.forEach((product, index) => {
    if (product.id !== undefined || (product.reference_id !== undefined && product.name !== undefined))
      return;
    throw new VendorRefusal(400, { [`Products[${index}]`]: ['Give an id, or a reference_id and a name.'] });
  });
  return parsed;
}

function messages(error: z.ZodError): Record<string, string[]> {
  const map: Record<string, string[]> = {};
  for (const issue of error.issues) {
    const field = fieldName(issue.path);
    map[field] = [
      ...(map[field] ?? []),
      `The ${field.split('.').at(-1)} field is not valid: ${issue.message}.`,
    ];
  }
  return map;
}

/** `products.0.quantity` as the vendor writes it: `Products[0].Quantity`. */
function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${pascal(String(part))}`))
    .join('')
    .replace(/^\./, '');
}

function pascal(name: string): string {
  return name.replace(/(?:^|_)([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}
