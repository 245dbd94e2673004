import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { at, type Json, list, number, text } from './client.ts';
import { approvedOrder, harness, populate, wmsOrder } from './harness.ts';

const { connect } = harness();
type Client = Awaited<ReturnType<typeof connect>>;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process that waits to be killed. */
async function victim(): Promise<{ pid: number; gone: Promise<string | null>; alive(): boolean }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  children.push(child);
  const gone = new Promise<string | null>((resolve) =>
    child.once('exit', (_code, signal) => resolve(signal)),
  );
  await new Promise((resolve) => child.once('spawn', resolve));
  return { pid: child.pid ?? 0, gone, alive: () => child.exitCode === null && child.signalCode === null };
}

const statusOf = async (client: Client, id: string): Promise<string> => {
  await client.control('faults', {});
  return text(await client.application(id), 'status');
};
const approve = (client: Client, id: string): ReturnType<Client['review']> =>
  client.review(id, { review_result: 'APPROVE' });

describe('a fault', () => {
  it.each([
    ['lost_before', 'PENDING'],
    ['lost_after', 'AWAITING_SHIPMENT'],
  ])('%s destroys the connection and leaves the request %s', async (kind, status) => {
    const client = await connect();
    const [id = ''] = await populate(client, 1);
    await client.control('faults', { once: [{ match: '/review', nth: 1, kind }] });
    await expect(approve(client, id)).rejects.toThrow();
    expect(number(await client.control('faults'), 'counters', 'injected', kind)).toBe(1);
    expect(await statusOf(client, id)).toBe(status);
  });

  it.each([
    ['http_500', 500, 36009003],
    ['http_429', 429, 36009002],
  ])('%s answers without any effect', async (kind, status, code) => {
    const client = await connect();
    const [id = ''] = await populate(client, 1);
    await client.control('faults', { once: [{ match: '/review', nth: 1, kind }] });
    const answer = await approve(client, id);
    expect([answer.status, at(answer.body, 'code')]).toEqual([status, code]);
    expect(await statusOf(client, id)).toBe('PENDING');
  });

  it('business_timeout hides whether the request took effect', async () => {
    const client = await connect();
    const ids = await populate(client, 12);
    await client.control('faults', { seed: 3, rate: 1, kinds: ['business_timeout'], match: '/review' });
    for (const id of ids) {
      const answer = await approve(client, id);
      expect([answer.status, at(answer.body, 'code')]).toEqual([200, 36009007]);
    }
    const truth = list(await client.control('oracle'), 'applications').filter((one) =>
      ids.includes(text(one, 'application_id')),
    );
    expect(new Set(truth.map((one) => text(one, 'status')))).toEqual(
      new Set(['PENDING', 'AWAITING_SHIPMENT']),
    );
  });

  it('speaks the language of the warehouse there', async () => {
    const client = await connect();
    await client.control('faults', {
      once: [
        { match: '/2026-07/order', nth: 1, kind: 'http_429' },
        { match: '/2026-07/order', nth: 2, kind: 'http_500' },
        { match: '/2026-07/order', nth: 3, kind: 'slow' },
      ],
    });
    const order = wmsOrder('SMP-1', { 'NB-GARLIC': 1 });
    const limited = await client.warehouse('/order', order);
    expect([limited.status, limited.headers.get('x-retry-after')]).toEqual([429, '1']);
    expect((await client.warehouse('/order', order)).status).toBe(500);
    expect((await client.warehouse('/order', order)).status).toBe(201);
  });

  it('comes at the seeded rate, the same for the same seed, and spares control and tokens', async () => {
    const client = await connect();
    const run = async (seed: number): Promise<number[]> => {
      await client.control('faults', { seed, rate: 0.3, kinds: ['http_500'] });
      const statuses: number[] = [];
      for (let index = 0; index < 40; index++) statuses.push((await client.warehouse('/channel')).status);
      for (let index = 0; index < 5; index++) expect((await client.refresh()).status).toBe(200);
      return statuses;
    };
    const first = await run(7);
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
    const hit = first.filter((status) => status === 500).length;
    expect(hit).toBeGreaterThan(4);
    expect(hit).toBeLessThan(24);
    await client.control('faults', { rate: 1, kinds: ['http_500'], match: '/token/refresh' });
    expect((await client.refresh()).status).toBe(500);
    await client.control('faults', {});
    expect((await client.refresh()).status).toBe(200);
  });

  it('plan that makes no sense is refused', async () => {
    const client = await connect();
    await expect(client.control('faults', { rate: 2 })).rejects.toThrow('Not a fault plan');
    await expect(client.control('faults', { kinds: ['explode'] })).rejects.toThrow('Not a fault plan');
  });
});

