import { DAY, HOUR, MINUTE, SECOND } from '../clock.ts';

/** The zone of a US shop's Seller Center; what "00:00 the next day" refers to. */
const SHOP_ZONE = 'America/Los_Angeles';

let format: Intl.DateTimeFormat | undefined;

/** Milliseconds since midnight on the shop's wall clock. */
function timeOfDay(atMs: number): number {
  format ??= new Intl.DateTimeFormat('en-US', {
    timeZone: SHOP_ZONE,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const parts = Object.fromEntries(format.formatToParts(atMs).map((part) => [part.type, Number(part.value)]));
  return (
    (parts.hour ?? 0) * HOUR + (parts.minute ?? 0) * MINUTE + (parts.second ?? 0) * SECOND + (atMs % SECOND)
  );
}

/** The next 00:00 in the shop's zone after `nowMs`, in epoch milliseconds. */
export function nextShopMidnight(nowMs: number): number {
  const guess = nowMs + DAY - timeOfDay(nowMs);
  // A day of 23 or 25 hours moves the guess off midnight by an hour; half a day tells which way.
  const off = timeOfDay(guess);
  return off < 12 * HOUR ? guess - off : guess + DAY - off;
}
