import type { Shop } from '../domain/shop.ts';
import { type Timestamp, toIso } from '../domain/time.ts';
import type { ShopLabel } from '../mcp/envelope.ts';

export function shopLabel(shop: Shop): ShopLabel {
  return { shopId: shop.shopId, name: shop.name };
}

/** Times in wire form; an absent one is left out. */
export function when<Name extends string>(name: Name, at: Timestamp | null): Partial<Record<Name, string>> {
  const fields: Partial<Record<Name, string>> = {};
  if (at !== null) fields[name] = toIso(at);
  return fields;
}
