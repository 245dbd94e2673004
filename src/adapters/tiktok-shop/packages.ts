import { z } from 'zod';
import { ExternalError } from '../../domain/errors.ts';
import type { ShopPackage, TikTokShop } from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import { nextPage } from './pages.ts';
import { toSeconds } from './units.ts';
import { answerOf, id, list, requiredText, text, time } from './wire.ts';

const PAGE_SIZE = 50;

const common = {
  orders: list(z.object({ id })),
  tracking_number: text,
  shipping_provider_name: text,
  update_time: time,
};
const searchSchema = answerOf<'search_packages'>()(
  z.object({
    next_page_token: text,
    packages: list(z.object({ ...common, id, status: requiredText })),
  }),
);
/** The detail has other names for id and status than the list. */
const packageSchema = answerOf<'get_package'>()(
  z.object({ ...common, package_id: id, package_status: requiredText }),
);

export function createPackages(client: Client): Pick<TikTokShop, 'searchPackages' | 'shopPackage'> {
  return {
    async searchPackages(shop, { updatedFrom, updatedTo }, cursor) {
      const data = await client.call(
        'search_packages',
        {
          shop,
          query: {
            page_size: PAGE_SIZE,
            sort_field: 'update_time',
            sort_order: 'ASC',
            ...(cursor !== null && { page_token: cursor }),
          },
          // Whole seconds: the end rounds up, so that no second falls between two windows.
          body: { update_time_ge: toSeconds(updatedFrom), update_time_lt: toSeconds(updatedTo + 999) },
        },
        searchSchema,
      );
      return {
        items: data.packages.map((wire) => toPackage(wire.id, wire.status, wire)),
        nextCursor: nextPage(data.next_page_token, cursor, 'search_packages'),
      };
    },

    async shopPackage(shop, packageId) {
      try {
        const path = { package_id: packageId };
        const wire = await client.call('get_package', { shop, path }, packageSchema);
        return toPackage(wire.package_id, wire.package_status, wire);
      } catch (error) {
        if (error instanceof ExternalError && error.kind === 'not_found') return null;
        throw error;
      }
    },
  };
}

interface WirePackage {
  readonly orders: readonly { readonly id: string }[];
  readonly tracking_number: string | null;
  readonly shipping_provider_name: string | null;
  readonly update_time: number | null;
}

function toPackage(packageId: string, status: string, wire: WirePackage): ShopPackage {
  return {
    packageId,
    orderIds: wire.orders.map((order) => order.id),
    status,
    trackingNumber: wire.tracking_number,
    providerName: wire.shipping_provider_name,
    updatedAt: wire.update_time,
  };
}
