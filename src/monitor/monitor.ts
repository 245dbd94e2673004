import type { Dispatcher } from '../actions/dispatcher.ts';
import { MINUTE, SECOND, type Timestamp } from '../domain/time.ts';
import type { MachineClock, ProgramClock } from '../ports/clock.ts';
import type { ProcessIdentity } from '../ports/ids.ts';
import type { Lease, Store } from '../ports/store/index.ts';
import { CYCLE_FEED, type RefreshOutcome, type ShopCycle } from '../usecases/watch.ts';
import type { AlertDelivery } from './deliver-alerts.ts';

const TICK = SECOND;
const CYCLE_LEASE = MINUTE;
const RENEW_EVERY = 20 * SECOND;
/** After a cycle that failed or found no shop. */
const FAILED_PAUSE = 30 * SECOND;
/** A tool answers within 20 s; a refresh that takes longer goes on behind it. */
const REFRESH_PATIENCE = 15 * SECOND;

export interface MonitorOptions {
  readonly store: Pick<Store, 'leases' | 'feeds' | 'shops' | 'actions'>;
  readonly process: ProcessIdentity;
  readonly machineClock: MachineClock;
  readonly programClock: ProgramClock;
  readonly cycleMinutes: number;
  readonly runCycle: (signal: AbortSignal) => Promise<readonly ShopCycle[]>;
  readonly dispatcher: Dispatcher;
  readonly alertDelivery: AlertDelivery;
  readonly log: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

/**
 * Keeps the programme going while a process lives: a cycle when one is due, under a lease that only one process
 * holds, and the dispatcher whenever work is due. Any number of monitors on one store is harmless.
 */
export class Monitor {
  readonly #options: MonitorOptions;
  readonly #stop = new AbortController();
  #wake = new AbortController();
  #cycle: Promise<boolean> | null = null;
  #loop: Promise<void> | null = null;
  /** Machine time before which no cycle starts by itself. */
  #cycleNotBefore = 0;

  constructor(options: MonitorOptions) {
    this.#options = options;
  }

  /** Starts watching; without it `refresh` still works. */
  start(): void {
    this.#loop ??= this.#watch();
  }

  /** New work or news: look now instead of at the next tick. */
  wake(): void {
    const sleeping = this.#wake;
    this.#wake = new AbortController();
    sleeping.abort();
  }

  /** One cycle now, unless this or another process is in one. */
  async refresh(): Promise<RefreshOutcome> {
    if (this.#stop.signal.aborted) return 'failed';
    const cycle = this.#startCycle().then((done): RefreshOutcome => (done ? 'done' : 'still_running'));
    const patience = this.#options.machineClock
      .wait(REFRESH_PATIENCE, this.#stop.signal)
      .then((): RefreshOutcome => 'still_running');
    return Promise.race([cycle, patience]).catch((): RefreshOutcome => 'failed');
  }

  /** Ends what runs between two requests; what is cut short is resumed by whoever comes next. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.wake();
    await Promise.allSettled([this.#loop, this.#cycle]);
  }

  async #watch(): Promise<void> {
    // Side by side: a long backlog must not put off the next reading, nor a long reading a parcel.
    await Promise.all([
      this.#repeat('cycle', async () => {
        if (await this.#cycleDue()) await this.#startCycle().catch(() => undefined);
      }),
      this.#repeat('dispatch', () => this.#dispatch()),
      this.#repeat('alerts', async () => {
        await this.#options.alertDelivery.deliverDue(this.#stop.signal);
      }),
    ]);
    this.#options.log.info({}, 'stopped watching');
  }

  async #repeat(what: string, work: () => Promise<void>): Promise<void> {
    const { machineClock } = this.#options;
    while (!this.#stop.signal.aborted) {
      const wake = this.#wake.signal;
      try {
        await work();
      } catch (error) {
        this.#failed(what, error);
        // A full disk or a bug does not go away within a second.
        await machineClock.wait(10 * TICK, this.#stop.signal).catch(() => undefined);
      }
      await machineClock.wait(TICK, wake).catch(() => undefined);
    }
  }

  async #dispatch(): Promise<void> {
    const { programTime, machineTime } = await this.#options.store.actions.nextDue();
    const { programClock, machineClock, dispatcher } = this.#options;
    const due =
      (programTime !== null && programTime <= programClock.now()) ||
      (machineTime !== null && machineTime <= machineClock.now());
    if (due) await dispatcher.dispatchDue(this.#stop.signal);
  }

  async #cycleDue(): Promise<boolean> {
    const { store, programClock, machineClock, cycleMinutes } = this.#options;
    if (this.#cycle || machineClock.now() < this.#cycleNotBefore) return false;
    const now = programClock.now();
    const shops = await store.shops.list();
    const last = await Promise.all(shops.map((shop) => store.feeds.get(shop.shopId, CYCLE_FEED)));
    const oldest = last.reduce<Timestamp | null>((least, feed, index) => {
      const at = feed?.passStartedAt ?? null;
      return index === 0 ? at : at === null || least === null ? null : Math.min(least, at);
    }, null);
    return oldest === null || now - oldest >= cycleMinutes * MINUTE;
  }

  /** False when another process holds the cycle. */
  #startCycle(): Promise<boolean> {
    this.#cycle ??= this.#leasedCycle()
      .catch((error: unknown) => {
        this.#failed('cycle', error);
        throw error;
      })
      .finally(() => {
        this.#cycle = null;
        this.wake();
      });
    return this.#cycle;
  }

  async #leasedCycle(): Promise<boolean> {
    const { store, process, machineClock, runCycle, log } = this.#options;
    const lease = await store.leases.acquire('cycle', process, CYCLE_LEASE, machineClock.now());
    if (!lease) {
      this.#cycleNotBefore = machineClock.now() + 5 * TICK;
      return false;
    }
    const lost = new AbortController();
    const ended = new AbortController();
    const renewing = this.#renew(lease, lost, ended.signal);
    try {
      this.#cycleNotBefore = machineClock.now() + FAILED_PAUSE;
      const cycles = await runCycle(AbortSignal.any([this.#stop.signal, lost.signal]));
      if (cycles.length > 0) this.#cycleNotBefore = 0;
      for (const { shop, sync, decided, byRule, fulfilmentsProposed } of cycles) {
        const read = sync.feeds.reduce((sum, feed) => sum + feed.read, 0);
        log.info({ shop_id: shop.shopId, read, decided, byRule, fulfilmentsProposed }, 'cycle');
      }
      return true;
    } finally {
      ended.abort();
      const held = await renewing;
      if (held) await store.leases.release(held);
    }
  }

  async #renew(first: Lease, lost: AbortController, ended: AbortSignal): Promise<Lease | null> {
    const { store, machineClock } = this.#options;
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

  #failed(what: string, error: unknown): void {
    if (this.#stop.signal.aborted) return;
    const reason = error instanceof Error ? error.message : 'unknown';
    this.#options.log.error({ what, reason }, 'watching met an error and goes on');
  }
}
