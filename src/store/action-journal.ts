import type { Action, NewAction } from '../domain/action.ts';
import type { Timestamp } from '../domain/time.ts';
import type { Ids } from '../ports/ids.ts';
import type { InsertedAction, NewEvent, Resolution } from '../ports/store/index.ts';
import {
  ACTION_COLUMNS,
  type ActionRow,
  KEEPS_BUSINESS_KEY,
  KEEPS_SUBJECT_LOCK,
  toAction,
} from './action-rows.ts';
import type { Transaction, Writer } from './database.ts';
import { isUniqueViolation } from './errors.ts';

/** Inserting and deciding actions inside a transaction that the caller opened. */
export interface ActionJournal {
  insert(transaction: Transaction, action: NewAction, at: Timestamp): InsertedAction;
  /** Null when the action is leased, elsewhere by now, or another one has taken its place. */
  resolve(
    transaction: Transaction,
    resolution: Resolution,
    at: Timestamp,
    machineNow: Timestamp,
  ): Action | null;
  get(actionId: string): Action | null;
}

export type AppendEvent = (
  transaction: Transaction,
  actionSequence: number,
  event: NewEvent,
  at: Timestamp,
) => void;

export function eventAppender(writer: Writer): AppendEvent {
  const insert = writer.command<
    [number, number, Timestamp, string | null, string, string | null, string | null]
  >(
    `INSERT INTO action_events (action_sequence, sequence, at, step, type, detail, data)
     VALUES (?, (SELECT coalesce(max(sequence), 0) + 1 FROM action_events WHERE action_sequence = ?),
       ?, ?, ?, ?, ?)`,
  );
  return (transaction, actionSequence, { step, type, detail, data }, at) => {
    const text = data === undefined ? null : JSON.stringify(data);
    insert.run(transaction, actionSequence, actionSequence, at, step, type, detail ?? null, text);
  };
}

/** Gives back what an action took from the caps. */
export function reservationReleaser(writer: Writer) {
  const remove = writer.command<[number]>('DELETE FROM limit_reservations WHERE action_sequence = ?');
  return (transaction: Transaction, actionSequence: number): void => {
    remove.run(transaction, actionSequence);
  };
}

export function actionJournal(writer: Writer, ids: Ids): ActionJournal {
  const byId = writer.query<[string], ActionRow>(
    `SELECT ${ACTION_COLUMNS} FROM actions a WHERE a.action_id = ?`,
  );
  return {
    insert: actionInserter(writer, ids),
    resolve: actionResolver(writer),
    get: (actionId) => {
      const row = byId.get(actionId);
      return row ? toAction(row) : null;
    },
  };
}

function actionInserter(writer: Writer, ids: Ids): ActionJournal['insert'] {
  const appendEvent = eventAppender(writer);
  const sameBusiness = writer.query<[string], ActionRow>(
    `SELECT ${ACTION_COLUMNS} FROM actions a WHERE a.business_key = ? AND ${KEEPS_BUSINESS_KEY}`,
  );
  const sameLock = writer.query<[string, string], ActionRow>(
    `SELECT ${ACTION_COLUMNS} FROM actions a WHERE a.shop_id = ? AND a.subject_lock = ? AND ${KEEPS_SUBJECT_LOCK}`,
  );
  const insert = writer.command<
    [
      ...[actionId: string, shopId: string, kind: string, subject: string, businessKey: string],
      ...[subjectLock: string, actionClass: string, proposedBy: string, reason: string],
      ...[batchId: string | null, plan: string, status: string, waitUntil: Timestamp | null],
      ...[createdAt: Timestamp, updatedAt: Timestamp],
    ],
    ActionRow
  >(
    `INSERT INTO actions AS a (action_id, shop_id, kind, subject, business_key, subject_lock, action_class,
       proposed_by, reason, batch_id, plan, status, wait_until, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     RETURNING ${ACTION_COLUMNS.replaceAll('a.', '')}`,
  );
  return (transaction, action, at) => {
    const existing = sameBusiness.get(action.businessKey) ?? sameLock.get(action.shopId, action.subjectLock);
    if (existing) return { action: toAction(existing), inserted: false };
    const row = insert.get(
      transaction,
      ...[ids.next('act'), action.shopId, action.plan.kind, action.subject, action.businessKey],
      ...[action.subjectLock, action.actionClass, action.proposedBy, action.reason],
      ...[action.batchId, JSON.stringify(action.plan), action.status, action.waitUntil],
      ...[at, at],
    );
    if (!row) throw new Error('An insert returned no row.');
    appendEvent(transaction, row.sequence, { step: null, type: action.status }, at);
    return { action: toAction(row), inserted: true };
  };
}

function actionResolver(writer: Writer): ActionJournal['resolve'] {
  const appendEvent = eventAppender(writer);
  const release = reservationReleaser(writer);
  const free = writer.query<[string, Timestamp], ActionRow>(
    `SELECT ${ACTION_COLUMNS} FROM actions a
     WHERE a.action_id = ? AND (a.lease_expires_at IS NULL OR a.lease_expires_at <= ?)`,
  );
  // A new epoch: a process that overslept its lease must not write over what the person decided.
  const settle = writer.command<[string, Timestamp, Timestamp, number]>(
    `UPDATE actions SET status = ?, blocked_who = NULL, blocked_why = NULL, blocked_next = NULL,
       wait_until = NULL, retry_at = NULL, updated_at = ?, finished_at = ?, epoch = epoch + 1,
       lease_process = NULL, lease_pid = NULL, lease_host = NULL, lease_expires_at = NULL
     WHERE sequence = ?`,
  );
  const approve = writer.command<[Timestamp | null, Timestamp, number]>(
    `UPDATE actions SET status = 'approved', blocked_who = NULL, blocked_why = NULL, blocked_next = NULL,
       wait_until = ?, retry_at = NULL, attempts = 0, outcome = NULL, updated_at = ?, finished_at = NULL,
       epoch = epoch + 1,
       lease_process = NULL, lease_pid = NULL, lease_host = NULL, lease_expires_at = NULL
     WHERE sequence = ?`,
  );
  const bySequence = writer.query<[number], ActionRow>(
    `SELECT ${ACTION_COLUMNS} FROM actions a WHERE a.sequence = ?`,
  );
  return (transaction, { actionId, expected, to, event }, at, machineNow) => {
    const row = free.get(actionId, machineNow);
    if (!row || !expected.includes(row.status)) return null;
    if (to === 'approved') {
      // A proposal keeps its wait: a merge window is not over because a person said yes early.
      const waitUntil = row.status === 'proposed' ? row.wait_until : null;
      if (!placeIsFree(() => approve.run(transaction, waitUntil, at, row.sequence))) return null;
    } else {
      if (!placeIsFree(() => settle.run(transaction, to, at, at, row.sequence))) return null;
      if (to !== 'done') release(transaction, row.sequence);
    }
    appendEvent(transaction, row.sequence, event, at);
    const settled = bySequence.get(row.sequence);
    return settled ? toAction(settled) : null;
  };
}

/** False when a newer action holds the business key or the lock that this one would need again. */
function placeIsFree(update: () => unknown): boolean {
  try {
    update();
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}
