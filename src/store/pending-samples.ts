import type { Timestamp } from '../domain/time.ts';
import { DAY } from '../domain/time.ts';
import type { PendingCounts, PendingPage, PendingQuery } from '../ports/store/index.ts';
import type { Database, Query } from './database.ts';
import { decodeCursor, encodeCursor, hashFilters } from './keyset.ts';
import { APPLICATION_COLUMNS, APPLICATIONS, type ApplicationRow, toApplication } from './sample-rows.ts';
import { containsPattern, Where } from './where.ts';

interface PendingRow extends ApplicationRow {
  key: number;
}

interface Order {
  readonly column: string;
  readonly direction: 'ASC' | 'DESC';
  readonly after: '>' | '<';
}

/** Next to expire first; biggest first. */
const ORDERS: Readonly<Record<PendingQuery['sort'], Order>> = {
  expires: { column: 's.expires_key', direction: 'ASC', after: '>' },
  gmv: { column: 's.gmv_key', direction: 'DESC', after: '<' },
  followers: { column: 's.followers_key', direction: 'DESC', after: '<' },
};

function filtersOf(query: PendingQuery): Where {
  const where = new Where().and("s.shop_id = ? AND s.status = 'PENDING'", query.shopId);
  if (query.verdict !== undefined) where.and('s.verdict = ?', query.verdict);
  if (query.expiresBefore !== undefined) where.and('s.expires_key < ?', query.expiresBefore);
  if (query.product !== undefined) {
    where.and(
      "(s.product_id = ? OR s.product_title LIKE ? ESCAPE '\\')",
      query.product,
      containsPattern(query.product),
    );
  }
  if (query.creator !== undefined) {
    const pattern = containsPattern(query.creator);
    where.and(
      `(s.creator_id = ? OR s.nickname LIKE ? ESCAPE '\\' OR s.creator_id IN (
         SELECT creator_id FROM creator_usernames WHERE shop_id = ? AND username LIKE ? ESCAPE '\\'))`,
      ...[query.creator, pattern, query.shopId, pattern],
    );
  }
  if (query.followersMin !== undefined) where.and('s.followers >= ?', query.followersMin);
  if (query.followersMax !== undefined) where.and('s.followers <= ?', query.followersMax);
  if (query.gmvMinMinor !== undefined) where.and('s.gmv_minor >= ?', query.gmvMinMinor);
  if (query.gmvMaxMinor !== undefined) where.and('s.gmv_minor <= ?', query.gmvMaxMinor);
  return where;
}

export interface PendingSamples {
  page(query: PendingQuery): Promise<PendingPage>;
  counts(shopId: string, now: Timestamp): Promise<PendingCounts>;
}

interface VerdictCount {
  verdict: string;
  open: number;
}

/** Pages kept for one state of the file: what a conversation and its completions ask for again and again. */
const PAGES_KEPT = 10;
/** Figures are small, but a filter by time makes new ones with every call. */
const FIGURES_KEPT = 500;

/** The list of open requests. Pages and totals are read once per state of the file, whoever changed it. */
export function pendingSamples(database: Database): PendingSamples {
  const { reader } = database;
  const statements = new Map<string, Query<(string | number)[], PendingRow>>();
  const totals = new Map<string, Query<(string | number)[], { total: number }>>();
  const figures = versionedCache<Figures>(database, FIGURES_KEPT);
  const pages = versionedCache<PendingPage>(database, PAGES_KEPT);
  const byVerdict = reader.query<[string], VerdictCount>(
    `SELECT verdict, count(*) AS open FROM sample_applications
     WHERE shop_id = ? AND status = 'PENDING' GROUP BY verdict`,
  );
  const expiring = reader.query<[string, Timestamp, Timestamp], { expiring: number }>(
    `SELECT count(*) AS expiring FROM sample_applications
     WHERE shop_id = ? AND status = 'PENDING' AND expires_key >= ? AND expires_key < ?`,
  );

  const totalOf = (filters: Where): number => {
    const sql = `SELECT count(*) AS total FROM sample_applications s WHERE ${filters.sql}`;
    const statement = remembered(totals, sql, () => reader.query(sql));
    return statement.get(...filters.values)?.total ?? 0;
  };

  const rowsOf = (query: PendingQuery, hash: string): PendingRow[] => {
    const { column, direction, after } = ORDERS[query.sort];
    const where = filtersOf(query);
    if (query.cursor !== undefined) {
      const { key, sequence } = decodeCursor(hash, query.cursor);
      where.and(`(${column}, s.sequence) ${after} (?, ?)`, key, sequence);
    }
    const sql = `SELECT ${APPLICATION_COLUMNS}, ${column} AS key FROM ${APPLICATIONS} WHERE ${where.sql}
      ORDER BY ${column} ${direction}, s.sequence ${direction} LIMIT ?`;
    const statement = remembered(statements, sql, () => reader.query(sql));
    // One more than asked for tells whether another page follows.
    return statement.all(...where.values, query.limit + 1);
  };

  const readPage = (query: PendingQuery, hash: string): PendingPage => {
    const rows = rowsOf(query, hash);
    const items = rows.slice(0, query.limit);
    const last = items.at(-1);
    const { total = 0 } = figures(`total:${hash}`, () => ({ total: totalOf(filtersOf(query)) }));
    const nextCursor = rows.length > query.limit && last ? encodeCursor(hash, last) : null;
    return { items: items.map(toApplication), total, nextCursor };
  };

  return {
    page: (query) =>
      database.read(() => {
        const { limit, cursor, ...filters } = query;
        const hash = hashFilters(filters);
        return pages(`${hash}:${limit}:${cursor}`, () => readPage(query, hash));
      }),
    counts: (shopId, now) =>
      database.read(() => {
        const verdicts = figures(`verdicts:${shopId}`, () =>
          Object.fromEntries(byVerdict.all(shopId).map((row) => [row.verdict, row.open])),
        );
        const { approve = 0, ask = 0, reject = 0, undecided = 0 } = verdicts;
        return {
          open: approve + ask + reject + undecided,
          ...{ approve, ask, reject, undecided },
          expiringWithinADay: expiring.get(shopId, now, now + DAY)?.expiring ?? 0,
        };
      }),
  };
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

type Figures = Readonly<Record<string, number>>;

/** What holds while nobody commits anything, in this process or another. Used inside `read`. */
function versionedCache<T>(database: Database, most: number): (key: string, make: () => T) => T {
  const known = new Map<string, T>();
  let version: number | null = null;
  return (key, make) => {
    const current = database.dataVersion();
    if (current !== version || known.size >= most) known.clear();
    version = current;
    return remembered(known, key, make);
  };
}
