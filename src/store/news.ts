import type { NewsKind } from '../domain/platform-news.ts';
import { DAY, type Timestamp } from '../domain/time.ts';
import type { NewsStore } from '../ports/store/index.ts';
import type { Database } from './database.ts';

const WHOLE_SELLER = '';
/** Longer than the platform tries, and than a webhook may be old. */
const IDS_KEPT = 7 * DAY;

/** News about the seller as a whole waits for every shop we know, and for the list of shops itself. */
export function newsStore(database: Database): NewsStore {
  const { writer } = database;
  const remember = writer.command<[string, string, number, string, Timestamp, Timestamp]>(
    `INSERT INTO platform_news (notification_id, shop_id, type, kind, at, received_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (notification_id) DO NOTHING`,
  );
  const forget = writer.command<[Timestamp]>('DELETE FROM platform_news WHERE received_at < ?');
  const wait = writer.command<[string, string, Timestamp]>(
    `INSERT INTO waiting_news (shop_id, kind, received_at) VALUES (?, ?, ?) ON CONFLICT (shop_id, kind) DO NOTHING`,
  );
  const shops = writer.query<[], { shop_id: string }>('SELECT shop_id FROM shops ORDER BY shop_id');
  const ofShop = writer.query<[string], { kind: NewsKind }>(
    'SELECT kind FROM waiting_news WHERE shop_id = ? ORDER BY kind',
  );
  const taken = writer.command<[string]>('DELETE FROM waiting_news WHERE shop_id = ?');
  const oldest = database.reader.query<[], { oldest: Timestamp | null }>(
    'SELECT min(received_at) AS oldest FROM waiting_news',
  );
  return {
    record: ({ notificationId, shopId, type, kind, at }, receivedAt) =>
      database.write((transaction) => {
        const shop = shopId ?? WHOLE_SELLER;
        if (remember.run(transaction, notificationId, shop, type, kind, at, receivedAt) === 0) return false;
        forget.run(transaction, receivedAt - IDS_KEPT);
        if (kind === 'other') return true;
        const known = shops.all().map((row) => row.shop_id);
        // Nobody would take up what waits for a shop that no cycle reads.
        const concerned = known.filter((id) => shopId === null || id === shopId);
        for (const one of concerned) wait.run(transaction, one, kind, receivedAt);
        return true;
      }),
    waitingSince: () => database.read(() => oldest.get()?.oldest ?? null),
    take: (shopId) =>
      database.write((transaction) => {
        const kinds = ofShop.all(shopId).map((row) => row.kind);
        if (kinds.length > 0) taken.run(transaction, shopId);
        return kinds;
      }),
  };
}
