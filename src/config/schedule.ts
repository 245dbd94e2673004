import { createRequire } from 'node:module';

const MINUTES_A_DAY = 1_440;

/** Minutes of the day at which it rings; null for what is no cron expression or does not ring every day. */
function minutesOfDay(expression: string): readonly number[] | null {
  if (!/^\S+ \S+ \* \* \*$/.test(expression)) return null;
  // Only for a schedule that somebody wrote: a server starts without it.
  const { validateDetailed }: typeof import('node-cron') = createRequire(import.meta.url)('node-cron');
  const { valid, fields } = validateDetailed(expression);
  if (!valid || !fields) return null;
  return fields.hour.flatMap((hour) => fields.minute.map((minute) => hour * 60 + minute));
}

export function isDailySchedule(expression: string): boolean {
  return minutesOfDay(expression) !== null;
}

/** The longest time between two moments of a schedule that `isDailySchedule` holds of. */
export function longestGapMinutes(expression: string): number {
  const minutes = minutesOfDay(expression) ?? [0];
  const gaps = minutes.map((minute, index) => {
    const next = minutes[index + 1] ?? (minutes[0] ?? 0) + MINUTES_A_DAY;
    return next - minute;
  });
  return Math.max(...gaps);
}
