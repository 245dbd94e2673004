import { MINUTE, SECOND } from '../clock.ts';
import type { WireAnswer, WireRequest } from '../http.ts';
import { pathMatcher, slidingLimit } from '../http.ts';
import type { Moment } from '../state.ts';
import { AUTHORIZATION } from './authorization.ts';
import type { Endpoint } from './call.ts';
import { CONVERSATIONS } from './conversations.ts';
import { badRequest, CODE, envelope, Refusal, refused } from './envelope.ts';
import { FULFILLMENT } from './fulfillment.ts';
import { LOGISTICS } from './logistics.ts';
import { ORDERS } from './orders.ts';
import { PRODUCTS } from './products.ts';
import { SAMPLES } from './samples.ts';
import { expectedSign, sameSign } from './signature.ts';
import { checkAccess, getToken, grantedScopes, refreshToken } from './tokens.ts';

/** Default limit per API and app + shop pair (platform reference 3.5). */
const REQUESTS_PER_SECOND = 50;
const MAX_AGE = 5 * MINUTE;
const MAX_AHEAD = 30 * SECOND;

const ENDPOINTS = [
  ...AUTHORIZATION,
  ...PRODUCTS,
  ...SAMPLES,
  ...ORDERS,
  ...FULFILLMENT,
  ...LOGISTICS,
  ...CONVERSATIONS,
].map((endpoint) => ({ endpoint, match: pathMatcher(endpoint.path) }));

const ANY_VERSION = ENDPOINTS.map(({ endpoint }) => {
  const shape = pathMatcher(endpoint.path.replace(/\/\d{6}\//, '/{version}/'));
  return (path: string): boolean => /^\d{6}$/.test(shape(path)?.version ?? '');
});

type Gateway = (moment: Moment, machineNow: number, request: WireRequest) => WireAnswer;

/** The platform's front door: finds the endpoint, checks the caller, answers in the envelope. */
export function tiktokShop(): Gateway {
  const limit = slidingLimit(REQUESTS_PER_SECOND, SECOND);
  return (moment, machineNow, request) => {
    try {
      const token = tokenCall(request.path);
      if (token !== undefined) return token(moment, request);
      const { endpoint, params } = find(request);
      if (limit.take(`${endpoint.method} ${endpoint.path}`, machineNow).waitMs > 0) {
        throw new Refusal(CODE.tooManyRequests, 'Too many requests.', 429);
      }
      check(moment, request, endpoint);
      const body = parsedBody(request);
      return envelope(moment.now, endpoint.handle({ moment, params, query: request.query, body }));
    } catch (error) {
      if (error instanceof Refusal) return refused(moment.now, error);
      throw error;
    }
  };
}

function tokenCall(path: string): ((moment: Moment, request: WireRequest) => WireAnswer) | undefined {
  if (path === '/api/v2/token/refresh') return refreshToken;
  return path === '/api/v2/token/get' ? getToken : undefined;
}

function find(request: WireRequest): { endpoint: Endpoint; params: Record<string, string> } {
  let known = false;
  for (const { endpoint, match } of ENDPOINTS) {
    const params = match(request.path);
    if (params === null) continue;
    known = true;
    if (endpoint.method === request.method) return { endpoint, params };
  }
  if (known) throw new Refusal(CODE.wrongMethod, 'Invalid method.', 405);
  if (ANY_VERSION.some((shape) => shape(request.path))) {
    throw new Refusal(CODE.retiredVersion, 'Invalid version.', 400);
  }
  throw new Refusal(CODE.unknownPath, 'Invalid path.', 404);
}

function check(moment: Moment, request: WireRequest, endpoint: Endpoint): void {
  const { query } = request;
  if (query.get('app_key') !== moment.state.meta('app_key')) throw badRequest('Invalid app_key.');
  const stamp = query.get('timestamp') ?? '';
  if (!/^\d{10}$/.test(stamp)) throw badRequest('Invalid timestamp.');
  const age = moment.now - Number(stamp) * SECOND;
  if (age > MAX_AGE || age < -MAX_AHEAD) throw badRequest('Invalid timestamp.');
  const given = query.get('sign');
  if (given === null) throw badRequest('Missing parameter: sign.');
  const contentType = request.headers['content-type'] ?? '';
  const signed = { path: request.path, query, contentType, body: request.body };
  if (!sameSign(expectedSign(moment.state.meta('app_secret'), signed), given)) {
    throw new Refusal(CODE.badSign, 'Invalid credentials: sign.', 401);
  }
  const token = request.headers['x-tts-access-token'];
  checkAccess(moment, typeof token === 'string' ? token : undefined);
  if (!grantedScopes(moment).includes(endpoint.scope)) {
    throw new Refusal(CODE.scopeMissing, `Access denied: scope ${endpoint.scope} is not granted.`, 403);
  }
  checkCipher(moment, query.get('shop_cipher'), endpoint.shopLevel);
}

function checkCipher(moment: Moment, cipher: string | null, shopLevel: boolean): void {
  if (!shopLevel) {
    if (cipher !== null) throw badRequest('Unexpected identifier: shop_cipher.');
    return;
  }
  if (cipher === null || cipher === '') {
    throw new Refusal(CODE.cipherMissing, 'Missing identifier: shop_cipher.', 400);
  }
  if (cipher !== moment.state.meta('shop_cipher')) throw badRequest('Invalid identifier: shop_cipher.');
}

function parsedBody(request: WireRequest): unknown {
  if (request.body.length === 0) return {};
  const contentType = request.headers['content-type'] ?? '';
  if (!contentType.startsWith('application/json')) throw badRequest('Invalid header: content-type.');
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new Refusal(CODE.bodyFormat, 'Invalid body format.', 400);
  }
}
