import type { OperationName } from './endpoints.ts';
import type { BodyOf, QueryOf } from './wire.ts';

type Probe<K extends OperationName> = { readonly query?: QueryOf<K>; readonly body?: BodyOf<K> };

/** Days of a window for analytics, as the platform writes days. */
export interface Window {
  readonly from: string;
  readonly to: string;
}

/**
 * The cheapest form of every call that only reads: the smallest page, nothing where something must be named. A version
 * that answers "no such thing" answers. Page sizes are the platform's smallest (reference 3.7).
 */
export function probeCalls({ from, to }: Window) {
  const days = { start_date_ge: from, end_date_lt: to };
  return {
    search_sample_applications: { query: { page_size: 1 }, body: {} },
    search_sample_content: { body: {} },
    get_sample_rules: { query: { product_ids: ['0'] } },
    search_open_collaborations: { query: { page_size: 1 }, body: {} },
    get_open_collaboration_settings: {},
    list_open_content_counts: { query: { page_size: 1, product_id: '0' } },
    search_target_collaborations: { query: { page_size: 20 }, body: { collaboration_status: 'ONGOING' } },
    get_target_collaboration: {},
    check_target_conflicts: { body: { creator_open_id_list: ['0'], product_id_list: ['0'] } },
    search_affiliate_orders: { query: { page_size: 1 }, body: {} },
    search_marketplace_creators: { query: { page_size: 12 }, body: {} },
    get_creator_performance: {},
    get_outreach_quota: {},
    list_conversations: { query: { page_size: 1 } },
    read_messages: { query: { page_size: 1 } },
    search_orders: { query: { page_size: 1 }, body: {} },
    get_orders: { query: { ids: ['0'] } },
    get_order_tracking: {},
    search_packages: { query: { page_size: 1 }, body: {} },
    get_package: {},
    list_shipping_services: { body: {} },
    get_label: { query: { document_type: 'SHIPPING_LABEL' } },
    list_warehouses: {},
    list_delivery_options: {},
    list_shipping_providers: {},
    search_platform_stock: { query: { page_size: 1 }, body: {} },
    search_products: { query: { page_size: 1 }, body: {} },
    get_product: {},
    search_stock: { body: { product_ids: ['0'] } },
    get_shop_performance: { query: days },
    list_product_performance: { query: { ...days, page_size: 1 } },
    get_product_performance: { query: days },
    list_video_performance: { query: { ...days, page_size: 1 } },
    get_video_performance: { query: days },
    list_live_performance: { query: { ...days, page_size: 1 } },
    list_webhooks: {},
  } satisfies { readonly [K in OperationName]?: Probe<K> };
}
