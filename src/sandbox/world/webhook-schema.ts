/**
 * Notes what the platform tells a webhook, in the transaction in which it happens and only for who asked for it.
 * A moment of 0 means "when it is sent": the table that changed has no time of its own.
 */

/** Registrations for one event of an app; "*" is the app's own address for everything (Partner Center). */
const SUBSCRIBERS = (eventType: string): string =>
  `FROM webhooks w WHERE w.event_type = '${eventType}' OR (w.event_type = '*' AND NOT EXISTS
    (SELECT 1 FROM webhooks o WHERE o.app = w.app AND o.event_type = '${eventType}'))`;

function trigger(given: {
  name: string;
  on: string;
  when: string;
  type: number;
  eventType: string;
  at: string;
  data: string;
}): string {
  return `CREATE TRIGGER notify_${given.name} AFTER ${given.on} WHEN (${given.when}) AND EXISTS (SELECT 1 FROM webhooks)
BEGIN
  INSERT INTO notifications (app, address, type, at_ms, due_ms, data)
  SELECT w.app, w.address, ${given.type}, ${given.at}, ${given.at}, ${given.data} ${SUBSCRIBERS(given.eventType)};
END;
`;
}

const PLATFORM_STOCK =
  '(SELECT fulfilled_by_platform FROM products p WHERE p.product_id = new.product_id) = 1';
/** Where the platform begins to call stock low is not published. */
const LOW_STOCK = 10;

const orderStatus = (name: string, on: string, when: string): string =>
  trigger({
    name,
    on,
    when,
    type: 1,
    eventType: 'ORDER_STATUS_CHANGE',
    at: 'new.updated_ms',
    data: `json_object('order_id', new.order_id, 'order_status',
      CASE new.status WHEN 'CANCELLED' THEN 'CANCEL' ELSE new.status END,
      'is_on_hold_order', json('false'), 'update_time', new.updated_ms / 1000)`,
  });

export const WEBHOOK_SCHEMA = `
CREATE TABLE webhooks (
  app TEXT NOT NULL, event_type TEXT NOT NULL, address TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
  PRIMARY KEY (app, event_type)
) STRICT, WITHOUT ROWID;
CREATE TABLE notifications (
  notification_id INTEGER PRIMARY KEY, app TEXT NOT NULL, address TEXT NOT NULL, type INTEGER NOT NULL, at_ms INTEGER NOT NULL,
  due_ms INTEGER, data TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, repeats INTEGER NOT NULL DEFAULT 0,
  outcome TEXT NOT NULL DEFAULT 'waiting', shuffled INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX notifications_due ON notifications (due_ms, notification_id) WHERE due_ms IS NOT NULL;
CREATE TABLE deliveries (notification_id INTEGER NOT NULL, at_ms INTEGER NOT NULL, status INTEGER, error TEXT) STRICT;
CREATE INDEX deliveries_notification ON deliveries (notification_id);
${orderStatus('order_made', 'INSERT ON orders', '1')}
${orderStatus('order_status', 'UPDATE OF status ON orders', "old.status <> new.status AND new.status <> 'PARTIALLY_SHIPPING'")}
${trigger({
  name: 'address',
  on: 'UPDATE OF recipient ON orders',
  when: 'old.recipient <> new.recipient',
  type: 3,
  eventType: 'RECIPIENT_ADDRESS_UPDATE',
  at: '0',
  data: `json_object('order_id', new.order_id, 'update_time', new.updated_ms / 1000)`,
})}
${trigger({
  name: 'split',
  on: 'UPDATE OF status ON orders',
  when: "old.status <> new.status AND new.status = 'PARTIALLY_SHIPPING'",
  type: 4,
  eventType: 'PACKAGE_UPDATE',
  at: 'new.updated_ms',
  data: `json_object('sc_type', 'SPLIT', 'role_type', 'ROLE_SELLER', 'package_list',
      (SELECT json_group_array(json_object('package_id', package_id, 'order_id_list', json_array(new.order_id)))
       FROM (SELECT DISTINCT package_id FROM order_lines l WHERE l.order_id = new.order_id AND l.package_id <> '')),
      'update_time', new.updated_ms / 1000)`,
})}
${trigger({
  name: 'product',
  on: 'UPDATE OF status ON products',
  when: 'old.status <> new.status',
  type: 5,
  eventType: 'PRODUCT_STATUS_CHANGE',
  at: '0',
  // A bare integer, as in the platform's own sample.
  data: `json_object('product_id', CAST(new.product_id AS INTEGER), 'status', new.status, 'suspended_reason', '',
      'update_time', new.updated_ms / 1000)`,
})}
${trigger({
  name: 'cancelled',
  on: 'UPDATE OF status ON orders',
  when: "old.status <> new.status AND new.status = 'CANCELLED'",
  type: 11,
  eventType: 'CANCELLATION_STATUS_CHANGE',
  at: 'new.updated_ms',
  data: `json_object('order_id', new.order_id, 'cancellations_role', 'SYSTEM', 'cancel_status',
      'CANCELLATION_REQUEST_COMPLETE', 'cancel_id', '4035' || substr(new.order_id, 5), 'create_time', new.updated_ms / 1000)`,
})}
${trigger({
  name: 'platform_stock',
  on: 'UPDATE OF available ON skus',
  when: `old.available <> new.available AND ${PLATFORM_STOCK}`,
  type: 24,
  eventType: 'FBT_INVENTORY_UPDATE',
  at: '0',
  data: `json_object('goods_id', '6916' || substr(new.sku_id, 5), 'sku_id', new.sku_id, 'available_quantity', new.available)`,
})}
${trigger({
  name: 'low_stock',
  on: 'UPDATE OF available ON skus',
  when: `old.available > ${LOW_STOCK} AND new.available <= ${LOW_STOCK} OR old.available > 0 AND new.available <= 0`,
  type: 27,
  eventType: 'INVENTORY_STATUS_CHANGE',
  at: '0',
  data: `json_object('product_id', new.product_id, 'sku_id', new.sku_id, 'trigger_reason',
      CASE WHEN new.available <= 0 THEN 'OUT_OF_STOCK' ELSE 'LOW_STOCK' END, 'current_inventory_status',
      CASE WHEN new.available <= 0 THEN 'OUT_OF_STOCK' ELSE 'LOW_STOCK' END, 'inventory_distribution',
      json_array(json_object('available_quantity', new.available)))`,
})}
${trigger({
  name: 'message',
  on: 'INSERT ON messages',
  when: "new.sender = 'creator' AND new.before_start = 0",
  type: 33,
  eventType: 'NEW_MESSAGE_LISTENER',
  at: 'new.created_ms',
  // The content is a JSON string by description and plain text in the platform's own sample: both occur.
  data: `json_object('index', CAST(new.created_ms * 1000 AS TEXT), 'message_id', new.message_id,
      'conversation_id', new.conversation_id, 'msg_type', new.type, 'content',
      CASE WHEN new.type = 'TEXT' AND new.position % 7 = 0 THEN json_extract(new.content, '$.content') ELSE new.content END,
      'create_time', CAST(new.created_ms / 1000 AS TEXT), 'sender', json_object('sender_im_user_id',
      (SELECT c.im_id FROM conversations v JOIN creators c USING (creator_open_id)
       WHERE v.conversation_id = new.conversation_id)))`,
})}
`;
