import { DAY, type Timestamp } from '../domain/time.ts';
import type { CreatorNameStore } from '../ports/store/index.ts';
import { salesMover } from './affiliate-orders-days.ts';
import { type Bearer, bearerAt, bearersReader, foldName, NAMES_KEPT, nameVersions } from './creator-names.ts';
import { creatorFinder } from './creator-names-search.ts';
import type { Database, Transaction, Writer } from './database.ts';

interface NameRow {
  username: string;
  first_seen_at: Timestamp;
  last_seen_at: Timestamp;
}

interface LineRow {
  created_at: Timestamp;
  order_id: string;
  line_key: string;
  creator_id: string | null;
  currency: string | null;
  net_minor: number | null;
}

interface ConversationRow {
  sequence: number;
  username: string;
  creator_id: string | null;
  listed_at: Timestamp;
}

/** Keeps who was seen with which username, and joins what names creators by username only. */
export interface NameRecorder {
  /** A creator was seen with a name. */
  remember(
    transaction: Transaction,
    shopId: string,
    creatorId: string,
    username: string,
    seenAt: Timestamp,
  ): void;
  /** The name that a creator's row holds was seen again, which the row itself says. */
  stays(
    transaction: Transaction,
    shopId: string,
    creatorId: string,
    username: string,
    lastSeenAt: Timestamp,
  ): void;
}

export function nameRecorder(writer: Writer): NameRecorder {
  const namesOf = writer.query<[string, string], NameRow>(
    `SELECT username, first_seen_at, last_seen_at FROM creator_usernames WHERE shop_id = ? AND creator_id = ?`,
  );
  const bearersBeside = writer.query<[string, string, string], NameRow>(
    `SELECT username, first_seen_at, last_seen_at FROM creator_usernames
     WHERE shop_id = ? AND username = ? COLLATE NOCASE AND creator_id <> ?`,
  );
  const upsert = writer.command<[string, string, string, Timestamp, Timestamp]>(
    `INSERT INTO creator_usernames (shop_id, creator_id, username, first_seen_at, last_seen_at)
     VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (shop_id, creator_id, username) DO UPDATE SET
       first_seen_at = min(first_seen_at, excluded.first_seen_at),
       last_seen_at = max(last_seen_at, excluded.last_seen_at)`,
  );
  const join = joiner(writer);
  const { found: uncontested, written } = whileNamesHold(writer);
  return {
    remember: (transaction, shopId, creatorId, username, seenAt) => {
      const own = namesOf.all(shopId, creatorId);
      const row = own.find((name) => name.username === username);
      const beside = bearersBeside.all(shopId, username, creatorId);
      const others = [...own.filter((name) => name !== row), ...beside];
      const slack = others.length === 0 ? DAY : 0;
      if (row && row.first_seen_at <= seenAt && seenAt <= row.last_seen_at + slack) return;
      upsert.run(transaction, shopId, creatorId, username, seenAt, seenAt);
      written(transaction);
      // Nobody else and no other name: only the first sight of it tells something.
      if (row && others.length === 0) return;
      // Unless it is the latest of all these sights, what was thought of earlier times may be wrong too.
      const latest =
        (!row || row.last_seen_at < seenAt) && others.every((name) => name.last_seen_at < seenAt);
      const since = latest ? (row?.last_seen_at ?? seenAt) : 0;
      const names = [username, ...own.map((name) => name.username)];
      join(transaction, shopId, names, others.length === 0 ? null : since);
    },
    stays: (transaction, shopId, creatorId, username, lastSeenAt) => {
      const name = `${shopId} ${creatorId} ${username}`;
      if (uncontested(transaction, shopId).has(name)) return;
      const contested =
        bearersBeside.get(shopId, username, creatorId) !== undefined ||
        namesOf.all(shopId, creatorId).length > 1;
      if (contested) join(transaction, shopId, [username], lastSeenAt);
      else uncontested(transaction, shopId).add(name);
    },
  };
}

