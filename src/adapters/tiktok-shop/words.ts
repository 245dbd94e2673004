import type { OperationName } from './endpoints.ts';

type Words = ReadonlySet<string>;

const words = (...known: string[]): Words => new Set(known);

const APPLICATION_STATUS = words(
  'PENDING',
  'AWAITING_SHIPMENT',
  'SHIPPED',
  'CONTENT_PENDING',
  'COMPLETED',
  'REJECT_CANCELLED',
  'OVERDUE_CANCELLED',
  'WITHDRAW_CANCELLED',
  'SELLER_NOT_SHIP_CANCELLED',
  'UNFULFILL_CANCELLED',
  'UNFULFILLABLE_CANCELLED',
  'DEL_OPEN_COLLAB',
  'OPS_CANCELLED',
  'OPS_FAILED',
  'OPS_COMPLETED',
);
const FULFILMENT_STATUS = words(
  '',
  'PENDING',
  'ONGOING',
  'SUCCEED',
  'FAILED',
  'OVERDUE',
  'SUSPEND',
  'CANCELLED',
  'EXEMPTED',
);
const ORDER_STATUS = words(
  'UNPAID',
  'ON_HOLD',
  'AWAITING_SHIPMENT',
  'PARTIALLY_SHIPPING',
  'AWAITING_COLLECTION',
  'IN_TRANSIT',
  'DELIVERED',
  'COMPLETED',
  'CANCELLED',
);
const FULFILLMENT_TYPE = words(
  'FULFILLMENT_BY_SELLER',
  'FULFILLMENT_BY_TIKTOK',
  'FULFILLMENT_BY_DILAYANI_TOKOPEDIA',
);
const ORDER = {
  'orders[].status': ORDER_STATUS,
  'orders[].fulfillment_type': FULFILLMENT_TYPE,
  'orders[].shipping_type': words('TIKTOK', 'SELLER'),
};
const RULE_STATUS = words('NOT_STARTED', 'ONGOING', 'NO_LEFT_COUNT', 'PLAN_EXCEPTION', 'EXPIRED');
const PLAN_STATUS = words('NORMAL', 'TERMINATING');
const PLAN_PRODUCT_STATUS = words(
  'LIVE',
  'OUT_OF_STOCK',
  'SELLER_DEACTIVATE',
  'PLATFORM_DEACTIVATE',
  'GNE_REJECT',
  'DELETE',
  'OTHER',
);
const MEMBER_STATUS = words('NORMAL', 'DELETING', 'DELETED');
const EFFECT = words('EFFECTIVE_ALL', 'EFFECTIVE_PARTIALLY', 'EFFECTIVE_NONE');
const TARGET_TYPE = words('STANDARD', 'TOP_CREATOR_PROGRAM');
const CONTENT_TYPE = words('SHOP', 'VIDEO', 'LIVE', 'PRE_LIVE', 'PROMOTION_PAGE', 'LINKSHARE');
const MESSAGE_TYPE = words(
  'TEXT',
  'PRODUCT_CARD',
  'TARGET_COLLABORATION_CARD',
  'FREE_SAMPLE_CARD',
  'IMAGE',
  'CRM_TEXT_WITH_IMAGE_CARD',
  'CRM_TEXT_WITH_PRODUCTS_CARD',
  'NOTIFICATION',
  'EMOTICONS',
  'SYSTEM',
);
const PRODUCT_STATUS = words(
  'DRAFT',
  'PENDING',
  'FAILED',
  'ACTIVATE',
  'SELLER_DEACTIVATED',
  'PLATFORM_DEACTIVATED',
  'FREEZE',
  'DELETED',
);
const PACKAGE_STATUS = words('TO_FULFILL', 'PROCESSING', 'FULFILLING', 'COMPLETED', 'CANCELLED');

/** Words that decisions hang on, by the path of their field (reference 4.2 to 4.8, 5.1, 5.5, 6, 7.2, 9.1, 9.2). */
export const KNOWN_WORDS: Partial<Record<OperationName, Readonly<Record<string, Words>>>> = {
  search_sample_applications: {
    'sample_applications[].status': APPLICATION_STATUS,
    'sample_applications[].fulfillment_status': FULFILMENT_STATUS,
  },
  search_sample_content: { 'fulfillments[].content.format': words('VIDEO', 'LIVE') },
  get_sample_rules: { 'sample_rules[].status': RULE_STATUS },
  search_open_collaborations: {
    'open_collaborations[].status': PLAN_STATUS,
    'open_collaborations[].product.status': PLAN_PRODUCT_STATUS,
  },
  list_open_content_counts: { 'creator_content_details[].promotion_status': PLAN_STATUS },
  search_target_collaborations: { 'target_collaborations[].type': TARGET_TYPE },
  get_target_collaboration: {
    'target_collaboration.type': TARGET_TYPE,
    'target_collaboration.creators[].collaboration_status': MEMBER_STATUS,
    'target_collaboration.creators[].product_effective_status': EFFECT,
    'target_collaboration.products[].collaboration_status': MEMBER_STATUS,
    'target_collaboration.products[].commission_effective_status': EFFECT,
    'target_collaboration.products[].status': PLAN_PRODUCT_STATUS,
  },
  search_affiliate_orders: {
    'orders[].status': words('', 'PROCESSING', 'COMPLETED', 'CANCELLED', 'FROZEN', 'DEDUCTED'),
    'orders[].skus[].content_type': CONTENT_TYPE,
    'orders[].skus[].settlement_status': words('SETTLED', 'INELIGIBLE', 'AWAITING PAYMENT', 'To-SETTLE'),
  },
  read_messages: { 'messages[].message_body.type': MESSAGE_TYPE },
  search_orders: ORDER,
  get_orders: ORDER,
  search_packages: { 'packages[].status': PACKAGE_STATUS },
  search_products: { 'products[].status': PRODUCT_STATUS },
  list_video_performance: { 'videos[].creator.author_type': words('OFFICIAL', 'CHANNEL', 'AFFILIATE') },
};
