import { expect, test } from 'vitest';
import type { DataOf } from '../../../src/adapters/tiktok-shop/wire.ts';
import { errorOf, SHOP, useDesk } from './desk.ts';

const desk = useDesk();
const RULES = '/affiliate_seller/202410/open_collaborations/sample_rules';
const LINK = 'GET /affiliate_seller/202512/sample_applications/deeplink';
const NO_THRESHOLDS = {
  minimumFollowers: null,
  minimumGmv: null,
  averageVideoViews: null,
  categoryIds: [],
  fulfilmentRank: null,
};

test('rules: what is not set is null, and a rule without an end has no times', async () => {
  const data: DataOf<'get_sample_rules'> = {
    sample_rules: [
      {
        product_id: '101',
        status: 'ONGOING',
        sample_quota: 100,
        available_quantity: 0,
        is_sample_time_unlimited: true,
        start_time: 1793491200,
        thresholds: { minimum_follower_count: 2000, minimum_gmv: 0, predicted_fulfillment_rank: 'MEDIUM' },
      },
      { product_id: '102', status: 'SOMETHING_NEW', start_time: 1793491200, end_time: 1796083200 },
    ],
  };
  desk().platform.on(`GET ${RULES}`, { data });
  expect(await desk().tiktok.sampleRequestRules(SHOP, ['101', '102'])).toEqual([
    {
      productId: '101',
      status: 'ONGOING',
      quota: 100,
      available: 0,
      startsAt: null,
      endsAt: null,
      thresholds: { ...NO_THRESHOLDS, minimumFollowers: 2000, minimumGmv: 0, fulfilmentRank: 'MEDIUM' },
    },
    {
      productId: '102',
      status: 'SOMETHING_NEW',
      quota: null,
      available: null,
      startsAt: 1_793_491_200_000,
      endsAt: 1_796_083_200_000,
      thresholds: NO_THRESHOLDS,
    },
  ]);
  expect(desk().platform.sent(`GET ${RULES}`)[0]?.query.product_ids).toBe('101,102');
  expect(await desk().tiktok.sampleRequestRules(SHOP, [])).toEqual([]);
});

test('a rule is sent whole, without what is not set', async () => {
  desk().platform.on(`POST ${RULES}`, {}, {}, {});
  const thresholds = { ...NO_THRESHOLDS, averageVideoViews: 1000, categoryIds: ['601450'] };
  const rule = { quota: 20, startsAt: 1_793_491_200_000, endsAt: 1_796_083_200_000, thresholds };
  await desk().tiktok.setSampleRequestRule(SHOP, '101', rule);
  const endless = { quota: null, startsAt: null, endsAt: null, thresholds: NO_THRESHOLDS };
  await desk().tiktok.setSampleRequestRule(SHOP, '101', endless);
  await desk().tiktok.setSampleRequestRule(SHOP, '101', null);
  expect(
    desk()
      .platform.sent(`POST ${RULES}`)
      .map(({ body }) => JSON.parse(body).sample_rule),
  ).toEqual([
    {
      activate_status: 'ACTIVATE',
      sample_quota: 20,
      is_sample_time_unlimited: false,
      start_time: 1793491200,
      end_time: 1796083200,
      thresholds: { avg_ec_video_views: 1000, category_ids: ['601450'] },
    },
    { activate_status: 'ACTIVATE', is_sample_time_unlimited: true, thresholds: {} },
    { activate_status: 'DEACTIVATE' },
  ]);
});

test('a rule with a start and no end is not sent', async () => {
  const rule = { quota: 20, startsAt: 1_793_491_200_000, endsAt: null, thresholds: NO_THRESHOLDS };
  const error = await errorOf(desk().tiktok.setSampleRequestRule(SHOP, '101', rule));
  expect(error.kind).toBe('invalid');
  expect(desk().platform.requests).toEqual([]);
});

test('the link into the TikTok app', async () => {
  desk().platform.on(LINK, { data: { deeplink: 'snssdk1180://demo' } });
  const request = { productId: '101', skuId: '201', validDays: 7 };
  expect(await desk().tiktok.sampleRequestLink(SHOP, request)).toBe('snssdk1180://demo');
  const { query } = desk().platform.sent(LINK)[0] ?? { query: {} };
  expect(query).toMatchObject({ product_id: '101', sku_id: '201', valid_days: '7' });
  expect(query).not.toHaveProperty('collaboration_id');
});
