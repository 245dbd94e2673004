import { createHash } from 'node:crypto';
import { DAY, MINUTE, seconds } from '../clock.ts';
import type { WireAnswer, WireRequest } from '../http.ts';
import type { Moment } from '../state.ts';
import { type App, appBy, grantedScopes } from './apps.ts';
import { badRequest, CODE, envelope, Refusal } from './envelope.ts';

/** Default life of an access token (platform reference 1.3). */
const ACCESS_DAYS = 7;
const REFRESH_DAYS = 365;
const CODE_LIFE = 30 * MINUTE;

interface TokenPair {
  pair_id: number;
  access_token: string;
  access_expires_ms: number;
  access_used: number;
  refresh_token: string;
  refresh_expires_ms: number;
  parent_id: number | null;
  revoked: number;
  app: string;
  /** Scopes granted with this authorization as JSON; empty means all the app has. */
  granted: string;
}

/** Checks a call's access token and notes its first use, which ends the previous refresh token. Answers its scopes. */
export function checkAccess(moment: Moment, app: App, token: string | undefined): string[] {
  if (token === undefined || token === '') throw badRequest('Missing header: x-tts-access-token.');
  const pair = moment.state.one<TokenPair>('SELECT * FROM token_pairs WHERE access_token = ?', token);
  if (pair === undefined || pair.revoked === 1 || pair.app !== app.app) {
    throw new Refusal(CODE.tokenInvalid, 'Access token is invalid or the authorization was removed.', 401);
  }
  if (pair.access_expires_ms <= moment.now) throw new Refusal(CODE.tokenExpired, 'Expired credentials.', 401);
  if (pair.access_used === 0) {
    moment.state.run('UPDATE token_pairs SET access_used = 1 WHERE pair_id = ?', pair.pair_id);
  }
  return grantedScopes(app, pair.granted);
}

function requireApp(moment: Moment, query: URLSearchParams): App {
  const app = appBy(moment.state, 'app_key', query.get('app_key') ?? '');
  if (app === undefined) throw badRequest('Invalid app_key.');
  if (query.get('app_secret') !== app.app_secret) throw badRequest('Invalid app_secret.');
  return app;
}

/** GET /api/v2/token/refresh: a new pair; the old refresh token counts until the new access token is first used. */
export function refreshToken(moment: Moment, request: WireRequest): WireAnswer {
  const app = requireApp(moment, request.query);
  if (request.query.get('grant_type') !== 'refresh_token') throw badRequest('Invalid grant_type.');
  const given = moment.state.one<TokenPair>(
    'SELECT * FROM token_pairs WHERE refresh_token = ? AND app = ?',
    request.query.get('refresh_token') ?? '',
    app.app,
  );
  if (given === undefined || given.revoked === 1) {
    throw new Refusal(CODE.tokenInvalid, 'Refresh token is invalid or the authorization was removed.');
  }
  if (given.refresh_expires_ms <= moment.now || isReplaced(moment, given)) {
    throw new Refusal(CODE.refreshTokenExpired, 'Refresh token has expired or was replaced.');
  }
  return tokenAnswer(
    moment,
    app,
    newPair(moment, app.app, { parentId: given.pair_id, granted: given.granted }),
  );
}

function isReplaced({ state }: Moment, given: TokenPair): boolean {
  const hard = state.metaOrNull('hard_rotation') === '1';
  const later = state.all<{ access_used: number; parent_id: number | null }>(
    'SELECT access_used, parent_id FROM token_pairs WHERE pair_id > ? AND app = ?',
    given.pair_id,
    given.app,
  );
  return later.some((pair) => hard || pair.access_used === 1 || pair.parent_id !== given.pair_id);
}

