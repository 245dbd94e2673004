import type { Migration } from '../migrate.ts';

export const orders: Migration = {
  name: '003-orders',
  sql: `
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
`,
};
