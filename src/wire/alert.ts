import { firstDeadline } from '../domain/alert.ts';
import { MINUTE, toIso } from '../domain/time.ts';
import { wireMoney } from '../mcp/render.ts';
import type { AlertGroup, AlertList, ShownAlert } from '../usecases/list-alerts.ts';
import { when } from './fields.ts';

export function wireAlert({ alert, mute }: ShownAlert) {
  return {
    alert_id: alert.alertId,
    rule: alert.rule,
    severity: alert.severity,
    state: alert.state,
    title: alert.title,
    about: { ...alert.labels },
    ...when('deadline', alert.deadline),
    ...(alert.stake && { at_stake: wireMoney(alert.stake) }),
    started_at: toIso(alert.startedAt),
    ...when('fired_at', alert.firedAt),
    ...when('resolved_at', alert.resolvedAt),
    ...when('last_told_at', alert.notifiedAt),
    ...(mute?.kind === 'silenced' && {
      silenced: {
        silence_id: mute.silence.silenceId,
        until: toIso(mute.silence.endsAt),
        reason: mute.silence.reason,
        by: mute.silence.author,
      },
    }),
    ...(mute?.kind === 'inhibited' && { inhibited_by: { rule: mute.by.rule, title: mute.by.title } }),
    what_to_do: alert.advice,
    tool: alert.call.tool,
    arguments: { ...alert.call.arguments },
  };
}

export function wireGroup(group: AlertGroup) {
  const [first] = group.alerts;
  return {
    rule: group.rule,
    severity: group.severity,
    title: group.title,
    firing: group.alerts.length,
    ...when('first_deadline', firstDeadline(group)),
    ...(first && { what_to_do: first.advice, tool: first.call.tool, arguments: { ...first.call.arguments } }),
  };
}

/** "3 alerts fire, 1 of them critical; 2 pending, 4 muted." for the tool and the resource alike. */
export function alertsSummary({ groups, alerts, total, evaluatedAt }: AlertList): string {
  if (evaluatedAt === null)
    return 'No alert rule was evaluated yet: that happens at the end of a first cycle.';
  const firing = groups.reduce((sum, group) => sum + group.alerts.length, 0);
  const critical = groups
    .filter(({ severity }) => severity === 'critical')
    .reduce((sum, group) => sum + group.alerts.length, 0);
  const muted = alerts.filter(({ mute }) => mute !== null).length;
  const parts = [
    firing === 0 ? 'Nothing fires' : `${firing} ${firing === 1 ? 'alert fires' : 'alerts fire'}`,
    critical > 0 ? `${critical} critical` : null,
    muted > 0 ? `${muted} shown here muted` : null,
    `${total} in this list`,
  ];
  return `${parts.filter((part) => part !== null).join(', ')}.`;
}

/** Cycles that may be missed before it is worth a warning. */
const LATE_CYCLES = 4;

/** Nobody evaluates while nobody watches: an old list is not a calm one. */
export function alertsWarnings({ evaluatedAt, now }: AlertList, cycleMinutes: number): readonly string[] {
  const late = evaluatedAt === null || now - evaluatedAt > LATE_CYCLES * cycleMinutes * MINUTE;
  return late && evaluatedAt !== null
    ? [
        `The alert rules were last evaluated at ${toIso(evaluatedAt)}: nothing has watched since. program_status says why.`,
      ]
    : [];
}
