import { expect, test } from 'vitest';
import type { DataOf } from '../../../src/adapters/tiktok-shop/wire.ts';
import { errorOf, ROUTES, SHOP, useDesk } from './desk.ts';

const desk = useDesk();
const PRODUCT_ID = '1729000000000000101';

test('products updated in a window', async () => {
  const data: DataOf<'search_products'> = {
    next_page_token: '',
    total_count: 1,
    products: [
      {
        id: PRODUCT_ID,
        title: 'Demo Serum',
        status: 'ACTIVATE',
        update_time: 1793491200,
        skus: [
          { id: '201', seller_sku: 'SERUM-30', price: { currency: 'USD', sale_price: '24.90' } },
          { id: '202' },
        ],
      },
    ],
  };
  desk().platform.on(ROUTES.products, { data });
  const page = await desk().tiktok.searchProducts(SHOP, { updatedFrom: 5000, updatedTo: 9999 }, null);
  expect(page).toEqual({
    nextCursor: null,
    items: [
      {
        productId: PRODUCT_ID,
        title: 'Demo Serum',
        status: 'ACTIVATE',
        categoryId: null,
        categoryName: null,
        skus: [
          { skuId: '201', sellerSku: 'SERUM-30', price: { amountMinor: 2490, currency: 'USD' } },
          { skuId: '202', sellerSku: '', price: null },
        ],
        updatedAt: 1_793_491_200_000,
      },
    ],
  });
  const [sent] = desk().platform.sent(ROUTES.products);
  expect(sent?.query.page_size).toBe('100');
  expect(JSON.parse(sent?.body ?? '')).toEqual({ update_time_ge: 5, update_time_le: 9 });
});

test('the category is the root of the chain, wherever it stands', async () => {
  const data: DataOf<'get_product'> = {
    category_chains: [
      { id: '849160', parent_id: '601450', local_name: 'Skincare', is_leaf: true },
      { id: '601450', parent_id: '0', local_name: 'Beauty', is_leaf: false },
    ],
  };
  desk().platform.on(ROUTES.product, { data }, { data: {} }, { code: 12052000 }, { code: 98001004 });
  const category = () => desk().tiktok.productCategory(SHOP, PRODUCT_ID);
  expect(await category()).toEqual({ categoryId: '601450', categoryName: 'Beauty' });
  expect(await category()).toBeNull();
  expect(await category()).toBeNull();
  expect(await category()).toBeNull();
});

test.each([
  [105005, 'scope'],
  [36009014, 'gone'],
])('code %i is trouble, not a missing category', async (code, kind) => {
  desk().platform.on(ROUTES.product, { status: 403, code });
  expect((await errorOf(desk().tiktok.productCategory(SHOP, PRODUCT_ID))).kind).toBe(kind);
});

test('stock per SKU: zero is stock, a missing figure is no row', async () => {
  const data: DataOf<'search_stock'> = {
    inventory: [
      {
        product_id: PRODUCT_ID,
        skus: [
          { id: '201', total_available_quantity: 1274 },
          { id: '202', total_available_quantity: 0 },
          { id: '203' },
        ],
      },
    ],
  };
  desk().platform.on(ROUTES.stock, { data });
  expect(await desk().tiktok.stock(SHOP, [PRODUCT_ID])).toEqual([
    { productId: PRODUCT_ID, skuId: '201', available: 1274 },
    { productId: PRODUCT_ID, skuId: '202', available: 0 },
  ]);
  expect(await desk().tiktok.stock(SHOP, [])).toEqual([]);
});

test('shops are asked for without a shop', async () => {
  const data: DataOf<'list_authorized_shops'> = {
    shops: [{ id: '749', name: 'Demo Shop', region: 'US', seller_type: 'LOCAL', cipher: 'TTP_x', code: 'C' }],
  };
  desk().platform.on(ROUTES.shops, { data });
  expect(await desk().tiktok.authorizedShops()).toEqual([
    { shopId: '749', cipher: 'TTP_x', name: 'Demo Shop', region: 'US' },
  ]);
  expect(Object.keys(desk().platform.sent(ROUTES.shops)[0]?.query ?? {}).sort()).toEqual([
    'app_key',
    'sign',
    'timestamp',
  ]);
});
