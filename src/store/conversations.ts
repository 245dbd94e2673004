import type { Timestamp } from '../domain/time.ts';
import type {
  ConversationQuery,
  ConversationStore,
  ListedConversation,
  StoredMessage,
} from '../ports/store/index.ts';
import { firstRecentDay, RECENT_SALES, salesDay } from './affiliate-orders-days.ts';
import { conversationRecorder } from './conversations-recorder.ts';
import type { Database, Query, Reader } from './database.ts';
import { decodeCursor, encodeCursor, hashFilters } from './keyset.ts';
import { BY_PEOPLE, MESSAGES, type MessageRow, messageMethods, toMessage } from './messages.ts';
import { toMoney } from './sample-rows.ts';
import { Where } from './where.ts';

interface ListRow {
  sequence: number;
  conversation_id: string;
  username: string;
  creator_id: string | null;
  unread: number;
  listed_at: Timestamp;
  read_at: Timestamp | null;
  unanswered: number;
  waiting_since: Timestamp | null;
  net_minor: number | null;
  currency: string | null;
  creator_gmv_minor: number | null;
  creator_gmv_currency: string | null;
  key: number;
  second: number | null;
}

interface DueRow {
  conversation_id: string;
  creator_sender_id: string;
  newest_index: string | null;
}

export function conversationStore(database: Database): ConversationStore {
  return {
    ...conversationRecorder(database),
    ...messageMethods(database),
    toRead: dueReader(database),
    list: conversationList(database),
  };
}

/** Those with signs first, unanswered ones before others; then the longest unread. */
function dueReader(database: Database): ConversationStore['toRead'] {
  const { reader } = database;
  const columns = 'conversation_id, creator_sender_id, newest_index';
  const signs = reader.query<[string, number], DueRow>(
    `SELECT ${columns} FROM conversations WHERE shop_id = ? AND due_at IS NOT NULL
     ORDER BY unanswered DESC, due_at, sequence LIMIT ?`,
  );
  const quiet = reader.query<[string, Timestamp, number], DueRow>(
    `SELECT ${columns} FROM conversations WHERE shop_id = ? AND due_at IS NULL AND read_at < ?
     ORDER BY read_at, sequence LIMIT ?`,
  );
  return (shopId, olderThan, limit) =>
    database.read(() => {
      const due = signs.all(shopId, limit);
      const rest = limit - due.length;
      const rows = rest > 0 ? [...due, ...quiet.all(shopId, olderThan, rest)] : due;
      return rows.map((row) => ({
        conversationId: row.conversation_id,
        creatorSenderId: row.creator_sender_id,
        newestIndex: row.newest_index,
      }));
    });
}

/** Of the two readings of a creator's figure the later one. */
const BY_MARKETPLACE = 'market.shown = 1 AND market.as_of > coalesce(known.as_of, 0)';
const CREATOR_GMV = `iif(${BY_MARKETPLACE}, market.gmv_minor, known.gmv_minor)`;
const CREATOR_GMV_CURRENCY = `iif(${BY_MARKETPLACE}, market.gmv_currency, known.gmv_currency)`;

/** By value: what the creator sells with us, then what they sell at all. By age: the longest unanswered. */
const ORDERS = {
  value: {
    keys: ['coalesce(sold.net_minor, 0)', `coalesce(${CREATOR_GMV}, -1)`],
    direction: 'DESC',
    after: '<',
  },
  age: { keys: ['c.age_key'], direction: 'ASC', after: '>' },
} as const;

function filtersOf(shopId: string, query: ConversationQuery): Where {
  // Without a name until a list showed it.
  const where = new Where().and('c.shop_id = ? AND c.username IS NOT NULL', shopId);
  if (query.unanswered !== undefined) where.and('c.unanswered = ?', query.unanswered ? 1 : 0);
  if (query.creatorId !== undefined) where.and('c.creator_id = ?', query.creatorId);
  return where;
}

