/** Endpoints that fail together: they share a breaker, and operators know them by this word. */
export type EndpointFamily =
  | 'shops'
  | 'samples'
  | 'collaborations'
  | 'affiliate orders'
  | 'marketplace'
  | 'messages'
  | 'orders'
  | 'shipping'
  | 'platform stock'
  | 'products'
  | 'analytics'
  | 'webhooks';

export interface Endpoint {
  readonly family: EndpointFamily;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `{version}` is one of `versions`; another name in braces is a path parameter. */
  readonly path: string;
  /** Newest first. A retired one is answered with "gone", and the next is taken. */
  readonly versions: readonly [string, ...string[]];
  /** Must be among the token's granted scopes. */
  readonly scope: Scope;
  /** `get_or_create` may be repeated without harm; a `write` may not once it could have arrived. */
  readonly effect: 'read' | 'write' | 'get_or_create';
  /** False for calls that refuse a shop_cipher. */
  readonly shopLevel: boolean;
  /** The bytes of a multipart body are not signed (reference 2). */
  readonly multipart: boolean;
  /** What the platform itself allows in a day, where it says so. */
  readonly perDay: number | null;
  readonly rate: { readonly perSecond: number; readonly burst: number };
}

export type Scope =
  | 'seller.authorization.info'
  | 'seller.affiliate_collaboration.read'
  | 'seller.affiliate_collaboration.write'
  | 'seller.creator_marketplace.read'
  | 'seller.affiliate_messages.write'
  | 'seller.order.info'
  | 'seller.fulfillment.basic'
  | 'seller.logistics'
  | 'seller.product.basic'
  | 'seller.fbt.info'
  | 'data.shop_analytics.public.read';

// The documented ceiling is 50 a second; shops were refused after bursts of 8, so we start low (reference 3.5).
const READS = { perSecond: 5, burst: 10 };
const WRITES = { perSecond: 2, burst: 2 };
/** One client of a live shop needed half a minute between invitations (reference 3.5). */
const SLOW_WRITES = { perSecond: 1 / 30, burst: 1 };
/** Marketplace search, creator performance and sending messages (reference 3.5). */
const TEN_THOUSAND = 10_000;

type Method = Endpoint['method'];
type Route = `${Method} /${string}`;
type Extra = Partial<Pick<Endpoint, 'shopLevel' | 'multipart' | 'perDay' | 'rate'>>;

function endpoints(family: EndpointFamily, scope: Scope, domain: string) {
  const make =
    (effect: Endpoint['effect'], rate: Endpoint['rate']) =>
    (route: Route, versions: Endpoint['versions'], extra: Extra = {}): Endpoint => {
      const [method, path] = splitRoute(route);
      const fixed = { family, scope, effect, method, path: `/${domain}/{version}${path}`, versions };
      return { ...fixed, shopLevel: true, multipart: false, perDay: null, rate, ...extra };
    };
  return {
    read: make('read', READS),
    write: make('write', WRITES),
    getOrCreate: make('get_or_create', WRITES),
  };
}

function splitRoute(route: Route): [Method, string] {
  const [method, path] = route.split(' ') as [Method, string]; // The template type has exactly one blank.
  return [method, path];
}

const shops = endpoints('shops', 'seller.authorization.info', 'authorization');
const sampleReads = endpoints('samples', 'seller.affiliate_collaboration.read', 'affiliate_seller');
const sampleWrites = endpoints('samples', 'seller.affiliate_collaboration.write', 'affiliate_seller');
const deals = endpoints('collaborations', 'seller.affiliate_collaboration.read', 'affiliate_seller');
const dealWrites = endpoints('collaborations', 'seller.affiliate_collaboration.write', 'affiliate_seller');
const sales = endpoints('affiliate orders', 'seller.affiliate_collaboration.read', 'affiliate_seller');
const market = endpoints('marketplace', 'seller.creator_marketplace.read', 'affiliate_seller');
const messages = endpoints('messages', 'seller.affiliate_messages.write', 'affiliate_seller');
const orders = endpoints('orders', 'seller.order.info', 'order');
const parcels = endpoints('shipping', 'seller.fulfillment.basic', 'fulfillment');
const corrections = endpoints('shipping', 'seller.logistics', 'fulfillment');
const logistics = endpoints('shipping', 'seller.logistics', 'logistics');
const platformStock = endpoints('platform stock', 'seller.fbt.info', 'fbt');
const products = endpoints('products', 'seller.product.basic', 'product');
const analytics = endpoints('analytics', 'data.shop_analytics.public.read', 'analytics');
const webhooks = endpoints('webhooks', 'seller.authorization.info', 'event');

const APPLICATION = '/sample_applications/{application_id}';
const TARGET = '/target_collaborations/{target_collaboration_id}';
const CONVERSATION = '/conversations/{conversation_id}';

/**
 * Every call, each at its newest version with what to fall back on (reference 4.1, 5 to 8). Names are the operation
 * names of errors and logs. Spellings are the platform's own, mistakes included (reference 0.5).
 */
