import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { CreatorPerformance, VideoPerformance } from '../../src/domain/performance.ts';
import { DAY } from '../../src/domain/time.ts';
import { application, creator, NOW, SHOP, temporaryFile, testStore } from './support.ts';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
const PROGRESS = {
  ...{ shopId: SHOP, feed: 'analytics:videos', cursor: 'page-2', watermark: null },
  ...{ passStartedAt: NOW, completedAt: null },
};

function video(overrides: Partial<VideoPerformance> = {}): VideoPerformance {
  return {
    videoId: 'video-1',
    username: 'anna.bakes',
    creatorId: null,
    title: 'Serum in the oven',
    postedAt: NOW,
    productIds: ['product-1', 'product-2'],
    views: 10,
    gmv: usd(100),
    orders: 1,
    itemsSold: null,
    clickThroughBps: 528,
    ...overrides,
  };
}

function figures(creatorId: string): CreatorPerformance {
  return {
    ...{ creatorId, username: 'anna.bakes', nickname: null, followers: 1, gmv30d: usd(5), unitsSold30d: 2 },
    ...{ categoryIds: ['601450'], averageVideoViews: 3, averageLiveViewers: null, videoGmv30d: usd(4) },
    ...{ liveGmv30d: null, videos30d: 5, lives30d: 0, averageCommissionBps: 1_200, videoEngagementBps: 300 },
    ...{ liveEngagementBps: null, postRateBps: 9_000, brandCollaborations: 7 },
  };
}

describe('analytics', () => {
  it('keep the last reading of a day', async () => {
    const store = testStore();
    const { performance } = store;
    const other = video({
      videoId: 'video-2',
      postedAt: null,
      views: null,
      gmv: null,
      creatorId: 'creator-1',
    });
    await performance.recordVideos(SHOP, '2026-11-01', [video(), other], NOW, PROGRESS);
    expect(await performance.videos(SHOP, '2026-11-01')).toEqual([video(), other]);
    expect(await store.feeds.get(SHOP, 'analytics:videos')).toMatchObject({ cursor: 'page-2' });
    await performance.recordVideos(SHOP, '2026-11-01', [video({ views: 20 })], NOW + 2);
    await performance.recordVideos(SHOP, '2026-11-01', [video({ views: 15 })], NOW + 1);
    expect(await performance.videos(SHOP, '2026-11-01')).toEqual([video({ views: 20 }), other]);
    expect(await performance.videos(SHOP, '2026-11-02')).toEqual([]);
    expect(await performance.videos('shop-2', '2026-11-01')).toEqual([]);
  });

  it('keep every figure in its column', async () => {
    const file = temporaryFile();
    const { performance } = testStore({ file });
    const day = { day: '2026-11-01', gmv: usd(1), refunds: usd(2), orders: 3, itemsSold: 4, visitors: 5 };
    await performance.recordShopDays(SHOP, [{ ...day, gmv: usd(9) }, day], NOW);
    const sold = { productId: 'product-1', gmv: usd(1), orders: 2, itemsSold: 3, affiliateGmv: usd(4) };
    const product = { ...sold, affiliateOrders: 5, clicks: 6, impressions: 7 };
    await performance.recordProducts(SHOP, '2026-11-01', [product], NOW);
    const live = {
      ...{ liveId: 'live-1', username: 'anna', title: 'Baking', startedAt: 1, endedAt: 2, views: 3 },
      ...{ gmv: null, orders: 4, itemsSold: 5 },
    };
    await performance.recordLives(SHOP, '2026-11-01', [live], NOW);
    await performance.recordCreator(SHOP, 'creator-1', figures('creator-1'), NOW);
    await performance.recordCreator(SHOP, 'creator-2', null, NOW);
    const database = new Sqlite(file, { readonly: true });
    const rows = (table: string) => database.prepare(`SELECT * FROM ${table}`).all();
    const seen = { shop_id: SHOP, as_of: NOW };
    const of = { ...seen, day: '2026-11-01' };
    expect(rows('shop_days')).toEqual([
      {
        ...{ ...of, gmv_minor: 1, gmv_currency: 'USD', refunds_minor: 2, refunds_currency: 'USD' },
        ...{ orders: 3, items_sold: 4, visitors: 5 },
      },
    ]);
    expect(rows('product_days')).toEqual([
      {
        ...{ ...of, product_id: 'product-1', gmv_minor: 1, gmv_currency: 'USD', orders: 2, items_sold: 3 },
        ...{ affiliate_gmv_minor: 4, affiliate_gmv_currency: 'USD', affiliate_orders: 5 },
        ...{ clicks: 6, impressions: 7 },
      },
    ]);
    expect(rows('live_days')).toEqual([
      {
        ...{ ...of, live_id: 'live-1', username: 'anna', title: 'Baking', started_at: 1, ended_at: 2 },
        ...{ views: 3, gmv_minor: null, gmv_currency: null, orders: 4, items_sold: 5 },
      },
    ]);
    const [shown, hidden] = rows('creator_performance');
    expect(shown).toEqual({
      ...{ ...seen, creator_id: 'creator-1', shown: 1, username: 'anna.bakes', nickname: null, followers: 1 },
      ...{ gmv_minor: 5, gmv_currency: 'USD', units_sold_30d: 2, category_ids: '["601450"]' },
      ...{
        average_video_views: 3,
        average_live_viewers: null,
        video_gmv_minor: 4,
        video_gmv_currency: 'USD',
      },
      ...{ live_gmv_minor: null, live_gmv_currency: null, videos_30d: 5, lives_30d: 0 },
      ...{ average_commission_bps: 1_200, video_engagement_bps: 300, live_engagement_bps: null },
      ...{ post_rate_bps: 9_000, brand_collaborations: 7 },
    });
    expect(hidden).toMatchObject({ creator_id: 'creator-2', shown: 0, username: null, gmv_minor: null });
    database.close();
  });

  it('keep the latest count of the outreach quota', async () => {
    const { performance } = testStore();
    expect(await performance.outreach(SHOP)).toBeNull();
    const quota = { unlimited: false, used: 3, total: 1_000, startsAt: NOW, endsAt: null };
    await performance.recordOutreach(SHOP, quota, NOW);
    await performance.recordOutreach(SHOP, { ...quota, used: 1 }, NOW - 1);
    expect(await performance.outreach(SHOP)).toEqual({ ...quota, asOf: NOW });
  });
});

