import { OperatorError } from '../domain/errors.ts';
import type { AppTokens, CredentialStore } from '../ports/store/index.ts';
import type { Database } from './database.ts';
import { fromJson } from './json.ts';
import { SecretBox } from './secret-box.ts';

export function credentialStore(database: Database, secretKey: Uint8Array): CredentialStore {
  const box = new SecretBox(secretKey);
  const one = database.reader.query<[string], { revision: number; sealed: Buffer }>(
    'SELECT revision, sealed FROM credentials WHERE app_key = ?',
  );
  const insert = database.writer.command<[string, Buffer]>(
    `INSERT INTO credentials (app_key, revision, sealed) VALUES (?, 1, ?) ON CONFLICT (app_key) DO NOTHING`,
  );
  const update = database.writer.command<[Buffer, string, number]>(
    'UPDATE credentials SET revision = revision + 1, sealed = ? WHERE app_key = ? AND revision = ?',
  );
  return {
    tokens: (appKey) =>
      database.read(() => {
        const row = one.get(appKey);
        if (!row) return null;
        const opened = box.open(row.sealed, appKey);
        if (opened === null) {
          throw new OperatorError(
            'setup',
            'The stored TikTok Shop tokens cannot be opened with the present secret key.',
            'Restore the secret key that was in use before (AFFILIATE_OPS_SECRET_KEY or its file), or authorise the app again.',
          );
        }
        return { ...fromJson<AppTokens>(opened), revision: row.revision };
      }),
    // Durable: the platform forgets the refresh token before this one, so losing it means authorising again.
    saveTokens: (appKey, tokens, revision) => {
      const sealed = box.seal(JSON.stringify(tokens), appKey);
      return database.write(
        (transaction) =>
          (revision === 0
            ? insert.run(transaction, appKey, sealed)
            : update.run(transaction, sealed, appKey, revision)) > 0,
        { durable: true },
      );
    },
  };
}
