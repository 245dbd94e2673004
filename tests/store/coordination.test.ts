import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AppTokens } from '../../src/ports/store/index.ts';
import { openStore } from '../../src/store/index.ts';
import { countingIds, identity, MACHINE_NOW, NOW, SHOP, temporaryFile, testStore } from './support.ts';

describe('leases', () => {
  it('belong to one process until they end', async () => {
    const store = testStore();
    const one = await store.leases.acquire('cycle', identity('one'), 100, 0);
    expect(one).toEqual({ name: 'cycle', epoch: 1, expiresAt: 100 });
    expect(await store.leases.acquire('cycle', identity('two'), 100, 99)).toBeNull();
    expect(await store.leases.acquire('other', identity('two'), 100, 99)).not.toBeNull();
    const two = await store.leases.acquire('cycle', identity('two'), 100, 100);
    expect(two).toMatchObject({ epoch: 2, expiresAt: 200 });
    if (!one || !two) throw new Error('Both had it.');
    expect(await store.leases.renew(one, 100, 101)).toBeNull();
    await store.leases.release(one);
    expect(await store.leases.acquire('cycle', identity('one'), 100, 102)).toBeNull();
    expect(await store.leases.renew(two, 100, 150)).toMatchObject({ epoch: 2, expiresAt: 250 });
    expect(await store.leases.acquire('cycle', identity('one'), 100, 249)).toBeNull();
    await store.leases.release(two);
    expect(await store.leases.renew(two, 100, 150)).toBeNull();
    expect(await store.leases.acquire('cycle', identity('one'), 100, 151)).toMatchObject({ epoch: 3 });
  });

  it('of a dead process are free', async () => {
    const store = testStore({ isProcessAlive: (process) => process.processId !== 'dead' });
    await store.leases.acquire('cycle', identity('dead'), 100, 0);
    expect(await store.leases.acquire('cycle', identity('two'), 100, 1)).toMatchObject({ epoch: 2 });
  });
});

describe('request buckets', () => {
  const bucket = { key: 'app:shop:search', perSecond: 2, burst: 3 };

  it('let a burst through and then the rate, over all processes', async () => {
    const file = temporaryFile();
    const stores = [testStore({ file }), testStore({ file })];
    const take = (index: number, now: number) => stores[index % 2]?.requests.take(bucket, now);
    expect([await take(0, 0), await take(1, 0), await take(0, 0)]).toEqual([0, 0, 0]);
    expect(await take(1, 0)).toBe(500);
    expect(await take(0, 499)).toBe(1);
    expect(await take(1, 500)).toBe(0);
    expect(await take(0, 500)).toBe(500);
    expect([await take(0, 99_000), await take(1, 99_000), await take(0, 99_000)]).toEqual([0, 0, 0]);
    expect(await take(0, 99_000)).toBe(500);
  });

  it('are held back after a refusal, then start slowly', async () => {
    const store = testStore();
    await store.requests.take(bucket, 0);
    await store.requests.holdBack(bucket.key, 5_000);
    await store.requests.holdBack(bucket.key, 2_000);
    await store.requests.holdBack('new', 100);
    expect(await store.requests.take(bucket, 1_000)).toBe(4_000);
    expect(await store.requests.take({ ...bucket, key: 'new' }, 99)).toBe(1);
    expect(await store.requests.take(bucket, 5_000)).toBe(0);
    expect(await store.requests.take(bucket, 5_000)).toBe(500);
  });

  it('count requests by purpose and day', async () => {
    const store = testStore();
    for (const purpose of ['samples', 'orders', 'samples'])
      await store.requests.count('app', '2026-08-01', purpose);
    await store.requests.count('app', '2026-08-02', 'samples');
    expect(await store.requests.counts('app', '2026-08-01')).toEqual({ samples: 2, orders: 1 });
    expect(await store.requests.counts('other', '2026-08-01')).toEqual({});
  });
});

describe('feeds', () => {
  it('keep where they stand, and the last failure until a page comes', async () => {
    const store = testStore();
    const progress = {
      shopId: SHOP,
      feed: 'orders',
      cursor: 'page-3',
      watermark: NOW - 9,
      passStartedAt: NOW,
      completedAt: null,
    };
    const failure = { kind: 'scope', message: 'Grant the order scope.', at: NOW };
    await store.feeds.recordFailure(SHOP, 'samples', failure);
    await store.feeds.save(progress);
    await store.feeds.recordFailure(SHOP, 'orders', failure);
    expect(await store.feeds.list(SHOP)).toEqual([
      { ...progress, failure },
      { ...progress, feed: 'samples', cursor: null, watermark: null, passStartedAt: null, failure },
    ]);
    await store.feeds.save({ ...progress, cursor: null, completedAt: NOW });
    expect(await store.feeds.get(SHOP, 'orders')).toMatchObject({ failure: null, completedAt: NOW });
    expect(await store.feeds.get('shop-2', 'orders')).toBeNull();
  });
});

