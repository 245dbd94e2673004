import { describe, expect, it } from 'vitest';
import type { Alert, NewAlert } from '../../src/domain/alert.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import type { NotifyMessage } from '../../src/ports/notify.ts';
import type { Store } from '../../src/ports/store/index.ts';
import { alert as storedAlert } from '../rules/alerts/support.ts';
import { application, MACHINE_NOW, NOW, order, SHOP, temporaryFile, testStore } from './support.ts';

function newAlert(subject: string, overrides: Partial<NewAlert> = {}): NewAlert {
  const { alertId: _id, notifiedAt: _notified, endTold: _told, ...rest } = storedAlert();
  const labels = { application_id: subject };
  return {
    ...rest,
    labels,
    fingerprint: subject,
    shopId: SHOP,
    startedAt: NOW,
    evaluatedAt: NOW,
    ...overrides,
  };
}

const NONE = { opened: [], updated: [], dropped: [] };
const NO_MARKS = { notified: [], endTold: [] };

async function open(store: Store, ...alerts: readonly NewAlert[]): Promise<readonly Alert[]> {
  await store.alerts.save({ ...NONE, opened: alerts });
  return store.alerts.live();
}

const message = (subject: string): NotifyMessage => ({
  kind: 'alert',
  subject,
  lines: [],
  severity: 'high',
  rule: 'approvals_expiring',
  shop: null,
  sandbox: false,
  at: NOW,
  alerts: [],
});

describe('alerts', () => {
  it('come back as they were saved, also in another process', async () => {
    const file = temporaryFile();
    const given = newAlert('a', { stake: { amountMinor: 990, currency: 'USD' }, deadline: NOW + HOUR });
    await open(testStore({ file }), given, newAlert('b', { stake: null, deadline: null }));
    const [a, b] = await testStore({ file }).alerts.live();
    expect(a).toEqual({
      ...given,
      alertId: expect.stringMatching(/^alr_/),
      notifiedAt: null,
      endTold: false,
    });
    expect(b).toMatchObject({ stake: null, deadline: null });
  });

  it('open once however many evaluations find the same', async () => {
    const store = testStore();
    await open(store, newAlert('a'));
    expect(await open(store, newAlert('a', { title: 'again' }))).toMatchObject([
      { title: storedAlert().title },
    ]);
  });

  it('open again after they ended, as another one', async () => {
    const store = testStore();
    const [first] = await open(store, newAlert('a'));
    if (!first) throw new Error('Nothing was saved.');
    const over = { ...first, state: 'resolved' as const, resolvedAt: NOW + 1, evaluatedAt: NOW + 1 };
    await store.alerts.save({ ...NONE, updated: [over] });
    expect(await store.alerts.live()).toEqual([]);
    expect(await open(store, newAlert('a'))).toHaveLength(1);
    expect(await store.alerts.resolved([SHOP], 10)).toMatchObject([{ alertId: first.alertId }]);
    expect(await store.alerts.resolved(['shop-2'], 10)).toEqual([]);
  });

  it('are not set back by an older evaluation', async () => {
    const store = testStore();
    const [first] = await open(store, newAlert('a', { evaluatedAt: NOW + HOUR }));
    if (!first) throw new Error('Nothing was saved.');
    await store.alerts.save({ ...NONE, updated: [{ ...first, cleanEvaluations: 1, evaluatedAt: NOW }] });
    expect(await store.alerts.live()).toMatchObject([{ cleanEvaluations: 0 }]);
  });

  it('are dropped only while pending', async () => {
    const store = testStore();
    const live = await open(store, newAlert('a', { state: 'pending' }), newAlert('b'));
    await store.alerts.save({ ...NONE, dropped: live });
    expect(await store.alerts.live()).toMatchObject([{ fingerprint: 'b' }]);
  });

  it('stay live after their end while somebody was told that they fire', async () => {
    const store = testStore();
    const [first] = await open(store, newAlert('a'));
    if (!first) throw new Error('Nothing was saved.');
    await store.alerts.queue([], { notified: [first.alertId], endTold: [] }, NOW, MACHINE_NOW);
    await store.alerts.save({ ...NONE, updated: [{ ...first, state: 'resolved', resolvedAt: NOW }] });
    expect(await store.alerts.live()).toMatchObject([{ state: 'resolved', notifiedAt: NOW }]);
    await store.alerts.queue([], { notified: [], endTold: [first.alertId] }, NOW, MACHINE_NOW);
    expect(await store.alerts.live()).toEqual([]);
  });
});

