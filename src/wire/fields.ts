import type { Shop } from '../domain/shop.ts';
import { type Timestamp, toIso } from '../domain/time.ts';
import type { NextCall, ShopLabel } from '../mcp/envelope.ts';

export function shopLabel(shop: Shop): ShopLabel {
  return { shopId: shop.shopId, name: shop.name };
}

/** Follow-up calls as they can be made: where a call named its shop they must too, or are asked back which one. */
export function inShop(
  next: readonly NextCall[],
  named: string | undefined,
  { shopId }: Shop,
): readonly NextCall[] {
  if (named === undefined) return next;
  return next.map((call) => ({ ...call, arguments: { ...call.arguments, shop: shopId } }));
}

/** Times in wire form; an absent one is left out. */
export function when<Name extends string>(name: Name, at: Timestamp | null): Partial<Record<Name, string>> {
  const fields: Partial<Record<Name, string>> = {};
  if (at !== null) fields[name] = toIso(at);
  return fields;
}

/** What an empty or short answer may come from before a list was ever read to its end. */
export const NOT_WHOLE =
  'The first reading of TikTok Shop has not come to its end: program_status tells how it stands.';
