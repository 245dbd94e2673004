import type { DataOf } from '../../../src/adapters/tiktok-shop/wire.ts';

export type WireTarget = NonNullable<DataOf<'get_target_collaboration'>['target_collaboration']>;

export const TARGET_ID = '7620000000000000601';

/** An invitation of two creators for two products, as the platform shows it in full. */
export function target(changes: WireTarget = {}): WireTarget {
  return {
    id: TARGET_ID,
    name: 'Demo invite',
    message: 'Hello',
    type: 'STANDARD',
    start_time: 1795165200,
    end_time: 1798761599,
    update_time: 1795165300,
    product_count: 2,
    creator_invited_count: 2,
    free_sample_rule: { has_free_sample: true, is_sample_approval_exempt: false },
    seller_contact_info: { email: 'creators@example.com' },
    creators: [creator('uOne', 'demo_one'), creator('uTwo', 'demo_two')],
    products: [{ ...product('101', 2000, 1000), title: 'Serum' }, product('102', 1500)],
    ...changes,
  };
}

export function creator(creatorId: string, username: string, status = 'NORMAL') {
  return {
    creator_open_id: creatorId,
    username,
    collaboration_status: status,
    product_effective_status: 'EFFECTIVE_ALL',
    showcase_product_count: 0,
  } satisfies NonNullable<WireTarget['creators']>[number];
}

export function product(productId: string, rate: number, adsRate?: number, status = 'NORMAL') {
  return {
    id: productId,
    collaboration_status: status,
    commission: { rate, ...(adsRate !== undefined && { shop_ads_commission_rate: adsRate }) },
  } satisfies NonNullable<WireTarget['products']>[number];
}
