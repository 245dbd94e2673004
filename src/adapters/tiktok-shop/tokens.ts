import { createHash } from 'node:crypto';
import { ExternalError, isPassing } from '../../domain/errors.ts';
import { DAY, HOUR, MINUTE, SECOND, type Timestamp } from '../../domain/time.ts';
import type { MachineClock, ProgramClock } from '../../ports/clock.ts';
import type { ProcessIdentity } from '../../ports/ids.ts';
import type { LeaseStore } from '../../ports/store/coordination.ts';
import type { AppTokens, AuthorisationKey, CredentialStore } from '../../ports/store/credentials.ts';
import { failure } from './failures.ts';

const CALL = { operation: 'refresh_token' };
/** Longer than both tries of two refreshes with every timeout spent. */
const LEASE_MS = 180 * SECOND;
/** How long a request waits while another process refreshes. */
const WAIT_FOR_OTHER_MS = 30 * SECOND;
const POLL_MS = SECOND / 4;
/** After a failed refresh nobody here asks the authorisation host again for so long, and twice as long each time. */
const PAUSE_AFTER_FAILURE_MS = 30 * SECOND;
const LONGEST_PAUSE_MS = 10 * MINUTE;
/** The platform's default; a refresh tells the real one (reference 1.3). */
const DEFAULT_LIFE_MS = 7 * DAY;

type StoredTokens = AppTokens & { readonly revision: number };
type IsUsable = (tokens: AppTokens) => boolean;

/** What the authorisation host gave. */
export type FreshTokens = Omit<AppTokens, 'seedFingerprint'>;

