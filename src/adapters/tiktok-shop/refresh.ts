import { z } from 'zod';
import { SECOND } from '../../domain/time.ts';
import type { MachineClock } from '../../ports/clock.ts';
import type { CallLog } from './client.ts';
import { REFRESH_TOKEN_PATH } from './endpoints.ts';
import { CODES } from './error-codes.ts';
import { failure, failureOfCode } from './failures.ts';
import type { HttpHost } from './http.ts';
import { backoff, type Limiter, tooBusy } from './limiter.ts';
import type { FreshTokens } from './tokens.ts';
import { type Envelope, envelopeOf, judge } from './verdict.ts';
import { list, requiredText, requiredTime, time } from './wire.ts';

const CALL = { operation: 'refresh_token' };
const TRIES = 2;

/** `*_expire_in` are moments, not spans. Scopes had another name before (reference 1.3). */
const grantSchema = z.object({
  access_token: requiredText,
  access_token_expire_in: requiredTime,
  refresh_token: requiredText.nullish(),
  refresh_token_expire_in: time,
  granted_scopes: list(z.string()),
  granted_permissions: list(z.string()),
});

export interface RefreshOptions {
  readonly host: HttpHost;
  readonly appKey: string;
  readonly appSecret: string;
  readonly limiter: Limiter;
  readonly machineClock: MachineClock;
  readonly log: CallLog;
}

/**
 * Trades a refresh token for new tokens. A try whose answer is lost is repeated once: the platform honours the
 * old refresh token until the new access token is first used. Throws `auth` when the authorisation has ended.
 */
export async function refreshTokens(options: RefreshOptions, refreshToken: string): Promise<FreshTokens> {
  for (let attempt = 1; ; attempt += 1) {
    const { verdict, envelope } = await askOnce(options, refreshToken, attempt);
    if (verdict.kind === 'accepted') return readGrant(verdict.data, refreshToken);
    if (verdict.kind === 'slow_down') throw tooBusy(CALL, backoff(SECOND, attempt));
    if (verdict.kind === 'unreadable') throw noGrant();
    if (verdict.kind !== 'fault') throw refusal(envelope);
    if (attempt === TRIES) throw noAnswer(verdict.cause);
    await options.machineClock.wait(backoff(SECOND, attempt));
  }
}

async function askOnce(options: RefreshOptions, refreshToken: string, attempt: number) {
  const { host, appKey, appSecret, limiter, machineClock, log } = options;
  const query = new URLSearchParams({
    app_key: appKey,
    app_secret: appSecret,
    refresh_token: refreshToken,
    grant_type: 'refresh_token',
  });
  await limiter.count(CALL.operation);
  const started = machineClock.now();
  const answer = await host.send({
    method: 'GET',
    target: `${REFRESH_TOKEN_PATH}?${query}`,
    headers: { accept: 'application/json' },
    body: '',
  });
  const envelope = envelopeOf(answer);
  log({
    operation: CALL.operation,
    route: `GET ${REFRESH_TOKEN_PATH}`,
    status: answer.kind === 'answered' ? answer.status : null,
    code: envelope?.code ?? null,
    requestId: envelope?.requestId ?? null,
    ms: machineClock.now() - started,
    attempt,
  });
  return { verdict: judge(answer, envelope, CALL), envelope };
}

function readGrant(data: unknown, usedRefreshToken: string): FreshTokens {
  const grant = grantSchema.safeParse(data);
  if (!grant.success) throw noGrant();
  const { granted_scopes, granted_permissions } = grant.data;
  return {
    accessToken: grant.data.access_token,
    accessExpiresAt: grant.data.access_token_expire_in,
    refreshToken: grant.data.refresh_token ?? usedRefreshToken,
    refreshExpiresAt: grant.data.refresh_token_expire_in,
    grantedScopes: granted_scopes.length > 0 ? granted_scopes : granted_permissions,
  };
}

/** Whatever else the host says no with, only a person with Seller Center can mend it. */
function refusal(envelope: Envelope | null) {
  const code = envelope?.code ?? 0;
  const requestId = envelope?.requestId ?? null;
  const known = failureOfCode(code, requestId, CALL);
  if (known.kind === 'auth' && code !== CODES.accessTokenExpired) return known;
  return failure(
    'auth',
    `TikTok Shop did not accept the refresh token, app key or app secret (code ${code}). Check the three; if they are right, authorise the app again in Seller Center, put the new refresh token in TIKTOK_SHOP_REFRESH_TOKEN and restart.`,
    CALL,
    { code: String(code), ...(requestId !== null && { requestId }) },
  );
}

function noGrant() {
  return failure(
    'bad_answer',
    'The authorisation host gave no tokens in its answer. It is tried again later.',
    CALL,
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
