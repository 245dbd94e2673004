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

/** How far `at` lies from `now`, in the coarse words an operator uses: "3 h", "2 d 4 h", "12 min". */
export function describeSpan(milliseconds: number): string {
  const span = Math.abs(milliseconds);
  if (span < MINUTE) return `${Math.round(span / SECOND)} s`;
  if (span < HOUR) return `${Math.round(span / MINUTE)} min`;
  if (span < DAY) return `${Math.round(span / HOUR)} h`;
  const days = Math.floor(span / DAY);
  const hours = Math.round((span - days * DAY) / HOUR);
  return hours === 0 || days >= 7 ? `${days} d` : hours === 24 ? `${days + 1} d` : `${days} d ${hours} h`;
}
