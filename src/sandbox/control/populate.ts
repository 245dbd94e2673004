import { DAY, HOUR } from '../clock.ts';
import { freshProduct, writeOpenApplication } from '../generator/applications.ts';
import { type CatalogueProduct, LOW_STOCK } from '../generator/catalogue.ts';
import { writeCreator } from '../generator/creators.ts';
import type { ProductRow, SkuRow } from '../rows.ts';
import type { Moment } from '../state.ts';

/** Above every serial the first generation used, so that no creator is made twice. */
const FIRST_SERIAL = 10_000;

/** Adds open requests by new, good creators, and enough stock and quota on both sides to send them all. */
export function populate(moment: Moment, count: number): { application_ids: string[] } {
  const { state, random, now } = moment;
  const products = catalogue(moment);
  const start = Number(state.metaOrNull('populated') ?? 0);
  state.setMeta('populated', String(start + count));
  const requests = { asked: new Map<string, Set<string>>() };
  const applicationIds: string[] = [];
  for (let index = start; index < start + count; index++) {
    const serial = FIRST_SERIAL + index;
    const creator = writeCreator(state, random, 'good', serial);
    const product = freshProduct(moment, products, creator, requests, `populate ${serial}`);
    const due = now + 2 * DAY + Math.round((5 * DAY - HOUR) * random.fraction('populate due', serial));
    applicationIds.push(writeOpenApplication(moment, creator, product, due, requests));
  }
  state.run('UPDATE products SET sample_quota = sample_quota + ?', count);
  // Products that are out of stock or low on purpose stay so.
  state.run('UPDATE skus SET available = available + ? WHERE available > ?', count, LOW_STOCK);
  state.run('UPDATE wms_products SET on_hand = on_hand + ? WHERE on_hand - committed > ?', count, LOW_STOCK);
  return { application_ids: applicationIds };
}

function catalogue(moment: Moment): CatalogueProduct[] {
  const rows = moment.state.all<ProductRow>('SELECT * FROM products ORDER BY product_id');
  return rows.map((row) => {
    const skus = moment.state.all<SkuRow>(
      'SELECT * FROM skus WHERE product_id = ? ORDER BY sku_id',
      row.product_id,
    );
    return {
      product_id: row.product_id,
      category_id: row.category_id,
      commission: row.commission,
      fulfilledByPlatform: row.fulfilled_by_platform === 1,
      stock: Math.min(...skus.map((sku) => sku.available)),
      skus,
    };
  });
}