it('silences stand until their end, or until somebody ends them', async () => {
  const { alerts } = testStore();
  const given = {
    ...{ rule: 'ship_sla' as const, shopId: null, subject: '7', author: 'Mia', reason: 'Known.' },
    ...{ startsAt: NOW, endsAt: NOW + DAY },
  };
  const silence = await alerts.addSilence(given);
  expect(await alerts.silences(NOW)).toEqual([{ ...given, silenceId: silence.silenceId }]);
  expect(await alerts.silences(NOW + DAY)).toEqual([]);
  expect(await alerts.endSilence(silence.silenceId, NOW + HOUR)).toMatchObject({ endsAt: NOW + HOUR });
  expect(await alerts.endSilence(silence.silenceId, NOW + HOUR)).toBeNull();
  expect(await alerts.silences(NOW + HOUR)).toEqual([]);
});

describe('deliveries', () => {
  const claim = (store: Store, machineNow: number, channels = ['slack']) =>
    store.alerts.claimDelivery({ channels, machineNow, claimMs: MINUTE, worthMs: DAY });
  const queue = (store: Store, ...keys: readonly string[]) =>
    store.alerts.queue(
      keys.map((key) => ({ channel: 'slack', key, message: message(key) })),
      NO_MARKS,
      NOW,
      MACHINE_NOW,
    );

  it('are queued once a key and channel', async () => {
    const store = testStore();
    expect(await queue(store, 'digest:1')).toBe(1);
    expect(await queue(store, 'digest:1')).toBe(0);
    expect(await store.alerts.wasQueued('digest:1')).toBe(true);
    expect(await store.alerts.wasQueued('digest:2')).toBe(false);
  });

  it('are claimed by one process at a time, and freed when it dies', async () => {
    const file = temporaryFile();
    const [one, two] = [testStore({ file }), testStore({ file })];
    await queue(one, 'a');
    const first = await claim(one, MACHINE_NOW);
    expect(first).toMatchObject({ key: 'a', attempts: 1, message: message('a') });
    expect(await claim(two, MACHINE_NOW + MINUTE - 1)).toBeNull();
    const second = await claim(two, MACHINE_NOW + MINUTE);
    expect(second).toMatchObject({ deliveryId: first?.deliveryId, attempts: 2 });
    // Who overslept does not end what another process has by now.
    if (!first || !second) throw new Error('Nothing was claimed.');
    expect(await one.alerts.endDelivery(first, { retryAt: MACHINE_NOW, why: 'x', at: NOW })).toBe(false);
    expect(await two.alerts.endDelivery(second, { retryAt: null, why: null, at: NOW })).toBe(true);
    expect(await one.alerts.nextDelivery(['slack'])).toBeNull();
  });

  it('count failures in a row, make the channel wait, and forget them when one works', async () => {
    const store = testStore();
    await queue(store, 'a', 'b');
    for (let failures = 1; failures <= 2; failures += 1) {
      const claimed = await claim(store, MACHINE_NOW + failures * MINUTE);
      if (!claimed) throw new Error('Nothing was claimed.');
      // The one that was tried least goes first.
      expect(claimed).toMatchObject({ key: failures === 1 ? 'a' : 'b', attempts: 1 });
      const retryAt = MACHINE_NOW + (failures + 1) * MINUTE;
      await store.alerts.endDelivery(claimed, { retryAt, why: 'The receiver answered 500.', at: NOW });
      expect(await store.alerts.nextDelivery(['slack'])).toBe(retryAt);
      expect(await claim(store, retryAt - 1)).toBeNull();
    }
    expect(await store.alerts.channelHealth()).toEqual([
      { channel: 'slack', failuresInARow: 2, lastFailure: 'The receiver answered 500.', failingSince: NOW },
    ]);
    const claimed = await claim(store, MACHINE_NOW + 3 * MINUTE);
    if (!claimed) throw new Error('Nothing was claimed.');
    await store.alerts.endDelivery(claimed, { retryAt: null, why: null, at: NOW });
    expect(await store.alerts.channelHealth()).toMatchObject([{ failuresInARow: 0, failingSince: null }]);
  });

  it('of another channel are left alone, and old ones are given up', async () => {
    const store = testStore();
    await queue(store, 'a');
    expect(await claim(store, MACHINE_NOW, ['mail'])).toBeNull();
    expect(await claim(store, MACHINE_NOW + DAY)).toBeNull();
    expect(await store.alerts.nextDelivery(['slack'])).toBeNull();
  });
});

