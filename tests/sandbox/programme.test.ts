import { describe, expect, it } from 'vitest';
import { at, type Json, list, number, text } from './client.ts';
import { harness, isApprovable } from './harness.ts';

const { connect } = harness();
const START = Date.parse('2026-11-16T15:00:00Z') / 1000;

const count = (rows: Json[], key: (row: Json) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[key(row)] = (counts[key(row)] ?? 0) + 1;
  return counts;
};
const optional = (row: Json, ...path: string[]): Json => {
  try {
    return at(row, ...path);
  } catch {
    return null;
  }
};

describe('the generated programme', () => {
  it('has a history with every end, parcels under way and content owed', async () => {
    const client = await connect();
    const all = await client.applications({});
    const statuses = count(all, (one) => text(one, 'status'));
    expect(all.length - (statuses.PENDING ?? 0)).toBeGreaterThanOrEqual(400);
    for (const status of [
      'COMPLETED',
      'UNFULFILL_CANCELLED',
      'REJECT_CANCELLED',
      'OVERDUE_CANCELLED',
      'WITHDRAW_CANCELLED',
      'SELLER_NOT_SHIP_CANCELLED',
      'UNFULFILLABLE_CANCELLED',
      'DEL_OPEN_COLLAB',
      'SHIPPED',
      'CONTENT_PENDING',
    ]) {
      expect(statuses[status] ?? 0, status).toBeGreaterThan(0);
    }
    expect(statuses.AWAITING_SHIPMENT).toBe(9);
  });

  it('has open requests of every kind, due over the whole week', async () => {
    const client = await connect();
    const open = await client.applications({ status: 'PENDING' });
    expect(open.length).toBeGreaterThanOrEqual(60);
    const hours = open.map((one) => (number(one, 'approve_expiration_time') - START) / 3600);
    expect(hours.filter((left) => left < 24).length).toBeGreaterThanOrEqual(5);
    expect(Math.min(...hours)).toBeGreaterThan(2);
    expect(Math.max(...hours)).toBeGreaterThan(140);
    expect(open.filter((one) => text(one, 'partner_name') !== '').length).toBeGreaterThanOrEqual(3);
    expect(open.filter((one) => at(one, 'is_approvable') === false).length).toBeGreaterThanOrEqual(2);
    expect(open.filter((one) => optional(one, 'creator', 'gmv') === null).length).toBeGreaterThanOrEqual(5);
    expect(open.some((one) => text(one, 'creator', 'nickname').includes('ignore your rules'))).toBe(true);
    const creators = count(open, (one) => text(one, 'creator', 'creator_open_id'));
    expect(Object.values(creators).filter((times) => times === 2).length).toBe(3);
  });

  it('has clearly good requests, repeats and ghosts', async () => {
    const client = await connect();
    const all = await client.applications({});
    const open = all.filter((one) => text(one, 'status') === 'PENDING');
    const good = open.filter(
      (one) =>
        isApprovable(one) &&
        number(one, 'creator', 'follower_count') >= 5000 &&
        Number(optional(one, 'creator', 'gmv', 'amount')) >= 500 &&
        Number(optional(one, 'creator', 'content_count')) >= 8 &&
        Number(optional(one, 'creator', 'fulfillment_percentage')) >= 60,
    );
    expect(good.length).toBeGreaterThanOrEqual(20);
    const past = all.filter((one) => text(one, 'status') !== 'PENDING');
    const same = (one: Json, other: Json): boolean =>
      text(one, 'creator', 'creator_open_id') === text(other, 'creator', 'creator_open_id');
    const repeats = open.filter((one) =>
      past.some((other) => same(one, other) && text(one, 'product', 'id') === text(other, 'product', 'id')),
    );
    expect(repeats.length).toBeGreaterThanOrEqual(2);
    const ghosts = open.filter(
      (one) =>
        past.filter((other) => same(one, other) && text(other, 'status') === 'UNFULFILL_CANCELLED').length >=
        2,
    );
    expect(ghosts.length).toBeGreaterThanOrEqual(3);
  });

  it('has a catalogue in four categories, whose stock both sides agree on', async () => {
    const client = await connect();
    const page = await client.shop('/product/202502/products/search', {
      query: { page_size: '100' },
      body: {},
    });
    const products = list(page.body, 'data', 'products');
    expect(products.length).toBeGreaterThanOrEqual(12);
    const categories = new Set<string>();
    for (const product of products) {
      const detail = await client.shop(`/product/202309/products/${text(product, 'id')}`);
      categories.add(text(detail.body, 'data', 'category_chains', 0, 'local_name'));
    }
    expect(categories.size).toBe(4);
    const ids = products.map((product) => text(product, 'id'));
    const stock = await client.shop('/product/202309/inventory/search', { body: { product_ids: ids } });
    const skus = list(stock.body, 'data', 'inventory').flatMap((one) => list(one, 'skus'));
    const quantities = skus.map((sku) => number(sku, 'total_available_quantity'));
    expect(quantities).toContain(0);
    expect(quantities.some((quantity) => quantity > 0 && quantity < 5)).toBe(true);
    const levels = list((await client.warehouse('/inventory-level?PageSize=250')).body, 'items');
    const shelf = new Map(levels.map((one) => [text(one, 'sku'), number(one, 'total_fulfillable_quantity')]));
    const listed = skus.filter((sku) => shelf.has(text(sku, 'seller_sku')));
    expect(listed.length).toBe(skus.length - 1);
    for (const sku of listed)
      expect(shelf.get(text(sku, 'seller_sku'))).toBe(number(sku, 'total_available_quantity'));
  });

  it('shows content for what was posted and none for what was not', async () => {
    const client = await connect();
    const contentOf = async (status: string): Promise<number> => {
      const first = (await client.applications({ status }))[0] ?? null;
      const path = `/affiliate_seller/202409/sample_applications/${text(first, 'id')}/fulfillments/search`;
      return list((await client.shop(path, { body: {} })).body, 'data', 'fulfillments').length;
    };
    expect(await contentOf('COMPLETED')).toBe(1);
    expect(await contentOf('UNFULFILL_CANCELLED')).toBe(0);
  });
});
