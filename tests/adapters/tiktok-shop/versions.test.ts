import { expect, test } from 'vitest';
import { DAY } from '../../../src/domain/time.ts';
import { errorOf, ROUTES, SHOP, useDesk } from './desk.ts';

const desk = useDesk();
const APPLICATION = '7610000000000000301';
const approve = () => desk().tiktok.approveSampleApplication(SHOP, APPLICATION);
const OLD_REVIEW = `POST /affiliate_seller/202409/sample_applications/${APPLICATION}/review`;
const OLD_ORDERS = 'GET /order/202309/orders';
const gone = { status: 400, code: 36009014 };

test.each([
  [36009014, 'a retired version'],
  [36009009, 'an unknown path'],
  [36009010, 'a wrong method'],
  [40006, 'a path without a schema'],
])('code %i, %s: the next version is taken in the same call, for writes too', async (code) => {
  desk().platform.on(ROUTES.review, { status: 400, code }).on(OLD_REVIEW, { data: {} });
  await approve();
  expect(desk().platform.requests.map(({ path, body }) => [path.split('/')[2], body])).toEqual([
    ['202507', '{"review_result":"APPROVE"}'],
    ['202409', '{"review_result":"APPROVE"}'],
  ]);
  expect(desk().notices).toEqual([
    { kind: 'version_gone', operation: 'review_sample_application', version: '202507', next: '202409' },
  ]);
});

test('what is gone is not asked for again for a day of program time', async () => {
  const read = () => desk().tiktok.orders(SHOP, ['577000000000000401']);
  desk().platform.on(ROUTES.orderDetail, gone, { data: {} }).on(OLD_ORDERS, { data: {} }, { data: {} });
  await read();
  await read();
  expect(desk().platform.sent(ROUTES.orderDetail)).toHaveLength(1);
  desk().programClock.time += DAY;
  desk().storeTokens({});
  await read();
  expect(desk().platform.sent(ROUTES.orderDetail)).toHaveLength(2);
});

test('a capability without a version left is named, with the remedy, and is not asked for again', async () => {
  desk().platform.on(ROUTES.review, gone).on(OLD_REVIEW, { status: 404, code: 36009009 });
  const error = await errorOf(approve());
  expect(error.details).toMatchObject({
    kind: 'gone',
    operation: 'review_sample_application',
    code: '36009009',
    requestId: 'request-1',
  });
  expect(error.message).toMatch(
    /review sample application.*202507, 202409.*Nothing was changed.*Update affiliate-ops/,
  );
  expect((await errorOf(approve())).kind).toBe('gone');
  expect(desk().platform.requests).toHaveLength(2);
});

test('the fallback reads the same capability with another form of the answer', async () => {
  const range = { from: '2026-11-14', until: '2026-11-21' };
  desk()
    .platform.on('GET /analytics/202605/shop_products/performance', gone)
    .on('GET /analytics/202509/shop_products/performance', {
      data: { products: [{ id: '1', overall_performance: { orders: 3 } }] },
    });
  const { items } = await desk().tiktok.productPerformance(SHOP, range, null);
  expect(items).toMatchObject([{ productId: '1' }]);
});

test.each([
  ['', 'application_id'],
  [' ', 'application_id'],
  ['1/review', 'application_id'],
  ['..', 'application_id'],
])(
  'the path parameter "%s" is refused by name before anything is sent, and retires nothing',
  async (id, name) => {
    const error = await errorOf(desk().tiktok.approveSampleApplication(SHOP, id));
    expect(error.kind).toBe('invalid');
    expect(error.message).toMatch(new RegExp(`${name}.*nothing was sent`));
    expect([desk().platform.requests, desk().notices]).toEqual([[], []]);
    desk().platform.on(ROUTES.review, { data: {} });
    await approve();
  },
);
