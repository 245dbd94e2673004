import { DAY, seconds } from '../clock.ts';
import type { OrderLineRow, OrderRow, ProductRow, Recipient, SkuRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { SHIPPING_PROVIDERS } from '../world/native.ts';
import { linesOf } from '../world/orders.ts';
import { usesPlatformLabel } from '../world/platform-shipping.ts';
import { decimal } from './call.ts';
import { imageUrl } from './products.ts';

/** Addresses are masked this long after completion, at once on cancelled orders, always when the platform ships. */
const UNMASKED_DAYS = 30;

const providerName = (id: string): string => SHIPPING_PROVIDERS.find((one) => one.id === id)?.name ?? '';
const optional = (name: string, ms: number | null): Record<string, number> =>
  ms === null ? {} : { [name]: seconds(ms) };

/** A whole order as both the search and the detail call answer it. */
export function orderView(moment: Moment, order: OrderRow): object {
  const lines = linesOf(moment, order.order_id);
  const shipped = lines.find((line) => line.tracking_number !== '');
  const platform = order.fulfilled_by_platform === 1;
  return {
    id: order.order_id,
    status: order.status,
    order_type: 'NORMAL',
    is_sample_order: true,
    fulfillment_type: platform ? 'FULFILLMENT_BY_TIKTOK' : 'FULFILLMENT_BY_SELLER',
    delivery_type: 'HOME_DELIVERY',
    ...delivery(moment, order),
    warehouse_id: moment.state.meta('warehouse_id'),
    user_id: userId(moment, order),
    buyer_email: `${order.order_id}@chat.example.com`,
    buyer_message: '',
    seller_note: '',
    ...times(order),
    is_on_hold_order: false,
    is_cod: false,
    is_buyer_request_cancel: false,
    has_updated_recipient_address: false,
    tracking_number: shipped?.tracking_number ?? '',
    shipping_provider: providerName(shipped?.provider_id ?? ''),
    shipping_provider_id: shipped?.provider_id ?? '',
    packages: [...new Set(lines.map((line) => line.package_id).filter((id) => id !== ''))].map((id) => ({
      id,
    })),
    ...(order.status === 'CANCELLED'
      ? { cancel_reason: 'Seller did not ship in time', cancellation_initiator: 'SYSTEM' }
      : {}),
    payment: {
      currency: 'USD',
      total_amount: '0',
      sub_total: '0',
      original_total_product_price: '0',
      seller_discount: '0',
      platform_discount: '0',
      shipping_fee: '0',
      tax: '0',
    },
    recipient_address: recipientView(moment, order),
    line_items: lines.map((line) => lineView(moment, order, line)),
  };
}

function delivery(moment: Moment, order: OrderRow): object {
  const as = (type: string, id: string, name: string): object => ({
    shipping_type: type,
    delivery_option_id: id,
    delivery_option_name: name,
  });
  if (order.fulfilled_by_platform === 1) return as('TIKTOK', '7091000000000012903', 'Fulfilled by TikTok');
  if (usesPlatformLabel(moment, order)) return as('TIKTOK', '7091000000000012904', 'TikTok Shipping');
  return as('SELLER', moment.state.meta('delivery_option_id'), 'Shipped from seller');
}

function userId(moment: Moment, order: OrderRow): string {
  const row = moment.state.one<{ user_id: string }>(
    'SELECT user_id FROM creators WHERE creator_open_id = ?',
    order.creator_open_id,
  );
  return row?.user_id ?? '';
}

function times(order: OrderRow): Record<string, number> {
  return {
    create_time: seconds(order.created_ms),
    paid_time: seconds(order.created_ms),
    update_time: seconds(order.updated_ms),
    rts_sla_time: seconds(order.created_ms + 3 * DAY),
    tts_sla_time: seconds(order.created_ms + 4 * DAY),
    shipping_due_time: seconds(order.ship_by_ms),
    cancel_order_sla_time: seconds(order.ship_by_ms),
    ...optional('rts_time', order.shipped_ms),
    ...optional('delivery_time', order.delivered_ms),
    ...optional('cancel_time', order.cancelled_ms),
  };
}

function lineView(moment: Moment, order: OrderRow, line: OrderLineRow): object {
  const sku = moment.state.one<SkuRow>('SELECT * FROM skus WHERE sku_id = ?', line.sku_id);
  const product = moment.state.one<ProductRow>(
    'SELECT * FROM products WHERE product_id = ?',
    line.product_id,
  );
  return {
    id: line.line_id,
    product_id: line.product_id,
    product_name: product?.title ?? '',
    sku_id: line.sku_id,
    sku_name: sku?.sku_name ?? '',
    sku_image: imageUrl(line.sku_id),
    seller_sku: sku?.seller_sku ?? '',
    sku_type: 'NORMAL',
    currency: 'USD',
    original_price: '0',
    sale_price: '0',
    seller_discount: '0',
    platform_discount: '0',
    gift_retail_price: decimal(sku?.price_minor ?? 0),
    is_gift: false,
    display_status: lineStatus(order, line),
    ...(line.package_id === '' ? {} : { package_id: line.package_id, package_status: packageStatus(order) }),
    tracking_number: line.tracking_number,
    shipping_provider_id: line.provider_id,
    shipping_provider_name: providerName(line.provider_id),
    ...optional('rts_time', line.shipped_ms),
  };
}

function lineStatus(order: OrderRow, line: OrderLineRow): string {
  if (order.status !== 'PARTIALLY_SHIPPING') return order.status;
  return line.shipped_ms === null ? 'AWAITING_SHIPMENT' : 'AWAITING_COLLECTION';
}

function packageStatus(order: OrderRow): string {
  if (order.status === 'DELIVERED' || order.status === 'COMPLETED') return 'COMPLETED';
  return order.status === 'IN_TRANSIT' ? 'FULFILLING' : 'PROCESSING';
}

interface RecipientView {
  name: string;
  phone_number: string;
  full_address: string;
  address_detail: string;
  address_line1: string;
  address_line2: string;
  postal_code: string;
  [key: string]: unknown;
}

function isMasked(moment: Moment, order: OrderRow): boolean {
  if (order.fulfilled_by_platform === 1 || order.status === 'CANCELLED') return true;
  return order.completed_ms !== null && moment.now > order.completed_ms + UNMASKED_DAYS * DAY;
}

/** Who receives the order, masked as the platform does. */
export function recipientView(moment: Moment, order: OrderRow): RecipientView {
  const person: Recipient = JSON.parse(order.recipient);
  const masked = isMasked(moment, order);
  const mask = (text: string): string => (masked && text !== '' ? `${text.slice(0, 1)}***` : text);
  const street = [person.address_line1, person.address_line2].filter((line) => line !== '').join(', ');
  const full = `${street}, ${person.city}, ${person.state_code} ${person.postal_code}, United States`;
  return {
    name: mask(`${person.first_name} ${person.last_name}`),
    first_name: mask(person.first_name),
    last_name: mask(person.last_name),
    phone_number: masked ? '(+1)***-***-****' : person.phone_number,
    full_address: masked ? `***, ${person.state_name}, United States` : full,
    address_detail: mask(street),
    address_line1: mask(person.address_line1),
    address_line2: mask(person.address_line2),
    address_line3: '',
    address_line4: '',
    postal_code: masked ? '*****' : person.postal_code,
    region_code: 'US',
    post_town: '',
    delivery_preferences: { drop_off_location: masked ? '***' : 'Front Door' },
    district_info: [
      { address_level: 'L0', address_level_name: 'Country', address_name: 'United States', iso_code: 'US' },
      {
        address_level: 'L1',
        address_level_name: 'State',
        address_name: person.state_name,
        iso_code: person.state_code,
      },
      { address_level: 'L3', address_level_name: 'City', address_name: mask(person.city), iso_code: '' },
    ],
  };
}
