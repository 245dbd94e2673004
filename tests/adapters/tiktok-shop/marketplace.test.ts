import { expect, test } from 'vitest';
import type { DataOf } from '../../../src/adapters/tiktok-shop/wire.ts';
import { errorOf, SHOP, useDesk } from './desk.ts';

const desk = useDesk();
const SEARCH = 'POST /affiliate_seller/202608/marketplace_creators/search';
const CREATOR = 'GET /affiliate_seller/202608/marketplace_creators/uDemoOne';
const QUOTA = 'GET /affiliate_seller/202607/creator_outreach/quota';
const usd = (amount: string) => ({ amount, currency: 'USD' });
const cents = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

test('creators: absent figures are null, and later pages carry the key of the search', async () => {
  const data: DataOf<'search_marketplace_creators'> = {
    next_page_token: 'p2',
    search_key: 'key-1',
    creators: [
      {
        creator_open_id: 'uDemoOne',
        username: 'demo_creator_one',
        nickname: 'Demo Creator One',
        follower_count: 48210,
        category_ids: ['601450'],
        avg_ec_video_view_count: 3120,
        gmv: usd('8423.55'),
        units_sold_range: { minimum_amount: 100, maximum_amount: 1000 },
      },
      { creator_open_id: 'uDemoTwo', username: 'demo_creator_two' },
    ],
  };
  desk().platform.on(SEARCH, { data }, { data: { next_page_token: '', creators: [] } });
  const query = { keyword: 'demo', categoryIds: ['601450'], minimumFollowers: 5000 };
  const page = await desk().tiktok.searchMarketplaceCreators(SHOP, query, null);
  expect(page.items).toEqual([
    {
      creatorId: 'uDemoOne',
      username: 'demo_creator_one',
      nickname: 'Demo Creator One',
      followers: 48210,
      gmv30d: cents(842355),
      unitsSold30d: null,
      categoryIds: ['601450'],
      averageVideoViews: 3120,
      averageLiveViewers: null,
    },
    {
      creatorId: 'uDemoTwo',
      username: 'demo_creator_two',
      nickname: null,
      followers: null,
      gmv30d: null,
      unitsSold30d: null,
      categoryIds: [],
      averageVideoViews: null,
      averageLiveViewers: null,
    },
  ]);
  const next = await desk().tiktok.searchMarketplaceCreators(SHOP, query, page.nextCursor);
  expect(next.nextCursor).toBeNull();
  const [first, second] = desk().platform.sent(SEARCH);
  const filters = {
    keyword: 'demo',
    category: [{ parent_category_id: '601450' }],
    follower_demographics: { count_range: { count_ge: 5000 } },
  };
  expect(first?.query.page_size).toBe('20');
  expect(JSON.parse(first?.body ?? '')).toEqual(filters);
  expect(second?.query.page_token).toBe('p2');
  expect(JSON.parse(second?.body ?? '')).toEqual({ ...filters, search_key: 'key-1' });
});

test('a search that repeats a page token ends with an error', async () => {
  const data = { next_page_token: 'p2', search_key: 'key-1' };
  desk().platform.on(SEARCH, { data }, { data });
  const { nextCursor } = await desk().tiktok.searchMarketplaceCreators(SHOP, {}, null);
  const error = await errorOf(desk().tiktok.searchMarketplaceCreators(SHOP, {}, nextCursor));
  expect(error.kind).toBe('bad_answer');
});

test('performance of one creator: rates in basis points as number or text', async () => {
  const data: DataOf<'get_creator_performance'> = {
    creator: {
      username: 'demo_creator_one',
      follower_count: 48210,
      gmv: usd('8423.55'),
      video_gmv: usd('7100.00'),
      units_sold: 286,
      avg_commission_rate: 1650,
      ec_video_engagement_rate: '683',
      ec_live_engagement_rate: '',
      post_rate: '9167',
      ec_video_count: 17,
      ec_live_count: 0,
      avg_ec_video_play_count: 3120,
      brand_collaboration_count: 12,
    },
  };
  desk().platform.on(CREATOR, { data });
  expect(await desk().tiktok.creatorPerformance(SHOP, 'uDemoOne')).toEqual({
    creatorId: 'uDemoOne',
    username: 'demo_creator_one',
    nickname: null,
    followers: 48210,
    gmv30d: cents(842355),
    unitsSold30d: 286,
    categoryIds: [],
    averageVideoViews: 3120,
    averageLiveViewers: null,
    videoGmv30d: cents(710000),
    liveGmv30d: null,
    videos30d: 17,
    lives30d: 0,
    averageCommissionBps: 1650,
    videoEngagementBps: 683,
    liveEngagementBps: null,
    postRateBps: 9167,
    brandCollaborations: 12,
  });
});

test.each([16901005, 16901006, 16901007, 16901008, 98001004])(
  'a creator the platform does not show (%i) is none',
  async (code) => {
    desk().platform.on(CREATOR, { code });
    expect(await desk().tiktok.creatorPerformance(SHOP, 'uDemoOne')).toBeNull();
  },
);

test('an answer without a creator is none; another refusal is an error', async () => {
  desk().platform.on(CREATOR, { data: {} }, { code: 45101004 });
  expect(await desk().tiktok.creatorPerformance(SHOP, 'uDemoOne')).toBeNull();
  expect((await errorOf(desk().tiktok.creatorPerformance(SHOP, 'uDemoOne'))).kind).toBe('quota');
});

test('the outreach quota: one level deeper or not, times in milliseconds', async () => {
  const quota = {
    quota_sum: '1000',
    quota_use: '0',
    unlimited: false,
    start_time: '1794700800000',
    end_time: '1795305600000',
  };
  const read = {
    unlimited: false,
    used: 0,
    total: 1000,
    startsAt: 1_794_700_800_000,
    endsAt: 1_795_305_600_000,
  };
  desk().platform.on(
    QUOTA,
    { data: { data: quota } },
    { data: quota },
    { data: { data: { unlimited: true } } },
  );
  expect(await desk().tiktok.outreachQuota(SHOP)).toEqual(read);
  expect(await desk().tiktok.outreachQuota(SHOP)).toEqual(read);
  expect(await desk().tiktok.outreachQuota(SHOP)).toEqual({
    unlimited: true,
    used: null,
    total: null,
    startsAt: null,
    endsAt: null,
  });
});
