import type { Alert, AlertRule, AlertSeverity } from '../../domain/alert.ts';
import { counted } from '../wording.ts';

interface RuleTexts {
  readonly severity: AlertSeverity;
  /** Several of them in one line. */
  several(count: number): string;
}

/** Severities are those of domain.md 14; `stock_cover_low` and `channel_dead` are ours. */
export const RULE_TEXTS: Readonly<Record<AlertRule, RuleTexts>> = {
  approvals_expiring: {
    severity: 'high',
    several: (count) => `${counted(count, 'sample request')} run out soon`,
  },
  ship_sla: {
    severity: 'critical',
    several: (count) => `${counted(count, 'approved sample')} must ship soon`,
  },
  stuck_delivery: {
    severity: 'warn',
    several: (count) => `${counted(count, 'sample')} left long ago and did not arrive`,
  },
  wms_down: {
    severity: 'high',
    several: (count) => `${counted(count, 'warehouse')} cannot be reached`,
  },
  data_stale: {
    severity: 'high',
    several: (count) => `${counted(count, 'kind')} of data are too old to act on`,
  },
  auth_expiring: {
    severity: 'critical',
    several: (count) => `${counted(count, 'problem')} with the authorisation of TikTok Shop`,
  },
  api_budget: {
    severity: 'warn',
    several: (count) => `${counted(count, 'request budget')} nearly used up`,
  },
  unverified_write: {
    severity: 'critical',
    several: (count) => `${counted(count, 'write')} whose outcome nobody knows`,
  },
  stock_cover_low: {
    severity: 'warn',
    several: (count) => `${counted(count, 'SKU')} run out at the pace of samples`,
  },
  channel_dead: {
    severity: 'high',
    several: (count) => `${counted(count, 'channel')} for alerts do not work`,
  },
};

/** A group of alerts of one rule in one line. */
export function groupTitle(rule: AlertRule, alerts: readonly Pick<Alert, 'title'>[]): string {
  const [only, second] = alerts;
  return only && !second ? only.title : RULE_TEXTS[rule].several(alerts.length);
}