/** GET /api/v2/token/get: trades an authorization code, once, for a first pair. */
export function getToken(moment: Moment, request: WireRequest): WireAnswer {
  const app = requireApp(moment, request.query);
  if (request.query.get('grant_type') !== 'authorized_code') throw badRequest('Invalid grant_type.');
  const code = moment.state.one<{ granted: string }>(
    'DELETE FROM auth_codes WHERE code = ? AND app = ? AND expires_ms > ? RETURNING granted',
    request.query.get('auth_code') ?? '',
    app.app,
    moment.now,
  );
  if (code === undefined) throw badRequest('Invalid auth_code.');
  return tokenAnswer(moment, app, newPair(moment, app.app, { parentId: null, granted: code.granted }));
}

/** The seller goes through the authorization link; the code lives 30 minutes. `granted` is JSON, '' for everything. */
export function authorizationCode(moment: Moment, app: string, granted: string): string {
  const serial = Number(moment.state.metaOrNull('count_code') ?? 0) + 1;
  moment.state.setMeta('count_code', String(serial));
  const code = `TTP_code_${digest(moment, 'code', serial)}`;
  moment.state.insert('auth_codes', { code, expires_ms: moment.now + CODE_LIFE, app, granted });
  return code;
}

/** Somebody else refreshed the app's tokens and used the new pair. False when the app has none. */
export function rotateElsewhere(moment: Moment, app: string): boolean {
  const latest = moment.state.one<TokenPair>(
    'SELECT * FROM token_pairs WHERE app = ? AND revoked = 0 ORDER BY pair_id DESC LIMIT 1',
    app,
  );
  if (latest === undefined) return false;
  const pair = newPair(moment, app, { parentId: latest.pair_id, granted: latest.granted });
  moment.state.run('UPDATE token_pairs SET access_used = 1 WHERE pair_id = ?', pair.pair_id);
  return true;
}

/** Ends what is in force of an app's tokens of one kind. Answers how many it were. */
export function expire(moment: Moment, app: string, kind: 'access' | 'refresh'): number {
  const column = kind === 'access' ? 'access_expires_ms' : 'refresh_expires_ms';
  return moment.state.run(
    `UPDATE token_pairs SET ${column} = ? WHERE app = ? AND ${column} > ?`,
    moment.now,
    app,
    moment.now,
  );
}

/** The seller removes the app's authorization: all its tokens are dead. Answers how many it were. */
export function revoke(moment: Moment, app: string): number {
  return moment.state.run('UPDATE token_pairs SET revoked = 1 WHERE app = ? AND revoked = 0', app);
}

function digest(moment: Moment, kind: string, serial: number): string {
  const text = `${moment.state.meta('app_secret')}/${kind}/${serial}`;
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function newPair(
  moment: Moment,
  app: string,
  origin: { parentId: number | null; granted: string },
): TokenPair {
  const { state, now } = moment;
  const top = state.one<{ top: number | null }>('SELECT max(pair_id) AS top FROM token_pairs')?.top ?? 0;
  const pair: TokenPair = {
    pair_id: top + 1,
    access_token: `TTP_access_${digest(moment, 'access', top + 1)}`,
    access_expires_ms: now + ACCESS_DAYS * DAY,
    access_used: 0,
    refresh_token: `TTP_refresh_${digest(moment, 'refresh', top + 1)}`,
    refresh_expires_ms: now + REFRESH_DAYS * DAY,
    parent_id: origin.parentId,
    revoked: 0,
    app,
    granted: origin.granted,
  };
  state.insert('token_pairs', { ...pair });
  return pair;
}

function tokenAnswer(moment: Moment, app: App, pair: TokenPair): WireAnswer {
  return envelope(moment.now, {
    access_token: pair.access_token,
    access_token_expire_in: seconds(pair.access_expires_ms),
    refresh_token: pair.refresh_token,
    refresh_token_expire_in: seconds(pair.refresh_expires_ms),
    open_id: moment.state.meta('seller_open_id'),
    seller_name: 'Northbeam Goods',
    seller_base_region: 'US',
    user_type: 0,
    granted_scopes: grantedScopes(app, pair.granted),
  });
}
