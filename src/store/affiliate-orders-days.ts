import { DAY, type Timestamp } from '../domain/time.ts';
import type { Transaction, Writer } from './database.ts';

/** Days of 30, today included. */
const RECENT_DAYS = 30;

/** UTC days since 1970: exact enough for a window of thirty, and the same for every shop. */
export function salesDay(at: Timestamp): number {
  return Math.floor(at / DAY);
}

/** The first of the last thirty days. */
export function firstRecentDay(now: Timestamp): number {
  return salesDay(now) - RECENT_DAYS + 1;
}

/**
 * Parameters shop, kind, first day, last day: of each subject the sum in its main currency, the one with the most
 * lines, since two currencies are never added.
 */
export const RECENT_SALES = `SELECT subject_id, currency, net_minor, max(lines) AS lines FROM (
    SELECT subject_id, currency, sum(net_minor) AS net_minor, sum(lines) AS lines FROM sales_days
    WHERE shop_id = ? AND kind = ? AND day BETWEEN ? AND ? GROUP BY subject_id, currency)
  GROUP BY subject_id`;

/**
 * Makes the totals anew of days whose lines changed over several pages. A day at a time, since a page of lines touches as
 * many totals as it has lines, and on as many pages of the file as the whole day.
 */
export interface SalesDays {
  markDue(transaction: Transaction, shopId: string, day: number): void;
  renew(transaction: Transaction, shopId: string): void;
}

const SUBJECTS = {
  creator: 'creator_id',
  collaboration: 'coalesce(target_collaboration_id, open_collaboration_id)',
  content: 'content_id',
} as const;

export function salesDays(writer: Writer): SalesDays {
  const mark = writer.command<[string, number]>(
    'INSERT INTO sales_days_due (shop_id, day) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const due = writer.query<[string], { day: number }>('SELECT day FROM sales_days_due WHERE shop_id = ?');
  const done = writer.command<[string]>('DELETE FROM sales_days_due WHERE shop_id = ?');
  const kinds = Object.entries(SUBJECTS).map(([kind, subject]) => ({
    kind,
    clear: writer.command<[string, string, number]>(
      'DELETE FROM sales_days WHERE shop_id = ? AND kind = ? AND day = ?',
    ),
    fill: writer.command<[string, number, string, Timestamp, Timestamp]>(
      `INSERT INTO sales_days (shop_id, kind, day, subject_id, currency, lines, net_minor)
       SELECT ?, '${kind}', ?, ${subject}, currency, count(*), sum(net_minor) FROM affiliate_order_lines
       WHERE shop_id = ? AND created_at >= ? AND created_at < ?
         AND ${subject} IS NOT NULL AND net_minor IS NOT NULL
       GROUP BY ${subject}, currency`,
    ),
  }));
  return {
    markDue: (transaction, shopId, day) => {
      mark.run(transaction, shopId, day);
    },
    renew: (transaction, shopId) => {
      for (const { day } of due.all(shopId)) {
        for (const { kind, clear, fill } of kinds) {
          clear.run(transaction, shopId, kind, day);
          fill.run(transaction, shopId, day, shopId, day * DAY, (day + 1) * DAY);
        }
      }
      done.run(transaction, shopId);
    },
  };
}

/** A line as far as totals go. */
export interface Sale extends JoinedSale {
  readonly collaboration_id: string | null;
  readonly content_id: string | null;
}

interface JoinedSale {
  readonly created_at: Timestamp;
  readonly creator_id: string | null;
  readonly currency: string | null;
  readonly net_minor: number | null;
}

/** Adds to totals what single lines make of them; those of days that are due are left to their renewal. */
export interface SalesMoves {
  /** A line gets another creator. */
  move(line: JoinedSale, creatorId: string | null): void;
  /** A line is new, or says something else. */
  change(before: Sale | null, after: Sale): void;
  write(transaction: Transaction, shopId: string): void;
}

interface Delta {
  readonly kind: keyof typeof SUBJECTS;
  readonly day: number;
  readonly subjectId: string;
  readonly currency: string;
  lines: number;
  netMinor: number;
}

export function salesMover(writer: Writer): () => SalesMoves {
  const isDue = writer.query<[string, number], { day: number }>(
    'SELECT day FROM sales_days_due WHERE shop_id = ? AND day = ?',
  );
  const upsert = writer.command<[string, string, number, string, string, number, number]>(
    `INSERT INTO sales_days (shop_id, kind, day, subject_id, currency, lines, net_minor)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (shop_id, kind, day, subject_id, currency) DO UPDATE SET
       lines = lines + excluded.lines, net_minor = net_minor + excluded.net_minor`,
  );
  const drop = writer.command<[string, string, number, string, string]>(
    `DELETE FROM sales_days
     WHERE shop_id = ? AND kind = ? AND day = ? AND subject_id = ? AND currency = ? AND lines = 0`,
  );
  return () => {
    const deltas = new Map<string, Delta>();
    const add = (kind: Delta['kind'], subjectId: string | null, line: JoinedSale, lines: 1 | -1) => {
      const { created_at: at, currency, net_minor: net } = line;
      if (subjectId === null || currency === null || net === null) return;
      const day = salesDay(at);
      const key = `${kind} ${subjectId} ${day} ${currency}`;
      const delta = deltas.get(key) ?? { kind, day, subjectId, currency, lines: 0, netMinor: 0 };
      delta.lines += lines;
      delta.netMinor += lines * net;
      deltas.set(key, delta);
    };
    const addAll = (line: Sale, lines: 1 | -1) => {
      add('creator', line.creator_id, line, lines);
      add('collaboration', line.collaboration_id, line, lines);
      add('content', line.content_id, line, lines);
    };
    return {
      move: (line, creatorId) => {
        add('creator', line.creator_id, line, -1);
        add('creator', creatorId, line, 1);
      },
      change: (before, after) => {
        if (before) addAll(before, -1);
        addAll(after, 1);
      },
      write: (transaction, shopId) => {
        const due = new Map<number, boolean>();
        for (const { kind, day, subjectId, currency, lines, netMinor } of deltas.values()) {
          const renewed = due.get(day) ?? isDue.get(shopId, day) !== undefined;
          due.set(day, renewed);
          if (renewed || (lines === 0 && netMinor === 0)) continue;
          upsert.run(transaction, shopId, kind, day, subjectId, currency, lines, netMinor);
          if (lines < 0) drop.run(transaction, shopId, kind, day, subjectId, currency);
        }
      },
    };
  };
}
