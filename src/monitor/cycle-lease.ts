import { MINUTE, SECOND } from '../domain/time.ts';
import type { MachineClock } from '../ports/clock.ts';
import type { ProcessIdentity } from '../ports/ids.ts';
import type { Lease, LeaseStore } from '../ports/store/index.ts';

const CYCLE_LEASE = MINUTE;
const RENEW_EVERY = 20 * SECOND;

export interface CycleLeaseDeps {
  readonly store: { readonly leases: LeaseStore };
  readonly process: ProcessIdentity;
  readonly machineClock: MachineClock;
}

/** The right to run a cycle, which one process has at a time; null while another one has it. */
export function takeCycle({ store, process, machineClock }: CycleLeaseDeps): Promise<Lease | null> {
  return store.leases.acquire('cycle', process, CYCLE_LEASE, machineClock.now());
}

/** Runs `work` and renews the lease meanwhile; gives it back at the end. The signal says that it was lost. */
export async function underCycleLease<Result>(
  deps: CycleLeaseDeps,
  lease: Lease,
  work: (lost: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const lost = new AbortController();
  const ended = new AbortController();
  const renewing = renew(deps, lease, lost, ended.signal);
  try {
    return await work(lost.signal);
  } finally {
    ended.abort();
    const held = await renewing;
    if (held) await deps.store.leases.release(held);
  }
}

async function renew(
  { store, machineClock }: CycleLeaseDeps,
  first: Lease,
  lost: AbortController,
  ended: AbortSignal,
): Promise<Lease | null> {
  let lease: Lease | null = first;
  while (!ended.aborted && lease) {
    await machineClock.wait(RENEW_EVERY, ended).catch(() => undefined);
    if (ended.aborted) break;
    // A store that cannot renew ends the cycle as another process would: whoever comes next resumes it.
    lease = await store.leases.renew(lease, CYCLE_LEASE, machineClock.now()).catch(() => null);
    if (!lease) lost.abort();
  }
  return lease;
}
