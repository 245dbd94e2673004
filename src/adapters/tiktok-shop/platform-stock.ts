import { z } from 'zod';
import type { TikTokShop } from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import { nextPage } from './pages.ts';
import { answerOf, count, id, list, text } from './wire.ts';

const PAGE_SIZE = 100;

const stockSchema = answerOf<'search_platform_stock'>()(
  z.object({
    next_page_token: text,
    inventory: list(
      z.object({
        fbt_warehouse_id: id,
        goods: z.object({
          skus: list(
            z.object({
              id,
              on_hand_detail: z.object({ available_quantity: count, reserved_quantity: count }).nullish(),
            }),
          ),
        }),
      }),
    ),
  }),
);

export function createPlatformStock(client: Client): Pick<TikTokShop, 'platformStock'> {
  return {
    async platformStock(shop, skuIds, cursor) {
      const data = await client.call(
        'search_platform_stock',
        {
          shop,
          query: { page_size: PAGE_SIZE, ...(cursor !== null && { page_token: cursor }) },
          body: { ...(skuIds.length > 0 && { sku_ids: [...skuIds] }) },
        },
        stockSchema,
      );
      const wanted = skuIds.length > 0 ? new Set(skuIds) : null;
      return {
        items: data.inventory.flatMap(({ fbt_warehouse_id: warehouseId, goods }) =>
          goods.skus.flatMap(({ id: skuId, on_hand_detail: onHand }) => {
            const available = onHand?.available_quantity ?? null;
            // Goods carry all their SKUs; one without a figure is left out: absent is not zero.
            if (available === null || wanted?.has(skuId) === false) return [];
            return [{ warehouseId, skuId, available, reserved: onHand?.reserved_quantity ?? 0 }];
          }),
        ),
        nextCursor: nextPage(data.next_page_token, cursor, 'search_platform_stock'),
      };
    },
  };
}
