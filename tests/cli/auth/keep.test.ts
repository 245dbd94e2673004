import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../src/adapters/tiktok-shop/tokens.ts';
import { lacksOf, readCoverage } from '../../../src/cli/auth/coverage.ts';
import { keepTokens } from '../../../src/cli/auth/keep.ts';
import { listAuthorisations, removeAuthorisations } from '../../../src/cli/auth/list.ts';
import type { TikTokApp } from '../../../src/config/index.ts';
import { NOW, testStore } from '../../store/support.ts';

const APP: TikTokApp = {
  ...{ role: 'affiliate', appKey: 'affiliate', appSecret: 'hush', serviceId: '7', refreshToken: null },
};
const CONNECTOR: TikTokApp = { ...APP, role: 'connector', appKey: 'connector' };

const tokens = (sellerId: string | null, accessToken = `access of ${sellerId}`) => ({
  ...{ accessToken, refreshToken: `refresh ${accessToken}` },
  accessExpiresAt: NOW,
  refreshExpiresAt: NOW,
  grantedScopes: ['seller.order.info'],
  sellerId,
  sellerName: `Shop of ${sellerId}`,
});

describe('what a seller authorised', () => {
  it('replaces what the same seller authorised before, and stands beside that of another', async () => {
    const { credentials } = testStore();
    const first = { appKey: 'affiliate', account: '' };
    const second = { appKey: 'affiliate', account: 'bob' };
    expect(await keepTokens(credentials, APP, tokens('anna'))).toEqual(first);
    expect(await keepTokens(credentials, APP, tokens('bob'))).toEqual(second);
    expect(await keepTokens(credentials, APP, tokens('anna', 'anew'))).toEqual(first);
    expect(await keepTokens(credentials, APP, tokens('bob', 'anew too'))).toEqual(second);
    expect(await credentials.authorisations()).toEqual([first, second]);
    expect(await credentials.tokens(first)).toMatchObject({ accessToken: 'anew', sellerId: 'anna' });
    expect(await credentials.tokens(second)).toMatchObject({ accessToken: 'anew too', sellerId: 'bob' });
    expect(await keepTokens(credentials, CONNECTOR, tokens('bob'))).toEqual({
      appKey: 'connector',
      account: '',
    });
  });

  it('takes the place of tokens whose seller nobody kept', async () => {
    const { credentials } = testStore();
    await keepTokens(credentials, APP, tokens(null));
    expect(await keepTokens(credentials, APP, tokens('anna'))).toEqual({ appKey: 'affiliate', account: '' });
    expect(await credentials.authorisations()).toHaveLength(1);
  });

  it('is not undone by the token that the environment has given all the while', async () => {
    const { credentials } = testStore();
    const key = { appKey: 'affiliate', account: '' };
    const given = { ...APP, refreshToken: 'given' };
    await keepTokens(credentials, given, tokens('anna'));
    expect((await credentials.tokens(key))?.seedFingerprint).toBe(fingerprint('given'));
    // In a terminal that does not have the variable.
    await keepTokens(credentials, APP, tokens('anna', 'anew'));
    expect((await credentials.tokens(key))?.seedFingerprint).toBe(fingerprint('given'));
  });

  it('is listed without secrets and forgotten by seller or shop', async () => {
    const store = testStore();
    const { credentials, shops } = store;
    for (const seller of ['anna', 'bob']) await keepTokens(credentials, APP, tokens(seller));
    await credentials.recordAccess({ appKey: 'affiliate', account: 'bob' }, [{ shopId: '42', cipher: 'c' }]);
    await shops.record([{ shopId: '42', cipher: 'c', name: 'Second', region: 'US' }], NOW);
    let out = '';
    const terminal = {
      out: (text: string) => {
        out += text;
      },
      err: () => {},
    };
    await listAuthorisations(store, [APP], false, terminal);
    await listAuthorisations(store, [APP], true, terminal);
    expect(out).toMatch(/^affiliate app affiliate: seller Shop of anna, no shop read yet, 1 scopes/);
    expect(out).toContain('seller Shop of bob, Second (42)');
    expect(out).not.toMatch(/access of|refresh|hush/);
    await expect(removeAuthorisations(store, 'nobody')).rejects.toMatchObject({ kind: 'not_found' });
    expect(await removeAuthorisations(store, '42')).toBe(1);
    expect(await removeAuthorisations(store, 'Shop of anna')).toBe(1);
    expect(await removeAuthorisations(store, 'all')).toBe(0);
    expect(await credentials.access()).toEqual([]);
  });

  it.each(['connector', '42', 'Shop of anna'])(
    'can be forgotten as "%s" when its app is not configured any more',
    async (meant) => {
      const store = testStore();
      const { credentials } = store;
      const key = await keepTokens(credentials, CONNECTOR, tokens('anna'));
      await credentials.recordAccess(key, [{ shopId: '42', cipher: 'c' }]);
      await keepTokens(credentials, APP, tokens('bob'));
      const said: string[] = [];
      const terminal = { out: (text: string) => void said.push(text), err: () => {} };
      await listAuthorisations(store, [APP], false, terminal);
      expect(said.join('')).toMatch(/^no longer configured: app connector: seller Shop of anna/m);
      expect(await removeAuthorisations(store, meant)).toBe(1);
      expect(await credentials.authorisations()).toEqual([{ appKey: 'affiliate', account: '' }]);
    },
  );
});

describe('scopes that a shop lacks', () => {
  it('name the features and the app that should have them', async () => {
    const { credentials } = testStore();
    const key = await keepTokens(credentials, APP, tokens('anna'));
    await credentials.recordAccess(key, [{ shopId: '1', cipher: 'c' }]);
    const alone = lacksOf(await readCoverage(credentials, [APP]), '1', [APP]);
    expect(alone.map(({ scope }) => scope)).not.toContain('seller.order.info');
    expect(alone.find(({ scope }) => scope === 'seller.affiliate_messages.write')).toMatchObject({
      features: ['messages'],
      app: { role: 'affiliate' },
      unauthorised: false,
    });
    const both = lacksOf(await readCoverage(credentials, [APP, CONNECTOR]), '1', [APP, CONNECTOR]);
    expect(both.find(({ scope }) => scope === 'seller.product.basic')).toMatchObject({
      features: ['products'],
      app: { role: 'connector' },
      unauthorised: true,
    });
    expect(both.find(({ scope }) => scope === 'seller.affiliate_collaboration.read')).toMatchObject({
      app: { role: 'affiliate' },
    });
  });
});
