import { describe, expect, it } from 'vitest';
import { at, type Json, list, type TestClient, text } from './client.ts';
import { harness } from './harness.ts';

const { connect } = harness();
const AFFILIATE = '/affiliate_seller/202508/sample_applications/search';
const ORDERS = '/order/202309/orders/search';

interface AppKeys {
  key: string;
  secret: string;
  service: string;
}
const connector = ({ sandbox: { credentials } }: TestClient): AppKeys => ({
  key: credentials.connectorAppKey,
  secret: credentials.connectorAppSecret,
  service: credentials.connectorServiceId,
});
const main = ({ sandbox: { credentials } }: TestClient): AppKeys => ({
  key: credentials.appKey,
  secret: credentials.appSecret,
  service: credentials.serviceId,
});

const pageOf = (
  client: TestClient,
  query: Record<string, string>,
  path = '/open/authorize',
): Promise<Response> => fetch(`${client.sandbox.url}${path}?${new URLSearchParams(query)}`);

/** Presses one of the page's buttons with the fields that the page itself has. Answers where the browser goes. */
async function press(
  client: TestClient,
  html: string,
  decision: 'authorize' | 'refuse',
  untick: readonly string[] = [],
): Promise<URL> {
  const form = new URLSearchParams();
  for (const [, name = '', value = ''] of html.matchAll(
    /<input type="hidden" name="(\w+)" value="([^"]*)"/g,
  )) {
    form.append(name, value);
  }
  for (const [, scope = ''] of html.matchAll(/name="scope" value="([^"]*)"/g)) {
    if (!untick.includes(scope)) form.append('scope', scope);
  }
  form.append('decision', decision);
  const action = /<form method="post" action="([^"]+)"/.exec(html)?.[1] ?? '';
  const answer = await fetch(client.sandbox.url + action, { method: 'POST', body: form, redirect: 'manual' });
  expect(answer.status).toBe(303);
  return new URL(answer.headers.get('location') ?? '');
}

async function trade(client: TestClient, app: AppKeys, code: string): Promise<Json> {
  const query = new URLSearchParams({
    app_key: app.key,
    app_secret: app.secret,
    auth_code: code,
    grant_type: 'authorized_code',
  });
  return JSON.parse(await (await fetch(`${client.sandbox.url}/api/v2/token/get?${query}`)).text());
}

async function refreshed(client: TestClient, app: AppKeys, token: string): Promise<Json> {
  const query = new URLSearchParams({
    app_key: app.key,
    app_secret: app.secret,
    refresh_token: token,
    grant_type: 'refresh_token',
  });
  return JSON.parse(await (await fetch(`${client.sandbox.url}/api/v2/token/refresh?${query}`)).text());
}

async function authorize(client: TestClient, app: AppKeys, untick: readonly string[] = []): Promise<Json> {
  const html = await (await pageOf(client, { service_id: app.service, state: 's' })).text();
  const target = await press(client, html, 'authorize', untick);
  return trade(client, app, target.searchParams.get('code') ?? '');
}

const callAs = async (client: TestClient, app: AppKeys, token: string, path: string): Promise<number> => {
  const answer = await client.shop(path, {
    query: { app_key: app.key, page_size: '10' },
    secret: app.secret,
    token,
    body: {},
  });
  return Number(at(answer.body, 'code'));
};

