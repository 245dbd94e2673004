import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/domain/decision.ts';
import { application, creator, NOW, order, SHOP, temporaryFile, testStore } from './support.ts';

const DECISION: Decision = {
  verdict: 'approve',
  rule: 'samples',
  version: 3,
  conditions: [{ name: 'gmv_30d', value: 250_000, threshold: 50_000, truth: true, asOf: NOW }],
  reason: 'Sells well and posts often.',
};

const PROGRESS = {
  shopId: SHOP,
  feed: 'samples:PENDING',
  cursor: 'page-2',
  watermark: null,
  passStartedAt: NOW,
  completedAt: null,
};

describe('recording applications', () => {
  it('gives back what it was given', async () => {
    const store = testStore();
    const seen = application({
      approvable: false,
      disapprovableReasons: ['Product out of stock', 'Quota used up'],
      fulfillmentStatus: 'ONGOING',
      shipmentExpiresAt: NOW + 5,
      orderId: 'order-1',
      trackingNumber: '1Z999',
      agencyName: 'Bright Agency',
    });
    expect(await store.samples.record(SHOP, [seen], NOW)).toEqual({ added: 1, changed: 0 });
    expect(await store.samples.get('application-1')).toEqual({
      ...seen,
      shopId: SHOP,
      firstSeenAt: NOW,
      asOf: NOW,
      decision: null,
      decidedAt: null,
    });
    expect(await store.samples.get('application-2')).toBeNull();
  });

  it('keeps figures that the creator did not share as null', async () => {
    const store = testStore();
    const silent = creator({
      nickname: null,
      followers: null,
      gmv30d: null,
      posts30d: null,
      videoViews30d: null,
      fulfilmentBps: null,
    });
    await store.samples.record(SHOP, [application({ creator: silent })], NOW);
    expect((await store.samples.get('application-1'))?.creator).toEqual(silent);
  });

  it('keeps every status change and nothing else', async () => {
    const store = testStore();
    await store.samples.record(SHOP, [application()], NOW);
    await store.samples.record(SHOP, [application({ commissionBps: 900 })], NOW + 1);
    const moved = application({ status: 'AWAITING_SHIPMENT' });
    expect(await store.samples.record(SHOP, [moved], NOW + 2)).toEqual({ added: 0, changed: 1 });
    expect(await store.samples.statusChanges('application-1')).toEqual([
      { applicationId: 'application-1', from: null, to: 'PENDING', seenAt: NOW },
      { applicationId: 'application-1', from: 'PENDING', to: 'AWAITING_SHIPMENT', seenAt: NOW + 2 },
    ]);
    const stored = await store.samples.get('application-1');
    expect(stored).toMatchObject({ firstSeenAt: NOW, asOf: NOW + 2, commissionBps: 1_500 });
  });

  it('does not let an older answer overwrite a newer one', async () => {
    const store = testStore();
    await store.samples.record(SHOP, [application({ status: 'SHIPPED' })], NOW);
    const late = application({ creator: creator({ username: 'anna.cooks', followers: 1 }) });
    expect(await store.samples.record(SHOP, [late], NOW - 1)).toEqual({ added: 0, changed: 0 });
    expect(await store.samples.get('application-1')).toMatchObject({ status: 'SHIPPED', asOf: NOW });
    const [facts] = await store.samples.facts(['application-1']);
    expect(facts?.creator).toMatchObject({ username: 'anna.bakes', followers: 12_000, asOf: NOW });
    expect(await store.samples.statusChanges('application-1')).toHaveLength(1);
  });

  it('saves the progress of the feed with the page, or neither', async () => {
    const store = testStore();
    await store.samples.record(SHOP, [application()], NOW, PROGRESS);
    expect(await store.feeds.get(SHOP, 'samples:PENDING')).toEqual({ ...PROGRESS, failure: null });
    const page = [
      application({ applicationId: 'application-2' }),
      // A STRICT table refuses a fraction, in the middle of the page.
      application({ applicationId: 'application-3', commissionBps: 0.5 }),
    ];
    await expect(store.samples.record(SHOP, page, NOW, { ...PROGRESS, cursor: 'page-3' })).rejects.toThrow();
    expect(await store.samples.get('application-2')).toBeNull();
    expect(await store.feeds.get(SHOP, 'samples:PENDING')).toMatchObject({ cursor: 'page-2' });
  });

  it('names the applications of a status that a pass did not show, last seen first', async () => {
    const store = testStore();
    const seen = (applicationId: string) => application({ applicationId });
    await store.samples.record(SHOP, [seen('a')], NOW - 3);
    await store.samples.record(SHOP, [seen('b'), seen('c')], NOW - 2);
    await store.samples.record(SHOP, [application({ applicationId: 'd', status: 'SHIPPED' })], NOW - 2);
    await store.samples.record(SHOP, [seen('c')], NOW);
    const unseen = await store.samples.notSeenSince(SHOP, 'PENDING', NOW, 10);
    expect(unseen).toEqual([
      { applicationId: 'b', creatorId: 'creator-1', productId: 'product-1' },
      { applicationId: 'a', creatorId: 'creator-1', productId: 'product-1' },
    ]);
    expect(await store.samples.notSeenSince(SHOP, 'PENDING', NOW, 1)).toHaveLength(1);
  });
});

