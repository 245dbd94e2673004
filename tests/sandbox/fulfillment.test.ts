import { describe, expect, it } from 'vitest';
import { at, type Json, list, text } from './client.ts';
import { approvedOrder, harness, populate, UPS } from './harness.ts';

const { connect } = harness();
const NUMBER = '1Z8R0000001234567X'.slice(0, 18);
const FEDEX = '7129720299146184490';
const USPS = '7117858858072016686';

async function ready(): Promise<{
  client: Awaited<ReturnType<typeof connect>>;
  ship: Ship;
  orderId: string;
}> {
  const client = await connect();
  const [id = ''] = await populate(client, 1);
  const orderId = await approvedOrder(client, id);
  const ship: Ship = async (order, body) =>
    (await client.shop(`/fulfillment/202309/orders/${order}/packages`, { body })).body;
  return { client, ship, orderId };
}
type Ship = (orderId: string, body: object) => Promise<Json>;

describe('marking as shipped', () => {
  it('gives the package, the number on order and application, and the status', async () => {
    const { client, ship, orderId } = await ready();
    const lines = list(await client.order(orderId), 'line_items').map((line) => text(line, 'id'));
    const answer = await ship(orderId, { tracking_number: NUMBER, shipping_provider_id: UPS });
    expect(at(answer, 'code')).toBe(0);
    expect(at(answer, 'data', 'order_line_item_ids')).toEqual(lines);
    expect(text(answer, 'data', 'warning', 'message')).toBe('');
    const order = await client.order(orderId);
    expect([text(order, 'status'), text(order, 'tracking_number')]).toEqual(['AWAITING_COLLECTION', NUMBER]);
    expect(text(order, 'packages', 0, 'id')).toBe(text(answer, 'data', 'package_id'));
    const [application] = await client.applications({ order_id: orderId });
    expect([text(application ?? null, 'status'), text(application ?? null, 'tracking_number')]).toEqual([
      'SHIPPED',
      NUMBER,
    ]);
    await client.advance(7);
    expect(text(await client.order(orderId), 'status')).toBe('IN_TRANSIT');
    await client.advance(24 * 4);
    expect(text(await client.order(orderId), 'status')).toBe('DELIVERED');
    const journey = await client.shop(`/fulfillment/202309/orders/${orderId}/tracking`);
    expect(text(journey.body, 'data', 'tracking', 0, 'description')).toContain('delivered');
    await client.advance(24 * 3);
    await client.connect();
    expect(text(await client.order(orderId), 'status')).toBe('COMPLETED');
  });

  it('refuses a repeat, an unknown carrier, a bad number and a number used elsewhere', async () => {
    const { client, ship, orderId } = await ready();
    const code = async (
      order: string,
      tracking_number: string,
      shipping_provider_id: string,
    ): Promise<Json> => at(await ship(order, { tracking_number, shipping_provider_id }), 'code');
    expect(await code(orderId, NUMBER, '123')).toBe(21011022);
    expect(await code(orderId, NUMBER, USPS)).toBe(21004016);
    expect(await code(orderId, '1Z 8R-000', UPS)).toBe(21004012);
    expect(await code('577000000000000000', NUMBER, UPS)).toBe(21008111);
    expect(text(await client.order(orderId), 'status')).toBe('AWAITING_SHIPMENT');
    expect(await code(orderId, NUMBER, UPS)).toBe(0);
    expect(await code(orderId, NUMBER, UPS)).toBe(21011040);
    const [other = ''] = await populate(client, 1);
    expect(await code(await approvedOrder(client, other), NUMBER, UPS)).toBe(21011025);
  });

  it('accepts a number that does not fit the carrier, with a warning', async () => {
    const { ship, orderId } = await ready();
    const answer = await ship(orderId, { tracking_number: NUMBER, shipping_provider_id: FEDEX });
    expect(at(answer, 'code')).toBe(0);
    expect(text(answer, 'data', 'warning', 'message')).toContain('UPS');
  });

  it('refuses cancelled orders and those the platform ships, whose address is masked', async () => {
    const { client, ship, orderId } = await ready();
    const page = await client.shop('/order/202309/orders/search', {
      query: { page_size: '100' },
      body: { order_status: 'AWAITING_SHIPMENT', shipping_type: 'TIKTOK' },
    });
    const platform = at(page.body, 'data', 'orders', 0);
    expect(text(platform, 'fulfillment_type')).toBe('FULFILLMENT_BY_TIKTOK');
    expect(text(platform, 'recipient_address', 'address_line1')).toContain('*');
    const body = { tracking_number: NUMBER, shipping_provider_id: UPS };
    expect(at(await ship(text(platform, 'id'), body), 'code')).toBe(21008025);
    await client.advance(24 * 7 + 1);
    await client.connect();
    expect(at(await ship(orderId, body), 'code')).toBe(21011041);
  });
});

describe('searching orders', () => {
  it('filters by time and status and pages without gaps', async () => {
    const client = await connect();
    const search = async (query: Record<string, string>, body: object): Promise<Json> =>
      at((await client.shop('/order/202309/orders/search', { query, body })).body, 'data');
    const from = Math.floor(Date.parse('2026-10-20T00:00:00Z') / 1000);
    const filter = { update_time_ge: from };
    const seen = new Set<string>();
    let token = '';
    let total = 0;
    do {
      const query = { page_size: '7', sort_field: 'update_time', sort_order: 'ASC', page_token: token };
      const page = await search(query, filter);
      total = Number(at(page, 'total_count'));
      const orders = list(page, 'orders');
      expect(orders.every((order) => Number(at(order, 'update_time')) >= from)).toBe(true);
      for (const order of orders) seen.add(text(order, 'id'));
      token = text(page, 'next_page_token');
    } while (token !== '');
    expect(seen.size).toBe(total);
    expect(total).toBeGreaterThan(20);
    const waiting = await search({ page_size: '50' }, { order_status: 'AWAITING_SHIPMENT' });
    expect(list(waiting, 'orders')).toHaveLength(9);
  });
});

describe('shipping providers', () => {
  it('are found from the order through its delivery option', async () => {
    const { client, orderId } = await ready();
    const order = await client.order(orderId);
    const warehouses = await client.shop('/logistics/202309/warehouses');
    expect(text(warehouses.body, 'data', 'warehouses', 0, 'id')).toBe(text(order, 'warehouse_id'));
    const options = await client.shop(
      `/logistics/202309/warehouses/${text(order, 'warehouse_id')}/delivery_options`,
    );
    const ids = list(options.body, 'data', 'delivery_options').map((option) => text(option, 'id'));
    expect(ids).toContain(text(order, 'delivery_option_id'));
    const providers = await client.shop(
      `/logistics/202309/delivery_options/${text(order, 'delivery_option_id')}/shipping_providers`,
    );
    const names = list(providers.body, 'data', 'shipping_providers').map((one) => text(one, 'name'));
    expect(names).toEqual(expect.arrayContaining(['UPS', 'FedEx']));
  });
});
