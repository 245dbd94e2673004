import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { AppTokens } from '../../src/ports/store/index.ts';
import { openStore } from '../../src/store/index.ts';
import { MIGRATIONS } from '../../src/store/migrations/index.ts';
import { SecretBox } from '../../src/store/secret-box.ts';
import { countingIds, MACHINE_NOW, NOW, SECRET_KEY, temporaryFile, testStore } from './support.ts';

describe('credentials', () => {
  const APP = { appKey: 'app', account: '' };
  const tokens: AppTokens = {
    accessToken: 'ACCESS-CANARY',
    accessExpiresAt: NOW,
    refreshToken: 'REFRESH-CANARY',
    refreshExpiresAt: null,
    grantedScopes: ['seller.order'],
    seedFingerprint: 'FINGERPRINT-CANARY',
    sellerId: 'SELLER-CANARY',
    sellerName: null,
  };

  it('are saved by one process at a time', async () => {
    const store = testStore();
    expect(await store.credentials.tokens(APP)).toBeNull();
    expect(await store.credentials.saveTokens(APP, tokens, 1)).toBe(false);
    expect(await store.credentials.saveTokens(APP, tokens, 0)).toBe(true);
    expect(await store.credentials.saveTokens(APP, tokens, 0)).toBe(false);
    expect(await store.credentials.tokens(APP)).toEqual({ ...tokens, revision: 1 });
    const newer = { ...tokens, accessToken: 'next' };
    expect(await store.credentials.saveTokens(APP, newer, 1)).toBe(true);
    expect(await store.credentials.saveTokens(APP, tokens, 1)).toBe(false);
    expect(await store.credentials.tokens(APP)).toEqual({ ...newer, revision: 2 });
  });

  it('stand nowhere in the file in clear text', async () => {
    const file = temporaryFile();
    const store = testStore({ file });
    await store.credentials.saveTokens(APP, tokens, 0);
    await store.credentials.saveTokens(APP, tokens, 1);
    for (const name of [file, `${file}-wal`]) {
      const bytes = readFileSync(name);
      for (const secret of [
        'ACCESS-CANARY',
        'REFRESH-CANARY',
        'FINGERPRINT-CANARY',
        'SELLER-CANARY',
        'seller.order',
      ]) {
        expect(bytes.includes(secret), `${secret} in ${name}`).toBe(false);
      }
    }
  });

  it('are not opened by another key, nor as those of another app', async () => {
    const file = temporaryFile();
    const store = testStore({ file });
    await store.credentials.saveTokens(APP, tokens, 0);
    const secretKey = new Uint8Array(32).fill(8);
    const other = openStore({ file, secretKey, ids: countingIds(), machineNow: () => MACHINE_NOW });
    const opened = other.credentials.tokens(APP);
    await expect(opened).rejects.toMatchObject({
      kind: 'setup',
      next: expect.stringContaining('secret key'),
    });
    await other.close();
  });

  it('of several sellers and apps stand beside each other, each with its shops', async () => {
    const store = testStore();
    const { credentials } = store;
    const second = { appKey: 'app', account: 'seller-2' };
    const connector = { appKey: 'connector', account: '' };
    for (const key of [connector, second, APP]) {
      expect(await credentials.saveTokens(key, { ...tokens, sellerName: JSON.stringify(key) }, 0)).toBe(true);
    }
    expect(await credentials.authorisations()).toEqual([APP, second, connector]);
    expect((await credentials.tokens(second))?.sellerName).toBe(JSON.stringify(second));

    await credentials.recordAccess(APP, [
      { shopId: '1', cipher: 'c-1' },
      { shopId: '2', cipher: 'c-2' },
    ]);
    await credentials.recordAccess(connector, [{ shopId: '1', cipher: 'other' }]);
    await credentials.recordAccess(APP, [{ shopId: '2', cipher: 'c-2b' }]);
    expect(await credentials.access()).toEqual([
      { ...APP, shopId: '2', cipher: 'c-2b' },
      { ...connector, shopId: '1', cipher: 'other' },
    ]);

    expect(await credentials.remove(APP)).toBe(true);
    expect(await credentials.remove(APP)).toBe(false);
    expect(await credentials.authorisations()).toEqual([second, connector]);
    expect(await credentials.access()).toEqual([{ ...connector, shopId: '1', cipher: 'other' }]);
  });

  it('of the version before accounts are kept as those of the first seller', async () => {
    const file = temporaryFile();
    const sealed = new SecretBox(SECRET_KEY).seal(
      JSON.stringify({ ...tokens, sellerId: undefined, sellerName: undefined }),
      'app',
    );
    mkdirSync(dirname(file));
    const old = new Sqlite(file);
    for (const { sql } of MIGRATIONS.slice(0, 8)) old.exec(sql);
    old.prepare('INSERT INTO credentials VALUES (?, ?, ?)').run('app', 7, sealed);
    old.pragma('user_version = 8');
    old.close();
    const store = testStore({ file });
    expect(await store.credentials.tokens(APP)).toEqual({
      ...tokens,
      sellerId: null,
      sellerName: null,
      revision: 7,
    });
  });
});
