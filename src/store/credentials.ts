import { OperatorError } from '../domain/errors.ts';
import type { AppTokens, AuthorisationKey, CredentialStore, ShopAccess } from '../ports/store/index.ts';
import type { Database } from './database.ts';
import { fromJson } from './json.ts';
import { SecretBox } from './secret-box.ts';

interface KeyRow {
  app_key: string;
  account: string;
}

interface AccessRow extends KeyRow {
  shop_id: string;
  cipher: string;
}

/** Of versions that did not know the seller. */
const UNKNOWN_SELLER = { sellerId: null, sellerName: null };

export function credentialStore(database: Database, secretKey: Uint8Array): CredentialStore {
  const box = new SecretBox(secretKey);
  const one = database.reader.query<[string, string], { revision: number; sealed: Buffer }>(
    'SELECT revision, sealed FROM authorisations WHERE app_key = ? AND account = ?',
  );
  const all = database.reader.query<[], KeyRow>(
    'SELECT app_key, account FROM authorisations ORDER BY app_key, account',
  );
  const insert = database.writer.command<[string, string, Buffer]>(
    `INSERT INTO authorisations (app_key, account, revision, sealed) VALUES (?, ?, 1, ?)
     ON CONFLICT (app_key, account) DO NOTHING`,
  );
  const update = database.writer.command<[Buffer, string, string, number]>(
    'UPDATE authorisations SET revision = revision + 1, sealed = ? WHERE app_key = ? AND account = ? AND revision = ?',
  );
  const remove = database.writer.command<[string, string]>(
    'DELETE FROM authorisations WHERE app_key = ? AND account = ?',
  );
  const access = database.reader.query<[], AccessRow>(
    'SELECT app_key, account, shop_id, cipher FROM shop_access ORDER BY app_key, account, shop_id',
  );
  const cover = database.writer.command<[string, string, string, string]>(
    'INSERT INTO shop_access (app_key, account, shop_id, cipher) VALUES (?, ?, ?, ?)',
  );
  const uncover = database.writer.command<[string, string]>(
    'DELETE FROM shop_access WHERE app_key = ? AND account = ?',
  );
  return {
    tokens: (key) =>
      database.read(() => {
        const row = one.get(key.appKey, key.account);
        if (!row) return null;
        const opened = box.open(row.sealed, label(key));
        if (opened === null) throw unopenable();
        return { ...UNKNOWN_SELLER, ...fromJson<AppTokens>(opened), revision: row.revision };
      }),
    // Durable: the platform forgets the refresh token before this one, so losing it means authorising again.
    saveTokens: (key, tokens, revision) => {
      const { appKey, account } = key;
      const sealed = box.seal(JSON.stringify(tokens), label(key));
      return database.write(
        (transaction) =>
          (revision === 0
            ? insert.run(transaction, appKey, account, sealed)
            : update.run(transaction, sealed, appKey, account, revision)) > 0,
        { durable: true },
      );
    },
    authorisations: () => database.read(() => all.all().map(toKey)),
    remove: ({ appKey, account }) =>
      database.write((transaction) => {
        uncover.run(transaction, appKey, account);
        return remove.run(transaction, appKey, account) > 0;
      }),
    recordAccess: ({ appKey, account }, shops) =>
      database.write((transaction) => {
        uncover.run(transaction, appKey, account);
        for (const { shopId, cipher } of shops) cover.run(transaction, appKey, account, shopId, cipher);
      }),
    access: () => database.read(() => access.all().map(toAccess)),
  };
}

/** Tokens do not open as those of another app or seller. Rows from before accounts have the bare app key. */
function label({ appKey, account }: AuthorisationKey): string {
  return account === '' ? appKey : `${appKey}/${account}`;
}

const toKey = (row: KeyRow): AuthorisationKey => ({ appKey: row.app_key, account: row.account });

function toAccess(row: AccessRow): ShopAccess {
  return { ...toKey(row), shopId: row.shop_id, cipher: row.cipher };
}

function unopenable(): OperatorError {
  return new OperatorError(
    'setup',
    'The stored TikTok Shop tokens cannot be opened with the present secret key.',
    'Restore the secret key that was in use before (AFFILIATE_OPS_SECRET_KEY or its file). If it is lost, run "affiliate-ops auth --remove all", then "affiliate-ops auth".',
  );
}
