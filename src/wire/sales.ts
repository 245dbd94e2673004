import { type Timestamp, toIso } from '../domain/time.ts';

/** What to know about sums of thirty days while older days are still being read; nothing otherwise. */
export function salesWarnings(knownSince: Timestamp | null): readonly string[] {
  if (knownSince === null) return [];
  return [
    `Sales before ${toIso(knownSince).slice(0, 10)} are not all read yet: sums of 30 days, and the order by them, lack those.`,
  ];
}
