import { describe, expect, test } from 'vitest';
import type { AppCredentials } from '../../../src/adapters/tiktok-shop/apps.ts';
import { ENDPOINTS } from '../../../src/adapters/tiktok-shop/endpoints.ts';
import { createGrants, type GrantsOptions } from '../../../src/adapters/tiktok-shop/grants.ts';
import { DAY, MINUTE } from '../../../src/domain/time.ts';
import type { AppTokens, AuthorisationKey } from '../../../src/ports/store/credentials.ts';
import { errorOf, NOW, SHOP } from './desk.ts';
import { FakeMachineClock, FakeProgramClock, MemoryCredentials, MemoryLeases } from './memory-stores.ts';

const AFFILIATE: AppCredentials = {
  role: 'affiliate',
  appKey: 'affiliate-key',
  appSecret: 'affiliate-secret',
  refreshToken: null,
};
const CONNECTOR: AppCredentials = {
  role: 'connector',
  appKey: 'connector-key',
  appSecret: 'connector-secret',
  refreshToken: null,
};
const FIRST = { appKey: 'affiliate-key', account: '' };
const SECOND_SELLER = { appKey: 'affiliate-key', account: 'seller-2' };
const OTHER_APP = { appKey: 'connector-key', account: '' };
const ORDERS = 'seller.order.info';
const SAMPLES = 'seller.affiliate_collaboration.read';
const CALL = { operation: 'search_orders' };

function house(
  apps: readonly AppCredentials[] = [AFFILIATE, CONNECTOR],
  changes: Partial<GrantsOptions> = {},
) {
  const credentials = new MemoryCredentials('affiliate-key');
  const machineClock = new FakeMachineClock();
  const grants = createGrants({
    apps,
    programClock: new FakeProgramClock(NOW),
    machineClock,
    process: { processId: 'one', pid: 1, host: 'test' },
    credentials,
    leases: new MemoryLeases(),
    refresh: () => Promise.reject(new Error('nothing is to be refreshed')),
    ...changes,
  });
  const authorise = async (key: AuthorisationKey, grantedScopes: readonly string[], shops: string[] = []) => {
    const tokens: AppTokens = {
      accessToken: `access of ${key.appKey} ${key.account}`,
      accessExpiresAt: NOW + DAY,
      refreshToken: `refresh of ${key.appKey} ${key.account}`,
      refreshExpiresAt: null,
      grantedScopes,
      sellerId: key.account,
      sellerName: null,
      seedFingerprint: '',
    };
    await credentials.saveTokens(key, tokens, 0);
    if (shops.length > 0) {
      await credentials.recordAccess(
        key,
        shops.map((shopId) => ({ shopId, cipher: `${key.appKey} ${shopId}` })),
      );
    }
  };
  return { credentials, grants, authorise, machineClock };
}

test('the affiliate app goes first where both were granted the scope, with its own cipher', async () => {
  const { grants, authorise } = house();
  await authorise(OTHER_APP, [ORDERS], [SHOP.shopId]);
  await authorise(FIRST, [ORDERS], [SHOP.shopId]);
  const grant = await grants.forShop(SHOP, ORDERS, CALL);
  expect(grant).toMatchObject({
    appKey: 'affiliate-key',
    appSecret: 'affiliate-secret',
    cipher: `affiliate-key ${SHOP.shopId}`,
  });
  expect(await grant.session.accessToken()).toBe('access of affiliate-key ');
});

test('a scope that only the connector has goes out under the connector', async () => {
  const { grants, authorise } = house();
  await authorise(FIRST, [SAMPLES], [SHOP.shopId]);
  await authorise(OTHER_APP, [ORDERS], [SHOP.shopId]);
  expect(await grants.forShop(SHOP, ORDERS, CALL)).toMatchObject({
    appSecret: 'connector-secret',
    cipher: `connector-key ${SHOP.shopId}`,
  });
  expect(await grants.forShop(SHOP, SAMPLES, CALL)).toMatchObject({ appSecret: 'affiliate-secret' });
});

