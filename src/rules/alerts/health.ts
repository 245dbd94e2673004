import { type Finding, PROGRAM_WIDE, type RuleEvaluation } from '../../domain/alert.ts';
import type { AlertSettings } from '../../domain/settings.ts';
import { DAY, describeSpan, type Timestamp } from '../../domain/time.ts';
import type { CallRecord, ChannelHealth } from '../../ports/store/alerts.ts';
import { RULE_TEXTS } from './catalogue.ts';

const programWide = (
  rule: RuleEvaluation['rule'],
  findings: readonly Omit<Finding, 'severity'>[],
): RuleEvaluation => ({
  rule,
  shopId: PROGRAM_WIDE,
  truth: 'known',
  findings: findings.map((finding) => ({ ...finding, severity: RULE_TEXTS[rule].severity })),
});

/** A family of data that decisions rest on. */
export interface DataAge {
  readonly family: string;
  /** Null when it was never read completely. */
  readonly asOf: Timestamp | null;
  readonly tooOld: boolean;
  readonly limitMs: number;
}

/**
 * Data that no sync renewed within its limit. What was never read is only late once the limit has passed since we
 * first looked for it.
 */
export function dataStale(shopId: string, ages: readonly DataAge[]): RuleEvaluation {
  return {
    rule: 'data_stale',
    shopId,
    truth: 'known',
    findings: ages
      .filter(({ tooOld }) => tooOld)
      .map(({ family, asOf, limitMs }) => ({
        labels: { data: family },
        severity: RULE_TEXTS.data_stale.severity,
        title: `The data on ${family.replaceAll('_', ' ')} are older than ${describeSpan(limitMs)}`,
        advice:
          'program_status says what stops the reading and its remedy. Until it is read again nothing is decided on these data, and alerts that rest on them stand still.',
        call: { tool: 'program_status', arguments: { refresh: true } },
        deadline: null,
        stake: null,
        forMs: asOf === null ? limitMs : 0,
      })),
  };
}

export interface AuthFacts {
  /** End of the refresh token; null when the platform named none or nothing is authorised yet. */
  readonly refreshExpiresAt: Timestamp | null;
  /** Kinds of the failures that stand at the feeds now. */
  readonly failureKinds: readonly string[];
}

/**
 * The authorisation ends soon, does not work, or lacks a scope. Access tokens renew themselves: only the refresh
 * token needs a person.
 */
export function authExpiring(
  facts: AuthFacts,
  settings: Pick<AlertSettings, 'authExpiringMs'>,
  now: Timestamp,
): RuleEvaluation {
  const common = {
    advice: 'Run "affiliate-ops auth" and open the link that it prints.',
    call: { tool: 'program_status', arguments: {} },
    stake: null,
    forMs: 0,
  };
  const { refreshExpiresAt: ends, failureKinds } = facts;
  const findings: Omit<Finding, 'severity'>[] = [];
  if (ends !== null && ends - now < settings.authExpiringMs) {
    const title = 'The authorisation of TikTok Shop ends and cannot renew itself';
    findings.push({ ...common, labels: { cause: 'ends' }, title, deadline: ends });
  }
  if (failureKinds.includes('auth')) {
    const title = 'TikTok Shop does not accept our authorisation';
    findings.push({ ...common, labels: { cause: 'refused' }, title, deadline: null });
  }
  if (failureKinds.includes('scope')) {
    const title = 'The authorisation of TikTok Shop lacks a scope that is needed';
    findings.push({ ...common, labels: { cause: 'scope' }, title, deadline: null });
  }
  return programWide('auth_expiring', findings);
}

