import { describe, expect, it } from 'vitest';
import { at, type Json, list, number, text } from './client.ts';
import { approvedOrder, harness, isApprovable, populate, UPS } from './harness.ts';

const { connect } = harness();

describe('reviewing', () => {
  it('makes an order some seconds after the approval, not with it', async () => {
    const client = await connect();
    const [id = ''] = await populate(client, 1);
    const answer = await client.review(id, { review_result: 'APPROVE' });
    expect([answer.status, at(answer.body, 'code'), at(answer.body, 'data')]).toEqual([200, 0, {}]);
    const approved = await client.application(id);
    expect([text(approved, 'status'), text(approved, 'order_id')]).toEqual(['AWAITING_SHIPMENT', '']);
    await client.advance(40 / 3600);
    const order = await client.order(text(await client.application(id), 'order_id'));
    expect(at(order, 'is_sample_order')).toBe(true);
    expect([text(order, 'status'), text(order, 'shipping_type')]).toEqual(['AWAITING_SHIPMENT', 'SELLER']);
    expect(text(order, 'payment', 'total_amount')).toBe('0');
    expect(number(order, 'line_items', 0, 'gift_retail_price')).toBeGreaterThan(1);
    expect(JSON.stringify(at(order, 'recipient_address'))).not.toContain('*');
  });

  it('merges what is approved for one creator within five minutes into one order', async () => {
    const client = await connect();
    const [first, second] = await sameCreator(client);
    await client.review(first, { review_result: 'APPROVE' });
    await client.advance(4 / 60);
    await client.review(second, { review_result: 'APPROVE' });
    await client.advance(1 / 60);
    const orderId = text(await client.application(first), 'order_id');
    expect(text(await client.application(second), 'order_id')).toBe(orderId);
    expect(list(await client.order(orderId), 'line_items')).toHaveLength(2);
  });

  it('makes two orders when more than five minutes lie between', async () => {
    const client = await connect();
    const [first, second] = await sameCreator(client);
    await client.review(first, { review_result: 'APPROVE' });
    await client.advance(6 / 60);
    await client.review(second, { review_result: 'APPROVE' });
    await client.advance(1 / 60);
    const ids = [
      text(await client.application(first), 'order_id'),
      text(await client.application(second), 'order_id'),
    ];
    expect(new Set(ids).size).toBe(2);
  });

  it('refuses agency requests, repeats, missing reasons and what is out of stock, and changes nothing', async () => {
    const client = await connect();
    const open = await client.applications({ status: 'PENDING' });
    const idOf = (test: (one: Json) => boolean): string => text(open.find(test) ?? null, 'id');
    const code = async (id: string, body: object): Promise<Json> =>
      at((await client.review(id, body)).body, 'code');
    const agency = idOf((one) => text(one, 'partner_name') !== '');
    expect(await code(agency, { review_result: 'APPROVE' })).toBe(16022020);
    const out =
      open.find((one) => JSON.stringify(at(one, 'disapprovable_reasons')).includes('out of stock')) ?? null;
    expect(at(out, 'is_approvable')).toBe(false);
    expect(await code(text(out, 'id'), { review_result: 'APPROVE' })).not.toBe(0);
    expect(text(await client.application(text(out, 'id')), 'status')).toBe('PENDING');
    const good = idOf(isApprovable);
    expect(await code(good, { review_result: 'REJECT' })).not.toBe(0);
    expect(await code(good, { review_result: 'REJECT', reject_reason: 'BAD_HAIR' })).toBe(36009004);
    expect(await code(good, { review_result: 'REJECT', reject_reason: 'NOT_MATCH' })).toBe(0);
    expect(text(await client.application(good), 'status')).toBe('REJECT_CANCELLED');
    expect(await code(good, { review_result: 'APPROVE' })).not.toBe(0);
  });

  it('now and then fails to make the order and gives the request back', async () => {
    const client = await connect();
    const ids = await populate(client, 400);
    await client.control('act', { approve: ids });
    await client.advance(0.05);
    const truth = list(await client.control('oracle'), 'applications').filter((one) =>
      ids.includes(text(one, 'application_id')),
    );
    const back = truth.filter((one) => text(one, 'status') === 'PENDING');
    expect(back.length).toBeGreaterThan(0);
    expect(back.length).toBeLessThan(20);
    expect(back.every((one) => at(one, 'approved_by') === null && at(one, 'order_id') === null)).toBe(true);
  });
});

describe('searching', () => {
  it('reads the misspelt filter and ignores the corrected name', async () => {
    const client = await connect();
    const [id = ''] = await populate(client, 1);
    const creator = text(await client.application(id), 'creator', 'creator_open_id');
    expect(await client.applications({ creator_user_oepn_id: creator })).toHaveLength(1);
    expect((await client.applications({ creator_user_open_id: creator })).length).toBeGreaterThan(400);
  });
});

