import { expect, test } from 'vitest';
import type { DataOf } from '../../../src/adapters/tiktok-shop/wire.ts';
import { errorOf, SHOP, useDesk } from './desk.ts';

const desk = useDesk();
const BASE = '/analytics';
const VIDEOS = `GET ${BASE}/202605/shop_videos/performance`;
const OLD_VIDEOS = `GET ${BASE}/202509/shop_videos/performance`;
const PRODUCTS = `GET ${BASE}/202605/shop_products/performance`;
const OLD_PRODUCTS = `GET ${BASE}/202509/shop_products/performance`;
const RANGE = { from: '2026-11-14', until: '2026-11-21' };
const RETIRED = { code: 36009014 };

const usd = (amount: string) => ({ amount, currency: 'USD' });
const cents = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

test('the shop by day; a day without figures has none', async () => {
  const route = `GET ${BASE}/202509/shop/performance`;
  const data: DataOf<'get_shop_performance'> = {
    latest_available_date: '2026-11-20',
    performance: {
      intervals: [
        {
          start_date: '2026-11-14',
          end_date: '2026-11-15',
          sales: {
            gmv: { overall: usd('5320.40') },
            refunds: usd('0'),
            orders_count: 210,
            items_sold: 230,
          },
          traffic: { avg_visitors: 2100 },
        },
        { start_date: '2026-11-15' },
      ],
    },
  };
  desk().platform.on(route, { data }, { data: {} });
  const nothing = { gmv: null, refunds: null, orders: null, itemsSold: null, visitors: null };
  expect(await desk().tiktok.shopPerformance(SHOP, RANGE)).toEqual({
    latestDay: '2026-11-20',
    items: [
      {
        day: '2026-11-14',
        gmv: cents(532040),
        refunds: cents(0),
        orders: 210,
        itemsSold: 230,
        visitors: 2100,
      },
      { day: '2026-11-15', ...nothing },
    ],
    nextCursor: null,
  });
  expect(await desk().tiktok.shopPerformance(SHOP, RANGE)).toEqual({
    latestDay: null,
    items: [],
    nextCursor: null,
  });
  expect(desk().platform.sent(route)[0]?.query).toMatchObject({
    start_date_ge: '2026-11-14',
    end_date_lt: '2026-11-21',
    granularity: '1D',
  });
});

test('products with what affiliates brought; the row of the unnamed is dropped', async () => {
  const data: DataOf<'list_product_performance'> = {
    latest_available_date: '2026-11-20',
    next_page_token: 'p2',
    products: [
      {
        id: '101',
        total_performance: {
          gmv: usd('1245.00'),
          orders: 48,
          items_sold: 50,
          product_impressions: 54200,
          product_clicks: 0,
        },
        affiliate_total_performance: { attributed_gmv: usd('772.00'), attributed_orders: 30 },
      },
      { id: '102' },
      { id: '0', total_performance: { gmv: usd('1.00') } },
    ],
  };
  desk().platform.on(PRODUCTS, { data });
  expect(await desk().tiktok.productPerformance(SHOP, RANGE, null)).toEqual({
    latestDay: '2026-11-20',
    items: [
      {
        productId: '101',
        gmv: cents(124500),
        orders: 48,
        itemsSold: 50,
        affiliateGmv: cents(77200),
        affiliateOrders: 30,
        clicks: 0,
        impressions: 54200,
      },
      {
        productId: '102',
        gmv: null,
        orders: null,
        itemsSold: null,
        affiliateGmv: null,
        affiliateOrders: null,
        clicks: null,
        impressions: null,
      },
    ],
    nextCursor: 'p2',
  });
  expect(desk().platform.sent(PRODUCTS)[0]?.query.page_size).toBe('100');
});

test('products in the older form', async () => {
  const products = [{ id: '101', overall_performance: { gmv: usd('1245.00'), orders: 48, items_sold: 50 } }];
  desk().platform.on(PRODUCTS, RETIRED).on(OLD_PRODUCTS, { data: { products } });
  const { items } = await desk().tiktok.productPerformance(SHOP, RANGE, null);
  expect(items[0]).toMatchObject({ gmv: cents(124500), orders: 48, itemsSold: 50, affiliateGmv: null });
});