function conversationList(database: Database): ConversationStore['list'] {
  const { reader } = database;
  const pages = new Map<string, Query<(string | number)[], ListRow>>();
  const totals = new Map<string, Query<(string | number)[], { total: number }>>();
  const detailsOf = detailReader(reader);
  return (shopId, query, { cursor, limit, now }) =>
    database.read(() => {
      const hash = hashFilters({ shopId, ...query });
      const where = filtersOf(shopId, query);
      const countSql = `SELECT count(*) AS total FROM conversations c WHERE ${where.sql}`;
      const count = totals.get(countSql) ?? reader.query(countSql);
      totals.set(countSql, count);
      const { total = 0 } = count.get(...where.values) ?? {};

      const { keys, direction, after } = ORDERS[query.sort];
      const [key, second = 'NULL'] = keys;
      const order = [...keys, 'c.sequence'];
      if (cursor !== null) {
        const at = decodeCursor(hash, cursor);
        const values = [at.key, at.second].slice(0, keys.length);
        const marks = order.map(() => '?').join(', ');
        where.and(`(${order.join(', ')}) ${after} (${marks})`, ...values, at.sequence);
      }
      const sql = `WITH sold AS MATERIALIZED (${RECENT_SALES})
        SELECT c.sequence, c.conversation_id, c.username, c.creator_id, c.unread, c.listed_at, c.read_at,
          c.unanswered, c.waiting_since, sold.net_minor, sold.currency, ${CREATOR_GMV} AS creator_gmv_minor,
          ${CREATOR_GMV_CURRENCY} AS creator_gmv_currency, ${key} AS key, ${second} AS second
        FROM conversations c
        LEFT JOIN sold ON sold.subject_id = c.creator_id
        LEFT JOIN creators known ON known.shop_id = c.shop_id AND known.creator_id = c.creator_id
        LEFT JOIN creator_performance market
          ON market.shop_id = c.shop_id AND market.creator_id = c.creator_id
        WHERE ${where.sql}
        ORDER BY ${order.map((term) => `${term} ${direction}`).join(', ')} LIMIT ?`;
      const page = pages.get(sql) ?? reader.query(sql);
      pages.set(sql, page);
      const window = [shopId, 'creator', firstRecentDay(now), salesDay(now)] as const;
      // One more than asked for tells whether another page follows.
      const rows = page.all(...window, ...where.values, limit + 1);
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      return {
        items: shown.map((row) => ({ ...toListed(row), ...detailsOf(shopId, row) })),
        total,
        nextCursor:
          rows.length > limit && last ? encodeCursor(hash, { ...last, second: last.second ?? 0 }) : null,
      };
    });
}

type Details = Pick<ListedConversation, 'lastMessage' | 'openSamples'>;

function toListed(row: ListRow): Omit<ListedConversation, keyof Details> {
  return {
    conversationId: row.conversation_id,
    creatorId: row.creator_id,
    username: row.username,
    unread: row.unread,
    unanswered: row.unanswered === 1,
    waitingSince: row.waiting_since,
    creatorGmv30d: toMoney(row.creator_gmv_minor, row.creator_gmv_currency),
    gmv30d: toMoney(row.net_minor, row.currency),
    asOf: Math.max(row.listed_at, row.read_at ?? 0),
  };
}

/** What a page shows beside the row, read conversation by conversation: at most fifty. */
function detailReader(reader: Reader): (shopId: string, row: ListRow) => Details {
  const lastMessage = reader.query<[string, string], MessageRow>(
    `${MESSAGES} WHERE m.shop_id = ? AND m.conversation_id = ? AND ${BY_PEOPLE}
     ORDER BY m.position_key DESC LIMIT 1`,
  );
  const open = reader.query<[string, string], { samples: number }>(
    `SELECT count(*) AS samples FROM sample_applications WHERE shop_id = ? AND creator_id = ?
       AND status IN ('PENDING', 'AWAITING_SHIPMENT', 'SHIPPED', 'CONTENT_PENDING')`,
  );
  return (shopId, row) => {
    const message = lastMessage.get(shopId, row.conversation_id);
    return {
      lastMessage: message ? shortened(toMessage(message)) : null,
      openSamples: row.creator_id === null ? 0 : (open.get(shopId, row.creator_id)?.samples ?? 0),
    };
  };
}

function shortened({
  sentAt: at,
  fromCreator,
  type,
  text,
  ours,
}: StoredMessage): ListedConversation['lastMessage'] {
  return { at, fromCreator, type, text, ours };
}
