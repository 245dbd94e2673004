import { z } from 'zod';
import { DAY, SECOND, seconds } from '../clock.ts';
import type { Moment } from '../state.ts';
import { decidePlans } from '../world/sales.ts';
import type { SaleRow } from '../world/sales-rows.ts';
import { orderStatus, saleAt, usernamesOf } from '../world/sales-state.ts';
import type { Call, Endpoint } from './call.ts';
import { decimal, invalidParams, pageSize, pageToken, parseBody, placeOf } from './call.ts';

/** At most three months in one request (platform reference 4.5). */
const LONGEST_WINDOW = 92 * DAY;
/** Share of orders whose status the platform leaves empty, as live clients report. */
const NO_STATUS_RATE = 0.03;

/** Seconds; a time in milliseconds is refused, since it can only be a mistake. */
const Time = z.int().min(0).max(9_999_999_999);
const SearchBody = z.object({
  create_time_ge: Time.optional(),
  create_time_lt: Time.optional(),
  program_id: z.string().optional(),
});

interface Search {
  where: string;
  values: (string | number)[];
}

/** Without a start: the last three months, or with an end from the shop's beginning. Without an end: up to now. */
function searchOf(moment: Moment, body: z.infer<typeof SearchBody>): Search {
  const { create_time_ge: from, create_time_lt: until, program_id: program = '' } = body;
  const end = until === undefined ? moment.now + 1 : until * SECOND;
  const begin = from === undefined ? (until === undefined ? end - LONGEST_WINDOW : 0) : from * SECOND;
  if (begin >= end) throw invalidParams('create_time_ge must be before create_time_lt.');
  if (from !== undefined && end - begin > LONGEST_WINDOW) {
    throw invalidParams('The time between create_time_ge and create_time_lt must not exceed 3 months.');
  }
  const window = 'created_ms >= ? AND created_ms < ? AND listed_ms <= ? AND decided = 1';
  const values: (string | number)[] = [begin, end, moment.now];
  if (program === '') return { where: window, values };
  return {
    where: `${window} AND (open_collaboration_id = ? OR target_collaboration_id = ?)`,
    values: [...values, program, program],
  };
}

function search(call: Call): object {
  const { moment } = call;
  const { state } = moment;
  const { where, values } = searchOf(moment, parseBody(SearchBody, call.body));
  const size = pageSize(call, { max: 100 });
  decidePlans(state, moment.now);
  const [at = Number.MAX_SAFE_INTEGER, before = '', counted] = placeOf(call) ?? [];
  const orders = state.all<{ created_ms: number; order_id: string }>(
    `SELECT DISTINCT created_ms, order_id FROM sales WHERE ${where} AND (created_ms, order_id) < (?, ?)
     ORDER BY created_ms DESC, order_id DESC LIMIT ?`,
    ...values,
    at,
    before,
    size + 1,
  );
  // Counted once per walk: the walk's pages then name one number although orders keep coming.
  const total =
    counted ?? state.one<{ n: number }>(`SELECT count(*) AS n FROM sales WHERE ${where}`, ...values)?.n ?? 0;
  const page = orders.slice(0, size);
  const last = page.at(-1);
  const more = orders.length > size && last !== undefined;
  const usernameAt = usernamesOf(state);
  return {
    next_page_token: more ? pageToken([last.created_ms, last.order_id, total]) : '',
    total_count: Number(total),
    orders: page.map(({ created_ms, order_id }) => {
      const lines = state.all<SaleRow>(
        `SELECT * FROM sales WHERE ${where} AND created_ms = ? AND order_id = ? ORDER BY position`,
        ...values,
        created_ms,
        order_id,
      );
      return orderView(moment, order_id, lines, usernameAt);
    }),
  };
}

function orderView(
  moment: Moment,
  orderId: string,
  lines: readonly SaleRow[],
  usernameAt: (creatorOpenId: string, atMs: number) => string,
): object {
  const [first] = lines;
  const delivered = first !== undefined && first.cancelled_ms === null && first.delivered_ms <= moment.now;
  return {
    id: orderId,
    status: isStatusShown(moment, orderId) ? orderStatus(lines, moment.now) : '',
    create_time: seconds(first?.created_ms ?? 0),
    ...(delivered ? { delivery_time: seconds(first.delivered_ms) } : {}),
    skus: lines.map((row) => skuView(moment, row, usernameAt(row.creator_open_id, row.created_ms))),
  };
}

/** False for the small share of orders that the platform lists without a status. */
export function isStatusShown(moment: Pick<Moment, 'random'>, orderId: string): boolean {
  return !moment.random.chance(NO_STATUS_RATE, 'no status', orderId);
}

const money = (minor: number): object => ({ amount: decimal(minor), currency: 'USD' });
const NOTHING = { amount: '0', currency: 'USD' };

/** What is not known yet has no key: the actual amounts come with settlement. */
function skuView(moment: Moment, row: SaleRow, username: string): object {
  const sale = saleAt(row, moment.now);
  const actual =
    sale.actualBase === null
      ? {}
      : {
          actual_commission_base: money(sale.actualBase),
          actual_paid_commission: money(sale.actualCommission ?? 0),
          actual_paid_shop_ads_commission: money(sale.actualAdsCommission ?? 0),
          actual_cofunded_creator_bonus_amount: NOTHING,
          actual_paid_partner_commission: NOTHING,
        };
  return {
    sku_id: row.sku_id,
    product_id: row.product_id,
    quantity: row.quantity,
    price: money(row.price_minor),
    creator_username: username,
    content_type: row.content_type,
    content_id: row.content_id,
    open_collaboration_id: row.open_collaboration_id ?? '',
    target_collaboration_id: row.target_collaboration_id ?? '',
    campaign_id: '',
    commission_model: 'Fixed commission',
    commission_tier_setting: '',
    commission_rate: String(row.rate_bps),
    shop_ads_commission_rate: row.ads_rate_bps === null ? '' : String(row.ads_rate_bps),
    estimated_commission_base: money(sale.estimatedBase),
    estimated_paid_commission: money(sale.estimatedCommission),
    estimated_paid_shop_ads_commission: money(sale.estimatedAdsCommission),
    estimated_cofunded_creator_bonus_amount: NOTHING,
    ...actual,
    refunded_quantity: sale.refundedUnits,
    returned_quantity: sale.returnedUnits,
    settlement_status: sale.settlement,
    partner_commission_rate: '0',
    estimated_paid_partner_commission: NOTHING,
    fully_return: sale.returnedUnits >= row.quantity,
  };
}

export const AFFILIATE_ORDERS: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/affiliate_seller/202410/orders/search',
    scope: 'seller.affiliate_collaboration.read',
    shopLevel: true,
    handle: search,
  },
];
