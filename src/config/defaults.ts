import type { Mode } from '../domain/settings.ts';
import type { ShippingRoute } from '../domain/shop.ts';
import type { ConfigFile, ShopSection } from './file.ts';

type Complete<Section> = { readonly [Key in keyof Section]-?: Exclude<Section[Key], undefined> };

/** A shop section in which nothing is left out. */
export type CompleteShop = Omit<Complete<ShopSection>, 'shipping' | 'caps' | 'sample_rule' | 'notes'> & {
  readonly shipping: Complete<NonNullable<ShopSection['shipping']>>;
  readonly caps: Complete<NonNullable<ShopSection['caps']>>;
  readonly sample_rule: Complete<NonNullable<ShopSection['sample_rule']>>;
  readonly notes: {
    readonly [Key in keyof NonNullable<ShopSection['notes']>]-?: Complete<
      NonNullable<NonNullable<ShopSection['notes']>[Key]>
    >;
  };
};

// Every default of the product is in this file. "domain 10" and "domain 0.1" are sections of the project's
// domain reference; "ours" marks a number that we chose. Each can be changed in mcp.config.json.

/** A person confirms every write that costs money or cannot be taken back (ours). */
export const DEFAULT_MODE: Mode = 'confirm';

export const DEFAULT_SCHEDULE = '*/15 * * * *'; // ours: a request waits at most 15 minutes to be noticed
/** Longest time between two moments of it. */
export const DEFAULT_GAP_MINUTES = 15;
export const DEFAULT_DAILY_REQUEST_BUDGET = 10_000; // domain 0.1.11: reported by operators, not documented
export const DEFAULT_BACKFILL_DAYS = 180; // ours: as far back as the platform's own analytics go (tiktok-shop-api 7)
export const DEFAULT_LOG_LEVEL = 'info'; // ours

/** Addresses that the platforms document. */
export const TIKTOK_API_URL = 'https://open-api.tiktokglobalshop.com';
export const TIKTOK_AUTH_URL = 'https://auth.tiktok-shops.com';
/** Sellers in the US; those of other markets have services.tiktokshop.com. */
export const TIKTOK_LINK_URL = 'https://services.us.tiktokshop.com';
export const SHIPBOB_API_URL = 'https://api.shipbob.com';

/**
 * A live warehouse usually imports the shop's orders by itself, and creating them as well would ship twice; the
 * sandbox's warehouse does not (ours).
 */
export const defaultRoute = (sandbox: boolean): ShippingRoute => (sandbox ? 'direct_create' : 'native_sync');

const DEFAULT_CURRENCY = 'USD'; // ours: the amounts below are in it and are never converted

/** What a shop gets that the file does not mention, and what a section that leaves something out starts from. */
export function defaultShop(sandbox: boolean): CompleteShop {
  return {
    currency: DEFAULT_CURRENCY,
    time_zone: null, // the zone of the shop's market
    shipping: {
      route: defaultRoute(sandbox),
      shipping_method: 'Standard', // the ship option that ShipBob accounts start with
      parcel_cost: null, // unknown until the operator gives it
    },
    caps: {
      per_creator_open: 2, // domain 10
      per_day: null, // domain 0.1.2: the shop's own pace replaces domain 10's fixed 10 a day
      per_week: null, // domain 0.1.2: likewise for 40 a week
      month_cost: '2000.00', // domain 10
    },
    sample_rule: {
      mode: 'ask', // domain 0.1.1: shipped rules start here
      blocked_creators: [],
      minimum_gmv_30d: '500.00', // domain 10
      minimum_posts_30d: 8, // domain 10
      minimum_fulfilment_percent: 60, // domain 10
      minimum_post_rate_percent: 50, // domain 10, with the next line
      minimum_mature_samples: 3, // domain 10
      repeat_window_days: 90, // domain 10
      ghost_samples: 2, // domain 10
      ghost_memory_days: 180, // domain 10
      minimum_stock: 5, // domain 10
      maximum_unit_cost: '60.00', // ours: domain 10 has the gate and no number
      ask_band_percent: 20, // domain 10
    },
    unit_costs: {}, // domain 0.1.2: the retail price gates while a cost is unknown
    notes: {
      approved: {
        on: false, // ours: the shipping note follows within a day or so
        text: 'Hi {creator}, {shop} has approved your sample of {product}. We are getting it ready to ship.',
      },
      shipped: {
        on: true, // domain 0.1.3: a shipping notice stands outside the follow-up budget
        text: 'Good news from {shop}, {creator}: your sample of {product} is on the way. Tracking number: {tracking}. Carrier: {carrier}.',
      },
      arrived: {
        on: false, // domain 11: it is message 1 of the follow-up budget, which nothing keeps yet
        text: 'Hi {creator}, your sample of {product} has arrived. We look forward to what you make of it. Please post by {deadline}. Thank you from {shop}!',
      },
      quiet_hours: { from: '21:00', to: '09:00' }, // domain 11
    },
  };
}

/** When alerts fire and how they are told. */
export const DEFAULT_ALERTS = {
  approvals_expiring_hours: 24, // domain 14
  ship_sla_hours: 24, // domain 14
  stuck_delivery_days: 10, // domain 14
  stuck_delivery_for_hours: 24, // domain 14
  wms_down_failures: 3, // domain 14
  wms_down_minutes: 15, // domain 14
  auth_expiring_hours: 72, // domain 14
  api_budget_left_percent: 20, // domain 14
  api_budget_day_percent: 60, // domain 14
  unverified_write_minutes: 60, // domain 14
  stock_cover_days: 14, // ours: domain 0.1.8 has the alert and no number
  group_wait_minutes: 15, // domain 14
  group_interval_hours: 6, // domain 14
  repeat_hours: 24, // domain 14
  channel_dead_failures: 5, // ours: about an hour and a half of tries
  digest_hour: 9, // domain 0.1.8
};

/** The settings outside shops, in the file's own shape. */
export const DEFAULT_PROGRAM = {
  mode: DEFAULT_MODE,
  monitor: { schedule: DEFAULT_SCHEDULE },
  daily_request_budget: DEFAULT_DAILY_REQUEST_BUDGET,
  backfill_days: DEFAULT_BACKFILL_DAYS,
  alerts: DEFAULT_ALERTS,
  notify: [], // nobody is told outside until a channel is set up
} satisfies ConfigFile;
