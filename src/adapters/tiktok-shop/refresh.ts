import { z } from 'zod';
import { SECOND } from '../../domain/time.ts';
import type { MachineClock } from '../../ports/clock.ts';
import { type AppPair, variableOf } from './apps.ts';
import type { CallLog } from './client.ts';
import { REFRESH_TOKEN_PATH } from './endpoints.ts';
import { CODES } from './error-codes.ts';
import { type CallContext, failure, failureOfCode } from './failures.ts';
import type { HttpHost } from './http.ts';
import { backoff, tooBusy } from './limiter.ts';
import type { FreshTokens } from './tokens.ts';
import { type Envelope, envelopeOf, judge } from './verdict.ts';
import { list, requiredText, requiredTime, text, time } from './wire.ts';

const CALL = { operation: 'refresh_token' };
const TRIES = 2;

/** `*_expire_in` are moments, not spans. Scopes had another name before (reference 1.3). */
const grantSchema = z.object({
  access_token: requiredText,
  access_token_expire_in: requiredTime,
  refresh_token: requiredText.nullish(),
  refresh_token_expire_in: time,
  open_id: text,
  seller_name: text,
  user_type: z.number().nullish(),
  granted_scopes: list(z.string()),
  granted_permissions: list(z.string()),
});

export interface AuthorisationHost {
  readonly host: HttpHost;
  readonly machineClock: MachineClock;
  readonly log: CallLog;
}

/**
 * Trades a refresh token for new tokens. A try whose answer is lost is repeated once: the platform honours the
 * old refresh token until the new access token is first used. Not counted against the API's budget: another host, a few
 * requests a week. Throws `auth` when the authorisation has ended.
 */
export async function refreshTokens(
  on: AuthorisationHost,
  app: AppPair,
  refreshToken: string,
): Promise<FreshTokens> {
  const request = { call: CALL, path: REFRESH_TOKEN_PATH, grantType: 'refresh_token' };
  for (let attempt = 1; ; attempt += 1) {
    const { verdict, envelope } = await askForGrant(
      on,
      app,
      { ...request, secret: { refresh_token: refreshToken } },
      attempt,
    );
    if (verdict.kind === 'accepted') return readGrant(verdict.data, CALL, refreshToken).tokens;
    if (verdict.kind === 'slow_down') throw tooBusy(CALL, backoff(SECOND, attempt));
    if (verdict.kind === 'unreadable') throw noGrant(CALL);
    if (verdict.kind !== 'fault') throw wrongPair(app, envelope, CALL) ?? refusal(envelope);
    if (attempt === TRIES) throw noAnswer(verdict.cause);
    await on.machineClock.wait(backoff(SECOND, attempt));
  }
}

interface GrantRequest {
  readonly call: CallContext;
  readonly path: string;
  readonly grantType: string;
  readonly secret: Readonly<Record<string, string>>;
}

/** One request at the authorisation host. */
export async function askForGrant(
  { host, machineClock, log }: AuthorisationHost,
  { appKey, appSecret }: AppPair,
  { call, path, grantType, secret }: GrantRequest,
  attempt: number,
) {
  const query = new URLSearchParams({
    app_key: appKey,
    app_secret: appSecret,
    ...secret,
    grant_type: grantType,
  });
  const started = machineClock.now();
  const answer = await host.send({
    method: 'GET',
    target: `${path}?${query}`,
    headers: { accept: 'application/json' },
    body: '',
  });
  const envelope = envelopeOf(answer);
  log({
    operation: call.operation,
    route: `GET ${path}`,
    status: answer.kind === 'answered' ? answer.status : null,
    code: envelope?.code ?? null,
    requestId: envelope?.requestId ?? null,
    ms: machineClock.now() - started,
    attempt,
  });
  return { verdict: judge(answer, envelope, call), envelope };
}

export interface ReadGrant {
  readonly tokens: FreshTokens;
  /** Who gave it: 0 a seller, 1 a creator, 3 a partner (reference 1.3). */
  readonly userType: number;
}

export function readGrant(
  data: unknown,
  call: CallContext,
  usedRefreshToken: string | null = null,
): ReadGrant {
  const grant = grantSchema.safeParse(data);
  const refreshToken = grant.data?.refresh_token ?? usedRefreshToken;
  if (!grant.success || refreshToken === null) throw noGrant(call);
  const { granted_scopes, granted_permissions } = grant.data;
  const tokens = {
    accessToken: grant.data.access_token,
    accessExpiresAt: grant.data.access_token_expire_in,
    refreshToken,
    refreshExpiresAt: grant.data.refresh_token_expire_in,
    grantedScopes: granted_scopes.length > 0 ? granted_scopes : granted_permissions,
    sellerId: grant.data.open_id,
    sellerName: grant.data.seller_name,
  };
  return { tokens, userType: grant.data.user_type ?? 0 };
}

/** Key and secret that do not belong together, or to any app: the code is the same for many causes, only the text differs. */
export function wrongPair({ role }: AppPair, envelope: Envelope | null, call: CallContext) {
  if (envelope?.code !== CODES.badRequest) return null;
  const what = /app_?secret/i.test(envelope.message)
    ? 'APP_SECRET'
    : /app_?key/i.test(envelope.message)
      ? 'APP_KEY'
      : null;
  if (what === null) return null;
  const name = what === 'APP_KEY' ? 'app key' : 'app secret';
  return failure(
    'auth',
    `TikTok Shop does not accept the ${name}. Copy it from Partner Center into ${variableOf(role, what)} and restart. Nothing was changed.`,
    call,
    { code: String(envelope.code), ...(envelope.requestId !== null && { requestId: envelope.requestId }) },
  );
}

/** Whatever else the host says no with, only a person with Seller Center can mend it. */
function refusal(envelope: Envelope | null) {
  const code = envelope?.code ?? 0;
  const requestId = envelope?.requestId ?? null;
  const known = failureOfCode(code, requestId, CALL);
  if (known.kind === 'auth' && code !== CODES.accessTokenExpired) return known;
  return failure(
    'auth',
    `TikTok Shop did not accept the refresh token (code ${code}). Run "affiliate-ops auth" to authorise the app again. Nothing was changed.`,
    CALL,
    { code: String(code), ...(requestId !== null && { requestId }) },
  );
}

function noGrant(call: CallContext) {
  return failure(
    'bad_answer',
    'The authorisation host gave no tokens in its answer. It is tried again later.',
    call,
  );
}

function noAnswer(cause: unknown) {
  return failure(
    'unavailable',
    'The authorisation host did not answer. The stored refresh token stays good; it is tried again later.',
    CALL,
    {},
    cause,
  );
}
