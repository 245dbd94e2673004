import type { AffiliateOrder, AffiliateOrderLine } from '../domain/affiliate-order.ts';
import type { Timestamp } from '../domain/time.ts';
import type { AffiliateOrderStore } from '../ports/store/index.ts';
import { type Sale, salesDay, salesDays, salesMover } from './affiliate-orders-days.ts';
import {
  currencyOf,
  FACT_COLUMNS,
  factsOf,
  isSame,
  type LineFacts,
  type LineRow,
  netMinorOf,
} from './affiliate-orders-rows.ts';
import { nameResolver } from './creator-names.ts';
import type { Database, Transaction, Writer } from './database.ts';
import { progressSaver } from './feeds.ts';
import { sliceSaver } from './order-slices.ts';

interface Change {
  readonly order: AffiliateOrder;
  readonly line: AffiliateOrderLine;
  readonly facts: LineFacts;
  readonly known: LineRow | undefined;
}

/**
 * One transaction a page: one read of the lines that are there, and writes for what is new or says something else.
 * The totals of its days follow with the last page of a reading, the one after which the feed has no cursor: days that
 * earlier pages touched are added up anew, and where this page alone changed something, only that is added.
 */
export function affiliateOrderRecorder(database: Database): AffiliateOrderStore['record'] {
  const { writer } = database;
  const changesOf = comparer(writer);
  const write = lineWriter(writer);
  const creatorsOf = nameResolver(writer);
  const totals = salesDays(writer);
  const salesMoves = salesMover(writer);
  const saveSlice = sliceSaver(writer);
  const saveProgress = progressSaver(writer);
  return (shopId, orders, seenAt, place) =>
    database.write((transaction) => {
      const changes = changesOf(shopId, orders, seenAt);
      const creators = creatorsOf(
        shopId,
        changes.map(({ order, line }) => ({ username: line.username, at: order.createdAt })),
      );
      const last = (place?.progress?.cursor ?? null) === null;
      const days = new Set<number>();
      const sales = salesMoves();
      let added = 0;
      for (const [index, change] of changes.entries()) {
        const creatorId = creators[index] ?? null;
        write(transaction, shopId, change, creatorId, seenAt);
        if (!change.known) added += 1;
        days.add(salesDay(change.order.createdAt));
        if (last) sales.change(change.known ? saleOf(change.known) : null, saleAfter(change, creatorId));
      }
      if (last) {
        sales.write(transaction, shopId);
        totals.renew(transaction, shopId);
      } else {
        for (const day of days) totals.markDue(transaction, shopId, day);
      }
      saveSlice(transaction, shopId, place?.slice);
      saveProgress(transaction, place?.progress);
      return { added, changed: changes.length - added };
    });
}

function saleOf(row: LineRow): Sale {
  return { ...row, collaboration_id: row.target_collaboration_id ?? row.open_collaboration_id };
}

function saleAfter({ order, line }: Change, creatorId: string | null): Sale {
  return {
    created_at: order.createdAt,
    creator_id: creatorId,
    collaboration_id: line.targetCollaborationId ?? line.openCollaborationId,
    content_id: line.contentId,
    currency: currencyOf(line),
    net_minor: netMinorOf(order, line),
  };
}

/** What of a page is new, or other than what is stored; of a line that comes twice the last. */
function comparer(writer: Writer) {
  const inRange = writer.query<[string, Timestamp, Timestamp], { order_id: string }>(
    'SELECT order_id FROM affiliate_order_lines WHERE shop_id = ? AND created_at BETWEEN ? AND ? LIMIT 1',
  );
  const stored = writer.query<[string, string], LineRow>(
    `SELECT line.order_id, line.line_key, ${FACT_COLUMNS.map((name) => `line.${name}`).join(', ')}, line.changed_at,
       line.created_at, line.creator_id, line.net_minor
     FROM json_each(?) wanted
     CROSS JOIN affiliate_order_lines line
       ON line.shop_id = ? AND line.created_at = wanted.value AND line.order_id = wanted.key`,
  );
  const storedOf = (shopId: string, orders: readonly AffiliateOrder[]): readonly LineRow[] => {
    const times = orders.map(({ createdAt }) => createdAt);
    // A page is of one stretch of time. In a first sync nothing lies there yet, which one look tells.
    if (!inRange.get(shopId, Math.min(...times), Math.max(...times))) return [];
    const keys = Object.fromEntries(orders.map(({ orderId, createdAt }) => [orderId, createdAt]));
    return stored.all(JSON.stringify(keys), shopId);
  };
  return (shopId: string, orders: readonly AffiliateOrder[], seenAt: Timestamp): readonly Change[] => {
    const known = new Map(
      storedOf(shopId, orders).map((row) => [keyOf(row.order_id, row.line_key), row] as const),
    );
    const changes = new Map<string, Change>();
    for (const order of orders) {
      for (const line of order.lines) {
        const key = keyOf(order.orderId, line.lineKey);
        const row = known.get(key);
        const facts = factsOf(order, line);
        // An answer older than what is stored changes nothing.
        const nothingNew = row !== undefined && (seenAt < row.changed_at || isSame(row, facts));
        if (nothingNew) changes.delete(key);
        else changes.set(key, { order, line, facts, known: row });
      }
    }
    return [...changes.values()];
  };
}

function keyOf(orderId: string, lineKey: string): string {
  return `${orderId} ${lineKey}`;
}

type Key = [shopId: string, createdAt: Timestamp, orderId: string, lineKey: string];
type Derived = [creatorId: string | null, netMinor: number | null, changedAt: Timestamp];

function lineWriter(writer: Writer) {
  const insert = writer.command<[...Key, Timestamp, ...Derived, ...LineFacts]>(
    `INSERT INTO affiliate_order_lines (shop_id, created_at, order_id, line_key, first_seen_at,
       creator_id, net_minor, changed_at, ${FACT_COLUMNS.join(', ')})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ${FACT_COLUMNS.map(() => '?').join(', ')})`,
  );
  const update = writer.command<[...Derived, ...LineFacts, ...Key]>(
    `UPDATE affiliate_order_lines SET creator_id = ?, net_minor = ?, changed_at = ?,
       ${FACT_COLUMNS.map((column) => `${column} = ?`).join(', ')}
     WHERE shop_id = ? AND created_at = ? AND order_id = ? AND line_key = ?`,
  );
  return (
    transaction: Transaction,
    shopId: string,
    { order, line, facts, known }: Change,
    creatorId: string | null,
    seenAt: Timestamp,
  ): void => {
    const { orderId, createdAt } = order;
    const net = netMinorOf(order, line);
    if (known) {
      update.run(transaction, creatorId, net, seenAt, ...facts, shopId, createdAt, orderId, line.lineKey);
    } else {
      insert.run(
        transaction,
        shopId,
        createdAt,
        orderId,
        line.lineKey,
        seenAt,
        creatorId,
        net,
        seenAt,
        ...facts,
      );
    }
  };
}
