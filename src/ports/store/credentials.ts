import type { Timestamp } from '../../domain/time.ts';

export interface AppTokens {
  readonly accessToken: string;
  readonly accessExpiresAt: Timestamp;
  readonly refreshToken: string;
  readonly refreshExpiresAt: Timestamp | null;
  readonly grantedScopes: readonly string[];
  /** SHA-256 of the refresh token the environment gave when these were got: a changed one wins. */
  readonly seedFingerprint: string;
}

/** Tokens at rest under AES-256-GCM. */
export interface CredentialStore {
  /** Throws OperatorError of kind setup when the secret key does not open them. */
  tokens(appKey: string): Promise<(AppTokens & { readonly revision: number }) | null>;
  /** False when another process saved in between: read again. `revision` 0 expects no row. */
  saveTokens(appKey: string, tokens: AppTokens, revision: number): Promise<boolean>;
}
