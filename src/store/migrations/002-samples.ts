import type { Migration } from '../migrate.ts';

export const samples: Migration = {
  name: '002-samples',
  sql: `
CREATE TABLE creators (
  shop_id TEXT NOT NULL,
  creator_id TEXT NOT NULL,
  username TEXT NOT NULL,
  nickname TEXT,
  followers INTEGER,
  gmv_minor INTEGER,
  gmv_currency TEXT,
  posts_30d INTEGER,
  video_views_30d INTEGER,
  fulfilment_bps INTEGER,
  as_of INTEGER NOT NULL,
  PRIMARY KEY (shop_id, creator_id)
) STRICT, WITHOUT ROWID;

-- Every name seen; of the present one last_seen_at is that of the creator's row.
CREATE TABLE creator_usernames (
  shop_id TEXT NOT NULL,
  creator_id TEXT NOT NULL,
  username TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  PRIMARY KEY (shop_id, creator_id, username)
) STRICT, WITHOUT ROWID;

-- The creator's figures stand here too, as the application's own answer showed them: lists filter and sort by them.
CREATE TABLE sample_applications (
  sequence INTEGER PRIMARY KEY,
  application_id TEXT NOT NULL UNIQUE,
  shop_id TEXT NOT NULL,
  status TEXT NOT NULL,
  fulfillment_status TEXT,
  approvable INTEGER NOT NULL,
  disapprovable_reasons TEXT,
  commission_bps INTEGER,
  sample_quota_left INTEGER,
  approve_expires_at INTEGER,
  shipment_expires_at INTEGER,
  order_id TEXT,
  tracking_number TEXT,
  agency_name TEXT,
  creator_id TEXT NOT NULL,
  username TEXT NOT NULL,
  nickname TEXT,
  followers INTEGER,
  gmv_minor INTEGER,
  gmv_currency TEXT,
  posts_30d INTEGER,
  video_views_30d INTEGER,
  fulfilment_bps INTEGER,
  product_id TEXT NOT NULL,
  product_title TEXT NOT NULL,
  sku_id TEXT NOT NULL,
  sku_name TEXT,
  first_seen_at INTEGER NOT NULL,
  as_of INTEGER NOT NULL,
  -- 1 while order_id names an order that has no row.
  order_unread INTEGER NOT NULL,
  verdict TEXT NOT NULL DEFAULT 'undecided',
  -- Row of sample_decisions.
  decision_id INTEGER,
  -- Derived when the row is written. Not generated columns: SQLite answers no query on one from an index alone.
  -- The platform gives no dates but deadlines: that of the shipment, else that of the approval.
  deadline_at INTEGER,
  -- Sort keys without NULL; what is unknown comes last.
  expires_key INTEGER NOT NULL,
  gmv_key INTEGER NOT NULL,
  followers_key INTEGER NOT NULL
) STRICT;

CREATE INDEX pending_by_id ON sample_applications (shop_id, application_id) WHERE status = 'PENDING';
CREATE INDEX pending_by_expiry ON sample_applications (shop_id, expires_key) WHERE status = 'PENDING';
CREATE INDEX pending_by_gmv ON sample_applications (shop_id, gmv_key) WHERE status = 'PENDING';
CREATE INDEX pending_by_followers ON sample_applications (shop_id, followers_key) WHERE status = 'PENDING';
CREATE INDEX pending_by_verdict ON sample_applications (shop_id, verdict, expires_key) WHERE status = 'PENDING';
CREATE INDEX applications_by_creator
  ON sample_applications (shop_id, creator_id, status, product_id, deadline_at, fulfillment_status);
CREATE INDEX applications_by_deadline ON sample_applications (shop_id, status, deadline_at);
CREATE INDEX applications_by_sight ON sample_applications (shop_id, status, as_of);
CREATE INDEX applications_by_order ON sample_applications (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX orders_to_read ON sample_applications (shop_id, order_id) WHERE order_unread = 1;

CREATE TABLE application_status_changes (
  sequence INTEGER PRIMARY KEY,
  application_id TEXT NOT NULL,
  from_status TEXT,
  to_status TEXT NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT;

CREATE INDEX status_changes_by_application ON application_status_changes (application_id);

CREATE TABLE sample_decisions (
  decision_id INTEGER PRIMARY KEY,
  application_id TEXT NOT NULL REFERENCES sample_applications (application_id),
  decision TEXT NOT NULL,
  inputs TEXT NOT NULL,
  decided_at INTEGER NOT NULL
) STRICT;

CREATE INDEX decisions_by_application ON sample_decisions (application_id);
`,
};
