import { MINUTE, SECOND, type Timestamp } from '../domain/time.ts';
import type { Breaker, RequestStore } from '../ports/store/index.ts';
import type { Database } from './database.ts';

/** Calls in a row, each after its tries: one bad minute of one endpoint is not enough. */
const FAULTS_TO_OPEN = 4;
const FIRST_REST = 30 * SECOND;
const LONGEST_REST = 10 * MINUTE;
/** Longer than a call with all its tries and timeouts; a trial that was never heard of again is over then. */
const TRIAL_MS = MINUTE;

interface BreakerRow {
  key: string;
  faults: number;
  times: number;
  opened_at: Timestamp | null;
  retry_at: Timestamp | null;
  trying: 0 | 1;
}

type Breakers = Pick<RequestStore, 'mayPass' | 'recordFault' | 'recordAnswer' | 'breakers'>;

const COLUMNS = 'key, faults, times, opened_at, retry_at, trying';

/** The rows behind the breakers. Faults of calls that left before it opened do not lengthen its rest. */
export function breakerRows(database: Database): Breakers {
  const { reader, writer } = database;
  const seen = reader.query<[string], BreakerRow>(`SELECT ${COLUMNS} FROM breakers WHERE key = ?`);
  const current = writer.query<[string], BreakerRow>(`SELECT ${COLUMNS} FROM breakers WHERE key = ?`);
  const open = reader.query<[Timestamp], BreakerRow>(
    `SELECT ${COLUMNS} FROM breakers WHERE retry_at > ? ORDER BY key`,
  );
  const letOneTry = writer.command<[Timestamp, string]>(
    'UPDATE breakers SET trying = 1, retry_at = ? WHERE key = ?',
  );
  const countFault = writer.command<[string]>(
    `INSERT INTO breakers (key, faults, times) VALUES (?, 1, 0)
     ON CONFLICT (key) DO UPDATE SET faults = faults + 1`,
  );
  const rest = writer.command<[number, Timestamp, Timestamp, string]>(
    'UPDATE breakers SET times = ?, opened_at = ?, retry_at = ?, trying = 0 WHERE key = ?',
  );
  const forget = writer.command<[string]>('DELETE FROM breakers WHERE key = ?');

  return {
    async mayPass(key, now) {
      const row = await database.read(() => seen.get(key));
      if (!isOpen(row)) return { pass: true, trial: false };
      if (row.retry_at > now) return { pass: false, since: row.opened_at, until: row.retry_at };
      return database.write((transaction) => {
        const latest = current.get(key);
        if (!isOpen(latest)) return { pass: true, trial: false };
        if (latest.retry_at > now) return { pass: false, since: latest.opened_at, until: latest.retry_at };
        letOneTry.run(transaction, now + TRIAL_MS, key);
        return { pass: true, trial: true };
      });
    },

    recordFault: (key, now) =>
      database.write((transaction): Breaker | null => {
        countFault.run(transaction, key);
        const row = current.get(key);
        if (row === undefined) return null;
        const fails = isOpen(row) ? row.trying === 1 : row.faults >= FAULTS_TO_OPEN;
        if (!fails) return null;
        const times = row.times + 1;
        const openedAt = row.opened_at ?? now;
        const retryAt = now + Math.min(FIRST_REST * 2 ** (times - 1), LONGEST_REST);
        rest.run(transaction, times, openedAt, retryAt, key);
        return { key, openedAt, retryAt, times };
      }),

    async recordAnswer(key) {
      if ((await database.read(() => seen.get(key))) === undefined) return false;
      return database.write((transaction) => {
        const closes = isOpen(current.get(key));
        forget.run(transaction, key);
        return closes;
      });
    },

    breakers: (now) => database.read(() => open.all(now).filter(isOpen).map(toBreaker)),
  };
}

type OpenRow = BreakerRow & { opened_at: Timestamp; retry_at: Timestamp };

function isOpen(row: BreakerRow | undefined): row is OpenRow {
  return row !== undefined && row.opened_at !== null && row.retry_at !== null;
}

function toBreaker(row: OpenRow): Breaker {
  return { key: row.key, openedAt: row.opened_at, retryAt: row.retry_at, times: row.times };
}
