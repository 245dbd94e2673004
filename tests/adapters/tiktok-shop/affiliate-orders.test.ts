import { expect, test } from 'vitest';
import type { DataOf } from '../../../src/adapters/tiktok-shop/wire.ts';
import { errorOf, SHOP, useDesk } from './desk.ts';

const desk = useDesk();
const ROUTE = 'POST /affiliate_seller/202410/orders/search';
const WINDOW = { createdFrom: 1_793_491_200_000, createdTo: 1_795_305_600_000 };

type Page = DataOf<'search_affiliate_orders'>;
type Order = NonNullable<Page['orders']>[number];
type Line = NonNullable<Order['skus']>[number];

const usd = (amount: string) => ({ amount, currency: 'USD' });
const cents = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

function line(changes: Line = {}): Line {
  return {
    product_id: '1729000000000000101',
    sku_id: '1729000000000000201',
    quantity: 2,
    price: usd('24.90'),
    creator_username: 'demo_creator_one',
    content_type: 'VIDEO',
    content_id: '7600000000000000701',
    open_collaboration_id: '',
    target_collaboration_id: '7620000000000000601',
    campaign_id: '',
    commission_rate: '1550',
    shop_ads_commission_rate: '',
    estimated_commission_base: usd('49.80'),
    estimated_paid_commission: usd('7.719'),
    estimated_paid_shop_ads_commission: usd('0'),
    returned_quantity: 0,
    refunded_quantity: 1,
    settlement_status: 'To-SETTLE',
    ...changes,
  };
}

function order(changes: Order = {}): Order {
  return {
    id: '577000000000000402',
    status: 'PROCESSING',
    create_time: 1794830700,
    delivery_time: 0,
    skus: [line()],
    ...changes,
  };
}

async function read(...orders: Order[]) {
  desk().platform.on(ROUTE, { data: { next_page_token: '', orders } satisfies Page });
  return (await desk().tiktok.searchAffiliateOrders(SHOP, WINDOW, null)).items;
}

test('one line with all it says; what is not settled has no actual amounts', async () => {
  expect(await read(order())).toEqual([
    {
      orderId: '577000000000000402',
      createdAt: 1_794_830_700_000,
      deliveredAt: null,
      status: 'PROCESSING',
      lines: [
        {
          lineKey: '1729000000000000201:7600000000000000701',
          productId: '1729000000000000101',
          skuId: '1729000000000000201',
          username: 'demo_creator_one',
          contentType: 'VIDEO',
          contentId: '7600000000000000701',
          quantity: 2,
          returnedQuantity: 0,
          refundedQuantity: 1,
          price: cents(2490),
          commissionBps: 1550,
          adsCommissionBps: null,
          estimatedBase: cents(4980),
          estimatedCommission: cents(772),
          estimatedAdsCommission: cents(0),
          actualBase: null,
          actualCommission: null,
          actualAdsCommission: null,
          settlement: 'provisional',
          openCollaborationId: null,
          targetCollaborationId: '7620000000000000601',
          campaignId: null,
        },
      ],
    },
  ]);
});

test('the window is whole seconds with the end rounded up, and pages are as large as allowed', async () => {
  desk().platform.on(ROUTE, { data: { next_page_token: 'p2', orders: [] } });
  desk().platform.on(ROUTE, { data: { next_page_token: 'p2' } });
  const window = { createdFrom: 1_793_491_200_900, createdTo: 1_795_305_600_001 };
  expect(await desk().tiktok.searchAffiliateOrders(SHOP, window, null)).toEqual({
    items: [],
    nextCursor: 'p2',
  });
  const repeated = await errorOf(desk().tiktok.searchAffiliateOrders(SHOP, window, 'p2'));
  expect(repeated.kind).toBe('bad_answer');
  const [first, second] = desk().platform.sent(ROUTE);
  expect(first?.query.page_size).toBe('100');
  expect(JSON.parse(first?.body ?? '')).toEqual({ create_time_ge: 1793491200, create_time_lt: 1795305601 });
  expect(second?.query.page_token).toBe('p2');
});

