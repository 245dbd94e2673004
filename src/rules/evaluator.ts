import type { Condition, Truth } from '../domain/decision.ts';
import type { Timestamp } from '../domain/time.ts';

/** The opposite; the opposite of unknown is unknown, so "not blocked" never passes on a flag that was not read. */
export function not(truth: Truth): Truth {
  return truth === 'unknown' ? 'unknown' : !truth;
}

/** False as soon as one is false, else unknown as soon as one is unknown. True for an empty list. */
export function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes('unknown') ? 'unknown' : true;
}

/** True as soon as one is true, else unknown as soon as one is unknown. False for an empty list. */
export function any(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes('unknown') ? 'unknown' : false;
}

function compare(value: number | null, test: (known: number) => boolean): Truth {
  return value === null || Number.isNaN(value) ? 'unknown' : test(value);
}

export function atLeast(value: number | null, threshold: number): Truth {
  return compare(value, (known) => known >= threshold);
}

export function atMost(value: number | null, threshold: number): Truth {
  return compare(value, (known) => known <= threshold);
}

export function below(value: number | null, threshold: number): Truth {
  return compare(value, (known) => known < threshold);
}

export function equals<T extends string | number | boolean>(value: T | null, expected: T): Truth {
  return value === null ? 'unknown' : value === expected;
}

type Value = Condition['value'];

/** A named condition as it is stored with the decision. `asOf`: when the value was read. */
export function condition(
  name: string,
  value: Value,
  threshold: Value,
  truth: Truth,
  asOf: Timestamp | null,
): Condition {
  return { name, value, threshold, truth, asOf };
}
