import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/ports/store/index.ts';
import { identity, NOW, SHOP, temporaryFile, testStore } from './support.ts';

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
});

describe('the budget of a day', () => {
  const request = { app: 'app', day: '2026-08-01', purpose: 'samples', limit: 3 };

  it('counts requests by purpose and day', async () => {
    const store = testStore();
    for (const purpose of ['samples', 'orders', 'samples']) {
      expect(await store.requests.spend({ ...request, purpose })).toBe('spent');
    }
    await store.requests.spend({ ...request, day: '2026-08-02' });
    expect(await store.requests.counts('app', '2026-08-01')).toEqual({ samples: 2, orders: 1 });
    expect(await store.requests.counts('other', '2026-08-01')).toEqual({});
  });

  it('is one for all purposes and processes, and what is over it is not counted', async () => {
    const file = temporaryFile();
    const [one, two] = [testStore({ file }), testStore({ file })];
    await one.requests.spend(request);
    await two.requests.spend({ ...request, purpose: 'orders' });
    expect(await one.requests.spend({ ...request, purpose: 'analytics', limit: 2 })).toBe('budget_used');
    expect(await two.requests.spend(request)).toBe('spent');
    expect(await one.requests.spend(request)).toBe('budget_used');
    expect(await one.requests.counts('app', '2026-08-01')).toEqual({ samples: 2, orders: 1 });
    expect(await one.requests.spend({ ...request, app: 'other' })).toBe('spent');
  });

  it('leaves the platform its own limit of an operation, whatever it is spent on', async () => {
    const store = testStore();
    const send = { ...request, limit: 99, operation: { name: 'send_message', limit: 2 } };
    expect(await store.requests.spend(send)).toBe('spent');
    expect(await store.requests.spend({ ...send, purpose: 'notes' })).toBe('spent');
    expect(await store.requests.spend({ ...send, purpose: 'replies' })).toBe('operation_limit_used');
    expect(await store.requests.spend({ ...send, operation: { name: 'search', limit: 2 } })).toBe('spent');
    expect(await store.requests.spend({ ...send, day: '2026-08-02' })).toBe('spent');
    expect(await store.requests.counts('app', '2026-08-01')).toEqual({ samples: 2, notes: 1 });
  });
});

describe('a breaker', () => {
  const KEY = 'app:shop:orders';
  const passes = { pass: true, trial: false };
  const tries = { pass: true, trial: true };

  async function opened(store: Store, at: number): Promise<void> {
    for (let fault = 0; fault < 4; fault += 1) await store.requests.recordFault(KEY, at);
  }

  it('opens with the fourth fault in a row, for every process and only for its key', async () => {
    const file = temporaryFile();
    const [one, two] = [testStore({ file }), testStore({ file })];
    for (const store of [one, two, one]) expect(await store.requests.recordFault(KEY, 1_000)).toBeNull();
    expect(await one.requests.mayPass(KEY, 1_000)).toEqual(passes);
    const breaker = { key: KEY, openedAt: 2_000, retryAt: 32_000, times: 1 };
    expect(await two.requests.recordFault(KEY, 2_000)).toEqual(breaker);
    expect(await one.requests.mayPass(KEY, 31_999)).toEqual({ pass: false, since: 2_000, until: 32_000 });
    expect(await one.requests.mayPass('app:shop:samples', 3_000)).toEqual(passes);
    expect(await one.requests.breakers(3_000)).toEqual([breaker]);
  });

  it('stays closed when an answer comes in between', async () => {
    const store = testStore();
    for (let fault = 0; fault < 3; fault += 1) await store.requests.recordFault(KEY, 0);
    expect(await store.requests.recordAnswer(KEY)).toBe(false);
    for (let fault = 0; fault < 3; fault += 1) await store.requests.recordFault(KEY, 0);
    expect(await store.requests.mayPass(KEY, 1)).toEqual(passes);
    expect(await store.requests.breakers(0)).toEqual([]);
  });

  it('lets one try after its rest, and its answer closes it', async () => {
    const file = temporaryFile();
    const [one, two] = [testStore({ file }), testStore({ file })];
    await opened(one, 0);
    expect(await one.requests.mayPass(KEY, 30_000)).toEqual(tries);
    expect(await two.requests.mayPass(KEY, 30_001)).toMatchObject({ pass: false, until: 90_000 });
    expect(await two.requests.recordAnswer(KEY)).toBe(true);
    expect(await two.requests.mayPass(KEY, 30_002)).toEqual(passes);
    expect(await one.requests.recordFault(KEY, 30_003)).toBeNull();
  });

  it('rests twice as long after each failed try, ten minutes at most, and keeps since when', async () => {
    const store = testStore();
    await opened(store, 0);
    let now = 30_000;
    const rests: number[] = [];
    for (let trial = 0; trial < 6; trial += 1) {
      expect(await store.requests.mayPass(KEY, now)).toEqual(tries);
      const again = await store.requests.recordFault(KEY, now);
      expect(again?.openedAt).toBe(0);
      rests.push((again?.retryAt ?? 0) - now);
      now = again?.retryAt ?? now;
    }
    expect(rests).toEqual([60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
  });

  it('is not lengthened by calls that left before it opened', async () => {
    const store = testStore();
    await opened(store, 0);
    expect(await store.requests.recordFault(KEY, 20_000)).toBeNull();
    expect(await store.requests.mayPass(KEY, 30_000)).toEqual(tries);
  });

  it('lets another try when the one before was never heard of again', async () => {
    const store = testStore();
    await opened(store, 0);
    await store.requests.mayPass(KEY, 30_000);
    expect(await store.requests.mayPass(KEY, 89_999)).toMatchObject({ pass: false });
    expect(await store.requests.mayPass(KEY, 90_000)).toEqual(tries);
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
