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

/** A stretch of every day in minutes since midnight; over midnight when it ends before it begins, none when both are equal. */
export interface DailyHours {
  readonly from: number;
  readonly to: number;
}

/**
 * When the stretch that contains `at` is over in the given IANA zone; null when `at` lies outside of it. On a day whose
 * change of the clock skips all that lies between two stretches they are one, and its end is the second's.
 */
export function endOfDailyHours({ from, to }: DailyHours, at: Timestamp, zone: string): Timestamp | null {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const minute = local.hour * 60 + local.minute;
  const inside = from <= to ? from <= minute && minute < to : minute >= from || minute < to;
  if (!inside) return null;
  const day = local.toPlainDate().add({ days: from > to && minute >= from ? 1 : 0 });
  const end = day.toPlainDateTime({ hour: Math.floor(to / 60), minute: to % 60 });
  const first = end.toZonedDateTime(zone).epochMilliseconds;
  // In the hour that a change of the clock repeats, the end counts that is still to come.
  const over = first > at ? first : end.toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds;
  return endOfDailyHours({ from, to }, over, zone) ?? over;
}

/** First moment of a calendar day written YYYY-MM-DD, in the given IANA zone; null for a day that does not exist. */
export function startOfDate(date: string, zone: string): Timestamp | null {
  try {
    return Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return null;
  }
}
