import type { WireAnswer } from '../http.ts';
import type { WmsProductRow } from '../rows.ts';
import { SITE } from './order-view.ts';
import type { VendorCall, VendorEndpoint } from './vendor-call.ts';
import { commaList, notFound, ok, wholeNumber } from './vendor-call.ts';

function rows(call: VendorCall): WmsProductRow[] {
  return call.moment.state.all<WmsProductRow>('SELECT * FROM wms_products ORDER BY inventory_id');
}

const contains = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());

function levels(call: VendorCall, view: (row: WmsProductRow) => object): WireAnswer {
  const part = call.query.get('SearchBy');
  const ids = commaList(call, 'InventoryIds');
  const found = rows(call)
    .filter((row) => part === null || contains(row.sku, part) || contains(row.name, part))
    .filter((row) => ids === null || ids.includes(String(row.inventory_id)));
  return paged(call, found.map(view));
}

/** Pages are named by URL; the place in the list rides in the query as a cursor. */
function paged(call: VendorCall, items: readonly object[]): WireAnswer {
  const size = wholeNumber(call, 'PageSize', { from: 1, to: 250, fallback: 50 });
  const from = wholeNumber(call, 'Cursor', { from: 0, to: 1_000_000, fallback: 0 });
  const at = (cursor: number): string => {
    const query = new URLSearchParams(call.query);
    query.set('Cursor', String(cursor));
    return `${call.self}?${query}`;
  };
  return ok({
    items: items.slice(from, from + size),
    first: null,
    prev: from === 0 ? null : at(Math.max(0, from - size)),
    next: from + size < items.length ? at(from + size) : null,
    last: null,
  });
}

function level(row: WmsProductRow): object {
  const fulfillable = row.on_hand - row.committed;
  return {
    inventory_id: row.inventory_id,
    name: row.name,
    sku: row.sku,
    total_on_hand_quantity: row.on_hand,
    total_committed_quantity: row.committed,
    total_fulfillable_quantity: fulfillable,
    total_sellable_quantity: fulfillable,
    total_awaiting_quantity: 0,
    total_backordered_quantity: 0,
    total_exception_quantity: 0,
    total_internal_transfer_quantity: 0,
  };
}

function byLocation(row: WmsProductRow): object {
  return {
    inventory_id: row.inventory_id,
    sku: row.sku,
    name: row.name,
    locations: [
      {
        location_id: SITE.id,
        name: SITE.name,
        on_hand_quantity: row.on_hand,
        committed_quantity: row.committed,
        fulfillable_quantity: row.on_hand - row.committed,
        awaiting_quantity: 0,
        internal_transfer_quantity: 0,
      },
    ],
  };
}

function oneLevel(call: VendorCall): WireAnswer {
  const row = rows(call).find((candidate) => String(candidate.inventory_id) === call.params.inventory_id);
  if (row === undefined) throw notFound('The inventory item');
  return ok(level(row));
}

function products(call: VendorCall): WireAnswer {
  const sku = call.query.get('SKU') ?? call.query.get('SellerSKU');
  const part = call.query.get('Search');
  const found = rows(call)
    .filter((row) => sku === null || row.sku === sku)
    .filter((row) => part === null || contains(row.sku, part) || contains(row.name, part));
  return paged(call, found.map(productView));
}

function productView(row: WmsProductRow): object {
  return {
    id: row.product_id,
    name: row.name,
    sku: row.sku,
    reference_id: row.sku,
    type: 'Regular',
    variants: [
      {
        id: row.product_id,
        name: row.name,
        sku: row.sku,
        status: 'Active',
        inventory: { inventory_id: row.inventory_id, on_hand_qty: row.on_hand },
      },
    ],
  };
}

export const INVENTORY: readonly VendorEndpoint[] = [
  { method: 'GET', path: '/inventory-level', handle: (call) => levels(call, level) },
  { method: 'GET', path: '/inventory-level/locations', handle: (call) => levels(call, byLocation) },
  { method: 'GET', path: '/inventory-level/{inventory_id}', handle: oneLevel },
  { method: 'GET', path: '/product', handle: products },
];
