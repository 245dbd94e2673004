import type { Timestamp } from '../domain/time.ts';
import type { AffiliateOrderStore } from '../ports/store/index.ts';
import { affiliateOrderRecorder } from './affiliate-orders-recorder.ts';
import { FACT_COLUMNS, type LineRow, toLine } from './affiliate-orders-rows.ts';
import type { Database } from './database.ts';
import { orderSlices } from './order-slices.ts';

const COLUMNS = `shop_id, created_at, order_id, line_key, ${FACT_COLUMNS.join(', ')},
  creator_id, net_minor, first_seen_at, changed_at`;

export function affiliateOrderStore(database: Database): AffiliateOrderStore {
  const { reader } = database;
  const page = reader.query<[string, Timestamp, Timestamp, Timestamp, string, string, number], LineRow>(
    `SELECT ${COLUMNS} FROM affiliate_order_lines
     WHERE shop_id = ? AND created_at >= ? AND created_at < ? AND (created_at, order_id, line_key) > (?, ?, ?)
     ORDER BY created_at, order_id, line_key LIMIT ?`,
  );
  const unknown = reader.query<[string, number], { username: string }>(
    `SELECT min(username) AS username FROM affiliate_order_lines
     WHERE shop_id = ? AND creator_id IS NULL
     GROUP BY username COLLATE NOCASE ORDER BY count(*) DESC, username LIMIT ?`,
  );
  return {
    record: affiliateOrderRecorder(database),
    slices: orderSlices(database),
    lines: (shopId, { createdFrom, createdTo }, after, limit) =>
      database.read(() => {
        const { createdAt, orderId, lineKey } = after ?? { createdAt: createdFrom, orderId: '', lineKey: '' };
        const from = Math.max(createdFrom, createdAt);
        return page.all(shopId, from, createdTo, createdAt, orderId, lineKey, limit).map(toLine);
      }),
    unknownUsernames: (shopId, limit) =>
      database.read(() => unknown.all(shopId, limit).map((row) => row.username)),
  };
}
