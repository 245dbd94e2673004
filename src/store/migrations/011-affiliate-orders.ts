import type { Migration } from '../migrate.ts';

export const affiliateOrders: Migration = {
  name: '011-affiliate-orders',
  sql: `
-- What creators sold, a row a line. The key is the order that time slices are read in and the only full index: half a
-- million lines come in a first sync, and every further index is a write to some distant page for each of them.
CREATE TABLE affiliate_order_lines (
  shop_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  order_id TEXT NOT NULL,
  line_key TEXT NOT NULL,
  delivered_at INTEGER,
  order_status TEXT,
  product_id TEXT NOT NULL,
  sku_id TEXT,
  username TEXT NOT NULL,
  content_type TEXT NOT NULL,
  content_id TEXT,
  quantity INTEGER NOT NULL,
  returned_quantity INTEGER NOT NULL,
  refunded_quantity INTEGER NOT NULL,
  -- Of every amount of the line.
  currency TEXT,
  price_minor INTEGER,
  commission_bps INTEGER,
  ads_commission_bps INTEGER,
  estimated_base_minor INTEGER,
  estimated_commission_minor INTEGER,
  estimated_ads_commission_minor INTEGER,
  actual_base_minor INTEGER,
  actual_commission_minor INTEGER,
  actual_ads_commission_minor INTEGER,
  settlement TEXT NOT NULL,
  open_collaboration_id TEXT,
  target_collaboration_id TEXT,
  campaign_id TEXT,
  -- Derived: who bore the username then, and what is left of the sale.
  creator_id TEXT,
  net_minor INTEGER,
  first_seen_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (shop_id, created_at, order_id, line_key)
) STRICT, WITHOUT ROWID;

-- Lines that wait for their username to become known: joined by it, and counted by it.
CREATE INDEX lines_without_creator ON affiliate_order_lines (shop_id, username COLLATE NOCASE, creator_id)
  WHERE creator_id IS NULL;

-- Totals of the lines. Days are UTC, counted from 1970. By day first: a slice of lines is of one day, so that its
-- totals stand on few pages of the file.
CREATE TABLE sales_days (
  shop_id TEXT NOT NULL,
  -- creator, collaboration or content.
  kind TEXT NOT NULL,
  day INTEGER NOT NULL,
  subject_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  lines INTEGER NOT NULL,
  net_minor INTEGER NOT NULL,
  PRIMARY KEY (shop_id, kind, day, subject_id, currency)
) STRICT, WITHOUT ROWID;

-- Days whose lines changed since their totals were made.
CREATE TABLE sales_days_due (
  shop_id TEXT NOT NULL,
  day INTEGER NOT NULL,
  PRIMARY KEY (shop_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_slices (
  shop_id TEXT NOT NULL,
  day TEXT NOT NULL,
  lines INTEGER NOT NULL,
  read_at INTEGER,
  PRIMARY KEY (shop_id, day)
) STRICT, WITHOUT ROWID;

-- Lines and conversations name creators by username only.
CREATE INDEX usernames_by_name ON creator_usernames (shop_id, username COLLATE NOCASE);

-- Moves with every name that is new for a creator, whoever writes it: what is remembered of names holds until then.
CREATE TABLE creator_name_versions (
  shop_id TEXT PRIMARY KEY,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER creator_names_move AFTER INSERT ON creator_usernames
BEGIN
  INSERT INTO creator_name_versions (shop_id, version) VALUES (new.shop_id, 1)
  ON CONFLICT (shop_id) DO UPDATE SET version = version + 1;
END;
`,
};
