import type { Blocked } from '../domain/action.ts';
import { LeaseLostError, PausedError } from '../domain/errors.ts';
import type { Timestamp } from '../domain/time.ts';
import type { ActionStore, Claim, ClaimRequest, LimitRule } from '../ports/store/index.ts';
import { eventAppender, reservationReleaser } from './action-journal.ts';
import { limitReserver } from './action-limits.ts';
import { ACTION_COLUMNS, type ActionRow, TO_RUN, toAction } from './action-rows.ts';
import { NOT_PAUSED } from './automation.ts';
import type { Database, Transaction, Writer } from './database.ts';
import type { IsProcessAlive } from './leases.ts';

const GIVE_UP_LEASE = 'lease_process = NULL, lease_pid = NULL, lease_host = NULL, lease_expires_at = NULL';
const UNDER_CLAIM = 'action_id = ? AND epoch = ? AND lease_expires_at IS NOT NULL';

function lost(claim: Claim): LeaseLostError {
  return new LeaseLostError(`Another process works on action ${claim.action.actionId} by now.`);
}

type Claims = Pick<ActionStore, 'claimNext' | 'appendEvent' | 'renew' | 'endTurn'>;

export function actionClaims(database: Database, isAlive: IsProcessAlive): Claims {
  return { claimNext: claimer(database, isAlive), ...claimWrites(database) };
}

function claimer(database: Database, isAlive: IsProcessAlive): ActionStore['claimNext'] {
  const { writer } = database;
  const freeDeadLeases = deadLeaseFreer(writer, isAlive);
  const reserve = limitReserver(writer);
  const block = blocker(writer);
  const nextDue = writer.query<[Timestamp, Timestamp, Timestamp], ActionRow>(
    `SELECT ${ACTION_COLUMNS} FROM actions a
     WHERE ${TO_RUN} AND (a.wait_until IS NULL OR a.wait_until <= ?)
       AND (a.retry_at IS NULL OR a.retry_at <= ?)
       AND (a.lease_expires_at IS NULL OR a.lease_expires_at <= ?) AND ${NOT_PAUSED}
     ORDER BY a.sequence LIMIT 1`,
  );
  const take = writer.command<[Timestamp, string, number, string, Timestamp, number], ActionRow>(
    `UPDATE actions SET status = 'running', epoch = epoch + 1, updated_at = ?,
       lease_process = ?, lease_pid = ?, lease_host = ?, lease_expires_at = ?
     WHERE sequence = ? RETURNING ${ACTION_COLUMNS.replaceAll('a.', '')}`,
  );
  const claim = (transaction: Transaction, request: ClaimRequest): Claim | null => {
    const { process, leaseMs, machineNow, programNow, limits } = request;
    freeDeadLeases(transaction, machineNow, programNow);
    for (;;) {
      const due = nextDue.get(programNow, machineNow, machineNow);
      if (!due) return null;
      const stop = reserve(transaction, due, limits, programNow);
      if (stop) {
        block(transaction, due, stop, programNow);
        continue;
      }
      const leaseExpiresAt = machineNow + leaseMs;
      const { processId, pid, host } = process;
      const row = take.get(transaction, programNow, processId, pid, host, leaseExpiresAt, due.sequence);
      return row ? { action: toAction(row), epoch: row.epoch, leaseExpiresAt } : null;
    }
  };
  return (request) => database.write((transaction) => claim(transaction, request));
}

interface LeasedRow {
  sequence: number;
  lease_process: string;
  lease_pid: number;
  lease_host: string;
}

function deadLeaseFreer(writer: Writer, isAlive: IsProcessAlive) {
  const appendEvent = eventAppender(writer);
  const live = writer.query<[Timestamp], LeasedRow>(
    `SELECT sequence, lease_process, lease_pid, lease_host FROM actions WHERE lease_expires_at > ?`,
  );
  const free = writer.command<[number]>(`UPDATE actions SET ${GIVE_UP_LEASE} WHERE sequence = ?`);
  return (transaction: Transaction, machineNow: Timestamp, at: Timestamp): void => {
    for (const row of live.all(machineNow)) {
      const holder = { processId: row.lease_process, pid: row.lease_pid, host: row.lease_host };
      if (isAlive(holder)) continue;
      free.run(transaction, row.sequence);
      const detail = 'The process that worked on it ended. It carries on from here.';
      appendEvent(transaction, row.sequence, { step: null, type: 'released', detail }, at);
    }
  };
}

