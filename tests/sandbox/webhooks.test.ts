import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { webhookSignature } from '../../src/sandbox/world/webhooks.ts';
import { at, type Json, list, number, type TestClient, text } from './client.ts';
import { approvedOrder, harness, populate } from './harness.ts';

const { connect } = harness();
const PATH = '/event/202309/webhooks';

interface Received {
  raw: string;
  body: Json;
  authorization: string;
}
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A listener that answers as the list says, 200 once it is used up; "never" keeps the caller waiting. */
async function listener(
  answers: (number | 'never')[] = [],
): Promise<{ url: string; received: Received[]; of(type: number): Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8');
      received.push({ raw, body: JSON.parse(raw), authorization: request.headers.authorization ?? '' });
      const answer = answers.shift() ?? 200;
      if (answer === 'never') return;
      response.writeHead(answer).end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const of = (type: number): Received[] => received.filter((one) => at(one.body, 'type') === type);
  return { url: `http://127.0.0.1:${port}/hook`, received, of };
}

const set = (client: TestClient, address: string, eventType: string): ReturnType<TestClient['shop']> =>
  client.shop(PATH, { method: 'PUT', body: { address, event_type: eventType } });

const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 5000, interval: 30 });

const log = async (client: TestClient): Promise<Json[]> =>
  list(await client.control('webhooks'), 'notifications');

