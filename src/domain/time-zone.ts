import { Temporal } from 'temporal-polyfill';
import type { Timestamp } from './time.ts';

export type LimitWindow = 'day' | 'week' | 'month';

/** First moment of the day, ISO week (Monday) or month that contains `at`, in the given IANA zone. */
export function startOfWindow(window: LimitWindow, at: Timestamp, zone: string): Timestamp {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const day = local.startOfDay();
  if (window === 'day') return day.epochMilliseconds;
  const start = window === 'week' ? day.subtract({ days: day.dayOfWeek - 1 }) : day.with({ day: 1 });
  return start.startOfDay().epochMilliseconds;
}

/** The calendar day of `at` in the given IANA zone, as YYYY-MM-DD. */
export function localDay(at: Timestamp, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** The moment at which the clock shows the full hour on the day of `at`; after a change of the clock the next one. */
export function hourOfDay(hour: number, at: Timestamp, zone: string): Timestamp {
  const day = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  return day.toZonedDateTime({ timeZone: zone, plainTime: { hour } }).epochMilliseconds;
}
