import type { Product, Sku } from '../domain/product.ts';
import type { Timestamp } from '../domain/time.ts';
import type { CatalogStore } from '../ports/store/index.ts';
import type { Database } from './database.ts';
import { progressSaver } from './feeds.ts';
import { platformStock } from './platform-stock.ts';

interface ProductRow {
  product_id: string;
  title: string;
  status: string;
  category_id: string | null;
  category_name: string | null;
  updated_at: Timestamp;
}

interface SkuRow {
  sku_id: string;
  seller_sku: string;
  price_minor: number | null;
  price_currency: string | null;
}

function toSku(row: SkuRow): Sku {
  const { price_minor: amountMinor, price_currency: currency } = row;
  return {
    skuId: row.sku_id,
    sellerSku: row.seller_sku,
    price: amountMinor === null || currency === null ? null : { amountMinor, currency },
  };
}

function toProduct(row: ProductRow, skus: readonly SkuRow[]): Product {
  return {
    productId: row.product_id,
    title: row.title,
    status: row.status,
    categoryId: row.category_id,
    categoryName: row.category_name,
    skus: skus.map(toSku),
    updatedAt: row.updated_at,
  };
}

export function catalogStore(database: Database): CatalogStore {
  const { reader } = database;
  const one = reader.query<[string, string], ProductRow>(
    `SELECT product_id, title, status, category_id, category_name, updated_at
     FROM products WHERE shop_id = ? AND product_id = ?`,
  );
  const skusOf = reader.query<[string, string], SkuRow>(
    `SELECT sku_id, seller_sku, price_minor, price_currency
     FROM skus WHERE shop_id = ? AND product_id = ? ORDER BY position`,
  );
  const ids = reader.query<[string], { product_id: string }>(
    'SELECT product_id FROM products WHERE shop_id = ? ORDER BY product_id',
  );
  const activeIds = reader.query<[string], { product_id: string }>(
    "SELECT product_id FROM products WHERE shop_id = ? AND status = 'ACTIVATE' ORDER BY product_id",
  );
  const idsWithoutCategory = reader.query<[string, number], { product_id: string }>(
    'SELECT product_id FROM products WHERE shop_id = ? AND category_id IS NULL ORDER BY product_id LIMIT ?',
  );
  return {
    ...catalogWrites(database),
    ...platformStock(database),
    product: (shopId, productId) =>
      database.read(() => {
        const row = one.get(shopId, productId);
        return row ? toProduct(row, skusOf.all(shopId, productId)) : null;
      }),
    productIds: (shopId) => database.read(() => ids.all(shopId).map((row) => row.product_id)),
    activeProductIds: (shopId) => database.read(() => activeIds.all(shopId).map((row) => row.product_id)),
    productIdsWithoutCategory: (shopId, limit) =>
      database.read(() => idsWithoutCategory.all(shopId, limit).map((row) => row.product_id)),
  };
}

type CatalogWrites = Pick<CatalogStore, 'recordProducts' | 'recordCategory' | 'recordStock'>;

function catalogWrites(database: Database): CatalogWrites {
  const { writer } = database;
  const saveProgress = progressSaver(writer);
  // A list of products does not name the category: what a detail said before stays.
  const upsertProduct = writer.command<
    [string, string, string, string, string | null, string | null, Timestamp, Timestamp]
  >(
    `INSERT INTO products (shop_id, product_id, title, status, category_id, category_name, updated_at, as_of)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (shop_id, product_id) DO UPDATE SET
       title = excluded.title, status = excluded.status,
       category_id = coalesce(excluded.category_id, category_id),
       category_name = coalesce(excluded.category_name, category_name),
       updated_at = excluded.updated_at, as_of = excluded.as_of
     WHERE excluded.as_of >= as_of`,
  );
  const deleteSkus = writer.command<[string, string]>(
    'DELETE FROM skus WHERE shop_id = ? AND product_id = ?',
  );
  const insertSku = writer.command<[string, string, string, number, string, number | null, string | null]>(
    `INSERT INTO skus (shop_id, product_id, sku_id, position, seller_sku, price_minor, price_currency)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const setCategory = writer.command<[string, string, string, string]>(
    'UPDATE products SET category_id = ?, category_name = ? WHERE shop_id = ? AND product_id = ?',
  );
  const upsertStock = writer.command<[string, string, string, number, Timestamp]>(
    `INSERT INTO stock_levels (shop_id, sku_id, product_id, available, as_of) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (shop_id, sku_id) DO UPDATE SET
       product_id = excluded.product_id, available = excluded.available, as_of = excluded.as_of
     WHERE excluded.as_of >= as_of`,
  );
  return {
    recordProducts: (shopId, products, seenAt, progress) =>
      database.write((transaction) => {
        for (const { productId, title, status, categoryId, categoryName, updatedAt, skus } of products) {
          const written = upsertProduct.run(
            transaction,
            shopId,
            productId,
            title,
            status,
            categoryId,
            categoryName,
            updatedAt,
            seenAt,
          );
          if (written === 0) continue;
          deleteSkus.run(transaction, shopId, productId);
          for (const [position, { skuId, sellerSku, price }] of skus.entries()) {
            const { amountMinor = null, currency = null } = price ?? {};
            insertSku.run(transaction, shopId, productId, skuId, position, sellerSku, amountMinor, currency);
          }
        }
        saveProgress(transaction, progress);
      }),
    recordCategory: (shopId, productId, { categoryId, categoryName }) =>
      database.write((transaction) => {
        setCategory.run(transaction, categoryId, categoryName, shopId, productId);
      }),
    recordStock: (shopId, levels, seenAt, progress) =>
      database.write((transaction) => {
        for (const { productId, skuId, available } of levels) {
          upsertStock.run(transaction, shopId, skuId, productId, available, seenAt);
        }
        saveProgress(transaction, progress);
      }),
  };
}
