import { z } from 'zod';
import type { Moment, World } from '../state.ts';
import type { App } from './apps.ts';
import { badRequest, CODE, Refusal } from './envelope.ts';

/** A call that has passed the gateway. `body` is parsed JSON, `{}` when none was sent. */
export interface Call {
  /** The shop that the call names; the seller's first one when it names none. */
  moment: Moment;
  world: World;
  /** The app that signed the call. */
  app: App;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: unknown;
  /** What a multipart call carries; null for every other one. */
  upload: { contentType: string; bytes: Buffer } | null;
  /** The plan of faults says that a write which can fail in part does: one thing of several fails, under code 0. */
  failsInPart: boolean;
}

export interface Endpoint {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  scope: string;
  /** Whether the call names a shop; the platform refuses both a missing and an unexpected cipher. */
  shopLevel: boolean;
  /** Answers the envelope's `data`. */
  handle(call: Call): unknown;
}

/** Makes the affiliate API's endpoints of one scope, all of them about a shop. */
export const affiliateEndpoints =
  (scope: string) =>
  (method: Endpoint['method'], path: string, handle: Endpoint['handle']): Endpoint => ({
    method,
    path: `/affiliate_seller/${path}`,
    scope,
    shopLevel: true,
    handle,
  });

/** A path parameter the endpoint's own template names. */
export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw badRequest(`Missing path parameter: ${name}.`);
  return value;
}

export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw badRequest(`Invalid parameter: ${fields(result.error)}.`);
}

function fields(error: z.ZodError): string {
  return error.issues.map((issue) => issue.path.join('.') || 'body').join(', ');
}

export function pageSize(call: Call, limits: { max: number; fallback?: number }): number {
  const given = call.query.get('page_size');
  if (given === null && limits.fallback !== undefined) return limits.fallback;
  const size = Number(given);
  if (!/^\d+$/.test(given ?? '') || size < 1 || size > limits.max) {
    throw badRequest(`Invalid parameter: page_size must be between 1 and ${limits.max}.`);
  }
  return size;
}

/** Opaque to callers; it holds the place after which the next page starts, so rows that leave do not shift it. */
export function pageToken(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** The place a page token stands for, or null on the first page. */
export function placeOf(call: Call): (string | number)[] | null {
  const token = call.query.get('page_token');
  if (token === null || token === '') return null;
  try {
    const parsed = z
      .array(z.union([z.string(), z.number()]))
      .safeParse(JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
    if (parsed.success) return parsed.data;
  } catch {
    // Not one of ours: refused below like any other wrong token.
  }
  throw badRequest('Invalid parameter: page_token.');
}

export const invalidParams = (message: string): Refusal => new Refusal(CODE.invalidParams, message);

/** Cents as the decimal string of the wire. */
export const decimal = (minor: number): string => (minor / 100).toFixed(2);
