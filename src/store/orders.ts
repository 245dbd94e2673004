import type { NoteOccasion } from '../domain/note.ts';
import type { Order, OrderLine } from '../domain/order.ts';
import type { Timestamp } from '../domain/time.ts';
import type { OrderStore, StoredOrder } from '../ports/store/index.ts';
import type { Database, Transaction, Writer } from './database.ts';
import { progressSaver } from './feeds.ts';
import { lifeRefresher } from './sample-lives.ts';
import { APPLICATION_COLUMNS, APPLICATIONS, type ApplicationRow, toApplication } from './sample-rows.ts';
import { shipmentMethods } from './shipments.ts';

interface OrderRow {
  order_id: string;
  shop_id: string;
  status: string;
  is_sample: number;
  fulfillment_type: string;
  shipping_type: string;
  delivery_option_id: string | null;
  warehouse_id: string | null;
  created_at: Timestamp;
  updated_at: Timestamp;
  ship_by: Timestamp | null;
  shipped_at: Timestamp | null;
  delivered_at: Timestamp | null;
  town: string | null;
  country: string | null;
  as_of: Timestamp;
}

interface LineRow {
  line_id: string;
  product_id: string;
  sku_id: string;
  seller_sku: string;
  product_name: string;
  tracking_number: string | null;
}

const COLUMNS = `o.order_id, o.shop_id, o.status, o.is_sample, o.fulfillment_type, o.shipping_type,
  o.delivery_option_id, o.warehouse_id, o.created_at, o.updated_at, o.ship_by,
  o.shipped_at, o.delivered_at, o.town, o.country, o.as_of`;

function toLine(row: LineRow): OrderLine {
  return {
    lineId: row.line_id,
    productId: row.product_id,
    skuId: row.sku_id,
    sellerSku: row.seller_sku,
    productName: row.product_name,
    trackingNumber: row.tracking_number,
  };
}

function toOrder(row: OrderRow, lines: readonly LineRow[]): StoredOrder {
  return {
    orderId: row.order_id,
    shopId: row.shop_id,
    status: row.status,
    isSample: row.is_sample === 1,
    fulfillmentType: row.fulfillment_type,
    shippingType: row.shipping_type,
    deliveryOptionId: row.delivery_option_id,
    warehouseId: row.warehouse_id,
    lines: lines.map(toLine),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    shipBy: row.ship_by,
    shippedAt: row.shipped_at,
    deliveredAt: row.delivered_at,
    town: row.town,
    country: row.country,
    asOf: row.as_of,
  };
}

export function orderStore(database: Database): OrderStore {
  const { reader } = database;
  const one = reader.query<[string], OrderRow>(`SELECT ${COLUMNS} FROM orders o WHERE o.order_id = ?`);
  const linesOf = reader.query<[string], LineRow>(
    `SELECT line_id, product_id, sku_id, seller_sku, product_name, tracking_number
     FROM order_lines WHERE order_id = ? ORDER BY position`,
  );
  const toRead = reader.query<[string, number], { order_id: string }>(
    `SELECT DISTINCT order_id FROM sample_applications
     WHERE shop_id = ? AND order_unread = 1 ORDER BY order_id LIMIT ?`,
  );
  const unplanned = reader.query<[string], OrderRow>(
    `SELECT ${COLUMNS} FROM orders o
     WHERE o.shop_id = ? AND o.is_sample = 1 AND o.status IN ('AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING')
       AND NOT EXISTS (SELECT 1 FROM actions a WHERE a.order_id = o.order_id AND a.kind = 'fulfil_order')
     ORDER BY o.created_at, o.order_id`,
  );
  const noteless = (occasion: NoteOccasion) =>
    `NOT EXISTS (SELECT 1 FROM actions a WHERE a.order_id = o.order_id AND a.kind = 'send_note'
       AND a.plan ->> '$.occasion' = '${occasion}')`;
  const approvedUntold = reader.query<[string, Timestamp], OrderRow>(
    `SELECT ${COLUMNS} FROM orders o
     WHERE o.shop_id = ? AND o.is_sample = 1 AND o.status IN ('AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING')
       AND o.created_at >= ? AND ${noteless('approved')}
     ORDER BY o.created_at, o.order_id`,
  );
  const arrivedUntold = reader.query<[string, Timestamp], OrderRow>(
    `SELECT DISTINCT ${COLUMNS} FROM sample_applications s JOIN orders o ON o.order_id = s.order_id
     WHERE s.shop_id = ? AND s.status IN ('SHIPPED', 'CONTENT_PENDING')
       AND o.is_sample = 1 AND o.status = 'DELIVERED' AND o.updated_at >= ? AND ${noteless('arrived')}
     ORDER BY o.updated_at, o.order_id`,
  );
  const applications = reader.query<[string], ApplicationRow>(
    `SELECT ${APPLICATION_COLUMNS} FROM ${APPLICATIONS} WHERE s.order_id = ? ORDER BY s.application_id`,
  );
  const withLines = (row: OrderRow) => toOrder(row, linesOf.all(row.order_id));
  return {
    ...shipmentMethods(database),
    record: orderRecorder(database),
    get: (orderId) =>
      database.read(() => {
        const row = one.get(orderId);
        return row ? withLines(row) : null;
      }),
    idsToRead: (shopId, limit) => database.read(() => toRead.all(shopId, limit).map((row) => row.order_id)),
    withoutFulfilment: (shopId) => database.read(() => unplanned.all(shopId).map(withLines)),
    withoutApprovalNote: (shopId, madeSince) =>
      database.read(() => approvedUntold.all(shopId, madeSince).map(withLines)),
    withoutArrivalNote: (shopId, updatedSince) =>
      database.read(() => arrivedUntold.all(shopId, updatedSince).map(withLines)),
    applicationsOf: (orderId) => database.read(() => applications.all(orderId).map(toApplication)),
  };
}

