import { SECOND } from '../../domain/time.ts';
import { type AppPair, type AppRole, variableOf } from './apps.ts';
import { type CallContext, failure } from './failures.ts';
import { backoff, tooBusy } from './limiter.ts';
import { type AuthorisationHost, askForGrant, type ReadGrant, readGrant, wrongPair } from './refresh.ts';
import type { FreshTokens } from './tokens.ts';
import type { Envelope } from './verdict.ts';

const CALL: CallContext = { operation: 'exchange_code' };
const GET_TOKEN_PATH = '/api/v2/token/get';
const TRIES = 3;
const SELLER = 0;
/** Reference 1.3. */
const OTHERS: Readonly<Record<number, string>> = { 1: 'a creator', 3: 'a partner (agency)' };

export interface LinkedApp {
  readonly appKey: string;
  readonly serviceId: string | null;
}

/** The page where a seller says yes. Without a service id the older form with the app key (reference 1.2). */
export function authorisationLink(
  hosts: { readonly linkUrl: string; readonly authUrl: string },
  { appKey, serviceId }: LinkedApp,
  state: string,
): string {
  if (serviceId === null) {
    return `${hosts.authUrl}/oauth/authorize?${new URLSearchParams({ app_key: appKey, state })}`;
  }
  return `${hosts.linkUrl}/open/authorize?${new URLSearchParams({ service_id: serviceId, state })}`;
}

/**
 * Trades the code of a redirect for a seller's first tokens. A code works once, so a request that may have arrived is
 * not repeated. Throws `auth` in a sentence of its own for each reason.
 */
export async function exchangeCode(on: AuthorisationHost, app: AppPair, code: string): Promise<FreshTokens> {
  const request = {
    call: CALL,
    path: GET_TOKEN_PATH,
    grantType: 'authorized_code',
    secret: { auth_code: code },
  };
  for (let attempt = 1; ; attempt += 1) {
    const { verdict, envelope } = await askForGrant(on, app, request, attempt);
    if (verdict.kind === 'accepted') return ofSeller(readGrant(verdict.data, CALL));
    if (verdict.kind === 'slow_down') throw tooBusy(CALL, backoff(SECOND, attempt));
    if (verdict.kind !== 'fault' && verdict.kind !== 'unreadable') {
      throw wrongPair(app, envelope, CALL) ?? codeRefused(app.role, envelope);
    }
    if (verdict.kind === 'unreadable' || verdict.sent) throw answerLost();
    if (attempt === TRIES) throw unreachable(verdict.cause);
    await on.machineClock.wait(backoff(SECOND, attempt));
  }
}

function ofSeller({ userType, tokens }: ReadGrant): FreshTokens {
  if (userType === SELLER) return tokens;
  throw failure(
    'auth',
    `This is the authorisation of ${OTHERS[userType] ?? 'somebody who is no seller'}, not of a seller. Open the link again and sign in as the owner of the shop. Nothing was stored.`,
    CALL,
  );
}

/** The platform's text is read for the reason and never shown. */
function codeRefused(role: AppRole, envelope: Envelope | null) {
  const message = envelope?.message ?? '';
  const again = 'Run "affiliate-ops auth" again for a new one. Nothing was stored.';
  const other = `Check that ${variableOf(role, 'APP_KEY')} and the app whose link was opened are the same`;
  const sentence = /expired/i.test(message)
    ? `TikTok Shop refused the code: it is older than 30 minutes. ${again}`
    : /\bused|\bonce|consumed/i.test(message)
      ? `TikTok Shop refused the code: it was used before. ${again}`
      : /another app|other app|not belong|mismatch/i.test(message)
        ? `TikTok Shop refused the code: it was given to another app. ${other}, then run "affiliate-ops auth" again. Nothing was stored.`
        : `TikTok Shop refused the code: it was used before, is older than 30 minutes, or was given to another app. ${other}, then run "affiliate-ops auth" again. Nothing was stored.`;
  return failure('auth', sentence, CALL, {
    ...(envelope && { code: String(envelope.code) }),
    ...(envelope?.requestId && { requestId: envelope.requestId }),
  });
}

function answerLost() {
  return failure(
    'auth',
    'The answer to the code was lost, and a code works only once. Run "affiliate-ops auth" again for a new one. Nothing was stored.',
    CALL,
  );
}

function unreachable(cause: unknown) {
  return failure(
    'unavailable',
    'The authorisation host could not be reached. The code was not used; it works for 30 minutes.',
    CALL,
    {},
    cause,
  );
}
