import { DEFAULT_ALERTS } from '../../../src/config/defaults.ts';
import { toAlertSettings } from '../../../src/config/notify.ts';
import type { Alert, Finding, RuleEvaluation, Silence } from '../../../src/domain/alert.ts';
import { HOUR } from '../../../src/domain/time.ts';

export const NOW = 1_760_000_000_000;
export const SHOP = 'shop-1';
export const SETTINGS = toAlertSettings(DEFAULT_ALERTS);

export function finding(overrides: Partial<Finding> = {}): Finding {
  return {
    labels: { application_id: '1' },
    severity: 'high',
    title: 'The request of @anna for Serum runs out',
    advice: 'Decide it.',
    call: { tool: 'list_pending_samples', arguments: { expires_within: 24 } },
    deadline: NOW + 5 * HOUR,
    stake: null,
    forMs: 0,
    ...overrides,
  };
}

export function alert(overrides: Partial<Alert> = {}): Alert {
  const { forMs: _forMs, ...shown } = finding();
  return {
    alertId: 'alr_1',
    shopId: SHOP,
    rule: 'approvals_expiring',
    fingerprint: 'approvals_expiring:shop-1:application_id=1',
    ...shown,
    state: 'firing',
    startedAt: NOW,
    heldSince: NOW,
    firedAt: NOW,
    resolvedAt: null,
    cleanEvaluations: 0,
    evaluatedAt: NOW,
    notifiedAt: null,
    endTold: false,
    ...overrides,
  };
}

export function evaluation(
  findings: readonly Finding[] | null,
  rule: RuleEvaluation['rule'] = 'approvals_expiring',
): RuleEvaluation {
  return findings === null
    ? { rule, shopId: SHOP, truth: 'unknown', why: 'Too old.' }
    : { rule, shopId: SHOP, truth: 'known', findings };
}

export function silence(overrides: Partial<Silence> = {}): Silence {
  return {
    silenceId: 'sil_1',
    rule: 'approvals_expiring',
    shopId: null,
    subject: null,
    author: 'Mia',
    reason: 'Stocktaking.',
    startsAt: NOW - HOUR,
    endsAt: NOW + HOUR,
    ...overrides,
  };
}