export interface TokenKeeperOptions {
  readonly key: AuthorisationKey;
  /**
   * The environment's, null when it gave none. Wins once over stored tokens that came from another, unless the platform
   * refuses it.
   */
  readonly refreshToken: string | null;
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

/** Why nothing is asked of the authorisation host for a while. Other tokens in the store end it at once. */
interface Pause {
  readonly error: unknown;
  readonly until: Timestamp;
  readonly lengthMs: number;
  /** Of the stored tokens that did not help; 0 for none. */
  readonly revision: number;
  /** The access token that calls were refused with; null when the refresh was not about a refusal. */
  readonly rejected: string | null;
}

export interface TokenKeeper {
  session(): TokenSession;
  /** True while the platform refuses the authorisation and it is not time yet to ask again. */
  paused(): Promise<boolean>;
}

/**
 * Hands out access tokens of one authorisation and keeps them fresh for all processes: one refreshes under a lease, the
 * others wait and read what it saved. When the answer to a refresh is lost the stored refresh token still works, since
 * the platform honours it until the new access token is first used. What the platform refuses is told and then left
 * alone for a growing while: only another token, or a person, can mend it.
 */
export function createTokenKeeper(options: TokenKeeperOptions): TokenKeeper {
  const { key, credentials, leases, machineClock, programClock } = options;
  const given = options.refreshToken;
  const seedFingerprint = fingerprint(given);
  let lifeMs = DEFAULT_LIFE_MS;
  let pause: Pause | null = null;
  let lastTurn: Promise<unknown> = Promise.resolve();

  /**
   * The environment's token wins once. After tokens from it have been seen, others in the store come from a
   * process that was given a newer one; and a given token that the platform refuses is a stale one.
   */
  let givenTokenHadItsTurn = given === null;
  const accepts = (tokens: AppTokens): boolean => {
    givenTokenHadItsTurn ||= tokens.seedFingerprint === seedFingerprint;
    return givenTokenHadItsTurn;
  };
  const lifeLeft = (tokens: AppTokens) => tokens.accessExpiresAt - programClock.now();
  // Both bounds: an hour alone would refresh short-lived tokens on every request.
  const isFresh = (tokens: AppTokens) => accepts(tokens) && lifeLeft(tokens) >= Math.min(HOUR, 0.2 * lifeMs);
  const stillWorks = (tokens: AppTokens) => accepts(tokens) && lifeLeft(tokens) > 0;

  const pauseFor = (stored: StoredTokens | null): Pause | null => {
    const holds = pause !== null && machineClock.now() < pause.until;
    return holds && pause?.revision === (stored?.revision ?? 0) ? pause : null;
  };

  /** Requests of this process take turns; whoever comes second finds the tokens of the first. */
  function renew(isUsable: IsUsable, rejected: string | null): Promise<AppTokens> {
    const turn = lastTurn.then(() => renewAmongProcesses(isUsable, rejected));
    lastTurn = turn.catch(() => undefined);
    return turn;
  }

  async function renewAmongProcesses(isUsable: IsUsable, rejected: string | null): Promise<AppTokens> {
    const giveUpAt = machineClock.now() + WAIT_FOR_OTHER_MS;
    for (;;) {
      const stored = await credentials.tokens(key);
      if (stored && isUsable(stored)) return stored;
      const held = pauseFor(stored);
      if (held) throw held.error;
      const lease = await leases.acquire(leaseName(key), options.process, LEASE_MS, machineClock.now());
      if (lease) return await renewUnderLease(isUsable, rejected).finally(() => leases.release(lease));
      if (machineClock.now() >= giveUpAt) throw othersTakeTooLong();
      await machineClock.wait(POLL_MS);
    }
  }

  async function renewUnderLease(isUsable: IsUsable, rejected: string | null): Promise<AppTokens> {
    const stored = await credentials.tokens(key);
    if (stored && isUsable(stored)) return stored;
    try {
      const tokens = await refreshAndSave(stored, isUsable);
      pause = null;
      return tokens;
    } catch (error) {
      const grows = isRefusal(error) && pause !== null && isRefusal(pause.error);
      const lengthMs = grows
        ? Math.min(2 * (pause?.lengthMs ?? 0), LONGEST_PAUSE_MS)
        : PAUSE_AFTER_FAILURE_MS;
      const revision = (await credentials.tokens(key))?.revision ?? 0;
      pause = { error, until: machineClock.now() + lengthMs, lengthMs, revision, rejected };
      throw error;
    }
  }

  async function refreshAndSave(stored: StoredTokens | null, isUsable: IsUsable): Promise<AppTokens> {
    let before = stored;
    let refusal: unknown = nothingAuthorised();
    const tried = new Set<string>();
    for (;;) {
      const next = candidates(before).find(({ refreshToken }) => !tried.has(refreshToken));
      if (!next) throw refusal;
      tried.add(next.refreshToken);
      try {
        return await save(await refreshed(next, before), before, isUsable);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        refusal = error;
        if (next.refreshToken === given) givenTokenHadItsTurn = true;
        // Another process, or a person at the command line, may have brought newer ones meanwhile.
        before = await credentials.tokens(key);
        if (before && isUsable(before)) return before;
      }
    }
  }

  /** Refresh tokens that may work, the likelier first. */
  function candidates(stored: StoredTokens | null): { refreshToken: string; seedFingerprint: string }[] {
    const kept = stored ? [stored] : [];
    const fresh = given === null ? [] : [{ refreshToken: given, seedFingerprint }];
    return stored && accepts(stored) ? [...kept, ...fresh] : [...fresh, ...kept];
  }

  async function refreshed(
    { refreshToken, seedFingerprint: seed }: { refreshToken: string; seedFingerprint: string },
    before: StoredTokens | null,
  ): Promise<AppTokens> {
    const fresh = await options.refresh(refreshToken);
    const sellerId = fresh.sellerId ?? before?.sellerId ?? null;
    const sellerName = fresh.sellerName ?? before?.sellerName ?? null;
    return { ...fresh, sellerId, sellerName, seedFingerprint: seed };
  }

  async function save(fresh: AppTokens, before: StoredTokens | null, isUsable: IsUsable): Promise<AppTokens> {
    if (await credentials.saveTokens(key, fresh, before?.revision ?? 0)) {
      lifeMs = Math.max(0, lifeLeft(fresh));
      return fresh;
    }
    const saved = await credentials.tokens(key);
    if (saved && isUsable(saved)) return saved;
    throw othersTakeTooLong();
  }

  function session(): TokenSession {
    let renewed = false;

    async function accessToken(): Promise<string> {
      const stored = await credentials.tokens(key);
      const held = pauseFor(stored);
      if (stored && held && held.rejected === stored.accessToken) throw held.error;
      if (stored && (isFresh(stored) || (renewed && stillWorks(stored)))) return stored.accessToken;
      renewed = true;
      try {
        return (await renew(isFresh, null)).accessToken;
      } catch (error) {
        const usable = stored !== null && stillWorks(stored);
        if (!usable || !(error instanceof ExternalError) || !isPassing(error)) throw error;
        renewed = false;
        return stored.accessToken;
      }
    }

    /** Also after a removal: a rotation elsewhere can look like one, and the refresh tells for certain. */
    async function rejected(token: string, expired: boolean): Promise<boolean> {
      const isOther = (tokens: AppTokens) => accepts(tokens) && tokens.accessToken !== token;
      const stored = await credentials.tokens(key);
      if (stored && isOther(stored)) return true;
      if (expired && renewed) return false;
      renewed = true;
      await renew(isOther, token);
      return true;
    }

    return { accessToken, rejected };
  }

  async function paused(): Promise<boolean> {
    return pause !== null && isRefusal(pause.error) && pauseFor(await credentials.tokens(key)) !== null;
  }

  return { session, paused };
}

/** Of the refresh token that the environment gave, to know it again without keeping it. */
export function fingerprint(refreshToken: string | null): string {
  return createHash('sha256')
    .update(refreshToken ?? '')
    .digest('hex');
}

function leaseName({ appKey, account }: AuthorisationKey): string {
  return account === '' ? `token:${appKey}` : `token:${appKey}:${account}`;
}

function isRefusal(error: unknown): boolean {
  return error instanceof ExternalError && error.kind === 'auth';
}

export function nothingAuthorised(): ExternalError {
  return failure(
    'auth',
    'No shop has authorised the app yet. Run "affiliate-ops auth" and open the link that it prints. Nothing was sent.',
    CALL,
  );
}

function othersTakeTooLong(): ExternalError {
  return failure(
    'unavailable',
    'Another process is renewing the access token and has not finished. Nothing was sent; it is tried again later.',
    CALL,
  );
}
