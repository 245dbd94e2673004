import type { Timestamp } from '../domain/time.ts';
import type { AffiliateOrderStore, OrderSlice } from '../ports/store/index.ts';
import type { Database, Transaction, Writer } from './database.ts';

interface SliceRow {
  day: string;
  lines: number;
  read_at: Timestamp | null;
}

export type SaveSlice = (transaction: Transaction, shopId: string, slice: OrderSlice | undefined) => void;

/** Saves how far a day of orders has been read, in the transaction of the page that it describes. */
export function sliceSaver(writer: Writer): SaveSlice {
  const upsert = writer.command<[string, string, number, Timestamp | null]>(
    `INSERT INTO order_slices (shop_id, day, lines, read_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (shop_id, day) DO UPDATE SET lines = excluded.lines, read_at = excluded.read_at`,
  );
  return (transaction, shopId, slice) => {
    if (slice) upsert.run(transaction, shopId, slice.day, slice.lines, slice.readAt);
  };
}

/** Oldest day first. */
export function orderSlices(database: Database): AffiliateOrderStore['slices'] {
  const ofShop = database.reader.query<[string], SliceRow>(
    'SELECT day, lines, read_at FROM order_slices WHERE shop_id = ? ORDER BY day',
  );
  return (shopId) =>
    database.read(() =>
      ofShop.all(shopId).map((row) => ({ day: row.day, lines: row.lines, readAt: row.read_at })),
    );
}
