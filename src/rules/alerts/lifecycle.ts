import {
  type Alert,
  type Finding,
  fingerprintOf,
  type NewAlert,
  type RuleEvaluation,
} from '../../domain/alert.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { AlertChanges } from '../../ports/store/alerts.ts';

/** Evaluations in a row that have to find nothing before an alert is over (domain.md 14). */
export const CLEAN_TO_RESOLVE = 2;

/**
 * Carries alerts on by one evaluation, in program time. What is found holds on or starts; it fires once it has held
 * for its time. What is not found any more is dropped while pending, and over after two clean evaluations once
 * it fired. A rule that could not tell changes nothing, except that what was pending has to hold anew: a gap in
 * what we know is no proof of holding.
 */
export function advanceAlerts(
  live: readonly Alert[],
  evaluations: readonly RuleEvaluation[],
  now: Timestamp,
): AlertChanges {
  const opened = new Map<string, NewAlert>();
  const updated: Alert[] = [];
  const dropped: Alert[] = [];
  const open = live.filter((alert) => alert.state !== 'resolved');
  for (const evaluation of evaluations) {
    const { rule, shopId } = evaluation;
    const before = open.filter((alert) => alert.rule === rule && alert.shopId === shopId);
    if (evaluation.truth === 'unknown') {
      updated.push(
        ...before
          .filter((alert) => alert.state === 'pending')
          .map((alert) => ({ ...alert, heldSince: now, evaluatedAt: now })),
      );
      continue;
    }
    const found = new Map(
      evaluation.findings.map((finding) => [fingerprintOf(rule, shopId, finding.labels), finding]),
    );
    for (const alert of before) {
      const finding = found.get(alert.fingerprint);
      if (finding) updated.push(held(alert, finding, now));
      else if (alert.state === 'pending') dropped.push(alert);
      else updated.push(notFound(alert, now));
      found.delete(alert.fingerprint);
    }
    for (const [fingerprint, finding] of found) {
      opened.set(fingerprint, started({ shopId, rule, fingerprint }, finding, now));
    }
  }
  return { opened: [...opened.values()], updated, dropped };
}

function shown({ forMs: _forMs, ...finding }: Finding): Omit<Finding, 'forMs'> {
  return finding;
}

function started(
  identity: Pick<NewAlert, 'shopId' | 'rule' | 'fingerprint'>,
  finding: Finding,
  now: Timestamp,
): NewAlert {
  const fires = finding.forMs <= 0;
  return {
    ...identity,
    ...shown(finding),
    state: fires ? 'firing' : 'pending',
    startedAt: now,
    heldSince: now,
    firedAt: fires ? now : null,
    resolvedAt: null,
    cleanEvaluations: 0,
    evaluatedAt: now,
  };
}

function held(alert: Alert, finding: Finding, now: Timestamp): Alert {
  const fires = alert.state === 'pending' && now - alert.heldSince >= finding.forMs;
  return {
    ...alert,
    ...shown(finding),
    state: fires ? 'firing' : alert.state,
    firedAt: fires ? now : alert.firedAt,
    cleanEvaluations: 0,
    evaluatedAt: now,
  };
}

function notFound(alert: Alert, now: Timestamp): Alert {
  const cleanEvaluations = alert.cleanEvaluations + 1;
  const over = cleanEvaluations >= CLEAN_TO_RESOLVE;
  return {
    ...alert,
    cleanEvaluations,
    evaluatedAt: now,
    ...(over && { state: 'resolved' as const, resolvedAt: now }),
  };
}
