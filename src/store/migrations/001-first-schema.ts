import type { Migration } from '../migrate.ts';

const PROGRAMME = `
CREATE TABLE program (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  api_host TEXT NOT NULL,
  app_key TEXT NOT NULL
) STRICT;

CREATE TABLE shops (
  shop_id TEXT PRIMARY KEY,
  cipher TEXT NOT NULL,
  name TEXT NOT NULL,
  region TEXT NOT NULL,
  as_of INTEGER NOT NULL
) STRICT;

CREATE TABLE feeds (
  shop_id TEXT NOT NULL,
  feed TEXT NOT NULL,
  cursor TEXT,
  watermark INTEGER,
  pass_started_at INTEGER,
  completed_at INTEGER,
  failure_kind TEXT,
  failure_message TEXT,
  failure_at INTEGER,
  PRIMARY KEY (shop_id, feed)
) STRICT, WITHOUT ROWID;

CREATE TABLE credentials (
  app_key TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  sealed BLOB NOT NULL
) STRICT;

CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  epoch INTEGER NOT NULL,
  process_id TEXT,
  pid INTEGER,
  host TEXT,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE request_buckets (
  key TEXT PRIMARY KEY,
  tokens REAL NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE request_counts (
  app TEXT NOT NULL,
  day TEXT NOT NULL,
  purpose TEXT NOT NULL,
  requests INTEGER NOT NULL,
  PRIMARY KEY (app, day, purpose)
) STRICT, WITHOUT ROWID;

CREATE TABLE rule_versions (
  shop_id TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  definition TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (shop_id, rule_id, version)
) STRICT, WITHOUT ROWID;
`;

const CATALOG = `
CREATE TABLE products (
  shop_id TEXT NOT NULL,
  product_id TEXT NOT NULL,
  title TEXT NOT NULL,
  status TEXT NOT NULL,
  category_id TEXT,
  category_name TEXT,
  updated_at INTEGER NOT NULL,
  as_of INTEGER NOT NULL,
  PRIMARY KEY (shop_id, product_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX products_without_category ON products (shop_id, product_id) WHERE category_id IS NULL;

CREATE TABLE skus (
  shop_id TEXT NOT NULL,
  product_id TEXT NOT NULL,
  sku_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  seller_sku TEXT NOT NULL,
  price_minor INTEGER,
  price_currency TEXT,
  PRIMARY KEY (shop_id, product_id, sku_id),
  FOREIGN KEY (shop_id, product_id) REFERENCES products (shop_id, product_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_levels (
  shop_id TEXT NOT NULL,
  sku_id TEXT NOT NULL,
  product_id TEXT NOT NULL,
  available INTEGER NOT NULL,
  as_of INTEGER NOT NULL,
  PRIMARY KEY (shop_id, sku_id)
) STRICT, WITHOUT ROWID;
`;

const SAMPLES = `
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
  decision_id INTEGER REFERENCES sample_decisions (decision_id),
  -- The platform gives no dates but deadlines.
  deadline_at INTEGER GENERATED ALWAYS AS (coalesce(shipment_expires_at, approve_expires_at)) VIRTUAL,
  -- Sort keys without NULL; what is unknown comes last.
  expires_key INTEGER GENERATED ALWAYS AS (coalesce(approve_expires_at, 9007199254740991)) VIRTUAL,
  gmv_key INTEGER GENERATED ALWAYS AS (coalesce(gmv_minor, -1)) VIRTUAL,
  followers_key INTEGER GENERATED ALWAYS AS (coalesce(followers, -1)) VIRTUAL
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
`;

const ORDERS = `
-- No recipient: town and country are all that may be shown.
CREATE TABLE orders (
  order_id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL,
  status TEXT NOT NULL,
  is_sample INTEGER NOT NULL,
  fulfillment_type TEXT NOT NULL,
  shipping_type TEXT NOT NULL,
  delivery_option_id TEXT,
  warehouse_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  ship_by INTEGER,
  town TEXT,
  country TEXT,
  as_of INTEGER NOT NULL
) STRICT;

CREATE INDEX sample_orders_to_ship ON orders (shop_id, created_at)
  WHERE is_sample = 1 AND status IN ('AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING');

CREATE TABLE order_lines (
  order_id TEXT NOT NULL REFERENCES orders (order_id),
  position INTEGER NOT NULL,
  line_id TEXT NOT NULL,
  product_id TEXT NOT NULL,
  sku_id TEXT NOT NULL,
  seller_sku TEXT NOT NULL,
  product_name TEXT NOT NULL,
  tracking_number TEXT,
  PRIMARY KEY (order_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE shipments (
  order_id TEXT NOT NULL,
  wms_order_id TEXT NOT NULL,
  reference TEXT NOT NULL,
  state TEXT NOT NULL,
  raw_state TEXT NOT NULL,
  as_of INTEGER NOT NULL,
  PRIMARY KEY (order_id, wms_order_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE shipment_parcels (
  order_id TEXT NOT NULL,
  wms_order_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  parcel_id TEXT NOT NULL,
  state TEXT NOT NULL,
  carrier TEXT,
  tracking_number TEXT,
  shipped_at INTEGER,
  delivered_at INTEGER,
  units TEXT,
  PRIMARY KEY (order_id, wms_order_id, position),
  FOREIGN KEY (order_id, wms_order_id) REFERENCES shipments (order_id, wms_order_id)
) STRICT, WITHOUT ROWID;
`;

