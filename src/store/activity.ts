import type { ActionKind } from '../domain/action.ts';
import type { Timestamp } from '../domain/time.ts';
import type { ActivityStore } from '../ports/store/index.ts';
import type { Database } from './database.ts';

type Window = [shopId: string, since: Timestamp, now: Timestamp];

export function activityStore(database: Database): ActivityStore {
  const { reader } = database;
  const done = reader.query<Window, { kind: ActionKind; actions: number }>(
    `SELECT kind, count(*) AS actions FROM actions
     WHERE shop_id = ? AND status = 'done' AND finished_at >= ? AND finished_at <= ? GROUP BY kind`,
  );
  const approved = reader.query<Window, { samples: number }>(
    'SELECT count(*) AS samples FROM sample_lives WHERE shop_id = ? AND approved_at >= ? AND approved_at <= ?',
  );
  const delivered = reader.query<Window, { samples: number }>(
    'SELECT count(*) AS samples FROM sample_lives WHERE shop_id = ? AND delivered_at >= ? AND delivered_at <= ?',
  );
  // The only deadline of a request that nobody decided is that of its decision.
  const expired = reader.query<Window, { samples: number }>(
    `SELECT count(*) AS samples FROM sample_applications
     WHERE shop_id = ? AND status = 'OVERDUE_CANCELLED' AND deadline_at >= ? AND deadline_at <= ?`,
  );
  return {
    between: (...window) =>
      database.read(() => {
        const actions = new Map(done.all(...window).map((row) => [row.kind, row.actions]));
        return {
          approved: approved.get(...window)?.samples ?? 0,
          rejected: actions.get('reject_sample') ?? 0,
          expired: expired.get(...window)?.samples ?? 0,
          parcels: actions.get('fulfil_order') ?? 0,
          delivered: delivered.get(...window)?.samples ?? 0,
          notes: actions.get('send_note') ?? 0,
        };
      }),
  };
}
