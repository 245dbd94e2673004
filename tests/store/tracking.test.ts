import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/domain/time.ts';
import type { Store, TrackQuery } from '../../src/ports/store/index.ts';
import type { WmsOrder } from '../../src/ports/wms.ts';
import { application, approval, claimed, creator, NOW, order, SHOP, testStore } from './support.ts';

const page = (store: Store, query: Partial<TrackQuery> = {}) =>
  store.tracking.page({ shopId: SHOP, now: NOW, limit: 20, ...query });

async function stageOf(store: Store, applicationId: string): Promise<string | undefined> {
  const { items } = await page(store, { limit: 50 });
  return items.find((item) => item.application.applicationId === applicationId)?.milestones.stage;
}

const wmsOrder = (overrides: Partial<WmsOrder> = {}): WmsOrder => ({
  wmsOrderId: 'w-1',
  reference: 'SMP-order-1',
  state: 'accepted',
  rawState: 'Processing',
  units: new Map([['SERUM-30', 1]]),
  parcels: [],
  problems: [],
  ...overrides,
});
const parcel = (state: 'shipped' | 'delivered', trackingNumber: string, shippedAt: number) => ({
  ...{ parcelId: `p-${trackingNumber}`, state, rawState: state, carrier: 'UPS', trackingNumber, shippedAt },
  deliveredAt: state === 'delivered' ? shippedAt + DAY : null,
  units: null,
});
const piece = (contentId: string, createdAt: number, views = 10) => ({
  ...{ contentId, format: 'VIDEO', createdAt, link: `https://example.com/${contentId}` },
  ...{ views, likes: 1, comments: 0, paidOrders: 2 },
});

describe('a life in the store', () => {
  it('follows every write that it is made of', async () => {
    const store = testStore();
    await store.samples.record(SHOP, [application()], NOW - 20 * DAY);
    expect(await stageOf(store, 'application-1')).toBe('requested');
    const approved = application({ status: 'AWAITING_SHIPMENT', orderId: 'order-1' });
    await store.samples.record(SHOP, [approved], NOW - 19 * DAY);
    expect(await stageOf(store, 'application-1')).toBe('approved');
    await store.orders.record(SHOP, [order({ createdAt: NOW - 19 * DAY })], NOW - 19 * DAY);
    expect(await stageOf(store, 'application-1')).toBe('ordered');
    await store.orders.recordShipment('order-1', wmsOrder(), NOW - 18 * DAY);
    expect(await stageOf(store, 'application-1')).toBe('at_warehouse');
    const parcels = [parcel('shipped', '1Z1', NOW - 17 * DAY)];
    await store.orders.recordShipment('order-1', wmsOrder({ state: 'shipped', parcels }), NOW - 17 * DAY);
    expect(await stageOf(store, 'application-1')).toBe('shipped');
    const delivered = order({ status: 'DELIVERED', createdAt: NOW - 19 * DAY, deliveredAt: NOW - 15 * DAY });
    await store.orders.record(SHOP, [delivered], NOW - 15 * DAY);
    expect(await page(store)).toMatchObject({ stages: { overdue: 1 }, late: 1, total: 1 });
    expect(await page(store, { now: NOW - 2 * DAY })).toMatchObject({ stages: { delivered: 1 }, late: 0 });
    await store.tracking.recordContent('application-1', [piece('c-1', NOW - HOUR)], NOW);
    const { items } = await page(store);
    expect(items).toMatchObject([
      {
        milestones: { stage: 'posted_late', postedAt: NOW - HOUR, lateAt: null },
        parcels: [{ carrier: 'UPS', trackingNumber: '1Z1' }],
        content: [{ contentId: 'c-1', views: 10, paidOrders: 2, asOf: NOW }],
        resendReference: null,
        waiting: null,
      },
    ]);
  });

  it('shows the replacement instead of the lost parcel', async () => {
    const store = testStore();
    await store.samples.record(SHOP, [application({ status: 'SHIPPED', orderId: 'order-1' })], NOW);
    await store.orders.record(SHOP, [order({ status: 'IN_TRANSIT' })], NOW);
    const lost = wmsOrder({ state: 'shipped', parcels: [parcel('shipped', '1ZLOST', NOW - 12 * DAY)] });
    await store.orders.recordShipment('order-1', lost, NOW - 12 * DAY);
    const again = wmsOrder({ wmsOrderId: 'w-2', reference: 'SMP-order-1-R2' });
    await store.orders.recordShipment('order-1', again, NOW);
    expect((await page(store)).items).toMatchObject([
      { milestones: { stage: 'at_warehouse', since: NOW }, parcels: [] },
    ]);
    const sent = { ...again, state: 'shipped' as const, parcels: [parcel('shipped', '1ZNEW', NOW + HOUR)] };
    await store.orders.recordShipment('order-1', sent, NOW + HOUR);
    expect((await page(store)).items).toMatchObject([
      {
        milestones: { stage: 'shipped', shippedAt: NOW + HOUR },
        resendReference: 'SMP-order-1-R2',
        parcels: [{ trackingNumber: '1ZNEW' }],
      },
    ]);
  });

  it('shows the number on TikTok Shop where the warehouse has none', async () => {
    const store = testStore();
    const [line] = order().lines;
    if (!line) throw new Error('An order has a line.');
    await store.samples.record(SHOP, [application({ status: 'SHIPPED', orderId: 'order-1' })], NOW);
    await store.orders.record(SHOP, [order({ lines: [{ ...line, trackingNumber: 'GF1' }] })], NOW);
    expect((await page(store)).items[0]?.parcels).toEqual([{ carrier: null, trackingNumber: 'GF1' }]);
  });
});

