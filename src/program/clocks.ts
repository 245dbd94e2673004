import { setTimeout as pause } from 'node:timers/promises';
import type { Timestamp } from '../domain/time.ts';
import type { MachineClock, ProgramClock } from '../ports/clock.ts';

export const machineClock: MachineClock = {
  now: () => Date.now(),
  wait: (milliseconds, signal) => pause(milliseconds, undefined, signal ? { signal } : {}),
};

/** Live: program time is machine time, and asking again changes nothing. */
export const liveClock: ProgramClock = {
  now: () => machineClock.now(),
  resync: async () => false,
};

/** Follows the sandbox's clock, which runs with real time and jumps when it is advanced. */
export class SandboxClock implements ProgramClock {
  readonly #url: string;
  #offset = 0;

  constructor(sandboxUrl: string) {
    this.#url = `${sandboxUrl}/control/clock`;
  }

  now(): Timestamp {
    return machineClock.now() + this.#offset;
  }

  /** True when the sandbox's time moved against ours by more than a request takes. */
  async resync(): Promise<boolean> {
    const before = this.#offset;
    const response = await fetch(this.#url, { signal: AbortSignal.timeout(2_000) });
    const clock: unknown = await response.json();
    if (typeof clock !== 'object' || clock === null || !('now_ms' in clock)) return false;
    this.#offset = Number(clock.now_ms) - machineClock.now();
    return Math.abs(this.#offset - before) > 1_000;
  }

  /** Asks every half second until the signal aborts; a sandbox that does not answer keeps the last offset. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.resync().catch(() => false);
      await machineClock.wait(500, signal).catch(() => undefined);
    }
  }
}
