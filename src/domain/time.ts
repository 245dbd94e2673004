/** UTC epoch milliseconds. Days are cut in the shop's zone, see `time-zone.ts`. */
export type Timestamp = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** ISO 8601 in UTC without milliseconds, the form every result and record uses. */
export function toIso(at: Timestamp): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** A span in the coarse words an operator uses: "12 min", "3 h", "2 d 4 h". */
export function describeSpan(milliseconds: number): string {
  const span = Math.abs(milliseconds);
  const seconds = Math.round(span / SECOND);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(span / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(span / HOUR);
  if (hours < 24) return `${hours} h`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 || days >= 7 ? `${days} d` : `${days} d ${hours % 24} h`;
}
