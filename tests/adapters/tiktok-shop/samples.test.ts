import { expect, test } from 'vitest';
import { errorOf, ROUTES, SHOP, useDesk } from './desk.ts';
import { application } from './examples.ts';

const desk = useDesk();

test('a page of applications in our units', async () => {
  desk().platform.on(ROUTES.samples, {
    data: { next_page_token: 'page-2', total_count: 51, sample_applications: [application()] },
  });
  const page = await desk().tiktok.searchSampleApplications(SHOP, { status: 'PENDING' }, null);
  expect(page).toEqual({
    nextCursor: 'page-2',
    items: [
      {
        applicationId: '7610000000000000301',
        status: 'PENDING',
        fulfillmentStatus: 'PENDING',
        approvable: true,
        disapprovableReasons: [],
        commissionBps: 1500,
        sampleQuotaLeft: 38,
        approveExpiresAt: 1_795_773_600_000,
        shipmentExpiresAt: null,
        orderId: null,
        trackingNumber: null,
        agencyName: null,
        creator: {
          creatorId: 'uDemoCreatorOne',
          username: 'demo_creator_one',
          nickname: 'Demo Creator One',
          followers: 48210,
          gmv30d: { amountMinor: 842355, currency: 'USD' },
          posts30d: 17,
          videoViews30d: 3120,
          fulfilmentBps: 6050,
        },
        productId: '1729000000000000101',
        productTitle: 'Demo Serum',
        skuId: '1729000000000000201',
        skuName: '30 ml',
      },
    ],
  });
});

test('the request: page size 50, filters in the platform spelling, the cursor as it came', async () => {
  desk().platform.on(ROUTES.samples, { data: {} });
  const query = { status: 'CONTENT_PENDING', creatorId: 'uDemo', productId: '17', orderId: '57' };
  await desk().tiktok.searchSampleApplications(SHOP, query, 'a+b/c==');
  const [sent] = desk().platform.sent(ROUTES.samples);
  expect(sent?.query).toMatchObject({
    page_size: '50',
    page_token: 'a+b/c==',
    shop_cipher: SHOP.cipher,
    timestamp: '1795336200',
  });
  expect(JSON.parse(sent?.body ?? '')).toEqual({
    status: 'CONTENT_PENDING',
    creator_user_oepn_id: 'uDemo',
    product_id: '17',
    order_id: '57',
  });
});

test('a creator without consent has null figures; a creator with nothing has zeros', async () => {
  const creator = { creator_open_id: 'u2', username: 'two' };
  const zeros = {
    ...creator,
    follower_count: 0,
    content_count: 0,
    ec_video_view: 0,
    fulfillment_percentage: '0',
  };
  const empties = {
    ...creator,
    follower_count: '',
    content_count: '',
    ec_video_view: '',
    gmv: { amount: '', currency: '' },
  };
  const money = { ...zeros, gmv: { amount: '0', currency: 'USD' } };
  desk().platform.on(ROUTES.samples, {
    data: {
      sample_applications: [
        application({ creator }),
        { ...application(), creator: { ...empties, fulfillment_percentage: '' } },
        application({ creator: money }),
      ],
    },
  });
  const { items } = await desk().tiktok.searchSampleApplications(SHOP, {}, null);
  const figures = items.map(({ creator: { followers, posts30d, videoViews30d, fulfilmentBps, gmv30d } }) => [
    followers,
    posts30d,
    videoViews30d,
    fulfilmentBps,
    gmv30d,
  ]);
  expect(figures).toEqual([
    [null, null, null, null, null],
    [null, null, null, null, null],
    [0, 0, 0, 0, { amountMinor: 0, currency: 'USD' }],
  ]);
});

test('new fields and new words of the platform pass; a bare large id keeps its digits', async () => {
  const row = JSON.stringify({ ...application({ status: 'FULFILLMENT_SUSPEND' }), brand_new: { x: 1 } });
  const raw = `{"code":0,"data":{"sample_applications":[${row.replace('"7610000000000000301"', '7610000000000000307')}]}}`;
  desk().platform.on(ROUTES.samples, { raw });
  const { items, nextCursor } = await desk().tiktok.searchSampleApplications(SHOP, {}, null);
  expect(items[0]).toMatchObject({ applicationId: '7610000000000000307', status: 'FULFILLMENT_SUSPEND' });
  expect(nextCursor).toBeNull();
});

