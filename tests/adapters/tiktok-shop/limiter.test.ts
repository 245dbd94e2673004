import { expect, test } from 'vitest';
import { ENDPOINTS } from '../../../src/adapters/tiktok-shop/endpoints.ts';
import { errorOf, ROUTES, SHOP, useDesk } from './desk.ts';
import { APP_KEY } from './platform.ts';

const desk = useDesk();
const approve = () => desk().tiktok.approveSampleApplication(SHOP, '7610000000000000301');
const times = <T>(count: number, value: T) => Array.from({ length: count }, () => value);

test('reads: a burst of ten, then five a second, waited for on the clock', async () => {
  desk().platform.on(ROUTES.samples, ...times(12, { data: {} }));
  for (let read = 0; read < 12; read += 1) await desk().tiktok.searchSampleApplications(SHOP, {}, null);
  expect(desk().machineClock.waits).toEqual([200, 200]);
});

test('writes: two, then two a second', async () => {
  desk().platform.on(ROUTES.review, ...times(3, { data: {} }));
  for (let write = 0; write < 3; write += 1) await approve();
  expect(desk().machineClock.waits).toEqual([500]);
});

test('a bucket per app, shop and endpoint', async () => {
  desk().platform.on(ROUTES.samples, { data: {} }, { data: {} }).on(ROUTES.shops, { data: {} });
  await desk().tiktok.searchSampleApplications(SHOP, {}, null);
  await desk().tiktok.searchSampleApplications({ ...SHOP, shopId: '2' }, {}, null);
  await desk().tiktok.authorizedShops();
  expect(desk().requests.taken.map(({ key }) => key)).toEqual([
    `${APP_KEY}:${SHOP.shopId}:search_sample_applications`,
    `${APP_KEY}:2:search_sample_applications`,
    `${APP_KEY}:-:list_authorized_shops`,
  ]);
});

test.each([
  ['7', 7000],
  // The machine clock of the desk stands at 00:16:40 of that day.
  ['Thu, 01 Jan 1970 00:16:50 GMT', 10_000],
])('429 holds back for as long as Retry-After says: %s', async (retryAfter, wait) => {
  desk().platform.on(
    ROUTES.shops,
    { status: 429, raw: '', headers: { 'retry-after': retryAfter } },
    { data: {} },
  );
  await desk().tiktok.authorizedShops();
  expect(desk().machineClock.waits).toEqual([wait]);
});

test('36009002 without Retry-After holds back for a random, growing time', async () => {
  const slow = { code: 36009002 };
  desk().platform.on(ROUTES.shops, slow, slow, { data: {} });
  await desk().tiktok.authorizedShops();
  const [first = 0, second = 0] = desk().machineClock.waits;
  expect(first).toBeGreaterThanOrEqual(500);
  expect(first).toBeLessThanOrEqual(1000);
  expect(second).toBeGreaterThanOrEqual(1000);
  expect(second).toBeLessThanOrEqual(2000);
});

test('three refusals in a row are told to the caller with the time to wait', async () => {
  const slow = { status: 429, code: 36009002 };
  desk().platform.on(ROUTES.shops, slow, slow, slow);
  const error = await errorOf(desk().tiktok.authorizedShops());
  expect(error.kind).toBe('rate_limited');
  expect(error.details.retryAfterMs).toBeGreaterThan(0);
});

test('a wait longer than the patience of a write goes back to the caller, and holds for every process', async () => {
  desk().platform.on(ROUTES.review, { status: 429, code: 36009002, headers: { 'retry-after': '60' } });
  const error = await errorOf(approve());
  expect(error.details).toMatchObject({ kind: 'rate_limited', retryAfterMs: 60_000 });
  const other = await errorOf(desk().client({}).approveSampleApplication(SHOP, '7610000000000000301'));
  expect(other.details).toMatchObject({ kind: 'rate_limited', retryAfterMs: 60_000 });
  expect(desk().machineClock.waits).toEqual([]);
});

test('every try is counted under its operation on the UTC day of program time', async () => {
  desk()
    .platform.on(ROUTES.shops, { status: 500, code: 36009003 }, { data: {} })
    .on(ROUTES.samples, { data: {} });
  await desk().tiktok.authorizedShops();
  await desk().tiktok.searchSampleApplications(SHOP, {}, null);
  expect(Object.fromEntries(desk().requests.counted)).toEqual({
    [`${APP_KEY} 2026-11-22`]: { list_authorized_shops: 2, search_sample_applications: 1 },
  });
});

test('at the budget of the day nothing is sent', async () => {
  desk().platform.on(ROUTES.shops, { data: {} }, { data: {} });
  const thrifty = desk().client({ dailyRequestBudget: 2 });
  await thrifty.authorizedShops();
  await thrifty.authorizedShops();
  const error = await errorOf(thrifty.authorizedShops());
  expect(error.kind).toBe('quota');
  expect(error.message).toMatch(/budget of 2 requests is used up.*nothing was sent/);
});

test('a purpose leaves the last requests of the day to what matters more', async () => {
  desk().platform.on(ROUTES.shops, { data: {} }, { data: {} }, { data: {} });
  const thrifty = desk().client({ dailyRequestBudget: 3 });
  const analytics = thrifty.spentOn({ name: 'analytics', leave: 1 });
  await analytics.authorizedShops();
  await analytics.authorizedShops();
  const kept = await errorOf(analytics.authorizedShops());
  expect(kept.kind).toBe('quota');
  expect(kept.message).toMatch(
    /last 1 .* kept for what matters more than analytics.*nothing was sent.*by itself/,
  );
  await thrifty.authorizedShops();
  expect(desk().requests.counted.get(`${APP_KEY} 2026-11-22`)).toEqual({
    analytics: 2,
    list_authorized_shops: 1,
  });
  const used = await errorOf(analytics.authorizedShops());
  expect(used.message).toMatch(/budget of 3 requests is used up/);
});

test("the platform's own limit of a call holds although the budget is larger", async () => {
  const perDay = ENDPOINTS.search_marketplace_creators.perDay ?? 0;
  const day = { app: APP_KEY, day: '2026-11-22', purpose: 'before', limit: 99_999 };
  const operation = { name: 'search_marketplace_creators', limit: perDay };
  for (let sent = 0; sent < perDay; sent += 1) await desk().requests.spend({ ...day, operation });
  const search = desk().client({ dailyRequestBudget: 99_999 }).searchMarketplaceCreators(SHOP, {}, null);
  const error = await errorOf(search);
  expect(error.kind).toBe('quota');
  expect(error.message).toMatch(/allows 10000 of these calls a day.*nothing was sent/);
  expect(desk().platform.requests).toEqual([]);
});
