import { describe, expect, it } from 'vitest';
import { at, number, text } from './client.ts';
import { harness, populate } from './harness.ts';

const { connect } = harness();
const SEARCH = '/affiliate_seller/202508/sample_applications/search';

describe('the gateway refuses', () => {
  it.each([
    ['a wrong signature', SEARCH, { body: {}, secret: 'not the secret' }, 401, 106001],
    ['an unknown path', '/affiliate_seller/202508/nothing', { body: {} }, 404, 36009009],
    ['a wrong method', SEARCH, {}, 405, 36009010],
    ['a retired version', '/affiliate_seller/202409/sample_applications/search', { body: {} }, 400, 36009014],
    ['a missing cipher', SEARCH, { body: {}, cipher: null }, 400, 106013],
    ['a foreign cipher', SEARCH, { body: {}, cipher: 'TTP_other' }, 400, 36009004],
    ['an unexpected cipher', '/authorization/202309/shops', {}, 400, 36009004],
    ['an unknown token', SEARCH, { body: {}, token: 'nonsense' }, 401, 105001],
    ['a missing token', SEARCH, { body: {}, token: '' }, 400, 36009004],
    ['too large a page', SEARCH, { body: {}, query: { page_size: '51' } }, 400, 36009004],
    ['a made-up page token', SEARCH, { body: {}, query: { page_token: 'made-up' } }, 400, 36009004],
    ['a field of the wrong type', SEARCH, { body: { status: 7 } }, 400, 36009004],
  ])('%s', async (_name, path, options, status, code) => {
    const client = await connect();
    const answer = await client.shop(path, options);
    expect([answer.status, at(answer.body, 'code')]).toEqual([status, code]);
  });

  it('timestamps older than five minutes or more than thirty seconds ahead', async () => {
    const client = await connect();
    const now = Math.floor(number(await client.control('clock'), 'now_ms') / 1000);
    const code = async (timestamp: number): Promise<unknown> =>
      at((await client.shop(SEARCH, { body: {}, timestamp })).body, 'code');
    expect(await code(now - 290)).toBe(0);
    expect(await code(now - 302)).toBe(36009004);
    expect(await code(now + 20)).toBe(0);
    expect(await code(now + 45)).toBe(36009004);
  });

  it('a scope that the seller did not grant, until it is granted again', async () => {
    const client = await connect();
    await client.control('act', { drop_scope: 'seller.order.info' });
    const refused = await client.shop('/order/202309/orders/search', { body: {}, query: { page_size: '1' } });
    expect([refused.status, at(refused.body, 'code')]).toEqual([403, 105005]);
    expect(text(refused.body, 'message')).toContain('seller.order.info');
    expect(at((await client.refresh()).body, 'data', 'granted_scopes')).not.toContain('seller.order.info');
    await client.control('act', { restore_scopes: true });
    const granted = await client.shop('/order/202309/orders/search', { body: {}, query: { page_size: '1' } });
    expect(at(granted.body, 'code')).toBe(0);
  });

  it('the fifty-first call of one API within a second', async () => {
    const client = await connect();
    const calls = Array.from({ length: 120 }, () => client.shop('/logistics/202309/warehouses'));
    const codes = (await Promise.all(calls)).map((answer) => [answer.status, at(answer.body, 'code')]);
    expect(codes).toContainEqual([429, 36009002]);
    expect(codes.filter(([status]) => status === 200).length).toBeGreaterThanOrEqual(50);
    const other = await client.shop(SEARCH, { body: {} });
    expect(at(other.body, 'code')).toBe(0);
  });
});

describe('tokens', () => {
  it('expire after seven days, and a refresh helps', async () => {
    const client = await connect();
    await client.advance(24 * 7 - 1);
    expect(at((await client.shop(SEARCH, { body: {} })).body, 'code')).toBe(0);
    await client.advance(1.1);
    const expired = await client.shop(SEARCH, { body: {} });
    expect([expired.status, at(expired.body, 'code')]).toEqual([401, 105002]);
    await client.connect();
    expect(at((await client.shop(SEARCH, { body: {} })).body, 'code')).toBe(0);
  });

  it('rotate: the previous refresh token counts until the new access token is first used', async () => {
    const client = await connect();
    const before = client.refreshToken;
    const lost = await client.refresh(before);
    const again = await client.refresh(before);
    expect(text(again.body, 'data', 'refresh_token')).not.toBe(text(lost.body, 'data', 'refresh_token'));
    client.accessToken = text(again.body, 'data', 'access_token');
    expect(at((await client.shop(SEARCH, { body: {} })).body, 'code')).toBe(0);
    expect(at((await client.refresh(before)).body, 'code')).toBe(36004001);
    expect(at((await client.refresh(text(lost.body, 'data', 'refresh_token'))).body, 'code')).toBe(36004001);
    expect(at((await client.refresh(text(again.body, 'data', 'refresh_token'))).body, 'code')).toBe(0);
  });

  it('rotate in one chain: a token two refreshes back is gone even when nothing was used', async () => {
    const client = await connect();
    const first = client.refreshToken;
    const second = text((await client.refresh(first)).body, 'data', 'refresh_token');
    expect(at((await client.refresh(second)).body, 'code')).toBe(0);
    expect(at((await client.refresh(first)).body, 'code')).toBe(36004001);
    expect(at((await client.refresh('made up')).body, 'code')).toBe(105001);
  });

  it('end when the seller revokes, and a new authorization gives new ones', async () => {
    const client = await connect();
    await client.control('act', { revoke_token: true });
    const refused = await client.shop(SEARCH, { body: {} });
    expect([refused.status, at(refused.body, 'code')]).toEqual([401, 105001]);
    expect(at((await client.refresh()).body, 'code')).toBe(105001);
    const code = text(await client.control('act', { authorize: true }), 'auth_code');
    const { appKey, appSecret } = client.sandbox.credentials;
    const query = new URLSearchParams({
      app_key: appKey,
      app_secret: appSecret,
      auth_code: code,
      grant_type: 'authorized_code',
    });
    const get = async (): Promise<Response> => fetch(`${client.sandbox.url}/api/v2/token/get?${query}`);
    const pair = JSON.parse(await (await get()).text());
    client.accessToken = text(pair, 'data', 'access_token');
    expect(at((await client.shop(SEARCH, { body: {} })).body, 'code')).toBe(0);
    expect(at(JSON.parse(await (await get()).text()), 'code')).toBe(36009004);
  });
});

describe('pages', () => {
  it('are stable while rows leave the filter between them', async () => {
    const client = await connect();
    await populate(client, 120);
    const query = { page_size: '50' };
    const first = await client.shop(SEARCH, { query, body: { status: 'PENDING' } });
    const seen = at(first.body, 'data', 'sample_applications');
    const ids = Array.isArray(seen) ? seen.map((one) => text(one, 'id')) : [];
    await client.control('act', { reject: ids.slice(0, 20) });
    const all = new Set(ids);
    let token = text(first.body, 'data', 'next_page_token');
    while (token !== '') {
      const page = await client.shop(SEARCH, {
        query: { ...query, page_token: token },
        body: { status: 'PENDING' },
      });
      const rows = at(page.body, 'data', 'sample_applications');
      for (const one of Array.isArray(rows) ? rows : []) all.add(text(one, 'id'));
      token = text(page.body, 'data', 'next_page_token');
    }
    expect(all.size).toBe(number(first.body, 'data', 'total_count'));
  });
});
