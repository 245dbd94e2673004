import { z } from 'zod';
import type { TikTokShop } from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import { answerOf, list, looseText, requiredText } from './wire.ts';

const webhooksSchema = answerOf<'list_webhooks'>()(
  z.object({ webhooks: list(z.object({ event_type: requiredText, address: looseText })) }),
);
const nothingSchema = z.unknown();

export function createWebhooks(
  client: Client,
): Pick<TikTokShop, 'webhooks' | 'setWebhook' | 'removeWebhook'> {
  return {
    async webhooks(shop) {
      const data = await client.call('list_webhooks', { shop }, webhooksSchema);
      return data.webhooks.map(({ event_type: event, address: url }) => ({ event, url }));
    },

    async setWebhook(shop, { event, url }) {
      await client.call('set_webhook', { shop, body: { address: url, event_type: event } }, nothingSchema);
    },

    async removeWebhook(shop, event) {
      await client.call('remove_webhook', { shop, body: { event_type: event } }, nothingSchema);
    },
  };
}
