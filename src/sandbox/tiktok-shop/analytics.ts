import { product, productList } from './analytics-products.ts';
import { lives, shopPerformance } from './analytics-shop.ts';
import { video, videos } from './analytics-videos.ts';
import type { Endpoint } from './call.ts';

const analytics = (path: string, handle: Endpoint['handle']): Endpoint => ({
  method: 'GET',
  path: `/analytics/${path}`,
  scope: 'data.shop_analytics.public.read',
  shopLevel: true,
  handle,
});

export const ANALYTICS: readonly Endpoint[] = [
  analytics('202509/shop/performance', shopPerformance),
  analytics('202605/shop_videos/performance', (call) => videos(call, '202605')),
  analytics('202509/shop_videos/performance', (call) => videos(call, '202509')),
  analytics('202509/shop_videos/{video_id}/performance', video),
  analytics('202605/shop_products/performance', (call) => productList(call, '202605')),
  analytics('202509/shop_products/performance', (call) => productList(call, '202509')),
  analytics('202509/shop_products/{product_id}/performance', product),
  analytics('202509/shop_lives/performance', lives),
];
