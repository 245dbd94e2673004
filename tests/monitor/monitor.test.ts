// Loaded up front: the monitor loads it with the first look, and reading a file takes no time on a manual clock.
import '../../src/monitor/schedule.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { Monitor, type MonitorOptions } from '../../src/monitor/monitor.ts';
import type { Store } from '../../src/ports/store/index.ts';
import { CYCLE_FEED, NO_SHOP, type ShopCycle } from '../../src/usecases/watch.ts';
import { approval, identity, NOW, SHOP, testStore } from '../store/support.ts';
import { US_SHOP } from '../support/action-desk.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** A cycle that records itself like the real one, and lasts until the test ends it when `hold` is set. */
class Cycles {
  started: string[] = [];
  hold = false;
  fail: Error | null = null;
  foundShop = true;
  aborted = 0;
  #release = Promise.withResolvers<void>();

  release(): void {
    this.#release.resolve();
    this.#release = Promise.withResolvers<void>();
  }

  async run(
    who: string,
    store: Store,
    now: () => number,
    signal: AbortSignal,
  ): Promise<readonly ShopCycle[]> {
    this.started.push(who);
    const passStartedAt = now();
    if (this.fail) throw this.fail;
    if (this.hold) {
      const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      await Promise.race([this.#release.promise, stopped]);
      if (signal.aborted) {
        this.aborted += 1;
        return [];
      }
    }
    if (!this.foundShop) return [];
    const pass = { shopId: NO_SHOP, feed: CYCLE_FEED, cursor: null, watermark: null };
    await store.feeds.save({ ...pass, passStartedAt, completedAt: now() });
    const sync = { shopId: SHOP, startedAt: passStartedAt, feeds: [], aborted: false };
    const byRule = { approved: 0, rejected: 0, withdrawn: 0 };
    return [{ shop: US_SHOP, sync, decided: 0, byRule, fulfilmentsProposed: 0, notesProposed: 0 }];
  }
}

class House {
  readonly clock = new ManualClock(NOW);
  readonly cycles = new Cycles();
  readonly dead = new Set<string>();
  readonly errors: object[] = [];
  readonly newsRead: string[] = [];
  readonly store = testStore({
    machineNow: () => this.clock.now(),
    isProcessAlive: ({ processId }) => !this.dead.has(processId),
  });
  dispatched = 0;
  dispatch: () => Promise<number> = async () => 0;

  monitor(processId = 'process-1', overrides: Partial<MonitorOptions> = {}): Monitor {
    const monitor = new Monitor({
      store: this.store,
      process: identity(processId),
      machineClock: this.clock,
      programClock: this.clock,
      schedule: '*/5 * * * *',
      timeZone: () => 'America/Los_Angeles',
      runCycle: (signal) => this.cycles.run(processId, this.store, () => this.clock.now(), signal),
      runNews: async () => {
        this.newsRead.push((await this.store.news.take(SHOP)).join(' '));
        return [];
      },
      dispatcher: {
        dispatchDue: () => {
          this.dispatched += 1;
          return this.dispatch();
        },
      },
      alertDelivery: { deliverDue: async () => 0 },
      log: { info: () => undefined, error: (fields) => this.errors.push(fields) },
      ...overrides,
    });
    // Registered after the store's own, so it runs before: nobody writes into a closed file.
    onTestFinished(() => monitor.stop());
    return monitor;
  }
}

async function house(): Promise<House> {
  const made = new House();
  await made.store.shops.record([US_SHOP], NOW);
  return made;
}

describe('the cycle', () => {
  it('runs at the start and then at the moments of the schedule', async () => {
    const { clock, cycles, ...rest } = await opened();
    rest.monitor.start();
    await clock.advance(SECOND);
    expect(cycles.started).toHaveLength(1);
    // The tests begin 100 seconds before a full five minutes.
    await clock.advance(98 * SECOND);
    expect(cycles.started).toHaveLength(1);
    await clock.advance(2 * SECOND);
    expect(cycles.started).toHaveLength(2);
    await clock.advance(5 * MINUTE - 3 * SECOND);
    expect(cycles.started).toHaveLength(2);
    await clock.advance(3 * SECOND);
    expect(cycles.started).toHaveLength(3);
  });

  it('keeps to hours in the zone of the shop', async () => {
    const made = await house();
    // The tests begin at 01:53 in Los Angeles, which is 08:53 in UTC.
    made.monitor('process-1', { schedule: '0 3 * * *' }).start();
    await made.clock.advance(HOUR, MINUTE);
    expect(made.cycles.started).toHaveLength(1);
    await made.clock.advance(10 * MINUTE);
    expect(made.cycles.started).toHaveLength(2);
    await made.clock.advance(23 * HOUR, MINUTE);
    expect(made.cycles.started).toHaveLength(2);
    await made.clock.advance(HOUR, MINUTE);
    expect(made.cycles.started).toHaveLength(3);
  });

  it('is not repeated for a shop that is known from before and not read any more', async () => {
    const made = await house();
    await made.store.shops.record([{ ...US_SHOP, shopId: '99', name: 'A shop that left' }], NOW);
    made.monitor().start();
    await made.clock.advance(MINUTE);
    expect(made.cycles.started).toHaveLength(1);
  });

  it('catches up at once, and once, after the machine slept', async () => {
    const { clock, cycles, monitor } = await opened();
    monitor.start();
    await clock.advance(SECOND);
    await clock.advance(9 * HOUR, 9 * HOUR);
    await clock.advance(2 * SECOND);
    expect(cycles.started).toHaveLength(2);
  });

  it('belongs to one of two monitors at a time', async () => {
    const made = await house();
    made.cycles.hold = true;
    made.monitor('process-1').start();
    made.monitor('process-2').start();
    await made.clock.advance(90 * SECOND);
    expect(made.cycles.started).toHaveLength(1);
    made.cycles.hold = false;
    made.cycles.release();
    await made.clock.advance(5 * SECOND);
    expect(made.cycles.started).toHaveLength(1);
    await made.clock.advance(10 * MINUTE);
    expect(made.cycles.started).toHaveLength(3);
  });

  it('is taken over from a process that died in it', async () => {
    const made = await house();
    made.cycles.hold = true;
    const first = made.monitor('process-1');
    first.start();
    await made.clock.advance(SECOND);
    made.monitor('process-2').start();
    await made.clock.advance(10 * SECOND);
    expect(made.cycles.started).toEqual(['process-1']);
    made.dead.add('process-1');
    await made.clock.advance(10 * SECOND);
    expect(made.cycles.started).toEqual(['process-1', 'process-2']);
    // The first was only slow: at its next renewal it learns that the cycle is another's.
    await made.clock.advance(30 * SECOND);
    expect(made.cycles.aborted).toBe(1);
  });

  it('ends when its lease cannot be renewed, and the process lives on', async () => {
    const made = await house();
    made.cycles.hold = true;
    const leases = { ...made.store.leases, renew: () => Promise.reject(new Error('disk full')) };
    made.monitor('process-1', { store: { ...made.store, leases } }).start();
    await made.clock.advance(30 * SECOND);
    expect(made.cycles.aborted).toBe(1);
  });

  it('pauses after a failure and after one that found no shop', async () => {
    for (const spoil of [
      (cycles: Cycles) => {
        cycles.fail = new Error('no network');
      },
      (cycles: Cycles) => {
        cycles.foundShop = false;
      },
    ]) {
      const { clock, cycles, monitor } = await opened();
      spoil(cycles);
      monitor.start();
      await clock.advance(25 * SECOND);
      expect(cycles.started).toHaveLength(1);
      await clock.advance(20 * SECOND);
      expect(cycles.started).toHaveLength(2);
    }
  });

  it('does not wait for a long backlog of work', async () => {
    const made = await house();
    await made.store.actions.insert([approval('application-1')], NOW);
    const backlog = Promise.withResolvers<number>();
    made.dispatch = () => backlog.promise;
    made.monitor().start();
    await made.clock.advance(6 * MINUTE);
    expect(made.dispatched).toBe(1);
    expect(made.cycles.started.length).toBeGreaterThanOrEqual(2);
    backlog.resolve(1);
  });
});

async function opened() {
  const made = await house();
  return { made, clock: made.clock, cycles: made.cycles, monitor: made.monitor() };
}

describe('webhooks', () => {
  const hint = (notificationId: string) => ({
    ...{ notificationId, shopId: SHOP, type: 33, at: NOW },
    kind: 'messages' as const,
  });

  it('are followed at once between two cycles, and by one of two monitors', async () => {
    const made = await house();
    const first = made.monitor('process-1');
    first.start();
    made.monitor('process-2').start();
    await made.clock.advance(5 * SECOND);
    expect(made.newsRead).toEqual([]);
    await made.store.news.record(hint('1'), made.clock.now());
    first.wake();
    await made.clock.advance(3 * SECOND);
    expect(made.newsRead.filter((kinds) => kinds !== '')).toEqual(['messages']);
    expect(made.cycles.started).toHaveLength(1);
  });

  it('in a burst are followed together, and not more often than every 20 seconds', async () => {
    const made = await house();
    const { clock, store, newsRead } = made;
    const monitor = made.monitor();
    monitor.start();
    await clock.advance(5 * SECOND);
    for (let second = 0; second < 60; second += 1) {
      await store.news.record(hint(String(second)), clock.now());
      monitor.wake();
      await clock.advance(SECOND);
    }
    expect(newsRead.length).toBeGreaterThanOrEqual(3);
    expect(newsRead.length).toBeLessThanOrEqual(4);
  });

  it('is not taken for the cycle that a refresh asks for', async () => {
    const made = await house();
    const read = Promise.withResolvers<readonly ShopCycle[]>();
    const monitor = made.monitor('process-1', { runNews: () => read.promise });
    monitor.start();
    await made.clock.advance(SECOND);
    expect(made.cycles.started).toHaveLength(1);
    await made.store.news.record(hint('1'), made.clock.now());
    await made.clock.advance(2 * SECOND);
    const refreshed = monitor.refresh();
    read.resolve([]);
    expect(await refreshed).toBe('done');
    expect(made.cycles.started).toHaveLength(2);
  });
});

describe('the dispatcher', () => {
  it('is called only when work is due', async () => {
    const { made, clock, monitor } = await opened();
    monitor.start();
    await clock.advance(10 * SECOND);
    expect(made.dispatched).toBe(0);
    await made.store.actions.insert(
      [approval('application-1', {}, { waitUntil: clock.now() + 20 * SECOND })],
      clock.now(),
    );
    await clock.advance(15 * SECOND);
    expect(made.dispatched).toBe(0);
    await clock.advance(10 * SECOND);
    expect(made.dispatched).toBeGreaterThan(0);
  });

  it('is called at once when it is woken', async () => {
    const { made, clock, monitor } = await opened();
    monitor.start();
    await clock.advance(SECOND);
    await made.store.actions.insert([approval('application-1')], clock.now());
    monitor.wake();
    await clock.advance(1);
    expect(made.dispatched).toBe(1);
  });

  it('pauses after an error, says it, and goes on', async () => {
    const { made, clock, monitor } = await opened();
    await made.store.actions.insert([approval('application-1')], clock.now());
    made.dispatch = () => Promise.reject(new Error('The disk is full.'));
    monitor.start();
    await clock.advance(9 * SECOND);
    expect(made.dispatched).toBe(1);
    expect(made.errors).toEqual([{ what: 'dispatch', reason: 'The disk is full.' }]);
    await clock.advance(9 * SECOND);
    expect(made.dispatched).toBe(2);
  });
});

describe('refresh', () => {
  it('runs a cycle and waits for it, also without watching', async () => {
    const { cycles, monitor } = await opened();
    expect(await monitor.refresh()).toBe('done');
    expect(cycles.started).toHaveLength(1);
  });

  it('loses patience after 15 seconds while the cycle goes on', async () => {
    const { clock, cycles, monitor } = await opened();
    cycles.hold = true;
    const answer = monitor.refresh();
    await clock.advance(16 * SECOND);
    expect(await answer).toBe('still_running');
    expect(cycles.aborted).toBe(0);
    cycles.release();
  });

  it('joins the cycle that runs, and does not wait for one of another process', async () => {
    const made = await house();
    const [own, other] = [made.monitor('process-1'), made.monitor('process-2')];
    made.cycles.hold = true;
    const first = own.refresh();
    await made.clock.advance(1);
    const second = own.refresh();
    expect(await other.refresh()).toBe('still_running');
    made.cycles.release();
    expect(await Promise.all([first, second])).toEqual(['done', 'done']);
    expect(made.cycles.started).toEqual(['process-1']);
  });

  it('says that it failed, and the log says why', async () => {
    const { made, cycles, monitor } = await opened();
    cycles.fail = new Error('no network');
    expect(await monitor.refresh()).toBe('failed');
    expect(made.errors).toEqual([{ what: 'cycle', reason: 'no network' }]);
  });
});

describe('stopping', () => {
  it('ends a cycle between two requests, leaves the lease free and nobody waiting', async () => {
    const { made, clock, cycles, monitor } = await opened();
    cycles.hold = true;
    monitor.start();
    await clock.advance(SECOND);
    await monitor.stop();
    expect(cycles.aborted).toBe(1);
    expect(clock.sleepers()).toBe(0);
    const lease = await made.store.leases.acquire('cycle', identity('process-2'), MINUTE, clock.now());
    expect(lease).not.toBeNull();
    expect(made.errors).toEqual([]);
    expect(await monitor.refresh()).toBe('failed');
    expect(cycles.started).toHaveLength(1);
  });
});
