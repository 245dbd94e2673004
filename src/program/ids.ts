import { randomBytes, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Ids, ProcessIdentity } from '../ports/ids.ts';
import { machineClock } from './clocks.ts';

/** Crockford's base 32: no letters that look alike. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;

function timePart(now: number): string {
  let rest = now;
  let text = '';
  for (let index = 0; index < TIME_CHARACTERS; index += 1) {
    text = `${ALPHABET[rest % 32]}${text}`;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** Sortable by creation time, 80 random bits behind it. */
export const ids: Ids = {
  next(prefix) {
    const random = [...randomBytes(RANDOM_CHARACTERS)].map((byte) => ALPHABET[byte % 32]).join('');
    return `${prefix}_${timePart(machineClock.now())}${random}`;
  },
};

export function processIdentity(): ProcessIdentity {
  return { processId: randomUUID(), pid: process.pid, host: hostname() };
}
