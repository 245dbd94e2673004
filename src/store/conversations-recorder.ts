import type { Timestamp } from '../domain/time.ts';
import type { ConversationStore } from '../ports/store/index.ts';
import type { ConversationSummary } from '../ports/tiktok-shop.ts';
import { nameResolver } from './creator-names.ts';
import type { Database, Transaction, Writer } from './database.ts';
import { progressSaver } from './feeds.ts';

interface KnownRow {
  sequence: number;
  username: string | null;
  unread: number;
  listed_at: Timestamp | null;
  place: number | null;
  placed_at: Timestamp | null;
  unreplied: number;
  read_at: Timestamp | null;
  due_at: Timestamp | null;
  unanswered: number;
  waiting_since: Timestamp | null;
}

/** Answered ones sort behind every time of a waiting one, the latest activity first. */
const ANSWERED = 9e15;

/** Sorts the longest unanswered first, then the latest activity. */
export function ageKey(waitingSince: Timestamp | null, activeAt: Timestamp): number {
  return waitingSince ?? ANSWERED - activeAt;
}

export function conversationRecorder(
  database: Database,
): Pick<ConversationStore, 'recordListed' | 'answeredUnseenSince'> {
  const { writer } = database;
  const known = writer.query<[string, string], KnownRow>(
    `SELECT sequence, username, unread, listed_at, place, placed_at, unreplied, read_at, due_at, unanswered,
       waiting_since
     FROM conversations WHERE shop_id = ? AND conversation_id = ?`,
  );
  const write = listedWriter(writer);
  const creatorsOf = nameResolver(writer);
  const saveProgress = progressSaver(writer);
  return {
    recordListed: (shopId, list, conversations, place, seenAt, progress) =>
      database.write((transaction) => {
        const rows = conversations.map(({ conversationId }) => known.get(shopId, conversationId));
        const moved = list === 'ALL' ? movedUp(rows, place) : rows.map(() => false);
        const creators = creatorsOf(
          shopId,
          conversations.map(({ username }) => ({ username, at: seenAt })),
        );
        const passAt = progress.passStartedAt ?? seenAt;
        const recorded = { added: 0, changed: 0 };
        for (const [index, conversation] of conversations.entries()) {
          const row = rows[index];
          if (row && seenAt < (row.listed_at ?? 0)) continue;
          const entered = list === 'UNREPLIED' && row?.unreplied !== 1;
          const sign = entered || moved[index] === true || row?.unread !== conversation.unread;
          write(transaction, shopId, conversation, {
            ...{ row, seenAt, sign, creatorId: creators[index] ?? null },
            unreplied: list === 'UNREPLIED',
            placed: list === 'ALL' ? { place: place + index, passAt } : null,
          });
          if (!row) recorded.added += 1;
          else if (sign) recorded.changed += 1;
        }
        saveProgress(transaction, progress);
        return recorded;
      }),
    answeredUnseenSince: answeredMarker(database),
  };
}

/**
 * Which rows of a page stood behind one of the rows that now follow them, or behind the page. Only the order tells:
 * everything moves down when others become active, and up when one is taken away.
 */
function movedUp(rows: readonly (KnownRow | undefined)[], place: number): readonly boolean[] {
  const last = place + rows.length - 1;
  let nearest: KnownRow | undefined;
  return rows
    .toReversed()
    .map((row) => {
      if (!row || row.place === null) return false;
      const up = row.place > last || (nearest !== undefined && isBefore(nearest, row));
      if (nearest === undefined || isBefore(row, nearest)) nearest = row;
      return up;
    })
    .toReversed();
}

/** What a later pass showed stands before what only earlier ones reached. */
function isBefore(a: KnownRow, b: KnownRow): boolean {
  const [passOfA, passOfB] = [a.placed_at ?? 0, b.placed_at ?? 0];
  return passOfA === passOfB ? (a.place ?? 0) < (b.place ?? 0) : passOfA > passOfB;
}

interface Listed {
  readonly row: KnownRow | undefined;
  readonly seenAt: Timestamp;
  /** Something unread by us. */
  readonly sign: boolean;
  readonly creatorId: string | null;
  readonly unreplied: boolean;
  readonly placed: { readonly place: number; readonly passAt: Timestamp } | null;
}

type Seen = [
  ...[senderId: string, username: string, creatorId: string | null, unread: number, listedAt: Timestamp],
  ...[place: number | null, placedAt: Timestamp | null, unreplied: number, unrepliedAt: Timestamp | null],
  ...[dueAt: Timestamp | null, unanswered: number, waitingSince: Timestamp | null],
];

function listedWriter(writer: Writer) {
  const insert = writer.command<[string, string, number, ...Seen]>(
    `INSERT INTO conversations (shop_id, conversation_id, age_key, creator_sender_id, username, creator_id, unread,
       listed_at, place, placed_at, unreplied, unreplied_at, due_at, unanswered, waiting_since)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = writer.command<[...Seen, number, number, number]>(
    `UPDATE conversations SET creator_sender_id = ?, username = ?, creator_id = ?, unread = ?, listed_at = ?,
       place = coalesce(?, place), placed_at = coalesce(?, placed_at), unreplied = ?,
       unreplied_at = coalesce(?, unreplied_at), due_at = ?, unanswered = ?, waiting_since = ?,
       age_key = iif(?, ?, age_key)
     WHERE sequence = ?`,
  );
  return (transaction: Transaction, shopId: string, conversation: ConversationSummary, listed: Listed) => {
    const { row, seenAt, sign, creatorId, placed } = listed;
    // Until the messages are read again, the list tells who wrote last.
    const unanswered = listed.unreplied && (sign || row === undefined) ? 1 : (row?.unanswered ?? 0);
    const waitingSince = unanswered === 1 ? (row?.waiting_since ?? seenAt) : null;
    const unreplied = listed.unreplied ? 1 : (row?.unreplied ?? 0);
    const seen: Seen = [
      ...([conversation.creatorSenderId, conversation.username, creatorId] as const),
      ...([conversation.unread, seenAt, placed?.place ?? null, placed?.passAt ?? null] as const),
      ...([unreplied, listed.unreplied ? seenAt : null, sign ? seenAt : (row?.due_at ?? null)] as const),
      ...([unanswered, waitingSince] as const),
    ];
    const key = ageKey(waitingSince, seenAt);
    if (!row) {
      insert.run(transaction, shopId, conversation.conversationId, key, ...seen);
      return;
    }
    const aged = sign || row.waiting_since !== waitingSince ? 1 : 0;
    update.run(transaction, ...seen, aged, key, row.sequence);
  };
}

function answeredMarker(database: Database): ConversationStore['answeredUnseenSince'] {
  const leave = database.writer.command<[Timestamp, number, string, Timestamp, Timestamp]>(
    `UPDATE conversations SET unreplied = 0, unanswered = 0, waiting_since = NULL, due_at = ?, age_key = ?
     WHERE shop_id = ? AND unreplied = 1 AND unreplied_at < ? AND coalesce(read_at, 0) < ?`,
  );
  // Messages that were read since know better who wrote last.
  const forget = database.writer.command<[string, Timestamp]>(
    'UPDATE conversations SET unreplied = 0 WHERE shop_id = ? AND unreplied = 1 AND unreplied_at < ?',
  );
  return (shopId, passStartedAt) =>
    database.write((transaction) => {
      const key = ageKey(null, passStartedAt);
      const left = leave.run(transaction, passStartedAt, key, shopId, passStartedAt, passStartedAt);
      return left + forget.run(transaction, shopId, passStartedAt);
    });
}
