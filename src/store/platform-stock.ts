import type { Timestamp } from '../domain/time.ts';
import type { CatalogStore } from '../ports/store/index.ts';
import type { Database } from './database.ts';
import { progressSaver } from './feeds.ts';

interface LevelRow {
  warehouse_id: string;
  sku_id: string;
  available: number;
  reserved: number;
  as_of: Timestamp;
}

/** Stock in TikTok's own warehouses. */
export function platformStock(
  database: Database,
): Pick<CatalogStore, 'recordPlatformStock' | 'forgetPlatformStock' | 'platformStock'> {
  const { writer, reader } = database;
  const upsert = writer.command<[string, string, string, number, number, Timestamp]>(
    `INSERT INTO platform_stock_levels (shop_id, warehouse_id, sku_id, available, reserved, as_of)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (shop_id, warehouse_id, sku_id) DO UPDATE SET
       available = excluded.available, reserved = excluded.reserved, as_of = excluded.as_of
     WHERE excluded.as_of >= as_of`,
  );
  const forget = writer.command<[string, Timestamp]>(
    'DELETE FROM platform_stock_levels WHERE shop_id = ? AND as_of < ?',
  );
  const ofShop = reader.query<[string], LevelRow>(
    `SELECT warehouse_id, sku_id, available, reserved, as_of FROM platform_stock_levels
     WHERE shop_id = ? ORDER BY warehouse_id, sku_id`,
  );
  const saveProgress = progressSaver(writer);
  return {
    recordPlatformStock: (shopId, levels, seenAt, progress) =>
      database.write((transaction) => {
        for (const { warehouseId, skuId, available, reserved } of levels) {
          upsert.run(transaction, shopId, warehouseId, skuId, available, reserved, seenAt);
        }
        saveProgress(transaction, progress);
      }),
    forgetPlatformStock: (shopId, unseenSince) =>
      database.write((transaction) => {
        forget.run(transaction, shopId, unseenSince);
      }),
    platformStock: (shopId) =>
      database.read(() =>
        ofShop.all(shopId).map((row) => ({
          warehouseId: row.warehouse_id,
          skuId: row.sku_id,
          available: row.available,
          reserved: row.reserved,
          asOf: row.as_of,
        })),
      ),
  };
}