describe('rules', () => {
  it('get a new version only when their definition changes', async () => {
    const store = testStore();
    const ensure = (definition: Record<string, unknown>, at: number) =>
      store.rules.ensureVersion(SHOP, 'samples', definition, at);
    const first = await ensure({ mode: 'ask', caps: { day: 5, week: 20 } }, NOW);
    expect(first).toMatchObject({ shopId: SHOP, ruleId: 'samples', version: 1, createdAt: NOW });
    expect(await ensure({ caps: { week: 20, day: 5 }, mode: 'ask' }, NOW + 1)).toEqual(first);
    expect(await ensure({ mode: 'auto', caps: { day: 5, week: 20 } }, NOW + 2)).toMatchObject({ version: 2 });
    const back = await ensure({ mode: 'ask', caps: { day: 5, week: 20 } }, NOW + 3);
    expect(back).toEqual({ ...first, version: 3, createdAt: NOW + 3 });
  });
});

describe('shops and programme', () => {
  it('lists shops by name', async () => {
    const store = testStore();
    const shop = { shopId: '1', cipher: 'c', name: 'Zed', region: 'US' };
    await store.shops.record([shop, { ...shop, shopId: '2', name: 'Alpha' }], NOW);
    await store.shops.record([{ ...shop, cipher: 'new' }], NOW + 1);
    expect(await store.shops.list()).toEqual([
      { ...shop, shopId: '2', name: 'Alpha' },
      { ...shop, cipher: 'new' },
    ]);
  });

  it('belongs to one API host and app', async () => {
    const store = testStore();
    await store.bind({ apiHost: '127.0.0.1:4100', appKey: 'app-1' });
    await store.bind({ apiHost: '127.0.0.1:4100', appKey: 'app-1' });
    const other = store.bind({ apiHost: 'open-api.example.com', appKey: 'app-1' });
    await expect(other).rejects.toMatchObject({
      kind: 'setup',
      message: expect.stringContaining('127.0.0.1'),
    });
    await expect(store.bind({ apiHost: '127.0.0.1:4100', appKey: 'app-2' })).rejects.toMatchObject({
      kind: 'setup',
      message: expect.not.stringContaining('app-1'),
    });
  });
});

describe('credentials', () => {
  const tokens: AppTokens = {
    accessToken: 'ACCESS-CANARY',
    accessExpiresAt: NOW,
    refreshToken: 'REFRESH-CANARY',
    refreshExpiresAt: null,
    grantedScopes: ['seller.order'],
    seedFingerprint: 'FINGERPRINT-CANARY',
  };

  it('are saved by one process at a time', async () => {
    const store = testStore();
    expect(await store.credentials.tokens('app')).toBeNull();
    expect(await store.credentials.saveTokens('app', tokens, 1)).toBe(false);
    expect(await store.credentials.saveTokens('app', tokens, 0)).toBe(true);
    expect(await store.credentials.saveTokens('app', tokens, 0)).toBe(false);
    expect(await store.credentials.tokens('app')).toEqual({ ...tokens, revision: 1 });
    const newer = { ...tokens, accessToken: 'next' };
    expect(await store.credentials.saveTokens('app', newer, 1)).toBe(true);
    expect(await store.credentials.saveTokens('app', tokens, 1)).toBe(false);
    expect(await store.credentials.tokens('app')).toEqual({ ...newer, revision: 2 });
  });

  it('stand nowhere in the file in clear text', async () => {
    const file = temporaryFile();
    const store = testStore({ file });
    await store.credentials.saveTokens('app', tokens, 0);
    await store.credentials.saveTokens('app', tokens, 1);
    for (const name of [file, `${file}-wal`]) {
      const bytes = readFileSync(name);
      for (const secret of ['ACCESS-CANARY', 'REFRESH-CANARY', 'FINGERPRINT-CANARY', 'seller.order']) {
        expect(bytes.includes(secret), `${secret} in ${name}`).toBe(false);
      }
    }
  });

  it('are not opened by another key, nor as those of another app', async () => {
    const file = temporaryFile();
    const store = testStore({ file });
    await store.credentials.saveTokens('app', tokens, 0);
    const secretKey = new Uint8Array(32).fill(8);
    const other = openStore({ file, secretKey, ids: countingIds(), machineNow: () => MACHINE_NOW });
    const opened = other.credentials.tokens('app');
    await expect(opened).rejects.toMatchObject({
      kind: 'setup',
      next: expect.stringContaining('secret key'),
    });
    await other.close();
  });
});