test('each shop goes out under the seller who owns it', async () => {
  const { grants, authorise } = house();
  await authorise(FIRST, [ORDERS], ['shop-of-first']);
  await authorise(SECOND_SELLER, [ORDERS], ['shop-of-second']);
  const grant = await grants.forShop({ shopId: 'shop-of-second', cipher: 'old' }, ORDERS, CALL);
  expect(grant).toMatchObject({ account: 'seller-2', cipher: 'affiliate-key shop-of-second' });
  expect(await grant.session.accessToken()).toBe('access of affiliate-key seller-2');
  expect((await grants.all()).map(({ account }) => account)).toEqual(['', 'seller-2']);
});

test('a shop that was never listed goes out under the first authorisation', async () => {
  const { grants, authorise } = house();
  await authorise(OTHER_APP, [ORDERS], ['another-shop']);
  await authorise(FIRST, [ORDERS]);
  expect(await grants.forShop(SHOP, ORDERS, CALL)).toMatchObject({
    appKey: 'affiliate-key',
    cipher: SHOP.cipher,
  });
});

test('what the environment gives counts before it was ever used', async () => {
  const { grants } = house([{ ...AFFILIATE, refreshToken: 'given' }]);
  expect(await grants.forShop(SHOP, ORDERS, CALL)).toMatchObject({ appKey: 'affiliate-key', account: '' });
  expect(await grants.all()).toHaveLength(1);
});

test('scopes spelled the older way are the same scopes', async () => {
  const { grants, authorise } = house();
  await authorise(FIRST, ['SELLER_ORDER_INFO'], [SHOP.shopId]);
  expect(await grants.forShop(SHOP, ORDERS, CALL)).toMatchObject({ appKey: 'affiliate-key' });
});

describe('without what a call needs', () => {
  test('nobody authorised: the remedy is named', async () => {
    const { grants } = house();
    for (const error of [await errorOf(grants.forShop(SHOP, ORDERS, CALL)), await errorOf(grants.all())]) {
      expect(error.kind).toBe('auth');
      expect(error.message).toContain('affiliate-ops auth');
    }
  });

  test('no app was granted the scope: scope and apps are named', async () => {
    const { grants, authorise } = house();
    await authorise(FIRST, [SAMPLES], [SHOP.shopId]);
    const one = await errorOf(grants.forShop(SHOP, ORDERS, CALL));
    expect(one.details).toMatchObject({ kind: 'scope', missingScope: ORDERS, operation: 'search_orders' });
    expect(one.message).toMatch(/has not granted the scope seller\.order\.info to the affiliate app/);
    await authorise(OTHER_APP, ['seller.product.basic'], [SHOP.shopId]);
    const both = await errorOf(grants.forShop(SHOP, ORDERS, CALL));
    expect(both.message).toContain('the affiliate and connector apps');
  });

  test('an authorisation that ended leaves its calls to the other app', async () => {
    const refused = await errorOf(house([]).grants.all());
    const { grants, authorise, machineClock } = house([AFFILIATE, CONNECTOR], {
      refresh: () => Promise.reject(refused),
    });
    await authorise(FIRST, [ORDERS], [SHOP.shopId]);
    await authorise(OTHER_APP, [ORDERS], [SHOP.shopId]);
    const { session } = await grants.forShop(SHOP, ORDERS, CALL);
    await errorOf(session.rejected(await session.accessToken(), false));
    expect(await grants.forShop(SHOP, ORDERS, CALL)).toMatchObject({ appKey: 'connector-key' });
    machineClock.pass(MINUTE);
    expect(await grants.forShop(SHOP, ORDERS, CALL)).toMatchObject({ appKey: 'affiliate-key' });
  });
});

test('every scope of the calls has a spelling that grants know', () => {
  for (const { scope } of Object.values(ENDPOINTS)) expect(scope).toMatch(/^[a-z_]+(\.[a-z_]+)+$/);
});
