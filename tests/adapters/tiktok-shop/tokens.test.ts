import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../src/domain/time.ts';
import { errorOf, NOW, ROUTES, SEED, SHOP, useDesk } from './desk.ts';
import { grant } from './examples.ts';
import { REFRESH_ROUTE } from './platform.ts';

const desk = useDesk();
const OK = { data: {} };
const EXPIRED = { status: 401, code: 105002 };
const readShops = () => desk().tiktok.authorizedShops();
const usedRefreshTokens = () =>
  desk()
    .platform.sent(REFRESH_ROUTE)
    .map(({ query }) => query.refresh_token);
const usedAccessTokens = (route: string) =>
  desk()
    .platform.sent(route)
    .map(({ accessToken }) => accessToken);

test('the first start trades the token of the environment and keeps both tokens with their scopes', async () => {
  desk().credentials.row = null;
  desk().platform.on(REFRESH_ROUTE, { data: grant }).on(ROUTES.shops, OK);
  await readShops();
  expect(desk().platform.sent(REFRESH_ROUTE)[0]?.query).toEqual({
    app_key: 'testkey123',
    app_secret: 'test_secret_0001',
    refresh_token: SEED,
    grant_type: 'refresh_token',
  });
  expect(desk().credentials.row).toEqual({
    accessToken: 'access-2',
    accessExpiresAt: 1_795_941_000_000,
    refreshToken: 'refresh-2',
    refreshExpiresAt: 1_826_872_200_000,
    grantedScopes: ['seller.authorization.info', 'seller.order.info'],
    seedFingerprint: createHash('sha256').update(SEED).digest('hex'),
    revision: 1,
  });
  expect(usedAccessTokens(ROUTES.shops)).toEqual(['access-2']);
});

test('a token with a day left is used as it is', async () => {
  desk().storeTokens({ livesFor: DAY });
  desk().platform.on(ROUTES.shops, OK);
  await readShops();
  expect(usedAccessTokens(ROUTES.shops)).toEqual(['access-1']);
});

test('a token with less than an hour left is traded first', async () => {
  desk().storeTokens({ livesFor: HOUR - 1 });
  desk().platform.on(REFRESH_ROUTE, { data: grant }).on(ROUTES.shops, OK);
  await readShops();
  expect(usedRefreshTokens()).toEqual(['refresh-1']);
  expect(usedAccessTokens(ROUTES.shops)).toEqual(['access-2']);
});

test('short-lived tokens are traded in the last fifth of their life, not on every request', async () => {
  desk().storeTokens({ livesFor: MINUTE });
  const short = { ...grant, access_token_expire_in: (NOW + 10 * MINUTE) / 1000 };
  desk().platform.on(REFRESH_ROUTE, { data: short }).on(ROUTES.shops, OK, OK);
  await readShops();
  desk().programClock.time += 7 * MINUTE;
  await readShops();
  expect(usedRefreshTokens()).toHaveLength(1);
});

test('a changed token of the environment wins over the stored ones', async () => {
  desk().storeTokens({ seed: 'an-older-one' });
  desk().platform.on(REFRESH_ROUTE, { data: grant }).on(ROUTES.shops, OK);
  await readShops();
  expect(usedRefreshTokens()).toEqual([SEED]);
});

test('a token of the environment that the platform refuses does not cost a stored one that works', async () => {
  desk().storeTokens({ seed: 'a-newer-one', livesFor: DAY });
  desk().platform.on(REFRESH_ROUTE, { code: 36004001 }, { data: grant }).on(ROUTES.shops, OK, OK);
  await readShops();
  await readShops();
  expect(usedRefreshTokens()).toEqual([SEED, 'refresh-1']);
  expect(desk().credentials.row?.seedFingerprint).toBe(
    createHash('sha256').update('a-newer-one').digest('hex'),
  );
});

test('a newer token that another process was given is not fought over', async () => {
  desk().storeTokens({ livesFor: DAY });
  desk().platform.on(ROUTES.shops, OK, OK);
  await readShops();
  desk().storeTokens({ seed: 'a-newer-one', livesFor: DAY });
  await readShops();
  expect(usedRefreshTokens()).toEqual([]);
});

test('105002: one refresh, one more try, for writes too', async () => {
  desk().platform.on(ROUTES.review, EXPIRED, OK).on(REFRESH_ROUTE, { data: grant });
  await desk().tiktok.approveSampleApplication(SHOP, '7610000000000000301');
  expect(usedAccessTokens(ROUTES.review)).toEqual(['access-1', 'access-2']);
});

test('105002 on a fresh token is told, not tried for ever', async () => {
  desk().platform.on(ROUTES.shops, EXPIRED, EXPIRED).on(REFRESH_ROUTE, { data: grant });
  expect((await errorOf(readShops())).kind).toBe('auth');
  expect(usedRefreshTokens()).toHaveLength(1);
});

test('105002 straight after an early refresh does not refresh again', async () => {
  desk().storeTokens({ livesFor: MINUTE });
  desk().platform.on(REFRESH_ROUTE, { data: grant }).on(ROUTES.shops, EXPIRED);
  expect((await errorOf(readShops())).kind).toBe('auth');
});

test('a token that another process replaced meanwhile is read again, without a refresh', async () => {
  const replace = () => desk().storeTokens({ accessToken: 'access-of-another' });
  desk().platform.on(ROUTES.shops, { status: 401, code: 105001, before: replace }, OK);
  await readShops();
  expect(usedAccessTokens(ROUTES.shops)).toEqual(['access-1', 'access-of-another']);
});

