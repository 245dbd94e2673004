import { createHash } from 'node:crypto';
import { DAY, seconds } from '../clock.ts';
import type { WireAnswer, WireRequest } from '../http.ts';
import type { Moment } from '../state.ts';
import { badRequest, CODE, envelope, Refusal } from './envelope.ts';

/** Default life of an access token (platform reference 1.3). */
const ACCESS_DAYS = 7;
const REFRESH_DAYS = 365;

/** What a full authorization grants; "drop_scope" on the control port takes single ones away. */
const ALL_SCOPES = [
  'seller.authorization.info',
  'seller.affiliate_collaboration.read',
  'seller.affiliate_collaboration.write',
  'seller.affiliate_messages.write',
  'seller.creator_marketplace.read',
  'seller.order.info',
  'seller.fulfillment.basic',
  'seller.logistics',
  'seller.product.basic',
  'data.shop_analytics.public.read',
] as const;

interface TokenPair {
  pair_id: number;
  access_token: string;
  access_expires_ms: number;
  access_used: number;
  refresh_token: string;
  refresh_expires_ms: number;
  parent_id: number | null;
  revoked: number;
}

export function grantedScopes(moment: Moment): string[] {
  const dropped: string[] = JSON.parse(moment.state.metaOrNull('dropped_scopes') ?? '[]');
  return ALL_SCOPES.filter((scope) => !dropped.includes(scope));
}

/** Checks the access token of a call and notes its first use, which ends the previous refresh token. */
export function checkAccess(moment: Moment, token: string | undefined): void {
  if (token === undefined || token === '') throw badRequest('Missing header: x-tts-access-token.');
  const pair = moment.state.one<TokenPair>('SELECT * FROM token_pairs WHERE access_token = ?', token);
  if (pair === undefined || pair.revoked === 1) {
    throw new Refusal(CODE.tokenInvalid, 'Access token is invalid or the authorization was removed.', 401);
  }
  if (pair.access_expires_ms <= moment.now) throw new Refusal(CODE.tokenExpired, 'Expired credentials.', 401);
  if (pair.access_used === 0) {
    moment.state.run('UPDATE token_pairs SET access_used = 1 WHERE pair_id = ?', pair.pair_id);
  }
}

function requireApp(moment: Moment, query: URLSearchParams): void {
  if (query.get('app_key') !== moment.state.meta('app_key')) throw badRequest('Invalid app_key.');
  if (query.get('app_secret') !== moment.state.meta('app_secret')) throw badRequest('Invalid app_secret.');
}

/** GET /api/v2/token/refresh: a new pair; the old refresh token counts until the new access token is first used. */
export function refreshToken(moment: Moment, request: WireRequest): WireAnswer {
  requireApp(moment, request.query);
  if (request.query.get('grant_type') !== 'refresh_token') throw badRequest('Invalid grant_type.');
  const given = moment.state.one<TokenPair>(
    'SELECT * FROM token_pairs WHERE refresh_token = ?',
    request.query.get('refresh_token') ?? '',
  );
  if (given === undefined || given.revoked === 1) {
    throw new Refusal(CODE.tokenInvalid, 'Refresh token is invalid or the authorization was removed.');
  }
  const used = moment.state.one<{ pair_id: number }>(
    'SELECT pair_id FROM token_pairs WHERE pair_id > ? AND access_used = 1 LIMIT 1',
    given.pair_id,
  );
  const superseded = moment.state.one<{ pair_id: number }>(
    'SELECT pair_id FROM token_pairs WHERE pair_id > ? AND parent_id IS NOT ? LIMIT 1',
    given.pair_id,
    given.pair_id,
  );
  if (used !== undefined || superseded !== undefined || given.refresh_expires_ms <= moment.now) {
    throw new Refusal(CODE.refreshTokenExpired, 'Refresh token has expired or was replaced.');
  }
  return tokenAnswer(moment, newPair(moment, given.pair_id));
}

/** GET /api/v2/token/get: trades an authorization code, once, for a first pair. */
export function getToken(moment: Moment, request: WireRequest): WireAnswer {
  requireApp(moment, request.query);
  if (request.query.get('grant_type') !== 'authorized_code') throw badRequest('Invalid grant_type.');
  const code = request.query.get('auth_code') ?? '';
  const taken = moment.state.run(
    'DELETE FROM auth_codes WHERE code = ? AND expires_ms > ?',
    code,
    moment.now,
  );
  if (taken === 0) throw badRequest('Invalid auth_code.');
  return tokenAnswer(moment, newPair(moment, null));
}

/** The seller goes through the authorization link again; the code lives 30 minutes. */
export function authorizeAgain(moment: Moment): string {
  const serial = Number(moment.state.metaOrNull('count_code') ?? 0) + 1;
  moment.state.setMeta('count_code', String(serial));
  const code = `TTP_code_${digest(moment, 'code', serial)}`;
  moment.state.insert('auth_codes', { code, expires_ms: moment.now + 30 * 60_000 });
  return code;
}

function digest(moment: Moment, name: string, serial: number): string {
  const text = `${moment.state.meta('app_secret')}/${name}/${serial}`;
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function newPair(moment: Moment, parentId: number | null): TokenPair {
  const { state, now } = moment;
  const top = state.one<{ top: number | null }>('SELECT max(pair_id) AS top FROM token_pairs')?.top ?? 0;
  const pair: TokenPair = {
    pair_id: top + 1,
    access_token: `TTP_access_${digest(moment, 'access', top + 1)}`,
    access_expires_ms: now + ACCESS_DAYS * DAY,
    access_used: 0,
    refresh_token: `TTP_refresh_${digest(moment, 'refresh', top + 1)}`,
    refresh_expires_ms: now + REFRESH_DAYS * DAY,
    parent_id: parentId,
    revoked: 0,
  };
  state.insert('token_pairs', { ...pair });
  return pair;
}

function tokenAnswer(moment: Moment, pair: TokenPair): WireAnswer {
  return envelope(moment.now, {
    access_token: pair.access_token,
    access_token_expire_in: seconds(pair.access_expires_ms),
    refresh_token: pair.refresh_token,
    refresh_token_expire_in: seconds(pair.refresh_expires_ms),
    open_id: moment.state.meta('seller_open_id'),
    seller_name: 'Northbeam Goods',
    seller_base_region: 'US',
    user_type: 0,
    granted_scopes: grantedScopes(moment),
  });
}