test('videos of affiliates: creator when named, share as fraction, time without zone as UTC', async () => {
  const video = {
    id: '7600000000000000701',
    title: 'Caption',
    username: 'demo_creator_one',
    video_post_time: '2026-11-15 18:20:00',
    products: [{ id: '101', name: 'Serum' }],
    views: 15420,
    gmv: usd('224.10'),
    sku_orders: 9,
    items_sold: 0,
    click_through_rate: '0.0528',
    creator: { open_id: 'uDemo', user_name: 'demo_creator_one', author_type: 'AFFILIATE' },
  };
  const data: DataOf<'list_video_performance'> = {
    latest_available_date: '2026-11-20',
    next_page_token: '',
    videos: [video, { id: '702', creator: { user_name: 'named_here' } }, { ...video, id: '0' }],
  };
  desk().platform.on(VIDEOS, { data }, { data: { latest_available_date: '2026-11-20' } });
  const page = await desk().tiktok.videoPerformance(SHOP, RANGE, null);
  expect(page.items).toEqual([
    {
      videoId: '7600000000000000701',
      username: 'demo_creator_one',
      creatorId: 'uDemo',
      title: 'Caption',
      postedAt: Date.UTC(2026, 10, 15, 18, 20),
      productIds: ['101'],
      views: 15420,
      gmv: cents(22410),
      orders: 9,
      itemsSold: 0,
      clickThroughBps: 528,
    },
    {
      videoId: '702',
      username: 'named_here',
      creatorId: null,
      title: '',
      postedAt: null,
      productIds: [],
      views: null,
      gmv: null,
      orders: null,
      itemsSold: null,
      clickThroughBps: null,
    },
  ]);
  expect((await desk().tiktok.videoPerformance(SHOP, RANGE, null)).items).toEqual([]);
  expect(desk().platform.sent(VIDEOS)[0]?.query.account_type).toBe('AFFILIATE_ACCOUNTS');
});

test('videos in the older form: share with a sign, no creator', async () => {
  const videos = [{ id: '701', username: 'demo_creator_one', click_through_rate: '12.5%' }];
  desk().platform.on(VIDEOS, RETIRED).on(OLD_VIDEOS, { data: { videos } });
  const { items } = await desk().tiktok.videoPerformance(SHOP, RANGE, null);
  expect(items[0]).toMatchObject({ clickThroughBps: 1250, creatorId: null });
});

test('LIVEs: times as text of seconds, views only where the platform shows them', async () => {
  const route = `GET ${BASE}/202509/shop_lives/performance`;
  const live = {
    id: '702',
    title: 'Demo LIVE',
    username: 'demo_creator_one',
    start_time: '1795028400',
    end_time: '1795035600',
    sales_performance: { gmv: usd('122.00'), sku_orders: 5, items_sold: 6 },
  };
  const data: DataOf<'list_live_performance'> = {
    live_stream_sessions: [live, { ...live, id: '703', interaction_performance: { views: 900 } }],
  };
  desk().platform.on(route, { data });
  const { items } = await desk().tiktok.livePerformance(SHOP, RANGE, null);
  expect(items[0]).toEqual({
    liveId: '702',
    username: 'demo_creator_one',
    title: 'Demo LIVE',
    startedAt: 1_795_028_400_000,
    endedAt: 1_795_035_600_000,
    views: null,
    gmv: cents(12200),
    orders: 5,
    itemsSold: 6,
  });
  expect(items[1]?.views).toBe(900);
  expect(desk().platform.sent(route)[0]?.query.account_type).toBe('AFFILIATE_ACCOUNTS');
});

test('one video by day, and who sold most of a product', async () => {
  const video = `GET ${BASE}/202509/shop_videos/701/performance`;
  const product = `GET ${BASE}/202509/shop_products/101/performance`;
  const days: DataOf<'get_video_performance'> = {
    latest_available_date: '2026-11-20',
    performance: {
      intervals: [
        {
          start_date: '2026-11-14',
          sales: { overall: { gmv: usd('24.90'), items_sold: 1 } },
          traffic: { views: 300 },
        },
      ],
    },
  };
  const creators: DataOf<'get_product_performance'> = {
    performance: {
      top_creators: [
        { creator_open_id: 'uDemo', creator_name: 'demo_creator_one', gmv: usd('224.10'), items_sold: 9 },
      ],
    },
  };
  desk().platform.on(video, { data: days }, { status: 400, code: 28001007 });
  desk().platform.on(product, { data: creators }, { status: 400, code: 28001022 });
  expect((await desk().tiktok.videoDays(SHOP, '701', RANGE)).items).toEqual([
    { day: '2026-11-14', gmv: cents(2490), orders: null, itemsSold: 1, views: 300 },
  ]);
  expect(await desk().tiktok.videoDays(SHOP, '701', RANGE)).toEqual({
    latestDay: null,
    items: [],
    nextCursor: null,
  });
  expect((await desk().tiktok.productTopCreators(SHOP, '101', RANGE)).items).toEqual([
    { creatorId: 'uDemo', username: 'demo_creator_one', gmv: cents(22410), itemsSold: 9 },
  ]);
  const badRange = await errorOf(desk().tiktok.productTopCreators(SHOP, '101', RANGE));
  expect(badRange.details.code).toBe('28001022');
});
