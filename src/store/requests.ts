import type { Timestamp } from '../domain/time.ts';
import { SECOND } from '../domain/time.ts';
import type { RequestStore } from '../ports/store/index.ts';
import { breakerRows } from './breakers.ts';
import type { Database } from './database.ts';

/** Fractions of a token are floats: what is left of a whole one after their rounding is no reason to wait. */
const ROUNDING = 1e-6;

interface BucketRow {
  tokens: number;
  updated_at: Timestamp;
}

export function requestStore(database: Database): RequestStore {
  const { writer } = database;
  const current = writer.query<[string], BucketRow>(
    'SELECT tokens, updated_at FROM request_buckets WHERE key = ?',
  );
  const save = writer.command<[string, number, Timestamp]>(
    `INSERT INTO request_buckets (key, tokens, updated_at) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET tokens = excluded.tokens, updated_at = excluded.updated_at`,
  );
  const used = writer.query<[string, string], { requests: number }>(
    'SELECT coalesce(sum(requests), 0) AS requests FROM request_counts WHERE app = ? AND day = ?',
  );
  const usedByOperation = writer.query<[string, string, string], { requests: number }>(
    'SELECT requests FROM operation_counts WHERE app = ? AND day = ? AND operation = ?',
  );
  const count = writer.command<[string, string, string]>(
    `INSERT INTO request_counts (app, day, purpose, requests) VALUES (?, ?, ?, 1)
     ON CONFLICT (app, day, purpose) DO UPDATE SET requests = requests + 1`,
  );
  const countOperation = writer.command<[string, string, string]>(
    `INSERT INTO operation_counts (app, day, operation, requests) VALUES (?, ?, ?, 1)
     ON CONFLICT (app, day, operation) DO UPDATE SET requests = requests + 1`,
  );
  const ofDay = database.reader.query<[string, string], { purpose: string; requests: number }>(
    'SELECT purpose, requests FROM request_counts WHERE app = ? AND day = ? ORDER BY purpose',
  );
  return {
    take: ({ key, perSecond, burst }, now) =>
      database.write((transaction) => {
        const row = current.get(key);
        // A bucket that is held back stands in the future.
        if (row && row.updated_at > now) return row.updated_at - now;
        const gained = row ? ((now - row.updated_at) / SECOND) * perSecond : 0;
        const tokens = row ? Math.min(burst, row.tokens + gained) : burst;
        const missing = 1 - tokens;
        if (missing > ROUNDING) return Math.ceil((missing / perSecond) * SECOND - ROUNDING);
        save.run(transaction, key, tokens - 1, now);
        return 0;
      }),
    holdBack: (key, until) =>
      database.write((transaction) => {
        const row = current.get(key);
        // One token at the end: the rate then builds up again from a single request, not from a burst.
        if (!row || row.updated_at < until) save.run(transaction, key, 1, until);
      }),
    spend: ({ app, day, purpose, limit, operation }) =>
      database.write((transaction) => {
        if ((used.get(app, day)?.requests ?? 0) >= limit) return 'budget_used';
        if (operation) {
          const ofOperation = usedByOperation.get(app, day, operation.name)?.requests ?? 0;
          if (ofOperation >= operation.limit) return 'operation_limit_used';
          countOperation.run(transaction, app, day, operation.name);
        }
        count.run(transaction, app, day, purpose);
        return 'spent';
      }),
    counts: (app, day) =>
      database.read(() => Object.fromEntries(ofDay.all(app, day).map((row) => [row.purpose, row.requests]))),
    ...breakerRows(database),
  };
}
