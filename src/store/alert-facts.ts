import type { Timestamp } from '../domain/time.ts';
import type { AlertStore, LateSample } from '../ports/store/index.ts';
import type { Database } from './database.ts';

interface LateRow {
  application_id: string;
  username: string;
  product_title: string;
  order_id: string | null;
  ship_by: Timestamp | null;
  shipped_at: Timestamp | null;
}

interface PaceRow {
  product_id: string;
  product_title: string;
  sku_id: string;
  seller_sku: string;
  available: number;
  units_taken: number;
}

const toLateSample = (row: LateRow): LateSample => ({
  applicationId: row.application_id,
  username: row.username,
  productTitle: row.product_title,
  orderId: row.order_id,
  shipBy: row.ship_by,
  shippedAt: row.shipped_at,
});

/** Readings that only the alert rules need. */
export function alertFacts(database: Database): Pick<AlertStore, 'unshipped' | 'underWay' | 'samplePace'> {
  const { reader } = database;
  const unshipped = reader.query<[string, Timestamp, number], LateRow>(
    `SELECT s.application_id, s.username, s.product_title, s.order_id, s.shipment_expires_at AS ship_by,
       NULL AS shipped_at
     FROM sample_applications s
     WHERE s.shop_id = ? AND s.status = 'AWAITING_SHIPMENT' AND s.deadline_at < ?
       AND s.shipment_expires_at IS NOT NULL AND coalesce(s.tracking_number, '') = ''
       AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.order_id = s.order_id
         AND o.status IN ('AWAITING_COLLECTION', 'IN_TRANSIT', 'DELIVERED', 'COMPLETED'))
       AND NOT EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = s.order_id AND l.sku_id = s.sku_id
         AND coalesce(l.tracking_number, '') <> '')
     ORDER BY s.deadline_at LIMIT ?`,
  );
  // The warehouse knows when it left; else it left at the latest when the platform first showed it as shipped.
  const underWay = reader.query<[string, Timestamp, number], LateRow>(
    `SELECT * FROM (
       SELECT s.application_id, s.username, s.product_title, s.order_id, s.shipment_expires_at AS ship_by,
         coalesce(
           (SELECT min(p.shipped_at) FROM shipment_parcels p WHERE p.order_id = s.order_id),
           (SELECT min(c.seen_at) FROM application_status_changes c
            WHERE c.application_id = s.application_id AND c.to_status = 'SHIPPED')) AS shipped_at
       FROM sample_applications s
       WHERE s.shop_id = ? AND s.status = 'SHIPPED'
         AND NOT EXISTS (SELECT 1 FROM shipment_parcels p
           WHERE p.order_id = s.order_id AND p.delivered_at IS NOT NULL))
     WHERE shipped_at < ? ORDER BY shipped_at LIMIT ?`,
  );
  const pace = reader.query<[string, Timestamp], PaceRow>(
    `SELECT k.product_id, p.title AS product_title, k.sku_id, k.seller_sku, v.available, taken.units AS units_taken
     FROM (SELECT o.shop_id, l.product_id, l.sku_id, count(*) AS units
           FROM orders o JOIN order_lines l ON l.order_id = o.order_id
           WHERE o.shop_id = ? AND o.is_sample = 1 AND o.created_at >= ? AND o.status <> 'CANCELLED'
           GROUP BY o.shop_id, l.product_id, l.sku_id) taken
     JOIN skus k ON k.shop_id = taken.shop_id AND k.product_id = taken.product_id AND k.sku_id = taken.sku_id
     JOIN products p ON p.shop_id = k.shop_id AND p.product_id = k.product_id
     JOIN stock_levels v ON v.shop_id = k.shop_id AND v.sku_id = k.sku_id
     ORDER BY k.sku_id`,
  );
  return {
    unshipped: (shopId, shipBefore, limit) =>
      database.read(() => unshipped.all(shopId, shipBefore, limit).map(toLateSample)),
    underWay: (shopId, shippedBefore, limit) =>
      database.read(() => underWay.all(shopId, shippedBefore, limit).map(toLateSample)),
    samplePace: (shopId, since) =>
      database.read(() =>
        pace.all(shopId, since).map((row) => ({
          productId: row.product_id,
          productTitle: row.product_title,
          skuId: row.sku_id,
          sellerSku: row.seller_sku,
          available: row.available,
          unitsTaken: row.units_taken,
        })),
      ),
  };
}
