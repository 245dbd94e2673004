import type { ActionStatus } from '../domain/action.ts';
import type { Timestamp } from '../domain/time.ts';
import type { ProcessIdentity } from '../ports/ids.ts';
import type { ActionStore } from '../ports/store/index.ts';
import { actionClaims } from './action-claims.ts';
import type { ActionJournal } from './action-journal.ts';
import { RESERVED_SINCE } from './action-limits.ts';
import { actionLister } from './action-list.ts';
import {
  ACTION_COLUMNS,
  type ActionRow,
  type EventRow,
  HOLDING_STOCK,
  TO_RUN,
  toAction,
  toEvent,
} from './action-rows.ts';
import { NOT_PAUSED } from './automation.ts';
import type { Database } from './database.ts';
import type { IsProcessAlive } from './leases.ts';

interface Dependencies {
  readonly database: Database;
  readonly journal: ActionJournal;
  readonly isAlive: IsProcessAlive;
  readonly machineNow: () => Timestamp;
}

export function actionStore({ database, journal, isAlive, machineNow }: Dependencies): ActionStore {
  const { reader } = database;
  const one = reader.query<[string], ActionRow>(
    `SELECT ${ACTION_COLUMNS} FROM actions a WHERE a.action_id = ?`,
  );
  const eventsOf = reader.query<[string], EventRow>(
    `SELECT e.sequence, e.at, e.step, e.type, e.detail, e.data
     FROM actions a JOIN action_events e ON e.action_sequence = a.sequence
     WHERE a.action_id = ? ORDER BY e.sequence`,
  );
  return {
    ...actionClaims(database, isAlive),
    ...actionFigures(database),
    nextDue: dueTimes(database, isAlive, machineNow),
    insert: (actions, at) =>
      database.write((transaction) => actions.map((action) => journal.insert(transaction, action, at))),
    resolve: (resolution, at) =>
      database.write((transaction) => journal.resolve(transaction, resolution, at, machineNow())),
    list: actionLister(database),
    get: (actionId) =>
      database.read(() => {
        const row = one.get(actionId);
        return row ? toAction(row) : null;
      }),
    events: (actionId) => database.read(() => eventsOf.all(actionId).map(toEvent)),
  };
}

type Figures = Pick<ActionStore, 'counts' | 'reservedUnits' | 'reserved' | 'openApprovals'>;

interface OpenApprovalRow {
  application_id: string;
  creator_id: string;
  request_open: number;
}

function actionFigures(database: Database): Figures {
  const { reader } = database;
  const counts = reader.query<[string, Timestamp], { status: ActionStatus; actions: number }>(
    `SELECT status, count(*) AS actions FROM actions
     WHERE shop_id = ? AND (finished_at IS NULL OR finished_at >= ?) GROUP BY status`,
  );
  const unitsHeld = reader.query<[string, string], { units: number }>(
    `SELECT coalesce(sum(a.quantity), 0) AS units FROM actions a
     WHERE a.shop_id = ? AND a.sku_id = ? AND ${HOLDING_STOCK}`,
  );
  const unitsHeldBefore = reader.query<[string, string, string], { units: number }>(
    `SELECT coalesce(sum(a.quantity), 0) AS units FROM actions a
     WHERE a.shop_id = ? AND a.sku_id = ? AND ${HOLDING_STOCK}
       AND a.sequence < (SELECT sequence FROM actions WHERE action_id = ?)`,
  );
  const reserved = reader.query<[string, string, Timestamp], { count: number; cost: number }>(RESERVED_SINCE);
  const openApprovals = reader.query<[string], OpenApprovalRow>(
    `SELECT a.application_id, a.creator_id, coalesce(s.status, 'PENDING') = 'PENDING' AS request_open
     FROM actions a LEFT JOIN sample_applications s ON s.application_id = a.application_id
     WHERE a.shop_id = ? AND ${HOLDING_STOCK} ORDER BY a.sequence`,
  );
  // Confirmed and not claimed yet: the claim reserves them in a moment, so a new plan must leave room. A re-send
  // takes money and no sample.
  const promised = reader.query<[string, string], { count: number; cost: number }>(
    `SELECT count(*) FILTER (WHERE a.plan ->> '$.resend' IS NULL) AS count,
       coalesce(sum(coalesce(a.plan ->> '$.costCeiling.amountMinor', a.plan ->> '$.resend.costCeiling.amountMinor')),
         0) AS cost
     FROM actions a LEFT JOIN limit_reservations r ON r.action_sequence = a.sequence
     WHERE ${TO_RUN} AND a.status = 'approved' AND r.action_sequence IS NULL AND a.shop_id = ?
       AND iif(a.plan ->> '$.resend' IS NULL, a.kind, 'approve_sample') = ?`,
  );
  return {
    openApprovals: (shopId) =>
      database.read(() =>
        openApprovals.all(shopId).map((row) => ({
          applicationId: row.application_id,
          creatorId: row.creator_id,
          requestOpen: row.request_open === 1,
        })),
      ),
    counts: (shopId, since) =>
      database.read(() =>
        Object.fromEntries(counts.all(shopId, since).map((row) => [row.status, row.actions])),
      ),
    reservedUnits: (shopId, skuId, beforeActionId) =>
      database.read(() => {
        const row =
          beforeActionId === null
            ? unitsHeld.get(shopId, skuId)
            : unitsHeldBefore.get(shopId, skuId, beforeActionId);
        return row?.units ?? 0;
      }),
    reserved: (shopId, kind, measure, since) =>
      database.read(() => {
        const taken = reserved.get(shopId, kind, since);
        const coming = promised.get(shopId, kind);
        return (taken?.[measure] ?? 0) + (coming?.[measure] ?? 0);
      }),
  };
}

function dueTimes(
  database: Database,
  isAlive: IsProcessAlive,
  machineNow: () => Timestamp,
): ActionStore['nextDue'] {
  const { reader } = database;
  // Work that still waits on the machine's time is left out of the first, or its program time, over long
  // ago, would be answered again and again. What waits for nothing is due since ever.
  const programTime = reader.query<[Timestamp, Timestamp], { at: Timestamp | null }>(
    `SELECT min(coalesce(a.wait_until, 0)) AS at FROM actions a
     WHERE ${TO_RUN} AND (a.retry_at IS NULL OR a.retry_at <= ?)
       AND (a.lease_expires_at IS NULL OR a.lease_expires_at <= ?) AND ${NOT_PAUSED}`,
  );
  const machineTime = reader.query<[Timestamp], { at: Timestamp | null }>(
    `SELECT min(due) AS at FROM (
       SELECT max(coalesce(a.retry_at, 0), coalesce(a.lease_expires_at, 0)) AS due FROM actions a
       WHERE ${TO_RUN} AND ${NOT_PAUSED})
     WHERE due > ?`,
  );
  const holders = reader.query<[Timestamp], ProcessIdentity>(
    `SELECT DISTINCT lease_process AS processId, lease_pid AS pid, lease_host AS host
     FROM actions WHERE lease_expires_at > ?`,
  );
  return () =>
    database.read(() => {
      const now = machineNow();
      // A claim frees the lease of a dead process at once, so what such a one worked on is due.
      const abandoned = holders.all(now).some((holder) => !isAlive(holder));
      return {
        programTime: abandoned ? 0 : (programTime.get(now, now)?.at ?? null),
        machineTime: machineTime.get(now)?.at ?? null,
      };
    });
}
