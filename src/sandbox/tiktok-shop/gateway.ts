import { MINUTE, SECOND } from '../clock.ts';
import type { FaultKind } from '../faults.ts';
import type { WireAnswer, WireRequest } from '../http.ts';
import { pathMatcher, slidingLimit } from '../http.ts';
import type { Moment, State, World } from '../state.ts';
import { AFFILIATE_ORDERS } from './affiliate-orders.ts';
import { ANALYTICS } from './analytics.ts';
import { type App, appBy } from './apps.ts';
import { AUTHORIZATION } from './authorization.ts';
import type { Endpoint } from './call.ts';
import { CONVERSATIONS } from './conversations.ts';
import { MEDIA } from './conversations-media.ts';
import { badRequest, CODE, envelope, Refusal, refused } from './envelope.ts';
import { FBT } from './fbt.ts';
import { FULFILLMENT } from './fulfillment.ts';
import { LABELS } from './labels.ts';
import { LOGISTICS } from './logistics.ts';
import { MARKETPLACE } from './marketplace.ts';
import { OPEN_COLLABORATIONS } from './open-collaborations.ts';
import { ORDERS } from './orders.ts';
import { OUTREACH } from './outreach.ts';
import { PACKAGES } from './packages.ts';
import { PRODUCTS } from './products.ts';
import { recall, withPlainToken } from './recall.ts';
import { SAMPLE_RULES } from './sample-rules.ts';
import { SAMPLES } from './samples.ts';
import { expectedSign, sameSign } from './signature.ts';
import { TARGET_COLLABORATIONS } from './target-collaborations.ts';
import { checkAccess, getToken, refreshToken } from './tokens.ts';
import { WEBHOOKS } from './webhooks.ts';

/** Default limit per API and app + shop pair (platform reference 3.5). */
const REQUESTS_PER_SECOND = 50;
const MAX_AGE = 5 * MINUTE;
const MAX_AHEAD = 30 * SECOND;
/** Writes that answer code 0 although a part of them failed (platform reference 0.3). */
const FAILS_IN_PART = [
  /^POST \/affiliate_seller\/\d{6}\/target_collaborations$/,
  /^PUT \/affiliate_seller\/\d{6}\/target_collaborations\/[^/]+$/,
  /^POST \/affiliate_seller\/\d{6}\/conversatons\/read$/,
];

const ENDPOINTS = [
  ...AUTHORIZATION,
  ...WEBHOOKS,
  ...PRODUCTS,
  ...SAMPLES,
  ...SAMPLE_RULES,
  ...OPEN_COLLABORATIONS,
  ...TARGET_COLLABORATIONS,
  ...OUTREACH,
  ...ORDERS,
  ...FULFILLMENT,
  ...PACKAGES,
  ...LABELS,
  ...FBT,
  ...LOGISTICS,
  ...CONVERSATIONS,
  ...AFFILIATE_ORDERS,
  ...ANALYTICS,
  ...MARKETPLACE,
  ...MEDIA,
].map((endpoint) => ({ endpoint, match: pathMatcher(endpoint.path) }));

