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
