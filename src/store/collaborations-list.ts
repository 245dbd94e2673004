import type { Timestamp } from '../domain/time.ts';
import type {
  CollaborationQuery,
  CollaborationState,
  CollaborationStore,
  ListedCollaboration,
  RateChange,
} from '../ports/store/index.ts';
import { firstRecentDay, RECENT_SALES, salesDay } from './affiliate-orders-days.ts';
import type { Database, Query, Reader } from './database.ts';
import { decodeCursor, encodeCursor, hashFilters } from './keyset.ts';
import { toMoney } from './sample-rows.ts';
import { Where } from './where.ts';

interface ListRow {
  sequence: number;
  kind: 'open' | 'target';
  collaboration_id: string;
  raw_state: string;
  state: CollaborationState;
  lowest_rate_bps: number | null;
  highest_rate_bps: number | null;
  ends_at: Timestamp | null;
  as_of: Timestamp;
  detail_at: Timestamp | null;
  name: string | null;
  product_id: string | null;
  product_title: string | null;
  net_minor: number | null;
  currency: string | null;
  key: number;
}

interface RateChangeRow {
  collaboration_id: string;
  product_id: string;
  from_bps: number;
  to_bps: number;
  seen_at: Timestamp;
}

/** Below every sum, in a list that begins with the biggest. */
const WITHOUT_SALES = -1;

function filtersOf(shopId: string, query: CollaborationQuery): Where {
  const where = new Where().and('c.shop_id = ?', shopId);
  if (query.kind !== undefined) where.and('c.kind = ?', query.kind);
  if (query.state === undefined) where.and("c.state <> 'ended'");
  else where.and('c.state = ?', query.state);
  if (query.endsBefore !== undefined) where.and('+c.ends_at < ?', query.endsBefore);
  if (query.accepted !== undefined) {
    where.and(`+c.creators > 0 AND +c.creators_accepted ${query.accepted ? '=' : '<'} +c.creators`);
  }
  if (query.creatorId !== undefined) {
    where.and(
      `c.kind = 'target' AND c.collaboration_id IN (SELECT collaboration_id FROM target_creators
         WHERE shop_id = ? AND creator_id = ? AND status <> 'DELETED')`,
      ...[shopId, query.creatorId],
    );
  }
  if (query.productId !== undefined) {
    where.and(
      `(c.product_id = ? OR (c.kind = 'target' AND c.collaboration_id IN (SELECT collaboration_id
         FROM target_products WHERE shop_id = ? AND product_id = ? AND status <> 'DELETED')))`,
      ...[query.productId, shopId, query.productId],
    );
  }
  return where;
}

const ORDERS = {
  gmv: { key: `coalesce(sold.net_minor, ${WITHOUT_SALES})`, direction: 'DESC', after: '<' },
  ends: { key: 'c.ends_key', direction: 'ASC', after: '>' },
} as const;

/** Pages come from one row a deal and from totals of days; lines of orders are not read. */
export function collaborationList(database: Database): CollaborationStore['list'] {
  const { reader } = database;
  const pages = new Map<string, Query<(string | number)[], ListRow>>();
  const totals = new Map<string, Query<(string | number)[], { total: number }>>();
  const detailsOf = detailReader(reader);
  return (shopId, query, { cursor, limit, now }) =>
    database.read(() => {
      const hash = hashFilters({ shopId, ...query });
      const where = filtersOf(shopId, query);
      const countSql = `SELECT count(*) AS total FROM collaborations c WHERE ${where.sql}`;
      const count = totals.get(countSql) ?? reader.query(countSql);
      totals.set(countSql, count);
      const { total = 0 } = count.get(...where.values) ?? {};

      const { key, direction, after } = ORDERS[query.sort];
      if (cursor !== null) {
        const position = decodeCursor(hash, cursor);
        where.and(`(${key}, c.sequence) ${after} (?, ?)`, position.key, position.sequence);
      }
      const sql = `WITH sold AS MATERIALIZED (${RECENT_SALES})
        SELECT c.*, p.title AS product_title, sold.net_minor, sold.currency, ${key} AS key
        FROM collaborations c
        LEFT JOIN sold ON sold.subject_id = c.collaboration_id
        LEFT JOIN products p ON p.shop_id = c.shop_id AND p.product_id = c.product_id
        WHERE ${where.sql} ORDER BY ${key} ${direction}, c.sequence ${direction} LIMIT ?`;
      const page = pages.get(sql) ?? reader.query(sql);
      pages.set(sql, page);
      const window = [shopId, 'collaboration', firstRecentDay(now), salesDay(now)] as const;
      // One more than asked for tells whether another page follows.
      const rows = page.all(...window, ...where.values, limit + 1);
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      return {
        items: shown.map((row) => ({ ...toListed(row), ...detailsOf(shopId, row) })),
        total,
        nextCursor: rows.length > limit && last ? encodeCursor(hash, last) : null,
      };
    });
}

