import type { Timestamp } from './time.ts';

/** What the platform says has changed; what it is now is always read, never taken from the news. */
export type NewsKind = 'orders' | 'messages' | 'products' | 'stock' | 'content' | 'authorisation' | 'other';

/** One webhook: a hint that reading again would show something new. */
export interface PlatformNews {
  /** The platform's own id, the same when it delivers again. */
  readonly notificationId: string;
  /** Null for news about the seller as a whole. */
  readonly shopId: string | null;
  /** The platform's number, for example 1. */
  readonly type: number;
  readonly kind: NewsKind;
  /** When it happened, as the platform says. */
  readonly at: Timestamp;
}

/** What a request that claims to be a webhook turned out to be. */
export type WebhookReading =
  | { readonly kind: 'news'; readonly news: PlatformNews }
  /** The signature is missing or not that of one of our apps. */
  | { readonly kind: 'forged' }
  /** Signed by the platform and not in a form we know. */
  | { readonly kind: 'unreadable' };
