import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { SendNotePlan } from '../../src/domain/action.ts';
import { DAY } from '../../src/domain/time.ts';
import type { NotifyMessage } from '../../src/ports/notify.ts';
import type { Store } from '../../src/ports/store/index.ts';
import { compactDatabase } from '../../src/store/compact.ts';
import {
  approval,
  claimed,
  MACHINE_NOW,
  NOW,
  order,
  SHOP,
  temporaryFile,
  testStore,
  turnEnd,
} from './support.ts';

const purge = (store: Store, programNow: number, dryRun = false) =>
  store.retention.purge({ programNow, machineNow: MACHINE_NOW + (programNow - NOW), dryRun });

const NOTHING = { orderPlaces: 0, noteTexts: 0, messageTexts: 0, alertMessages: 0, plans: 0, exports: 0 };

async function places(store: Store, ids: readonly string[]) {
  const orders = await Promise.all(ids.map((id) => store.orders.get(id)));
  return orders.map((one) => `${one?.town} ${one?.country}`);
}

it('forgets where a parcel went 30 days after it arrived, whoever says when that was', async () => {
  const store = testStore();
  const shipped = { status: 'IN_TRANSIT', updatedAt: NOW };
  await store.orders.record(
    SHOP,
    [
      order({ orderId: 'delivered', status: 'DELIVERED', updatedAt: NOW + 60 * DAY, deliveredAt: NOW }),
      order({ orderId: 'seen-by-warehouse', ...shipped }),
      order({ orderId: 'cancelled', status: 'CANCELLED', updatedAt: NOW }),
      order({ orderId: 'under-way', ...shipped }),
      order({ orderId: 'long-gone', ...shipped, createdAt: NOW - 160 * DAY }),
    ],
    NOW,
  );
  await store.orders.recordShipment(
    'seen-by-warehouse',
    {
      ...{
        wmsOrderId: 'w',
        reference: 'SMP-1',
        state: 'delivered',
        rawState: 'x',
        units: new Map(),
        problems: [],
      },
      parcels: [
        {
          ...{ parcelId: 'p', state: 'delivered', rawState: 'x', carrier: null, trackingNumber: null },
          ...{ shippedAt: NOW - DAY, deliveredAt: NOW, units: null },
        },
      ],
    },
    NOW,
  );
  const all = ['delivered', 'seen-by-warehouse', 'cancelled', 'under-way', 'long-gone'];
  expect(await purge(store, NOW + 30 * DAY)).toEqual({ ...NOTHING, orderPlaces: 1 });
  expect(await places(store, all)).toEqual([...Array(4).fill('Austin US'), 'null null']);
  expect(await purge(store, NOW + 30 * DAY + 1)).toEqual({ ...NOTHING, orderPlaces: 3 });
  expect(await places(store, all)).toEqual([...Array(3).fill('null null'), 'Austin US', 'null null']);
  expect(await purge(store, NOW + 31 * DAY)).toEqual(NOTHING);
});

it('forgets what was written 180 days after it was sent, and keeps that it was', async () => {
  const store = testStore();
  const text = 'Hello anna.bakes, your serum is on its way to you.';
  const note: SendNotePlan = {
    kind: 'send_note',
    creatorId: 'creator-1',
    occasion: 'shipped',
    orderId: 'order-1',
    applicationIds: ['application-1'],
    text,
  };
  await store.actions.insert(
    [approval('application-1', {}, { plan: note, businessKey: 'n', subjectLock: 'n' })],
    NOW,
  );
  await store.actions.insert([approval('application-2', { note: 'Enjoy it on the beach.' })], NOW);
  for (let turn = 0; turn < 2; turn += 1) await store.actions.endTurn(await claimed(store), turnEnd(), NOW);
  const waiting = { ...note, text: 'Still to be sent.' };
  await store.actions.insert(
    [approval('application-3', {}, { plan: waiting, businessKey: 'w', subjectLock: 'w' })],
    NOW,
  );

  expect(await purge(store, NOW + 180 * DAY)).toEqual(NOTHING);
  expect(await purge(store, NOW + 180 * DAY + 1, true)).toEqual({ ...NOTHING, noteTexts: 2 });
  const plans = async () => (await store.actions.list({ limit: 10 })).items.map(({ plan }) => plan);
  expect(JSON.stringify(await plans())).toContain(text);
  expect(await purge(store, NOW + 180 * DAY + 1)).toEqual({ ...NOTHING, noteTexts: 2 });
  expect(await plans()).toMatchObject([
    { kind: 'send_note', text: 'Still to be sent.' },
    { kind: 'approve_sample', note: null },
    { kind: 'send_note', occasion: 'shipped', text: '' },
  ]);
  expect((await store.actions.list({ limit: 10, status: 'done' })).items).toHaveLength(2);
});

