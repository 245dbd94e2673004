import type { Migration } from '../migrate.ts';

export const collaborations: Migration = {
  name: '012-collaborations',
  sql: `
-- Open plans and invitations, since lists show them together. What only invitations have is NULL for open plans.
CREATE TABLE collaborations (
  sequence INTEGER PRIMARY KEY,
  shop_id TEXT NOT NULL,
  -- open or target.
  kind TEXT NOT NULL,
  collaboration_id TEXT NOT NULL,
  -- The platform's word, or GONE; and what it comes to: running, ending or ended.
  raw_state TEXT NOT NULL,
  state TEXT NOT NULL,
  lowest_rate_bps INTEGER,
  highest_rate_bps INTEGER,
  creators_with_content INTEGER,
  creators_with_showcase INTEGER,
  ends_at INTEGER,
  -- The next to end first, then what has no end, then what has ended, the latest first.
  ends_key INTEGER NOT NULL,
  first_seen_at INTEGER NOT NULL,
  -- Of the list.
  as_of INTEGER NOT NULL,
  -- When a list first showed the present state and counts of creators.
  state_seen_at INTEGER NOT NULL,
  -- Open plans.
  product_id TEXT,
  rate_from INTEGER,
  -- Invitations, by list or detail.
  name TEXT,
  type TEXT,
  starts_at INTEGER,
  updated_at INTEGER,
  has_free_sample INTEGER,
  approval_exempt INTEGER,
  products INTEGER,
  creators_invited INTEGER,
  -- Invitations, by their detail.
  detail_at INTEGER,
  detail_updated_at INTEGER,
  -- When the platform last would not show the detail; NULL again once it did.
  detail_refused_at INTEGER,
  seller_contact TEXT,
  message TEXT,
  creators INTEGER,
  creators_accepted INTEGER,
  UNIQUE (shop_id, kind, collaboration_id)
) STRICT;

CREATE INDEX collaborations_by_end ON collaborations (shop_id, ends_key);
CREATE INDEX open_collaborations_by_product ON collaborations (shop_id, product_id) WHERE product_id IS NOT NULL;

CREATE TABLE target_products (
  shop_id TEXT NOT NULL,
  collaboration_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  product_id TEXT NOT NULL,
  title TEXT NOT NULL,
  rate_bps INTEGER NOT NULL,
  ads_rate_bps INTEGER,
  status TEXT NOT NULL,
  effect TEXT,
  PRIMARY KEY (shop_id, collaboration_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX targets_by_product ON target_products (shop_id, product_id, status);

CREATE TABLE target_creators (
  shop_id TEXT NOT NULL,
  collaboration_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  creator_id TEXT NOT NULL,
  username TEXT NOT NULL,
  nickname TEXT,
  status TEXT NOT NULL,
  effect TEXT,
  content_products INTEGER,
  showcase_products INTEGER,
  accepted INTEGER NOT NULL,
  PRIMARY KEY (shop_id, collaboration_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX targets_by_creator ON target_creators (shop_id, creator_id, status);

-- A rate that was another one at an earlier reading. Append-only.
CREATE TABLE commission_rate_changes (
  sequence INTEGER PRIMARY KEY,
  shop_id TEXT NOT NULL,
  collaboration_id TEXT NOT NULL,
  product_id TEXT NOT NULL,
  from_bps INTEGER NOT NULL,
  to_bps INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT;

CREATE INDEX rate_changes_by_time ON commission_rate_changes (shop_id, seen_at);
CREATE INDEX rate_changes_by_collaboration ON commission_rate_changes (shop_id, collaboration_id, seen_at);

CREATE TRIGGER commission_rate_changes_stay BEFORE UPDATE ON commission_rate_changes
BEGIN SELECT RAISE(ABORT, 'commission_rate_changes is append-only'); END;
CREATE TRIGGER commission_rate_changes_remain BEFORE DELETE ON commission_rate_changes
BEGIN SELECT RAISE(ABORT, 'commission_rate_changes is append-only'); END;
`,
};