describe('usernames', () => {
  it('finds a creator by an earlier name', async () => {
    const store = testStore();
    await store.samples.record(SHOP, [application()], NOW);
    const renamed = application({ creator: creator({ username: 'anna.cooks' }) });
    await store.samples.record(SHOP, [renamed], NOW + 1);
    for (const part of ['anna.bakes', 'BAKES', 'anna.cooks', 'creator-1', 'Ann']) {
      const page = await store.samples.pending({ shopId: SHOP, sort: 'expires', limit: 5, creator: part });
      expect(page.total, part).toBe(1);
    }
    const other = await store.samples.pending({ shopId: SHOP, sort: 'expires', limit: 5, creator: 'ben' });
    expect(other.items).toEqual([]);
  });
});

describe('decisions', () => {
  it('makes the last one current', async () => {
    const store = testStore();
    await store.samples.record(SHOP, [application()], NOW);
    const asked: Decision = { ...DECISION, verdict: 'ask' };
    const save = (decision: Decision, at: number) =>
      store.samples.saveDecisions([{ applicationId: 'application-1', decision, inputs: { stock: 4 } }], at);
    await save(asked, NOW + 1);
    await save(DECISION, NOW + 2);
    const stored = await store.samples.get('application-1');
    expect(stored).toMatchObject({ decision: DECISION, decidedAt: NOW + 2 });
    await store.samples.record(SHOP, [application()], NOW + 3);
    expect((await store.samples.get('application-1'))?.decision).toEqual(DECISION);
  });

  it('refuses one about an application that is not known, and saves none of the others', async () => {
    const store = testStore();
    await store.samples.record(SHOP, [application()], NOW);
    const about = (applicationId: string) => ({ applicationId, decision: DECISION, inputs: {} });
    await expect(
      store.samples.saveDecisions([about('application-1'), about('nobody')], NOW),
    ).rejects.toMatchObject({ kind: 'not_found' });
    expect((await store.samples.get('application-1'))?.decision).toBeNull();
  });
});

describe('the pace of a shop', () => {
  it('counts approvals by their deadline', async () => {
    const store = testStore();
    const past = [
      { status: 'COMPLETED', shipmentExpiresAt: NOW, approveExpiresAt: NOW - 50 },
      { status: 'SELLER_NOT_SHIP_CANCELLED', shipmentExpiresAt: null, approveExpiresAt: NOW + 1 },
      { status: 'SHIPPED', shipmentExpiresAt: NOW - 1, approveExpiresAt: NOW + 50 },
      { status: 'REJECT_CANCELLED', shipmentExpiresAt: NOW + 1, approveExpiresAt: NOW + 1 },
      { status: 'PENDING', shipmentExpiresAt: null, approveExpiresAt: NOW + 1 },
    ];
    const applications = past.map((fields, index) => application({ ...fields, applicationId: `a-${index}` }));
    await store.samples.record(SHOP, applications, NOW);
    expect(await store.samples.approvalsSince(SHOP, NOW)).toBe(2);
    expect(await store.samples.approvalsSince('shop-2', NOW)).toBe(0);
  });
});

describe('two programs on one file', () => {
  it('sees at once what the other recorded', async () => {
    const file = temporaryFile();
    const one = testStore({ file });
    const other = testStore({ file });
    const page = () => one.samples.pending({ shopId: SHOP, sort: 'expires', limit: 5 });
    expect((await page()).total).toBe(0);
    await other.samples.record(SHOP, [application()], NOW);
    expect((await page()).total).toBe(1);
    expect((await one.samples.pendingCounts(SHOP, NOW)).open).toBe(1);
    await one.samples.record(SHOP, [application({ status: 'SHIPPED', orderId: 'order-1' })], NOW);
    expect(await other.orders.idsToRead(SHOP, 5)).toEqual(['order-1']);
    await one.orders.record(SHOP, [order()], NOW);
    expect(await other.orders.idsToRead(SHOP, 5)).toEqual([]);
    expect(await page()).toEqual({ items: [], total: 0, nextCursor: null });
  });
});
