import type { Migration } from '../migrate.ts';

export const programAndCatalog: Migration = {
  name: '001-program-and-catalog',
  sql: `
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
`,
};
