import type { Dispatcher } from '../actions/dispatcher.ts';
import type { Action, ActionStatus } from '../domain/action.ts';
import { OperatorError } from '../domain/errors.ts';
import { MINUTE, SECOND } from '../domain/time.ts';
import type { ProgramClock } from '../ports/clock.ts';
import type { Lease, Store } from '../ports/store/index.ts';
import type { ShopCycle } from '../usecases/watch.ts';
import { type CycleLeaseDeps, takeCycle, underCycleLease } from './cycle-lease.ts';
import type { AlertDelivery } from './deliver-alerts.ts';

/** A cycle of another process takes seconds, its first one a minute or two. */
const LEASE_PATIENCE = 3 * MINUTE;
/** Work that comes due so soon is waited for: most actions read back what they wrote after a few seconds. */
const SOON = 15 * SECOND;
/** Work that is not over by then goes on with the next run. */
const DISPATCH_BOUND = 5 * MINUTE;

export interface OnceDeps extends CycleLeaseDeps {
  readonly store: Pick<Store, 'leases' | 'actions'>;
  readonly programClock: ProgramClock;
  readonly runCycle: (signal: AbortSignal) => Promise<readonly ShopCycle[]>;
  readonly dispatcher: Dispatcher;
  /** Writes nothing: what is approved waits. */
  readonly readOnly: boolean;
  readonly alertDelivery: AlertDelivery;
}

/** Where an action stood when this process last had it in hand. */
export type Turns = ReadonlyMap<string, { readonly kind: Action['kind']; readonly status: ActionStatus }>;

export interface OnceResult {
  readonly cycles: readonly ShopCycle[];
  readonly messagesSent: number;
  /** False when work was still due at the bound, or the signal came. */
  readonly idle: boolean;
}

/**
 * One cycle over every shop, then the dispatcher until nothing is due any more, then the messages.
 * @throws OperatorError `conflict` when another process is in its cycle for minutes
 */
export async function watchOnce(deps: OnceDeps, signal: AbortSignal): Promise<OnceResult> {
  const lease = await waitForCycle(deps, signal);
  if (!lease) return { cycles: [], messagesSent: 0, idle: false };
  const cycles = await underCycleLease(deps, lease, (lost) => deps.runCycle(AbortSignal.any([signal, lost])));
  const idle = deps.readOnly || (await dispatchUntilIdle(deps, signal));
  const messagesSent = signal.aborted ? 0 : await deps.alertDelivery.deliverDue(signal);
  return { cycles, messagesSent, idle: idle && !signal.aborted };
}

async function waitForCycle(deps: OnceDeps, signal: AbortSignal): Promise<Lease | null> {
  const end = deps.machineClock.now() + LEASE_PATIENCE;
  while (!signal.aborted && deps.machineClock.now() < end) {
    const lease = await takeCycle(deps);
    if (lease) return lease;
    await deps.machineClock.wait(SECOND, signal).catch(() => undefined);
  }
  if (signal.aborted) return null;
  throw new OperatorError(
    'conflict',
    'Another process has been in its cycle for three minutes.',
    'It does the same work: look at program_status there, or try again later.',
  );
}

async function dispatchUntilIdle(deps: OnceDeps, signal: AbortSignal): Promise<boolean> {
  const { machineClock, dispatcher } = deps;
  const end = machineClock.now() + DISPATCH_BOUND;
  let wait: number | null = 0;
  while (!signal.aborted) {
    if (wait === 0) await dispatcher.dispatchDue(signal);
    wait = await nextWait(deps);
    if (wait === null || wait > SOON) return true;
    if (machineClock.now() + wait > end) return false;
    // In small steps: program time may jump.
    await machineClock.wait(Math.min(Math.max(wait, SECOND / 4), SECOND), signal).catch(() => undefined);
  }
  return false;
}

/** Milliseconds until work is due; null when none waits. */
async function nextWait({ store, machineClock, programClock }: OnceDeps): Promise<number | null> {
  const { programTime, machineTime } = await store.actions.nextDue();
  const waits = [
    programTime === null ? null : programTime - programClock.now(),
    machineTime === null ? null : machineTime - machineClock.now(),
  ].filter((wait) => wait !== null);
  return waits.length === 0 ? null : Math.max(0, Math.min(...waits));
}
