import { SECOND, type Timestamp } from '../../../domain/time.ts';
import type { MachineClock } from '../../../ports/clock.ts';
import type { WmsStock } from '../../../ports/wms.ts';
import type { ShipBobCall } from './call.ts';
import type { ShipBobClient } from './client.ts';
import { pages } from './pages.ts';
import { inventoryWire, productsWire } from './wire.ts';

const INVENTORY: ShipBobCall = {
  operation: 'read_stock',
  route: '/inventory-level',
  target: '/inventory-level',
  scope: 'inventory_read',
};
const PRODUCT: ShipBobCall = {
  operation: 'find_product',
  route: '/product',
  target: '/product',
  scope: 'products_read',
};

/** Levels lag about a minute behind an order anyway, so within half of that the last answer is as good as a new one. */
const KEEP = 30 * SECOND;

/** Stock per SKU, each asked once. */
export function createStockReader(
  client: ShipBobClient,
  clock: MachineClock,
): (skus: readonly string[]) => Promise<readonly WmsStock[]> {
  /** On hand minus committed; null when no active inventory item has exactly this SKU. */
  async function available(sku: string): Promise<number | null> {
    const target = `/inventory-level?SearchBy=${encodeURIComponent(sku)}&IsActive=true&PageSize=50`;
    for await (const page of pages(client, { ...INVENTORY, target }, inventoryWire)) {
      // SearchBy is a search by parts of names too: only the exact code counts.
      const exact = page.items.filter((item) => item.sku === sku);
      if (exact.length > 0) return exact.reduce((sum, item) => sum + item.total_fulfillable_quantity, 0);
    }
    return null;
  }

  async function isProduct(sku: string): Promise<boolean> {
    const target = `/product?SKU=${encodeURIComponent(sku)}&PageSize=50`;
    for await (const page of pages(client, { ...PRODUCT, target }, productsWire)) {
      const codes = page.items.flatMap((item) => [
        item.sku,
        ...(item.variants ?? []).map((variant) => variant.sku),
      ]);
      if (codes.includes(sku)) return true;
    }
    return false;
  }

  async function stockOf(sku: string): Promise<WmsStock> {
    const units = await available(sku);
    if (units !== null) return { sku, known: true, available: units };
    return (await isProduct(sku))
      ? { sku, known: true, available: 0 }
      : { sku, known: false, available: null };
  }

  const kept = new Map<string, { readonly at: Timestamp; readonly level: Promise<WmsStock> }>();

  function recent(sku: string): Promise<WmsStock> {
    const last = kept.get(sku);
    if (last && clock.now() - last.at < KEEP) return last.level;
    const level = stockOf(sku);
    kept.set(sku, { at: clock.now(), level });
    level.catch(() => kept.delete(sku));
    return level;
  }

  return async (skus) => {
    const levels: WmsStock[] = [];
    for (const sku of new Set(skus)) levels.push(await recent(sku));
    return levels;
  };
}
