/**
 * Randomness without a sequence: every draw is a pure function of the seed and of what is drawn for.
 * The order in which requests arrive therefore cannot change what the programme does.
 */
export interface Seeded {
  /** A number in [0, 1). */
  fraction(...key: readonly (string | number)[]): number;
  /** A whole number in [from, to], both ends included. */
  integer(from: number, to: number, ...key: readonly (string | number)[]): number;
  chance(probability: number, ...key: readonly (string | number)[]): boolean;
  pick<T>(list: readonly T[], ...key: readonly (string | number)[]): T;
}

/** 53 bits, mixed in two 32-bit halves; good spread for short keys and cheap. */
function hash53(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}

export function seeded(seed: number): Seeded {
  const fraction = (...key: readonly (string | number)[]): number =>
    hash53(`${seed}/${key.join('/')}`) / 9007199254740992;
  return {
    fraction,
    integer: (from, to, ...key) => from + Math.floor(fraction(...key) * (to - from + 1)),
    chance: (probability, ...key) => fraction(...key) < probability,
    pick: (list, ...key) => {
      const item = list[Math.floor(fraction(...key) * list.length)];
      if (item === undefined) throw new Error(`Nothing to pick from for ${key.join('/')}.`);
      return item;
    },
  };
}
