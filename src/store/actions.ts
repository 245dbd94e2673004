import type { ActionStatus } from '../domain/action.ts';
import type { Timestamp } from '../domain/time.ts';
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
    ...actionFigures(database, machineNow),
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

type Figures = Pick<ActionStore, 'counts' | 'reservedUnits' | 'nextDue' | 'reserved'>;

function actionFigures(database: Database, machineNow: () => Timestamp): Figures {
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
  // Work that still waits on the machine's time is left out of the first, or its program time, over long
  // ago, would be answered again and again.
  const programTime = reader.query<[Timestamp, Timestamp], { at: Timestamp | null }>(
    `SELECT min(a.wait_until) AS at FROM actions a
     WHERE ${TO_RUN} AND (a.retry_at IS NULL OR a.retry_at <= ?)
       AND (a.lease_expires_at IS NULL OR a.lease_expires_at <= ?)`,
  );
  const machineTime = reader.query<[Timestamp], { at: Timestamp | null }>(
    `SELECT min(due) AS at FROM (
       SELECT max(coalesce(a.retry_at, 0), coalesce(a.lease_expires_at, 0)) AS due FROM actions a WHERE ${TO_RUN})
     WHERE due > ?`,
  );
  const reserved = reader.query<[string, string, Timestamp], { count: number; cost: number }>(RESERVED_SINCE);
  return {
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
    nextDue: () =>
      database.read(() => {
        const now = machineNow();
        return {
          programTime: programTime.get(now, now)?.at ?? null,
          machineTime: machineTime.get(now)?.at ?? null,
        };
      }),
    reserved: (shopId, kind, measure, since) =>
      database.read(() => {
        const row = reserved.get(shopId, kind, since);
        return (measure === 'count' ? row?.count : row?.cost) ?? 0;
      }),
  };
}
