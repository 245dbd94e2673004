import type { Dispatcher } from '../actions/dispatcher.ts';
import type { Shop } from '../domain/shop.ts';
import { SECOND } from '../domain/time.ts';
import type { MachineClock, ProgramClock } from '../ports/clock.ts';
import type { ProcessIdentity } from '../ports/ids.ts';
import type { Lease, Store } from '../ports/store/index.ts';
import { CYCLE_FEED, NO_SHOP, type RefreshOutcome, type ShopCycle } from '../usecases/watch.ts';
import { takeCycle, underCycleLease } from './cycle-lease.ts';
import type { AlertDelivery } from './deliver-alerts.ts';
import type { CycleSchedule } from './schedule.ts';

const TICK = SECOND;
/** Webhooks come in bursts: what comes within this time after a reading waits for the next. */
const NEWS_PAUSE = 20 * SECOND;
/** After a cycle that failed or found no shop. */
const FAILED_PAUSE = 30 * SECOND;
/** A tool answers within 20 s; a refresh that takes longer goes on behind it. */
const REFRESH_PATIENCE = 15 * SECOND;

export interface MonitorOptions {
  readonly store: Pick<Store, 'leases' | 'feeds' | 'shops' | 'actions' | 'news'>;
  readonly process: ProcessIdentity;
  readonly machineClock: MachineClock;
  readonly programClock: ProgramClock;
  /** Cron expression of five fields, in the zone of the first shop. */
  readonly schedule: string;
  readonly timeZone: (shop: Shop) => string;
  readonly runCycle: (signal: AbortSignal) => Promise<readonly ShopCycle[]>;
  /** Reads what webhooks hinted at, and no more. */
  readonly runNews: (signal: AbortSignal) => Promise<readonly ShopCycle[]>;
  readonly dispatcher: Dispatcher;
  readonly alertDelivery: AlertDelivery;
  readonly log: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

/**
 * Keeps the programme going while a process lives: a cycle at every moment of the schedule, under a lease that only
 * one process holds, and the dispatcher whenever work is due. What the schedule missed (nobody watched, the machine
 * slept, a cycle failed) is caught up once. Any number of monitors on one store is harmless.
 */
export class Monitor {
  readonly #options: MonitorOptions;
  readonly #stop = new AbortController();
  #wake = new AbortController();
  #cycle: Promise<boolean> | null = null;
  /** The turn in `#cycle`, while it only follows webhooks. */
  #news: Promise<boolean> | null = null;
  /** True from before the lease is asked for: in one process nobody else asks then. */
  #electing = false;
  #lease: Lease | null = null;
  #schedule: CycleSchedule | null = null;
  #loop: Promise<void> | null = null;
  /** Machine time before which no cycle starts by itself. */
  #cycleNotBefore = 0;
  /** Machine time before which no webhook is followed. */
  #newsNotBefore = 0;

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
    const cycle = this.#cycleAfterNews().then((done): RefreshOutcome => (done ? 'done' : 'still_running'));
    const patience = this.#options.machineClock
      .wait(REFRESH_PATIENCE, this.#stop.signal)
      .then((): RefreshOutcome => 'still_running');
    return Promise.race([cycle, patience]).catch((): RefreshOutcome => 'failed');
  }

  /** Ends what runs between two requests; what is cut short is resumed by whoever comes next. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.wake();
    await Promise.allSettled([this.#schedule?.stop(), this.#loop, this.#cycle]);
  }

  async #watch(): Promise<void> {
    // Side by side: a long backlog must not put off the next reading, nor a long reading a parcel.
    await Promise.all([
      this.#repeat('cycle', async () => {
        if (await this.#cycleDue()) await this.#startCycle().catch(() => undefined);
      }),
      this.#repeat('news', async () => {
        if (await this.#newsDue()) await this.#startNews().catch(() => undefined);
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
    const { store, programClock, machineClock } = this.#options;
    if (this.#cycle || machineClock.now() < this.#cycleNotBefore) return false;
    const last = (await store.feeds.get(NO_SHOP, CYCLE_FEED))?.passStartedAt ?? null;
    if (last === null) return true;
    return (await this.#currentSchedule()).passed(last, programClock.now());
  }

  async #newsDue(): Promise<boolean> {
    if (this.#cycle || this.#options.machineClock.now() < this.#newsNotBefore) return false;
    return (await this.#options.store.news.waitingSince()) !== null;
  }

  /** Made anew when the zone changes: before the first shop is known nobody knows it. */
  async #currentSchedule(): Promise<CycleSchedule> {
    const { store, schedule, timeZone, log } = this.#options;
    const [shop] = await store.shops.list();
    const zone = shop ? timeZone(shop) : 'UTC';
    if (this.#schedule?.timeZone === zone) return this.#schedule;
    // Loaded by those who watch only.
    const { CycleSchedule: Schedule } = await import('./schedule.ts');
    await this.#schedule?.stop();
    this.#schedule = new Schedule(
      schedule,
      zone,
      {
        elect: async () => (await this.#cycleDue()) && (await this.#elect()),
        run: () => this.#runScheduled(),
        ended: () => this.#giveUp(),
      },
      log,
    );
    return this.#schedule;
  }

