import { describe, expect, it } from 'vitest';
import type { Product } from '../../src/domain/product.ts';
import { application, NOW, SHOP, testStore } from './support.ts';

const SERUM: Product = {
  productId: 'product-1',
  title: 'Vitamin C Serum',
  status: 'ACTIVATE',
  categoryId: null,
  categoryName: null,
  skus: [
    { skuId: 'sku-2', sellerSku: 'SERUM-50', price: { amountMinor: 3_400, currency: 'USD' } },
    { skuId: 'sku-1', sellerSku: '', price: null },
  ],
  updatedAt: NOW - 5,
};

describe('products', () => {
  it('come back as they were recorded, SKUs in order', async () => {
    const store = testStore();
    await store.catalog.recordProducts(SHOP, [SERUM], NOW);
    expect(await store.catalog.product(SHOP, 'product-1')).toEqual(SERUM);
    expect(await store.catalog.product('shop-2', 'product-1')).toBeNull();
    expect(await store.catalog.productIds(SHOP)).toEqual(['product-1']);
    await store.catalog.recordProducts(
      SHOP,
      [{ ...SERUM, productId: 'product-0', status: 'SELLER_DEACTIVATED' }],
      NOW,
    );
    expect(await store.catalog.productIds(SHOP)).toEqual(['product-0', 'product-1']);
    expect(await store.catalog.activeProductIds(SHOP)).toEqual(['product-1']);
  });

  it('keep the category that a list does not name', async () => {
    const store = testStore();
    const mug = { ...SERUM, productId: 'product-2' };
    await store.catalog.recordProducts(SHOP, [SERUM, mug], NOW);
    expect(await store.catalog.productIdsWithoutCategory(SHOP, 1)).toEqual(['product-1']);
    const beauty = { categoryId: 'beauty', categoryName: 'Beauty' };
    await store.catalog.recordCategory(SHOP, 'product-1', beauty);
    await store.catalog.recordProducts(SHOP, [{ ...SERUM, skus: SERUM.skus.slice(1) }], NOW + 1);
    expect(await store.catalog.product(SHOP, 'product-1')).toEqual({
      ...SERUM,
      ...beauty,
      skus: SERUM.skus.slice(1),
    });
    expect(await store.catalog.productIdsWithoutCategory(SHOP, 10)).toEqual(['product-2']);
  });

  it('are not overwritten by an older answer', async () => {
    const store = testStore();
    await store.catalog.recordProducts(SHOP, [SERUM], NOW);
    await store.catalog.recordProducts(SHOP, [{ ...SERUM, title: 'Old', skus: [] }], NOW - 1);
    expect(await store.catalog.product(SHOP, 'product-1')).toEqual(SERUM);
  });
});

describe('stock', () => {
  it('is the newest seen, saved with the progress of its feed', async () => {
    const store = testStore();
    const level = (available: number) => [{ productId: 'product-1', skuId: 'sku-1', available }];
    const progress = {
      shopId: SHOP,
      feed: 'stock',
      cursor: null,
      watermark: null,
      passStartedAt: NOW,
      completedAt: NOW,
    };
    await store.samples.record(SHOP, [application()], NOW);
    await store.catalog.recordStock(SHOP, level(4), NOW, progress);
    await store.catalog.recordStock(SHOP, level(9), NOW - 1);
    const [facts] = await store.samples.facts(['application-1']);
    expect(facts?.stock).toEqual({ available: 4, asOf: NOW });
    expect(await store.feeds.get(SHOP, 'stock')).toMatchObject({ completedAt: NOW });
  });
});

describe("stock in TikTok's warehouses", () => {
  const progress = {
    ...{ shopId: SHOP, feed: 'platform_stock', cursor: null, watermark: NOW },
    ...{ passStartedAt: NOW, completedAt: NOW },
  };
  const level = (warehouseId: string, skuId: string, available: number) => ({
    ...{ warehouseId, skuId, available, reserved: 2 },
  });

  it('is the newest seen of each warehouse and SKU, apart from the stock of the seller', async () => {
    const store = testStore();
    const { catalog } = store;
    const record = (available: number, at: number, shopId = SHOP) =>
      catalog.recordPlatformStock(
        shopId,
        [level('north', 'sku-1', available), level('south', 'sku-1', 0)],
        at,
        { ...progress, shopId },
      );
    await record(4, NOW);
    await record(9, NOW - 1);
    await record(7, NOW, 'shop-2');
    expect(await catalog.platformStock(SHOP)).toEqual([
      { ...level('north', 'sku-1', 4), asOf: NOW },
      { ...level('south', 'sku-1', 0), asOf: NOW },
    ]);
    await store.samples.record(SHOP, [application()], NOW);
    const [facts] = await store.samples.facts(['application-1']);
    expect(facts?.stock).toBeNull();
    expect(await store.feeds.get(SHOP, 'platform_stock')).toMatchObject({ watermark: NOW });
  });

  it('is gone where a whole pass did not show it', async () => {
    const { catalog } = testStore();
    await catalog.recordPlatformStock(SHOP, [level('north', 'sku-1', 4)], NOW, progress);
    await catalog.recordPlatformStock('shop-2', [level('north', 'sku-1', 4)], NOW, progress);
    await catalog.recordPlatformStock(SHOP, [level('north', 'sku-2', 5)], NOW + 10, progress);
    await catalog.forgetPlatformStock(SHOP, NOW + 10);
    expect((await catalog.platformStock(SHOP)).map(({ skuId }) => skuId)).toEqual(['sku-2']);
    expect(await catalog.platformStock('shop-2')).toHaveLength(1);
  });
});
