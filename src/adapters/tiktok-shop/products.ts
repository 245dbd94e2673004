import { z } from 'zod';
import { ExternalError } from '../../domain/errors.ts';
import type { Product } from '../../domain/product.ts';
import type { TikTokShop } from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import { nextPage } from './pages.ts';
import { toMoney, toSeconds } from './units.ts';
import { answerOf, count, id, list, looseText, requiredText, requiredTime, text } from './wire.ts';

const PAGE_SIZE = 100;

const productSchema = z.object({
  id,
  title: looseText,
  status: requiredText,
  update_time: requiredTime,
  skus: list(
    z.object({
      id,
      seller_sku: looseText,
      price: z.object({ currency: text, sale_price: text }).nullish(),
    }),
  ),
});
const searchSchema = answerOf<'search_products'>()(
  z.object({ next_page_token: text, products: list(productSchema) }),
);
const categorySchema = answerOf<'get_product'>()(
  z.object({ category_chains: list(z.object({ id, parent_id: text, local_name: text })) }),
);
const stockSchema = answerOf<'search_stock'>()(
  z.object({
    inventory: list(
      z.object({ product_id: id, skus: list(z.object({ id, total_available_quantity: count })) }),
    ),
  }),
);

type Products = Pick<TikTokShop, 'searchProducts' | 'productCategory' | 'stock'>;

export function createProducts(client: Client): Products {
  return {
    async searchProducts(shop, { updatedFrom, updatedTo }, cursor) {
      const data = await client.call(
        'search_products',
        {
          shop,
          query: { page_size: PAGE_SIZE, ...(cursor !== null && { page_token: cursor }) },
          body: { update_time_ge: toSeconds(updatedFrom), update_time_le: toSeconds(updatedTo) },
        },
        searchSchema,
      );
      return {
        items: data.products.map(toProduct),
        nextCursor: nextPage(data.next_page_token, cursor, 'search_products'),
      };
    },

    async productCategory(shop, productId) {
      try {
        const path = { product_id: productId };
        const data = await client.call('get_product', { shop, path }, categorySchema);
        const root = data.category_chains.find((category) => category.parent_id === '0');
        return root ? { categoryId: root.id, categoryName: root.local_name ?? '' } : null;
      } catch (error) {
        if (error instanceof ExternalError && hasNoDetail(error)) return null;
        throw error;
      }
    },

    async stock(shop, productIds) {
      if (productIds.length === 0) return [];
      const body = { product_ids: [...productIds] };
      const data = await client.call('search_stock', { shop, body }, stockSchema);
      return data.inventory.flatMap(({ product_id, skus }) =>
        // A SKU without a figure is left out: absent is not zero.
        skus.flatMap(({ id: skuId, total_available_quantity: available }) =>
          available === null ? [] : [{ productId: product_id, skuId, available }],
        ),
      );
    },
  };
}

/**
 * Frozen and deleted products have no detail (reference 6), under codes that are not documented: any refusal of the
 * product itself counts, also as an invalid parameter. A retired version or a missing scope does not.
 */
function hasNoDetail(error: ExternalError): boolean {
  return ['refused', 'not_found'].includes(error.kind) || error.details.code === '98001004';
}

function toProduct(wire: z.output<typeof productSchema>): Product {
  return {
    productId: wire.id,
    title: wire.title,
    status: wire.status,
    categoryId: null,
    categoryName: null,
    skus: wire.skus.map(({ id: skuId, seller_sku: sellerSku, price }) => ({
      skuId,
      sellerSku,
      price: price ? toMoney({ amount: price.sale_price, currency: price.currency }) : null,
    })),
    updatedAt: wire.update_time,
  };
}
