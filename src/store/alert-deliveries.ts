import type { Timestamp } from '../domain/time.ts';
import type { Ids } from '../ports/ids.ts';
import type { NotifyMessage } from '../ports/notify.ts';
import type { AlertStore, Delivery, NoticeMarks } from '../ports/store/index.ts';
import type { Database, Query, Transaction, Writer } from './database.ts';
import { fromJson } from './json.ts';

interface DeliveryRow {
  delivery_id: string;
  channel: string;
  key: string;
  message: string;
  attempts: number;
}

interface ChannelRow {
  channel: string;
  failures_in_a_row: number;
  last_failure: string | null;
  failing_since: Timestamp | null;
}

const toDelivery = (row: DeliveryRow): Delivery => ({
  deliveryId: row.delivery_id,
  channel: row.channel,
  key: row.key,
  message: fromJson<NotifyMessage>(row.message),
  attempts: row.attempts,
});

type Deliveries = Pick<
  AlertStore,
  'queue' | 'wasQueued' | 'claimDelivery' | 'endDelivery' | 'nextDelivery' | 'channelHealth'
>;

/** Messages that wait for a channel. A claim is a due time in the future, so a killed process frees its own. */
export function alertDeliveries(database: Database, ids: Ids): Deliveries {
  const { writer, reader } = database;
  const setMarks = markSetter(writer);
  const insert = writer.command<[string, string, string, string, Timestamp, Timestamp]>(
    `INSERT INTO alert_deliveries (delivery_id, channel, key, message, queued_at, due_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (key, channel) DO NOTHING`,
  );
  const known = reader.query<[string], { found: number }>(
    'SELECT 1 AS found FROM alert_deliveries WHERE key = ? LIMIT 1',
  );
  const health = reader.query<[], ChannelRow>(
    'SELECT channel, failures_in_a_row, last_failure, failing_since FROM alert_channels ORDER BY channel',
  );
  const next = reader.query<[string], { at: Timestamp | null }>(
    "SELECT min(due_at) AS at FROM alert_deliveries WHERE channel = ? AND status = 'queued'",
  );
  return {
    queue: (deliveries, marks, at, machineNow) =>
      database.write((transaction) => {
        let queued = 0;
        for (const { channel, key, message } of deliveries) {
          const text = JSON.stringify(message);
          queued += insert.run(transaction, ids.next('dlv'), channel, key, text, machineNow, machineNow);
        }
        setMarks(transaction, marks, at);
        return queued;
      }),
    wasQueued: (key) => database.read(() => known.get(key) !== undefined),
    claimDelivery: claimer(database),
    endDelivery: ender(database),
    nextDelivery: (channels) =>
      database.read(() => {
        const times = channels.flatMap((channel) => next.get(channel)?.at ?? []);
        return times.length === 0 ? null : Math.min(...times);
      }),
    channelHealth: () =>
      database.read(() =>
        health.all().map((row) => ({
          channel: row.channel,
          failuresInARow: row.failures_in_a_row,
          lastFailure: row.last_failure,
          failingSince: row.failing_since,
        })),
      ),
  };
}

type SetMarks = (transaction: Transaction, marks: NoticeMarks, at: Timestamp) => void;

function markSetter(writer: Writer): SetMarks {
  const notified = writer.command<[Timestamp, string]>(
    'UPDATE alerts SET notified_at = ? WHERE alert_id = ?',
  );
  const endTold = writer.command<[string]>('UPDATE alerts SET end_told = 1 WHERE alert_id = ?');
  return (transaction, marks, at) => {
    for (const alertId of marks.notified) notified.run(transaction, at, alertId);
    for (const alertId of marks.endTold) endTold.run(transaction, alertId);
  };
}

function claimer(database: Database): AlertStore['claimDelivery'] {
  const { writer } = database;
  const oldest: Query<[string, Timestamp], { delivery_id: string; queued_at: Timestamp }> = writer.query(
    `SELECT delivery_id, queued_at FROM alert_deliveries
     WHERE channel = ? AND status = 'queued' AND due_at <= ? ORDER BY attempts, sequence LIMIT 1`,
  );
  const giveUp = writer.command<[string]>(
    "UPDATE alert_deliveries SET status = 'given_up' WHERE delivery_id = ?",
  );
  const claim = writer.command<[Timestamp, string], DeliveryRow>(
    `UPDATE alert_deliveries SET due_at = ?, attempts = attempts + 1 WHERE delivery_id = ?
     RETURNING delivery_id, channel, key, message, attempts`,
  );
  const claimOne = (
    transaction: Transaction,
    channel: string,
    request: Parameters<AlertStore['claimDelivery']>[0],
  ): Delivery | null => {
    const { machineNow, claimMs, worthMs } = request;
    for (;;) {
      const found = oldest.get(channel, machineNow);
      if (!found) return null;
      if (machineNow - found.queued_at < worthMs) {
        const row = claim.get(transaction, machineNow + claimMs, found.delivery_id);
        return row ? toDelivery(row) : null;
      }
      giveUp.run(transaction, found.delivery_id);
    }
  };
  return (request) =>
    database.write((transaction) => {
      for (const channel of request.channels) {
        const claimed = claimOne(transaction, channel, request);
        if (claimed) return claimed;
      }
      return null;
    });
}

function ender(database: Database): AlertStore['endDelivery'] {
  const { writer } = database;
  // The number of tries stands for the claim: whoever claimed it after us has counted one more.
  const sent = writer.command<[string, number]>(
    "UPDATE alert_deliveries SET status = 'sent' WHERE delivery_id = ? AND attempts = ? AND status = 'queued'",
  );
  const again = writer.command<[Timestamp, string, number]>(
    "UPDATE alert_deliveries SET due_at = ? WHERE delivery_id = ? AND attempts = ? AND status = 'queued'",
  );
  // The channel as a whole waits: what did not work for one message does not for the next.
  const holdBack = writer.command<[Timestamp, string, Timestamp]>(
    "UPDATE alert_deliveries SET due_at = ? WHERE channel = ? AND status = 'queued' AND due_at < ?",
  );
  const worked = writer.command<[string]>(
    `INSERT INTO alert_channels (channel, failures_in_a_row) VALUES (?, 0)
     ON CONFLICT (channel) DO UPDATE SET failures_in_a_row = 0, last_failure = NULL, failing_since = NULL`,
  );
  const failed = writer.command<[string, string | null, Timestamp]>(
    `INSERT INTO alert_channels (channel, failures_in_a_row, last_failure, failing_since) VALUES (?, 1, ?, ?)
     ON CONFLICT (channel) DO UPDATE SET failures_in_a_row = failures_in_a_row + 1,
       last_failure = excluded.last_failure, failing_since = coalesce(failing_since, excluded.failing_since)`,
  );
  return ({ deliveryId, channel, attempts }, { retryAt, why, at }) =>
    database.write((transaction) => {
      if (retryAt === null) {
        worked.run(transaction, channel);
        return sent.run(transaction, deliveryId, attempts) === 1;
      }
      failed.run(transaction, channel, why, at);
      holdBack.run(transaction, retryAt, channel, retryAt);
      return again.run(transaction, retryAt, deliveryId, attempts) === 1;
    });
}
