import { ALERT_SEVERITIES, type Alert, compareDeadlines } from '../../domain/alert.ts';
import type { Shop } from '../../domain/shop.ts';
import { describeSpan, type Timestamp } from '../../domain/time.ts';
import type { NotifiedAlert, NotifyMessage } from '../../ports/notify.ts';
import { counted } from '../wording.ts';
import { groupTitle } from './catalogue.ts';
import type { Notice } from './notices.ts';

/** Alerts that a message names one by one; the rest are counted. */
const NAMED = 8;
/** domain.md 0.1.8. */
export const DIGEST_LINES = 12;

export interface MessageContext {
  /** Null for what belongs to no single shop. */
  readonly shop: Pick<Shop, 'shopId' | 'name'> | null;
  readonly sandbox: boolean;
  readonly now: Timestamp;
}

/** A message about a group of alerts: how many, the most urgent ones, what to do, what is over. */
export function alertMessage(notice: Notice, context: MessageContext): NotifyMessage {
  const { rule, firing, ended } = notice;
  const all = [...firing, ...ended];
  const [first] = all;
  const severity =
    ALERT_SEVERITIES.find((one) =>
      (firing.length > 0 ? firing : ended).some((alert) => alert.severity === one),
    ) ?? 'info';
  const headline = firing.length > 0 ? groupTitle(rule, firing) : `Settled: ${groupTitle(rule, ended)}`;
  return {
    kind: 'alert',
    subject: subjectOf(firing.length > 0 ? severity : null, headline, context),
    lines: [
      ...(firing.length > 1 || firing[0]?.deadline != null
        ? named(firing, (alert) => dated(alert, context.now))
        : []),
      ...(firing.length > 0 && first ? [`What to do: ${first.advice}`] : []),
      ...(firing.length > 0
        ? named(ended, (alert) => `Settled: ${alert.title}`)
        : named(ended, (alert) => alert.title)),
    ],
    severity,
    rule,
    shop: context.shop && { shopId: context.shop.shopId, name: context.shop.name },
    sandbox: context.sandbox,
    at: context.now,
    alerts: all.map(notified),
  };
}

/** One line of a digest, with what ranks it. */
export interface DigestItem {
  readonly text: string;
  readonly deadline: Timestamp | null;
  /** Minor units of the shop's currency; null when no sum is known. */
  readonly stakeMinor: number | null;
}

/** The day in at most 12 lines: what needs somebody first, by deadline and then by money, and what was done. */
export function digestMessage(
  items: readonly DigestItem[],
  done: readonly string[],
  context: MessageContext,
): NotifyMessage {
  const ranked = [...items].sort(
    (a, b) => compareDeadlines(a.deadline, b.deadline) || (b.stakeMinor ?? 0) - (a.stakeMinor ?? 0),
  );
  const room = DIGEST_LINES - done.length;
  const shown = ranked.length > room ? ranked.slice(0, room - 1) : ranked;
  const left = ranked.length - shown.length;
  const headline =
    items.length === 0
      ? 'Nothing needs you today'
      : `${counted(items.length, 'thing')} ${items.length === 1 ? 'needs' : 'need'} you today`;
  return {
    kind: 'digest',
    subject: subjectOf(null, headline, context),
    lines: [
      ...shown.map(({ text, deadline }) => withDeadline(text, deadline, context.now)),
      ...(left > 0 ? [`and ${left} more: ask for the programme status.`] : []),
      ...done,
    ],
    severity: 'info',
    rule: null,
    shop: context.shop && { shopId: context.shop.shopId, name: context.shop.name },
    sandbox: context.sandbox,
    at: context.now,
    alerts: [],
  };
}

function subjectOf(severity: string | null, headline: string, { shop, sandbox }: MessageContext): string {
  const where = [sandbox ? 'sandbox' : null, shop?.name.replace(/\s+/g, ' ').trim() ?? null];
  const prefix = [...where, severity === 'critical' ? 'URGENT' : null].filter((part) => part !== null);
  return prefix.length === 0 ? headline : `${prefix.join(' · ')}: ${headline}`;
}

function named(alerts: readonly Alert[], line: (alert: Alert) => string): string[] {
  const shown = alerts.length > NAMED ? alerts.slice(0, NAMED - 1) : alerts;
  const left = alerts.length - shown.length;
  return [...shown.map(line), ...(left > 0 ? [`and ${left} more`] : [])];
}

const dated = (alert: Alert, now: Timestamp): string => withDeadline(alert.title, alert.deadline, now);

function withDeadline(text: string, deadline: Timestamp | null, now: Timestamp): string {
  if (deadline === null) return text;
  const span = describeSpan(deadline - now);
  return `${text}; ${span} ${deadline >= now ? 'left' : 'overdue'}`;
}

function notified({ alertId, title, state, startedAt, deadline }: Alert): NotifiedAlert {
  return { alertId, title, state: state === 'resolved' ? 'resolved' : 'firing', startedAt, deadline };
}
