import type { Timestamp } from '../../domain/time.ts';
import type { ProcessIdentity } from '../ids.ts';

/** A named right that one process holds at a time. Machine time. */
export interface Lease {
  readonly name: string;
  readonly epoch: number;
  readonly expiresAt: Timestamp;
}

export interface LeaseStore {
  /** Null while another live process holds it. A dead process (same host, pid gone) or an ended lease frees it. */
  acquire(name: string, process: ProcessIdentity, leaseMs: number, now: Timestamp): Promise<Lease | null>;
  /** Null when another process has it by now. */
  renew(lease: Lease, leaseMs: number, now: Timestamp): Promise<Lease | null>;
  release(lease: Lease): Promise<void>;
}

export interface RequestBucket {
  /** App, shop and endpoint that share one rate. */
  readonly key: string;
  readonly perSecond: number;
  readonly burst: number;
}

/** One request against the day's budget. Days are YYYY-MM-DD, UTC, of program time. */
export interface RequestSpend {
  readonly app: string;
  readonly day: string;
  /** The feed or the operation it is counted under. */
  readonly purpose: string;
  /** Not spent when the app has used so many on that day. */
  readonly limit: number;
  /** The platform's own limit of one operation, where it has one. */
  readonly operation?: { readonly name: string; readonly limit: number };
}

/** A family of endpoints that kept failing: nothing is sent until `retryAt`, then one request tries. */
export interface Breaker {
  /** App, shop and family. */
  readonly key: string;
  readonly openedAt: Timestamp;
  readonly retryAt: Timestamp;
  /** How many times in a row it opened. */
  readonly times: number;
}

/** Limiter, budget and breakers are rows, since processes share one quota. */
export interface RequestStore {
  /** Takes one token; 0 when the request may go now, else milliseconds to wait before asking again. Machine time. */
  take(bucket: RequestBucket, now: Timestamp): Promise<number>;
  /** After a 429: nobody takes from the bucket before `until`. */
  holdBack(key: string, until: Timestamp): Promise<void>;
  /** Counts one request if the limits allow it, else says which one does not; in one transaction. */
  spend(request: RequestSpend): Promise<'spent' | 'budget_used' | 'operation_limit_used'>;
  counts(app: string, day: string): Promise<Readonly<Record<string, number>>>;

  /**
   * Machine time, all of these. After `retryAt` one asker is let through, as a trial, and the others wait for what comes
   * of it.
   */
  mayPass(
    key: string,
    now: Timestamp,
  ): Promise<
    | { readonly pass: true; readonly trial: boolean }
    | { readonly pass: false; readonly since: Timestamp; readonly until: Timestamp }
  >;
  /** One call that failed after its tries. Returns the breaker when this opened it. */
  recordFault(key: string, now: Timestamp): Promise<Breaker | null>;
  /** Closes it and forgets the faults; cheap when there are none. True when it was open. */
  recordAnswer(key: string): Promise<boolean>;
  /** Open ones that still rest or are being tried, for those who ask why nothing is read. */
  breakers(now: Timestamp): Promise<readonly Breaker[]>;
}
