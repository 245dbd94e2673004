import { z } from 'zod';
import { ExternalError } from '../../domain/errors.ts';
import type { Shop } from '../../domain/shop.ts';
import type { TikTokShop } from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import type { Grants } from './grants.ts';
import { answerOf, id, list, looseText, requiredText } from './wire.ts';

const shopsSchema = answerOf<'list_authorized_shops'>()(
  z.object({ shops: list(z.object({ id, cipher: requiredText, name: looseText, region: requiredText })) }),
);

/** Shops by id; the cipher of the first authorisation that lists a shop stands for it. */
export function createShops(client: Client, grants: Grants): Pick<TikTokShop, 'authorizedShops'> {
  return {
    async authorizedShops() {
      const shops = new Map<string, Shop>();
      const failures: unknown[] = [];
      const all = await grants.all();
      for (const grant of all) {
        try {
          const data = await client.call('list_authorized_shops', { grant }, shopsSchema);
          const listed = data.shops.map(({ id: shopId, ...shop }): Shop => ({ shopId, ...shop }));
          await grants.recordAccess(grant, listed);
          for (const shop of listed) if (!shops.has(shop.shopId)) shops.set(shop.shopId, shop);
        } catch (error) {
          if (!(error instanceof ExternalError)) throw error;
          failures.push(error);
        }
      }
      // One authorisation that ended must not hide the shops of the others.
      if (failures.length === all.length) throw failures[0];
      return [...shops.values()];
    },
  };
}
