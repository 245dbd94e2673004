import type { ShopRef } from '../../domain/shop.ts';

export interface WebhookRegistration {
  /** The platform's word, for example ORDER_STATUS_CHANGE. */
  readonly event: string;
  readonly url: string;
}

export interface WebhookCalls {
  webhooks(shop: ShopRef): Promise<readonly WebhookRegistration[]>;
  setWebhook(shop: ShopRef, registration: WebhookRegistration): Promise<void>;
  removeWebhook(shop: ShopRef, event: string): Promise<void>;
}