describe('facts', () => {
  const shipping = (applicationId: string, overrides: object = {}) =>
    application({
      applicationId,
      status: 'AWAITING_SHIPMENT',
      shipmentExpiresAt: NOW + HOUR,
      orderId: `order-${applicationId}`,
      ...overrides,
    });

  it('unshipped: approved samples without a tracking number on TikTok Shop', async () => {
    const store = testStore();
    await store.samples.record(
      SHOP,
      [
        shipping('late'),
        shipping('far', { shipmentExpiresAt: NOW + 2 * DAY }),
        shipping('tracked', { trackingNumber: '1Z' }),
        shipping('moving'),
        shipping('labelled'),
        shipping('open', { status: 'PENDING' }),
      ],
      NOW,
    );
    const [line] = order().lines;
    if (!line) throw new Error('The order has no line.');
    const labelled = { orderId: 'order-labelled', lines: [{ ...line, trackingNumber: '1Z' }] };
    const moving = { orderId: 'order-moving', status: 'IN_TRANSIT' };
    await store.orders.record(SHOP, [order({ orderId: 'order-late' }), order(moving), order(labelled)], NOW);
    const found = await store.alerts.unshipped(SHOP, NOW + DAY, 10);
    expect(found).toMatchObject([{ applicationId: 'late', shipBy: NOW + HOUR, shippedAt: null }]);
  });

  it('under way: shipped when the warehouse says, else when it was first seen as shipped', async () => {
    const store = testStore();
    const shipped = (applicationId: string) => shipping(applicationId, { status: 'SHIPPED' });
    await store.samples.record(SHOP, [shipped('seen'), shipped('parcel'), shipped('arrived')], NOW);
    const parcel = (deliveredAt: number | null) => ({
      ...{
        parcelId: 'p',
        state: 'shipped' as const,
        rawState: 'Shipped',
        carrier: 'UPS',
        trackingNumber: '1Z',
      },
      ...{ shippedAt: NOW - 3 * DAY, deliveredAt, units: null },
    });
    const wmsOrder = (deliveredAt: number | null) => ({
      ...{ wmsOrderId: 'w', reference: 'r', state: 'shipped' as const, rawState: 'Shipped' },
      ...{ units: new Map(), parcels: [parcel(deliveredAt)], problems: [] },
    });
    await store.orders.recordShipment('order-parcel', wmsOrder(null), NOW);
    await store.orders.recordShipment('order-arrived', wmsOrder(NOW), NOW);
    const under = await store.alerts.underWay(SHOP, NOW + 1, 10);
    expect(under.map(({ applicationId, shippedAt }) => [applicationId, shippedAt])).toEqual([
      ['parcel', NOW - 3 * DAY],
      ['seen', NOW],
    ]);
    expect(await store.alerts.underWay(SHOP, NOW - 3 * DAY, 10)).toEqual([]);
  });

  it('sample pace: units of sample orders since a day, cancelled and other orders left out', async () => {
    const store = testStore();
    const sku = { skuId: 'sku-1', sellerSku: 'SERUM-30', price: null };
    const product = {
      productId: 'product-1',
      title: 'Serum',
      status: 'ACTIVATE',
      skus: [sku],
      updatedAt: NOW,
    };
    await store.catalog.recordProducts(SHOP, [{ ...product, categoryId: null, categoryName: null }], NOW);
    await store.catalog.recordStock(SHOP, [{ productId: 'product-1', skuId: 'sku-1', available: 9 }], NOW);
    await store.orders.record(
      SHOP,
      [
        order({ orderId: '1' }),
        order({ orderId: '2', status: 'COMPLETED' }),
        order({ orderId: '3', status: 'CANCELLED' }),
        order({ orderId: '4', isSample: false }),
        order({ orderId: '5', createdAt: NOW - 2 * DAY }),
      ],
      NOW,
    );
    expect(await store.alerts.samplePace(SHOP, NOW - DAY)).toEqual([
      {
        ...{ productId: 'product-1', productTitle: 'Serum', skuId: 'sku-1', sellerSku: 'SERUM-30' },
        ...{ available: 9, unitsTaken: 2 },
      },
    ]);
  });
});

it('health: calls come newest first and are forgotten after a day', async () => {
  const { health } = testStore();
  await health.record('shipbob', { at: NOW, failed: true });
  await health.record('shipbob', { at: NOW + 1, failed: false });
  await health.record('other', { at: NOW + 2, failed: true });
  expect(await health.recent('shipbob', NOW, 10)).toEqual([
    { at: NOW + 1, failed: false },
    { at: NOW, failed: true },
  ]);
  await health.record('shipbob', { at: NOW + 1 + DAY, failed: false });
  expect(await health.recent('shipbob', 0, 10)).toHaveLength(2);
});