/** Little left of the day's requests while much of the day is left. Days are UTC, as the budget's are. */
export function apiBudget(
  requests: { readonly used: number; readonly budget: number },
  settings: Pick<AlertSettings, 'apiBudgetLeftBps' | 'apiBudgetDayBps'>,
  now: Timestamp,
): RuleEvaluation {
  const { used, budget } = requests;
  const leftBps = ((budget - used) / budget) * 10_000;
  const dayBps = ((now % DAY) / DAY) * 10_000;
  const low = leftBps < settings.apiBudgetLeftBps && dayBps < settings.apiBudgetDayBps;
  if (!low) return programWide('api_budget', []);
  return programWide('api_budget', [
    {
      labels: {},
      title: `Under ${settings.apiBudgetLeftBps / 100} % of today's ${budget} requests to TikTok Shop are left`,
      advice:
        'Reading stops when they are used up, until 00:00 UTC. See what used them in program_status; raise daily_request_budget if your app may do more.',
      call: { tool: 'program_status', arguments: {} },
      deadline: null,
      stake: null,
      forMs: 0,
    },
  ]);
}

/**
 * The warehouse failed several calls one after the other within the window. An answer, be it a refusal, shows that
 * it is there. Without any call in the window nothing is known: one that failed last is not up again for silence.
 */
export function wmsDown(
  vendor: string,
  calls: readonly CallRecord[],
  settings: Pick<AlertSettings, 'wmsDownFailures' | 'wmsDownWindowMs'>,
): RuleEvaluation {
  const answered = calls.findIndex((call) => !call.failed);
  const failures = answered === -1 ? calls.length : answered;
  if (failures < settings.wmsDownFailures) {
    // Few failures and no answer tell neither way.
    if (answered === -1) {
      const why = 'The warehouse was not called enough to tell.';
      return { rule: 'wms_down', shopId: PROGRAM_WIDE, truth: 'unknown', why };
    }
    return programWide('wms_down', []);
  }
  return programWide('wms_down', [
    {
      labels: { warehouse: vendor },
      title: `The warehouse (${vendor}) does not answer`,
      advice:
        'Parcels wait and go on by themselves once it answers. If it lasts, look at the status page of the warehouse and at its token.',
      call: { tool: 'list_actions', arguments: { kind: 'fulfil_order', status: 'running' } },
      deadline: null,
      stake: null,
      forMs: settings.wmsDownWindowMs,
    },
  ]);
}

/** Channels that failed several tries in a row. */
export function channelDead(
  channels: readonly ChannelHealth[],
  settings: Pick<AlertSettings, 'channelDeadFailures'>,
): RuleEvaluation {
  return programWide(
    'channel_dead',
    channels
      .filter(({ failuresInARow }) => failuresInARow >= settings.channelDeadFailures)
      .map(({ channel, lastFailure }) => ({
        labels: { channel },
        title: `Alerts do not get out through "${channel}"`,
        advice:
          `Correct it under notify in mcp.config.json or in its environment variable and start again. ${lastFailure ?? ''}`.trim(),
        call: { tool: 'list_alerts', arguments: {} },
        deadline: null,
        stake: null,
        forMs: 0,
      })),
  );
}

export interface UnverifiedWrite {
  readonly actionId: string;
  readonly kind: string;
  readonly subject: string;
  readonly sentAt: Timestamp;
  readonly stake: Finding['stake'];
}

/** Writes that were sent and that reading back has not settled for too long. */
export function unverifiedWrite(
  shopId: string,
  writes: readonly UnverifiedWrite[],
  settings: Pick<AlertSettings, 'unverifiedWriteMs'>,
  now: Timestamp,
): RuleEvaluation {
  return {
    rule: 'unverified_write',
    shopId,
    truth: 'known',
    findings: writes
      .filter(({ sentAt }) => now - sentAt >= settings.unverifiedWriteMs)
      .map(({ actionId, kind, subject, stake }) => ({
        labels: { action_id: actionId },
        severity: RULE_TEXTS.unverified_write.severity,
        title: `Nobody knows whether ${kind} ${subject} happened`,
        advice:
          'Look in Seller Center or at the warehouse whether it is done, then mark it done, retry it or cancel it.',
        call: { tool: 'decide_action', arguments: { action_ids: [actionId], decision: 'mark_done' } },
        deadline: null,
        stake,
        forMs: 0,
      })),
  };
}