function blocker(writer: Writer) {
  const appendEvent = eventAppender(writer);
  const block = writer.command<[...BlockedColumns, string, Timestamp, number]>(
    `UPDATE actions SET status = 'blocked', blocked_who = ?, blocked_why = ?, blocked_next = ?, outcome = ?,
       wait_until = NULL, retry_at = NULL, updated_at = ?, ${GIVE_UP_LEASE} WHERE sequence = ?`,
  );
  return (transaction: Transaction, row: ActionRow, { name, blocked }: LimitRule, at: Timestamp): void => {
    block.run(transaction, ...blockedColumns(blocked), blocked.why, at, row.sequence);
    const event = { step: null, type: 'blocked', detail: blocked.why, data: { limit: name } } as const;
    appendEvent(transaction, row.sequence, event, at);
  };
}

type BlockedColumns = [who: string | null, why: string | null, next: string | null];

function blockedColumns(blocked: Blocked | null): BlockedColumns {
  return [blocked?.who ?? null, blocked?.why ?? null, blocked?.next ?? null];
}

const ENDED: readonly string[] = ['done', 'failed', 'expired'];
const GIVES_LIMITS_BACK: readonly string[] = ['failed', 'expired'];

type ClaimWrites = Pick<ActionStore, 'appendEvent' | 'renew' | 'endTurn'>;

function claimWrites(database: Database): ClaimWrites {
  const { writer } = database;
  const appendEvent = eventAppender(writer);
  const release = reservationReleaser(writer);
  const touch = writer.command<[Timestamp, string, number], { sequence: number }>(
    `UPDATE actions SET updated_at = ? WHERE ${UNDER_CLAIM} RETURNING sequence`,
  );
  const paused = writer.query<[string], { reason: string }>(
    "SELECT reason FROM pauses WHERE shop_id IN (?, '-')",
  );
  const extend = writer.command<[Timestamp, string, number]>(
    `UPDATE actions SET lease_expires_at = ? WHERE ${UNDER_CLAIM}`,
  );
  const end = writer.command<
    [
      ...[status: string, stage: string | null, outcome: string | null, ...BlockedColumns],
      ...[waitUntil: Timestamp | null, retryAt: Timestamp | null, attempts: number, updatedAt: Timestamp],
      ...[finishedAt: Timestamp | null, actionId: string, epoch: number],
    ],
    { sequence: number }
  >(
    `UPDATE actions SET status = ?, stage = ?, outcome = ?, blocked_who = ?, blocked_why = ?, blocked_next = ?,
       wait_until = ?, retry_at = ?, attempts = ?, updated_at = ?, finished_at = ?, ${GIVE_UP_LEASE}
     WHERE ${UNDER_CLAIM} RETURNING sequence`,
  );
  return {
    appendEvent: (claim, event, at, durable = false) =>
      database.write(
        (transaction) => {
          // The last moment before a request leaves: a pause that was committed before it holds it back.
          if (event.type === 'attempted' && paused.get(claim.action.shopId)) throw new PausedError();
          const row = touch.get(transaction, at, claim.action.actionId, claim.epoch);
          if (!row) throw lost(claim);
          appendEvent(transaction, row.sequence, event, at);
        },
        { durable },
      ),
    renew: (claim, leaseMs, machineNow) =>
      database.write((transaction) => {
        const leaseExpiresAt = machineNow + leaseMs;
        const extended = extend.run(transaction, leaseExpiresAt, claim.action.actionId, claim.epoch);
        if (extended === 0) throw lost(claim);
        return { ...claim, leaseExpiresAt };
      }),
    endTurn: (claim, turn, at) =>
      database.write((transaction) => {
        const { status, stage, outcome, waitUntil, retryAt, attempts } = turn;
        const row = end.get(
          transaction,
          ...[status, stage, outcome, ...blockedColumns(turn.blocked)],
          ...[waitUntil, retryAt, attempts, at],
          ...[ENDED.includes(status) ? at : null, claim.action.actionId, claim.epoch],
        );
        if (!row) throw lost(claim);
        if (GIVES_LIMITS_BACK.includes(status)) release(transaction, row.sequence);
        appendEvent(transaction, row.sequence, turn.event, at);
      }),
  };
}
