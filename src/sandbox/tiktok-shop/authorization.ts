import type { Call, Endpoint } from './call.ts';
import { revokeAndTell } from './revoke.ts';

const SCOPE = 'seller.authorization.info';

function shops({ world }: Call): object {
  return {
    shops: world.shops.map(({ state }) => ({
      id: state.meta('shop_id'),
      name: state.metaOrNull('shop_name') ?? 'Northbeam Goods',
      region: 'US',
      seller_type: 'LOCAL',
      cipher: state.meta('shop_cipher'),
      code: state.meta('shop_code'),
    })),
  };
}

/** The app drops its own authorization. */
function drop({ world, app }: Call): object {
  revokeAndTell(world, app.app);
  return {};
}

export const AUTHORIZATION: readonly Endpoint[] = [
  { method: 'GET', path: '/authorization/202309/shops', scope: SCOPE, shopLevel: false, handle: shops },
  { method: 'DELETE', path: '/authorization/202403/shops', scope: SCOPE, shopLevel: true, handle: drop },
  {
    method: 'GET',
    path: '/seller/202309/shops',
    scope: SCOPE,
    shopLevel: false,
    handle: ({ world }) => ({
      shops: world.shops.map(({ state }) => ({ id: state.meta('shop_id'), region: 'US' })),
    }),
  },
];
