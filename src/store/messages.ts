import { DAY, type Timestamp } from '../domain/time.ts';
import type { ConversationStore, StoredMessage } from '../ports/store/index.ts';
import type { ConversationMessage } from '../ports/tiktok-shop.ts';
import { ageKey } from './conversations-recorder.ts';
import type { Database, Transaction, Writer } from './database.ts';

export interface MessageRow {
  conversation_id: string;
  message_id: string;
  message_index: string;
  type: string;
  text: string | null;
  subject_id: string | null;
  sent_at: Timestamp;
  from_creator: number;
  first_seen_at: Timestamp;
  /** 1 when this program sent it. */
  ours: number;
}

/** Texts of messages, from their sending. */
export const MESSAGE_TEXT_KEPT = 180 * DAY;

/** Written by the platform: nobody's turn follows from them. */
export const BY_PEOPLE = "m.type NOT IN ('NOTIFICATION', 'SYSTEM')";

export const MESSAGES = `SELECT m.conversation_id, m.message_id, m.message_index, m.type, m.text, m.subject_id,
    m.sent_at, m.from_creator, m.first_seen_at, s.message_id IS NOT NULL AS ours
  FROM messages m LEFT JOIN sent_messages s ON s.shop_id = m.shop_id AND s.message_id = m.message_id`;

/** Longer than any index seen, microseconds since 1970. */
const KEY_LENGTH = 24;

export function toMessage(row: MessageRow): StoredMessage {
  return {
    messageId: row.message_id,
    index: row.message_index,
    type: row.type,
    text: row.text,
    subjectId: row.subject_id,
    sentAt: row.sent_at,
    fromCreator: row.from_creator === 1,
    conversationId: row.conversation_id,
    firstSeenAt: row.first_seen_at,
    ours: row.from_creator === 1 ? null : row.ours === 1,
  };
}

export function messageMethods(
  database: Database,
): Pick<ConversationStore, 'messages' | 'recordMessages' | 'recordSent'> {
  const newest = database.reader.query<[string, string, number], MessageRow>(
    `${MESSAGES} WHERE m.shop_id = ? AND m.conversation_id = ? ORDER BY m.position_key DESC LIMIT ?`,
  );
  return {
    recordMessages: messageRecorder(database),
    recordSent: sentRecorder(database),
    messages: (shopId, conversationId, limit) =>
      database.read(() => newest.all(shopId, conversationId, limit).map(toMessage)),
  };
}