test.each<[string, Order, string]>([
  ['SETTLED', { status: '', skus: [line({ settlement_status: 'SETTLED' })] }, 'settled'],
  ['INELIGIBLE', { skus: [line({ settlement_status: 'INELIGIBLE' })] }, 'ineligible'],
  ['Unknown', { skus: [line({ settlement_status: 'Unknown' })] }, 'provisional'],
  ['a later word', { status: 'COMPLETED', skus: [line({ settlement_status: 'HELD' })] }, 'provisional'],
  ['completed, with money', older('COMPLETED', { actual_paid_commission: usd('0') }), 'settled'],
  ['completed, no money yet', older('COMPLETED', {}), 'provisional'],
  ['cancelled', older('CANCELLED', {}), 'ineligible'],
  ['frozen', older('FROZEN', { actual_paid_commission: usd('1.00') }), 'provisional'],
  ['nothing said', older('', {}), 'provisional'],
])('settlement: %s', async (_, changes, settlement) => {
  const [read_] = await read(order(changes));
  expect(read_?.lines[0]?.settlement).toBe(settlement);
});

/** The form without a settlement word and without SKU ids. */
function older(status: string, changes: Line): Order {
  return { status, skus: [line({ settlement_status: '', sku_id: '', ...changes })] };
}

test('keys: product without a SKU, username without content, a number where all agree', async () => {
  const [read_] = await read(
    order({
      skus: [
        line({ sku_id: '' }),
        line({ content_type: 'SHOP', content_id: '' }),
        line(),
        line({ creator_username: 'demo_creator_one_renamed' }),
      ],
    }),
  );
  expect(read_?.lines.map((one) => one.lineKey)).toEqual([
    '1729000000000000101:7600000000000000701',
    '1729000000000000201:@demo_creator_one',
    '1729000000000000201:7600000000000000701',
    '1729000000000000201:7600000000000000701#2',
  ]);
});

test('amounts of two currencies on one page stay apart', async () => {
  const [first, second] = await read(
    order({ skus: [line({ price: usd('5.00') })] }),
    order({
      skus: [line({ price: { amount: '5.00', currency: 'JPY' }, actual_commission_base: usd('5.00') })],
    }),
  );
  expect(first?.lines[0]?.price).toEqual(cents(500));
  expect(second?.lines[0]?.price).toEqual({ amountMinor: 5, currency: 'JPY' });
  expect(second?.lines[0]?.actualBase).toEqual(cents(500));
});

test('bare ids beyond 2^53 keep their digits', async () => {
  const sku = '{"product_id":1729000000000000101,"quantity":"1","creator_username":"demo_creator_one"}';
  const one = `{"id":577000000000000402,"create_time":"1794830700","skus":[${sku}]}`;
  desk().platform.on(ROUTE, { raw: `{"code":0,"data":{"orders":[${one}]}}` });
  const { items } = await desk().tiktok.searchAffiliateOrders(SHOP, WINDOW, null);
  expect(items[0]).toMatchObject({
    orderId: '577000000000000402',
    createdAt: 1_794_830_700_000,
    status: null,
  });
  expect(items[0]?.lines[0]).toMatchObject({ productId: '1729000000000000101', quantity: 1, skuId: null });
});

test('a sale without a name counts all the same', async () => {
  desk().platform.on(ROUTE, { data: { orders: [order({ skus: [line({ creator_username: '' })] })] } });
  const { items } = await desk().tiktok.searchAffiliateOrders(SHOP, WINDOW, null);
  expect(items[0]?.lines[0]?.username).toBe('');
});

test.each<[string, unknown]>([
  ['orders.1.skus.1.product_id', [order(), order({ skus: [line(), line({ product_id: '' })] })]],
  ['orders.0.skus.0.quantity', [{ ...order(), skus: [{ ...line(), quantity: 'two' }] }]],
  ['orders.0.skus.0', [{ ...order(), skus: [null] }]],
  ['orders.0.skus', [{ ...order(), skus: 'none' }]],
  ['orders.0.create_time', [order({ create_time: 0 })]],
  ['orders.0.id', [order({ id: '' })]],
  ['orders', 'none'],
])('a missing %s is named', async (field, orders) => {
  desk().platform.on(ROUTE, { data: { orders } });
  const error = await errorOf(desk().tiktok.searchAffiliateOrders(SHOP, WINDOW, null));
  expect(error.kind).toBe('bad_answer');
  expect(error.message).toContain(` ${field},`);
});