  /** False when another process, or another call in this one, is in a cycle. */
  async #elect(): Promise<boolean> {
    if (this.#electing || this.#stop.signal.aborted) return false;
    this.#electing = true;
    try {
      this.#lease = await takeCycle(this.#options);
    } finally {
      this.#electing = this.#lease !== null;
    }
    if (!this.#lease) this.#cycleNotBefore = this.#options.machineClock.now() + 5 * TICK;
    return this.#lease !== null;
  }

  /** The end of a turn; gives back a lease under which nothing ran. */
  async #giveUp(): Promise<void> {
    const lease = this.#lease;
    this.#lease = null;
    this.#electing = false;
    if (lease) await this.#options.store.leases.release(lease);
  }

  /** A cycle that node-cron started: one that fails is told and comes again, so node-cron need not know. */
  async #runScheduled(): Promise<void> {
    await this.#track(() => this.#electedCycle()).catch(() => undefined);
  }

  /** False when another process holds the cycle. */
  #startCycle(): Promise<boolean> {
    return this.#track(() => this.#takeTurn(() => this.#electedCycle()));
  }

  /** A turn that only follows webhooks is not the reading that somebody asked for. */
  async #cycleAfterNews(): Promise<boolean> {
    await this.#news?.catch(() => undefined);
    return this.#startCycle();
  }

  /** News are read under the lease of the cycle, so that nobody reads the same twice. */
  #startNews(): Promise<boolean> {
    if (this.#cycle) return this.#cycle;
    this.#newsNotBefore = this.#options.machineClock.now() + NEWS_PAUSE;
    const turn = this.#track(() => this.#takeTurn(() => this.#electedNews())).finally(() => {
      this.#news = null;
    });
    this.#news = turn;
    return turn;
  }

  async #takeTurn(turn: () => Promise<boolean>): Promise<boolean> {
    if (!(await this.#elect())) return false;
    try {
      return await turn();
    } finally {
      await this.#giveUp();
    }
  }

  async #electedNews(): Promise<boolean> {
    const lease = this.#lease;
    if (!lease) return false;
    this.#lease = null;
    const read = await underCycleLease(this.#options, lease, (lost) =>
      this.#options.runNews(AbortSignal.any([this.#stop.signal, lost])),
    );
    this.#options.log.info({ shops: read.length }, 'followed webhooks');
    return true;
  }

  /** One at a time: who asks while a cycle runs gets that one. */
  #track(start: () => Promise<boolean>): Promise<boolean> {
    this.#cycle ??= start()
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

  async #electedCycle(): Promise<boolean> {
    const { machineClock, runCycle, log } = this.#options;
    const lease = this.#lease;
    if (!lease) return false;
    this.#lease = null;
    this.#cycleNotBefore = machineClock.now() + FAILED_PAUSE;
    const cycles = await underCycleLease(this.#options, lease, (lost) =>
      runCycle(AbortSignal.any([this.#stop.signal, lost])),
    );
    if (cycles.length > 0) this.#cycleNotBefore = 0;
    for (const { shop, sync, decided, byRule, fulfilmentsProposed, notesProposed } of cycles) {
      const read = sync.feeds.reduce((sum, feed) => sum + feed.read, 0);
      log.info({ shop_id: shop.shopId, read, decided, byRule, fulfilmentsProposed, notesProposed }, 'cycle');
    }
    return true;
  }

  #failed(what: string, error: unknown): void {
    if (this.#stop.signal.aborted) return;
    const reason = error instanceof Error ? error.message : 'unknown';
    this.#options.log.error({ what, reason }, 'watching met an error and goes on');
  }
}
