import { seconds } from '../clock.ts';
import type { ProductRow, SkuRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import type { OpenCollaborationRow } from '../world/open-collaborations.ts';
import { openStatus } from '../world/open-collaborations.ts';
import { decimal } from './call.ts';
import { imageUrl } from './products.ts';

/** A product as lists of collaborations show it. */
export interface CollaborationProduct {
  row: ProductRow;
  inventory: number;
  /** In cents: the cheapest and the dearest SKU. */
  minimum: number;
  maximum: number;
}

export function collaborationProduct(moment: Moment, productId: string): CollaborationProduct | undefined {
  const row = moment.state.one<ProductRow>('SELECT * FROM products WHERE product_id = ?', productId);
  if (row === undefined) return undefined;
  const skus = moment.state.all<SkuRow>('SELECT * FROM skus WHERE product_id = ?', productId);
  const prices = skus.map((sku) => sku.price_minor);
  return {
    row,
    inventory: skus.reduce((sum, sku) => sum + sku.available, 0),
    minimum: Math.min(...prices),
    maximum: Math.max(...prices),
  };
}

const STATUS: Record<string, string> = {
  SELLER_DEACTIVATED: 'SELLER_DEACTIVATE',
  PLATFORM_DEACTIVATED: 'PLATFORM_DEACTIVATE',
  FREEZE: 'PLATFORM_DEACTIVATE',
  DELETED: 'DELETE',
};

function productStatus({ row, inventory }: CollaborationProduct): string {
  if (row.status === 'ACTIVATE') return inventory > 0 ? 'LIVE' : 'OUT_OF_STOCK';
  return STATUS[row.status] ?? 'OTHER';
}

/** The fields that both kinds of collaboration show. */
export function productView(product: CollaborationProduct): object {
  return {
    id: product.row.product_id,
    title: product.row.title,
    status: productStatus(product),
    main_image_url: imageUrl(product.row.product_id),
    original_price: {
      currency: 'USD',
      minimum_amount: decimal(product.minimum),
      maximum_amount: decimal(product.maximum),
    },
  };
}

export function openView(moment: Moment, row: OpenCollaborationRow, product: CollaborationProduct): object {
  const count = (sql: string): number =>
    moment.state.one<{ n: number }>(sql, row.product_id, moment.now)?.n ?? 0;
  return {
    id: row.open_collaboration_id,
    status: openStatus(row),
    content_creator_count: count(
      `SELECT count(DISTINCT creator_open_id) AS n FROM applications JOIN contents c USING (application_id)
       WHERE c.product_id = ? AND c.created_ms <= ?`,
    ),
    showcase_creator_count: count(
      'SELECT count(DISTINCT creator_open_id) AS n FROM applications WHERE product_id = ? AND requested_ms <= ?',
    ),
    current_commission: {
      rate: row.rate_bps,
      start_time: seconds(row.rate_from_ms),
      end_time: row.ended_ms === null ? 0 : seconds(row.ended_ms),
    },
    product: { ...productView(product), inventory: product.inventory },
  };
}
