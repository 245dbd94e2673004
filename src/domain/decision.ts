import type { Timestamp } from './time.ts';

/** Three values: a missing fact never passes a guard and never fires a rule. */
export type Truth = true | false | 'unknown';

export type Verdict = 'approve' | 'reject' | 'ask';

export interface Condition {
  readonly name: string;
  /** What was found, in the condition's own unit; null when unknown. */
  readonly value: string | number | boolean | null;
  readonly threshold: string | number | boolean | null;
  readonly truth: Truth;
  readonly asOf: Timestamp | null;
}

export interface Decision {
  readonly verdict: Verdict;
  readonly rule: string;
  readonly version: number;
  readonly conditions: readonly Condition[];
  /** One sentence an operator understands. */
  readonly reason: string;
}
