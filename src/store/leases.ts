import type { Timestamp } from '../domain/time.ts';
import type { ProcessIdentity } from '../ports/ids.ts';
import type { LeaseStore } from '../ports/store/index.ts';
import type { Database } from './database.ts';

interface LeaseRow {
  epoch: number;
  process_id: string | null;
  pid: number | null;
  host: string | null;
  expires_at: Timestamp;
}

export type IsProcessAlive = (identity: ProcessIdentity) => boolean;

function holderOf(row: LeaseRow): ProcessIdentity | null {
  const { process_id: processId, pid, host } = row;
  return processId === null || pid === null || host === null ? null : { processId, pid, host };
}

export function leaseStore(database: Database, isAlive: IsProcessAlive): LeaseStore {
  const { writer } = database;
  const current = writer.query<[string], LeaseRow>(
    'SELECT epoch, process_id, pid, host, expires_at FROM leases WHERE name = ?',
  );
  const take = writer.command<[string, string, number, string, Timestamp], { epoch: number }>(
    `INSERT INTO leases (name, epoch, process_id, pid, host, expires_at) VALUES (?, 1, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET
       epoch = epoch + 1, process_id = excluded.process_id, pid = excluded.pid, host = excluded.host,
       expires_at = excluded.expires_at
     RETURNING epoch`,
  );
  const extend = writer.command<[Timestamp, string, number]>(
    'UPDATE leases SET expires_at = ? WHERE name = ? AND epoch = ? AND process_id IS NOT NULL',
  );
  const free = writer.command<[string, number]>(
    'UPDATE leases SET process_id = NULL, pid = NULL, host = NULL WHERE name = ? AND epoch = ?',
  );
  return {
    acquire: (name, process, leaseMs, now) =>
      database.write((transaction) => {
        const row = current.get(name);
        const holder = row ? holderOf(row) : null;
        const mine = holder?.processId === process.processId;
        if (row && holder && !mine && row.expires_at > now && isAlive(holder)) return null;
        const expiresAt = now + leaseMs;
        const taken = take.get(transaction, name, process.processId, process.pid, process.host, expiresAt);
        return taken ? { name, epoch: taken.epoch, expiresAt } : null;
      }),
    renew: (lease, leaseMs, now) =>
      database.write((transaction) => {
        const expiresAt = now + leaseMs;
        const extended = extend.run(transaction, expiresAt, lease.name, lease.epoch);
        return extended > 0 ? { ...lease, expiresAt } : null;
      }),
    release: (lease) =>
      database.write((transaction) => {
        free.run(transaction, lease.name, lease.epoch);
      }),
  };
}
