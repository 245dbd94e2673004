import { type FreshTokens, fingerprint } from '../../adapters/tiktok-shop/tokens.ts';
import type { TikTokApp } from '../../config/index.ts';
import { OperatorError } from '../../domain/errors.ts';
import type { AppTokens, AuthorisationKey, CredentialStore } from '../../ports/store/credentials.ts';

/** Another process may save in between; it does so once a week. */
const TRIES = 5;

export interface Known extends AuthorisationKey {
  readonly tokens: AppTokens & { readonly revision: number };
}

/**
 * What is stored, also of apps that are not configured any more.
 * @throws OperatorError `setup` when the secret key does not open it
 */
export async function storedAuthorisations(credentials: CredentialStore): Promise<readonly Known[]> {
  return await opened(credentials, await credentials.authorisations());
}

/**
 * What is stored of these apps.
 * @throws OperatorError `setup` when the secret key does not open it
 */
export async function knownAuthorisations(
  credentials: CredentialStore,
  apps: readonly TikTokApp[],
): Promise<readonly Known[]> {
  const keys = await credentials.authorisations();
  return await opened(
    credentials,
    keys.filter((key) => apps.some(({ appKey }) => appKey === key.appKey)),
  );
}

async function opened(
  credentials: CredentialStore,
  keys: readonly AuthorisationKey[],
): Promise<readonly Known[]> {
  const found: Known[] = [];
  for (const key of keys) {
    const tokens = await credentials.tokens(key);
    if (tokens) found.push({ ...key, tokens });
  }
  return found;
}

/** Stores what a seller authorised, over what the same seller authorised before; another seller gets an account of its own. */
export async function keepTokens(
  credentials: CredentialStore,
  app: TikTokApp,
  fresh: FreshTokens,
): Promise<AuthorisationKey> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const known = await knownAuthorisations(credentials, [app]);
    const account = accountOf(known, fresh.sellerId);
    const before = known.find((one) => one.account === account)?.tokens ?? null;
    // The environment's token must not win over these: it had its turn with the ones before, or has it now.
    const given = account === '' ? app.refreshToken : null;
    const seedFingerprint = given === null && before ? before.seedFingerprint : fingerprint(given);
    const key = { appKey: app.appKey, account };
    if (await credentials.saveTokens(key, { ...fresh, seedFingerprint }, before?.revision ?? 0)) return key;
  }
  throw new OperatorError(
    'conflict',
    'Other processes kept changing the stored tokens.',
    'Run "affiliate-ops auth" again.',
    'Nothing was stored.',
  );
}

/** Tokens of a version that did not keep the seller are taken for the same seller's: that version knew only one. */
function accountOf(known: readonly Known[], sellerId: string | null): string {
  const same = known.find(({ tokens }) => sellerId !== null && tokens.sellerId === sellerId);
  if (same) return same.account;
  const first = known.find(({ account }) => account === '');
  if (!first || sellerId === null || first.tokens.sellerId === null) return '';
  return sellerId;
}
