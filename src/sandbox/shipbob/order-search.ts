import type { WireAnswer } from '../http.ts';
import type { WmsOrderRow } from '../rows.ts';
import { wmsOrderView } from './order-view.ts';
import type { VendorCall } from './vendor-call.ts';
import { commaList, ok, VendorRefusal, wholeNumber } from './vendor-call.ts';

interface Condition {
  sql: string;
  values: (string | number)[];
}

const LISTS: readonly (readonly [string, string])[] = [
  ['IDs', 'CAST(o.wms_order_id AS TEXT)'],
  ['ReferenceIds', 'o.reference_id'],
];
const TIMES: readonly (readonly [string, string])[] = [
  ['StartDate', 'o.created_ms >= ?'],
  ['EndDate', 'o.created_ms <= ?'],
  ['LastUpdateStartDate', 'max(o.updated_ms, s.updated_ms) >= ?'],
  ['LastUpdateEndDate', 'max(o.updated_ms, s.updated_ms) <= ?'],
  ['LastTrackingUpdateStartDate', 's.tracking_ms >= ?'],
  ['LastTrackingUpdateEndDate', 's.tracking_ms <= ?'],
];
const FLAGS: readonly (readonly [string, string])[] = [
  ['HasTracking', `(s.tracking_number <> '') = ?`],
  ['IsTrackingUploaded', 's.tracking_uploaded = ?'],
];

function conditions(call: VendorCall): Condition[] {
  const set: Condition[] = [];
  for (const [name, column] of LISTS) {
    const values = commaList(call, name);
    if (values !== null) set.push({ sql: `${column} IN (${values.map(() => '?').join(', ')})`, values });
  }
  for (const [name, sql] of TIMES) {
    const given = call.query.get(name);
    if (given === null) continue;
    const ms = Date.parse(given);
    if (Number.isNaN(ms)) throw new VendorRefusal(400, { [name]: [`The value '${given}' is not valid.`] });
    set.push({ sql, values: [ms] });
  }
  for (const [name, sql] of FLAGS) {
    const given = call.query.get(name);
    if (given !== null) set.push({ sql, values: [given.toLowerCase() === 'true' ? 1 : 0] });
  }
  return set;
}

/** GET /order. It looks over all channels: the header is optional on reads, and no narrowing is documented. */
export function searchOrders(call: VendorCall): WireAnswer {
  const page = wholeNumber(call, 'Page', { from: 1, to: 1_000_000, fallback: 1 });
  const size = wholeNumber(call, 'Limit', { from: 1, to: 250, fallback: 50 });
  const set = conditions(call);
  const direction = call.query.get('SortOrder')?.toLowerCase() === 'oldest' ? 'ASC' : 'DESC';
  const rows = call.moment.state.all<WmsOrderRow>(
    `SELECT o.* FROM wms_orders o JOIN wms_shipments s USING (wms_order_id)
     WHERE ${set.map(({ sql }) => sql).join(' AND ') || '1'} ORDER BY o.wms_order_id ${direction} LIMIT ? OFFSET ?`,
    ...set.flatMap(({ values }) => values),
    size,
    (page - 1) * size,
  );
  return ok(rows.map((row) => wmsOrderView(call.moment, row)));
}
