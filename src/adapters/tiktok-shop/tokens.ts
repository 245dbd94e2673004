import { createHash } from 'node:crypto';
import { ExternalError, isPassing } from '../../domain/errors.ts';
import { DAY, HOUR, SECOND, type Timestamp } from '../../domain/time.ts';
import type { MachineClock, ProgramClock } from '../../ports/clock.ts';
import type { ProcessIdentity } from '../../ports/ids.ts';
import type { LeaseStore } from '../../ports/store/coordination.ts';
import type { AppTokens, CredentialStore } from '../../ports/store/credentials.ts';
import { failure } from './failures.ts';

const CALL = { operation: 'refresh_token' };
/** Longer than both tries of a refresh with every timeout spent. */
const LEASE_MS = 90 * SECOND;
/** How long a request waits while another process refreshes. */
const WAIT_FOR_OTHER_MS = 30 * SECOND;
const POLL_MS = SECOND / 4;
/** After a failed refresh nobody here asks the authorisation host again for so long. */
const PAUSE_AFTER_FAILURE_MS = 30 * SECOND;
/** The platform's default; a refresh tells the real one (reference 1.3). */
const DEFAULT_LIFE_MS = 7 * DAY;

type StoredTokens = AppTokens & { readonly revision: number };

/** What a refresh gave. */
export type FreshTokens = Omit<AppTokens, 'seedFingerprint'>;

export interface TokenKeeperOptions {
  readonly appKey: string;
  /** The environment's. Wins once over stored tokens that came from another, unless the platform refuses it. */
  readonly refreshToken: string;
  readonly programClock: ProgramClock;
  readonly machineClock: MachineClock;
  readonly process: ProcessIdentity;
  readonly credentials: CredentialStore;
  readonly leases: LeaseStore;
  /** One refresh at the authorisation host. */
  readonly refresh: (refreshToken: string) => Promise<FreshTokens>;
}

/** Tokens for one request: refreshes at most once. */
export interface TokenSession {
  accessToken(): Promise<string>;
  /** Called when the platform rejected the token; true when there is another one to try with. */
  rejected(accessToken: string, expired: boolean): Promise<boolean>;
}

/**
 * Hands out access tokens and keeps them fresh for all processes of an app: one refreshes under a lease, the
 * others wait and read what it saved. When the answer to a refresh is lost the stored refresh token still
 * works, since the platform honours it until the new access token is first used.
 */
export function createTokenKeeper(options: TokenKeeperOptions): { session(): TokenSession } {
  const { appKey, credentials, leases, machineClock, programClock } = options;
  const seedFingerprint = createHash('sha256').update(options.refreshToken).digest('hex');
  let lifeMs = DEFAULT_LIFE_MS;
  let failed: { readonly error: unknown; readonly until: Timestamp } | null = null;
  let lastTurn: Promise<unknown> = Promise.resolve();

  /**
   * The environment's token wins once. After tokens from it have been seen, others in the store come from a
   * process that was given a newer one; and a given token that the platform refuses is a stale one.
   */
  let givenTokenHadItsTurn = false;
  const accepts = (tokens: AppTokens): boolean => {
    givenTokenHadItsTurn ||= tokens.seedFingerprint === seedFingerprint;
    return givenTokenHadItsTurn;
  };
  const lifeLeft = (tokens: AppTokens) => tokens.accessExpiresAt - programClock.now();
  // Both bounds: an hour alone would refresh short-lived tokens on every request.
  const isFresh = (tokens: AppTokens) => accepts(tokens) && lifeLeft(tokens) >= Math.min(HOUR, 0.2 * lifeMs);
  const stillWorks = (tokens: AppTokens) => accepts(tokens) && lifeLeft(tokens) > 0;

  /** Requests of this process take turns; whoever comes second finds the tokens of the first. */
  function renew(isUsable: (tokens: AppTokens) => boolean): Promise<AppTokens> {
    const turn = lastTurn.then(() => renewAmongProcesses(isUsable));
    lastTurn = turn.catch(() => undefined);
    return turn;
  }

  async function renewAmongProcesses(isUsable: (tokens: AppTokens) => boolean): Promise<AppTokens> {
    const giveUpAt = machineClock.now() + WAIT_FOR_OTHER_MS;
    for (;;) {
      const stored = await credentials.tokens(appKey);
      if (stored && isUsable(stored)) return stored;
      if (failed && machineClock.now() < failed.until) throw failed.error;
      const lease = await leases.acquire(`token:${appKey}`, options.process, LEASE_MS, machineClock.now());
      if (lease) return await renewUnderLease(isUsable).finally(() => leases.release(lease));
      if (machineClock.now() >= giveUpAt) throw othersTakeTooLong();
      await machineClock.wait(POLL_MS);
    }
  }

  async function renewUnderLease(isUsable: (tokens: AppTokens) => boolean): Promise<AppTokens> {
    const stored = await credentials.tokens(appKey);
    if (stored && isUsable(stored)) return stored;
    try {
      return await refreshAndSave(stored, isUsable);
    } catch (error) {
      failed = { error, until: machineClock.now() + PAUSE_AFTER_FAILURE_MS };
      throw error;
    }
  }

  async function refreshAndSave(
    stored: StoredTokens | null,
    isUsable: (tokens: AppTokens) => boolean,
  ): Promise<AppTokens> {
    const fresh = await refreshed(stored);
    if (await credentials.saveTokens(appKey, fresh, stored?.revision ?? 0)) {
      lifeMs = Math.max(0, lifeLeft(fresh));
      failed = null;
      return fresh;
    }
    const saved = await credentials.tokens(appKey);
    if (saved && isUsable(saved)) return saved;
    throw othersTakeTooLong();
  }

  async function refreshed(stored: StoredTokens | null): Promise<AppTokens> {
    const again = async ({ refreshToken, seedFingerprint: seed }: AppTokens) => ({
      ...(await options.refresh(refreshToken)),
      seedFingerprint: seed,
    });
    if (stored && accepts(stored)) return again(stored);
    try {
      return { ...(await options.refresh(options.refreshToken)), seedFingerprint };
    } catch (error) {
      if (!stored || !(error instanceof ExternalError) || error.kind !== 'auth') throw error;
      givenTokenHadItsTurn = true;
      return again(stored);
    }
  }

  function session(): TokenSession {
    let renewed = false;

    async function accessToken(): Promise<string> {
      const stored = await credentials.tokens(appKey);
      if (stored && (isFresh(stored) || (renewed && stillWorks(stored)))) return stored.accessToken;
      renewed = true;
      try {
        return (await renew(isFresh)).accessToken;
      } catch (error) {
        const usable = stored !== null && stillWorks(stored);
        if (!usable || !(error instanceof ExternalError) || !isPassing(error)) throw error;
        renewed = false;
        return stored.accessToken;
      }
    }

    async function rejected(token: string, expired: boolean): Promise<boolean> {
      const isOther = (tokens: AppTokens) => accepts(tokens) && tokens.accessToken !== token;
      const stored = await credentials.tokens(appKey);
      if (stored && isOther(stored)) return true;
      if (!expired || renewed) return false;
      renewed = true;
      await renew(isOther);
      return true;
    }

    return { accessToken, rejected };
  }

  return { session };
}

function othersTakeTooLong(): ExternalError {
  return failure(
    'unavailable',
    'Another process is renewing the access token and has not finished. Nothing was sent; it is tried again later.',
    CALL,
  );
}
