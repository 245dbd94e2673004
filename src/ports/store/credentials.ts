import type { Timestamp } from '../../domain/time.ts';

export interface AppTokens {
  readonly accessToken: string;
  readonly accessExpiresAt: Timestamp;
  readonly refreshToken: string;
  readonly refreshExpiresAt: Timestamp | null;
  readonly grantedScopes: readonly string[];
  /** The seller who authorised; null in tokens stored by versions that did not keep it. */
  readonly sellerId: string | null;
  readonly sellerName: string | null;
  /**
   * SHA-256 of the refresh token the environment gave when these were got (of '' when it gave none): a changed one
   * wins once.
   */
  readonly seedFingerprint: string;
}

/** One seller's authorisation of one app. The first of an app has the account ''. */
export interface AuthorisationKey {
  readonly appKey: string;
  readonly account: string;
}

/** A shop that an authorisation covers. */
export interface ShopAccess extends AuthorisationKey {
  readonly shopId: string;
  readonly cipher: string;
}

/** Tokens at rest under AES-256-GCM. */
export interface CredentialStore {
  /** Throws OperatorError of kind setup when the secret key does not open them. */
  tokens(key: AuthorisationKey): Promise<(AppTokens & { readonly revision: number }) | null>;
  /** False when another process saved in between: read again. `revision` 0 expects no row. */
  saveTokens(key: AuthorisationKey, tokens: AppTokens, revision: number): Promise<boolean>;
  /** Every authorisation that has tokens, by app and account. Opens none of them. */
  authorisations(): Promise<readonly AuthorisationKey[]>;
  /** Forgets the tokens and what they covered; false when there were none. */
  remove(key: AuthorisationKey): Promise<boolean>;
  /** Replaces what is known of the shops this authorisation covers. */
  recordAccess(
    key: AuthorisationKey,
    shops: readonly { readonly shopId: string; readonly cipher: string }[],
  ): Promise<void>;
  /** By app and account. */
  access(): Promise<readonly ShopAccess[]>;
}
