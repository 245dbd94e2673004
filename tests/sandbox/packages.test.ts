import { describe, expect, it } from 'vitest';
import { at, type Json, list, number, type TestClient, text } from './client.ts';
import { approvedOrder, harness, populate, UPS } from './harness.ts';

const { connect } = harness();
const FULFILMENT = '/fulfillment/202309';
const NUMBER = '1Z0000000000000011';
const dimension = { length: '20', width: '12', height: '6', unit: 'CM' };
const weight = { value: '300', unit: 'GRAM' };

const post = async (client: TestClient, path: string, body: object): Promise<Json> =>
  (await client.shop(path, { body })).body;
const shippedOrder = async (
  client: TestClient,
): Promise<{ orderId: string; packageId: string; applicationId: string }> => {
  const [id = ''] = await populate(client, 1);
  const orderId = await approvedOrder(client, id);
  const done = await post(client, `${FULFILMENT}/orders/${orderId}/packages`, {
    tracking_number: NUMBER,
    shipping_provider_id: UPS,
  });
  return { orderId, packageId: text(done, 'data', 'package_id'), applicationId: id };
};
/** An order that ships with a label of the platform. */
const labelOrder = async (client: TestClient): Promise<string> => {
  await client.control('act', { set_shipping: 'TIKTOK' });
  const [id = ''] = await populate(client, 1);
  return approvedOrder(client, id);
};

describe('packages', () => {
  it('are searched by time and status over pages, and each has its detail', async () => {
    const client = await connect();
    const { orderId, packageId } = await shippedOrder(client);
    const seen: Json[] = [];
    let token = '';
    do {
      const query: Record<string, string> = {
        page_size: '50',
        ...(token === '' ? {} : { page_token: token }),
      };
      const page = (await client.shop(`${FULFILMENT}/packages/search`, { query, body: {} })).body;
      seen.push(...list(page, 'data', 'packages'));
      token = text(page, 'data', 'next_page_token');
      expect(number(page, 'data', 'total_count')).toBeGreaterThanOrEqual(seen.length);
    } while (token !== '');
    expect(new Set(seen.map((one) => text(one, 'id'))).size).toBe(seen.length);
    expect(text(seen[0] ?? null, 'id')).toBe(packageId);
    const since = number(seen[0] ?? null, 'create_time');
    const recent = await client.shop(`${FULFILMENT}/packages/search`, {
      query: { page_size: '50' },
      body: { create_time_ge: since, package_status: 'PROCESSING' },
    });
    expect(list(recent.body, 'data', 'packages').map((one) => text(one, 'id'))).toEqual([packageId]);
    const detail = at((await client.shop(`${FULFILMENT}/packages/${packageId}`)).body, 'data');
    expect([text(detail, 'tracking_number'), text(detail, 'orders', 0, 'id')]).toEqual([NUMBER, orderId]);
    expect([text(detail, 'shipping_type'), text(detail, 'package_status')]).toEqual(['SELLER', 'PROCESSING']);
    const missing = await client.shop(`${FULFILMENT}/packages/1153000000000000000`);
    expect(at(missing.body, 'code')).toBe(21008111);
  });

  it('take a corrected number once and within 72 hours', async () => {
    const client = await connect();
    const { orderId, packageId } = await shippedOrder(client);
    const path = `${FULFILMENT}/orders/${orderId}/shipping_info/update`;
    const body = { tracking_number: '1Z0000000000000022', shipping_provider_id: UPS };
    expect(at(await post(client, path, body), 'code')).toBe(0);
    expect(text(await client.order(orderId), 'tracking_number')).toBe('1Z0000000000000022');
    expect(at(await post(client, path, { ...body, tracking_number: '1Z0000000000000033' }), 'code')).toBe(
      21011051,
    );
    const byPackage = `${FULFILMENT}/packages/${packageId}/shipping_info/update`;
    expect(at(await post(client, byPackage, body), 'code')).toBe(21011051);
  });

  it('refuse a correction that comes too early or too late', async () => {
    const client = await connect();
    const [id = ''] = await populate(client, 1);
    const waiting = await approvedOrder(client, id);
    const body = { tracking_number: '1Z0000000000000022', shipping_provider_id: UPS };
    const early = await post(client, `${FULFILMENT}/orders/${waiting}/shipping_info/update`, body);
    expect(at(early, 'code')).toBe(21011043);
    const { orderId, applicationId } = await shippedOrder(client);
    // A parcel that does not arrive, so that only the time has passed.
    await client.control('act', { lose: [applicationId] });
    await client.advance(73);
    const late = await post(client, `${FULFILMENT}/orders/${orderId}/shipping_info/update`, body);
    expect(at(late, 'code')).toBe(21011050);
    await client.control('act', { find: [applicationId] });
    const delivered = await post(client, `${FULFILMENT}/orders/${orderId}/shipping_info/update`, body);
    expect(at(delivered, 'code')).toBe(21011030);
  });
});