describe('the authorisation page', () => {
  it('names app, shop and scopes, and sends the browser back with a code that works once', async () => {
    const client = await connect();
    const app = main(client);
    const shown = await pageOf(client, { service_id: app.service, state: 'a&b "c"' });
    expect(shown.headers.get('content-type')).toContain('text/html');
    const html = await shown.text();
    for (const words of ['Affiliate desk', 'Northbeam Goods', 'seller.affiliate_collaboration.write']) {
      expect(html).toContain(words);
    }
    expect(html).not.toContain('a&b "c"');
    const target = await press(client, html.replaceAll('&#38;', '&').replaceAll('&#34;', '%22'), 'authorize');
    expect(target.origin + target.pathname).toBe('http://127.0.0.1:8723/callback');
    const code = target.searchParams.get('code') ?? '';
    const pair = await trade(client, app, code);
    expect(at(pair, 'data', 'seller_name')).toBe('Northbeam Goods');
    expect(at(pair, 'data', 'user_type')).toBe(0);
    expect(list(pair, 'data', 'granted_scopes')).toContain('seller.affiliate_messages.write');
    expect(await callAs(client, app, text(pair, 'data', 'access_token'), AFFILIATE)).toBe(0);
    expect(at(await trade(client, app, code), 'code')).toBe(36009004);
  });

  it('gives the state back as it came, and none when none came', async () => {
    const client = await connect();
    const { service } = main(client);
    const withState = await (await pageOf(client, { service_id: service, state: 'x-1_2' })).text();
    expect((await press(client, withState, 'authorize')).searchParams.get('state')).toBe('x-1_2');
    const without = await (await pageOf(client, { service_id: service })).text();
    expect((await press(client, without, 'authorize')).searchParams.has('state')).toBe(false);
  });

  it('tells a refusal', async () => {
    const client = await connect();
    const html = await (await pageOf(client, { service_id: main(client).service, state: 'q' })).text();
    const target = await press(client, html, 'refuse');
    expect(Object.fromEntries(target.searchParams)).toEqual({
      code: 'null',
      error: 'auth_denied',
      state: 'q',
    });
  });

  it('is there under its legacy address and refuses an unknown app', async () => {
    const client = await connect();
    const legacy = await pageOf(client, { app_key: main(client).key, state: 's' }, '/oauth/authorize');
    expect(await legacy.text()).toContain('Affiliate desk');
    const unknown = await pageOf(client, { service_id: '7000000000000000000' });
    expect([unknown.status, await unknown.text()]).toEqual([400, expect.stringContaining('service ID')]);
  });

  it('goes where the app is set to go', async () => {
    const client = await connect();
    await client.control('act', { set_redirect_url: 'http://127.0.0.1:9100/back?x=1' });
    const html = await (await pageOf(client, { service_id: main(client).service, state: 's' })).text();
    const target = await press(client, html, 'authorize');
    expect(target.href).toMatch(/^http:\/\/127\.0\.0\.1:9100\/back\?x=1&code=.+&state=s$/);
  });

  it('gives a code that is dead after 30 minutes', async () => {
    const client = await connect();
    const html = await (await pageOf(client, { service_id: main(client).service, state: 's' })).text();
    const code = (await press(client, html, 'authorize')).searchParams.get('code') ?? '';
    await client.advance(0.6);
    expect(at(await trade(client, main(client), code), 'code')).toBe(36009004);
  });

  it('lets single scopes be left out, and gives back what was dropped', async () => {
    const client = await connect();
    const app = main(client);
    const part = await authorize(client, app, ['seller.order.info']);
    expect(list(part, 'data', 'granted_scopes')).not.toContain('seller.order.info');
    expect(await callAs(client, app, text(part, 'data', 'access_token'), ORDERS)).toBe(105005);
    const next = await refreshed(client, app, text(part, 'data', 'refresh_token'));
    expect(list(next, 'data', 'granted_scopes')).not.toContain('seller.order.info');
    await client.control('act', { drop_scope: 'seller.product.basic' });
    const whole = await authorize(client, app);
    expect(list(whole, 'data', 'granted_scopes')).toEqual(
      expect.arrayContaining(['seller.order.info', 'seller.product.basic']),
    );
    expect(await callAs(client, app, text(whole, 'data', 'access_token'), ORDERS)).toBe(0);
  });
});

describe('the connector', () => {
  it('reaches orders and nothing about creators, with tokens of its own', async () => {
    const client = await connect();
    const app = connector(client);
    const pair = await authorize(client, app);
    const scopes = list(pair, 'data', 'granted_scopes').map(String);
    expect(scopes).toContain('seller.fbt.info');
    expect(scopes.filter((scope) => /affiliate|marketplace/.test(scope))).toEqual([]);
    const token = text(pair, 'data', 'access_token');
    expect(await callAs(client, app, token, ORDERS)).toBe(0);
    expect(await callAs(client, app, token, AFFILIATE)).toBe(105005);
    // A token belongs to the app it was given to.
    expect(await callAs(client, main(client), token, ORDERS)).toBe(105001);
    expect(await callAs(client, app, client.accessToken, ORDERS)).toBe(105001);
    expect(at(await refreshed(client, app, client.refreshToken), 'code')).toBe(105001);
    expect(await callAs(client, main(client), client.accessToken, AFFILIATE)).toBe(0);
  });

  it('is revoked and loses scopes by itself', async () => {
    const client = await connect();
    const app = connector(client);
    const token = text(await authorize(client, app), 'data', 'access_token');
    await client.control('act', { drop_scope: { app: 'connector', value: 'seller.order.info' } });
    expect(await callAs(client, app, token, ORDERS)).toBe(105005);
    expect(await callAs(client, main(client), client.accessToken, ORDERS)).toBe(0);
    await client.control('act', { revoke_token: 'connector' });
    expect(await callAs(client, app, token, ORDERS)).toBe(105001);
    expect(await callAs(client, main(client), client.accessToken, ORDERS)).toBe(0);
  });

  it('can drop its own authorisation', async () => {
    const client = await connect();
    const app = connector(client);
    const token = text(await authorize(client, app), 'data', 'access_token');
    const gone = await client.shop('/authorization/202403/shops', {
      method: 'DELETE',
      query: { app_key: app.key },
      secret: app.secret,
      token,
    });
    expect(at(gone.body, 'code')).toBe(0);
    expect(await callAs(client, app, token, ORDERS)).toBe(105001);
  });
});