type Details = Pick<ListedCollaboration, 'products' | 'creators' | 'lastRateChange'>;

function toListed(row: ListRow): Omit<ListedCollaboration, keyof Details> {
  return {
    kind: row.kind,
    collaborationId: row.collaboration_id,
    name: row.name ?? row.product_title ?? `Product ${row.product_id}`,
    state: row.state,
    rawState: row.raw_state,
    lowestRateBps: row.lowest_rate_bps,
    highestRateBps: row.highest_rate_bps,
    endsAt: row.ends_at,
    detailAsOf: row.detail_at,
    gmv30d: toMoney(row.net_minor, row.currency),
    asOf: row.as_of,
  };
}

/** What a page shows beside the row, read deal by deal: at most fifty. */
function detailReader(reader: Reader): (shopId: string, row: ListRow) => Details {
  const products = reader.query<[string, string], { product_id: string; title: string; rate_bps: number }>(
    `SELECT product_id, title, rate_bps FROM target_products
     WHERE shop_id = ? AND collaboration_id = ? AND status <> 'DELETED' ORDER BY position`,
  );
  const creators = reader.query<[string, string], { creator_id: string; username: string; accepted: number }>(
    `SELECT creator_id, username, accepted FROM target_creators
     WHERE shop_id = ? AND collaboration_id = ? AND status <> 'DELETED' ORDER BY position`,
  );
  const lastChange = reader.query<[string, string], RateChangeRow>(
    `SELECT collaboration_id, product_id, from_bps, to_bps, seen_at FROM commission_rate_changes
     WHERE shop_id = ? AND collaboration_id = ? ORDER BY seen_at DESC, sequence DESC LIMIT 1`,
  );
  return (shopId, row) => {
    const { collaboration_id: id, product_id: productId, lowest_rate_bps: rateBps } = row;
    const change = lastChange.get(shopId, id);
    const own =
      productId === null || rateBps === null ? [] : [{ productId, title: row.product_title, rateBps }];
    const offered = products
      .all(shopId, id)
      .map((product) => ({ productId: product.product_id, title: product.title, rateBps: product.rate_bps }));
    const invited = creators.all(shopId, id).map(({ creator_id: creatorId, username, accepted }) => ({
      ...{ creatorId, username },
      accepted: accepted === 1,
    }));
    return {
      products: row.kind === 'open' ? own : offered,
      creators: row.kind === 'open' || row.detail_at === null ? null : invited,
      lastRateChange: change ? toRateChange(change) : null,
    };
  };
}

function toRateChange(row: RateChangeRow): RateChange {
  return {
    collaborationId: row.collaboration_id,
    productId: row.product_id,
    fromBps: row.from_bps,
    toBps: row.to_bps,
    seenAt: row.seen_at,
  };
}

/** Oldest first. */
export function rateChangeReader(database: Database): CollaborationStore['rateChanges'] {
  const since = database.reader.query<[string, Timestamp], RateChangeRow>(
    `SELECT collaboration_id, product_id, from_bps, to_bps, seen_at FROM commission_rate_changes
     WHERE shop_id = ? AND seen_at >= ? ORDER BY seen_at, sequence`,
  );
  return (shopId, from) => database.read(() => since.all(shopId, from).map(toRateChange));
}