describe('content in the store', () => {
  const owing = application({ status: 'CONTENT_PENDING', orderId: 'order-1' });

  it('is due at first, then after its time, newest deliveries first, until it is final', async () => {
    const store = testStore();
    for (const n of [1, 2, 3]) {
      const orderId = `order-${n}`;
      await store.samples.record(SHOP, [{ ...owing, applicationId: `application-${n}`, orderId }], NOW);
      await store.orders.record(
        SHOP,
        [order({ orderId, status: 'DELIVERED', deliveredAt: NOW - (n === 2 ? 1 : 10 * n) * DAY })],
        NOW,
      );
    }
    await store.samples.record(SHOP, [application({ applicationId: 'open' })], NOW);
    const due = (readBefore = NOW - 6 * HOUR, limit = 10) =>
      store.tracking.contentDue(SHOP, readBefore, limit);
    expect(await due()).toEqual(['application-2', 'application-1', 'application-3']);
    expect(await due(NOW, 1)).toEqual(['application-2']);
    await store.tracking.recordContent('application-2', [], NOW - 5 * HOUR);
    expect(await due()).toEqual(['application-1', 'application-3']);
    expect(await due(NOW - 5 * HOUR)).toContain('application-2');
    await store.samples.record(
      SHOP,
      [{ ...owing, applicationId: 'application-3', status: 'COMPLETED', orderId: 'order-3' }],
      NOW + 1,
    );
    expect(await due()).toContain('application-3');
    await store.tracking.recordContent('application-3', [], NOW);
    expect(await due(NOW)).not.toContain('application-3');
  });

  it('keeps the latest figures, leaves out what is gone, and lets no old answer in', async () => {
    const store = testStore();
    await store.samples.record(SHOP, [owing], NOW);
    const read = async () =>
      (await page(store)).items[0]?.content.map(({ contentId, views }) => [contentId, views]);
    await store.tracking.recordContent(
      'application-1',
      [piece('a', NOW - DAY, 5), piece('b', NOW - HOUR)],
      NOW,
    );
    await store.tracking.recordContent('application-1', [piece('a', NOW - DAY, 1)], NOW - 10);
    expect(await read()).toEqual([
      ['a', 5],
      ['b', 10],
    ]);
    await store.tracking.recordContent('application-1', null, NOW + 1);
    expect(await read()).toHaveLength(2);
    await store.tracking.recordContent('application-1', [piece('a', NOW - DAY, 9)], NOW + 2);
    expect(await read()).toEqual([['a', 9]]);
    await store.tracking.recordContent('application-1', [], NOW + 3);
    expect(await stageOf(store, 'application-1')).toBe('delivered');
    await store.tracking.recordContent('nobody', [], NOW);
  });
});