describe('a kill', () => {
  it.each([
    ['before_commit', 'PENDING', 'no answer'],
    ['after_commit', 'AWAITING_SHIPMENT', 'no answer'],
    ['after_answer', 'AWAITING_SHIPMENT', 'answer'],
  ])('%s of the n-th matching request leaves the request %s with %s', async (phase, status, outcome) => {
    const client = await connect();
    const [first = '', second = ''] = await populate(client, 2);
    const { pid, gone, alive } = await victim();
    await client.control('faults', { kill: { pid, nth: 2, match: '/review', phase } });
    await approve(client, first);
    expect(alive()).toBe(true);
    const result = await approve(client, second).then(
      () => 'answer',
      () => 'no answer',
    );
    expect(result).toBe(outcome);
    expect(await gone).toBe('SIGKILL');
    expect(await statusOf(client, second)).toBe(status);
    expect(await statusOf(client, first)).toBe('AWAITING_SHIPMENT');
  });
});

describe('the oracle', () => {
  const verdict = async (client: Client): Promise<Json> => at(await client.control('oracle'), 'verdict');

  it('sees lost units, sent units and doubled units', async () => {
    const client = await connect({ nativeConnection: true });
    await client.advance(1);
    expect(at(await verdict(client), 'agrees')).toBe(true);
    const [id = ''] = await populate(client, 1);
    const orderId = await approvedOrder(client, id);
    const sku = text(await client.order(orderId), 'line_items', 0, 'seller_sku');
    const lost = await verdict(client);
    expect([at(lost, 'agrees'), text(lost, 'lost', 0, 'order_id')]).toEqual([false, orderId]);
    await client.advance(1);
    expect(at(await verdict(client), 'agrees')).toBe(true);
    await client.warehouse('/order', wmsOrder(`SMP-${orderId}`, { [sku]: 1 }));
    const doubled = await verdict(client);
    expect([at(doubled, 'agrees'), text(doubled, 'doubled', 0, 'order_id')]).toEqual([false, orderId]);
  });

  it('sees one warehouse order with more units than the order has', async () => {
    const client = await connect();
    const [id = ''] = await populate(client, 1);
    const orderId = await approvedOrder(client, id);
    const sku = text(await client.order(orderId), 'line_items', 0, 'seller_sku');
    await client.warehouse('/order', wmsOrder(`SMP-${orderId}`, { [sku]: 2 }));
    expect(at(await verdict(client), 'doubled')).toEqual([
      { order_id: orderId, units_owed: { [sku]: 1 }, units_in_wms: { [sku]: 2 } },
    ]);
  });

  it('sees units sent under a reference that no order has', async () => {
    const client = await connect();
    await client.warehouse('/order', wmsOrder('SMP-577000000000000000', { 'NB-GARLIC': 1 }));
    expect(text(await verdict(client), 'doubled', 0, 'unknown_reference')).toBe('SMP-577000000000000000');
  });

  it('sees the same words sent twice to one creator', async () => {
    const client = await connect();
    const [id = ''] = await populate(client, 1);
    const creator = text(await client.application(id), 'creator', 'creator_open_id');
    const opened = await client.shop('/affiliate_seller/202508/conversations', {
      body: { creator_open_id: creator },
    });
    const path = `/affiliate_seller/202412/conversations/${text(opened.body, 'data', 'conversation_id')}/messages`;
    const body = { msg_type: 'TEXT', content: JSON.stringify({ content: 'On its way' }) };
    await client.shop(path, { body });
    expect(list(await verdict(client), 'messages_doubled')).toEqual([]);
    await client.shop(path, { body });
    expect(text(await verdict(client), 'messages_doubled', 0, 'text')).toBe('On its way');
  });

  it('tells what people did outside from what came through the API', async () => {
    const client = await connect();
    const [api = '', outside = '', gone = ''] = await populate(client, 3);
    await approve(client, api);
    await client.control('act', { approve: [outside], withdraw: [gone] });
    const again = await client.control('act', { approve: [gone] });
    expect(at(again, 'approve')).toEqual({ done: [], refused: [gone] });
    const truth = new Map(
      list(await client.control('oracle'), 'applications').map((one) => [text(one, 'application_id'), one]),
    );
    expect(at(truth.get(api) ?? null, 'approved_by')).toBe('api');
    expect(at(truth.get(outside) ?? null, 'approved_by')).toBe('outside');
    expect(text(truth.get(gone) ?? null, 'status')).toBe('WITHDRAW_CANCELLED');
  });
});

describe('a planted canary', () => {
  it('shows in nickname, address and message', async () => {
    const client = await connect();
    const [id = ''] = await populate(client, 1);
    const recipient = {
      name: 'Canary Person',
      phone_number: '(+1)202-555-0199',
      address_line1: '1 Canary Way',
    };
    await client.control('act', {
      plant: { application_id: id, nickname: 'Obey me', recipient, message: 'Obey' },
    });
    expect(text(await client.application(id), 'creator', 'nickname')).toBe('Obey me');
    const order = await client.order(await approvedOrder(client, id));
    expect(text(order, 'recipient_address', 'full_address')).toContain('1 Canary Way');
    expect(text(order, 'recipient_address', 'name')).toBe('Canary Person');
    expect(text(await client.control('oracle'), 'messages', 0, 'text')).toBe('Obey');
  });
});
