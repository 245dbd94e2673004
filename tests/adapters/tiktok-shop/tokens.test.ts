import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/domain/time.ts';
import { errorOf, NOW, ROUTES, SEED, SHOP, useDesk } from './desk.ts';
import { grant } from './examples.ts';
import { APP_KEY, APP_SECRET, REFRESH_ROUTE } from './platform.ts';

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
    sellerId: null,
    sellerName: null,
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
  desk().platform.on(REFRESH_ROUTE, { code: 36004001 }).on(ROUTES.shops, OK, OK);
  await readShops();
  await readShops();
  expect(usedRefreshTokens()).toEqual([SEED]);
  expect(usedAccessTokens(ROUTES.shops)).toEqual(['access-1', 'access-1']);
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
    const refused = { code, message: 'refresh-1 is no good' };
    desk().platform.on(REFRESH_ROUTE, refused, refused);
    const error = await errorOf(readShops());
    expect(error.details).toMatchObject({ kind: 'auth', operation: 'refresh_token', code: String(code) });
    expect(error.message).toContain('Run "affiliate-ops auth"');
    expect(error.message).not.toContain('refresh-1');
    expect(usedRefreshTokens()).toEqual(['refresh-1', SEED]);
  },
);

test.each([
  ['Invalid app_key.', 'TIKTOK_SHOP_APP_KEY'],
  ['Invalid app_secret.', 'TIKTOK_SHOP_APP_SECRET'],
])('"%s" names the variable to correct', async (message, variable) => {
  desk().storeTokens({ livesFor: 0 });
  const refused = { status: 400, code: 36009004, message };
  desk().platform.on(REFRESH_ROUTE, refused, refused);
  const error = await errorOf(readShops());
  expect(error.kind).toBe('auth');
  expect(error.message).toContain(`into ${variable} and restart`);
});

test('what another process saved while the refresh was refused is used', async () => {
  desk().storeTokens({ livesFor: 0 });
  const save = () => {
    desk().storeTokens({ accessToken: 'access-of-another', refreshToken: 'refresh-of-another' });
  };
  desk().platform.on(REFRESH_ROUTE, { code: 36004001, before: save }).on(ROUTES.shops, OK);
  await readShops();
  expect(usedAccessTokens(ROUTES.shops)).toEqual(['access-of-another']);
});

test('after a rotation elsewhere the differing token of the environment is tried', async () => {
  desk().storeTokens({ livesFor: 0 });
  desk().platform.on(REFRESH_ROUTE, { code: 36004001 }, { data: grant }).on(ROUTES.shops, OK);
  await readShops();
  expect(usedRefreshTokens()).toEqual(['refresh-1', SEED]);
  expect(desk().credentials.row).toMatchObject({ accessToken: 'access-2' });
});

describe('an authorisation that ended', () => {
  const ended = { status: 401, code: 105001 };
  const noMore = { code: 36004001 };
  const requests = () => desk().platform.requests.length;

  test('is asked about less and less, and never once per call', async () => {
    desk().platform.on(ROUTES.shops, ended).on(REFRESH_ROUTE, noMore, noMore);
    expect((await errorOf(readShops())).message).toContain('affiliate-ops auth');
    for (const _ of Array.from({ length: 20 })) expect((await errorOf(readShops())).kind).toBe('auth');
    expect(requests()).toBe(3);

    // Half a minute, a minute, two, four, eight, then every ten minutes.
    for (const seconds of [30, 60, 120, 240, 480, 600, 600]) {
      desk().machineClock.pass((seconds - 1) * SECOND);
      await errorOf(readShops());
      const before = requests();
      desk().platform.on(ROUTES.shops, ended).on(REFRESH_ROUTE, noMore, noMore);
      desk().machineClock.pass(SECOND);
      await errorOf(readShops());
      await errorOf(readShops());
      expect(requests()).toBe(before + 3);
    }
  });

  test('works again at once when somebody authorised anew', async () => {
    desk().platform.on(ROUTES.shops, ended, OK).on(REFRESH_ROUTE, noMore, noMore);
    await errorOf(readShops());
    desk().storeTokens({ accessToken: 'access-anew', refreshToken: 'refresh-anew' });
    await readShops();
    expect(usedAccessTokens(ROUTES.shops)).toEqual(['access-1', 'access-anew']);
  });

  test('whose refresh token was replaced too is asked for again at once', async () => {
    desk().storeTokens({ livesFor: 0 });
    desk().platform.on(REFRESH_ROUTE, noMore, noMore);
    await errorOf(readShops());
    const { row } = desk().credentials;
    desk().credentials.row = { ...(row ?? failNoRow()), refreshToken: 'refresh-anew', revision: 2 };
    desk().platform.on(REFRESH_ROUTE, { data: grant }).on(ROUTES.shops, OK);
    await readShops();
    expect(usedRefreshTokens()).toEqual(['refresh-1', SEED, 'refresh-anew']);
  });

  test('that is only a rotated access token is renewed', async () => {
    desk().platform.on(ROUTES.shops, ended, OK).on(REFRESH_ROUTE, { data: grant });
    await readShops();
    expect(usedAccessTokens(ROUTES.shops)).toEqual(['access-1', 'access-2']);
  });
});

