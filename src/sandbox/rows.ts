/** Rows of the tables in schema.ts, as they are read. */
export interface ProductRow {
  product_id: string;
  title: string;
  category_id: string;
  category_name: string;
  leaf_id: string;
  leaf_name: string;
  status: string;
  commission: string;
  sample_quota: number;
  fulfilled_by_platform: number;
  created_ms: number;
  updated_ms: number;
}

export interface SkuRow {
  sku_id: string;
  product_id: string;
  sku_name: string;
  seller_sku: string;
  price_minor: number;
  available: number;
  committed: number;
}

export interface CreatorRow {
  creator_open_id: string;
  username: string;
  nickname: string;
  im_id: string;
  user_id: string;
  category_id: string;
  followers: number;
  gmv_minor: number;
  content_count: number;
  video_views: number;
  fulfilment_percent: string;
  consent: number;
  quality: number;
  reply_rate: number;
  blocks_seller: number;
  agency: string;
  recipient: string;
}

export interface ApplicationRow {
  application_id: string;
  creator_open_id: string;
  product_id: string;
  sku_id: string;
  status: string;
  fulfillment_status: string;
  commission: string;
  partner_name: string;
  requested_ms: number;
  approve_by_ms: number;
  ship_by_ms: number;
  post_by_ms: number;
  approved_by: string | null;
  approved_ms: number | null;
  approvals: number;
  order_id: string;
  tracking_number: string;
}

export interface OrderRow {
  order_id: string;
  creator_open_id: string;
  status: string;
  fulfilled_by_platform: number;
  recipient: string;
  first_approved_ms: number;
  created_ms: number;
  updated_ms: number;
  ship_by_ms: number;
  shipped_ms: number | null;
  delivered_ms: number | null;
  completed_ms: number | null;
  cancelled_ms: number | null;
  in_verdict: number;
}

export interface OrderLineRow {
  line_id: string;
  order_id: string;
  application_id: string;
  product_id: string;
  sku_id: string;
  package_id: string;
  tracking_number: string;
  provider_id: string;
  shipped_ms: number | null;
}

export interface ConversationRow {
  conversation_id: string;
  creator_open_id: string;
  unread: number;
  last_sender: string;
  unanswered: number;
  updated_ms: number;
}

export interface MessageRow {
  message_id: string;
  conversation_id: string;
  position: number;
  sender: 'seller' | 'creator' | 'platform';
  type: string;
  content: string;
  created_ms: number;
  before_start: number;
}

export interface ContentRow {
  content_id: string;
  application_id: string;
  product_id: string;
  format: string;
  description: string;
  created_ms: number;
  live_end_ms: number;
  final_views: number;
  final_orders: number;
}

export interface WmsProductRow {
  inventory_id: number;
  product_id: number;
  sku: string;
  name: string;
  on_hand: number;
  committed: number;
  ghost: number;
}

export interface WmsOrderRow {
  wms_order_id: number;
  reference_id: string;
  status: string;
  channel_id: number;
  request: string;
  created_ms: number;
  updated_ms: number;
  native: number;
}

export interface WmsLineRow {
  wms_order_id: number;
  position: number;
  product_id: number;
  sku: string;
  name: string;
  quantity: number;
  allocated: number;
}

export interface WmsShipmentRow {
  shipment_id: number;
  wms_order_id: number;
  status: string;
  detail: number;
  carrier: string;
  tracking_number: string;
  created_ms: number;
  updated_ms: number;
  tracking_ms: number | null;
  due_ms: number;
  shipped_ms: number | null;
  delivered_ms: number | null;
  tracking_uploaded: number;
}

/** Who receives a creator's samples. Invented people only. */
export interface Recipient {
  first_name: string;
  last_name: string;
  phone_number: string;
  address_line1: string;
  address_line2: string;
  city: string;
  state_code: string;
  state_name: string;
  postal_code: string;
}
