import { createHash } from 'node:crypto';
import type { Moment, Part } from './state.ts';
import { WEBHOOK_SCHEMA } from './world/webhook-schema.ts';

/** What one app may at most be granted; the connector has everything that is not about creators. */
const AFFILIATE_SCOPES = [
  'seller.affiliate_collaboration.read',
  'seller.affiliate_collaboration.write',
  'seller.affiliate_messages.write',
  'seller.creator_marketplace.read',
];
const SHOP_SCOPES = [
  'seller.order.info',
  'seller.fulfillment.basic',
  'seller.logistics',
  'seller.product.basic',
  'data.shop_analytics.public.read',
  'seller.fbt.info',
  'seller.finance.info',
  'seller.return_refund.basic',
];
const INFORMATION = 'seller.authorization.info';
const REDIRECT_URL = 'http://127.0.0.1:8723/callback';

/**
 * The seller's apps with their tokens and webhooks, further shops, and what shipping with the platform's labels leaves.
 * Apps, tokens and shops count in the first shop's file only.
 */
export const FRAME_PART: Part = {
  name: 'frame',
  schema: `
CREATE TABLE apps (
  app TEXT PRIMARY KEY, name TEXT NOT NULL, app_key TEXT NOT NULL UNIQUE, app_secret TEXT NOT NULL, service_id TEXT NOT NULL UNIQUE,
  redirect_url TEXT NOT NULL, scopes TEXT NOT NULL, dropped TEXT NOT NULL DEFAULT '[]'
) STRICT, WITHOUT ROWID;
ALTER TABLE token_pairs ADD COLUMN app TEXT NOT NULL DEFAULT 'main';
ALTER TABLE token_pairs ADD COLUMN granted TEXT NOT NULL DEFAULT '';
ALTER TABLE auth_codes ADD COLUMN app TEXT NOT NULL DEFAULT 'main';
ALTER TABLE auth_codes ADD COLUMN granted TEXT NOT NULL DEFAULT '';

CREATE TABLE shops (position INTEGER PRIMARY KEY, file TEXT NOT NULL) STRICT;

CREATE TABLE labels (
  package_id TEXT PRIMARY KEY, order_id TEXT NOT NULL, service_id TEXT NOT NULL, price_minor INTEGER NOT NULL, bought_ms INTEGER NOT NULL,
  dimension TEXT NOT NULL, weight TEXT NOT NULL, handover TEXT NOT NULL DEFAULT '', slot TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE TABLE tracking_corrections (
  package_id TEXT PRIMARY KEY, old_number TEXT NOT NULL, new_number TEXT NOT NULL, at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE platform_shipping (from_ms INTEGER PRIMARY KEY, until_ms INTEGER) STRICT;
-- What each app has asked for on a UTC day, refusals included.
CREATE TABLE request_days (day TEXT NOT NULL, app_key TEXT NOT NULL, requests INTEGER NOT NULL, PRIMARY KEY (day, app_key)) STRICT, WITHOUT ROWID;
${WEBHOOK_SCHEMA}`,
  fill,
};

function fill({ state }: Moment): void {
  const seed = state.meta('seed');
  const secret = (name: string, length: number): string =>
    createHash('sha256').update(`${seed}/${name}`).digest('hex').slice(0, length);
  const serviceId = (name: string): string => `7${Number.parseInt(secret(name, 12), 16)}`.padEnd(19, '0');
  state.insert('apps', {
    app: 'main',
    name: 'Affiliate desk',
    app_key: state.meta('app_key'),
    app_secret: state.meta('app_secret'),
    service_id: serviceId('service'),
    redirect_url: REDIRECT_URL,
    scopes: JSON.stringify([INFORMATION, ...AFFILIATE_SCOPES, ...SHOP_SCOPES]),
    dropped: state.metaOrNull('dropped_scopes') ?? '[]',
  });
  state.insert('apps', {
    app: 'connector',
    name: 'Shop connector',
    app_key: `sandbox${secret('connector key', 8)}`,
    app_secret: secret('connector secret', 40),
    service_id: serviceId('connector service'),
    redirect_url: REDIRECT_URL,
    scopes: JSON.stringify([INFORMATION, ...SHOP_SCOPES]),
  });
}
