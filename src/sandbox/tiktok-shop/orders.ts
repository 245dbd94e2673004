import { z } from 'zod';
import { SECOND } from '../clock.ts';
import type { OrderRow } from '../rows.ts';
import { findOrder } from '../world/orders.ts';
import { USES_PLATFORM_LABEL } from '../world/platform-shipping.ts';
import type { Call, Endpoint } from './call.ts';
import { pageSize, pageToken, parseBody, placeOf } from './call.ts';
import { badRequest } from './envelope.ts';
import { orderView } from './order-view.ts';

const SCOPE = 'seller.order.info';
const MAX_IDS = 50;

const SearchBody = z.object({
  order_status: z.string().optional(),
  create_time_ge: z.int().optional(),
  create_time_lt: z.int().optional(),
  update_time_ge: z.int().optional(),
  update_time_lt: z.int().optional(),
  shipping_type: z.enum(['TIKTOK', 'SELLER']).optional(),
  buyer_user_id: z.string().optional(),
  is_buyer_request_cancel: z.boolean().optional(),
  warehouse_ids: z.array(z.string()).max(100).optional(),
});

function detail(call: Call): object {
  const ids = (call.query.get('ids') ?? '').split(',').filter((id) => id !== '');
  if (ids.length === 0 || ids.length > MAX_IDS) throw badRequest('Invalid parameter: ids (1 to 50).');
  const orders = [...new Set(ids)].flatMap((id) => {
    const order = findOrder(call.moment, id);
    return order === undefined ? [] : [orderView(call.moment, order)];
  });
  return { orders };
}

function conditions(
  call: Call,
  filter: z.infer<typeof SearchBody>,
): { where: string; values: (string | number)[] } {
  const set: { condition: string; value: string | number }[] = [];
  const add = (condition: string, value: string | number | undefined): void => {
    if (value !== undefined) set.push({ condition, value });
  };
  const ms = (value: number | undefined): number | undefined =>
    value === undefined ? undefined : value * SECOND;
  add('status = ?', filter.order_status);
  add('created_ms >= ?', ms(filter.create_time_ge));
  add('created_ms < ?', ms(filter.create_time_lt));
  add('updated_ms >= ?', ms(filter.update_time_ge));
  add('updated_ms < ?', ms(filter.update_time_lt));
  if (filter.shipping_type !== undefined)
    add(
      `(fulfilled_by_platform = 1 OR ${USES_PLATFORM_LABEL}) = ?`,
      filter.shipping_type === 'TIKTOK' ? 1 : 0,
    );
  add('creator_open_id IN (SELECT creator_open_id FROM creators WHERE user_id = ?)', filter.buyer_user_id);
  // No sample buyer asks for a cancellation, and there is one warehouse.
  if (filter.is_buyer_request_cancel === true) add('0 = ?', 1);
  const warehouse = call.moment.state.meta('warehouse_id');
  if (filter.warehouse_ids !== undefined && !filter.warehouse_ids.includes(warehouse)) add('0 = ?', 1);
  return {
    where: set.map(({ condition }) => condition).join(' AND ') || '1',
    values: set.map(({ value }) => value),
  };
}

function search(call: Call): object {
  const { moment, query } = call;
  const { where, values } = conditions(call, parseBody(SearchBody, call.body));
  const size = pageSize(call, { max: 100 });
  const field = query.get('sort_field') ?? 'create_time';
  const direction = query.get('sort_order') ?? 'DESC';
  if (field !== 'create_time' && field !== 'update_time') throw badRequest('Invalid parameter: sort_field.');
  if (direction !== 'ASC' && direction !== 'DESC') throw badRequest('Invalid parameter: sort_order.');
  const column = field === 'create_time' ? 'created_ms' : 'updated_ms';
  const place = placeOf(call);
  const after = place === null ? '1' : `(${column}, order_id) ${direction === 'ASC' ? '>' : '<'} (?, ?)`;
  const rows = moment.state.all<OrderRow>(
    `SELECT * FROM orders WHERE ${where} AND ${after} ORDER BY ${column} ${direction}, order_id ${direction} LIMIT ?`,
    ...values,
    ...(place ?? []).slice(0, 2),
    size + 1,
  );
  const total = moment.state.one<{ n: number }>(`SELECT count(*) AS n FROM orders WHERE ${where}`, ...values);
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return {
    next_page_token: rows.length > size && last !== undefined ? pageToken([last[column], last.order_id]) : '',
    total_count: total?.n ?? 0,
    orders: page.map((row) => orderView(moment, row)),
  };
}

export const ORDERS: readonly Endpoint[] = [
  { method: 'GET', path: '/order/202507/orders', scope: SCOPE, shopLevel: true, handle: detail },
  { method: 'POST', path: '/order/202309/orders/search', scope: SCOPE, shopLevel: true, handle: search },
];