describe('time', () => {
  it('closes what nobody reviewed and what nobody shipped', async () => {
    const client = await connect();
    const [unseen = '', unsent = ''] = await populate(client, 2);
    const orderId = await approvedOrder(client, unsent);
    await client.advance(24 * 7 - 0.1);
    expect(text(await client.application(unsent), 'status')).toBe('AWAITING_SHIPMENT');
    await client.advance(0.1);
    await client.connect();
    expect(text(await client.application(unseen), 'status')).toBe('OVERDUE_CANCELLED');
    expect(text(await client.application(unsent), 'status')).toBe('SELLER_NOT_SHIP_CANCELLED');
    const order = await client.order(orderId);
    expect(text(order, 'status')).toBe('CANCELLED');
    expect(text(order, 'recipient_address', 'address_line1')).toContain('*');
  });

  it('takes stock with the order and gives it back with the cancellation', async () => {
    const client = await connect();
    const [id = ''] = await populate(client, 1);
    const skuId = text(await client.application(id), 'product', 'sku_id');
    const stock = async (): Promise<[number, number]> => {
      const answer = await client.shop('/product/202309/inventory/search', { body: { sku_ids: [skuId] } });
      const sku = at(answer.body, 'data', 'inventory', 0, 'skus', 0);
      return [number(sku, 'total_available_quantity'), number(sku, 'total_committed_quantity')];
    };
    const [available, committed] = await stock();
    await approvedOrder(client, id);
    expect(await stock()).toEqual([available - 1, committed + 1]);
    await client.advance(24 * 7);
    await client.connect();
    // Nobody shipped anything that awaited shipment at the start either, so only this SKU's own share is certain.
    expect((await stock())[0]).toBeGreaterThanOrEqual(available);
  });

  it('gives a request back when the last unit went to another order', async () => {
    const client = await connect();
    const [first = null, second = null] = await populateOneSku(client);
    const sku = text(first, 'seller_sku');
    await client.control('act', { set_stock: { seller_sku: sku, quantity: 1 } });
    const ids = [text(first, 'id'), text(second, 'id')];
    for (const id of ids)
      expect(at((await client.review(id, { review_result: 'APPROVE' })).body, 'code')).toBe(0);
    await client.advance(1 / 60);
    const statuses: string[] = [];
    for (const id of ids) statuses.push(text(await client.application(id), 'status'));
    expect(statuses.sort()).toEqual(['AWAITING_SHIPMENT', 'PENDING']);
  });

  it('carries shipped samples to delivery and to content or its absence', async () => {
    const client = await connect();
    const ids = await populate(client, 25);
    await client.control('act', { approve: ids });
    await client.advance(0.05);
    const approved = list(await client.control('oracle'), 'applications').filter(
      (one) => ids.includes(text(one, 'application_id')) && at(one, 'order_id') !== null,
    );
    const orders = new Set(approved.map((one) => text(one, 'order_id')));
    let serial = 0;
    for (const orderId of orders) {
      serial += 1;
      const body = { tracking_number: `1Z9${String(serial).padStart(15, '0')}`, shipping_provider_id: UPS };
      const shipped = await client.shop(`/fulfillment/202309/orders/${orderId}/packages`, { body });
      expect(at(shipped.body, 'code')).toBe(0);
    }
    const statusesAfter = async (hours: number): Promise<Set<string>> => {
      await client.advance(hours);
      const truth = list(await client.control('oracle'), 'applications');
      return new Set(
        truth.filter((one) => ids.includes(text(one, 'application_id'))).map((one) => text(one, 'status')),
      );
    };
    expect(await statusesAfter(0.01)).toContain('SHIPPED');
    expect(await statusesAfter(24 * 4.2)).toContain('CONTENT_PENDING');
    const end = await statusesAfter(24 * 22);
    expect(end).toContain('COMPLETED');
    for (const status of end)
      expect(['COMPLETED', 'UNFULFILL_CANCELLED', 'OVERDUE_CANCELLED']).toContain(status);
  });

  it('passes quickly', async () => {
    const client = await connect();
    const ids = await populate(client, 300);
    await client.control('act', { approve: ids });
    const before = performance.now();
    await client.advance(48);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

/** Two open applications of one creator. */
async function sameCreator(client: Awaited<ReturnType<typeof connect>>): Promise<[string, string]> {
  const open = (await client.applications({ status: 'PENDING' })).filter(isApprovable);
  for (const one of open) {
    const twin = open.find(
      (other) =>
        text(other, 'id') !== text(one, 'id') &&
        text(other, 'creator', 'creator_open_id') === text(one, 'creator', 'creator_open_id'),
    );
    if (twin === undefined) continue;
    return [text(one, 'id'), text(twin, 'id')];
  }
  throw new Error('No creator has two open applications.');
}

/** Two new applications for one SKU, with the seller's name of it. */
async function populateOneSku(
  client: Awaited<ReturnType<typeof connect>>,
): Promise<{ id: string; seller_sku: string }[]> {
  const ids = await populate(client, 40);
  const rows = (await client.applications({ status: 'PENDING' })).filter((one) =>
    ids.includes(text(one, 'id')),
  );
  const skuOf = (one: Json): string => text(one, 'product', 'sku_id');
  const wanted = rows.map(skuOf);
  const skuId = wanted.find((id, index) => wanted.indexOf(id) < index) ?? '';
  const stock = await client.shop('/product/202309/inventory/search', { body: { sku_ids: [skuId] } });
  const sellerSku = text(stock.body, 'data', 'inventory', 0, 'skus', 0, 'seller_sku');
  const same = rows.filter((one) => skuOf(one) === skuId);
  return same.map((one) => ({ id: text(one, 'id'), seller_sku: sellerSku }));
}
