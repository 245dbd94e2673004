import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MachineClock, ProgramClock } from '../../src/ports/clock.ts';

interface Sleeper {
  readonly at: number;
  wake(): void;
}

/** Time that moves only when a test moves it; whoever waits is woken in order. Program time goes with it. */
export class ManualClock implements MachineClock, ProgramClock {
  #now: number;
  #sleepers: Sleeper[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  async resync(): Promise<boolean> {
    return false;
  }

  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const sleeper = { at: this.#now + milliseconds, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener(
        'abort',
        () => {
          this.#sleepers = this.#sleepers.filter((one) => one !== sleeper);
          reject(signal.reason);
        },
        { once: true },
      );
    });
  }

  /** Moves on in steps, so that who waits a second each time wakes every second. */
  async advance(milliseconds: number, step = 1_000): Promise<void> {
    const end = this.#now + milliseconds;
    await settle();
    while (this.#now < end) {
      this.#now = Math.min(end, this.#now + step);
      const due = this.#sleepers.filter((one) => one.at <= this.#now);
      this.#sleepers = this.#sleepers.filter((one) => one.at > this.#now);
      for (const one of due) one.wake();
      await settle();
    }
  }

  sleepers(): number {
    return this.#sleepers.length;
  }
}

/** Lets everything that is ready to go on do so: the store answers at once, so a few turns are plenty. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await nextTurn();
}
