export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Where every new programme starts: a Monday morning in the shop's zone, so runs are comparable. */
export const PROGRAMME_START = Date.UTC(2026, 10, 16, 15, 0, 0);

/** The programme's clock. It runs with real time while somebody hosts the sandbox, and can be pushed forward. */
export interface SandboxClock {
  /** UTC epoch milliseconds of the programme. */
  now(): number;
  /** Moves the programme forward by `milliseconds`; never back. */
  advance(milliseconds: number): void;
  /** Monotonic milliseconds of this machine, for rate limits that do not follow the programme. */
  machine(): number;
}

export function sandboxClock(resumeAt: number): SandboxClock {
  let base = resumeAt;
  const anchor = performance.now();
  return {
    now: () => Math.floor(base + performance.now() - anchor),
    advance: (milliseconds) => {
      base += Math.max(0, milliseconds);
    },
    machine: () => performance.now(),
  };
}

export const seconds = (milliseconds: number): number => Math.floor(milliseconds / SECOND);
