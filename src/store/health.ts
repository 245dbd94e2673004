import { DAY, type Timestamp } from '../domain/time.ts';
import type { HealthStore } from '../ports/store/index.ts';
import type { Database } from './database.ts';

/** Longer than any rule looks back. */
const KEPT = DAY;

export function healthStore(database: Database): HealthStore {
  const { writer, reader } = database;
  const insert = writer.command<[string, Timestamp, number]>(
    'INSERT INTO outside_calls (system, at, failed) VALUES (?, ?, ?)',
  );
  const forget = writer.command<[Timestamp]>('DELETE FROM outside_calls WHERE at < ?');
  const recent = reader.query<[string, Timestamp, number], { at: Timestamp; failed: number }>(
    'SELECT at, failed FROM outside_calls WHERE system = ? AND at >= ? ORDER BY sequence DESC LIMIT ?',
  );
  return {
    record: (system, { at, failed }) =>
      database.write((transaction) => {
        insert.run(transaction, system, at, failed ? 1 : 0);
        forget.run(transaction, at - KEPT);
      }),
    recent: (system, since, limit) =>
      database.read(() =>
        recent.all(system, since, limit).map((row) => ({ at: row.at, failed: row.failed === 1 })),
      ),
  };
}
