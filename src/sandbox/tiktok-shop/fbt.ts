import { z } from 'zod';
import type { SkuRow } from '../rows.ts';
import type { Call, Endpoint } from './call.ts';
import { pageSize, pageToken, parseBody, placeOf } from './call.ts';

const WAREHOUSE = '7232000000000012911';

const SearchBody = z.object({
  fbt_warehouse_ids: z.array(z.string()).optional(),
  goods_ids: z.array(z.string()).max(100).optional(),
  sku_ids: z.array(z.string()).max(100).optional(),
});

/** The platform's warehouse numbers goods for itself. */
const goodsId = (skuId: string): string => `6916${skuId.slice(4)}`;

function search(call: Call): object {
  const filter = parseBody(SearchBody, call.body);
  const size = pageSize(call, { max: 100 });
  const wanted = (list: readonly string[] | undefined, id: string): boolean =>
    list === undefined || list.length === 0 || list.includes(id);
  const all = call.moment.state
    .all<SkuRow & { title: string }>(
      'SELECT s.*, p.title FROM skus s JOIN products p USING (product_id) WHERE fulfilled_by_platform = 1 ORDER BY sku_id',
    )
    .filter((sku) => wanted(filter.sku_ids, sku.sku_id) && wanted(filter.goods_ids, goodsId(sku.sku_id)))
    .filter(() => wanted(filter.fbt_warehouse_ids, WAREHOUSE));
  const after = String(placeOf(call)?.[0] ?? '');
  const rest = all.filter((sku) => sku.sku_id > after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  return {
    next_page_token: rest.length > size && last !== undefined ? pageToken([last.sku_id]) : '',
    total_count: all.length,
    inventory: page.map(view),
  };
}

function view(sku: SkuRow & { title: string }): object {
  const available = Math.max(0, sku.available);
  const detail = {
    available_quantity: available,
    reserved_quantity: sku.committed,
    total_quantity: available + sku.committed,
  };
  return {
    fbt_warehouse_id: WAREHOUSE,
    in_transit_quantity: 0,
    goods: {
      id: goodsId(sku.sku_id),
      name: `${sku.title}, ${sku.sku_name}`,
      reference_code: sku.seller_sku,
      skus: [{ id: sku.sku_id, on_hand_detail: detail }],
    },
    on_hand_detail: { ...detail, unfulfillable_quantity: 0 },
  };
}

export const FBT: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/fbt/202408/inventory/search',
    scope: 'seller.fbt.info',
    shopLevel: true,
    handle: search,
  },
];
