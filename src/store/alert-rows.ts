import type { Alert, AlertRule, AlertSeverity, AlertState, Silence } from '../domain/alert.ts';
import type { Timestamp } from '../domain/time.ts';
import { fromJson } from './json.ts';

export interface AlertRow {
  alert_id: string;
  shop_id: string;
  rule: AlertRule;
  fingerprint: string;
  labels: string;
  severity: AlertSeverity;
  state: AlertState;
  title: string;
  advice: string;
  settling_call: string;
  deadline: Timestamp | null;
  stake_minor: number | null;
  stake_currency: string | null;
  started_at: Timestamp;
  held_since: Timestamp;
  fired_at: Timestamp | null;
  resolved_at: Timestamp | null;
  clean_evaluations: number;
  evaluated_at: Timestamp;
  notified_at: Timestamp | null;
  end_told: number;
}

export const ALERT_COLUMNS = `alert_id, shop_id, rule, fingerprint, labels, severity, state, title, advice,
  settling_call, deadline, stake_minor, stake_currency, started_at, held_since, fired_at, resolved_at,
  clean_evaluations, evaluated_at, notified_at, end_told`;

export function toAlert(row: AlertRow): Alert {
  const { stake_minor: amountMinor, stake_currency: currency } = row;
  return {
    alertId: row.alert_id,
    shopId: row.shop_id,
    rule: row.rule,
    fingerprint: row.fingerprint,
    labels: fromJson<Alert['labels']>(row.labels),
    severity: row.severity,
    state: row.state,
    title: row.title,
    advice: row.advice,
    call: fromJson<Alert['call']>(row.settling_call),
    deadline: row.deadline,
    stake: amountMinor === null || currency === null ? null : { amountMinor, currency },
    startedAt: row.started_at,
    heldSince: row.held_since,
    firedAt: row.fired_at,
    resolvedAt: row.resolved_at,
    cleanEvaluations: row.clean_evaluations,
    evaluatedAt: row.evaluated_at,
    notifiedAt: row.notified_at,
    endTold: row.end_told === 1,
  };
}

export interface SilenceRow {
  silence_id: string;
  rule: AlertRule | null;
  shop_id: string | null;
  subject: string | null;
  author: string;
  reason: string;
  starts_at: Timestamp;
  ends_at: Timestamp;
}

export const SILENCE_COLUMNS = 'silence_id, rule, shop_id, subject, author, reason, starts_at, ends_at';

export function toSilence(row: SilenceRow): Silence {
  return {
    silenceId: row.silence_id,
    rule: row.rule,
    shopId: row.shop_id,
    subject: row.subject,
    author: row.author,
    reason: row.reason,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
  };
}
