import { type LimitWindow, startOfWindow } from '../../../src/domain/time-zone.ts';
import type { Truth } from '../control.ts';
import { describeTime } from './words.ts';

/** Zone of the sandbox's shop, in which its days and weeks are cut. */
export const ZONE = 'America/Los_Angeles';

export interface CapsFrom {
  /** Program time from which they hold. */
  readonly from: number;
  readonly day: number;
  readonly week: number;
}

/** Moments of the approvals through the API since `start`, oldest first. */
export function approvalTimes({ applications }: Truth, start: number): readonly number[] {
  return applications
    .flatMap((one) => (one.approved_by === 'api' && one.approved_ms !== null ? [one.approved_ms] : []))
    .filter((at) => at >= start)
    .sort((a, b) => a - b);
}

/** Every approval that the caps in force at its moment left no room for, in words. */
export function capProblems(approvals: readonly number[], caps: readonly CapsFrom[]): readonly string[] {
  return approvals.flatMap((at, index) => {
    const inForce = caps.findLast(({ from }) => from <= at);
    if (!inForce) return [`An approval at ${describeTime(at)}, before the rule was to act`];
    return (['day', 'week'] as const).flatMap((window) => {
      const used = approvals.slice(0, index + 1).filter((other) => sameWindow(window, other, at)).length;
      return used > inForce[window]
        ? [`Approval ${used} of the ${window} at ${describeTime(at)}: the cap is ${inForce[window]}`]
        : [];
    });
  });
}

function sameWindow(window: LimitWindow, a: number, b: number): boolean {
  return startOfWindow(window, a, ZONE) === startOfWindow(window, b, ZONE);
}
