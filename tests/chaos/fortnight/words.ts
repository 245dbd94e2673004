/** Moments as the shop's people read them. */
const FORMAT = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'America/Los_Angeles',
  weekday: 'short',
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

export const describeTime = (at: number): string => FORMAT.format(at);

/** "3 a, 1 b" of what occurs how often; "nothing" of nothing. */
export function tally(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, times]) => `${times} ${name}`).join(', ') || 'nothing';
}
