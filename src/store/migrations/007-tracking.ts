import type { Migration } from '../migrate.ts';

export const tracking: Migration = {
  name: '007-tracking',
  sql: `
ALTER TABLE orders ADD COLUMN shipped_at INTEGER;
ALTER TABLE orders ADD COLUMN delivered_at INTEGER;
ALTER TABLE shipments ADD COLUMN first_seen_at INTEGER;

CREATE TABLE sample_content (
  application_id TEXT NOT NULL,
  content_id TEXT NOT NULL,
  format TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  link TEXT,
  views INTEGER,
  likes INTEGER,
  comments INTEGER,
  paid_orders INTEGER,
  as_of INTEGER NOT NULL,
  -- 1 when a later reading did not show it any more.
  gone INTEGER NOT NULL,
  PRIMARY KEY (application_id, content_id)
) STRICT, WITHOUT ROWID;

-- Derived from the rows of the sample, its order, parcels and content, by whoever writes one of them.
CREATE TABLE sample_lives (
  -- The application's.
  sequence INTEGER PRIMARY KEY REFERENCES sample_applications (sequence),
  shop_id TEXT NOT NULL,
  stage TEXT NOT NULL,
  since INTEGER,
  approved_at INTEGER,
  shipped_at INTEGER,
  delivered_at INTEGER,
  delivered_estimated INTEGER NOT NULL,
  posted_at INTEGER,
  deadline INTEGER,
  late_at INTEGER,
  -- What waits first, by when it gets late; then what has ended, the latest first.
  order_key INTEGER NOT NULL,
  -- 1 while content may appear or its figures move.
  content_open INTEGER NOT NULL,
  content_read_at INTEGER
) STRICT;

CREATE INDEX lives_by_order ON sample_lives (shop_id, order_key);
CREATE INDEX lives_by_stage ON sample_lives (shop_id, stage, late_at, delivered_at);
CREATE INDEX lives_by_approval ON sample_lives (shop_id, approved_at);
CREATE INDEX lives_with_content ON sample_lives (shop_id, delivered_at, content_read_at) WHERE content_open = 1;

-- Orders read before this version lack the new times: they are read again by the applications that name them.
UPDATE sample_applications SET order_unread = 1
WHERE order_id IS NOT NULL AND status IN ('AWAITING_SHIPMENT', 'SHIPPED', 'CONTENT_PENDING', 'COMPLETED');
`,
};
