import { DAY, HOUR, MINUTE, SECOND } from '../clock.ts';
import type { ApplicationRow, ContentRow, CreatorRow, OrderRow, ProductRow, SkuRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { schedule } from './queue.ts';
import { contentSells } from './sales-content.ts';

/** Approvals of one creator and warehouse inside this window share one order (reference 9.4). */
const MERGE_WINDOW = 5 * MINUTE;
/** Days to ship after approval; third-party number, the field on the application is what binds (reference 9.3). */
export const SHIP_DAYS = 7;
const POST_DAYS = 14;
const POST_EXTENSION_DAYS = 7;
/** Share of approvals whose order the platform fails to create. Rare on purpose. */
const ORDER_FAILURE_RATE = 0.01;
const NATIVE_IMPORT_DELAY = 10 * MINUTE;

export function findApplication(moment: Moment, applicationId: string): ApplicationRow | undefined {
  return moment.state.one<ApplicationRow>(
    'SELECT * FROM applications WHERE application_id = ?',
    applicationId,
  );
}

/** Display strings, empty when the application can be approved now. */
export function disapprovableReasons(moment: Moment, application: ApplicationRow): string[] {
  const product = moment.state.one<ProductRow>(
    'SELECT * FROM products WHERE product_id = ?',
    application.product_id,
  );
  const sku = moment.state.one<SkuRow>('SELECT * FROM skus WHERE sku_id = ?', application.sku_id);
  const reasons: string[] = [];
  if (product?.status !== 'ACTIVATE') reasons.push('Product is offline');
  if ((sku?.available ?? 0) <= 0) reasons.push('Product out of stock');
  if ((product?.sample_quota ?? 0) <= 0) reasons.push('No sample quota left');
  return reasons;
}

/** Approves a pending application; its order follows some seconds later. The caller has checked that it may. */
export function approve(moment: Moment, application: ApplicationRow, by: 'api' | 'outside'): void {
  const { state, random, now } = moment;
  const approvals = application.approvals + 1;
  state.run(
    `UPDATE applications SET status = 'AWAITING_SHIPMENT', approved_by = ?, approved_ms = ?, approvals = ?, ship_by_ms = ?
     WHERE application_id = ?`,
    by,
    now,
    approvals,
    now + SHIP_DAYS * DAY,
    application.application_id,
  );
  state.run(
    'UPDATE products SET sample_quota = sample_quota - 1 WHERE product_id = ?',
    application.product_id,
  );
  const delay = random.integer(2, 40, 'order delay', application.application_id, approvals) * SECOND;
  schedule(moment, now + delay, 'order_create', application.application_id);
}

export function close(
  moment: Moment,
  applicationId: string,
  status: string,
  fulfillment = 'CANCELLED',
): void {
  moment.state.run(
    'UPDATE applications SET status = ?, fulfillment_status = ? WHERE application_id = ?',
    status,
    fulfillment,
    applicationId,
  );
}

export function approveDeadline(moment: Moment, applicationId: string): void {
  const application = findApplication(moment, applicationId);
  if (application?.status !== 'PENDING') return;
  close(moment, applicationId, 'OVERDUE_CANCELLED');
}

/** The platform's own step after an approval: a new order, a line on the open one, or a failure. */
export function createOrder(moment: Moment, applicationId: string): void {
  const { state, random } = moment;
  const application = findApplication(moment, applicationId);
  if (application?.status !== 'AWAITING_SHIPMENT' || application.order_id !== '') return;
  const sku = state.one<SkuRow>('SELECT * FROM skus WHERE sku_id = ?', application.sku_id);
  const unlucky = random.chance(ORDER_FAILURE_RATE, 'order fails', applicationId, application.approvals);
  if (unlucky || sku === undefined || sku.available <= 0) {
    returnToReview(moment, application);
    return;
  }
  state.run(
    'UPDATE skus SET available = available - 1, committed = committed + 1 WHERE sku_id = ?',
    sku.sku_id,
  );
  const orderId = openOrder(moment, application) ?? newOrder(moment, application);
  addLine(moment, orderId, application);
}

function returnToReview(moment: Moment, application: ApplicationRow): void {
  moment.state.run(
    `UPDATE applications SET status = 'PENDING', approved_by = NULL, approved_ms = NULL, ship_by_ms = 0 WHERE application_id = ?`,
    application.application_id,
  );
  moment.state.run(
    'UPDATE products SET sample_quota = sample_quota + 1 WHERE product_id = ?',
    application.product_id,
  );
  const due = Math.max(application.approve_by_ms, moment.now);
  schedule(moment, due, 'approve_deadline', application.application_id);
}

function openOrder(moment: Moment, application: ApplicationRow): string | undefined {
  const { state } = moment;
  const platform = platformFulfils(moment, application.product_id);
  const order = state.one<OrderRow>(
    `SELECT * FROM orders WHERE creator_open_id = ? AND first_approved_ms >= ? AND status = 'AWAITING_SHIPMENT'
     AND fulfilled_by_platform = ? ORDER BY first_approved_ms LIMIT 1`,
    application.creator_open_id,
    (application.approved_ms ?? moment.now) - MERGE_WINDOW,
    platform,
  );
  if (order === undefined) return undefined;
  state.run('UPDATE orders SET updated_ms = ? WHERE order_id = ?', moment.now, order.order_id);
  return order.order_id;
}

function platformFulfils(moment: Moment, productId: string): number {
  const row = moment.state.one<ProductRow>('SELECT * FROM products WHERE product_id = ?', productId);
  return row?.fulfilled_by_platform ?? 0;
}

function newOrder(moment: Moment, application: ApplicationRow): string {
  const { state, random, now } = moment;
  const orderId = state.nextId('order');
  const creator = state.one<CreatorRow>(
    'SELECT * FROM creators WHERE creator_open_id = ?',
    application.creator_open_id,
  );
  const platform = platformFulfils(moment, application.product_id);
  state.insert('orders', {
    order_id: orderId,
    creator_open_id: application.creator_open_id,
    status: 'AWAITING_SHIPMENT',
    fulfilled_by_platform: platform,
    recipient: creator?.recipient ?? '{}',
    first_approved_ms: application.approved_ms ?? now,
    created_ms: now,
    updated_ms: now,
    ship_by_ms: application.ship_by_ms,
    in_verdict: 1,
  });
  schedule(moment, application.ship_by_ms, 'ship_deadline', orderId);
  if (platform === 1) {
    schedule(
      moment,
      now + random.integer(10, 40, 'platform ships', orderId) * HOUR,
      'platform_ships',
      orderId,
    );
  } else if (state.meta('native_connection') === '1') {
    schedule(moment, now + NATIVE_IMPORT_DELAY, 'native_import', orderId);
  }
  return orderId;
}

function addLine(moment: Moment, orderId: string, application: ApplicationRow): void {
  moment.state.insert('order_lines', {
    line_id: moment.state.nextId('line'),
    order_id: orderId,
    application_id: application.application_id,
    product_id: application.product_id,
    sku_id: application.sku_id,
  });
  moment.state.run(
    'UPDATE applications SET order_id = ? WHERE application_id = ?',
    orderId,
    application.application_id,
  );
}

/** The parcel arrived: the creator now owes content, and posts according to hidden quality. */
export function startContentClock(moment: Moment, application: ApplicationRow): void {
  const { state, random, now } = moment;
  const extended = random.chance(0.25, 'extension', application.application_id);
  const postBy = now + (POST_DAYS + (extended ? POST_EXTENSION_DAYS : 0)) * DAY;
  state.run(
    `UPDATE applications SET status = 'CONTENT_PENDING', post_by_ms = ? WHERE application_id = ?`,
    postBy,
    application.application_id,
  );
  schedule(moment, postBy, 'post_deadline', application.application_id);
  const creator = state.one<CreatorRow>(
    'SELECT * FROM creators WHERE creator_open_id = ?',
    application.creator_open_id,
  );
  if (!random.chance(creator?.quality ?? 0, 'posts', application.application_id)) return;
  const days = 1 + 12 * random.fraction('posts after', application.application_id);
  schedule(moment, now + Math.round(days * DAY), 'content_posted', application.application_id);
}

export function postContent(moment: Moment, applicationId: string): void {
  const application = findApplication(moment, applicationId);
  if (application?.status !== 'CONTENT_PENDING') return;
  writeContent(moment, application);
  close(moment, applicationId, 'COMPLETED', 'SUCCEED');
}

/** Writes one piece (sometimes two) of content made for the application, dated at the moment. */
function writeContent(moment: Moment, application: ApplicationRow): void {
  const { state, random, now } = moment;
  const key = application.application_id;
  const creator = state.one<CreatorRow>(
    'SELECT * FROM creators WHERE creator_open_id = ?',
    application.creator_open_id,
  );
  const reach = creator?.video_views ?? 500;
  const live = random.chance(0.12, 'live', key);
  // Heavy-tailed: most pieces sell little, a few carry the programme.
  const tail = 1 / Math.max(0.02, random.fraction('tail', key));
  const views = Math.round(reach * (0.3 + random.fraction('views', key)) * Math.min(12, Math.sqrt(tail)));
  const content: ContentRow = {
    content_id: state.nextId('content'),
    application_id: key,
    product_id: application.product_id,
    format: live ? 'LIVE' : 'VIDEO',
    description: live
      ? 'Live with my favourites of the week'
      : 'Trying this so you do not have to #northbeam',
    created_ms: now,
    live_end_ms: live ? now + random.integer(15, 150, 'live minutes', key) * MINUTE : 0,
    final_views: views,
    final_orders: Math.floor(views * 0.004 * (creator?.quality ?? 0.3) * random.fraction('sells', key)),
  };
  state.insert('contents', { ...content });
  contentSells(moment, application, content);
}

export function postDeadline(moment: Moment, applicationId: string): void {
  const application = findApplication(moment, applicationId);
  if (application?.status !== 'CONTENT_PENDING') return;
  close(moment, applicationId, 'UNFULFILL_CANCELLED', 'OVERDUE');
}
