import type { DataOf } from '../../../src/adapters/tiktok-shop/wire.ts';

// Invented values in the shapes of the platform's OpenAPI: a name or type it does not have fails to compile.

type Item<T> = T extends readonly (infer I)[] ? I : never;
type Application = Item<NonNullable<DataOf<'search_sample_applications'>['sample_applications']>>;
type Order = Item<NonNullable<DataOf<'get_orders'>['orders']>>;

export function application(changes: Application = {}): Application {
  return {
    id: '7610000000000000301',
    status: 'PENDING',
    fulfillment_status: 'PENDING',
    is_approvable: true,
    disapprovable_reasons: [],
    commission_rate: '0.15',
    available_quantity: 38,
    approve_expiration_time: 1795773600,
    shipment_expiration_time: 0,
    order_id: '',
    tracking_number: '',
    partner_name: '',
    creator: {
      creator_open_id: 'uDemoCreatorOne',
      username: 'demo_creator_one',
      nickname: 'Demo Creator One',
      follower_count: 48210,
      content_count: 17,
      ec_video_view: 3120,
      fulfillment_percentage: '60.50',
      gmv: { amount: '8423.55', currency: 'USD' },
    },
    product: {
      id: '1729000000000000101',
      title: 'Demo Serum',
      sku_id: '1729000000000000201',
      sku_name: '30 ml',
    },
    ...changes,
  };
}

export const address = {
  name: 'Sample Recipient',
  phone_number: '(+1)555-010-0100',
  address_detail: '123 Example Street',
  address_line1: '123 Example Street',
  address_line2: 'Unit 1',
  postal_code: '00000',
  region_code: 'US',
  district_info: [
    { address_level: 'L0', address_level_name: 'Country', address_name: 'United States', iso_code: 'US' },
    { address_level: 'L1', address_level_name: 'State', address_name: 'Example State', iso_code: 'EX' },
    { address_level: 'L2', address_level_name: 'County', address_name: 'Example County', iso_code: '' },
    { address_level: 'L3', address_level_name: 'City', address_name: 'Springfield', iso_code: '' },
  ],
} satisfies Order['recipient_address'];

export function order(changes: Order = {}): Order {
  return {
    id: '577000000000000401',
    status: 'AWAITING_SHIPMENT',
    is_sample_order: true,
    fulfillment_type: 'FULFILLMENT_BY_SELLER',
    shipping_type: 'SELLER',
    delivery_option_id: '7091000000000000902',
    warehouse_id: '7068000000000000901',
    create_time: 1795336260,
    update_time: 1795336265,
    rts_sla_time: 1795651199,
    shipping_due_time: 1795910399,
    recipient_address: address,
    line_items: [
      {
        id: '577000000000000411',
        product_id: '1729000000000000101',
        product_name: 'Demo Serum',
        sku_id: '1729000000000000201',
        seller_sku: 'SERUM-30',
        tracking_number: '',
      },
    ],
    ...changes,
  };
}

export const grant = {
  access_token: 'access-2',
  access_token_expire_in: 1795941000,
  refresh_token: 'refresh-2',
  refresh_token_expire_in: 1826872200,
  granted_scopes: ['seller.authorization.info', 'seller.order.info'],
};