/** What was found once in a shop, forgotten when a creator gets a name that is new for them, by any process. */
function whileNamesHold(writer: Writer) {
  const versionOf = nameVersions(writer);
  const known = new Map<string, { readonly version: number; readonly found: Set<string> }>();
  let checked: { readonly transaction: Transaction; readonly shopId: string } | null = null;
  let wrote: Transaction | null = null;
  return {
    /** Nobody else can write while a transaction is open: one look is enough for it. */
    found: (transaction: Transaction, shopId: string): Set<string> => {
      // What a transaction finds among its own names may be rolled back with them.
      if (wrote === transaction) return new Set();
      const kept = known.get(shopId);
      if (kept && checked?.transaction === transaction && checked.shopId === shopId) return kept.found;
      const version = versionOf(shopId);
      checked = { transaction, shopId };
      if (kept && kept.version === version && kept.found.size < NAMES_KEPT) return kept.found;
      const found = new Set<string>();
      known.set(shopId, { version, found });
      return found;
    },
    written: (transaction: Transaction): void => {
      wrote = transaction;
    },
  };
}

/**
 * Looks again at what bears one of the names: all that waits for a creator, and from `since` on also what has one.
 */
function joiner(writer: Writer) {
  const columns = 'created_at, order_id, line_key, creator_id, currency, net_minor';
  // The planner, which has no statistics, would read all lines of the shop instead.
  const waiting = writer.query<[string, string], LineRow>(
    `SELECT ${columns} FROM affiliate_order_lines INDEXED BY lines_without_creator
     WHERE shop_id = ? AND creator_id IS NULL AND username = ? COLLATE NOCASE`,
  );
  // No index by name for lines that have a creator: names change hands rarely, and then from a moment on.
  const joined = writer.query<[string, Timestamp, string], LineRow>(
    `SELECT ${columns} FROM affiliate_order_lines
     WHERE shop_id = ? AND created_at >= ? AND creator_id IS NOT NULL AND username = ? COLLATE NOCASE`,
  );
  const setCreator = writer.command<[string | null, string, Timestamp, string, string]>(
    `UPDATE affiliate_order_lines SET creator_id = ?
     WHERE shop_id = ? AND created_at = ? AND order_id = ? AND line_key = ?`,
  );
  const bearersOf = bearersReader(writer);
  const salesMoves = salesMover(writer);
  const joinConversations = conversationJoiner(writer);
  return (
    transaction: Transaction,
    shopId: string,
    usernames: readonly string[],
    since: Timestamp | null,
  ): void => {
    const bearers = bearersOf(shopId, usernames);
    const sales = salesMoves();
    for (const [name, known] of bearers) {
      const lines = waiting.all(shopId, name);
      if (since !== null) lines.push(...joined.all(shopId, since, name));
      for (const line of lines) {
        const creatorId = bearerAt(known, line.created_at);
        if (creatorId === line.creator_id) continue;
        setCreator.run(transaction, creatorId, shopId, line.created_at, line.order_id, line.line_key);
        sales.move(line, creatorId);
      }
      joinConversations(transaction, shopId, name, known);
    }
    sales.write(transaction, shopId);
  };
}

function conversationJoiner(writer: Writer) {
  const named = writer.query<[string, string], ConversationRow>(
    `SELECT sequence, username, creator_id, listed_at FROM conversations
     WHERE shop_id = ? AND username = ? COLLATE NOCASE`,
  );
  const setCreator = writer.command<[string | null, number]>(
    'UPDATE conversations SET creator_id = ? WHERE sequence = ?',
  );
  return (transaction: Transaction, shopId: string, name: string, bearers: readonly Bearer[]): void => {
    for (const row of named.all(shopId, name)) {
      const creatorId = bearerAt(bearers, row.listed_at);
      if (creatorId !== row.creator_id) setCreator.run(transaction, creatorId, row.sequence);
    }
  };
}

/** The port. Who is seen in a deal, in the marketplace or with a sample is remembered by whoever records that. */
export function creatorNameStore(database: Database): CreatorNameStore {
  const bearersOf = bearersReader(database.reader);
  const names = nameRecorder(database.writer);
  return {
    find: creatorFinder(database),
    creatorOf: (shopId, username, at) =>
      database.read(() => bearerAt(bearersOf(shopId, [username]).get(foldName(username)) ?? [], at)),
    recordName: (shopId, creatorId, username, seenAt) =>
      database.write((transaction) => names.remember(transaction, shopId, creatorId, username, seenAt)),
  };
}
