export interface Endpoint {
  readonly method: 'GET' | 'POST';
  /** Carries the version. A name in braces is a path parameter. */
  readonly path: string;
  /** Must be among the token's granted scopes. */
  readonly scope: string;
  /** `get_or_create` may be repeated without harm; a `write` may not once it could have arrived. */
  readonly effect: 'read' | 'write' | 'get_or_create';
  /** False for calls that refuse a shop_cipher. */
  readonly shopLevel: boolean;
  readonly rate: { readonly perSecond: number; readonly burst: number };
}

// The documented ceiling is 50 a second; shops were refused after bursts of 8, so we start low (reference 3.5).
const READS = { perSecond: 5, burst: 10 };
const WRITES = { perSecond: 2, burst: 2 };

/** Every capability in use at its newest version (reference 4.1, 5, 6). Names are the operation names of errors and logs. */
export const ENDPOINTS = {
  list_authorized_shops: {
    method: 'GET',
    path: '/authorization/202309/shops',
    scope: 'seller.authorization.info',
    effect: 'read',
    shopLevel: false,
    rate: READS,
  },
  search_sample_applications: {
    method: 'POST',
    path: '/affiliate_seller/202508/sample_applications/search',
    scope: 'seller.affiliate_collaboration.read',
    effect: 'read',
    shopLevel: true,
    rate: READS,
  },
  review_sample_application: {
    method: 'POST',
    path: '/affiliate_seller/202507/sample_applications/{application_id}/review',
    scope: 'seller.affiliate_collaboration.write',
    effect: 'write',
    shopLevel: true,
    rate: WRITES,
  },
  search_sample_content: {
    method: 'POST',
    path: '/affiliate_seller/202409/sample_applications/{application_id}/fulfillments/search',
    scope: 'seller.affiliate_collaboration.read',
    effect: 'read',
    shopLevel: true,
    rate: READS,
  },
  search_orders: {
    method: 'POST',
    path: '/order/202309/orders/search',
    scope: 'seller.order.info',
    effect: 'read',
    shopLevel: true,
    rate: READS,
  },
  get_orders: {
    method: 'GET',
    path: '/order/202507/orders',
    scope: 'seller.order.info',
    effect: 'read',
    shopLevel: true,
    rate: READS,
  },
  list_shipping_providers: {
    method: 'GET',
    path: '/logistics/202309/delivery_options/{delivery_option_id}/shipping_providers',
    scope: 'seller.logistics',
    effect: 'read',
    shopLevel: true,
    rate: READS,
  },
  mark_package_shipped: {
    method: 'POST',
    path: '/fulfillment/202309/orders/{order_id}/packages',
    scope: 'seller.fulfillment.basic',
    effect: 'write',
    shopLevel: true,
    rate: WRITES,
  },
  search_products: {
    method: 'POST',
    path: '/product/202502/products/search',
    scope: 'seller.product.basic',
    effect: 'read',
    shopLevel: true,
    rate: READS,
  },
  get_product: {
    method: 'GET',
    path: '/product/202309/products/{product_id}',
    scope: 'seller.product.basic',
    effect: 'read',
    shopLevel: true,
    rate: READS,
  },
  search_stock: {
    method: 'POST',
    path: '/product/202309/inventory/search',
    scope: 'seller.product.basic',
    effect: 'read',
    shopLevel: true,
    rate: READS,
  },
  open_conversation: {
    method: 'POST',
    path: '/affiliate_seller/202508/conversations',
    scope: 'seller.affiliate_messages.write',
    effect: 'get_or_create',
    shopLevel: true,
    rate: WRITES,
  },
  read_messages: {
    method: 'GET',
    path: '/affiliate_seller/202412/conversation/{conversation_id}/messages',
    scope: 'seller.affiliate_messages.write',
    effect: 'read',
    shopLevel: true,
    rate: READS,
  },
  send_message: {
    method: 'POST',
    path: '/affiliate_seller/202412/conversations/{conversation_id}/messages',
    scope: 'seller.affiliate_messages.write',
    effect: 'write',
    shopLevel: true,
    rate: WRITES,
  },
} as const satisfies Record<string, Endpoint>;

export type OperationName = keyof typeof ENDPOINTS;

/** On the authorisation host; not signed and not part of the platform's OpenAPI. */
export const REFRESH_TOKEN_PATH = '/api/v2/token/refresh';
