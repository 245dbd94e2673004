/** The sandbox's own tables. Times are epoch milliseconds, money is in cents, flags are 0 or 1. */
export const SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE token_pairs (
  pair_id INTEGER PRIMARY KEY,
  access_token TEXT NOT NULL UNIQUE, access_expires_ms INTEGER NOT NULL, access_used INTEGER NOT NULL DEFAULT 0,
  refresh_token TEXT NOT NULL UNIQUE, refresh_expires_ms INTEGER NOT NULL,
  parent_id INTEGER, revoked INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE auth_codes (code TEXT PRIMARY KEY, expires_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE products (
  product_id TEXT PRIMARY KEY, title TEXT NOT NULL, category_id TEXT NOT NULL, category_name TEXT NOT NULL,
  leaf_id TEXT NOT NULL, leaf_name TEXT NOT NULL, status TEXT NOT NULL, commission TEXT NOT NULL,
  sample_quota INTEGER NOT NULL, fulfilled_by_platform INTEGER NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE skus (
  sku_id TEXT PRIMARY KEY, product_id TEXT NOT NULL REFERENCES products, sku_name TEXT NOT NULL, seller_sku TEXT NOT NULL UNIQUE,
  price_minor INTEGER NOT NULL, available INTEGER NOT NULL, committed INTEGER NOT NULL
) STRICT;
CREATE INDEX skus_product ON skus (product_id);

CREATE TABLE creators (
  creator_open_id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE, nickname TEXT NOT NULL, im_id TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL,
  category_id TEXT NOT NULL, followers INTEGER NOT NULL, gmv_minor INTEGER NOT NULL, content_count INTEGER NOT NULL,
  video_views INTEGER NOT NULL, fulfilment_percent TEXT NOT NULL, consent INTEGER NOT NULL,
  quality REAL NOT NULL, reply_rate REAL NOT NULL, blocks_seller INTEGER NOT NULL, agency TEXT NOT NULL, recipient TEXT NOT NULL
) STRICT;

CREATE TABLE applications (
  application_id TEXT PRIMARY KEY, creator_open_id TEXT NOT NULL REFERENCES creators, product_id TEXT NOT NULL, sku_id TEXT NOT NULL,
  status TEXT NOT NULL, fulfillment_status TEXT NOT NULL, commission TEXT NOT NULL, partner_name TEXT NOT NULL,
  requested_ms INTEGER NOT NULL, approve_by_ms INTEGER NOT NULL, ship_by_ms INTEGER NOT NULL, post_by_ms INTEGER NOT NULL,
  approved_by TEXT, approved_ms INTEGER, approvals INTEGER NOT NULL DEFAULT 0, order_id TEXT NOT NULL, tracking_number TEXT NOT NULL
) STRICT;
CREATE INDEX applications_status ON applications (status, application_id);
CREATE INDEX applications_creator ON applications (creator_open_id, application_id);
CREATE INDEX applications_order ON applications (order_id);

CREATE TABLE orders (
  order_id TEXT PRIMARY KEY, creator_open_id TEXT NOT NULL REFERENCES creators, status TEXT NOT NULL, fulfilled_by_platform INTEGER NOT NULL,
  recipient TEXT NOT NULL, first_approved_ms INTEGER NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
  ship_by_ms INTEGER NOT NULL, shipped_ms INTEGER, delivered_ms INTEGER, completed_ms INTEGER, cancelled_ms INTEGER,
  in_verdict INTEGER NOT NULL
) STRICT;
CREATE INDEX orders_created ON orders (created_ms, order_id);
CREATE INDEX orders_updated ON orders (updated_ms, order_id);
CREATE INDEX orders_creator ON orders (creator_open_id, first_approved_ms);
CREATE INDEX orders_verdict ON orders (in_verdict, order_id);

CREATE TABLE order_lines (
  line_id TEXT PRIMARY KEY, order_id TEXT NOT NULL REFERENCES orders, application_id TEXT NOT NULL, product_id TEXT NOT NULL, sku_id TEXT NOT NULL,
  package_id TEXT NOT NULL DEFAULT '', tracking_number TEXT NOT NULL DEFAULT '', provider_id TEXT NOT NULL DEFAULT '', shipped_ms INTEGER
) STRICT;
CREATE INDEX order_lines_order ON order_lines (order_id);
CREATE INDEX order_lines_tracking ON order_lines (tracking_number);

CREATE TABLE tracking_events (order_id TEXT NOT NULL, at_ms INTEGER NOT NULL, description TEXT NOT NULL) STRICT;
CREATE INDEX tracking_events_order ON tracking_events (order_id, at_ms);

CREATE TABLE contents (
  content_id TEXT PRIMARY KEY, application_id TEXT NOT NULL, product_id TEXT NOT NULL, format TEXT NOT NULL, description TEXT NOT NULL,
  created_ms INTEGER NOT NULL, live_end_ms INTEGER NOT NULL, final_views INTEGER NOT NULL, final_orders INTEGER NOT NULL
) STRICT;
CREATE INDEX contents_application ON contents (application_id);

CREATE TABLE conversations (
  conversation_id TEXT PRIMARY KEY, creator_open_id TEXT NOT NULL UNIQUE, unread INTEGER NOT NULL, last_sender TEXT NOT NULL,
  unanswered INTEGER NOT NULL, updated_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE messages (
  message_id TEXT PRIMARY KEY, conversation_id TEXT NOT NULL, position INTEGER NOT NULL UNIQUE, sender TEXT NOT NULL,
  type TEXT NOT NULL, content TEXT NOT NULL, created_ms INTEGER NOT NULL, before_start INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX messages_conversation ON messages (conversation_id, position);
CREATE TABLE outreach (week_ms INTEGER NOT NULL, creator_open_id TEXT NOT NULL, PRIMARY KEY (week_ms, creator_open_id)) STRICT, WITHOUT ROWID;

CREATE TABLE wms_products (
  inventory_id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL UNIQUE, sku TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  on_hand INTEGER NOT NULL, committed INTEGER NOT NULL, ghost INTEGER NOT NULL
) STRICT;
CREATE TABLE wms_orders (
  wms_order_id INTEGER PRIMARY KEY, reference_id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, channel_id INTEGER NOT NULL,
  request TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, native INTEGER NOT NULL
) STRICT;
CREATE TABLE wms_lines (
  wms_order_id INTEGER NOT NULL REFERENCES wms_orders, position INTEGER NOT NULL, product_id INTEGER NOT NULL, sku TEXT NOT NULL,
  name TEXT NOT NULL, quantity INTEGER NOT NULL, allocated INTEGER NOT NULL, PRIMARY KEY (wms_order_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE wms_shipments (
  shipment_id INTEGER PRIMARY KEY, wms_order_id INTEGER NOT NULL UNIQUE REFERENCES wms_orders, status TEXT NOT NULL, detail INTEGER NOT NULL,
  carrier TEXT NOT NULL DEFAULT '', tracking_number TEXT NOT NULL DEFAULT '', created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
  tracking_ms INTEGER, due_ms INTEGER NOT NULL, shipped_ms INTEGER, delivered_ms INTEGER, tracking_uploaded INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX wms_shipments_tracking ON wms_shipments (tracking_number);
CREATE TABLE wms_journey (
  shipment_id INTEGER NOT NULL, at_ms INTEGER NOT NULL, status TEXT NOT NULL, message TEXT NOT NULL, location TEXT NOT NULL
) STRICT;
CREATE INDEX wms_journey_shipment ON wms_journey (shipment_id, at_ms);
CREATE TABLE simulations (simulation_id TEXT PRIMARY KEY, shipment_id INTEGER NOT NULL, steps TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE events (event_id INTEGER PRIMARY KEY, due_ms INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL) STRICT;
CREATE INDEX events_due ON events (due_ms, event_id);

CREATE TABLE faults (one INTEGER PRIMARY KEY CHECK (one = 1), plan TEXT NOT NULL, counters TEXT NOT NULL) STRICT;
`;
