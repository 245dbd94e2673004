import type { OrderLineRow, OrderRow } from '../rows.ts';
import type { Moment } from '../state.ts';

/** A parcel as the platform lists it. It has no table of its own: its lines and their order say everything. */
export interface PackageRow {
  package_id: string;
  created_ms: number;
  updated_ms: number;
  status: string;
}

/** A label bought from the platform. Price in cents. */
export interface LabelRow {
  package_id: string;
  order_id: string;
  service_id: string;
  price_minor: number;
  bought_ms: number;
  dimension: string;
  weight: string;
  handover: string;
  slot: string;
}

const ALL = `SELECT package_id, min(l.shipped_ms) AS created_ms, max(o.updated_ms) AS updated_ms,
  CASE WHEN max(o.status IN ('DELIVERED', 'COMPLETED')) THEN 'COMPLETED' WHEN max(o.status = 'IN_TRANSIT') THEN 'FULFILLING'
    WHEN min(o.status = 'CANCELLED') THEN 'CANCELLED' ELSE 'PROCESSING' END AS status
  FROM order_lines l JOIN orders o USING (order_id) WHERE package_id <> ''`;

export function findPackage({ state }: Moment, packageId: string): PackageRow | undefined {
  return state.one<PackageRow>(`${ALL} AND package_id = ? GROUP BY package_id`, packageId);
}

export function linesOfPackage({ state }: Moment, packageId: string): OrderLineRow[] {
  return state.all<OrderLineRow>(
    "SELECT * FROM order_lines WHERE package_id = ? AND package_id <> '' ORDER BY line_id",
    packageId,
  );
}

interface Search {
  createdFrom: number | null;
  createdBefore: number | null;
  updatedFrom: number | null;
  updatedBefore: number | null;
  status: string | null;
  order: { column: 'created_ms' | 'updated_ms'; direction: 'ASC' | 'DESC' };
  /** Moment and id of the last row of the page before. */
  after: readonly (string | number)[] | null;
  limit: number;
}

export function packages({ state }: Moment, search: Search): { rows: PackageRow[]; total: number } {
  const set: [string, string | number | null][] = [
    ['created_ms >= ?', search.createdFrom],
    ['created_ms < ?', search.createdBefore],
    ['updated_ms >= ?', search.updatedFrom],
    ['updated_ms < ?', search.updatedBefore],
    ['status = ?', search.status],
  ];
  const filters = set.filter(([, value]) => value !== null);
  const where = filters.map(([condition]) => condition).join(' AND ') || '1';
  const values = filters.map(([, value]) => value);
  const { column, direction } = search.order;
  const after =
    search.after === null ? '1' : `(${column}, package_id) ${direction === 'ASC' ? '>' : '<'} (?, ?)`;
  const from = `FROM (${ALL} GROUP BY package_id) WHERE ${where}`;
  const rows = state.all<PackageRow>(
    `SELECT * ${from} AND ${after} ORDER BY ${column} ${direction}, package_id ${direction} LIMIT ?`,
    ...values,
    ...(search.after ?? []).slice(0, 2),
    search.limit,
  );
  return { rows, total: state.one<{ n: number }>(`SELECT count(*) AS n ${from}`, ...values)?.n ?? 0 };
}

/** Puts another number on a package, once. The parcel itself goes its way. */
export function correctTracking(
  { state, now }: Moment,
  order: OrderRow,
  packageId: string,
  parcel: { number: string; providerId: string },
): void {
  const lines = state.all<OrderLineRow>('SELECT * FROM order_lines WHERE package_id = ?', packageId);
  state.insert('tracking_corrections', {
    package_id: packageId,
    old_number: lines[0]?.tracking_number ?? '',
    new_number: parcel.number,
    at_ms: now,
  });
  state.run(
    'UPDATE order_lines SET tracking_number = ?, provider_id = ? WHERE package_id = ?',
    parcel.number,
    parcel.providerId,
    packageId,
  );
  for (const line of lines) {
    state.run(
      'UPDATE applications SET tracking_number = ? WHERE application_id = ?',
      parcel.number,
      line.application_id,
    );
  }
  state.run('UPDATE orders SET updated_ms = ? WHERE order_id = ?', now, order.order_id);
}

/** What the platform's labels cost so far, for the oracle. */
export function labelsBought(moment: Pick<Moment, 'state'>): object {
  const rows = moment.state.all<LabelRow>('SELECT * FROM labels ORDER BY bought_ms, package_id');
  return {
    total_minor: rows.reduce((sum, row) => sum + row.price_minor, 0),
    labels: rows.map(({ package_id, order_id, service_id, price_minor, bought_ms }) => ({
      package_id,
      order_id,
      service_id,
      price_minor,
      currency: 'USD',
      bought_ms,
    })),
  };
}
