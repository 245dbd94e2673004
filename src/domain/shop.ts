/** A shop that authorised the app. `cipher` selects the shop on API calls; it is useless without a token. */
export interface Shop {
  readonly shopId: string;
  readonly cipher: string;
  readonly name: string;
  readonly region: string;
}

/** What an adapter needs to address a shop. */
export type ShopRef = Pick<Shop, 'shopId' | 'cipher'>;

/**
 * How a shop's sample orders reach the warehouse. Guessing wrong ships twice, so it is set per shop:
 * `native_sync` the warehouse imports TikTok orders by itself, we find and watch, never create;
 * `direct_create` we create the warehouse order ourselves.
 */
export type ShippingRoute = 'native_sync' | 'direct_create';

/** Time zones by market, for shops whose zone is not set. US shops report in Pacific time. */
const ZONE_BY_REGION: Readonly<Record<string, string>> = {
  US: 'America/Los_Angeles',
  GB: 'Europe/London',
  DE: 'Europe/Berlin',
  FR: 'Europe/Paris',
  IT: 'Europe/Rome',
  ES: 'Europe/Madrid',
  IE: 'Europe/Dublin',
  MX: 'America/Mexico_City',
  BR: 'America/Sao_Paulo',
  JP: 'Asia/Tokyo',
  ID: 'Asia/Jakarta',
  MY: 'Asia/Kuala_Lumpur',
  PH: 'Asia/Manila',
  SG: 'Asia/Singapore',
  TH: 'Asia/Bangkok',
  VN: 'Asia/Ho_Chi_Minh',
};

export function defaultTimeZone(region: string): string {
  return ZONE_BY_REGION[region] ?? 'UTC';
}

/** Currencies by market: the shop's own amounts come in it. */
const CURRENCY_BY_REGION: Readonly<Record<string, string>> = {
  US: 'USD',
  GB: 'GBP',
  DE: 'EUR',
  FR: 'EUR',
  IT: 'EUR',
  ES: 'EUR',
  IE: 'EUR',
  MX: 'MXN',
  BR: 'BRL',
  JP: 'JPY',
  ID: 'IDR',
  MY: 'MYR',
  PH: 'PHP',
  SG: 'SGD',
  TH: 'THB',
  VN: 'VND',
};

/** ISO 4217 of the shop's market; XXX ("no currency", printed as ¤) for one that is not known. */
export function shopCurrency(region: string): string {
  return CURRENCY_BY_REGION[region] ?? 'XXX';
}