export const ENDPOINTS = {
  list_authorized_shops: shops.read('GET /shops', ['202309'], { shopLevel: false }),

  // 202507 names creators by their old numeric id, which is nobody's key any more.
  search_sample_applications: sampleReads.read('POST /sample_applications/search', ['202508']),
  review_sample_application: sampleWrites.write(`POST ${APPLICATION}/review`, ['202507', '202409']),
  search_sample_content: sampleReads.read(`POST ${APPLICATION}/fulfillments/search`, ['202409']),
  get_sample_rules: sampleReads.read('GET /open_collaborations/sample_rules', ['202410']),
  set_sample_rule: sampleWrites.write('POST /open_collaborations/sample_rules', ['202410']),
  create_sample_link: sampleWrites.read('GET /sample_applications/deeplink', ['202512']),

  set_open_collaboration: dealWrites.write('POST /open_collaborations', ['202412', '202405']),
  search_open_collaborations: deals.read('POST /open_collaborations/search', ['202412', '202409']),
  remove_open_collaboration: dealWrites.write('DELETE /open_collaborations/products/{product_id}', [
    '202409',
  ]),
  get_open_collaboration_settings: deals.read('GET /open_collaboration_settings', ['202409']),
  set_open_collaboration_settings: dealWrites.write('POST /open_collaboration_settings', ['202405']),
  remove_open_collaboration_creator: dealWrites.write(
    'POST /open_collaborations/{open_collaboration_id}/remove_creator',
    ['202508'],
  ),
  // 202412 names creators without their id.
  list_open_content_counts: deals.read('GET /open_collaborations/creator_content_details', ['202508']),

  create_target_collaboration: dealWrites.write('POST /target_collaborations', ['202508'], {
    rate: SLOW_WRITES,
  }),
  // Older forms of these know creators by another id under another name: what they do not know they would drop.
  update_target_collaboration: dealWrites.write(`PUT ${TARGET}`, ['202508']),
  remove_target_collaboration: dealWrites.write(`DELETE ${TARGET}`, ['202409']),
  search_target_collaborations: deals.read('POST /target_collaborations/search', ['202508']),
  get_target_collaboration: deals.read(`GET ${TARGET}`, ['202508']),
  create_target_collaboration_link: dealWrites.read(
    'POST /target_collaboration/{target_collaboration_id}/link',
    ['202509'],
  ),
  check_target_conflicts: dealWrites.read('POST /target_collaborations/conflicts/check', ['202605']),

  search_affiliate_orders: sales.read('POST /orders/search', ['202410']),

  search_marketplace_creators: market.read('POST /marketplace_creators/search', ['202608', '202508'], {
    perDay: TEN_THOUSAND,
  }),
  get_creator_performance: market.read('GET /marketplace_creators/{creator_user_id}', ['202608', '202508'], {
    perDay: TEN_THOUSAND,
  }),
  get_outreach_quota: market.read('GET /creator_outreach/quota', ['202607']),

  open_conversation: messages.getOrCreate('POST /conversations', ['202508']),
  list_conversations: messages.read('GET /conversations', ['202412']),
  read_messages: messages.read('GET /conversation/{conversation_id}/messages', ['202412']),
  send_message: messages.write(`POST ${CONVERSATION}/messages`, ['202412'], { perDay: TEN_THOUSAND }),
  mark_conversations_read: messages.getOrCreate('POST /conversatons/read', ['202412']),
  // Uploads of images refuse a shop_cipher (reference 1.4).
  upload_message_image: messages.getOrCreate('POST /media/upload', ['202608'], {
    multipart: true,
    shopLevel: false,
  }),

  search_orders: orders.read('POST /orders/search', ['202309']),
  get_orders: orders.read('GET /orders', ['202507', '202309']),

  mark_package_shipped: parcels.write('POST /orders/{order_id}/packages', ['202309']),
  ship_package: parcels.write('POST /packages/{package_id}/ship', ['202309']),
  correct_order_tracking: corrections.write('POST /orders/{order_id}/shipping_info/update', ['202309']),
  correct_package_tracking: parcels.write('POST /packages/{package_id}/shipping_info/update', ['202309']),
  get_order_tracking: parcels.read('GET /orders/{order_id}/tracking', ['202309']),
  search_packages: parcels.read('POST /packages/search', ['202309']),
  get_package: parcels.read('GET /packages/{package_id}', ['202309']),
  list_shipping_services: parcels.read('POST /orders/{order_id}/shipping_services/query', ['202309']),
  // 202309 takes another body.
  buy_label: parcels.write('POST /packages', ['202512']),
  get_label: parcels.read('GET /packages/{package_id}/shipping_documents', ['202309']),
  list_warehouses: logistics.read('GET /warehouses', ['202309']),
  list_delivery_options: logistics.read('GET /warehouses/{warehouse_id}/delivery_options', ['202309']),
  list_shipping_providers: logistics.read('GET /delivery_options/{delivery_option_id}/shipping_providers', [
    '202309',
  ]),
  search_platform_stock: platformStock.read('POST /inventory/search', ['202408']),

  search_products: products.read('POST /products/search', ['202502']),
  get_product: products.read('GET /products/{product_id}', ['202309']),
  search_stock: products.read('POST /inventory/search', ['202309']),

  get_shop_performance: analytics.read('GET /shop/performance', ['202509']),
  list_product_performance: analytics.read('GET /shop_products/performance', ['202605', '202509']),
  get_product_performance: analytics.read('GET /shop_products/{product_id}/performance', ['202509']),
  list_video_performance: analytics.read('GET /shop_videos/performance', ['202605', '202509']),
  get_video_performance: analytics.read('GET /shop_videos/{video_id}/performance', ['202509']),
  list_live_performance: analytics.read('GET /shop_lives/performance', ['202509']),

  list_webhooks: webhooks.read('GET /webhooks', ['202309']),
  set_webhook: webhooks.getOrCreate('PUT /webhooks', ['202309']),
  remove_webhook: webhooks.getOrCreate('DELETE /webhooks', ['202309']),
} satisfies Record<string, Endpoint>;

export type OperationName = keyof typeof ENDPOINTS;

/** The path of one version; path parameters still in braces. */
export function versionPath(endpoint: Pick<Endpoint, 'path'>, version: string): string {
  return endpoint.path.replace('{version}', version);
}

/** On the authorisation host; not signed and not part of the platform's OpenAPI. */
export const REFRESH_TOKEN_PATH = '/api/v2/token/refresh';
