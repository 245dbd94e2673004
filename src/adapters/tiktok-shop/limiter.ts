import { randomInt } from 'node:crypto';
import { SECOND, type Timestamp } from '../../domain/time.ts';
import type { MachineClock } from '../../ports/clock.ts';
import type { RequestBucket, RequestStore } from '../../ports/store/coordination.ts';
import { type CallContext, failure } from './failures.ts';

export interface LimiterOptions {
  readonly requests: RequestStore;
  readonly machineClock: MachineClock;
}

export interface Limiter {
  /** Waits for a slot. Throws `rate_limited` when none comes before `deadline`. */
  slot(bucket: RequestBucket, call: CallContext, deadline: Timestamp): Promise<void>;
  /** Holds every process back after a 429; returns for how long, in milliseconds. */
  slowDown(key: string, retryAfter: string | null, tries: number): Promise<number>;
}

/** Keeps all processes of an app inside the rate of each shop and operation. */
export function createLimiter({ requests, machineClock }: LimiterOptions): Limiter {
  return {
    async slot(bucket, call, deadline) {
      for (;;) {
        const now = machineClock.now();
        const wait = await requests.take(bucket, now);
        if (wait <= 0) return;
        if (now + wait > deadline) throw tooBusy(call, wait);
        await machineClock.wait(wait);
      }
    },

    async slowDown(key, retryAfter, tries) {
      const now = machineClock.now();
      const delay = readRetryAfter(retryAfter, now) ?? backoff(SECOND, tries);
      await requests.holdBack(key, now + delay);
      return delay;
    },
  };
}

/** Random between half and all of an exponentially growing wait, so that processes do not return in step. */
export function backoff(baseMs: number, tries: number): number {
  const ceiling = baseMs * 2 ** (tries - 1);
  return randomInt(Math.ceil(ceiling / 2), ceiling + 1);
}

export function tooBusy(call: CallContext, retryAfterMs: number) {
  return failure(
    'rate_limited',
    'The platform asks for fewer requests. Nothing was changed. It is tried again later.',
    call,
    { retryAfterMs },
  );
}

/** Seconds or an HTTP date. */
function readRetryAfter(value: string | null, now: Timestamp): number | null {
  if (value === null) return null;
  if (/^\d+$/.test(value)) return Number(value) * SECOND;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
