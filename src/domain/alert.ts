import type { Money } from './money.ts';
import type { Timestamp } from './time.ts';

/** The rules that watch the programme (domain.md 14), and `channel_dead` for the ways out themselves. */
export const ALERT_RULES = [
  'approvals_expiring',
  'ship_sla',
  'stuck_delivery',
  'wms_down',
  'data_stale',
  'auth_expiring',
  'api_budget',
  'unverified_write',
  'stock_cover_low',
  'channel_dead',
] as const;
export type AlertRule = (typeof ALERT_RULES)[number];

/** Most pressing first. */
export const ALERT_SEVERITIES = ['critical', 'high', 'warn', 'info'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** `pending`: true, but not for long enough yet. `firing`: needs somebody. `resolved`: over. */
export const ALERT_STATES = ['pending', 'firing', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** Stands for the shop of what belongs to the programme as a whole: the app's token, the warehouse, a channel. */
export const PROGRAM_WIDE = '-';

export type AlertLabels = Readonly<Record<string, string>>;

/** The call that settles it, complete enough to be made as it stands. */
export interface SettlingCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** What a rule found to be so: one subject, one finding. */
export interface Finding {
  /** Identity within rule and shop: an application, an order, a cause. */
  readonly labels: AlertLabels;
  readonly severity: AlertSeverity;
  /** One line that stays true while time passes: moments stand in `deadline`. */
  readonly title: string;
  /** What a person does about it. */
  readonly advice: string;
  readonly call: SettlingCall;
  readonly deadline: Timestamp | null;
  /** What ranks it beside others of the same urgency; null when no sum is known. */
  readonly stake: Money | null;
  /** How long it has to hold before it fires. */
  readonly forMs: number;
}

/** What one evaluation of one rule in one shop gave. Unknown: the facts are too old, so nothing follows from them. */
export type RuleEvaluation = {
  readonly rule: AlertRule;
  readonly shopId: string;
} & (
  | { readonly truth: 'known'; readonly findings: readonly Finding[] }
  | { readonly truth: 'unknown'; readonly why: string }
);

/** One episode of a finding: the next time the same thing happens it is another alert. */
export interface NewAlert extends Omit<Finding, 'forMs'> {
  readonly shopId: string;
  readonly rule: AlertRule;
  readonly fingerprint: string;
  readonly state: AlertState;
  readonly startedAt: Timestamp;
  /** Since when it holds without a gap in what we know. */
  readonly heldSince: Timestamp;
  readonly firedAt: Timestamp | null;
  readonly resolvedAt: Timestamp | null;
  /** Evaluations in a row that found nothing; two of them resolve it. */
  readonly cleanEvaluations: number;
  readonly evaluatedAt: Timestamp;
}

export interface Alert extends NewAlert {
  readonly alertId: string;
  /** When a message last named it as firing; null when none did. */
  readonly notifiedAt: Timestamp | null;
  /** True when its end needs no message any more. */
  readonly endTold: boolean;
}

/** Rule, shop and labels, readable: equal for the same thing, whenever it happens. */
export function fingerprintOf(rule: AlertRule, shopId: string, labels: AlertLabels): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${rule}:${shopId}:${sorted.map(([name, value]) => `${name}=${value}`).join(',')}`;
}

/** Mutes what it matches until its end. It matches by rule, by one label's value, or by both. */
export interface NewSilence {
  /** Null: every rule. */
  readonly rule: AlertRule | null;
  /** Null: every shop. */
  readonly shopId: string | null;
  /** For example an application id; null: every subject. */
  readonly subject: string | null;
  readonly author: string;
  readonly reason: string;
  readonly startsAt: Timestamp;
  readonly endsAt: Timestamp;
}

export interface Silence extends NewSilence {
  readonly silenceId: string;
}

export function isSilencedBy(
  alert: Pick<Alert, 'rule' | 'shopId' | 'labels'>,
  silence: NewSilence,
  now: Timestamp,
): boolean {
  return (
    silence.startsAt <= now &&
    now < silence.endsAt &&
    (silence.rule === null || silence.rule === alert.rule) &&
    (silence.shopId === null || silence.shopId === alert.shopId) &&
    (silence.subject === null || Object.values(alert.labels).includes(silence.subject))
  );
}

/** A rank by severity, then deadline, then money: what a person should look at first comes first. */
export function byUrgency(
  a: Pick<Alert, 'severity' | 'deadline' | 'stake' | 'startedAt'>,
  b: Pick<Alert, 'severity' | 'deadline' | 'stake' | 'startedAt'>,
): number {
  return (
    ALERT_SEVERITIES.indexOf(a.severity) - ALERT_SEVERITIES.indexOf(b.severity) ||
    compareDeadlines(a.deadline, b.deadline) ||
    (b.stake?.amountMinor ?? 0) - (a.stake?.amountMinor ?? 0) ||
    a.startedAt - b.startedAt
  );
}

/** The earlier first; none comes last. */
export function compareDeadlines(a: Timestamp | null, b: Timestamp | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null ? -1 : a - b;
}

/** The feed row that remembers when a shop's alerts were last evaluated. */
export const ALERTS_FEED = 'alerts';

/** The earliest deadline among alerts; null when none has one. */
export function firstDeadline({ alerts }: { readonly alerts: readonly Alert[] }): Timestamp | null {
  return alerts.map(({ deadline }) => deadline).sort(compareDeadlines)[0] ?? null;
}