describe('labels of the platform', () => {
  it.each(['202512', '202309'])('are quoted, bought for money and printed (%s)', async (version) => {
    const client = await connect();
    const orderId = await labelOrder(client);
    expect(text(await client.order(orderId), 'shipping_type')).toBe('TIKTOK');
    const own = await post(client, `${FULFILMENT}/orders/${orderId}/packages`, {
      tracking_number: NUMBER,
      shipping_provider_id: UPS,
    });
    expect(at(own, 'code')).toBe(21011004);
    const quote = await post(client, `${FULFILMENT}/orders/${orderId}/shipping_services/query`, {
      dimension,
      weight,
    });
    const services = list(quote, 'data', 'shipping_services');
    const chosen = services[2] ?? null;
    expect(services.filter((one) => at(one, 'is_default') === true).length).toBe(1);
    const bought = await post(client, `/fulfillment/${version}/packages`, {
      ...(version === '202512' ? { ship_type: '1' } : {}),
      order_id: orderId,
      shipping_service_id: text(chosen, 'id'),
      dimension,
      weight,
    });
    expect(text(bought, 'data', 'shipping_service_info', 'price')).toBe(text(chosen, 'price'));
    const packageId = text(bought, 'data', 'package_id');
    const charged = await client.control('oracle/labels');
    expect(number(charged, 'total_minor')).toBe(Math.round(Number(text(chosen, 'price')) * 100));
    expect(text(charged, 'labels', 0, 'package_id')).toBe(packageId);
    const path = `${FULFILMENT}/packages/${packageId}`;
    const document = await client.shop(`${path}/shipping_documents`, {
      query: { document_type: 'SHIPPING_LABEL' },
    });
    const order = await client.order(orderId);
    expect(text(document.body, 'data', 'tracking_number')).toBe(text(order, 'tracking_number'));
    expect(text(order, 'status')).toBe('AWAITING_COLLECTION');
    expect(at(await post(client, `${path}/ship`, { handover_method: 'DROP_OFF' }), 'code')).toBe(0);
    expect(at(await post(client, `${path}/ship`, { handover_method: 'DROP_OFF' }), 'code')).toBe(21011040);
    expect(text((await client.shop(path)).body, 'data', 'handover_method')).toBe('DROP_OFF');
    const again = await post(client, '/fulfillment/202309/packages', {
      order_id: orderId,
      dimension,
      weight,
    });
    expect(at(again, 'code')).toBe(21011040);
    const validation = await client.shop('/fulfillment/202508/tts_tracking_validation', {
      query: { tracking_number: text(order, 'tracking_number') },
    });
    expect(at(validation.body, 'data', 'is_tiktok_shipping')).toBe(true);
  });

  it('are not sold for orders that the seller ships', async () => {
    const client = await connect();
    const [id = ''] = await populate(client, 1);
    const orderId = await approvedOrder(client, id);
    const refused = await post(client, '/fulfillment/202512/packages', {
      ship_type: '1',
      order_id: orderId,
      dimension,
      weight,
    });
    expect(at(refused, 'code')).toBe(10007002);
    expect(number(await client.control('oracle/labels'), 'total_minor')).toBe(0);
    const { packageId } = await shippedOrder(client);
    const self = await post(client, `${FULFILMENT}/packages/${packageId}/ship`, {
      self_shipment: { tracking_number: '1Z0000000000000044', shipping_provider_id: UPS },
    });
    expect(at(self, 'code')).toBe(21008106);
  });

  it('let the order be found by its kind of shipping', async () => {
    const client = await connect();
    const orderId = await labelOrder(client);
    await client.control('act', { set_shipping: 'SELLER' });
    const search = async (type: string): Promise<string[]> => {
      const query = { page_size: '100' };
      const page = await client.shop('/order/202309/orders/search', { query, body: { shipping_type: type } });
      return list(page.body, 'data', 'orders').map((one) => text(one, 'id'));
    };
    expect(await search('TIKTOK')).toContain(orderId);
    expect(await search('SELLER')).not.toContain(orderId);
    const [id = ''] = await populate(client, 1);
    expect(text(await client.order(await approvedOrder(client, id)), 'shipping_type')).toBe('SELLER');
  });
});

describe('the platform\u2019s own warehouse', () => {
  it('tells its stock by SKU', async () => {
    const client = await connect();
    const path = '/fbt/202408/inventory/search';
    const all = (await client.shop(path, { query: { page_size: '100' }, body: {} })).body;
    const rows = list(all, 'data', 'inventory');
    expect(rows.length).toBe(number(all, 'data', 'total_count'));
    const sku = text(rows[0] ?? null, 'goods', 'skus', 0, 'id');
    const one = (await client.shop(path, { query: { page_size: '1' }, body: { sku_ids: [sku] } })).body;
    expect(list(one, 'data', 'inventory').map((row) => text(row, 'goods', 'skus', 0, 'id'))).toEqual([sku]);
    const total = number(rows[0] ?? null, 'on_hand_detail', 'total_quantity');
    expect(total).toBe(
      number(rows[0] ?? null, 'on_hand_detail', 'available_quantity') +
        number(rows[0] ?? null, 'on_hand_detail', 'reserved_quantity'),
    );
  });

  it('lists the seller\u2019s active shops', async () => {
    const client = await connect();
    const shops = await client.shop('/seller/202309/shops', { cipher: null });
    expect(at(shops.body, 'data', 'shops')).toEqual([{ id: '7494000000000012001', region: 'US' }]);
  });
});
