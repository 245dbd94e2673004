import { expect, test } from 'vitest';
import { authorisationLink, exchangeCode } from '../../../src/adapters/tiktok-shop/authorise.ts';
import { openHost } from '../../../src/adapters/tiktok-shop/http.ts';
import { errorOf, useDesk } from './desk.ts';
import { grant } from './examples.ts';
import { GET_TOKEN_ROUTE } from './platform.ts';

const desk = useDesk();
const APP = { role: 'connector', appKey: 'key', appSecret: 'hush' } as const;

async function exchange(code = 'TTP_code') {
  const { platform, machineClock, logged } = desk();
  const host = openHost(platform.url);
  try {
    return await exchangeCode({ host, machineClock, log: (event) => logged.push(event) }, APP, code);
  } finally {
    await host.close();
  }
}

const reasonOf = async () => (await errorOf(exchange())).message;

test('the link names the service, or the app where there is none', () => {
  const hosts = { linkUrl: 'https://link.example', authUrl: 'https://auth.example' };
  expect(authorisationLink(hosts, { appKey: 'k', serviceId: '71' }, 's-1')).toBe(
    'https://link.example/open/authorize?service_id=71&state=s-1',
  );
  expect(authorisationLink(hosts, { appKey: 'k', serviceId: null }, 's-1')).toBe(
    'https://auth.example/oauth/authorize?app_key=k&state=s-1',
  );
});

test('a code becomes tokens with the seller who gave it', async () => {
  const data = { ...grant, open_id: 'seller-open-id', seller_name: 'Demo Seller', user_type: 0 };
  desk().platform.on(GET_TOKEN_ROUTE, { data });
  expect(await exchange()).toEqual({
    accessToken: 'access-2',
    accessExpiresAt: 1_795_941_000_000,
    refreshToken: 'refresh-2',
    refreshExpiresAt: 1_826_872_200_000,
    grantedScopes: ['seller.authorization.info', 'seller.order.info'],
    sellerId: 'seller-open-id',
    sellerName: 'Demo Seller',
  });
  expect(desk().platform.sent(GET_TOKEN_ROUTE)[0]?.query).toEqual({
    app_key: 'key',
    app_secret: 'hush',
    auth_code: 'TTP_code',
    grant_type: 'authorized_code',
  });
  expect(JSON.stringify(desk().logged)).not.toMatch(/hush|TTP_code|access-2/);
});

test.each([
  [1, 'a creator'],
  [3, 'a partner (agency)'],
  [9, 'somebody who is no seller'],
])('user type %i is not a seller', async (user_type, who) => {
  desk().platform.on(GET_TOKEN_ROUTE, { data: { ...grant, user_type } });
  expect(await reasonOf()).toContain(`the authorisation of ${who}, not of a seller`);
});

test.each([
  ['auth_code expired', 'it is older than 30 minutes'],
  ['auth_code has been used', 'it was used before. Run'],
  ['auth_code does not belong to this app', 'it was given to another app'],
  ['Invalid auth_code.', 'it was used before, is older than 30 minutes, or was given to another app'],
])('"%s" is told in our words', async (message, reason) => {
  desk().platform.on(GET_TOKEN_ROUTE, { status: 400, code: 36009004, message });
  const said = await reasonOf();
  expect(said).toContain(reason);
  expect(said).toContain('Nothing was stored');
  expect(said).not.toContain('TTP_code');
});

test('a wrong pair names the variable of its app', async () => {
  desk().platform.on(GET_TOKEN_ROUTE, { status: 400, code: 36009004, message: 'Invalid app_secret.' });
  expect(await reasonOf()).toContain('TIKTOK_SHOP_CONNECTOR_APP_SECRET');
});

test('a code whose answer was lost is not sent again', async () => {
  desk().platform.on(GET_TOKEN_ROUTE, { drop: true });
  expect(await reasonOf()).toContain('a code works only once');
  expect(desk().platform.sent(GET_TOKEN_ROUTE)).toHaveLength(1);
});

test('a host that cannot be reached leaves the code unused', async () => {
  const host = openHost('http://127.0.0.1:9');
  const { machineClock } = desk();
  const error = await errorOf(exchangeCode({ host, machineClock, log: () => {} }, APP, 'TTP_code'));
  await host.close();
  expect(error.kind).toBe('unavailable');
  expect(error.message).toContain('The code was not used');
});
