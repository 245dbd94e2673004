/** Rows of the sales tables, as they are read. */

export type ContentType = 'SHOP' | 'VIDEO' | 'LIVE';

/** One SKU of one buyer's order. All its moments are known when it is written; those in the future do not show yet. */
export interface SaleRow {
  created_ms: number;
  order_id: string;
  position: number;
  /** When the platform lists the order: some minutes after it was made. */
  listed_ms: number;
  creator_open_id: string;
  /** Empty when the sale came from the creator's showcase. */
  content_id: string;
  content_type: ContentType;
  product_id: string;
  sku_id: string;
  quantity: number;
  price_minor: number;
  through_ads: number;
  delivered_ms: number;
  settled_ms: number;
  cancelled_ms: number | null;
  refunded_ms: number | null;
  refunded_units: number;
  returned: number;
  /** 1 once the commission plan of its moment is written down; a row without a plan is deleted then. */
  decided: number;
  rate_bps: number;
  ads_rate_bps: number | null;
  open_collaboration_id: string | null;
  target_collaboration_id: string | null;
}

/** A video or LIVE that sells, made for a sample or not. */
export interface PostRow {
  post_id: string;
  creator_open_id: string;
  /** JSON list of product ids, the main product first. */
  product_ids: string;
  format: 'VIDEO' | 'LIVE';
  title: string;
  created_ms: number;
  /** End of a LIVE; of a video the moment it was posted. */
  ended_ms: number;
  /** When the creator takes it down, if ever. */
  removed_ms: number | null;
  final_views: number;
}

/** A creator who posts and sells without being asked. */
export interface SellerRow {
  creator_open_id: string;
  category_id: string;
  /** Share of what is sold in a day, against the others'. */
  weight: number;
  video_views: number;
  has_showcase: number;
}

/** The sales part's own tables. Money is in cents, rates in basis points, flags are 0 or 1. */
export const SALES_SCHEMA = `
CREATE TABLE posts (
  post_id TEXT PRIMARY KEY, creator_open_id TEXT NOT NULL, product_ids TEXT NOT NULL, format TEXT NOT NULL, title TEXT NOT NULL,
  created_ms INTEGER NOT NULL, ended_ms INTEGER NOT NULL, removed_ms INTEGER, final_views INTEGER NOT NULL
) STRICT;
CREATE INDEX posts_created ON posts (created_ms);

CREATE TABLE sales (
  created_ms INTEGER NOT NULL, order_id TEXT NOT NULL, position INTEGER NOT NULL, listed_ms INTEGER NOT NULL,
  creator_open_id TEXT NOT NULL, content_id TEXT NOT NULL, content_type TEXT NOT NULL, product_id TEXT NOT NULL, sku_id TEXT NOT NULL,
  quantity INTEGER NOT NULL, price_minor INTEGER NOT NULL, through_ads INTEGER NOT NULL,
  delivered_ms INTEGER NOT NULL, settled_ms INTEGER NOT NULL, cancelled_ms INTEGER, refunded_ms INTEGER,
  refunded_units INTEGER NOT NULL, returned INTEGER NOT NULL,
  decided INTEGER NOT NULL, rate_bps INTEGER NOT NULL, ads_rate_bps INTEGER, open_collaboration_id TEXT, target_collaboration_id TEXT,
  PRIMARY KEY (created_ms, order_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX sales_order ON sales (order_id);
CREATE INDEX sales_content ON sales (content_id, created_ms);
CREATE INDEX sales_refunded ON sales (refunded_ms) WHERE refunded_ms IS NOT NULL;
CREATE INDEX sales_undecided ON sales (created_ms) WHERE decided = 0;

CREATE TABLE sales_creators (
  creator_open_id TEXT PRIMARY KEY, category_id TEXT NOT NULL, weight REAL NOT NULL, video_views INTEGER NOT NULL, has_showcase INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE former_usernames (
  creator_open_id TEXT NOT NULL, username TEXT NOT NULL, until_ms INTEGER NOT NULL, PRIMARY KEY (creator_open_id, until_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE market_creators (
  creator_open_id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE, nickname TEXT NOT NULL, im_id TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL,
  category_id TEXT NOT NULL, followers INTEGER NOT NULL, gmv_minor INTEGER NOT NULL, content_count INTEGER NOT NULL,
  video_views INTEGER NOT NULL, fulfilment_percent TEXT NOT NULL, consent INTEGER NOT NULL,
  quality REAL NOT NULL, reply_rate REAL NOT NULL, blocks_seller INTEGER NOT NULL, agency TEXT NOT NULL, recipient TEXT NOT NULL,
  standing TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE market_searches (search_key TEXT PRIMARY KEY, creators TEXT NOT NULL, created_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE market_calls (api TEXT NOT NULL, day INTEGER NOT NULL, calls INTEGER NOT NULL, PRIMARY KEY (api, day)) STRICT, WITHOUT ROWID;
`;
