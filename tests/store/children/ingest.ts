// Records page after page until it is killed; each page says in the feed's cursor how many came before it.
import { now, openChildStore, SHOP, say } from './child-store.ts';

const PAGE = 50;
const store = openChildStore();
for (let page = 0; ; page += 1) {
  const applications = Array.from({ length: PAGE }, (_, index) => ({
    applicationId: `a-${page * PAGE + index}`,
    status: 'PENDING',
    fulfillmentStatus: null,
    approvable: true,
    disapprovableReasons: [],
    commissionBps: null,
    sampleQuotaLeft: null,
    approveExpiresAt: null,
    shipmentExpiresAt: null,
    orderId: null,
    trackingNumber: null,
    agencyName: null,
    creator: {
      creatorId: `creator-${index}`,
      username: `name.${index}`,
      nickname: null,
      followers: null,
      gmv30d: null,
      posts30d: null,
      videoViews30d: null,
      fulfilmentBps: null,
    },
    productId: 'product-1',
    productTitle: 'Serum',
    skuId: 'sku-1',
    skuName: null,
  }));
  await store.samples.record(SHOP, applications, now(), {
    shopId: SHOP,
    feed: 'samples:PENDING',
    cursor: String(page + 1),
    watermark: null,
    passStartedAt: 1,
    completedAt: null,
  });
  say({ page });
}
