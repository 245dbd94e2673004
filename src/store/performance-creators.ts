import { DAY, type Timestamp } from '../domain/time.ts';
import type { PerformanceStore } from '../ports/store/index.ts';
import { firstRecentDay } from './affiliate-orders-days.ts';
import type { Database } from './database.ts';
import { progressSaver } from './feeds.ts';
import { amount, upserter } from './performance-upsert.ts';

/** Creators with whom nothing is going on are read at most this often. */
const WITHOUT_NEED = 30 * DAY;

const COLUMNS = [
  ...['shown', 'username', 'nickname', 'followers', 'gmv_minor', 'gmv_currency', 'units_sold_30d'],
  ...['category_ids', 'average_video_views', 'average_live_viewers', 'video_gmv_minor', 'video_gmv_currency'],
  ...['live_gmv_minor', 'live_gmv_currency', 'videos_30d', 'lives_30d', 'average_commission_bps'],
  ...['video_engagement_bps', 'live_engagement_bps', 'post_rate_bps', 'brand_collaborations'],
];

interface OutreachRow {
  unlimited: number;
  used: number | null;
  total: number | null;
  starts_at: Timestamp | null;
  ends_at: Timestamp | null;
  as_of: Timestamp;
}

type Methods = Pick<PerformanceStore, 'recordCreator' | 'creatorsToRead' | 'recordOutreach' | 'outreach'>;

/** What the marketplace says of single creators, and of how many may be written to. */
export function creatorPerformance(database: Database): Methods {
  const { reader, writer } = database;
  const upsert = upserter(writer, 'creator_performance', ['shop_id', 'creator_id'], COLUMNS);
  const quotaColumns = ['unlimited', 'used', 'total', 'starts_at', 'ends_at'];
  const upsertQuota = upserter(writer, 'outreach_quotas', ['shop_id'], quotaColumns);
  const saveProgress = progressSaver(writer);
  const quotaOf = reader.query<[string], OutreachRow>('SELECT * FROM outreach_quotas WHERE shop_id = ?');
  // 3: an open request, 2: a live deal, 1: recent sales, 0: none of these.
  const due = reader.query<
    [string, string, string, number, string, string, Timestamp, Timestamp, number],
    { creator_id: string }
  >(
    `WITH needs AS (
       SELECT creator_id, 3 AS need FROM sample_applications WHERE shop_id = ? AND status = 'PENDING'
       UNION ALL SELECT t.creator_id, 2 FROM collaborations c
         JOIN target_creators t ON t.shop_id = c.shop_id AND t.collaboration_id = c.collaboration_id
         WHERE c.shop_id = ? AND c.kind = 'target' AND c.state <> 'ended' AND t.status <> 'DELETED'
       UNION ALL SELECT subject_id, 1 FROM sales_days WHERE shop_id = ? AND kind = 'creator' AND day >= ?
       UNION ALL SELECT creator_id, 0 FROM creators WHERE shop_id = ?)
     SELECT wanted.creator_id
     FROM (SELECT creator_id, max(need) AS need FROM needs GROUP BY creator_id) wanted
     LEFT JOIN creator_performance p ON p.shop_id = ? AND p.creator_id = wanted.creator_id
     WHERE p.as_of IS NULL OR p.as_of < iif(wanted.need > 0, ?, ?)
     ORDER BY wanted.need DESC, coalesce(p.as_of, 0), wanted.creator_id LIMIT ?`,
  );
  return {
    recordCreator: (shopId, creatorId, creator, seenAt) =>
      database.write((transaction) => {
        const values =
          creator === null ? [0, ...Array<null>(COLUMNS.length - 1).fill(null)] : valuesOf(creator);
        upsert(transaction, [shopId, creatorId], values, seenAt);
      }),
    creatorsToRead: (shopId, olderThan, limit) =>
      database.read(() => {
        const sales = [shopId, firstRecentDay(olderThan)] as const;
        const times = [olderThan, olderThan - WITHOUT_NEED] as const;
        const rows = due.all(shopId, shopId, ...sales, shopId, shopId, ...times, limit);
        return rows.map((row) => row.creator_id);
      }),
    recordOutreach: (shopId, quota, seenAt, progress) =>
      database.write((transaction) => {
        const { unlimited, used, total, startsAt, endsAt } = quota;
        upsertQuota(transaction, [shopId], [unlimited ? 1 : 0, used, total, startsAt, endsAt], seenAt);
        saveProgress(transaction, progress);
      }),
    outreach: (shopId) =>
      database.read(() => {
        const row = quotaOf.get(shopId);
        if (!row) return null;
        const { used, total, starts_at: startsAt, ends_at: endsAt, as_of: asOf } = row;
        return { unlimited: row.unlimited === 1, used, total, startsAt, endsAt, asOf };
      }),
  };
}

type Creator = NonNullable<Parameters<PerformanceStore['recordCreator']>[2]>;

function valuesOf(creator: Creator): (string | number | null)[] {
  return [
    ...[1, creator.username, creator.nickname, creator.followers, ...amount(creator.gmv30d)],
    ...[creator.unitsSold30d, JSON.stringify(creator.categoryIds), creator.averageVideoViews],
    ...[creator.averageLiveViewers, ...amount(creator.videoGmv30d), ...amount(creator.liveGmv30d)],
    ...[creator.videos30d, creator.lives30d, creator.averageCommissionBps, creator.videoEngagementBps],
    ...[creator.liveEngagementBps, creator.postRateBps, creator.brandCollaborations],
  ];
}
