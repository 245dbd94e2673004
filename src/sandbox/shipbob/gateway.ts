import { MINUTE, SECOND } from '../clock.ts';
import type { WireAnswer, WireRequest } from '../http.ts';
import { pathMatcher, slidingLimit } from '../http.ts';
import type { Moment } from '../state.ts';
import { INVENTORY } from './inventory.ts';
import { ORDERS } from './orders.ts';
import { SHIPMENTS } from './shipments.ts';
import type { VendorEndpoint } from './vendor-call.ts';
import { VendorRefusal } from './vendor-call.ts';

/** Everything under this path is the warehouse's; the rest belongs to the shop's platform. */
export const SHIPBOB_BASE = '/2026-07';
/**
 * The vendor allows 150 a minute per user and app. A sandbox morning runs in seconds what takes the real desk hours,
 * so the window is four times as generous; headers and refusal are the vendor's.
 */
const CALLS_PER_MINUTE = 600;

const ENDPOINTS = [...ORDERS, ...SHIPMENTS, ...INVENTORY].map((endpoint: VendorEndpoint) => ({
  endpoint,
  match: pathMatcher(SHIPBOB_BASE + endpoint.path),
}));

/** The warehouse's API. The sliding minute follows the programme's clock, so advancing it empties the window. */
export function shipbob(): (moment: Moment, request: WireRequest) => WireAnswer {
  const limit = slidingLimit(CALLS_PER_MINUTE, MINUTE);
  return (moment, request) => {
    if (request.headers.authorization !== `Bearer ${moment.state.meta('shipbob_token')}`) {
      return { status: 401, body: null };
    }
    const { waitMs, left } = limit.take('calls', moment.now);
    if (waitMs > 0) return tooMany(waitMs);
    const headers = { 'x-remaining-calls': String(left) };
    try {
      return { ...dispatch(moment, request), headers };
    } catch (error) {
      if (error instanceof VendorRefusal) return { status: error.status, headers, body: error.body };
      throw error;
    }
  };
}

function tooMany(waitMs: number): WireAnswer {
  const seconds = Math.ceil(waitMs / SECOND);
  return {
    status: 429,
    headers: { 'x-remaining-calls': '0', 'x-retry-after': String(seconds) },
    body: { statusCode: 429, message: `Rate limit is exceeded. Try again in ${seconds} seconds.` },
  };
}

function dispatch(moment: Moment, request: WireRequest): WireAnswer {
  let known = false;
  for (const { endpoint, match } of ENDPOINTS) {
    const params = match(request.path);
    if (params === null) continue;
    known = true;
    if (endpoint.method !== request.method) continue;
    return endpoint.handle({
      moment,
      params,
      query: request.query,
      body: parsedBody(request),
      channelId: channelOf(request),
      self: `http://${request.headers.host ?? '127.0.0.1'}${request.path}`,
    });
  }
  return { status: known ? 405 : 404, body: null };
}

function channelOf(request: WireRequest): number | null {
  const header = request.headers.shipbob_channel_id;
  return typeof header === 'string' && /^\d+$/.test(header) ? Number(header) : null;
}

function parsedBody(request: WireRequest): unknown {
  if (request.body.length === 0) return null;
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new VendorRefusal(400, { '': ['The request body is not valid JSON.'] });
  }
}
