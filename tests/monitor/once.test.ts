// Loaded up front: the monitor loads it with the first look, and reading a file takes no time on a manual clock.
import '../../src/monitor/schedule.ts';
import { expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { type OnceDeps, watchOnce } from '../../src/monitor/once.ts';
import { approval, identity, NOW, testStore, turnEnd } from '../store/support.ts';
import { ManualClock } from '../support/manual-clock.ts';

const signal = () => new AbortController().signal;

function house(overrides: Partial<OnceDeps> = {}) {
  const clock = new ManualClock(NOW);
  const store = testStore({ machineNow: () => clock.now() });
  const order: string[] = [];
  const deps: OnceDeps = {
    ...{ store, process: identity('process-1'), machineClock: clock, programClock: clock, readOnly: false },
    runCycle: async () => {
      order.push('cycle');
      return [];
    },
    dispatcher: {
      dispatchDue: async () => {
        order.push('dispatch');
        return 0;
      },
    },
    alertDelivery: {
      deliverDue: async () => {
        order.push('alerts');
        return 2;
      },
    },
    ...overrides,
  };
  return { clock, store, order, deps };
}

it('reads, then works, then tells', async () => {
  const { deps, order, store, clock } = house();
  expect(await watchOnce(deps, signal())).toEqual({ cycles: [], messagesSent: 2, idle: true });
  expect(order).toEqual(['cycle', 'dispatch', 'alerts']);
  expect(await store.leases.acquire('cycle', identity('process-2'), MINUTE, clock.now())).not.toBeNull();
});

it('waits for work that is due in a moment and leaves what takes longer', async () => {
  const { deps, order, store, clock } = house();
  const later = (id: string, wait: number) => approval(id, {}, { waitUntil: NOW + wait });
  await store.actions.insert([later('application-1', 10 * SECOND), later('application-2', HOUR)], NOW);
  const made = watchOnce(
    {
      ...deps,
      dispatcher: {
        dispatchDue: async () => {
          order.push(`dispatch ${clock.now() - NOW}`);
          const due = await store.actions.claimNext({
            ...{ process: identity('process-1'), leaseMs: MINUTE, limits: [] },
            ...{ machineNow: clock.now(), programNow: clock.now() },
          });
          if (due) await store.actions.endTurn(due, turnEnd(), clock.now());
          return due ? 1 : 0;
        },
      },
    },
    signal(),
  );
  await clock.advance(12 * SECOND);
  expect((await made).idle).toBe(true);
  expect(order).toEqual(['cycle', 'dispatch 0', expect.stringMatching(/^dispatch 1[01]000$/), 'alerts']);
});

it('gives up on work that does not end, and says so', async () => {
  const { deps, store, clock } = house();
  await store.actions.insert([approval('application-1')], NOW);
  const made = watchOnce(deps, signal());
  await clock.advance(6 * MINUTE);
  expect(await made).toMatchObject({ idle: false, messagesSent: 2 });
});

it('writes nothing in read-only mode', async () => {
  const { deps, order, store } = house({ readOnly: true });
  await store.actions.insert([approval('application-1')], NOW);
  expect(await watchOnce(deps, signal())).toMatchObject({ idle: true });
  expect(order).toEqual(['cycle', 'alerts']);
});

it('waits for the cycle of another process, for some minutes', async () => {
  const { deps, order, store, clock } = house();
  const hold = () => store.leases.acquire('cycle', identity('process-2'), 10 * MINUTE, clock.now());
  const lease = await hold();
  const made = watchOnce(deps, signal());
  await clock.advance(MINUTE);
  expect(order).toEqual([]);
  if (lease) await store.leases.release(lease);
  await clock.advance(2 * SECOND);
  expect((await made).idle).toBe(true);

  await hold();
  const refused = expect(watchOnce(deps, signal())).rejects.toThrow('in its cycle for three minutes');
  await clock.advance(4 * MINUTE);
  await refused;
});

it('that is stopped says that it is not done', async () => {
  const stop = new AbortController();
  const { deps, order } = house({
    runCycle: async () => {
      stop.abort();
      return [];
    },
  });
  expect(await watchOnce(deps, stop.signal)).toEqual({ cycles: [], messagesSent: 0, idle: false });
  expect(order).toEqual([]);
});