function orderRecorder(database: Database): OrderStore['record'] {
  const { writer } = database;
  const writeOrder = orderWriter(writer);
  const saveProgress = progressSaver(writer);
  const refreshLives = lifeRefresher(writer);
  const markRead = writer.command<[string]>(
    'UPDATE sample_applications SET order_unread = 0 WHERE order_id = ? AND order_unread = 1',
  );
  return (shopId, orders, seenAt, progress) =>
    database.write((transaction) => {
      for (const order of orders) {
        writeOrder(transaction, shopId, order, seenAt);
        markRead.run(transaction, order.orderId);
        refreshLives.ofOrder(transaction, order.orderId);
      }
      saveProgress(transaction, progress);
    });
}

type Fields = [
  ...[orderId: string, shopId: string, status: string, isSample: number, fulfillmentType: string],
  ...[shippingType: string, deliveryOptionId: string | null, warehouseId: string | null],
  ...[createdAt: Timestamp, updatedAt: Timestamp, shipBy: Timestamp | null],
  ...[shippedAt: Timestamp | null, deliveredAt: Timestamp | null],
  ...[town: string | null, country: string | null, asOf: Timestamp],
];

/** An answer older than what is stored changes nothing, nor does a late one that shows an older state. */
function orderWriter(writer: Writer) {
  const upsert = writer.command<Fields>(
    `INSERT INTO orders (order_id, shop_id, status, is_sample, fulfillment_type, shipping_type,
       delivery_option_id, warehouse_id, created_at, updated_at, ship_by, shipped_at, delivered_at, town,
       country, as_of)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (order_id) DO UPDATE SET
       status = excluded.status, is_sample = excluded.is_sample,
       fulfillment_type = excluded.fulfillment_type, shipping_type = excluded.shipping_type,
       delivery_option_id = excluded.delivery_option_id, warehouse_id = excluded.warehouse_id,
       created_at = excluded.created_at, updated_at = excluded.updated_at, ship_by = excluded.ship_by,
       shipped_at = excluded.shipped_at, delivered_at = excluded.delivered_at,
       town = excluded.town, country = excluded.country, as_of = excluded.as_of
     WHERE excluded.as_of >= as_of AND excluded.updated_at >= updated_at`,
  );
  const deleteLines = writer.command<[string]>('DELETE FROM order_lines WHERE order_id = ?');
  const insertLine = writer.command<[string, number, string, string, string, string, string, string | null]>(
    `INSERT INTO order_lines
       (order_id, position, line_id, product_id, sku_id, seller_sku, product_name, tracking_number)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (transaction: Transaction, shopId: string, order: Order, seenAt: Timestamp): void => {
    const { orderId, status, isSample, fulfillmentType, shippingType } = order;
    const written = upsert.run(
      transaction,
      ...[orderId, shopId, status, isSample ? 1 : 0, fulfillmentType],
      ...[shippingType, order.deliveryOptionId, order.warehouseId],
      ...[order.createdAt, order.updatedAt, order.shipBy],
      ...[order.shippedAt, order.deliveredAt],
      ...[order.town, order.country, seenAt],
    );
    if (written === 0) return;
    deleteLines.run(transaction, orderId);
    for (const [position, line] of order.lines.entries()) {
      const { lineId, productId, skuId, sellerSku, productName, trackingNumber } = line;
      const product = [productId, skuId, sellerSku, productName] as const;
      insertLine.run(transaction, orderId, position, lineId, ...product, trackingNumber);
    }
  };
}
