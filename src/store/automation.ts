import type { AutomationChange, AutomationSetting, StandingMove } from '../domain/automation.ts';
import type { Timestamp } from '../domain/time.ts';
import type { AutomationStore } from '../ports/store/index.ts';
import type { Database, Transaction, Writer } from './database.ts';
import { fromJson } from './json.ts';

interface ChangeRow {
  version: number;
  shop_id: string;
  setting: AutomationSetting;
  from_value: string;
  to_value: string;
  reset: number;
  author: string;
  reason: string;
  at: Timestamp;
}

interface PauseRow {
  shopId: string;
  author: string;
  reason: string;
  since: Timestamp;
  version: number;
}

const COLUMNS =
  'c.version, c.shop_id, c.setting, c.from_value, c.to_value, c.reset, c.author, c.reason, c.at';

/** A condition on actions under the alias `a`: no pause holds their shop. */
export const NOT_PAUSED = "NOT EXISTS (SELECT 1 FROM pauses p WHERE p.shop_id IN (a.shop_id, '-'))";

/** Changing settings inside a transaction that the caller opened. */
export interface AutomationJournal {
  /** Null when one of the settings changed since it was seen; nothing is written then. */
  apply(
    transaction: Transaction,
    change: AutomationChange,
    at: Timestamp,
    confirmationId: string | null,
  ): readonly StandingMove[] | null;
  confirmedBy(confirmationId: string): readonly StandingMove[];
}

export function automationJournal(writer: Writer): AutomationJournal {
  const lastVersion = writer.query<[string, string], { version: number | null }>(
    'SELECT max(version) AS version FROM automation_changes WHERE shop_id = ? AND setting = ?',
  );
  const insert = writer.command<
    [
      ...[shopId: string, setting: string, from: string, to: string, reset: number],
      ...[author: string, reason: string, at: Timestamp, confirmationId: string | null],
    ],
    ChangeRow
  >(
    `INSERT INTO automation_changes
       (shop_id, setting, from_value, to_value, reset, author, reason, at, confirmation_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING ${COLUMNS.replaceAll('c.', '')}`,
  );
  const confirmed = writer.query<[string], ChangeRow>(
    `SELECT ${COLUMNS} FROM automation_changes c WHERE c.confirmation_id = ? ORDER BY c.version`,
  );
  return {
    apply: (transaction, { moves, author, reason }, at, confirmationId) => {
      const stale = moves.some(
        ({ shopId, setting, seenVersion }) =>
          (lastVersion.get(shopId, setting)?.version ?? null) !== seenVersion,
      );
      if (stale) return null;
      return moves.map(({ shopId, setting, from, to, reset }) => {
        const values = [JSON.stringify(from), JSON.stringify(to), reset ? 1 : 0] as const;
        const row = insert.get(transaction, shopId, setting, ...values, author, reason, at, confirmationId);
        if (!row) throw new Error('An insert returned no row.');
        return toMove(row);
      });
    },
    confirmedBy: (confirmationId) => confirmed.all(confirmationId).map(toMove),
  };
}

export function automationStore(database: Database, journal: AutomationJournal): AutomationStore {
  const { reader } = database;
  const standing = reader.query<[string], ChangeRow>(
    `SELECT ${COLUMNS} FROM automation_changes c
     WHERE c.shop_id = ? AND NOT EXISTS (
       SELECT 1 FROM automation_changes later
       WHERE later.shop_id = c.shop_id AND later.setting = c.setting AND later.version > c.version)
     ORDER BY c.version`,
  );
  const pauses = reader.query<[], PauseRow>(
    'SELECT shop_id AS shopId, author, reason, at AS since, version FROM pauses ORDER BY version',
  );
  const history = reader.query<[string, number], ChangeRow>(
    `SELECT ${COLUMNS} FROM automation_changes c WHERE c.shop_id IN (?, '-') ORDER BY c.version DESC LIMIT ?`,
  );
  return {
    standing: (shopId) => database.read(() => standing.all(shopId).map(toMove)),
    pauses: () => database.read(() => pauses.all()),
    // Durable: the operator is told that it holds.
    apply: (change, at) =>
      database.write((transaction) => journal.apply(transaction, change, at, null), { durable: true }),
    history: (shopId, limit) => database.read(() => history.all(shopId, limit).map(toMove)),
  };
}

function toMove(row: ChangeRow): StandingMove {
  return {
    shopId: row.shop_id,
    setting: row.setting,
    from: fromJson<StandingMove['from']>(row.from_value),
    to: fromJson<StandingMove['to']>(row.to_value),
    reset: row.reset === 1,
    version: row.version,
    author: row.author,
    reason: row.reason,
    at: row.at,
  };
}
