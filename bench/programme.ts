import type { CreatorSnapshot } from '../src/domain/creator.ts';
import type { Product } from '../src/domain/product.ts';
import type { SampleApplication } from '../src/domain/sample-application.ts';
import type { Shop } from '../src/domain/shop.ts';
import { DAY, HOUR } from '../src/domain/time.ts';
import type { Store } from '../src/ports/store/index.ts';
import { ids } from '../src/program/ids.ts';
import { openStore } from '../src/store/index.ts';

/** Programme time of every row: when the sandbox's clock starts, so that deadlines lie ahead of the server. */
export const NOW = Date.UTC(2026, 10, 16, 15);
export const SHOP: Shop = { shopId: '7495000000000000001', cipher: 'bench', name: 'Bench', region: 'US' };
export const PAGE_SIZE = 50;

const CREATORS = 2_000;
const ENDED = ['COMPLETED', 'CONTENT_PENDING', 'SHIPPED', 'REJECT_CANCELLED', 'OVERDUE_CANCELLED'];
const TITLES = [
  'Vitamin C Brightening Serum 30 ml with Hyaluronic Acid',
  'Cordless Mini Blender, 380 ml, USB-C',
  'Satin Pillowcase, Set of 2',
  'Collagen Gummies, 60 Pieces, Strawberry',
];

/** A number from 0 to below 1 that depends on nothing but its arguments. */
export function spreadOut(index: number, salt: number): number {
  const mixed = Math.imul(index + salt * 0x9e3779b1, 0x85ebca6b);
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32;
}

function creator(index: number): CreatorSnapshot {
  const gmvMinor = Math.round(20_000 * 40 ** spreadOut(index, 1));
  return {
    creatorId: `70000000000000${String(index).padStart(5, '0')}`,
    username: `creator.${index.toString(36)}.finds`,
    nickname: `Finds by Nº ${index}`,
    followers: Math.round(1_000 * 300 ** spreadOut(index, 2)),
    gmv30d: index % 7 === 0 ? null : { amountMinor: gmvMinor, currency: 'USD' },
    posts30d: Math.round(30 * spreadOut(index, 3)),
    videoViews30d: Math.round(40_000 * spreadOut(index, 4)),
    fulfilmentBps: 4_000 + Math.round(6_000 * spreadOut(index, 5)),
  };
}

function product(index: number) {
  const id = String(index).padStart(3, '0');
  const title = TITLES[index % TITLES.length] ?? '';
  return { productId: `17290000000000000${id}`, skuId: `17300000000000000${id}`, title };
}

/** The `index`-th request. All open when `ended` is false; else nine of ten went further, half of those with an order. */
export function application(index: number, ended: boolean): SampleApplication {
  const { productId, skuId, title } = product(index % 40);
  const open = !ended || index % 10 === 0;
  const status = open ? 'PENDING' : (ENDED[index % ENDED.length] ?? 'COMPLETED');
  const ordered = !open && index % ENDED.length < 3;
  const deadline = NOW + DAY + Math.round(6 * DAY * spreadOut(index, 6));
  return {
    applicationId: `7600000000000${String(index).padStart(6, '0')}`,
    status,
    fulfillmentStatus: null,
    approvable: index % 20 !== 0,
    disapprovableReasons: index % 20 === 0 ? ['Product out of stock'] : [],
    commissionBps: 1_500,
    sampleQuotaLeft: 500,
    approveExpiresAt: deadline,
    shipmentExpiresAt: ordered ? deadline + 2 * DAY : null,
    orderId: ordered ? `5760000000000${String(index).padStart(6, '0')}` : null,
    trackingNumber: null,
    agencyName: null,
    creator: creator(Math.floor(CREATORS * spreadOut(index, 7))),
    productId,
    productTitle: title,
    skuId,
    skuName: 'Default',
  };
}

/** Opens or makes a data file. */
export function benchStore(file: string): Store {
  return openStore({
    file,
    secretKey: new Uint8Array(32).fill(1),
    ids,
    machineNow: () => NOW,
    isProcessAlive: () => true,
  });
}

/** Shop, products, stock and so many open requests, all read just before `NOW`. */
export async function fillWithOpenRequests(store: Store, open: number): Promise<void> {
  const seenAt = NOW - HOUR;
  await store.shops.record([SHOP], seenAt);
  const products = Array.from({ length: 40 }, (_, index): Product => {
    const { productId, skuId, title } = product(index);
    const price = { amountMinor: 1_500 + 100 * index, currency: 'USD' };
    return {
      ...{ productId, title, status: 'ACTIVATE', categoryId: '601450', categoryName: 'Beauty' },
      skus: [{ skuId, sellerSku: `SKU-${index}`, price }],
      updatedAt: seenAt,
    };
  });
  await store.catalog.recordProducts(SHOP.shopId, products, seenAt);
  const levels = products.flatMap(({ productId, skus }) =>
    skus.map(({ skuId }) => ({ productId, skuId, available: 400 })),
  );
  await store.catalog.recordStock(SHOP.shopId, levels, seenAt);
  for (let from = 0; from < open; from += PAGE_SIZE) {
    const size = Math.min(PAGE_SIZE, open - from);
    const page = Array.from({ length: size }, (_, index) => application(from + index, false));
    await store.samples.record(SHOP.shopId, page, seenAt, {
      ...{ shopId: SHOP.shopId, feed: 'samples:PENDING', cursor: null, watermark: null },
      ...{ passStartedAt: seenAt, completedAt: seenAt },
    });
  }
}
