import { expect, test } from 'vitest';
import { errorOf, NOW, ROUTES, SHOP, useDesk } from './desk.ts';

const desk = useDesk();
const approve = () => desk().tiktok.approveSampleApplication(SHOP, '7610000000000000301');
const readShops = () => desk().tiktok.authorizedShops();

test.each([
  [400, 106013, 'invalid', /sync/],
  [401, 106001, 'auth', /TIKTOK_SHOP_APP_SECRET/],
  [200, 45101004, 'quota', /next day/],
  [200, 16022020, 'refused', /agency/],
  [200, 16024019, 'quota', /weekly/],
  [200, 600001002, 'rate_limited', /tried again/],
  [200, 16901005, 'not_found', /no figures/],
  [200, 28001022, 'invalid', /whole days/],
  [200, 98765432, 'refused', /98765432/],
])('HTTP %i with code %i is %s', async (status, code, kind, words) => {
  desk().platform.on(ROUTES.review, { status, code, message: 'The text of the platform' });
  const error = await errorOf(approve());
  expect(error.details).toMatchObject({
    system: 'tiktok_shop',
    kind,
    operation: 'review_sample_application',
    code: String(code),
    requestId: 'request-1',
  });
  expect(error.message).toMatch(words);
  expect(error.message).toMatch(/Nothing was changed/);
  expect(error.message).not.toContain('The text of the platform');
});

test('a missing scope is named from the endpoint table', async () => {
  desk().platform.on(ROUTES.review, { status: 403, code: 105005 });
  const error = await errorOf(approve());
  expect(error.details).toMatchObject({
    kind: 'scope',
    missingScope: 'seller.affiliate_collaboration.write',
  });
  expect(error.message).toContain('seller.affiliate_collaboration.write');
});

test.each([
  21011020, 21011040, 11006021, 21008025, 21011041, 21011042, 21011022, 21011025, 21004012, 21004015,
  21004016, 21011043, 21011049, 21011050, 21011051, 21011052,
])('shipping code %i is refused with a sentence of its own', async (code) => {
  desk().platform.on(ROUTES.ship, { code });
  const parcel = { orderId: '577000000000000401', lineIds: ['1'], trackingNumber: '9', providerId: '7' };
  const error = await errorOf(desk().tiktok.markPackageShipped(SHOP, parcel));
  expect(error.details).toMatchObject({ kind: 'refused', code: String(code) });
  expect(error.message).not.toContain(String(code));
});

test.each([
  16003012, 16003025, 16003033, 16003035, 16603010, 16024004, 16024006, 16024008, 16024016, 16024018,
  16024020, 16024021, 16024022, 50001701, 50001702, 50001703,
])('collaboration code %i is refused with a sentence of its own', async (code) => {
  desk().platform.on(ROUTES.review, { code });
  const error = await errorOf(approve());
  expect(error.details).toMatchObject({ kind: 'refused', code: String(code) });
  expect(error.message).not.toContain(String(code));
});

test.each([16030001, 16030002, 16030003, 16030007, 16030009, 16030100, 16030101, 45101021, 16032001])(
  'message code %i is refused with a sentence of its own',
  async (code) => {
    desk().platform.on(ROUTES.open, { code });
    const error = await errorOf(desk().tiktok.openConversation(SHOP, 'uDemo'));
    expect(error.details).toMatchObject({ kind: 'refused', code: String(code) });
    expect(error.message).not.toContain(String(code));
  },
);

test('36009004 without a timestamp in its text is a malformed request', async () => {
  desk().platform.on(ROUTES.shops, { status: 400, code: 36009004, message: 'Unexpected identifier.' });
  expect((await errorOf(readShops())).kind).toBe('invalid');
  expect(desk().programClock.resyncs).toBe(0);
});

test('a timestamp outside the window: read the clock again and try once, writes too', async () => {
  desk().programClock.timeAfterResync = NOW + 3_600_000;
  desk().platform.on(
    ROUTES.review,
    { status: 400, code: 36009004, message: 'Invalid timestamp.' },
    { data: {} },
  );
  await approve();
  expect(
    desk()
      .platform.sent(ROUTES.review)
      .map(({ query }) => query.timestamp),
  ).toEqual(['1795336200', '1795339800']);
});

test('a timestamp outside the window and a clock that does not change is clock skew', async () => {
  desk().platform.on(ROUTES.review, { status: 400, code: 36009004, message: 'Invalid timestamp.' });
  const error = await errorOf(approve());
  expect(error.kind).toBe('clock_skew');
  expect(error.message).toMatch(/network time/);
});

test('a clock that stays wrong after reading it again is clock skew, not a loop', async () => {
  desk().programClock.timeAfterResync = NOW + 1000;
  const skew = { status: 400, code: 36009004, message: 'Invalid timestamp.' };
  desk().platform.on(ROUTES.review, skew, skew);
  expect((await errorOf(approve())).kind).toBe('clock_skew');
  expect(desk().programClock.resyncs).toBe(1);
});

test('what is logged is the route template and the codes, nothing of the request', async () => {
  desk().platform.on(ROUTES.review, { status: 200, code: 16022020 });
  await errorOf(approve());
  expect(desk().logged).toEqual([
    {
      operation: 'review_sample_application',
      route: 'POST /affiliate_seller/202507/sample_applications/{application_id}/review',
      status: 200,
      code: 16022020,
      requestId: 'request-1',
      ms: 0,
      attempt: 1,
    },
  ]);
});