test('tokens that others replace on every request do not make a loop', async () => {
  let turn = 0;
  const replace = () => {
    turn += 1;
    desk().storeTokens({ accessToken: `access-of-another-${turn}` });
  };
  const rejected = { status: 401, code: 105001, before: replace };
  desk().platform.on(ROUTES.shops, rejected, rejected);
  expect((await errorOf(readShops())).kind).toBe('auth');
});

test.each([36004001, 105001, 36004003])(
  'code %i from the authorisation host needs a person',
  async (code) => {
    desk().storeTokens({ livesFor: MINUTE });
    desk().platform.on(REFRESH_ROUTE, { code, message: 'refresh-1 is no good' });
    const error = await errorOf(readShops());
    expect(error.details).toMatchObject({ kind: 'auth', operation: 'refresh_token', code: String(code) });
    expect(error.message).toMatch(/Seller Center.*TIKTOK_SHOP_REFRESH_TOKEN/);
    expect(error.message).not.toContain('refresh-1');
  },
);

test('a refresh whose answer was lost is tried again with the same token', async () => {
  desk().storeTokens({ livesFor: 0 });
  desk().platform.on(REFRESH_ROUTE, { drop: true }, { data: grant }).on(ROUTES.shops, OK);
  await readShops();
  expect(usedRefreshTokens()).toEqual(['refresh-1', 'refresh-1']);
});

test('a refresh that stays without answer leaves the stored token for the next time', async () => {
  desk().storeTokens({ livesFor: 0 });
  desk().platform.on(REFRESH_ROUTE, { drop: true }, { drop: true }, { data: grant }).on(ROUTES.shops, OK);
  expect((await errorOf(readShops())).kind).toBe('unavailable');
  expect((await errorOf(readShops())).kind).toBe('unavailable');
  desk().machineClock.pass(MINUTE);
  await readShops();
  expect(usedRefreshTokens()).toEqual(['refresh-1', 'refresh-1', 'refresh-1']);
});

test('an authorisation host that is down does not stop a token that still lives', async () => {
  desk().storeTokens({ livesFor: 30 * MINUTE });
  const down = { status: 503, raw: '' };
  desk().platform.on(REFRESH_ROUTE, down, down).on(ROUTES.shops, OK);
  await readShops();
  expect(usedAccessTokens(ROUTES.shops)).toEqual(['access-1']);
});

test('many requests of one process at once refresh once', async () => {
  desk().storeTokens({ livesFor: 0 });
  desk().platform.on(REFRESH_ROUTE, { data: grant }).on(ROUTES.shops, OK, OK, OK);
  await Promise.all([readShops(), readShops(), readShops()]);
  expect(usedAccessTokens(ROUTES.shops)).toEqual(['access-2', 'access-2', 'access-2']);
});

test('two processes on one store: one refreshes, the other waits and reads', async () => {
  desk().storeTokens({ livesFor: 0 });
  const refreshed = Promise.withResolvers<void>();
  const waiting = Promise.withResolvers<void>();
  const first = readShops().finally(refreshed.resolve);
  const other = desk().client({});
  desk().machineClock.duringWait = async () => {
    waiting.resolve();
    await refreshed.promise;
  };
  desk()
    .platform.on(REFRESH_ROUTE, { data: grant, before: () => waiting.promise })
    .on(ROUTES.shops, OK, OK);
  await Promise.all([first, other.authorizedShops()]);
  expect(usedRefreshTokens()).toEqual(['refresh-1']);
  expect(usedAccessTokens(ROUTES.shops)).toEqual(['access-2', 'access-2']);
});

test('a process that waits too long for another says so', async () => {
  desk().storeTokens({ livesFor: 0 });
  await desk().leases.acquire(
    'token:testkey123',
    { processId: 'stuck', pid: 2, host: 'test' },
    10 * MINUTE,
    desk().machineClock.now(),
  );
  expect((await errorOf(readShops())).kind).toBe('unavailable');
  expect(desk().machineClock.waits.every((wait) => wait === 250)).toBe(true);
});

test('tokens saved by another process in between are kept and used', async () => {
  desk().storeTokens({ livesFor: 0 });
  const replace = () => {
    desk().storeTokens({ accessToken: 'access-of-another' });
    desk().credentials.row = { ...(desk().credentials.row ?? failNoRow()), revision: 2 };
  };
  desk().platform.on(REFRESH_ROUTE, { data: grant, before: replace }).on(ROUTES.shops, OK);
  await readShops();
  expect(usedAccessTokens(ROUTES.shops)).toEqual(['access-of-another']);
});

test('an answer without a new refresh token keeps the old one; old scope names are accepted', async () => {
  desk().storeTokens({ livesFor: 0 });
  const { access_token, access_token_expire_in } = grant;
  const data = { access_token, access_token_expire_in, granted_permissions: ['SELLER.ORDER.INFO'] };
  desk().platform.on(REFRESH_ROUTE, { data }).on(ROUTES.shops, OK);
  await readShops();
  expect(desk().credentials.row).toMatchObject({
    refreshToken: 'refresh-1',
    refreshExpiresAt: null,
    grantedScopes: ['SELLER.ORDER.INFO'],
  });
});

test('no token or secret is logged or told', async () => {
  desk().storeTokens({ livesFor: 0 });
  desk().platform.on(REFRESH_ROUTE, { data: { ...grant, access_token: '' } });
  const error = await errorOf(readShops());
  const said = JSON.stringify([error.message, error.details, desk().logged]);
  expect(error.kind).toBe('bad_answer');
  expect(desk().logged[0]).toMatchObject({ operation: 'refresh_token', route: REFRESH_ROUTE });
  expect(said).not.toMatch(/refresh-1|refresh-2|test_secret_0001/);
});

function failNoRow(): never {
  throw new Error('no row');
}