function messageRecorder(database: Database): ConversationStore['recordMessages'] {
  const { writer } = database;
  const insert = writer.command<
    [
      ...[string, string, string, string, string, string],
      ...[string | null, string | null, Timestamp, number, Timestamp],
    ]
  >(
    `INSERT INTO messages (shop_id, conversation_id, position_key, message_id, message_index, type, text, subject_id,
       sent_at, from_creator, first_seen_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const begin = writer.command<[Timestamp, string, string]>(
    `UPDATE conversations SET reading_at = coalesce(reading_at, ?)
     WHERE shop_id = ? AND conversation_id = ?`,
  );
  const settle = readingSettler(writer);
  return (shopId, conversationId, messages, seenAt, whole) =>
    database.write((transaction) => {
      let added = 0;
      for (const message of messages) {
        const { messageId, index, type, subjectId, sentAt, fromCreator } = message;
        const text = seenAt - sentAt > MESSAGE_TEXT_KEPT ? null : message.text;
        const key = [shopId, conversationId, index.padStart(KEY_LENGTH, '0'), messageId, index] as const;
        const said = [type, text, subjectId, sentAt, fromCreator ? 1 : 0, seenAt] as const;
        added += insert.run(transaction, ...key, ...said);
      }
      begin.run(transaction, seenAt, shopId, conversationId);
      if (whole) settle(transaction, shopId, conversationId, messages);
      return { added, changed: 0 };
    });
}

interface ReadingRow {
  sequence: number;
  reading_at: Timestamp;
  read_at: Timestamp | null;
  newest_index: string | null;
  unreplied: number;
  unanswered: number;
  waiting_since: Timestamp | null;
  age_key: number;
}

interface ExchangeRow {
  newest_index: string | null;
  last_at: Timestamp | null;
  waiting_since: Timestamp | null;
}

/** After a whole reading the messages tell who wrote last; signs seen after it began stay. */
function readingSettler(writer: Writer) {
  const current = writer.query<[string, string], ReadingRow>(
    `SELECT sequence, reading_at, read_at, newest_index, unreplied, unanswered, waiting_since, age_key
     FROM conversations WHERE shop_id = ? AND conversation_id = ?`,
  );
  const exchange = writer.query<[string, string], ExchangeRow>(
    `WITH talk AS MATERIALIZED (SELECT m.position_key, m.message_index, m.sent_at, m.from_creator, ${BY_PEOPLE} AS said
       FROM messages m WHERE m.shop_id = ? AND m.conversation_id = ?)
     SELECT (SELECT message_index FROM talk ORDER BY position_key DESC LIMIT 1) AS newest_index,
       (SELECT max(sent_at) FROM talk) AS last_at,
       (SELECT min(sent_at) FROM talk WHERE said AND from_creator = 1 AND position_key > coalesce(
          (SELECT max(position_key) FROM talk WHERE said AND from_creator = 0), '')) AS waiting_since`,
  );
  const settle = writer.command<
    [
      ...[Timestamp, Timestamp, string | null, number, number, Timestamp],
      ...[number, Timestamp | null, number, number],
    ]
  >(
    `UPDATE conversations SET reading_at = NULL, due_at = iif(due_at > ?, due_at, NULL), read_at = ?,
       newest_index = ?, unreplied = ?, unreplied_at = iif(?, max(coalesce(unreplied_at, 0), ?), unreplied_at),
       unanswered = ?, waiting_since = ?, age_key = ?
     WHERE sequence = ?`,
  );
  return (
    transaction: Transaction,
    shopId: string,
    conversationId: string,
    messages: readonly ConversationMessage[],
  ): void => {
    const row = current.get(shopId, conversationId);
    if (!row) return;
    const { reading_at: readAt, unreplied } = row;
    const talk = exchange.get(shopId, conversationId);
    const ended = [readAt, Math.max(readAt, row.read_at ?? 0)] as const;
    if (!talk || messages.length === 0 || readAt < (row.read_at ?? 0)) {
      // Nothing could be read: what the lists told stays.
      const kept = [row.newest_index, unreplied, 0, readAt] as const;
      settle.run(
        transaction,
        ...ended,
        ...kept,
        row.unanswered,
        row.waiting_since,
        row.age_key,
        row.sequence,
      );
      return;
    }
    const unanswered = talk.waiting_since === null ? 0 : 1;
    // When the list says otherwise and nothing new was found, it would say so for ever: only a move counts then.
    const shown = talk.newest_index === row.newest_index ? unreplied : unanswered;
    const key = ageKey(talk.waiting_since, talk.last_at ?? readAt);
    const told = [talk.newest_index, shown, shown, readAt] as const;
    settle.run(transaction, ...ended, ...told, unanswered, talk.waiting_since, key, row.sequence);
  };
}

function sentRecorder(database: Database): ConversationStore['recordSent'] {
  const { writer } = database;
  const remember = writer.command<[string, string, string, Timestamp]>(
    `INSERT INTO sent_messages (shop_id, message_id, conversation_id, at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const seen = writer.query<[string, string, string], { message_id: string }>(
    'SELECT message_id FROM messages WHERE shop_id = ? AND conversation_id = ? AND message_id = ?',
  );
  // A conversation that no list showed yet has no name. Whatever was written, it is to be read.
  const answer = writer.command<[string, string, string, Timestamp, number]>(
    `INSERT INTO conversations (shop_id, conversation_id, creator_sender_id, unread, unreplied, due_at, unanswered,
       age_key)
     VALUES (?, ?, ?, 0, 0, ?, 0, ?)
     ON CONFLICT (shop_id, conversation_id) DO UPDATE SET unreplied = 0, due_at = excluded.due_at,
       unanswered = 0, waiting_since = NULL, age_key = excluded.age_key
     WHERE coalesce(waiting_since, 0) <= excluded.due_at AND coalesce(due_at, 0) <= excluded.due_at`,
  );
  return (shopId, { conversationId, creatorSenderId }, messageId, at) =>
    database.write((transaction) => {
      remember.run(transaction, shopId, messageId, conversationId, at);
      if (seen.get(shopId, conversationId, messageId)) return;
      answer.run(transaction, shopId, conversationId, creatorSenderId, at, ageKey(null, at));
    });
}
