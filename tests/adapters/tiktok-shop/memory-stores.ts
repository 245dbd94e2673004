import type { Timestamp } from '../../../src/domain/time.ts';
import type { MachineClock, ProgramClock } from '../../../src/ports/clock.ts';
import type { ProcessIdentity } from '../../../src/ports/ids.ts';
import type {
  Lease,
  LeaseStore,
  RequestBucket,
  RequestSpend,
  RequestStore,
} from '../../../src/ports/store/coordination.ts';
import type {
  AppTokens,
  AuthorisationKey,
  CredentialStore,
  ShopAccess,
} from '../../../src/ports/store/credentials.ts';

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

type Row = AppTokens & { readonly revision: number };

export class MemoryCredentials implements CredentialStore {
  readonly rows = new Map<string, { readonly key: AuthorisationKey; readonly row: Row }>();
  readonly covered = new Map<string, readonly ShopAccess[]>();
  readonly #first: AuthorisationKey;

  constructor(appKey: string) {
    this.#first = { appKey, account: '' };
  }

  /** Of the first seller of the first app. */
  get row(): Row | null {
    return this.rows.get(nameOf(this.#first))?.row ?? null;
  }

  set row(row: Row | null) {
    this.put(this.#first, row);
  }

  put(key: AuthorisationKey, row: Row | null): void {
    if (row === null) this.rows.delete(nameOf(key));
    else this.rows.set(nameOf(key), { key, row });
  }

  async tokens(key: AuthorisationKey): Promise<Row | null> {
    return this.rows.get(nameOf(key))?.row ?? null;
  }

  async saveTokens(key: AuthorisationKey, tokens: AppTokens, revision: number): Promise<boolean> {
    if (revision !== ((await this.tokens(key))?.revision ?? 0)) return false;
    this.put(key, { ...tokens, revision: revision + 1 });
    return true;
  }

  async authorisations(): Promise<readonly AuthorisationKey[]> {
    return [...this.rows.values()].map(({ key }) => key);
  }

  async remove(key: AuthorisationKey): Promise<boolean> {
    this.covered.delete(nameOf(key));
    return this.rows.delete(nameOf(key));
  }

  async recordAccess(key: AuthorisationKey, shops: readonly { shopId: string; cipher: string }[]) {
    this.covered.set(
      nameOf(key),
      shops.map((shop) => ({ ...key, ...shop })),
    );
  }

  async access(): Promise<readonly ShopAccess[]> {
    return [...this.covered.values()].flat();
  }
}

const nameOf = ({ appKey, account }: AuthorisationKey): string => `${appKey}/${account}`;

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
  readonly #byOperation = new Map<string, number>();

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

  async spend({
    app,
    day,
    purpose,
    limit,
    operation,
  }: RequestSpend): Promise<'spent' | 'budget_used' | 'operation_limit_used'> {
    const counts = this.counted.get(`${app} ${day}`) ?? {};
    if (Object.values(counts).reduce((sum, count) => sum + count, 0) >= limit) return 'budget_used';
    const name = `${app} ${day} ${operation?.name}`;
    if (operation && (this.#byOperation.get(name) ?? 0) >= operation.limit) return 'operation_limit_used';
    this.#byOperation.set(name, (this.#byOperation.get(name) ?? 0) + 1);
    counts[purpose] = (counts[purpose] ?? 0) + 1;
    this.counted.set(`${app} ${day}`, counts);
    return 'spent';
  }

  async counts(app: string, day: string): Promise<Readonly<Record<string, number>>> {
    return this.counted.get(`${app} ${day}`) ?? {};
  }

  // Never opens: what the breaker does is shown on the real rows.
  async mayPass() {
    return { pass: true, trial: false } as const;
  }

  async recordFault() {
    return null;
  }

  async recordAnswer() {
    return false;
  }

  async breakers() {
    return [];
  }
}
