import type { NewAlert } from '../domain/alert.ts';
import type { Timestamp } from '../domain/time.ts';
import type { Ids } from '../ports/ids.ts';
import type { AlertChanges, AlertStore } from '../ports/store/index.ts';
import { alertDeliveries } from './alert-deliveries.ts';
import { alertFacts } from './alert-facts.ts';
import {
  ALERT_COLUMNS,
  type AlertRow,
  SILENCE_COLUMNS,
  type SilenceRow,
  toAlert,
  toSilence,
} from './alert-rows.ts';
import type { Database, Transaction, Writer } from './database.ts';

/** An ended alert stays live while somebody was told that it fires and not yet that it is over. */
const LIVE = "(state IN ('pending', 'firing') OR (end_told = 0 AND notified_at IS NOT NULL))";

export function alertStore(database: Database, ids: Ids): AlertStore {
  const { reader } = database;
  const live = reader.query<[], AlertRow>(
    `SELECT ${ALERT_COLUMNS} FROM alerts WHERE ${LIVE} ORDER BY sequence`,
  );
  const resolved = reader.query<[string, number], AlertRow>(
    `SELECT ${ALERT_COLUMNS} FROM alerts WHERE shop_id = ? AND state = 'resolved'
     ORDER BY resolved_at DESC LIMIT ?`,
  );
  const save = alertSaver(database.writer, ids);
  return {
    ...silenceMethods(database, ids),
    ...alertDeliveries(database, ids),
    ...alertFacts(database),
    live: () => database.read(() => live.all().map(toAlert)),
    resolved: (shopIds, limit) =>
      database.read(() =>
        shopIds
          .flatMap((shopId) => resolved.all(shopId, limit).map(toAlert))
          .sort((a, b) => (b.resolvedAt ?? 0) - (a.resolvedAt ?? 0))
          .slice(0, limit),
      ),
    save: (changes) => database.write((transaction) => save(transaction, changes)),
  };
}

type Shown = [
  ...[severity: string, state: string, title: string, advice: string, call: string],
  ...[deadline: Timestamp | null, stakeMinor: number | null, stakeCurrency: string | null],
  ...[startedAt: Timestamp, heldSince: Timestamp, firedAt: Timestamp | null, resolvedAt: Timestamp | null],
  ...[cleanEvaluations: number, evaluatedAt: Timestamp],
];

function shownValues(alert: NewAlert): Shown {
  const { severity, state, title, advice, call, deadline, stake } = alert;
  return [
    ...([severity, state, title, advice, JSON.stringify(call)] as const),
    ...([deadline, stake?.amountMinor ?? null, stake?.currency ?? null] as const),
    ...([alert.startedAt, alert.heldSince, alert.firedAt, alert.resolvedAt] as const),
    ...([alert.cleanEvaluations, alert.evaluatedAt] as const),
  ];
}

function alertSaver(writer: Writer, ids: Ids) {
  const insert = writer.command<
    [...Shown, alertId: string, shopId: string, rule: string, fingerprint: string, labels: string]
  >(
    `INSERT INTO alerts (severity, state, title, advice, settling_call, deadline, stake_minor, stake_currency,
       started_at, held_since, fired_at, resolved_at, clean_evaluations, evaluated_at,
       alert_id, shop_id, rule, fingerprint, labels)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (fingerprint) WHERE state IN ('pending', 'firing') DO NOTHING`,
  );
  // An evaluation older than the one that stands changes nothing.
  const update = writer.command<[...Shown, alertId: string, evaluatedAt: Timestamp]>(
    `UPDATE alerts SET severity = ?, state = ?, title = ?, advice = ?, settling_call = ?, deadline = ?,
       stake_minor = ?, stake_currency = ?, started_at = ?, held_since = ?, fired_at = ?, resolved_at = ?,
       clean_evaluations = ?, evaluated_at = ?
     WHERE alert_id = ? AND state IN ('pending', 'firing') AND evaluated_at <= ?`,
  );
  const drop = writer.command<[string]>("DELETE FROM alerts WHERE alert_id = ? AND state = 'pending'");
  return (transaction: Transaction, { opened, updated, dropped }: AlertChanges): void => {
    for (const alert of dropped) drop.run(transaction, alert.alertId);
    for (const alert of updated) {
      update.run(transaction, ...shownValues(alert), alert.alertId, alert.evaluatedAt);
    }
    for (const alert of opened) {
      const identity = [ids.next('alr'), alert.shopId, alert.rule, alert.fingerprint] as const;
      insert.run(transaction, ...shownValues(alert), ...identity, JSON.stringify(alert.labels));
    }
  };
}

type SilenceMethods = Pick<AlertStore, 'addSilence' | 'endSilence' | 'silences'>;

function silenceMethods(database: Database, ids: Ids): SilenceMethods {
  const { writer, reader } = database;
  const insert = writer.command<
    [
      ...[silenceId: string, rule: string | null, shopId: string | null, subject: string | null],
      ...[author: string, reason: string, startsAt: Timestamp, endsAt: Timestamp],
    ]
  >(`INSERT INTO silences (${SILENCE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const end = writer.command<[Timestamp, string, Timestamp], SilenceRow>(
    `UPDATE silences SET ends_at = ? WHERE silence_id = ? AND ends_at > ? RETURNING ${SILENCE_COLUMNS}`,
  );
  const standing = reader.query<[Timestamp], SilenceRow>(
    `SELECT ${SILENCE_COLUMNS} FROM silences WHERE ends_at > ? ORDER BY ends_at`,
  );
  return {
    addSilence: (silence) =>
      database.write((transaction) => {
        const silenceId = ids.next('sil');
        const { rule, shopId, subject, author, reason, startsAt, endsAt } = silence;
        const matchers = [rule, shopId, subject] as const;
        insert.run(transaction, silenceId, ...matchers, author, reason, startsAt, endsAt);
        return { ...silence, silenceId };
      }),
    endSilence: (silenceId, at) =>
      database.write((transaction) => {
        const row = end.get(transaction, at, silenceId, at);
        return row ? toSilence(row) : null;
      }),
    silences: (now) => database.read(() => standing.all(now).map(toSilence)),
  };
}
