import { z } from 'zod';
import type { TikTokShop } from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import { answerOf, id, list, looseText, requiredText } from './wire.ts';

const shopsSchema = answerOf<'list_authorized_shops'>()(
  z.object({ shops: list(z.object({ id, cipher: requiredText, name: looseText, region: requiredText })) }),
);

export function createShops(client: Client): Pick<TikTokShop, 'authorizedShops'> {
  return {
    async authorizedShops() {
      const data = await client.call('list_authorized_shops', { shop: null }, shopsSchema);
      return data.shops.map(({ id: shopId, cipher, name, region }) => ({ shopId, cipher, name, region }));
    },
  };
}
