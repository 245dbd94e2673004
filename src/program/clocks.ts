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

/** Longer than a request waits for its turn and its answer. */
const JUST_JUMPED = 60_000;

/** Follows the sandbox's clock, which runs with real time and jumps when it is advanced. */
export class SandboxClock implements ProgramClock {
  readonly #url: string;
  #offset = 0;
  #jumpedAt = 0;

  constructor(sandboxUrl: string) {
    this.#url = `${sandboxUrl}/control/clock`;
  }

  now(): Timestamp {
    return machineClock.now() + this.#offset;
  }

  /**
   * True when the sandbox's time moved against ours by more than a request takes: now, or so lately that a request
   * under way can have been signed before it.
   */
  async resync(): Promise<boolean> {
    const before = this.#offset;
    const response = await fetch(this.#url, { signal: AbortSignal.timeout(2_000) });
    const clock: unknown = await response.json();
    if (typeof clock !== 'object' || clock === null || !('now_ms' in clock)) return false;
    this.#offset = Number(clock.now_ms) - machineClock.now();
    if (Math.abs(this.#offset - before) > 1_000) this.#jumpedAt = machineClock.now();
    return machineClock.now() - this.#jumpedAt < JUST_JUMPED;
  }

  /** Asks every half second until the signal aborts; a sandbox that does not answer keeps the last offset. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.resync().catch(() => false);
      await machineClock.wait(500, signal).catch(() => undefined);
    }
  }
}