test('a missing required field is a bad answer that names field and operation', async () => {
  const { creator_open_id: _, ...creator } = application().creator ?? {};
  desk().platform.on(ROUTES.samples, {
    data: { sample_applications: [application(), application({ creator })] },
  });
  const error = await errorOf(desk().tiktok.searchSampleApplications(SHOP, {}, null));
  expect(error.details).toMatchObject({ kind: 'bad_answer', operation: 'search_sample_applications' });
  expect(error.message).toContain('sample_applications.1.creator.creator_open_id');
});

test('a repeated page token is a bad answer instead of an endless list', async () => {
  desk().platform.on(ROUTES.samples, {
    data: { next_page_token: 'same', sample_applications: [application()] },
  });
  const error = await errorOf(desk().tiktok.searchSampleApplications(SHOP, {}, 'same'));
  expect(error.kind).toBe('bad_answer');
});

test('finding one application reads all pages of creator and product', async () => {
  const key = { applicationId: '99', creatorId: 'uDemo', productId: '17' };
  desk().platform.on(
    ROUTES.samples,
    { data: { next_page_token: 'p2', sample_applications: [application()] } },
    { data: { next_page_token: '', sample_applications: [application({ id: '99', order_id: '577' })] } },
    { data: { next_page_token: '', sample_applications: [application()] } },
  );
  expect(await desk().tiktok.findSampleApplication(SHOP, key)).toMatchObject({
    applicationId: '99',
    orderId: '577',
  });
  expect(await desk().tiktok.findSampleApplication(SHOP, key)).toBeNull();
  const sent = desk().platform.sent(ROUTES.samples);
  expect(sent.map(({ query }) => query.page_token)).toEqual([undefined, 'p2', undefined]);
  expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ creator_user_oepn_id: 'uDemo', product_id: '17' });
});

test('approving and rejecting', async () => {
  desk().platform.on(ROUTES.review, { data: {} }, { data: null });
  await desk().tiktok.approveSampleApplication(SHOP, '7610000000000000301');
  await desk().tiktok.rejectSampleApplication(SHOP, '7610000000000000301', 'OUT_OF_STOCK');
  expect(
    desk()
      .platform.sent(ROUTES.review)
      .map(({ body }) => JSON.parse(body)),
  ).toEqual([{ review_result: 'APPROVE' }, { review_result: 'REJECT', reject_reason: 'OUT_OF_STOCK' }]);
});

test('the content of a sample in our units; figures that are not there are not zero', async () => {
  const content = {
    id: '7600000000000000701',
    format: 'VIDEO',
    url: 'https://www.example.com/video/7600000000000000701',
    page_link: 'https://www.example.com/@demo/video/7600000000000000701',
    create_time: 1794766800,
    view_count: 15420,
    like_count: 812,
    comment_count: 43,
    paid_order_count: 9,
  };
  const bare = {
    id: '7600000000000000702',
    format: 'LIVE',
    create_time: 1794766800,
    page_link: 'javascript:x',
  };
  desk().platform.on(ROUTES.content, {
    data: { fulfillments: [{ product: { id: '17' }, content }, { content: bare }] },
  });
  expect(await desk().tiktok.sampleContent(SHOP, '7610000000000000301')).toEqual([
    {
      contentId: '7600000000000000701',
      format: 'VIDEO',
      createdAt: 1_794_766_800_000,
      link: 'https://www.example.com/@demo/video/7600000000000000701',
      views: 15420,
      likes: 812,
      comments: 43,
      paidOrders: 9,
    },
    {
      contentId: '7600000000000000702',
      format: 'LIVE',
      createdAt: 1_794_766_800_000,
      link: null,
      views: null,
      likes: null,
      comments: null,
      paidOrders: null,
    },
  ]);
  expect(desk().platform.sent(ROUTES.content)[0]?.query).toMatchObject({ shop_cipher: SHOP.cipher });
});

test('a sample without content is an empty list', async () => {
  desk().platform.on(ROUTES.content, { data: {} });
  expect(await desk().tiktok.sampleContent(SHOP, '7610000000000000301')).toEqual([]);
});
