import { expect, test } from 'vitest';
import { errorOf, ROUTES, SHOP, useDesk } from './desk.ts';
import { address, order } from './examples.ts';

const desk = useDesk();
const ORDER_ID = '577000000000000401';
const PARCEL = {
  orderId: ORDER_ID,
  lineIds: ['577000000000000411'],
  trackingNumber: '940',
  providerId: '711',
};

async function recipientOf(recipient: unknown) {
  desk().platform.on(ROUTES.orderDetail, {
    data: { orders: [{ ...order(), recipient_address: recipient }] },
  });
  return await desk().tiktok.orderWithRecipient(SHOP, ORDER_ID);
}

test('a search: oldest update first, a hundred a page, whole seconds without a gap', async () => {
  desk().platform.on(ROUTES.orders, { data: { next_page_token: 'p2', orders: [order()] } });
  const window = { updatedFrom: 1_795_219_200_500, updatedTo: 1_795_336_200_001 };
  const page = await desk().tiktok.searchOrders(SHOP, window, null);
  expect(page.nextCursor).toBe('p2');
  expect(page.items).toEqual([
    {
      orderId: ORDER_ID,
      status: 'AWAITING_SHIPMENT',
      isSample: true,
      fulfillmentType: 'FULFILLMENT_BY_SELLER',
      shippingType: 'SELLER',
      deliveryOptionId: '7091000000000000902',
      warehouseId: '7068000000000000901',
      lines: [
        {
          lineId: '577000000000000411',
          productId: '1729000000000000101',
          skuId: '1729000000000000201',
          sellerSku: 'SERUM-30',
          productName: 'Demo Serum',
          trackingNumber: null,
        },
      ],
      createdAt: 1_795_336_260_000,
      updatedAt: 1_795_336_265_000,
      shipBy: 1_795_910_399_000,
      shippedAt: null,
      deliveredAt: null,
      town: 'Springfield',
      country: 'US',
    },
  ]);
  const [sent] = desk().platform.sent(ROUTES.orders);
  expect(sent?.query).toMatchObject({ page_size: '100', sort_field: 'update_time', sort_order: 'ASC' });
  expect(JSON.parse(sent?.body ?? '')).toEqual({ update_time_ge: 1795219200, update_time_lt: 1795336201 });
});

test('ship by: the time of cancellation, else the latest shipping time, else none', async () => {
  desk().platform.on(ROUTES.orders, {
    data: {
      orders: [order({ shipping_due_time: 0 }), order({ shipping_due_time: 0, rts_sla_time: 0 })],
    },
  });
  const { items } = await desk().tiktok.searchOrders(SHOP, { updatedFrom: 0, updatedTo: 1000 }, null);
  expect(items.map(({ shipBy }) => shipBy)).toEqual([1_795_651_199_000, null]);
});

test('orders by id go out as one joined value; none asks nothing', async () => {
  desk().platform.on(ROUTES.orderDetail, { data: { orders: [order()] } });
  expect(await desk().tiktok.orders(SHOP, ['1', ORDER_ID])).toHaveLength(1);
  expect(await desk().tiktok.orders(SHOP, [])).toEqual([]);
  expect(
    desk()
      .platform.sent(ROUTES.orderDetail)
      .map(({ query }) => query.ids),
  ).toEqual([`1,${ORDER_ID}`]);
});

test('one foreign id does not hide the others', async () => {
  const foreign = { code: 21008111 };
  desk().platform.on(ROUTES.orderDetail, foreign, foreign, { data: { orders: [order()] } });
  const orders = await desk().tiktok.orders(SHOP, ['1', ORDER_ID]);
  expect(orders.map(({ orderId }) => orderId)).toEqual([ORDER_ID]);
});

test('an unknown order with recipient is null', async () => {
  desk().platform.on(ROUTES.orderDetail, { code: 21008111 }, { data: { orders: [] } });
  expect(await desk().tiktok.orderWithRecipient(SHOP, ORDER_ID)).toBeNull();
  expect(await desk().tiktok.orderWithRecipient(SHOP, ORDER_ID)).toBeNull();
});

test('a recipient in full', async () => {
  expect((await recipientOf(address))?.recipient).toEqual({
    name: 'Sample Recipient',
    phone: '(+1)555-010-0100',
    address1: '123 Example Street',
    address2: 'Unit 1',
    city: 'Springfield',
    region: 'EX',
    postalCode: '00000',
    country: 'US',
  });
});

test.each([
  ['name', { name: 'S***' }],
  ['phone', { phone_number: '(+1)555-***-0100' }],
  ['street', { address_line1: '1** Ex***' }],
  ['second line', { address_line2: '***' }],
  ['postal code', { postal_code: '0****' }],
  ['street missing', { address_line1: '', address_detail: '' }],
  ['city missing', { district_info: [] }],
  ['country missing', { region_code: '' }],
  ['name missing', { name: '' }],
])('no recipient when a part is masked or missing: %s', async (_, changes) => {
  const found = await recipientOf({ ...address, ...changes });
  expect(found?.order.orderId).toBe(ORDER_ID);
  expect(found?.recipient).toBeNull();
});

test('no address at all: no recipient, no town', async () => {
  const found = await recipientOf(undefined);
  expect(found).toMatchObject({ recipient: null, order: { town: null, country: null } });
});

test('a masked town is not shown; without L3 the county stands in', async () => {
  const masked = { ...address, district_info: [{ address_level: 'L3', address_name: 'Spr***' }] };
  expect((await recipientOf(masked))?.order.town).toBeNull();
  const county = { ...address, district_info: [{ address_level: 'L2', address_name: 'Example County' }] };
  expect((await recipientOf(county))?.order.town).toBe('Example County');
});

test('shipping providers', async () => {
  desk().platform.on(ROUTES.providers, { data: { shipping_providers: [{ id: '711', name: 'USPS' }] } });
  expect(await desk().tiktok.shippingProviders(SHOP, '7091000000000000902')).toEqual([
    { id: '711', name: 'USPS' },
  ]);
});

test('marking a parcel shipped, with and without the doubt of the platform', async () => {
  desk().platform.on(
    ROUTES.ship,
    { data: { package_id: '1153', warning: { message: '' } } },
    { data: { package_id: '1153', warning: { message: 'Matches several carriers.' } } },
    { data: { package_id: '1153' } },
  );
  const mark = () => desk().tiktok.markPackageShipped(SHOP, PARCEL);
  expect(await mark()).toEqual({ packageId: '1153', warning: false });
  expect(await mark()).toEqual({ packageId: '1153', warning: true });
  expect(await mark()).toEqual({ packageId: '1153', warning: false });
  expect(JSON.parse(desk().platform.sent(ROUTES.ship)[0]?.body ?? '')).toEqual({
    order_line_item_ids: ['577000000000000411'],
    tracking_number: '940',
    shipping_provider_id: '711',
  });
});

test('marked, but the answer lacks the parcel: the outcome counts as unknown', async () => {
  desk().platform.on(ROUTES.ship, { data: {} });
  expect((await errorOf(desk().tiktok.markPackageShipped(SHOP, PARCEL))).kind).toBe('outcome_unknown');
});
