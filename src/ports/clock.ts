import type { Timestamp } from '../domain/time.ts';

/** For leases, retries and timeouts. */
export interface MachineClock {
  now(): Timestamp;
  /** Resolves after `milliseconds`, or rejects with the signal's reason when it aborts first. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** For deadlines, windows, limits and signatures. In the sandbox it follows the sandbox's clock. */
export interface ProgramClock {
  now(): Timestamp;
  /** Reads the time source again after a doubt; true when the time changed, so that a retry makes sense. */
  resync(): Promise<boolean>;
}
