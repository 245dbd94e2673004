import type { Migration } from '../migrate.ts';

export const performance: Migration = {
  name: '014-performance',
  sql: `
-- The platform's analytics, days of the shop's zone. Figures of a day move for some time: the last reading counts.
CREATE TABLE shop_days (
  shop_id TEXT NOT NULL,
  day TEXT NOT NULL,
  gmv_minor INTEGER,
  gmv_currency TEXT,
  refunds_minor INTEGER,
  refunds_currency TEXT,
  orders INTEGER,
  items_sold INTEGER,
  visitors INTEGER,
  as_of INTEGER NOT NULL,
  PRIMARY KEY (shop_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE product_days (
  shop_id TEXT NOT NULL,
  day TEXT NOT NULL,
  product_id TEXT NOT NULL,
  gmv_minor INTEGER,
  gmv_currency TEXT,
  orders INTEGER,
  items_sold INTEGER,
  affiliate_gmv_minor INTEGER,
  affiliate_gmv_currency TEXT,
  affiliate_orders INTEGER,
  clicks INTEGER,
  impressions INTEGER,
  as_of INTEGER NOT NULL,
  PRIMARY KEY (shop_id, day, product_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE video_days (
  shop_id TEXT NOT NULL,
  day TEXT NOT NULL,
  video_id TEXT NOT NULL,
  username TEXT NOT NULL,
  creator_id TEXT,
  title TEXT NOT NULL,
  posted_at INTEGER,
  product_ids TEXT NOT NULL,
  views INTEGER,
  gmv_minor INTEGER,
  gmv_currency TEXT,
  orders INTEGER,
  items_sold INTEGER,
  click_through_bps INTEGER,
  as_of INTEGER NOT NULL,
  PRIMARY KEY (shop_id, day, video_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE live_days (
  shop_id TEXT NOT NULL,
  day TEXT NOT NULL,
  live_id TEXT NOT NULL,
  username TEXT NOT NULL,
  title TEXT NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  views INTEGER,
  gmv_minor INTEGER,
  gmv_currency TEXT,
  orders INTEGER,
  items_sold INTEGER,
  as_of INTEGER NOT NULL,
  PRIMARY KEY (shop_id, day, live_id)
) STRICT, WITHOUT ROWID;

-- This week's count of creators newly written to or invited, as last read.
CREATE TABLE outreach_quotas (
  shop_id TEXT PRIMARY KEY,
  unlimited INTEGER NOT NULL,
  used INTEGER,
  total INTEGER,
  starts_at INTEGER,
  ends_at INTEGER,
  as_of INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the marketplace showed of a creator when it was last asked, 30 days.
CREATE TABLE creator_performance (
  shop_id TEXT NOT NULL,
  creator_id TEXT NOT NULL,
  -- 0 when it showed no such creator to this shop.
  shown INTEGER NOT NULL,
  username TEXT,
  nickname TEXT,
  followers INTEGER,
  gmv_minor INTEGER,
  gmv_currency TEXT,
  units_sold_30d INTEGER,
  category_ids TEXT,
  average_video_views INTEGER,
  average_live_viewers INTEGER,
  video_gmv_minor INTEGER,
  video_gmv_currency TEXT,
  live_gmv_minor INTEGER,
  live_gmv_currency TEXT,
  videos_30d INTEGER,
  lives_30d INTEGER,
  average_commission_bps INTEGER,
  video_engagement_bps INTEGER,
  live_engagement_bps INTEGER,
  post_rate_bps INTEGER,
  brand_collaborations INTEGER,
  as_of INTEGER NOT NULL,
  PRIMARY KEY (shop_id, creator_id)
) STRICT, WITHOUT ROWID;
`,
};