test('without any authorisation nothing is sent, and the remedy is named', async () => {
  desk().credentials.row = null;
  const app = { role: 'affiliate' as const, appKey: 'testkey123', appSecret: 's', refreshToken: null };
  const error = await errorOf(
    desk()
      .client({ apps: [app] })
      .authorizedShops(),
  );
  expect(error.kind).toBe('auth');
  expect(error.message).toContain('Run "affiliate-ops auth"');
});

test('the seller is kept through renewals that do not name one', async () => {
  desk().storeTokens({ livesFor: 0 });
  const named = { ...grant, open_id: 'seller-open-id', seller_name: 'Demo Seller' };
  const short = { ...named, access_token_expire_in: NOW / 1000 + 1 };
  desk().platform.on(REFRESH_ROUTE, { data: short }, { data: grant }).on(ROUTES.shops, OK, OK);
  await readShops();
  desk().programClock.time += HOUR;
  await readShops();
  expect(desk().credentials.row).toMatchObject({ sellerId: 'seller-open-id', sellerName: 'Demo Seller' });
});

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

test('a refused authorisation names its app, and what the other app has goes out', async () => {
  const [affiliate, connector] = [APP_KEY, 'connector'].map((appKey) => ({ appKey, account: '' }));
  if (!affiliate || !connector) throw new Error('Two apps.');
  desk().storeTokens({ grantedScopes: ['seller.affiliate_collaboration.read'] });
  const row = desk().credentials.row;
  desk().credentials.put(
    connector,
    row && { ...row, accessToken: 'of connector', grantedScopes: ['seller.order.info'] },
  );
  for (const key of [affiliate, connector]) await desk().credentials.recordAccess(key, [SHOP]);
  const tiktok = desk().client({
    apps: [
      { role: 'affiliate', appKey: APP_KEY, appSecret: APP_SECRET, refreshToken: null },
      { role: 'connector', appKey: 'connector', appSecret: APP_SECRET, refreshToken: null },
    ],
  });
  desk()
    .platform.on(ROUTES.samples, { code: 105001 })
    .on(REFRESH_ROUTE, { code: 36004001 })
    .on(ROUTES.orders, OK);
  for (const _ of ['sent', 'not sent']) {
    const error = await errorOf(tiktok.searchSampleApplications(SHOP, {}, null));
    expect(error.details).toMatchObject({ kind: 'auth', appKey: APP_KEY });
    expect(JSON.stringify([error.message, error.details])).not.toContain(APP_SECRET);
  }
  await tiktok.searchOrders(SHOP, { updatedFrom: NOW - DAY, updatedTo: NOW }, null);
  expect(usedAccessTokens(ROUTES.samples)).toHaveLength(1);
  expect(usedAccessTokens(ROUTES.orders)).toEqual(['of connector']);
});
