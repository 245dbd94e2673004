import type { Timestamp } from '../domain/time.ts';
import type { SampleFacts, SampleHistory } from '../ports/store/index.ts';
import { HOLDING_STOCK } from './action-rows.ts';
import type { Database } from './database.ts';
import {
  APPLICATION_COLUMNS,
  APPLICATIONS,
  type ApplicationRow,
  toApplication,
  toCreator,
  toMoney,
} from './sample-rows.ts';

interface FactsRow extends ApplicationRow {
  now_username: string;
  now_nickname: string | null;
  now_followers: number | null;
  now_gmv_minor: number | null;
  now_gmv_currency: string | null;
  now_posts_30d: number | null;
  now_video_views_30d: number | null;
  now_fulfilment_bps: number | null;
  now_as_of: Timestamp;
  product_status: string | null;
  category_name: string | null;
  seller_sku: string | null;
  price_minor: number | null;
  price_currency: string | null;
  available: number | null;
  stock_as_of: Timestamp | null;
  reserved_units: number;
}

interface HistoryRow {
  posted: number;
  not_posted: number;
  last_not_posted_at: Timestamp | null;
  open: number;
  open_overdue: number;
  same_product_at: Timestamp | null;
}

const FACTS = `SELECT ${APPLICATION_COLUMNS},
    c.username AS now_username, c.nickname AS now_nickname, c.followers AS now_followers,
    c.gmv_minor AS now_gmv_minor, c.gmv_currency AS now_gmv_currency, c.posts_30d AS now_posts_30d,
    c.video_views_30d AS now_video_views_30d, c.fulfilment_bps AS now_fulfilment_bps, c.as_of AS now_as_of,
    p.status AS product_status, p.category_name, k.seller_sku, k.price_minor, k.price_currency,
    l.available, l.as_of AS stock_as_of,
    (SELECT coalesce(sum(a.quantity), 0) FROM actions a
     WHERE a.shop_id = s.shop_id AND a.sku_id = s.sku_id AND ${HOLDING_STOCK}) AS reserved_units
  FROM ${APPLICATIONS}
  JOIN creators c ON c.shop_id = s.shop_id AND c.creator_id = s.creator_id
  LEFT JOIN products p ON p.shop_id = s.shop_id AND p.product_id = s.product_id
  LEFT JOIN skus k ON k.shop_id = s.shop_id AND k.product_id = s.product_id AND k.sku_id = s.sku_id
  LEFT JOIN stock_levels l ON l.shop_id = s.shop_id AND l.sku_id = s.sku_id`;

const OPEN = "status IN ('AWAITING_SHIPMENT', 'SHIPPED', 'CONTENT_PENDING')";
const POSTED = "status IN ('COMPLETED', 'OPS_COMPLETED')";
const NOT_POSTED = "status = 'UNFULFILL_CANCELLED'";

// OVERDUE is the platform's word for a time to post that has run out; no deadline for posts is given.
const HISTORY = `SELECT
    coalesce(sum(${POSTED}), 0) AS posted,
    coalesce(sum(${NOT_POSTED}), 0) AS not_posted,
    max(CASE WHEN ${NOT_POSTED} THEN deadline_at END) AS last_not_posted_at,
    coalesce(sum(${OPEN}), 0) AS open,
    coalesce(sum(${OPEN} AND fulfillment_status IS 'OVERDUE'), 0) AS open_overdue,
    max(CASE WHEN product_id = ? AND (${OPEN} OR ${POSTED} OR ${NOT_POSTED}) THEN deadline_at END)
      AS same_product_at
  FROM sample_applications WHERE shop_id = ? AND creator_id = ? AND sequence <> ?`;

export interface SampleFactsReader {
  open(shopId: string, afterApplicationId: string | null, limit: number): Promise<readonly SampleFacts[]>;
  of(applicationIds: readonly string[]): Promise<readonly SampleFacts[]>;
}

/** Everything that a decision about a request needs, in one snapshot. */
export function sampleFactsReader(database: Database): SampleFactsReader {
  const openFacts = database.reader.query<[string, string, number], FactsRow>(
    `${FACTS} WHERE s.shop_id = ? AND s.status = 'PENDING' AND s.application_id > ?
     ORDER BY s.application_id LIMIT ?`,
  );
  const factsOf = database.reader.query<[string], FactsRow>(`${FACTS} WHERE s.application_id = ?`);
  const history = database.reader.query<[string, string, string, number], HistoryRow>(HISTORY);
  const toFacts = (row: FactsRow): SampleFacts => {
    const record = history.get(row.product_id, row.shop_id, row.creator_id, row.sequence);
    if (!record) throw new Error('An aggregate gave no row.');
    return factsFrom(row, toHistory(record));
  };
  return {
    open: (shopId, afterApplicationId, limit) =>
      database.read(() => openFacts.all(shopId, afterApplicationId ?? '', limit).map(toFacts)),
    of: (applicationIds) => database.read(() => applicationIds.flatMap((id) => factsOf.all(id)).map(toFacts)),
  };
}

function toHistory(row: HistoryRow): SampleHistory {
  return {
    posted: row.posted,
    notPosted: row.not_posted,
    lastNotPostedAt: row.last_not_posted_at,
    open: row.open,
    openOverdue: row.open_overdue,
    sameProductAt: row.same_product_at,
  };
}

function factsFrom(row: FactsRow, history: SampleHistory): SampleFacts {
  return {
    application: toApplication(row),
    creator: toCreator({
      shop_id: row.shop_id,
      creator_id: row.creator_id,
      username: row.now_username,
      nickname: row.now_nickname,
      followers: row.now_followers,
      gmv_minor: row.now_gmv_minor,
      gmv_currency: row.now_gmv_currency,
      posts_30d: row.now_posts_30d,
      video_views_30d: row.now_video_views_30d,
      fulfilment_bps: row.now_fulfilment_bps,
      as_of: row.now_as_of,
    }),
    product:
      row.product_status === null
        ? null
        : {
            status: row.product_status,
            categoryName: row.category_name,
            sellerSku: row.seller_sku ?? '',
            price: toMoney(row.price_minor, row.price_currency),
          },
    stock:
      row.available === null || row.stock_as_of === null
        ? null
        : { available: row.available, asOf: row.stock_as_of },
    reservedUnits: row.reserved_units,
    history,
  };
}
