import { z } from 'zod';
import { seconds } from '../clock.ts';
import type { ProductRow, SkuRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import type { Call, Endpoint } from './call.ts';
import { decimal, invalidParams, pageSize, pageToken, param, parseBody, placeOf } from './call.ts';

const SCOPE = 'seller.product.basic';

const SearchBody = z.object({
  status: z
    .enum([
      'ALL',
      'DRAFT',
      'PENDING',
      'FAILED',
      'ACTIVATE',
      'SELLER_DEACTIVATED',
      'PLATFORM_DEACTIVATED',
      'FREEZE',
      'DELETED',
    ])
    .optional(),
  seller_skus: z.array(z.string()).optional(),
  sku_ids: z.array(z.string()).max(10).optional(),
  create_time_ge: z.int().optional(),
  create_time_le: z.int().optional(),
  update_time_ge: z.int().optional(),
  update_time_le: z.int().optional(),
});

const InventoryBody = z.object({
  product_ids: z.array(z.string()).max(100).optional(),
  sku_ids: z.array(z.string()).max(600).optional(),
});

function skusOf(moment: Moment, productId: string): SkuRow[] {
  return moment.state.all<SkuRow>('SELECT * FROM skus WHERE product_id = ? ORDER BY sku_id', productId);
}

function skuView(moment: Moment, sku: SkuRow): object {
  const price = decimal(sku.price_minor);
  return {
    id: sku.sku_id,
    seller_sku: sku.seller_sku,
    price: { currency: 'USD', sale_price: price, tax_exclusive_price: price },
    inventory: [{ warehouse_id: moment.state.meta('warehouse_id'), quantity: sku.available }],
    status_info: { status: 'NORMAL', deactivation_source: '' },
  };
}

function search(call: Call): object {
  const { moment } = call;
  const filter = parseBody(SearchBody, call.body);
  const size = pageSize(call, { max: 100 });
  const after = String(placeOf(call)?.[0] ?? '');
  const matching = moment.state
    .all<ProductRow>('SELECT * FROM products ORDER BY product_id')
    .filter((row) => matches(moment, row, filter));
  const rest = matching.filter((row) => row.product_id > after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  return {
    next_page_token: rest.length > size && last !== undefined ? pageToken([last.product_id]) : '',
    total_count: matching.length,
    products: page.map((row) => summary(moment, row)),
  };
}

function matches(moment: Moment, row: ProductRow, filter: z.infer<typeof SearchBody>): boolean {
  if (filter.status !== undefined && filter.status !== 'ALL' && filter.status !== row.status) return false;
  const within = (ms: number, from: number | undefined, to: number | undefined): boolean =>
    (from === undefined || seconds(ms) >= from) && (to === undefined || seconds(ms) <= to);
  if (!within(row.created_ms, filter.create_time_ge, filter.create_time_le)) return false;
  if (!within(row.updated_ms, filter.update_time_ge, filter.update_time_le)) return false;
  const skus = skusOf(moment, row.product_id);
  const { seller_skus: sellerSkus, sku_ids: skuIds } = filter;
  if (sellerSkus !== undefined && !skus.some((sku) => sellerSkus.includes(sku.seller_sku))) return false;
  return skuIds === undefined || skus.some((sku) => skuIds.includes(sku.sku_id));
}

function summary(moment: Moment, row: ProductRow): object {
  return {
    id: row.product_id,
    title: row.title,
    status: row.status,
    sales_regions: ['US'],
    create_time: seconds(row.created_ms),
    update_time: seconds(row.updated_ms),
    listing_quality_tier: 'GOOD',
    has_draft: false,
    is_not_for_sale: false,
    audit: { status: 'APPROVED', pre_approved_reasons: [] },
    skus: skusOf(moment, row.product_id).map((sku) => skuView(moment, sku)),
  };
}

function detail(call: Call): object {
  const { moment } = call;
  const row = moment.state.one<ProductRow>(
    'SELECT * FROM products WHERE product_id = ?',
    param(call, 'product_id'),
  );
  if (row === undefined) throw invalidParams('Product not found.');
  return {
    id: row.product_id,
    title: row.title,
    description: `<p>${row.title}, made to last.</p>`,
    status: row.status,
    product_status: row.status,
    brand: { id: '7082000000000012921', name: 'Northbeam' },
    create_time: seconds(row.created_ms),
    update_time: seconds(row.updated_ms),
    category_chains: [
      { id: row.category_id, parent_id: '0', local_name: row.category_name, is_leaf: false },
      { id: row.leaf_id, parent_id: row.category_id, local_name: row.leaf_name, is_leaf: true },
    ],
    main_images: [
      {
        uri: `sandbox/${row.product_id}`,
        width: 600,
        height: 600,
        urls: [imageUrl(row.product_id)],
        thumb_urls: [imageUrl(`${row.product_id}-t`)],
      },
    ],
    package_weight: { value: '0.30', unit: 'KILOGRAM' },
    package_dimensions: { length: '15', width: '10', height: '6', unit: 'CENTIMETER' },
    skus: skusOf(moment, row.product_id).map((sku) => skuView(moment, sku)),
  };
}

export const imageUrl = (name: string): string => `https://cdn.example.com/sandbox/${name}.webp`;

function inventory(call: Call): object {
  const { moment } = call;
  const body = parseBody(InventoryBody, call.body);
  if ((body.product_ids === undefined) === (body.sku_ids === undefined)) {
    throw invalidParams('Give either product_ids or sku_ids.');
  }
  const chosen = moment.state
    .all<SkuRow>('SELECT * FROM skus ORDER BY sku_id')
    .filter(
      (sku) =>
        body.product_ids?.includes(sku.product_id) === true || body.sku_ids?.includes(sku.sku_id) === true,
    );
  const productIds = [...new Set(chosen.map((sku) => sku.product_id))];
  return {
    inventory: productIds.map((productId) => ({
      product_id: productId,
      skus: chosen.filter((sku) => sku.product_id === productId).map((sku) => stockView(moment, sku)),
    })),
  };
}

function stockView(moment: Moment, sku: SkuRow): object {
  return {
    id: sku.sku_id,
    seller_sku: sku.seller_sku,
    total_available_quantity: sku.available,
    total_committed_quantity: sku.committed,
    warehouse_inventory: [
      {
        warehouse_id: moment.state.meta('warehouse_id'),
        available_quantity: sku.available,
        committed_quantity: sku.committed,
      },
    ],
    total_available_inventory_distribution: {
      in_shop_inventory: { quantity: sku.available },
      campaign_inventory: [],
      creator_inventory: [],
    },
  };
}

export const PRODUCTS: readonly Endpoint[] = [
  { method: 'POST', path: '/product/202502/products/search', scope: SCOPE, shopLevel: true, handle: search },
  {
    method: 'GET',
    path: '/product/202309/products/{product_id}',
    scope: SCOPE,
    shopLevel: true,
    handle: detail,
  },
  {
    method: 'POST',
    path: '/product/202309/inventory/search',
    scope: SCOPE,
    shopLevel: true,
    handle: inventory,
  },
];
