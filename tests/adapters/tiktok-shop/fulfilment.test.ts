import { expect, test } from 'vitest';
import type { DataOf } from '../../../src/adapters/tiktok-shop/wire.ts';
import { errorOf, SHOP, useDesk } from './desk.ts';

const desk = useDesk();
const ORDER = '577000000000000401';
const TRACKING = { trackingNumber: '1Z999', providerId: '7117' };
const SIZE = { lengthInch: '6', widthInch: '4', heightInch: '2.5', weightPound: '0.8' };

const body = (route: string) => JSON.parse(desk().platform.sent(route)[0]?.body ?? '');

test('warehouses and their delivery options', async () => {
  const warehouse = { id: '7068', name: 'Main', type: 'SALES_WAREHOUSE', is_default: true };
  desk().platform.on('GET /logistics/202309/warehouses', {
    data: { warehouses: [warehouse, { id: '7069' }] },
  });
  desk().platform.on('GET /logistics/202309/warehouses/7068/delivery_options', {
    data: { delivery_options: [{ id: '7091', name: 'Own carrier', type: 'SEND_BY_SELLER' }] },
  });
  expect(await desk().tiktok.warehouses(SHOP)).toEqual([
    { warehouseId: '7068', name: 'Main', type: 'SALES_WAREHOUSE', isDefault: true },
    { warehouseId: '7069', name: '', type: '', isDefault: false },
  ]);
  expect(await desk().tiktok.deliveryOptions(SHOP, '7068')).toEqual([
    { deliveryOptionId: '7091', name: 'Own carrier', type: 'SEND_BY_SELLER' },
  ]);
});

test('shipping a package and correcting numbers, each its own call', async () => {
  const ship = 'POST /fulfillment/202309/packages/11/ship';
  const ofOrder = `POST /fulfillment/202309/orders/${ORDER}/shipping_info/update`;
  const ofPackage = 'POST /fulfillment/202309/packages/11/shipping_info/update';
  desk().platform.on(ship, {}).on(ofOrder, {}).on(ofPackage, {});
  await desk().tiktok.shipPackage(SHOP, '11', TRACKING);
  await desk().tiktok.correctOrderTracking(SHOP, ORDER, TRACKING);
  await desk().tiktok.correctPackageTracking(SHOP, '11', TRACKING);
  const tracking = { tracking_number: '1Z999', shipping_provider_id: '7117' };
  expect(body(ship)).toEqual({ self_shipment: tracking });
  expect(body(ofOrder)).toEqual(tracking);
  expect(body(ofPackage)).toEqual(tracking);
});

test("the carrier's words, oldest first, in milliseconds", async () => {
  desk().platform.on(`GET /fulfillment/202309/orders/${ORDER}/tracking`, {
    data: {
      tracking: [
        { description: 'Delivered.', update_time_millis: 1795705320000 },
        { description: 'In transit.', update_time_millis: 1795505400123 },
      ],
    },
  });
  expect(await desk().tiktok.orderTracking(SHOP, ORDER)).toEqual([
    { at: 1_795_505_400_123, description: 'In transit.' },
    { at: 1_795_705_320_000, description: 'Delivered.' },
  ]);
});

test('packages by update, and one under the other names of its detail', async () => {
  const search = 'POST /fulfillment/202309/packages/search';
  const detail = 'GET /fulfillment/202309/packages/11';
  const listed: DataOf<'search_packages'> = {
    next_page_token: 'p2',
    packages: [
      {
        id: '11',
        status: 'FULFILLING',
        orders: [{ id: ORDER }, { id: '2' }],
        tracking_number: '1Z999',
        shipping_provider_name: 'UPS',
        update_time: 1795336200,
      },
    ],
  };
  const one: DataOf<'get_package'> = { package_id: '11', package_status: 'PROCESSING', tracking_number: '' };
  desk().platform.on(search, { data: listed }).on(detail, { data: one }, { code: 21008111 });
  const window = { updatedFrom: 1_795_336_200_900, updatedTo: 1_795_336_300_001 };
  expect(await desk().tiktok.searchPackages(SHOP, window, null)).toEqual({
    items: [
      {
        packageId: '11',
        orderIds: [ORDER, '2'],
        status: 'FULFILLING',
        trackingNumber: '1Z999',
        providerName: 'UPS',
        updatedAt: 1_795_336_200_000,
      },
    ],
    nextCursor: 'p2',
  });
  expect(body(search)).toEqual({ update_time_ge: 1795336200, update_time_lt: 1795336301 });
  expect(desk().platform.sent(search)[0]?.query).toMatchObject({
    page_size: '50',
    sort_field: 'update_time',
    sort_order: 'ASC',
  });
  expect(await desk().tiktok.shopPackage(SHOP, '11')).toEqual({
    packageId: '11',
    orderIds: [],
    status: 'PROCESSING',
    trackingNumber: null,
    providerName: null,
    updatedAt: null,
  });
  expect(await desk().tiktok.shopPackage(SHOP, '11')).toBeNull();
});

