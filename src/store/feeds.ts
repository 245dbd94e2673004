import type { Timestamp } from '../domain/time.ts';
import type { FeedProgress, FeedState, FeedStore } from '../ports/store/index.ts';
import type { Database, Transaction, Writer } from './database.ts';

interface FeedRow {
  shop_id: string;
  feed: string;
  cursor: string | null;
  watermark: Timestamp | null;
  pass_started_at: Timestamp | null;
  completed_at: Timestamp | null;
  failure_kind: string | null;
  failure_message: string | null;
  failure_at: Timestamp | null;
}

const COLUMNS = `shop_id, feed, cursor, watermark, pass_started_at, completed_at,
  failure_kind, failure_message, failure_at`;

function toFeedState(row: FeedRow): FeedState {
  const { failure_kind: kind, failure_message: message, failure_at: at } = row;
  return {
    shopId: row.shop_id,
    feed: row.feed,
    cursor: row.cursor,
    watermark: row.watermark,
    passStartedAt: row.pass_started_at,
    completedAt: row.completed_at,
    failure: kind !== null && message !== null && at !== null ? { kind, message, at } : null,
  };
}

/** Saves where a feed stands, in the transaction of the page it describes. A page that came clears the failure. */
export type SaveProgress = (transaction: Transaction, progress: FeedProgress | undefined) => void;

export function progressSaver(writer: Writer): SaveProgress {
  const upsert = writer.command<
    [string, string, string | null, Timestamp | null, Timestamp | null, Timestamp | null]
  >(
    `INSERT INTO feeds (shop_id, feed, cursor, watermark, pass_started_at, completed_at)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (shop_id, feed) DO UPDATE SET
       cursor = excluded.cursor, watermark = excluded.watermark,
       pass_started_at = excluded.pass_started_at, completed_at = excluded.completed_at,
       failure_kind = NULL, failure_message = NULL, failure_at = NULL`,
  );
  return (transaction, progress) => {
    if (!progress) return;
    const { shopId, feed, cursor, watermark, passStartedAt, completedAt } = progress;
    upsert.run(transaction, shopId, feed, cursor, watermark, passStartedAt, completedAt);
  };
}

export function feedStore(database: Database): FeedStore {
  const save = progressSaver(database.writer);
  const fail = database.writer.command<[string, string, string, string, Timestamp]>(
    `INSERT INTO feeds (shop_id, feed, failure_kind, failure_message, failure_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (shop_id, feed) DO UPDATE SET
       failure_kind = excluded.failure_kind, failure_message = excluded.failure_message,
       failure_at = excluded.failure_at`,
  );
  const one = database.reader.query<[string, string], FeedRow>(
    `SELECT ${COLUMNS} FROM feeds WHERE shop_id = ? AND feed = ?`,
  );
  const ofShop = database.reader.query<[string], FeedRow>(
    `SELECT ${COLUMNS} FROM feeds WHERE shop_id = ? ORDER BY feed`,
  );
  return {
    get: (shopId, feed) =>
      database.read(() => {
        const row = one.get(shopId, feed);
        return row ? toFeedState(row) : null;
      }),
    list: (shopId) => database.read(() => ofShop.all(shopId).map(toFeedState)),
    save: (progress) => database.write((transaction) => save(transaction, progress)),
    recordFailure: (shopId, feed, failure) =>
      database.write((transaction) => {
        fail.run(transaction, shopId, feed, failure.kind, failure.message, failure.at);
      }),
  };
}
