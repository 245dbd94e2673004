import { expect, it, onTestFinished } from 'vitest';
import { createChannels } from '../../src/adapters/notify/index.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { createAlertDelivery } from '../../src/monitor/deliver-alerts.ts';
import type { Store } from '../../src/ports/store/index.ts';
import { httpReceiver, notifyMessage, type Receiver } from '../adapters/notify/support.ts';
import { MACHINE_NOW, NOW, temporaryFile, testStore } from '../store/support.ts';

const NO_MARKS = { notified: [], endTold: [] };

/** A process that delivers, on a machine whose clock the test turns. */
function deliverer(store: Store, receivers: Readonly<Record<string, Receiver>>, clock: { machine: number }) {
  const machineClock = { now: () => clock.machine };
  const channels = createChannels(
    Object.entries(receivers).map(([name, { url }]) => ({ kind: 'webhook', name, url, secret: 's' })),
    machineClock,
  );
  onTestFinished(() => void Promise.all(channels.map((channel) => channel.close())));
  const delivery = createAlertDelivery({
    ...{ store: store.alerts, channels, machineClock, programClock: { now: () => NOW } },
    log: { warn: () => undefined },
  });
  return () => delivery.deliverDue(new AbortController().signal);
}

const queue = (store: Store, ...deliveries: readonly [channel: string, key: string][]) =>
  store.alerts.queue(
    deliveries.map(([channel, key]) => ({ channel, key, message: notifyMessage({ subject: key }) })),
    NO_MARKS,
    NOW,
    MACHINE_NOW,
  );

const subjects = ({ received }: Receiver) => received.map(({ body }) => JSON.parse(body).subject);

it('sends what is queued, in order, and nothing twice', async () => {
  const [store, hook, clock] = [testStore(), await httpReceiver(), { machine: MACHINE_NOW }];
  const deliver = deliverer(store, { hook }, clock);
  expect(await deliver()).toBe(0);
  await queue(store, ['hook', 'a'], ['hook', 'b']);
  expect(await deliver()).toBe(2);
  expect(await deliver()).toBe(0);
  expect(subjects(hook)).toEqual(['a', 'b']);
});

it('tries again after 1, 5, 15 and 60 minutes, counts it, and recovers', async () => {
  const [store, hook, clock] = [testStore(), await httpReceiver(), { machine: MACHINE_NOW }];
  const deliver = deliverer(store, { hook }, clock);
  await queue(store, ['hook', 'a']);
  for (const [index, pause] of [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, HOUR].entries()) {
    hook.answers.push({ status: 503 });
    expect(await deliver()).toBe(0);
    expect(await store.alerts.channelHealth()).toMatchObject([{ failuresInARow: index + 1 }]);
    clock.machine += pause - 1;
    expect(await deliver()).toBe(0);
    expect(hook.received).toHaveLength(index + 1);
    clock.machine += 1;
  }
  expect(await deliver()).toBe(1);
  expect(await store.alerts.channelHealth()).toMatchObject([{ failuresInARow: 0 }]);
  const ids = new Set(hook.received.map(({ headers }) => headers['x-affiliate-ops-delivery']));
  expect(ids.size).toBe(1);
});

it('waits as long as a receiver asks', async () => {
  const [store, hook, clock] = [testStore(), await httpReceiver(), { machine: MACHINE_NOW }];
  const deliver = deliverer(store, { hook }, clock);
  await queue(store, ['hook', 'a']);
  hook.answers.push({ status: 429, headers: { 'retry-after': '600' } });
  await deliver();
  expect(await store.alerts.nextDelivery(['hook'])).toBe(MACHINE_NOW + 10 * MINUTE);
});

it('a channel that fails does not hold up another, and its message is given up after a day', async () => {
  const [store, bad, good] = [testStore(), await httpReceiver(), await httpReceiver()];
  const clock = { machine: MACHINE_NOW };
  const deliver = deliverer(store, { bad, good }, clock);
  await queue(store, ['bad', 'a'], ['good', 'a']);
  bad.answers.push({ status: 500 });
  expect(await deliver()).toBe(1);
  expect(subjects(good)).toEqual(['a']);
  clock.machine += DAY;
  expect(await deliver()).toBe(0);
  expect(bad.received).toHaveLength(1);
});

it('two processes on one store send each message once', async () => {
  const file = temporaryFile();
  const [one, two] = [testStore({ file }), testStore({ file })];
  const [hook, clock] = [await httpReceiver(), { machine: MACHINE_NOW }];
  const keys = Array.from({ length: 20 }, (_, index): [string, string] => ['hook', `m${index}`]);
  await queue(one, ...keys);
  const sent = await Promise.all([deliverer(one, { hook }, clock)(), deliverer(two, { hook }, clock)()]);
  expect(sent[0] + sent[1]).toBe(20);
  expect(new Set(subjects(hook)).size).toBe(20);
});

it('a message whose process died while sending goes out again, under the same id', async () => {
  const [store, hook, clock] = [testStore(), await httpReceiver(), { machine: MACHINE_NOW }];
  await queue(store, ['hook', 'a']);
  const taken = await store.alerts.claimDelivery({
    ...{ channels: ['hook'], machineNow: MACHINE_NOW, claimMs: MINUTE, worthMs: DAY },
  });
  const deliver = deliverer(store, { hook }, clock);
  expect(await deliver()).toBe(0);
  clock.machine += MINUTE;
  expect(await deliver()).toBe(1);
  expect(hook.received[0]?.headers['x-affiliate-ops-delivery']).toBe(taken?.deliveryId);
});
