import { randomInt } from 'node:crypto';
import { SECOND, type Timestamp, toIso } from '../../domain/time.ts';
import type { MachineClock, ProgramClock } from '../../ports/clock.ts';
import type { RequestBucket, RequestStore } from '../../ports/store/coordination.ts';
import { type CallContext, failure } from './failures.ts';

export interface LimiterOptions {
  readonly appKey: string;
  readonly requests: RequestStore;
  readonly machineClock: MachineClock;
  readonly programClock: ProgramClock;
  readonly dailyRequestBudget: number;
}

export interface Limiter {
  /** Waits for a slot and counts the request. Throws `quota` at the day's budget, `rate_limited` past `deadline`. */
  admit(bucket: RequestBucket, call: CallContext, deadline: Timestamp): Promise<void>;
  /** Counts a request outside the rates. */
  count(operation: string): Promise<void>;
  /** Holds every process back after a 429; returns for how long, in milliseconds. */
  slowDown(key: string, retryAfter: string | null, tries: number): Promise<number>;
}

/** Keeps all processes of an app inside its rates and its day's budget. Days are UTC days of program time. */
export function createLimiter(options: LimiterOptions): Limiter {
  const { appKey, requests, machineClock, programClock, dailyRequestBudget } = options;
  const today = () => toIso(programClock.now()).slice(0, 10);

  async function checkBudget(call: CallContext): Promise<void> {
    const counts = Object.values(await requests.counts(appKey, today()));
    const used = counts.reduce((sum, count) => sum + count, 0);
    if (used < dailyRequestBudget) return;
    throw failure(
      'quota',
      `The day's budget of ${dailyRequestBudget} requests is used up, so nothing was sent. It starts again at 00:00 UTC; the budget is a setting in mcp.config.json.`,
      call,
    );
  }

  async function admit(bucket: RequestBucket, call: CallContext, deadline: Timestamp): Promise<void> {
    await checkBudget(call);
    for (;;) {
      const now = machineClock.now();
      const wait = await requests.take(bucket, now);
      if (wait <= 0) break;
      if (now + wait > deadline) throw tooBusy(call, wait);
      await machineClock.wait(wait);
    }
    await requests.count(appKey, today(), call.operation);
  }

  async function slowDown(key: string, retryAfter: string | null, tries: number): Promise<number> {
    const now = machineClock.now();
    const delay = readRetryAfter(retryAfter, now) ?? backoff(SECOND, tries);
    await requests.holdBack(key, now + delay);
    return delay;
  }

  return { admit, slowDown, count: (operation) => requests.count(appKey, today(), operation) };
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