const ANY_VERSION = ENDPOINTS.map(({ endpoint }) => {
  const shape = pathMatcher(endpoint.path.replace(/\/\d{6}\//, '/{version}/'));
  return (path: string): boolean => /^\d{6}$/.test(shape(path)?.version ?? '');
});

interface Gateway {
  answer(world: World, machineNow: number, request: WireRequest, fault: FaultKind | null): WireAnswer;
  /** Whether a fault that the platform's front door plays can befall this request now. */
  canBefall(kind: FaultKind, request: WireRequest, now: number): boolean;
}

/** The platform's front door: finds the endpoint, checks the caller, answers in the envelope. */
export function tiktokShop(): Gateway {
  const limit = slidingLimit(REQUESTS_PER_SECOND, SECOND);
  const before = recall();
  return {
    answer: (world, machineNow, request, fault) => {
      const { now } = world.first;
      try {
        const token = tokenCall(request.path);
        if (token !== undefined) return token(world.first, request);
        count(world.first, request);
        const { endpoint, params } = find(world.first.state, request);
        const caller = `${request.query.get('app_key')} ${request.query.get('shop_cipher')}`;
        if (limit.take(`${endpoint.method} ${endpoint.path} ${caller}`, machineNow).waitMs > 0) {
          throw new Refusal(CODE.tooManyRequests, 'Too many requests.', 429);
        }
        if (fault === 'clock_skew') throw badRequest('Invalid timestamp.');
        const { app, moment } = check(world, request, endpoint, fault === 'scope_missing');
        if (fault === 'cursor_expired') throw new Refusal(CODE.invalidParams, 'page_token has expired.');
        const again = fault === 'stale_read' ? before.stale(request, now) : null;
        const repeated = fault === 'duplicated_page' ? before.pageBefore(request) : null;
        const known = again ?? repeated;
        if (known !== null) return envelope(now, known.data);
        const call = { moment, world, app, params, failsInPart: fault === 'partial' };
        const data = endpoint.handle({
          ...call,
          query: withPlainToken(request.query),
          ...parsedBody(request),
        });
        before.keep(request, data, now);
        return envelope(now, data);
      } catch (error) {
        if (error instanceof Refusal) return refused(now, error);
        throw error;
      }
    },
    canBefall: (kind, request, now) => {
      if (tokenCall(request.path) !== undefined) return false;
      switch (kind) {
        case 'stale_read':
          return before.stale(request, now) !== null;
        case 'duplicated_page':
          return before.pageBefore(request) !== null;
        case 'cursor_expired':
          return (request.query.get('page_token') ?? '') !== '';
        case 'partial':
          return FAILS_IN_PART.some((write) => write.test(`${request.method} ${request.path}`));
        default:
          return true;
      }
    },
  };
}

function count({ state, now }: Moment, request: WireRequest): void {
  state.run(
    `INSERT INTO request_days VALUES (?, ?, 1) ON CONFLICT (day, app_key) DO UPDATE SET requests = requests + 1`,
    new Date(now).toISOString().slice(0, 10),
    request.query.get('app_key') ?? '',
  );
}

function tokenCall(path: string): ((moment: Moment, request: WireRequest) => WireAnswer) | undefined {
  if (path === '/api/v2/token/refresh') return refreshToken;
  return path === '/api/v2/token/get' ? getToken : undefined;
}

function find(state: State, request: WireRequest): { endpoint: Endpoint; params: Record<string, string> } {
  let known = false;
  for (const { endpoint, match } of ENDPOINTS) {
    const params = match(request.path);
    if (params === null) continue;
    known = true;
    if (endpoint.method !== request.method) continue;
    if (isSunset(state, endpoint)) throw new Refusal(CODE.retiredVersion, 'Invalid version.', 400);
    return { endpoint, params };
  }
  if (known) throw new Refusal(CODE.wrongMethod, 'Invalid method.', 405);
  if (ANY_VERSION.some((shape) => shape(request.path))) {
    throw new Refusal(CODE.retiredVersion, 'Invalid version.', 400);
  }
  throw new Refusal(CODE.unknownPath, 'Invalid path.', 404);
}

function isSunset(state: State, endpoint: Endpoint): boolean {
  const retired: unknown = JSON.parse(state.metaOrNull('sunset') ?? '[]');
  return Array.isArray(retired) && retired.includes(`${endpoint.method} ${endpoint.path}`);
}

/** "METHOD /path" of everything that is served, as a sunset names it. */
export const SERVED: readonly string[] = ENDPOINTS.map(
  ({ endpoint }) => `${endpoint.method} ${endpoint.path}`,
);

/** Checks key, timestamp, signature, token, scope and cipher, in this order. Answers who calls, and for which shop. */
function check(
  world: World,
  request: WireRequest,
  endpoint: Endpoint,
  scopeMissing: boolean,
): { app: App; moment: Moment } {
  const { first } = world;
  const app = appBy(first.state, 'app_key', request.query.get('app_key') ?? '');
  if (app === undefined) throw badRequest('Invalid app_key.');
  checkTimestamp(first, request.query.get('timestamp') ?? '');
  checkSign(app, request);
  const token = request.headers['x-tts-access-token'];
  const scopes = checkAccess(first, app, typeof token === 'string' ? token : undefined);
  if (scopeMissing || !scopes.includes(endpoint.scope)) {
    throw new Refusal(CODE.scopeMissing, `Access denied: scope ${endpoint.scope} is not granted.`, 403);
  }
  return { app, moment: shopNamed(world, request.query.get('shop_cipher'), endpoint.shopLevel) };
}

function checkTimestamp({ state, now }: Moment, stamp: string): void {
  if (!/^\d{10}$/.test(stamp)) throw badRequest('Invalid timestamp.');
  const skew = Number(state.metaOrNull('clock_skew_seconds') ?? 0) * SECOND;
  const age = now + skew - Number(stamp) * SECOND;
  if (age > MAX_AGE || age < -MAX_AHEAD) throw badRequest('Invalid timestamp.');
}

function checkSign(app: App, request: WireRequest): void {
  const { path, query, body } = request;
  const given = query.get('sign');
  if (given === null) throw badRequest('Missing parameter: sign.');
  const contentType = request.headers['content-type'] ?? '';
  if (!sameSign(expectedSign(app.app_secret, { path, query, contentType, body }), given)) {
    throw new Refusal(CODE.badSign, 'Invalid credentials: sign.', 401);
  }
}

function shopNamed(world: World, cipher: string | null, shopLevel: boolean): Moment {
  if (!shopLevel) {
    if (cipher !== null) throw badRequest('Unexpected identifier: shop_cipher.');
    return world.first;
  }
  if (cipher === null || cipher === '') {
    throw new Refusal(CODE.cipherMissing, 'Missing identifier: shop_cipher.', 400);
  }
  const shop = world.shops.find(({ state }) => state.meta('shop_cipher') === cipher);
  if (shop === undefined) throw badRequest('Invalid identifier: shop_cipher.');
  return shop;
}

interface Parsed {
  body: unknown;
  upload: { contentType: string; bytes: Buffer } | null;
}

function parsedBody(request: WireRequest): Parsed {
  if (request.body.length === 0) return { body: {}, upload: null };
  const contentType = request.headers['content-type'] ?? '';
  if (contentType.startsWith('multipart/form-data')) {
    return { body: {}, upload: { contentType, bytes: request.body } };
  }
  if (!contentType.startsWith('application/json')) throw badRequest('Invalid header: content-type.');
  try {
    return { body: JSON.parse(request.body.toString('utf8')), upload: null };
  } catch {
    throw new Refusal(CODE.bodyFormat, 'Invalid body format.', 400);
  }
}
