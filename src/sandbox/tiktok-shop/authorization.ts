import type { Endpoint } from './call.ts';

export const AUTHORIZATION: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/authorization/202309/shops',
    scope: 'seller.authorization.info',
    shopLevel: false,
    handle: ({ moment: { state } }) => ({
      shops: [
        {
          id: state.meta('shop_id'),
          name: 'Northbeam Goods',
          region: 'US',
          seller_type: 'LOCAL',
          cipher: state.meta('shop_cipher'),
          code: state.meta('shop_code'),
        },
      ],
    }),
  },
];
