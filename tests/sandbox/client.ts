import { createHmac } from 'node:crypto';
import type { Sandbox } from '../../src/sandbox/index.ts';

/** The JSON of an answer, read by path without a schema: a test says what it expects anyway. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export interface Answer {
  status: number;
  headers: Headers;
  body: Json;
}

/** Follows keys and indexes; a missing step is an error that names the whole path. */
export function at(json: Json, ...path: (string | number)[]): Json {
  let here: Json | undefined = json;
  for (const step of path) {
    if (Array.isArray(here)) here = here[Number(step)];
    else if (typeof here === 'object' && here !== null) here = here[String(step)];
    else here = undefined;
    if (here === undefined) throw new Error(`No ${path.join('.')} in ${JSON.stringify(json).slice(0, 400)}`);
  }
  return here;
}

export function list(json: Json, ...path: (string | number)[]): Json[] {
  const found = at(json, ...path);
  if (!Array.isArray(found)) throw new Error(`${path.join('.')} is not a list.`);
  return found;
}

export const text = (json: Json, ...path: (string | number)[]): string => String(at(json, ...path));
export const number = (json: Json, ...path: (string | number)[]): number => Number(at(json, ...path));

async function answer(response: Response): Promise<Answer> {
  const raw = await response.text();
  // JSON.parse answers any; Json is what it can be.
  const body = raw === '' ? null : (JSON.parse(raw) as Json);
  return { status: response.status, headers: response.headers, body };
}

export interface CallOptions {
  query?: Record<string, string>;
  body?: object;
  token?: string;
  secret?: string;
  timestamp?: number;
  cipher?: string | null;
  method?: string;
}

/** A small signed client, written from the platform's page and not from the product's adapter. */
export class TestClient {
  readonly sandbox: Sandbox;
  refreshToken: string;
  accessToken = '';
  cipher = '';

  constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
    this.refreshToken = sandbox.credentials.refreshToken;
  }

  async control(path: string, body?: object): Promise<Json> {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const result = await answer(await fetch(`${this.sandbox.url}/control/${path}`, init));
    if (result.status !== 200) throw new Error(`control/${path}: ${JSON.stringify(result.body)}`);
    return result.body;
  }

  async refresh(token = this.refreshToken): Promise<Answer> {
    const { appKey, appSecret } = this.sandbox.credentials;
    const query = new URLSearchParams({
      app_key: appKey,
      app_secret: appSecret,
      refresh_token: token,
      grant_type: 'refresh_token',
    });
    return answer(await fetch(`${this.sandbox.url}/api/v2/token/refresh?${query}`));
  }

  /** Refreshes and reads the shop, as a client does at its start. */
  async connect(): Promise<this> {
    const tokens = await this.refresh();
    this.accessToken = text(tokens.body, 'data', 'access_token');
    this.refreshToken = text(tokens.body, 'data', 'refresh_token');
    const shops = await this.shop('/authorization/202309/shops', { cipher: null });
    this.cipher = text(shops.body, 'data', 'shops', 0, 'cipher');
    return this;
  }

  /** A signed call; POST when a body is given. */
  async shop(path: string, options: CallOptions = {}): Promise<Answer> {
    const now = options.timestamp ?? Math.floor(number(await this.control('clock'), 'now_ms') / 1000);
    const parameters: Record<string, string> = {
      app_key: this.sandbox.credentials.appKey,
      timestamp: String(now),
      ...options.query,
    };
    const cipher = options.cipher === undefined ? this.cipher : options.cipher;
    if (cipher !== null) parameters.shop_cipher = cipher;
    const body = options.body === undefined ? '' : JSON.stringify(options.body);
    const secret = options.secret ?? this.sandbox.credentials.appSecret;
    const joined = Object.keys(parameters)
      .sort()
      .map((key) => `${key}${parameters[key]}`)
      .join('');
    const sign = createHmac('sha256', secret)
      .update(`${secret}${path}${joined}${body}${secret}`)
      .digest('hex');
    const query = new URLSearchParams({ ...parameters, sign });
    return answer(
      await fetch(`${this.sandbox.url}${path}?${query}`, {
        method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
        headers: {
          'content-type': 'application/json',
          'x-tts-access-token': options.token ?? this.accessToken,
        },
        ...(body === '' ? {} : { body }),
      }),
    );
  }

  async warehouse(path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    return answer(
      await fetch(`${this.sandbox.url}/2026-07${path}`, {
        headers: {
          authorization: `Bearer ${this.sandbox.credentials.shipbobToken}`,
          'content-type': 'application/json',
          shipbob_channel_id: this.sandbox.credentials.shipbobChannelId,
          ...headers,
        },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      }),
    );
  }

  /** All applications of one status, over all pages. */
  async applications(filter: object): Promise<Json[]> {
    const all: Json[] = [];
    let token = '';
    do {
      const query: Record<string, string> = {
        page_size: '50',
        ...(token === '' ? {} : { page_token: token }),
      };
      const page = await this.shop('/affiliate_seller/202508/sample_applications/search', {
        query,
        body: filter,
      });
      all.push(...list(page.body, 'data', 'sample_applications'));
      token = text(page.body, 'data', 'next_page_token');
    } while (token !== '');
    return all;
  }

  async application(id: string): Promise<Json> {
    const found = (await this.applications({})).find((one) => text(one, 'id') === id);
    if (found === undefined) throw new Error(`No application ${id}.`);
    return found;
  }

  review(id: string, body: object): Promise<Answer> {
    return this.shop(`/affiliate_seller/202507/sample_applications/${id}/review`, { body });
  }

  advance(hours: number): Promise<Json> {
    return this.control('advance', { hours });
  }

  async order(id: string): Promise<Json> {
    const found = await this.shop('/order/202507/orders', { query: { ids: id } });
    return at(found.body, 'data', 'orders', 0);
  }
}