test('labels: prices, buying one for named lines, and the document', async () => {
  const services = `POST /fulfillment/202309/orders/${ORDER}/shipping_services/query`;
  const buy = 'POST /fulfillment/202512/packages';
  const label = 'GET /fulfillment/202309/packages/11/shipping_documents';
  const offered = [
    { id: '1', name: 'Ground', price: '4.32', currency: 'USD' },
    { id: '2', name: 'Air', price: '' },
  ];
  desk().platform.on(services, { data: { shipping_services: offered } });
  desk().platform.on(buy, { data: { package_id: '11' } });
  desk().platform.on(label, {
    data: { doc_url: 'https://labels.example.com/11.pdf', tracking_number: '1Z999' },
  });
  expect(await desk().tiktok.shippingServices(SHOP, ORDER, SIZE)).toEqual([
    { serviceId: '1', name: 'Ground', price: { amountMinor: 432, currency: 'USD' } },
    { serviceId: '2', name: 'Air', price: null },
  ]);
  const wanted = { orderId: ORDER, lineIds: ['a', 'b'], serviceId: '1', size: SIZE };
  expect(await desk().tiktok.buyLabel(SHOP, wanted)).toEqual({ packageId: '11' });
  expect(await desk().tiktok.shippingLabel(SHOP, '11')).toEqual({
    url: 'https://labels.example.com/11.pdf',
    trackingNumber: '1Z999',
  });
  const size = {
    dimension: { length: '6', width: '4', height: '2.5', unit: 'INCH' },
    weight: { value: '0.8', unit: 'POUND' },
  };
  expect(body(services)).toEqual(size);
  expect(body(buy)).toEqual({
    ship_type: '2',
    order_id: ORDER,
    order_line_item: [{ order_line_id: 'a' }, { order_line_id: 'b' }],
    shipping_service_id: '1',
    ...size,
  });
  expect(desk().platform.sent(label)[0]?.query.document_type).toBe('SHIPPING_LABEL');
});

test('a label whose purchase got no answer is not bought again', async () => {
  const buy = 'POST /fulfillment/202512/packages';
  desk().platform.on(buy, { status: 503 });
  const wanted = { orderId: ORDER, lineIds: ['a'], serviceId: '1', size: SIZE };
  expect((await errorOf(desk().tiktok.buyLabel(SHOP, wanted))).kind).toBe('outcome_unknown');
  expect(desk().platform.sent(buy)).toHaveLength(1);
});

test('platform stock by warehouse and SKU; a SKU without a figure is left out', async () => {
  const route = 'POST /fbt/202408/inventory/search';
  const data: DataOf<'search_platform_stock'> = {
    next_page_token: '',
    inventory: [
      {
        fbt_warehouse_id: '7232',
        goods: {
          id: '1',
          skus: [
            { id: '201', on_hand_detail: { available_quantity: 0, reserved_quantity: 10 } },
            { id: '202' },
            { id: '999', on_hand_detail: { available_quantity: 5 } },
          ],
        },
      },
    ],
  };
  desk().platform.on(route, { data });
  expect(await desk().tiktok.platformStock(SHOP, ['201', '202'], null)).toEqual({
    items: [{ warehouseId: '7232', skuId: '201', available: 0, reserved: 10 }],
    nextCursor: null,
  });
  expect(body(route)).toEqual({ sku_ids: ['201', '202'] });
  expect(desk().platform.sent(route)[0]?.query.page_size).toBe('100');
  desk().platform.on(route, { data });
  const { items } = await desk().tiktok.platformStock(SHOP, [], null);
  expect(items.map(({ skuId }) => skuId)).toEqual(['201', '999']);
  expect(desk().platform.sent(route)[1]?.body).toBe('{}');
});
