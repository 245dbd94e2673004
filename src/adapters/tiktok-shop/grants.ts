import type { ShopRef } from '../../domain/shop.ts';
import type { MachineClock, ProgramClock } from '../../ports/clock.ts';
import type { ProcessIdentity } from '../../ports/ids.ts';
import type { LeaseStore } from '../../ports/store/coordination.ts';
import type { AuthorisationKey, CredentialStore } from '../../ports/store/credentials.ts';
import type { AppCredentials, AppPair } from './apps.ts';
import type { Scope } from './endpoints.ts';
import { type CallContext, failure } from './failures.ts';
import {
  createTokenKeeper,
  type FreshTokens,
  nothingAuthorised,
  type TokenKeeper,
  type TokenSession,
} from './tokens.ts';

/** App and authorisation under which a call goes out. */
export interface Grant extends AppPair {
  /** The seller; '' for the first of an app. */
  readonly account: string;
  /** Of the shop, for this app; null for calls that are about no shop. */
  readonly cipher: string | null;
  /** For one call. */
  readonly session: TokenSession;
}

export interface Grants {
  /**
   * The app and authorisation under which a call about a shop goes out: one that covers the shop and was granted the
   * scope; an affiliate app before a connector where both were. Throws ExternalError kind `auth` (nothing authorised) or
   * `scope` (names the scope and the app).
   */
  forShop(shop: ShopRef, scope: Scope, call: CallContext): Promise<Grant>;
  /** One per stored authorisation or given refresh token: for calls about no shop. Throws `auth` when there is none. */
  all(): Promise<readonly Grant[]>;
  /** What the list of shops under a grant of `all` said. */
  recordAccess(
    grant: Grant,
    shops: readonly { readonly shopId: string; readonly cipher: string }[],
  ): Promise<void>;
}

export interface GrantsOptions {
  /** The affiliate app first. */
  readonly apps: readonly AppCredentials[];
  readonly programClock: ProgramClock;
  readonly machineClock: MachineClock;
  readonly process: ProcessIdentity;
  readonly credentials: CredentialStore;
  readonly leases: LeaseStore;
  /** One refresh at the authorisation host. */
  readonly refresh: (app: AppPair, refreshToken: string) => Promise<FreshTokens>;
}

interface Candidate {
  readonly app: AppCredentials;
  readonly key: AuthorisationKey;
  readonly cipher: string | null;
}

/** Chooses among the seller's apps and their authorisations. Reads the store anew each time: another process may have been given more. */
export function createGrants(options: GrantsOptions): Grants {
  const { apps, credentials } = options;
  const keepers = new Map<string, TokenKeeper>();

  function keeperOf({ app, key }: Pick<Candidate, 'app' | 'key'>): TokenKeeper {
    const name = JSON.stringify([key.appKey, key.account]);
    const known = keepers.get(name);
    if (known) return known;
    const keeper = createTokenKeeper({
      ...options,
      key,
      refreshToken: key.account === '' ? app.refreshToken : null,
      refresh: (refreshToken) => options.refresh(app, refreshToken),
    });
    keepers.set(name, keeper);
    return keeper;
  }

  const grantOf = (candidate: Candidate): Grant => ({
    appKey: candidate.app.appKey,
    appSecret: candidate.app.appSecret,
    role: candidate.app.role,
    account: candidate.key.account,
    cipher: candidate.cipher,
    session: keeperOf(candidate).session(),
  });

  /** In the order of the apps; what the environment gives counts before it was ever used. */
  async function authorised(): Promise<readonly Candidate[]> {
    const stored = await credentials.authorisations();
    return apps.flatMap((app) => {
      const accounts = new Set(stored.flatMap((key) => (key.appKey === app.appKey ? key.account : [])));
      if (app.refreshToken !== null) accounts.add('');
      return [...accounts]
        .sort()
        .map((account) => ({ app, key: { appKey: app.appKey, account }, cipher: null }));
    });
  }

  async function covering(shop: ShopRef): Promise<readonly Candidate[]> {
    const known = await authorised();
    const access = await credentials.access();
    const sameKey = (a: AuthorisationKey, b: AuthorisationKey) =>
      a.appKey === b.appKey && a.account === b.account;
    const covers = known.flatMap((candidate) => {
      const found = access.find((one) => one.shopId === shop.shopId && sameKey(one, candidate.key));
      return found ? [{ ...candidate, cipher: found.cipher }] : [];
    });
    // A shop that was never listed yet.
    return covers.length > 0 ? covers : known.slice(0, 1).map((one) => ({ ...one, cipher: shop.cipher }));
  }

  async function forShop(shop: ShopRef, scope: Scope, call: CallContext): Promise<Grant> {
    const candidates = await covering(shop);
    if (candidates.length === 0) throw nothingAuthorised();
    const granted: Candidate[] = [];
    for (const candidate of candidates) {
      if (await mayHave(candidate, scope)) granted.push(candidate);
    }
    const [first] = granted;
    if (!first) throw scopeMissing(candidates, scope, call);
    for (const candidate of granted) if (!(await keeperOf(candidate).paused())) return grantOf(candidate);
    return grantOf(first);
  }

  /** Before the first refresh, and where the platform named no scopes, only the call itself tells. */
  async function mayHave({ key }: Candidate, scope: Scope): Promise<boolean> {
    const tokens = await credentials.tokens(key);
    return tokens === null || tokens.grantedScopes.length === 0 || grants(tokens.grantedScopes, scope);
  }

  return {
    forShop,
    async all() {
      const known = await authorised();
      if (known.length === 0) throw nothingAuthorised();
      return known.map(grantOf);
    },
    recordAccess: ({ appKey, account }, shops) => credentials.recordAccess({ appKey, account }, shops),
  };
}

/** Older answers spell scopes in capitals and with underscores (reference 1.3). */
export function grants(granted: readonly string[], scope: string): boolean {
  const plain = (name: string) => name.toLowerCase().replaceAll('.', '_');
  return granted.some((one) => plain(one) === plain(scope));
}

function scopeMissing(candidates: readonly Candidate[], scope: Scope, call: CallContext) {
  const roles = [...new Set(candidates.map(({ app }) => app.role))];
  const which = roles.length === 1 ? `the ${roles[0]} app` : `the ${roles.join(' and ')} apps`;
  return failure(
    'scope',
    `The shop has not granted the scope ${scope} to ${which}. Enable it for the app in Partner Center, then run "affiliate-ops auth". Nothing was sent.`,
    call,
    { missingScope: scope },
  );
}
