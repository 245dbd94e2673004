import { z } from 'zod';
import type { AffiliateOrder } from '../../domain/affiliate-order.ts';
import type { TikTokShop } from '../../ports/tiktok-shop.ts';
import { readAffiliateOrders } from './affiliate-order-lines.ts';
import type { Client } from './client.ts';
import { nextPage } from './pages.ts';
import { type Fields, isObject, UnreadableField } from './reader.ts';
import { toSeconds, toText } from './units.ts';
import type { DataOf } from './wire.ts';

const PAGE_SIZE = 100;

interface OrdersPage {
  readonly orders: readonly AffiliateOrder[];
  readonly token: string | null;
}

/** Read by hand instead of by a schema: a first sync reads hundreds of thousands of lines. */
const pageSchema = z.unknown().transform((data, context): OrdersPage => {
  try {
    return readPage(data);
  } catch (error) {
    if (!(error instanceof UnreadableField)) throw error;
    context.addIssue({ code: 'custom', message: 'missing or in an unknown form', path: [...error.path] });
    return z.NEVER;
  }
});

function readPage(data: unknown): OrdersPage {
  if (!isObject<Fields<DataOf<'search_affiliate_orders'>>>(data)) throw new UnreadableField();
  const { next_page_token: token } = data;
  return {
    orders: readAffiliateOrders(data.orders),
    token: typeof token === 'string' || typeof token === 'number' ? toText(token) : null,
  };
}

export function createAffiliateOrders(client: Client): Pick<TikTokShop, 'searchAffiliateOrders'> {
  return {
    async searchAffiliateOrders(shop, { createdFrom, createdTo }, cursor) {
      const { orders, token } = await client.call(
        'search_affiliate_orders',
        {
          shop,
          query: { page_size: PAGE_SIZE, ...(cursor !== null && { page_token: cursor }) },
          // Whole seconds: the end rounds up, so that no second falls between two windows.
          body: { create_time_ge: toSeconds(createdFrom), create_time_lt: toSeconds(createdTo + 999) },
        },
        pageSchema,
      );
      return { items: orders, nextCursor: nextPage(token, cursor, 'search_affiliate_orders') };
    },
  };
}
