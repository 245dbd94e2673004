import { ExternalError } from '../domain/errors.ts';
import type { Shop } from '../domain/shop.ts';
import type { TikTokShop } from '../ports/tiktok-shop.ts';

export interface RegisteredWebhooks {
  readonly shop: Shop;
  /** Events that lead to the address now, and how many of them were changed for it. */
  readonly events: number;
  readonly changed: number;
  /** Events the platform would not register, each with its reason in our words. */
  readonly refused: readonly { readonly event: string; readonly reason: string }[];
}

/**
 * Has the platform send a shop's events to the address. What leads there already is left alone; an event that is
 * refused does not keep the others from being registered, since polling covers it.
 * @throws ExternalError when not even the present registrations can be read
 */
export async function registerWebhooks(
  platform: Pick<TikTokShop, 'webhooks' | 'setWebhook'>,
  shop: Shop,
  events: readonly string[],
  url: string,
): Promise<RegisteredWebhooks> {
  const present = new Map((await platform.webhooks(shop)).map((one) => [one.event, one.url]));
  const refused: { event: string; reason: string }[] = [];
  let changed = 0;
  for (const event of events) {
    if (present.get(event) === url) continue;
    try {
      await platform.setWebhook(shop, { event, url });
      changed += 1;
    } catch (error) {
      if (!(error instanceof ExternalError)) throw error;
      refused.push({ event, reason: error.message });
    }
  }
  return { shop, events: events.length - refused.length, changed, refused };
}