describe('a webhook', () => {
  it('is set, listed, changed and removed per shop', async () => {
    const client = await connect();
    expect(at((await set(client, 'https://hooks.example.com/a', 'PACKAGE_UPDATE')).body, 'code')).toBe(0);
    await set(client, 'https://hooks.example.com/b', 'PACKAGE_UPDATE');
    await set(client, 'https://hooks.example.com/a', 'ORDER_STATUS_CHANGE');
    const listed = (await client.shop(PATH)).body;
    expect(number(listed, 'data', 'total_count')).toBe(2);
    expect(list(listed, 'data', 'webhooks').map((one) => text(one, 'address'))).toEqual([
      'https://hooks.example.com/a',
      'https://hooks.example.com/b',
    ]);
    await client.shop(PATH, { method: 'DELETE', body: { event_type: 'PACKAGE_UPDATE' } });
    expect(number((await client.shop(PATH)).body, 'data', 'total_count')).toBe(1);
  });

  it.each(['http://hooks.example.com/a', 'https://203.0.113.5/a', 'https://hooks.example.com:8443/a', 'no'])(
    'is refused at %s',
    async (address) => {
      const client = await connect();
      expect(at((await set(client, address, 'PACKAGE_UPDATE')).body, 'code')).toBe(36009004);
    },
  );

  it('never leaves this machine', async () => {
    const client = await connect();
    await set(client, 'https://hooks.example.com/a', 'ORDER_STATUS_CHANGE');
    await client.control('act', { deliver_webhook: { type: 1, data: {} } });
    await until(async () => {
      expect(text((await log(client))[0] ?? null, 'deliveries', 0, 'error')).toContain('this machine');
    });
  });

  it('is signed over app key and raw body', async () => {
    // The vector of platform reference 8.1.
    const vector =
      '{"type":1,"tts_notification_id":"7327112393057371910","shop_id":"7494049642642441621","timestamp":1644412885,"data":{"order_id":"576486316948490001","order_status":"AWAITING_SHIPMENT","is_on_hold_order":false,"update_time":1644412885}}';
    expect(webhookSignature({ app_key: 'testkey123', app_secret: 'test_secret_0001' }, vector)).toBe(
      '12155d80b01e86ff3b200d52953e19226d1959e5a1ba8a083212b6a7eefd1d33',
    );
    const client = await connect();
    const hook = await listener();
    await set(client, hook.url, 'ORDER_STATUS_CHANGE');
    await client.control('act', { deliver_webhook: { type: 1, data: { order_id: '1' } } });
    await until(() => expect(hook.received.length).toBe(1));
    const { appKey, appSecret } = client.sandbox.credentials;
    const [first] = hook.received;
    const expected = createHmac('sha256', appSecret).update(`${appKey}${first?.raw}`).digest('hex');
    expect(first?.authorization).toBe(expected);
  });

  it('tells of orders, messages and a removed authorisation as they happen', async () => {
    const client = await connect();
    const hook = await listener();
    for (const type of ['ORDER_STATUS_CHANGE', 'NEW_MESSAGE_LISTENER', 'SELLER_DEAUTHORIZATION']) {
      await set(client, hook.url, type);
    }
    const [id = ''] = await populate(client, 1);
    const orderId = await approvedOrder(client, id);
    await client.control('act', { plant: { application_id: id, message: 'It is here' } });
    await client.control('act', { revoke_token: true });
    await until(() => {
      const told = hook.of(1).filter((one) => at(one.body, 'data', 'order_id') === orderId);
      expect(told.map((one) => text(one.body, 'data', 'order_status'))).toEqual(['AWAITING_SHIPMENT']);
      expect(
        hook
          .of(33)
          .map((one) => text(one.body, 'data', 'content'))
          .join(),
      ).toContain('It is here');
      expect(hook.of(6).length).toBe(1);
    });
    const body = hook.of(33)[0]?.body ?? null;
    expect(text(body, 'data', 'create_time')).toMatch(/^\d{10}$/);
    expect(text(body, 'data', 'sender', 'sender_im_user_id')).toMatch(/^2368/);
    expect(text(body, 'shop_id')).toBe('7494000000000012001');
    const ids = hook.received.map((one) => text(one.body, 'tts_notification_id'));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('reminds daily of an authorisation that ends', async () => {
    const client = await connect();
    const hook = await listener();
    await set(client, hook.url, 'UPCOMING_AUTHORIZATION_EXPIRATION');
    await client.advance(334 * 24);
    expect(hook.of(7)).toEqual([]);
    await client.advance(48);
    await until(() => expect(hook.of(7).length).toBe(1));
    expect(text(hook.of(7)[0]?.body ?? null, 'data', 'expiration_time')).toMatch(/^\d{10}$/);
    await client.advance(24);
    await until(() => expect(hook.of(7).length).toBe(2));
  });

  it('tries again after 2 minutes, 30 minutes, 3 hours and 12 hours, and then lets go', async () => {
    const client = await connect();
    const hook = await listener([500, 401, 302, 500, 500]);
    await set(client, hook.url, 'RETURN_STATUS_CHANGE');
    await client.control('act', { deliver_webhook: { type: 12, data: { return_id: '1' } } });
    for (const [index, hours] of [0, 2 / 60, 0.5, 3, 12].entries()) {
      // A minute too early nothing comes.
      if (hours > 0) await client.advance(hours - 1 / 60);
      expect(hook.received.length).toBe(index);
      await client.advance(hours > 0 ? 1 / 60 : 0);
      await until(async () => expect(number((await log(client))[0] ?? null, 'attempts')).toBe(index + 1));
    }
    const [only = null] = await log(client);
    expect(text(only, 'outcome')).toBe('dropped');
    expect(list(only, 'deliveries').map((one) => at(one, 'status'))).toEqual([500, 401, 302, 500, 500]);
    expect(new Set(hook.received.map((one) => one.raw)).size).toBe(1);
  });

  it('does not hold up the API while a listener is slow', async () => {
    const client = await connect();
    const hook = await listener(['never']);
    await set(client, hook.url, 'ORDER_STATUS_CHANGE');
    await client.control('act', { deliver_webhook: { type: 1, data: {} } });
    await until(() => expect(hook.received.length).toBe(1));
    const orders = await client.shop('/order/202309/orders/search', { query: { page_size: '10' }, body: {} });
    expect(at(orders.body, 'code')).toBe(0);
    expect(text((await log(client))[0] ?? null, 'outcome')).toBe('waiting');
  });

  it('comes out of order and sometimes twice in chaos', async () => {
    const client = await connect();
    const hook = await listener();
    await set(client, hook.url, 'ORDER_STATUS_CHANGE');
    await client.control('act', { webhook_chaos: true });
    for (let index = 0; index < 20; index++) {
      await client.control('act', { deliver_webhook: { type: 1, data: { index } } });
    }
    const order = (): number[] =>
      hook.received.flatMap((one) =>
        one.raw.includes('"index"') ? [number(one.body, 'data', 'index')] : [],
      );
    for (let minute = 0; minute < 24; minute++) await client.advance(1 / 60);
    await until(() => expect(new Set(order()).size).toBe(20));
    await until(() => expect(order().length).toBeGreaterThan(20));
    expect(order()).not.toEqual(order().sort((left, right) => left - right));
  });

  it('repeats what it is told to repeat, and tells an own address of everything', async () => {
    const client = await connect();
    const hook = await listener();
    await client.control('act', { set_webhook_address: hook.url });
    await client.control('act', { deliver_webhook: { type: 12, data: { return_id: '9' }, repeat: 2 } });
    await until(() => expect(hook.of(12).length).toBe(3));
    expect(new Set(hook.of(12).map((one) => text(one.body, 'tts_notification_id'))).size).toBe(1);
    await client.control('act', { set_stock: { seller_sku: 'NB-GARLIC', quantity: 0 } });
    await until(() =>
      expect(text(hook.of(27)[0]?.body ?? null, 'data', 'trigger_reason')).toBe('OUT_OF_STOCK'),
    );
    expect(list((await client.shop(PATH)).body, 'data', 'webhooks')).toEqual([]);
  });
});
