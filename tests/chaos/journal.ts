import { join } from 'node:path';
import Database from 'better-sqlite3';
import { MINUTE } from '../../src/domain/time.ts';
import type { Folder } from './processes.ts';

/** What the servers have still to do, as far as it decides whether to wait or to advance the clock. */
export interface Outlook {
  /** Something is due or being worked on at this moment. */
  readonly busy: boolean;
  /** Actions that somebody may still take up by itself. */
  readonly open: number;
  /** Machine time of the next retry. */
  readonly retryAt: number | null;
  /** Program time of the next look. */
  readonly waitUntil: number | null;
  /** Everything open waits for the warehouse, so that a step of hours skips nothing. */
  readonly atWarehouse: boolean;
  /** Program time at which the last complete cycle began. */
  readonly cycleStartedAt: number | null;
}

interface OpenRow {
  stage: string | null;
  wait_until: number | null;
  retry_at: number | null;
  lease_expires_at: number | null;
}

const WAREHOUSE_STAGES: readonly (string | null)[] = ['await_parcel', 'find_wms_order', 'await_shipped'];
const CYCLE = 15 * MINUTE;

/**
 * Reads the servers' database from outside, to know when to wait and when to advance. The verdict does not rest
 * on it: that is the oracle's and `list_actions`'.
 */
export class JournalView {
  readonly #database: Database.Database;

  constructor(folder: Pick<Folder, 'dataDir'>) {
    this.#database = new Database(join(folder.dataDir, 'affiliate-ops-sandbox.sqlite'), {
      readonly: true,
      fileMustExist: true,
    });
  }

  outlook(programNow: number, machineNow: number): Outlook {
    const rows = this.#all<OpenRow>(
      `SELECT stage, wait_until, retry_at, lease_expires_at FROM actions
       WHERE status IN ('approved', 'running')
         OR (status IN ('unknown', 'blocked') AND (wait_until IS NOT NULL OR retry_at IS NOT NULL))`,
    );
    const [cycle] = this.#all<{ at: number | null }>(
      `SELECT min(pass_started_at) AS at FROM feeds WHERE feed = 'cycle'`,
    );
    const cycling = this.#all<{ pid: number }>(
      `SELECT pid FROM leases WHERE name = 'cycle' AND pid IS NOT NULL`,
    );
    const cycleStartedAt = cycle?.at ?? null;
    const cycleDue = cycleStartedAt === null || programNow - cycleStartedAt >= CYCLE;
    const atWork = rows.some(
      (row) =>
        row.lease_expires_at !== null ||
        ((row.wait_until ?? 0) <= programNow && (row.retry_at ?? 0) <= machineNow),
    );
    return {
      busy: atWork || cycleDue || cycling.length > 0,
      open: rows.length,
      retryAt: least(rows.map((row) => row.retry_at)),
      waitUntil: least(rows.map((row) => row.wait_until)),
      atWarehouse: rows.length > 0 && rows.every((row) => WAREHOUSE_STAGES.includes(row.stage)),
      cycleStartedAt,
    };
  }

  /** What the process was at when it died: `kind step (last event)`, one each. */
  inHandsOf(pid: number): readonly string[] {
    return this.#all<{ kind: string; step: string | null; type: string }>(
      `SELECT a.kind, e.step, e.type FROM actions a
       JOIN action_events e ON e.action_sequence = a.sequence
       WHERE a.lease_pid = ? AND e.sequence = (SELECT max(sequence) FROM action_events WHERE action_sequence = a.sequence)`,
      pid,
    ).map(({ kind, step, type }) => `${kind} ${step ?? 'start'} (${type})`);
  }

  close(): void {
    this.#database.close();
  }

  #all<Row>(sql: string, ...values: unknown[]): Row[] {
    return this.#database.prepare<unknown[], Row>(sql).all(...values);
  }
}

function least(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
