import { describe, expect, it } from 'vitest';
import { DAY } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store/index.ts';
import { line, linesOf, order, totalsIn } from './affiliate-order-examples.ts';
import { application, creator, NOW, SHOP, temporaryFile, testStore } from './support.ts';

describe('the creator of a line', () => {
  const soldAt = (createdAt: number, username = 'anna.bakes') =>
    order({ orderId: `${username}-${createdAt}`, createdAt, lines: [line({ username })] });
  const creators = async (store: Store) => (await linesOf(store)).map(({ creatorId }) => creatorId);

  it('is who bears the username, whatever its case, once that is known', async () => {
    const store = testStore();
    await store.affiliateOrders.record(SHOP, [soldAt(NOW - DAY, 'Anna.Bakes'), soldAt(NOW, 'ben')], NOW);
    expect(await store.affiliateOrders.unknownUsernames(SHOP, 10)).toEqual(['Anna.Bakes', 'ben']);
    await store.samples.record(SHOP, [application()], NOW);
    expect(await creators(store)).toEqual(['creator-1', null]);
    expect(await store.affiliateOrders.unknownUsernames(SHOP, 10)).toEqual(['ben']);
    await store.creatorNames.recordName(SHOP, 'creator-2', 'Ben', NOW);
    expect(await creators(store)).toEqual(['creator-1', 'creator-2']);
    await store.affiliateOrders.record(SHOP, [soldAt(NOW + 1, 'BEN')], NOW + 2);
    expect(await creators(store)).toEqual(['creator-1', 'creator-2', 'creator-2']);
  });

  it('names the names with the most lines first', async () => {
    const store = testStore();
    const many = [soldAt(NOW, 'ben'), soldAt(NOW + 1, 'Carla'), soldAt(NOW + 2, 'carla')];
    await store.affiliateOrders.record(SHOP, many, NOW);
    expect(await store.affiliateOrders.unknownUsernames(SHOP, 1)).toEqual(['Carla']);
  });

  it('is who bore the name when the order was made', async () => {
    const store = testStore();
    const seen = (creatorId: string, username: string, day: number) =>
      store.samples.record(
        SHOP,
        [application({ applicationId: creatorId, creator: creator({ creatorId, username }) })],
        NOW + day * DAY,
      );
    await seen('creator-1', 'anna.bakes', 0);
    await seen('creator-1', 'anna.cooks', 10);
    await seen('creator-2', 'anna.bakes', 20);
    const days = [-5, 5, 12, 25].map((day) => soldAt(NOW + day * DAY));
    await store.affiliateOrders.record(SHOP, days, NOW + 30 * DAY);
    // Between the two it is not the first one's any more, and was the second one's at the earliest then.
    expect(await creators(store)).toEqual(['creator-1', 'creator-1', 'creator-2', 'creator-2']);
  });

  it('changes when somebody else turns out to bear the name since', async () => {
    const file = temporaryFile();
    const store = testStore({ file });
    await store.creatorNames.recordName(SHOP, 'creator-1', 'anna.bakes', NOW);
    await store.affiliateOrders.record(SHOP, [soldAt(NOW - DAY), soldAt(NOW + 9 * DAY)], NOW + 9 * DAY);
    expect(await creators(store)).toEqual(['creator-1', 'creator-1']);
    await store.creatorNames.recordName(SHOP, 'creator-2', 'anna.bakes', NOW + 8 * DAY);
    expect(await creators(store)).toEqual(['creator-1', 'creator-2']);
    expect(totalsIn(file).kept).toEqual(totalsIn(file).summed);
  });

  it('is nobody where two bore the name at once', async () => {
    const store = testStore();
    const seen = (creatorId: string, day: number) =>
      store.creatorNames.recordName(SHOP, creatorId, 'anna.bakes', NOW + day * DAY);
    await seen('creator-1', 0);
    await seen('creator-1', 10);
    await seen('creator-2', 5);
    await seen('creator-2', 15);
    expect(await store.creatorNames.creatorOf(SHOP, 'anna.bakes', NOW + 2 * DAY)).toBe('creator-1');
    expect(await store.creatorNames.creatorOf(SHOP, 'anna.bakes', NOW + 7 * DAY)).toBeNull();
    expect(await store.creatorNames.creatorOf(SHOP, 'anna.bakes', NOW + 20 * DAY)).toBe('creator-2');
    expect(await store.creatorNames.creatorOf(SHOP, 'nobody', NOW)).toBeNull();
    expect(await store.creatorNames.creatorOf('shop-2', 'anna.bakes', NOW)).toBeNull();
  });
});

describe('finding a creator', () => {
  it('takes the surest reading of a text', async () => {
    const store = testStore();
    const names = [
      ['creator-1', 'anna', NOW],
      ['creator-2', 'anna.bakes', NOW],
      ['creator-3', 'ben', NOW],
      ['creator-3', 'ben.cooks', NOW + DAY],
    ] as const;
    for (const [creatorId, username, at] of names) {
      await store.creatorNames.recordName(SHOP, creatorId, username, at);
    }
    const found = async (text: string) =>
      (await store.creatorNames.find(SHOP, text, 5)).map(
        ({ creatorId, username }) => `${creatorId} ${username}`,
      );
    expect(await found('creator-1')).toEqual(['creator-1 anna']);
    expect(await found(' @ANNA ')).toEqual(['creator-1 anna']);
    expect(await found('ben')).toEqual(['creator-3 ben.cooks']);
    expect(await found('nn')).toEqual(['creator-1 anna', 'creator-2 anna.bakes']);
    expect(await found('%')).toEqual([]);
    expect(await found(' ')).toEqual([]);
  });
});
