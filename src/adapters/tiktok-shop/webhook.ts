import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { NewsKind, WebhookReading } from '../../domain/platform-news.ts';
import { parseJson } from './json.ts';
import { id, requiredTime } from './wire.ts';

/** Whose webhooks count as the platform's. */
export interface WebhookApp {
  readonly appKey: string;
  readonly appSecret: string;
}

/** What each type is a hint for (reference 8.2); the others concern nothing that we read. */
const KINDS: ReadonlyMap<number, NewsKind> = new Map([
  [1, 'orders'],
  [3, 'orders'],
  [4, 'orders'],
  [11, 'orders'],
  [12, 'orders'],
  [5, 'products'],
  [15, 'products'],
  [16, 'products'],
  [18, 'products'],
  [37, 'products'],
  [6, 'authorisation'],
  [7, 'authorisation'],
  [17, 'content'],
  [24, 'stock'],
  [27, 'stock'],
  [33, 'messages'],
]);

/** Events of the platform that are worth registering for, by the names its registration takes. */
export const WEBHOOK_EVENTS = [
  'ORDER_STATUS_CHANGE',
  'RECIPIENT_ADDRESS_UPDATE',
  'PACKAGE_UPDATE',
  'PRODUCT_STATUS_CHANGE',
  'SELLER_DEAUTHORIZATION',
  'UPCOMING_AUTHORIZATION_EXPIRATION',
  'CANCELLATION_STATUS_CHANGE',
  'RETURN_STATUS_CHANGE',
  'NEW_MESSAGE_LISTENER',
] as const;

/** Types about the seller carry no shop; type 3 was seen without an id of its own (reference 8.1). */
const bodySchema = z.object({
  type: z.int(),
  tts_notification_id: id.nullish(),
  shop_id: id.nullish(),
  timestamp: requiredTime,
});

/**
 * Reads a webhook: first the signature over the bytes as they came (HMAC-SHA256 of app key and body under the app's
 * secret, in the header Authorization), then the few fields that say where to look. Its data is not used.
 */
export function readWebhook(
  apps: readonly WebhookApp[],
  rawBody: Uint8Array,
  signature: string | undefined,
): WebhookReading {
  const given = Buffer.from(signature ?? '', 'utf8');
  if (!apps.some((app) => sameBytes(given, expectedSignature(app, rawBody)))) return { kind: 'forged' };
  const parsed = bodySchema.safeParse(jsonOf(rawBody));
  if (!parsed.success) return { kind: 'unreadable' };
  const { type, tts_notification_id, shop_id, timestamp } = parsed.data;
  return {
    kind: 'news',
    news: {
      notificationId: tts_notification_id ?? createHash('sha256').update(rawBody).digest('hex'),
      shopId: shop_id ?? null,
      type,
      kind: KINDS.get(type) ?? 'other',
      at: timestamp,
    },
  };
}

function expectedSignature({ appKey, appSecret }: WebhookApp, rawBody: Uint8Array): Buffer {
  return Buffer.from(createHmac('sha256', appSecret).update(appKey).update(rawBody).digest('hex'), 'utf8');
}

function sameBytes(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function jsonOf(rawBody: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(rawBody));
  } catch {
    return undefined;
  }
}
