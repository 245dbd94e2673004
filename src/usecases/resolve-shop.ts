import { OperatorError } from '../domain/errors.ts';
import type { Shop } from '../domain/shop.ts';
import type { ShopStore } from '../ports/store/shops.ts';

/**
 * The shop that a call means: by id or by (part of) its name; the only one when nothing is said. Two matches
 * are asked back. Null when no shop has been read yet, which is an empty state and not an error.
 */
export async function resolveShop(
  shops: Pick<ShopStore, 'list'>,
  wanted: string | null,
): Promise<Shop | null> {
  const known = await shops.list();
  if (known.length === 0) return null;
  const matches = wanted === null ? known : matching(known, wanted);
  const [shop, second] = matches;
  if (shop && !second) return shop;
  const names = known.map((one) => `${one.name} (${one.shopId})`).join(', ');
  throw new OperatorError(
    'input',
    wanted === null ? 'There is more than one shop.' : `No single shop matches "${wanted}".`,
    `Name one of them in "shop": ${names}.`,
  );
}

function matching(shops: readonly Shop[], wanted: string): readonly Shop[] {
  const text = wanted.trim().toLowerCase();
  const exact = shops.filter((shop) => shop.shopId === wanted.trim() || shop.name.toLowerCase() === text);
  return exact.length > 0 ? exact : shops.filter((shop) => shop.name.toLowerCase().includes(text));
}

/** For calls that cannot work without a shop. */
export async function requireShop(shops: Pick<ShopStore, 'list'>, wanted: string | null): Promise<Shop> {
  const shop = await resolveShop(shops, wanted);
  if (shop) return shop;
  throw new OperatorError(
    'setup',
    'No shop has been read from TikTok Shop yet.',
    'Call program_status to see how the first sync stands; it says what is missing.',
  );
}