it('drops alert messages that went out, plans and exported lists when their time is over', async () => {
  const store = testStore();
  const message: NotifyMessage = {
    kind: 'alert',
    severity: 'warn',
    ...{ subject: 'A', lines: [], rule: null, shop: null, sandbox: true },
    ...{ at: NOW, alerts: [] },
  };
  const marks = { notified: [], endTold: [] };
  await store.alerts.queue([{ channel: 'team', key: 'sent', message }], marks, NOW, MACHINE_NOW);
  const sent = await store.alerts.claimDelivery({
    ...{ channels: ['team'], machineNow: MACHINE_NOW, claimMs: 1_000, worthMs: DAY },
  });
  if (!sent) throw new Error('No delivery.');
  await store.alerts.endDelivery(sent, { retryAt: null, why: null, at: NOW });
  await store.alerts.queue([{ channel: 'team', key: 'queued', message }], marks, NOW, MACHINE_NOW);
  await store.confirmations.save({
    ...{ confirmationId: 'c-1', tool: 'approve_and_ship', shopId: SHOP, items: {}, context: {} },
    expiresAt: MACHINE_NOW,
  });
  await store.confirmations.spend('c-1', [], { summary: 'Done.' }, NOW);
  const file = { name: 'actions.csv', content: 'a\r\n', rows: 0, expiresAt: NOW + DAY };
  const { exportId } = await store.exports.save(file, NOW);

  expect(await purge(store, NOW + DAY - 1)).toEqual(NOTHING);
  expect(await store.exports.get(exportId, NOW + DAY - 1)).toMatchObject(file);
  expect(await store.exports.get(exportId, NOW + DAY)).toBeNull();
  expect(await purge(store, NOW + DAY)).toEqual({ ...NOTHING, exports: 1 });
  expect(await purge(store, NOW + 30 * DAY + 1)).toEqual({ ...NOTHING, plans: 1 });
  expect(await store.confirmations.get('c-1')).toBeNull();
  expect(await purge(store, NOW + 180 * DAY + 1)).toEqual({ ...NOTHING, alertMessages: 1 });
  expect(await store.alerts.wasQueued('sent')).toBe(false);
  expect(await store.alerts.wasQueued('queued')).toBe(true);
});

it('leaves nothing in the unused space of a file that is written anew, while others have it open', async () => {
  const file = temporaryFile();
  const store = testStore({ file });
  const town = 'Llanfairpwllgwyngyll';
  const orders = Array.from({ length: 50 }, (_, index) =>
    order({ orderId: `o-${index}`, town, status: 'DELIVERED', deliveredAt: NOW }),
  );
  await store.orders.record(SHOP, orders, NOW);
  expect(await purge(store, NOW + 31 * DAY)).toEqual({ ...NOTHING, orderPlaces: 50 });
  compactDatabase(file);
  expect(await store.orders.get('o-7')).toMatchObject({ status: 'DELIVERED', town: null });
  expect(readFileSync(file, 'latin1').includes(town)).toBe(false);
  expect(readFileSync(`${file}-wal`, 'latin1').includes(town)).toBe(false);
});
