import type { CreatorSnapshot } from '../domain/creator.ts';
import type { Timestamp } from '../domain/time.ts';
import { nameRecorder } from './creator-name-recorder.ts';
import type { Transaction, Writer } from './database.ts';

type Figures = [
  username: string,
  nickname: string | null,
  followers: number | null,
  gmvMinor: number | null,
  gmvCurrency: string | null,
  posts: number | null,
  videoViews: number | null,
  fulfilmentBps: number | null,
  asOf: Timestamp,
];

function figuresOf(creator: CreatorSnapshot, seenAt: Timestamp): Figures {
  return [
    creator.username,
    creator.nickname,
    creator.followers,
    creator.gmv30d?.amountMinor ?? null,
    creator.gmv30d?.currency ?? null,
    creator.posts30d,
    creator.videoViews30d,
    creator.fulfilmentBps,
    seenAt,
  ];
}

export type RecordCreator = (
  transaction: Transaction,
  shopId: string,
  creator: CreatorSnapshot,
  seenAt: Timestamp,
) => void;

/** Upserts a creator, never with older figures than are there, and keeps every username seen. */
export function creatorRecorder(writer: Writer): RecordCreator {
  const current = writer.query<[string, string], { username: string; as_of: Timestamp }>(
    'SELECT username, as_of FROM creators WHERE shop_id = ? AND creator_id = ?',
  );
  const insert = writer.command<[string, string, ...Figures]>(
    `INSERT INTO creators (shop_id, creator_id, username, nickname, followers, gmv_minor, gmv_currency,
       posts_30d, video_views_30d, fulfilment_bps, as_of)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = writer.command<[...Figures, string, string]>(
    `UPDATE creators SET username = ?, nickname = ?, followers = ?, gmv_minor = ?, gmv_currency = ?,
       posts_30d = ?, video_views_30d = ?, fulfilment_bps = ?, as_of = ?
     WHERE shop_id = ? AND creator_id = ?`,
  );
  const names = nameRecorder(writer);
  return (transaction, shopId, creator, seenAt) => {
    const { creatorId, username } = creator;
    const known = current.get(shopId, creatorId);
    if (!known) {
      insert.run(transaction, shopId, creatorId, ...figuresOf(creator, seenAt));
    } else if (seenAt >= known.as_of) {
      update.run(transaction, ...figuresOf(creator, seenAt), shopId, creatorId);
      if (known.username === username) {
        names.stays(transaction, shopId, creatorId, username, known.as_of);
        return;
      }
      names.remember(transaction, shopId, creatorId, known.username, known.as_of);
    }
    names.remember(transaction, shopId, creatorId, username, seenAt);
  };
}
