import type { Alert, AlertRule, Silence } from '../../domain/alert.ts';
import { byUrgency } from '../../domain/alert.ts';
import type { AlertSettings } from '../../domain/settings.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { NoticeMarks } from '../../ports/store/alerts.ts';
import { muteOf } from './mute.ts';

export type NoticeTiming = Pick<AlertSettings, 'groupWaitMs' | 'groupIntervalMs' | 'repeatMs'>;

/** One message about one rule in one shop: everything of it that fires, and what ended since the last one. */
export interface Notice {
  readonly shopId: string;
  readonly rule: AlertRule;
  /** Most urgent first. */
  readonly firing: readonly Alert[];
  readonly ended: readonly Alert[];
}

export interface NoticePlan {
  readonly notices: readonly Notice[];
  readonly marks: NoticeMarks;
}

/**
 * Which messages are due, and what they leave to say later. A group waits a while before its first message, so that
 * what ends in that time is never sent and what comes together goes together; then it speaks of changes after
 * the interval, and repeats itself when nothing changed. Silenced and inhibited alerts are in no message.
 */
export function planNotices(
  live: readonly Alert[],
  silences: readonly Silence[],
  timing: NoticeTiming,
  now: Timestamp,
): NoticePlan {
  const firing = live.filter((alert) => alert.state === 'firing');
  const notices: Notice[] = [];
  const notified: string[] = [];
  const endTold: string[] = [];
  for (const group of groupsOf(live)) {
    const isMuted = (alert: Alert) => muteOf(alert, firing, silences, now) !== null;
    const loud = group.filter((alert) => alert.state === 'firing' && !isMuted(alert));
    const over = group.filter((alert) => alert.state === 'resolved' && !alert.endTold);
    const silent = over.filter((alert) => alert.notifiedAt === null || isMuted(alert));
    endTold.push(...silent.map((alert) => alert.alertId));
    const told = over.filter((alert) => !silent.includes(alert));
    // What came back meanwhile has not ended as far as a reader is concerned.
    const ended = told.filter(
      (alert) => !group.some((other) => other.state === 'firing' && other.fingerprint === alert.fingerprint),
    );
    if (!isDue({ loud, told, ended }, timing, now)) continue;
    const [first] = [...loud, ...ended];
    if (!first) continue;
    notices.push({ shopId: first.shopId, rule: first.rule, firing: [...loud].sort(byUrgency), ended });
    notified.push(...loud.map((alert) => alert.alertId));
    endTold.push(...told.map((alert) => alert.alertId));
  }
  return { notices, marks: { notified, endTold } };
}

function groupsOf(alerts: readonly Alert[]): Iterable<readonly Alert[]> {
  return Map.groupBy(alerts, ({ shopId, rule }) => `${shopId} ${rule}`).values();
}

function isDue(
  group: {
    readonly loud: readonly Alert[];
    readonly told: readonly Alert[];
    readonly ended: readonly Alert[];
  },
  timing: NoticeTiming,
  now: Timestamp,
): boolean {
  const { loud, told, ended } = group;
  const lastSent = latest([...loud, ...told].map((alert) => alert.notifiedAt));
  if (lastSent === null) {
    const first = Math.min(...loud.map((alert) => alert.firedAt ?? now));
    return loud.length > 0 && now - first >= timing.groupWaitMs;
  }
  const changed = ended.length > 0 || loud.some((alert) => alert.notifiedAt === null);
  return now - lastSent >= (changed ? timing.groupIntervalMs : timing.repeatMs);
}

function latest(times: readonly (Timestamp | null)[]): Timestamp | null {
  return times.reduce((last, at) => (last === null || (at !== null && at > last) ? at : last), null);
}