const ACTIONS = `
CREATE TABLE actions (
  -- Order of creation.
  sequence INTEGER PRIMARY KEY,
  action_id TEXT NOT NULL UNIQUE,
  shop_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  business_key TEXT NOT NULL,
  subject_lock TEXT NOT NULL,
  action_class TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  batch_id TEXT,
  plan TEXT NOT NULL,
  status TEXT NOT NULL,
  stage TEXT,
  blocked_who TEXT,
  blocked_why TEXT,
  blocked_next TEXT,
  outcome TEXT,
  wait_until INTEGER,
  retry_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  finished_at INTEGER,
  epoch INTEGER NOT NULL DEFAULT 0,
  lease_process TEXT,
  lease_pid INTEGER,
  lease_host TEXT,
  lease_expires_at INTEGER,
  -- Of the plan, for queries.
  creator_id TEXT GENERATED ALWAYS AS (plan ->> '$.creatorId') VIRTUAL,
  sku_id TEXT GENERATED ALWAYS AS (plan ->> '$.skuId') VIRTUAL,
  quantity INTEGER GENERATED ALWAYS AS (plan ->> '$.quantity') VIRTUAL,
  application_id TEXT GENERATED ALWAYS AS (plan ->> '$.applicationId') VIRTUAL,
  order_id TEXT GENERATED ALWAYS AS (plan ->> '$.orderId') VIRTUAL
) STRICT;

CREATE UNIQUE INDEX actions_business_key ON actions (business_key)
  WHERE status IN ('proposed', 'approved', 'running', 'unknown', 'blocked', 'done');
CREATE UNIQUE INDEX actions_subject_lock ON actions (shop_id, subject_lock)
  WHERE status IN ('proposed', 'approved', 'running', 'unknown', 'blocked');
CREATE INDEX actions_to_run ON actions (sequence) WHERE status IN ('approved', 'running', 'unknown', 'blocked');
CREATE INDEX actions_leased ON actions (lease_expires_at) WHERE lease_expires_at IS NOT NULL;
CREATE INDEX actions_holding_stock ON actions (shop_id, sku_id)
  WHERE kind = 'approve_sample' AND status IN ('approved', 'running', 'unknown', 'blocked');
CREATE INDEX actions_by_order ON actions (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX actions_by_application ON actions (application_id) WHERE application_id IS NOT NULL;
CREATE INDEX actions_by_creator ON actions (shop_id, creator_id) WHERE creator_id IS NOT NULL;
CREATE INDEX actions_by_status ON actions (shop_id, status, finished_at);
CREATE INDEX actions_by_batch ON actions (batch_id) WHERE batch_id IS NOT NULL;

-- Append-only.
CREATE TABLE action_events (
  action_sequence INTEGER NOT NULL REFERENCES actions (sequence),
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  step TEXT,
  type TEXT NOT NULL,
  detail TEXT,
  data TEXT,
  PRIMARY KEY (action_sequence, sequence)
) STRICT, WITHOUT ROWID;

-- What an action takes from the caps, from its first claim until it fails or is given up.
CREATE TABLE limit_reservations (
  action_sequence INTEGER PRIMARY KEY REFERENCES actions (sequence),
  shop_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  creator_id TEXT,
  application_id TEXT,
  count INTEGER NOT NULL,
  cost_minor INTEGER NOT NULL,
  reserved_at INTEGER NOT NULL
) STRICT;

CREATE INDEX reservations_by_time ON limit_reservations (shop_id, kind, reserved_at, count, cost_minor);
CREATE INDEX reservations_by_creator ON limit_reservations (shop_id, kind, creator_id);

CREATE TABLE confirmations (
  confirmation_id TEXT PRIMARY KEY,
  tool TEXT NOT NULL,
  shop_id TEXT NOT NULL,
  items TEXT NOT NULL,
  context TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  spent_at INTEGER,
  result TEXT
) STRICT;

CREATE TABLE confirmation_effects (
  confirmation_id TEXT NOT NULL REFERENCES confirmations (confirmation_id),
  position INTEGER NOT NULL,
  item_key TEXT NOT NULL,
  action_id TEXT REFERENCES actions (action_id),
  applied INTEGER NOT NULL,
  PRIMARY KEY (confirmation_id, position)
) STRICT, WITHOUT ROWID;
`;

export const firstSchema: Migration = {
  name: '001-first-schema',
  sql: PROGRAMME + CATALOG + SAMPLES + ORDERS + ACTIONS,
};
