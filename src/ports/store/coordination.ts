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

/** Limiter and budget are rows, since processes share one quota. */
export interface RequestStore {
  /** Takes one token; 0 when the request may go now, else milliseconds to wait before asking again. Machine time. */
  take(bucket: RequestBucket, now: Timestamp): Promise<number>;
  /** After a 429: nobody takes from the bucket before `until`. */
  holdBack(key: string, until: Timestamp): Promise<void>;
  /** Counts a request against its feed or action kind on a day (YYYY-MM-DD, UTC). */
  count(app: string, day: string, purpose: string): Promise<void>;
  counts(app: string, day: string): Promise<Readonly<Record<string, number>>>;
}
