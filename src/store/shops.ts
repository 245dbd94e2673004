import type { Timestamp } from '../domain/time.ts';
import type { ShopStore } from '../ports/store/index.ts';
import type { Database } from './database.ts';

interface ShopRow {
  shop_id: string;
  cipher: string;
  name: string;
  region: string;
}

export function shopStore(database: Database): ShopStore {
  const upsert = database.writer.command<[string, string, string, string, Timestamp]>(
    `INSERT INTO shops (shop_id, cipher, name, region, as_of) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (shop_id) DO UPDATE SET
       cipher = excluded.cipher, name = excluded.name, region = excluded.region, as_of = excluded.as_of
     WHERE excluded.as_of >= as_of`,
  );
  const all = database.reader.query<[], ShopRow>(
    'SELECT shop_id, cipher, name, region FROM shops ORDER BY name, shop_id',
  );
  return {
    record: (shops, seenAt) =>
      database.write((transaction) => {
        for (const shop of shops) {
          upsert.run(transaction, shop.shopId, shop.cipher, shop.name, shop.region, seenAt);
        }
      }),
    list: () =>
      database.read(() =>
        all.all().map((row) => ({
          shopId: row.shop_id,
          cipher: row.cipher,
          name: row.name,
          region: row.region,
        })),
      ),
  };
}
