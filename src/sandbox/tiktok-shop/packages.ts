import { z } from 'zod';
import { HOUR, SECOND, seconds } from '../clock.ts';
import type { OrderLineRow, OrderRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { SHIPPING_PROVIDERS } from '../world/native.ts';
import { findOrder, linesOf } from '../world/orders.ts';
import {
  correctTracking,
  findPackage,
  type LabelRow,
  linesOfPackage,
  type PackageRow,
  packages,
} from '../world/packages.ts';
import { usesPlatformLabel } from '../world/platform-shipping.ts';
import type { Call, Endpoint } from './call.ts';
import { pageSize, pageToken, param, parseBody, placeOf } from './call.ts';
import { badRequest, CODE, Refusal } from './envelope.ts';
import { orderOf, ownCarrier, refuseWrongNumber } from './fulfillment.ts';
import { recipientView } from './order-view.ts';

const SCOPE = 'seller.fulfillment.basic';
/** A wrong number may be corrected this long after shipping (platform reference 5.3). */
const CORRECTION_WINDOW = 72 * HOUR;

const SearchBody = z.object({
  create_time_ge: z.int().optional(),
  create_time_lt: z.int().optional(),
  update_time_ge: z.int().optional(),
  update_time_lt: z.int().optional(),
  package_status: z.enum(['PROCESSING', 'FULFILLING', 'COMPLETED', 'CANCELLED']).optional(),
});
const CorrectionBody = z.object({ tracking_number: z.string(), shipping_provider_id: z.string() });
const ShipBody = z.object({
  handover_method: z.enum(['PICKUP', 'DROP_OFF']).optional(),
  pickup_slot: z.object({ start_time: z.int(), end_time: z.int() }).optional(),
  self_shipment: CorrectionBody.optional(),
});

function search(call: Call): object {
  const { query } = call;
  const filter = parseBody(SearchBody, call.body);
  const size = pageSize(call, { max: 50 });
  const field = query.get('sort_field') ?? 'create_time';
  const direction = query.get('sort_order') ?? 'DESC';
  if (field !== 'create_time' && field !== 'update_time') throw badRequest('Invalid parameter: sort_field.');
  if (direction !== 'ASC' && direction !== 'DESC') throw badRequest('Invalid parameter: sort_order.');
  const ms = (value: number | undefined): number | null => (value === undefined ? null : value * SECOND);
  const found = packages(call.moment, {
    createdFrom: ms(filter.create_time_ge),
    createdBefore: ms(filter.create_time_lt),
    updatedFrom: ms(filter.update_time_ge),
    updatedBefore: ms(filter.update_time_lt),
    status: filter.package_status ?? null,
    order: { column: field === 'create_time' ? 'created_ms' : 'updated_ms', direction },
    after: placeOf(call),
    limit: size + 1,
  });
  const page = found.rows.slice(0, size);
  const last = page.at(-1);
  const column = field === 'create_time' ? 'created_ms' : 'updated_ms';
  return {
    next_page_token:
      found.rows.length > size && last !== undefined ? pageToken([last[column], last.package_id]) : '',
    total_count: found.total,
    packages: page.map((row) => summary(call.moment, row)),
  };
}

function summary(moment: Moment, row: PackageRow): object {
  const lines = linesOfPackage(moment, row.package_id);
  return {
    id: row.package_id,
    status: row.status,
    create_time: seconds(row.created_ms),
    update_time: seconds(row.updated_ms),
    order_line_item_ids: lines.map((line) => line.line_id),
    orders: ordersIn(lines),
    ...carrierOf(lines),
  };
}

const ordersIn = (lines: readonly OrderLineRow[]): { id: string }[] =>
  [...new Set(lines.map((line) => line.order_id))].map((id) => ({ id }));

function carrierOf(lines: readonly OrderLineRow[]): object {
  const id = lines[0]?.provider_id ?? '';
  return {
    shipping_provider_id: id,
    shipping_provider_name: SHIPPING_PROVIDERS.find((one) => one.id === id)?.name ?? '',
    tracking_number: lines[0]?.tracking_number ?? '',
  };
}

function known(call: Call): { row: PackageRow; lines: OrderLineRow[]; order: OrderRow } {
  const row = findPackage(call.moment, param(call, 'package_id'));
  const lines = row === undefined ? [] : linesOfPackage(call.moment, row.package_id);
  const order = findOrder(call.moment, lines[0]?.order_id ?? '');
  if (row === undefined || order === undefined) {
    throw new Refusal(CODE.notYourOrder, 'The package does not belong to this seller.');
  }
  return { row, lines, order };
}

const labelOf = (moment: Moment, packageId: string): LabelRow | undefined =>
  moment.state.one<LabelRow>('SELECT * FROM labels WHERE package_id = ?', packageId);

function detail(call: Call): object {
  const { moment } = call;
  const { row, lines, order } = known(call);
  const label = labelOf(moment, row.package_id);
  const platform = order.fulfilled_by_platform === 1 || usesPlatformLabel(moment, order);
  const recipient = recipientView(moment, order);
  return {
    package_id: row.package_id,
    package_status: row.status,
    create_time: seconds(row.created_ms),
    update_time: seconds(row.updated_ms),
    shipping_type: platform ? 'TIKTOK' : 'SELLER',
    split_and_combine_tag: tagOf(moment, lines),
    has_multi_skus: new Set(lines.map((line) => line.sku_id)).size > 1,
    order_line_item_ids: lines.map((line) => line.line_id),
    orders: ordersIn(lines),
    ...carrierOf(lines),
    note_tag: 'BUYER_UNNOTED',
    recipient_address: {
      name: recipient.name,
      phone_number: recipient.phone_number,
      full_address: recipient.full_address,
      address_detail: recipient.address_detail,
      address_line1: recipient.address_line1,
      address_line2: recipient.address_line2,
      address_line3: '',
      address_line4: '',
      postal_code: recipient.postal_code,
      region_code: 'US',
    },
    ...(label === undefined
      ? {}
      : {
          dimension: JSON.parse(label.dimension) as unknown,
          weight: JSON.parse(label.weight) as unknown,
          ...(label.handover === '' ? {} : { handover_method: label.handover }),
          ...(label.slot === '' ? {} : { pickup_slot: JSON.parse(label.slot) as unknown }),
        }),
  };
}

function tagOf(moment: Moment, lines: readonly OrderLineRow[]): string {
  if (ordersIn(lines).length > 1) return 'COMBINE';
  const all = linesOf(moment, lines[0]?.order_id ?? '');
  return all.length > lines.length ? 'SPLIT' : 'DEFAULT';
}

/** Hands a package over. In the US its label was bought before, and own carriers go through the order. */
function ship(call: Call): object {
  const body = parseBody(ShipBody, call.body);
  const { row, order } = known(call);
  if (body.self_shipment !== undefined) {
    throw new Refusal(CODE.otherRegion, 'Seller shipping of a package is not available in this region.');
  }
  if (order.fulfilled_by_platform === 1) {
    throw new Refusal(CODE.platformFulfilled, 'Order is fulfilled by the platform.');
  }
  const label = labelOf(call.moment, row.package_id);
  if (label === undefined || label.handover !== '' || row.status !== 'PROCESSING') {
    throw new Refusal(CODE.alreadyShipped, 'The package has already been shipped.');
  }
  call.moment.state.run(
    'UPDATE labels SET handover = ?, slot = ? WHERE package_id = ?',
    body.handover_method ?? 'DROP_OFF',
    body.pickup_slot === undefined ? '' : JSON.stringify(body.pickup_slot),
    row.package_id,
  );
  return {};
}

function correctPackage(call: Call): object {
  const { order, row } = known(call);
  return correct(call, order, row.package_id);
}

function correctOrder(call: Call): object {
  const order = orderOf(call);
  const ids = new Set(
    linesOf(call.moment, order.order_id)
      .map((line) => line.package_id)
      .filter((id) => id !== ''),
  );
  if (ids.size > 1) {
    throw new Refusal(CODE.updateNotAllowed, 'The order was split: update its packages one by one.');
  }
  return correct(call, order, [...ids][0] ?? '');
}

function correct(call: Call, order: OrderRow, packageId: string): object {
  const { moment } = call;
  const body = parseBody(CorrectionBody, call.body);
  refuseCorrection(moment, order, packageId);
  const provider = ownCarrier(body.shipping_provider_id);
  refuseWrongNumber(moment, order, body.tracking_number);
  correctTracking(moment, order, packageId, { number: body.tracking_number, providerId: provider.id });
  return {};
}

function refuseCorrection(moment: Moment, order: OrderRow, packageId: string): void {
  if (order.fulfilled_by_platform === 1)
    throw new Refusal(CODE.platformFulfilled, 'Order is fulfilled by the platform.');
  if (order.status === 'CANCELLED') throw new Refusal(CODE.orderCancelled, 'The order has been cancelled.');
  if (usesPlatformLabel(moment, order))
    throw new Refusal(CODE.notShippedBySeller, 'The package was not shipped by the seller.');
  const shipped = linesOfPackage(moment, packageId)[0]?.shipped_ms ?? null;
  if (shipped === null) throw new Refusal(CODE.notShippedYet, 'The order has not been shipped yet.');
  if (order.delivered_ms !== null)
    throw new Refusal(CODE.alreadyDelivered, 'The package has been delivered.');
  if (moment.now > shipped + CORRECTION_WINDOW)
    throw new Refusal(CODE.updateWindowPassed, 'The time to update the tracking number has passed.');
  const before = moment.state.one('SELECT 1 FROM tracking_corrections WHERE package_id = ?', packageId);
  if (before !== undefined)
    throw new Refusal(CODE.updatedOnce, 'The tracking number can be updated only once.');
}

export const PACKAGES: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/fulfillment/202309/packages/search',
    scope: SCOPE,
    shopLevel: true,
    handle: search,
  },
  {
    method: 'GET',
    path: '/fulfillment/202309/packages/{package_id}',
    scope: SCOPE,
    shopLevel: true,
    handle: detail,
  },
  {
    method: 'POST',
    path: '/fulfillment/202309/packages/{package_id}/ship',
    scope: SCOPE,
    shopLevel: true,
    handle: ship,
  },
  {
    method: 'POST',
    path: '/fulfillment/202309/packages/{package_id}/shipping_info/update',
    scope: SCOPE,
    shopLevel: true,
    handle: correctPackage,
  },
  {
    method: 'POST',
    path: '/fulfillment/202309/orders/{order_id}/shipping_info/update',
    scope: 'seller.logistics',
    shopLevel: true,
    handle: correctOrder,
  },
];