describe('the list', () => {
  async function seeded(): Promise<Store> {
    const store = testStore();
    const made = (n: number, status: string, extra = {}) =>
      application({
        applicationId: `application-${n}`,
        status,
        orderId: status === 'PENDING' ? null : `order-${n}`,
        creator: creator({ creatorId: `creator-${n}`, username: `user${n}`, nickname: null }),
        ...extra,
      });
    await store.samples.record(
      SHOP,
      [
        made(1, 'PENDING', { approveExpiresAt: NOW + 2 * DAY }),
        made(2, 'AWAITING_SHIPMENT'),
        made(3, 'SHIPPED'),
        made(4, 'CONTENT_PENDING'),
        made(5, 'CONTENT_PENDING', { productId: 'product-2', productTitle: 'Clay Mask' }),
        made(6, 'COMPLETED'),
        made(7, 'UNFULFILL_CANCELLED'),
        made(8, 'REJECT_CANCELLED', { orderId: null }),
      ],
      NOW,
    );
    const of = (n: number, created: number, more = {}) =>
      order({ orderId: `order-${n}`, createdAt: NOW - created * DAY, ...more });
    await store.orders.record(
      SHOP,
      [
        of(2, 0.2, { shipBy: NOW + 5 * DAY }),
        of(3, 12, { status: 'IN_TRANSIT', shippedAt: NOW - 11 * DAY }),
        of(4, 9, { status: 'COMPLETED', deliveredAt: NOW - 5 * DAY }),
        of(5, 22, { status: 'COMPLETED', deliveredAt: NOW - 16 * DAY }),
        of(6, 40, { status: 'COMPLETED', deliveredAt: NOW - 35 * DAY }),
        of(7, 50, { status: 'COMPLETED', deliveredAt: NOW - 45 * DAY }),
      ],
      NOW,
    );
    await store.actions.insert([approval('application-2')], NOW);
    const claim = await claimed(store);
    await store.actions.appendEvent(claim, { step: 'review', type: 'attempted' }, NOW);
    return store;
  }
  const ids = async (store: Store, query: Partial<TrackQuery> = {}) =>
    (await page(store, query)).items.map(({ application: { applicationId } }) =>
      Number(applicationId.slice(12)),
    );

  it('puts what is late first, then what gets late next, then the ends', async () => {
    const store = await seeded();
    expect(await ids(store)).toEqual([5, 3, 1, 2, 4, 8, 7, 6]);
    const { stages, late, total } = await page(store, { stage: 'overdue' });
    expect({ late, total }).toEqual({ late: 2, total: 1 });
    expect(stages).toEqual({
      requested: 1,
      ordered: 1,
      shipped: 1,
      delivered: 1,
      overdue: 1,
      posted: 1,
      not_posted: 1,
      rejected: 1,
    });
  });

  it.each([
    [{ stage: 'overdue' }, [5]],
    [{ stage: 'delivered' }, [4]],
    [{ stage: 'posted' }, [6]],
    [{ posted: true }, [6]],
    [{ posted: false }, [5, 4, 7]],
    [{ posted: false, deliveredBefore: NOW - 14 * DAY }, [5, 7]],
    [{ late: true }, [5, 3]],
    [{ late: false, posted: false }, [4, 7]],
    [{ approvedSince: NOW - DAY }, [2]],
    [{ approvedSince: NOW - 15 * DAY, approvedElsewhere: true }, [3, 4]],
    [{ approvedElsewhere: false }, [2]],
    [{ creator: 'USER3' }, [3]],
    [{ creator: 'creator-4' }, [4]],
    [{ product: 'clay' }, [5]],
    [{ product: 'product-2' }, [5]],
    [{ creator: '100%' }, []],
  ] as const)('filters by %j', async (query, expected) => {
    const store = await seeded();
    expect(await ids(store, query)).toEqual(expected);
    expect((await page(store, query)).total).toBe(expected.length);
  });

  it('pages without a gap, and refuses a cursor of another list', async () => {
    const store = await seeded();
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const next: Partial<TrackQuery> = { limit: 3, ...(cursor !== null && { cursor }) };
      seen.push(...(await ids(store, next)));
      cursor = (await page(store, next)).nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([5, 3, 1, 2, 4, 8, 7, 6]);
    const { nextCursor } = await page(store, { limit: 3 });
    await expect(page(store, { late: true, cursor: nextCursor ?? '' })).rejects.toThrow('other filters');
  });
});
