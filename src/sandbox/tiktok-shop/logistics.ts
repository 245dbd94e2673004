import { SHIPPING_PROVIDERS } from '../world/native.ts';
import type { Call, Endpoint } from './call.ts';
import { param } from './call.ts';
import { badRequest, CODE, Refusal } from './envelope.ts';

const PLATFORM_OPTION = '7091000000000012903';
const LABEL_OPTION = '7091000000000012904';

function warehouses(call: Call): object {
  return {
    warehouses: [
      {
        id: call.moment.state.meta('warehouse_id'),
        name: 'Northbeam at ShipBob Cicero',
        entity_id: '7068000000000012900',
        effect_status: 'ENABLED',
        type: 'SALES_WAREHOUSE',
        sub_type: 'DOMESTIC_WAREHOUSE',
        is_default: true,
        // "distict" is how the platform spells it.
        address: {
          region: 'United States',
          region_code: 'US',
          state: 'Illinois',
          city: 'Cicero',
          distict: '',
          town: '',
          contact_person: 'Receiving desk',
          postal_code: '60804',
          full_address: '5900 Example Avenue, Cicero, Illinois 60804, United States',
          address_line1: '5900 Example Avenue',
          address_line2: '',
          address_line3: '',
          address_line4: '',
          phone_number: '(+1)708-555-0100',
        },
      },
    ],
  };
}

function deliveryOptions(call: Call): object {
  const { state } = call.moment;
  if (param(call, 'warehouse_id') !== state.meta('warehouse_id')) throw badRequest('Invalid warehouse_id.');
  const option = (id: string, name: string, type: string): object => ({
    id,
    name,
    type,
    description: '',
    platform: ['TIKTOK_SHOP'],
    dimension_limit: { max_height: 100, max_length: 100, max_width: 100, unit: 'CM' },
    weight_limit: { max_weight: 30_000, min_weight: 1, unit: 'GRAM' },
  });
  return {
    delivery_options: [
      option(state.meta('delivery_option_id'), 'Shipped from seller', 'SEND_BY_SELLER'),
      option(PLATFORM_OPTION, 'Fulfilled by TikTok', 'STANDARD'),
      option(LABEL_OPTION, 'TikTok Shipping', 'STANDARD'),
    ],
  };
}

function shippingProviders(call: Call): object {
  const optionId = param(call, 'delivery_option_id');
  if (optionId === PLATFORM_OPTION || optionId === LABEL_OPTION) {
    throw new Refusal(CODE.optionPlatformFulfilled, 'The delivery option is fulfilled by TikTok.');
  }
  if (optionId !== call.moment.state.meta('delivery_option_id'))
    throw badRequest('Invalid delivery_option_id.');
  return { shipping_providers: SHIPPING_PROVIDERS.map(({ id, name }) => ({ id, name })) };
}

export const LOGISTICS: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/logistics/202309/warehouses',
    scope: 'seller.logistics',
    shopLevel: true,
    handle: warehouses,
  },
  {
    method: 'GET',
    path: '/logistics/202309/warehouses/{warehouse_id}/delivery_options',
    scope: 'seller.logistics',
    shopLevel: true,
    handle: deliveryOptions,
  },
  {
    method: 'GET',
    path: '/logistics/202309/delivery_options/{delivery_option_id}/shipping_providers',
    scope: 'seller.fulfillment.basic',
    shopLevel: true,
    handle: shippingProviders,
  },
];