describe('tokens', () => {
  it('that somebody else rotated: the old refresh token is dead, the old access token lives on', async () => {
    const client = await connect();
    expect(await client.control('act', { rotate_token: true })).toEqual({ rotated: true });
    expect(at((await client.refresh()).body, 'code')).toBe(36004001);
    expect(await callAs(client, main(client), client.accessToken, AFFILIATE)).toBe(0);
    await client.advance(7 * 24 + 1);
    expect(await callAs(client, main(client), client.accessToken, AFFILIATE)).toBe(105002);
  });

  it('rotate the hard way when told to', async () => {
    const client = await connect();
    await client.control('act', { hard_rotation: true });
    const old = client.refreshToken;
    const first = await client.refresh(old);
    expect(at((await client.refresh(old)).body, 'code')).toBe(36004001);
    expect(at((await client.refresh(text(first.body, 'data', 'refresh_token'))).body, 'code')).toBe(0);
    await client.control('act', { hard_rotation: false });
  });

  it('expire when told to', async () => {
    const client = await connect();
    await client.control('act', { expire_access: true });
    expect(await callAs(client, main(client), client.accessToken, AFFILIATE)).toBe(105002);
    expect(at((await client.refresh()).body, 'code')).toBe(0);
    await client.control('act', { expire_refresh: true });
    expect(at((await client.refresh()).body, 'code')).toBe(36004001);
  });
});

describe('a second shop', () => {
  it('has its own programme behind its own cipher', async () => {
    const client = await connect();
    await client.advance(5);
    const opened = at(
      await client.control('act', { open_shop: { seed: 77, name: 'Northbeam Outlet' } }),
      'opened_shop',
    );
    const shops = list(
      (await client.shop('/authorization/202309/shops', { cipher: null })).body,
      'data',
      'shops',
    );
    expect(shops.map((shop) => text(shop, 'name'))).toEqual(['Northbeam Goods', 'Northbeam Outlet']);
    expect(new Set(shops.map((shop) => text(shop, 'cipher'))).size).toBe(2);
    expect(text(shops[1] ?? null, 'cipher')).toBe(text(opened, 'shop_cipher'));
    const read = async (cipher: string): Promise<Json[]> => {
      const page = await client.shop(AFFILIATE, { cipher, query: { page_size: '50' }, body: {} });
      return list(page.body, 'data', 'sample_applications');
    };
    const second = await read(text(opened, 'shop_cipher'));
    expect(second.length).toBeGreaterThan(20);
    const known = new Set((await read(client.cipher)).map((one) => text(one, 'id')));
    expect(second.filter((one) => known.has(text(one, 'id')))).toEqual([]);

    const warehouse = await client.warehouse('/order', undefined, {
      authorization: `Bearer ${text(opened, 'warehouse_token')}`,
    });
    expect(warehouse.status).toBe(200);

    const id = text(second.find((one) => at(one, 'is_approvable') === true) ?? null, 'id');
    const path = `/affiliate_seller/202507/sample_applications/${id}/review`;
    const cipher = text(opened, 'shop_cipher');
    const done = await client.shop(path, { cipher, body: { review_result: 'APPROVE' } });
    expect(at(done.body, 'code')).toBe(0);
    await client.advance(1);
    const truth = async (query: string): Promise<Json | undefined> =>
      list(await client.control(`oracle${query}`), 'applications').find(
        (one) => text(one, 'application_id') === id,
      );
    expect(await truth('')).toBeUndefined();
    const there = await truth(`?shop=${text(opened, 'shop_id')}`);
    expect(text(there ?? null, 'status')).toBe('AWAITING_SHIPMENT');
  });
});
