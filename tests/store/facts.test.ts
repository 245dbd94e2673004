import { describe, expect, it } from 'vitest';
import { application, approval, creator, NOW, SHOP, testStore } from './support.ts';

const PRODUCT = {
  productId: 'product-1',
  title: 'Vitamin C Serum',
  status: 'ACTIVATE',
  categoryId: 'beauty',
  categoryName: 'Beauty',
  skus: [{ skuId: 'sku-1', sellerSku: 'SERUM-30', price: { amountMinor: 2_400, currency: 'USD' } }],
  updatedAt: NOW,
};

describe('facts of a request', () => {
  it('says what is not known', async () => {
    const store = testStore();
    await store.samples.record(SHOP, [application()], NOW);
    const [facts] = await store.samples.facts(['application-1', 'nobody']);
    expect(facts).toMatchObject({
      product: null,
      stock: null,
      reservedUnits: 0,
      history: {
        posted: 0,
        notPosted: 0,
        lastNotPostedAt: null,
        open: 0,
        openOverdue: 0,
        sameProductAt: null,
      },
    });
    expect(facts?.creator).toEqual({ ...creator(), shopId: SHOP, asOf: NOW });
  });

  it('joins product, stock and the units that approvals hold', async () => {
    const store = testStore();
    await store.samples.record(SHOP, [application()], NOW);
    await store.catalog.recordProducts(SHOP, [PRODUCT], NOW);
    await store.catalog.recordStock(SHOP, [{ productId: 'product-1', skuId: 'sku-1', available: 9 }], NOW);
    await store.actions.insert(
      [
        approval('held', { quantity: 2 }),
        approval('blocked-too', { quantity: 3 }, { waitUntil: NOW }),
        approval('only-proposed', {}, { status: 'proposed' }),
        approval('other-sku', { skuId: 'sku-2' }),
      ],
      NOW,
    );
    const [facts] = await store.samples.facts(['application-1']);
    expect(facts).toMatchObject({
      product: {
        status: 'ACTIVATE',
        categoryName: 'Beauty',
        sellerSku: 'SERUM-30',
        price: { amountMinor: 2_400, currency: 'USD' },
      },
      stock: { available: 9, asOf: NOW },
      reservedUnits: 5,
    });
  });

  it('uses the creator as last seen, not as this request showed them', async () => {
    const store = testStore();
    await store.samples.record(SHOP, [application()], NOW);
    const later = creator({ followers: 90_000 });
    await store.samples.record(SHOP, [application({ applicationId: 'later', creator: later })], NOW + 1);
    const [facts] = await store.samples.facts(['application-1']);
    expect(facts?.creator).toMatchObject({ followers: 90_000, asOf: NOW + 1 });
    expect(facts?.application.creator.followers).toBe(12_000);
  });
});

describe('history with a creator', () => {
  const past = [
    { status: 'COMPLETED', shipmentExpiresAt: NOW - 900 },
    { status: 'OPS_COMPLETED', shipmentExpiresAt: NOW - 800, productId: 'product-2' },
    { status: 'UNFULFILL_CANCELLED', shipmentExpiresAt: NOW - 700, productId: 'product-2' },
    { status: 'UNFULFILL_CANCELLED', shipmentExpiresAt: null, approveExpiresAt: NOW - 750 },
    { status: 'AWAITING_SHIPMENT', shipmentExpiresAt: NOW + 10, productId: 'product-2' },
    { status: 'CONTENT_PENDING', fulfillmentStatus: 'OVERDUE', productId: 'product-2' },
    { status: 'CONTENT_PENDING', fulfillmentStatus: 'PENDING', productId: 'product-2' },
    { status: 'REJECT_CANCELLED', shipmentExpiresAt: NOW - 1 },
    { status: 'SELLER_NOT_SHIP_CANCELLED', shipmentExpiresAt: NOW - 1 },
  ];

  it('counts what was posted, not posted and open', async () => {
    const store = testStore();
    const samples = past.map((fields, index) => application({ ...fields, applicationId: `past-${index}` }));
    const stranger = creator({ creatorId: 'creator-2' });
    const theirs = application({ applicationId: 'theirs', status: 'COMPLETED', creator: stranger });
    await store.samples.record(SHOP, [...samples, theirs, application()], NOW);
    const [facts] = await store.samples.facts(['application-1']);
    expect(facts?.history).toEqual({
      posted: 2,
      notPosted: 2,
      lastNotPostedAt: NOW - 700,
      open: 3,
      openOverdue: 1,
      sameProductAt: NOW - 750,
    });
  });

  it('leaves the application in question and other shops out', async () => {
    const store = testStore();
    const done = application({ status: 'COMPLETED', shipmentExpiresAt: NOW });
    await store.samples.record(SHOP, [done], NOW);
    await store.samples.record('shop-2', [{ ...done, applicationId: 'elsewhere' }], NOW);
    const [facts] = await store.samples.facts(['application-1']);
    expect(facts?.history).toMatchObject({ posted: 0, sameProductAt: null });
  });
});

describe('open requests in pages', () => {
  it('goes through all of them once', async () => {
    const store = testStore();
    const open = Array.from({ length: 7 }, (_, index) => application({ applicationId: `a-${index}` }));
    const closed = application({ applicationId: 'a-closed', status: 'COMPLETED' });
    await store.samples.record(SHOP, [...open.toReversed(), closed], NOW);
    const seen: string[] = [];
    let after: string | null = null;
    for (;;) {
      const facts = await store.samples.openFacts(SHOP, after, 3);
      seen.push(...facts.map((fact) => fact.application.applicationId));
      after = seen.at(-1) ?? null;
      if (facts.length < 3) break;
    }
    expect(seen).toEqual(open.map((item) => item.applicationId));
  });
});
