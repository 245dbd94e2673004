import type { TikTokApp } from '../../config/index.ts';
import { OperatorError } from '../../domain/errors.ts';
import { toIso } from '../../domain/time.ts';
import type { AuthorisationKey, CredentialStore, ShopStore } from '../../ports/store/index.ts';
import type { Terminal } from '../command.ts';
import { sameKey } from './coverage.ts';
import { storedAuthorisations } from './keep.ts';

export interface Stores {
  readonly credentials: CredentialStore;
  readonly shops: ShopStore;
}

export async function listAuthorisations(
  { credentials, shops }: Stores,
  apps: readonly TikTokApp[],
  json: boolean,
  { out }: Terminal,
): Promise<void> {
  const access = await credentials.access();
  const names = new Map((await shops.list()).map((shop) => [shop.shopId, shop.name]));
  const rows = (await storedAuthorisations(credentials)).map(({ tokens, ...key }) => ({
    app: apps.find(({ appKey }) => appKey === key.appKey)?.role ?? null,
    app_key: key.appKey,
    seller: tokens.sellerName,
    shops: access
      .filter((one) => sameKey(one, key))
      .map(({ shopId }) => ({ shop_id: shopId, name: names.get(shopId) ?? null })),
    scopes: tokens.grantedScopes,
    renews_until: tokens.refreshExpiresAt === null ? null : toIso(tokens.refreshExpiresAt),
  }));
  if (json) {
    out(`${JSON.stringify({ authorisations: rows })}\n`);
    return;
  }
  if (rows.length === 0) out('Nothing is authorised yet. Run "affiliate-ops auth".\n');
  for (const row of rows) {
    const covered = row.shops.map(({ shop_id, name }) => `${name ?? 'a shop'} (${shop_id})`).join(', ');
    const until = row.renews_until === null ? '' : `, renews itself until ${row.renews_until}`;
    out(
      `${row.app === null ? 'no longer configured:' : row.app} app ${row.app_key}: seller ${row.seller ?? 'not known yet'}, ${covered || 'no shop read yet'}, ${row.scopes.length} scopes${until}\n`,
    );
  }
}

/**
 * Forgets authorisations here: all of them, or those that an app key, a shop id or a seller's name means, also of an app
 * that is not configured any more. Opens none but to compare names.
 */
export async function removeAuthorisations({ credentials }: Stores, meant: string): Promise<number> {
  const keys = meant === 'all' ? await credentials.authorisations() : await matching(credentials, meant);
  if (keys.length === 0 && meant !== 'all') {
    throw new OperatorError(
      'not_found',
      'No stored authorisation has this seller name, shop id or app key.',
      'See "affiliate-ops auth --list".',
    );
  }
  for (const key of keys) await credentials.remove(key);
  return keys.length;
}

async function matching(credentials: CredentialStore, meant: string): Promise<readonly AuthorisationKey[]> {
  const access = await credentials.access();
  const plainly = (await credentials.authorisations()).filter(
    (one) => one.appKey === meant || access.some((row) => row.shopId === meant && sameKey(row, one)),
  );
  if (plainly.length > 0) return plainly;
  return (await storedAuthorisations(credentials)).filter(({ tokens }) => tokens.sellerName === meant);
}
