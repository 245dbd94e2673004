import type { Timestamp } from '../../../src/domain/time.ts';
import type { MachineClock, ProgramClock } from '../../../src/ports/clock.ts';
import type { ProcessIdentity } from '../../../src/ports/ids.ts';
import type {
  Lease,
  LeaseStore,
  RequestBucket,
  RequestStore,
} from '../../../src/ports/store/coordination.ts';
import type { AppTokens, CredentialStore } from '../../../src/ports/store/credentials.ts';

/** Time that passes only by waiting or by hand. */
export class FakeMachineClock implements MachineClock {
  readonly waits: number[] = [];
  /** Runs inside every wait, so that a test can hold a waiter until something else has happened. */
  duringWait: () => Promise<void> = async () => {};
  #now = 1_000_000;

  now(): Timestamp {
    return this.#now;
  }

  async wait(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
    this.#now += milliseconds;
    await this.duringWait();
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

export class FakeProgramClock implements ProgramClock {
  time: Timestamp;
  resyncs = 0;
  /** What a resync finds; null when it finds the same time. */
  timeAfterResync: Timestamp | null = null;

  constructor(time: Timestamp) {
    this.time = time;
  }

  now(): Timestamp {
    return this.time;
  }

  async resync(): Promise<boolean> {
    this.resyncs += 1;
    if (this.timeAfterResync === null) return false;
    this.time = this.timeAfterResync;
    return true;
  }
}

export class MemoryCredentials implements CredentialStore {
  row: (AppTokens & { readonly revision: number }) | null = null;

  async tokens(): Promise<(AppTokens & { readonly revision: number }) | null> {
    return this.row;
  }

  async saveTokens(_appKey: string, tokens: AppTokens, revision: number): Promise<boolean> {
    if (revision !== (this.row?.revision ?? 0)) return false;
    this.row = { ...tokens, revision: revision + 1 };
    return true;
  }
}

export class MemoryLeases implements LeaseStore {
  readonly #held = new Map<string, { lease: Lease; processId: string }>();
  #epoch = 0;

  async acquire(
    name: string,
    process: ProcessIdentity,
    leaseMs: number,
    now: Timestamp,
  ): Promise<Lease | null> {
    const held = this.#held.get(name);
    if (held && held.lease.expiresAt > now && held.processId !== process.processId) return null;
    this.#epoch += 1;
    const lease = { name, epoch: this.#epoch, expiresAt: now + leaseMs };
    this.#held.set(name, { lease, processId: process.processId });
    return lease;
  }

  async renew(lease: Lease, leaseMs: number, now: Timestamp): Promise<Lease | null> {
    const held = this.#held.get(lease.name);
    if (held?.lease.epoch !== lease.epoch) return null;
    held.lease = { ...lease, expiresAt: now + leaseMs };
    return held.lease;
  }

  async release(lease: Lease): Promise<void> {
    if (this.#held.get(lease.name)?.lease.epoch === lease.epoch) this.#held.delete(lease.name);
  }
}

/** A token bucket per key; `burst` is its size. */
export class MemoryRequests implements RequestStore {
  readonly taken: RequestBucket[] = [];
  readonly counted = new Map<string, Record<string, number>>();
  readonly #buckets = new Map<string, { tokens: number; at: Timestamp }>();
  readonly #heldBack = new Map<string, Timestamp>();

  async take(bucket: RequestBucket, now: Timestamp): Promise<number> {
    const until = this.#heldBack.get(bucket.key) ?? 0;
    if (until > now) return until - now;
    const state = this.#buckets.get(bucket.key) ?? { tokens: bucket.burst, at: now };
    const tokens = Math.min(bucket.burst, state.tokens + ((now - state.at) / 1000) * bucket.perSecond);
    if (tokens < 1) {
      this.#buckets.set(bucket.key, { tokens, at: now });
      return Math.ceil(((1 - tokens) / bucket.perSecond) * 1000);
    }
    this.#buckets.set(bucket.key, { tokens: tokens - 1, at: now });
    this.taken.push(bucket);
    return 0;
  }

  async holdBack(key: string, until: Timestamp): Promise<void> {
    this.#heldBack.set(key, until);
  }

  async count(app: string, day: string, purpose: string): Promise<void> {
    const counts = this.counted.get(`${app} ${day}`) ?? {};
    counts[purpose] = (counts[purpose] ?? 0) + 1;
    this.counted.set(`${app} ${day}`, counts);
  }

  async counts(app: string, day: string): Promise<Readonly<Record<string, number>>> {
    return this.counted.get(`${app} ${day}`) ?? {};
  }
}
