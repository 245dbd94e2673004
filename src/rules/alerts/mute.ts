import { type Alert, type AlertRule, isSilencedBy, PROGRAM_WIDE, type Silence } from '../../domain/alert.ts';
import type { Timestamp } from '../../domain/time.ts';

/** Why nobody is told about an alert that fires. It still shows in lists, as muted. */
export type Mute =
  | { readonly kind: 'silenced'; readonly silence: Silence }
  | { readonly kind: 'inhibited'; readonly by: Alert };

/** Whose message says it already (domain.md 14). */
const INHIBITED_BY: Readonly<Partial<Record<AlertRule, AlertRule>>> = {
  approvals_expiring: 'auth_expiring',
  ship_sla: 'wms_down',
};

/** `firing` holds all alerts that fire now; a silenced one inhibits as well. */
export function muteOf(
  alert: Alert,
  firing: readonly Alert[],
  silences: readonly Silence[],
  now: Timestamp,
): Mute | null {
  const silence = silences.find((one) => isSilencedBy(alert, one, now));
  if (silence) return { kind: 'silenced', silence };
  const by = firing.find((other) => inhibits(other, alert));
  return by ? { kind: 'inhibited', by } : null;
}

/**
 * Of an equal shop, or of the programme as a whole. An authorisation that only ends in some days still lets
 * requests be decided, so it hides nothing.
 */
function inhibits(other: Alert, alert: Alert): boolean {
  return (
    other.state === 'firing' &&
    other.rule === INHIBITED_BY[alert.rule] &&
    (other.shopId === alert.shopId || other.shopId === PROGRAM_WIDE) &&
    other.labels.cause !== 'ends'
  );
}