describe('creators to read', () => {
  it('are those with open requests, then live deals, then recent sales, then the others', async () => {
    const store = testStore();
    const WEEK = 7 * DAY;
    const seen = (id: string, status: string) =>
      application({
        ...{ applicationId: id, status },
        creator: creator({ creatorId: `creator-${id}`, username: `user.${id}` }),
      });
    const samples = [seen('other', 'COMPLETED'), seen('asks', 'PENDING'), seen('sells', 'COMPLETED')];
    await store.samples.record(SHOP, samples, NOW);
    const money = usd(100);
    await store.affiliateOrders.record(
      SHOP,
      [
        {
          ...{ orderId: 'order-1', createdAt: NOW - DAY, deliveredAt: null, status: null },
          lines: [
            {
              ...{ lineKey: 'a', productId: 'product-1', skuId: null, username: 'user.sells', quantity: 1 },
              ...{ contentType: 'SHOP', contentId: null, returnedQuantity: 0, refundedQuantity: 0 },
              ...{ price: money, commissionBps: 1, adsCommissionBps: null, estimatedBase: money },
              ...{ estimatedCommission: null, estimatedAdsCommission: null, actualBase: null },
              ...{ actualCommission: null, actualAdsCommission: null, settlement: 'provisional' },
              ...{ openCollaborationId: null, targetCollaborationId: null, campaignId: null },
            },
          ],
        },
      ],
      NOW,
    );
    const invited = { creatorId: 'creator-deal', username: 'user.deal', nickname: null, status: 'NORMAL' };
    await store.collaborations.recordTarget(
      SHOP,
      'target-1',
      {
        ...{ collaborationId: 'target-1', name: 'Deal', type: 'STANDARD', startsAt: null, endsAt: null },
        ...{ updatedAt: NOW, sampleOffer: { hasFreeSample: false, approvalExempt: false }, products: null },
        ...{ creatorsInvited: 1, creatorsWithContent: null, creatorsWithShowcase: null, contactEmail: null },
        ...{ message: null, productList: [] },
        creatorList: [{ ...invited, effect: null, contentProducts: null, showcaseProducts: null }],
      },
      NOW,
    );
    const all = ['creator-asks', 'creator-deal', 'creator-sells', 'creator-other'];
    const due = (at: number, limit = 10) => store.performance.creatorsToRead(SHOP, at - WEEK, limit);
    expect(await due(NOW)).toEqual(all);
    expect(await due(NOW, 2)).toEqual(all.slice(0, 2));
    expect(await store.performance.creatorsToRead('shop-2', NOW, 10)).toEqual([]);
    for (const id of all) await store.performance.recordCreator(SHOP, id, figures(id), NOW);
    await store.performance.recordCreator(SHOP, 'creator-deal', null, NOW + 1);
    expect(await due(NOW + WEEK)).toEqual([]);
    expect(await due(NOW + WEEK + 2)).toEqual(['creator-asks', 'creator-deal', 'creator-sells']);
    expect(await due(NOW + 30 * DAY)).not.toContain('creator-other');
    expect(await due(NOW + WEEK + 30 * DAY + 1)).toContain('creator-other');
  });
});
