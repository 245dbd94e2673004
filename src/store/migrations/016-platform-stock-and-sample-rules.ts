import type { Migration } from '../migrate.ts';

export const platformStockAndSampleRules: Migration = {
  name: '016-platform-stock-and-sample-rules',
  sql: `
-- Stock in TikTok's own warehouses; stock_levels is the seller's.
CREATE TABLE platform_stock_levels (
  shop_id TEXT NOT NULL,
  warehouse_id TEXT NOT NULL,
  sku_id TEXT NOT NULL,
  available INTEGER NOT NULL,
  reserved INTEGER NOT NULL,
  as_of INTEGER NOT NULL,
  PRIMARY KEY (shop_id, warehouse_id, sku_id)
) STRICT, WITHOUT ROWID;

-- Who may ask for samples on the platform; the program's own rule for deciding them is elsewhere.
CREATE TABLE sample_request_rules (
  shop_id TEXT NOT NULL,
  product_id TEXT NOT NULL,
  -- What the seller set, as JSON; NULL for no rule.
  terms TEXT,
  -- The platform's word, and how many samples are left; both move by themselves.
  raw_status TEXT,
  samples_left INTEGER,
  as_of INTEGER NOT NULL,
  PRIMARY KEY (shop_id, product_id)
) STRICT, WITHOUT ROWID;

-- Terms that were others at an earlier reading. Append-only.
CREATE TABLE sample_request_rule_changes (
  sequence INTEGER PRIMARY KEY,
  shop_id TEXT NOT NULL,
  product_id TEXT NOT NULL,
  from_terms TEXT,
  to_terms TEXT,
  seen_at INTEGER NOT NULL
) STRICT;

CREATE INDEX sample_request_rule_changes_by_time ON sample_request_rule_changes (shop_id, seen_at);

CREATE TRIGGER sample_request_rule_changes_stay BEFORE UPDATE ON sample_request_rule_changes
BEGIN SELECT RAISE(ABORT, 'sample_request_rule_changes is append-only'); END;
CREATE TRIGGER sample_request_rule_changes_remain BEFORE DELETE ON sample_request_rule_changes
BEGIN SELECT RAISE(ABORT, 'sample_request_rule_changes is append-only'); END;
`,
};
