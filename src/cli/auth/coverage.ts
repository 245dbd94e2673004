import { grants } from '../../adapters/tiktok-shop/grants.ts';
import type { AppRole, TikTokApp } from '../../config/index.ts';
import type { AuthorisationKey, CredentialStore, ShopAccess } from '../../ports/store/credentials.ts';
import { type Need, needs } from '../features.ts';
import { type Known, knownAuthorisations } from './keep.ts';

/** A scope that no authorisation of a shop has. */
export interface Lack extends Need {
  /** The app that should be given it. */
  readonly app: TikTokApp;
  /** That app has no authorisation for the shop yet, so authorising it may be all. */
  readonly unauthorised: boolean;
}

export interface Coverage {
  readonly known: readonly Known[];
  readonly access: readonly ShopAccess[];
}

export async function readCoverage(
  credentials: CredentialStore,
  apps: readonly TikTokApp[],
): Promise<Coverage> {
  return { known: await knownAuthorisations(credentials, apps), access: await credentials.access() };
}

/** Authorisations that cover a shop. */
export function covering({ known, access }: Coverage, shopId: string): readonly Known[] {
  return known.filter((one) => access.some((row) => row.shopId === shopId && sameKey(row, one)));
}

export function sameKey(a: AuthorisationKey, b: AuthorisationKey): boolean {
  return a.appKey === b.appKey && a.account === b.account;
}

/** What a shop cannot do for want of a scope. */
export function lacksOf(coverage: Coverage, shopId: string, apps: readonly TikTokApp[]): readonly Lack[] {
  const having = covering(coverage, shopId);
  const has = (scope: string) =>
    having.some(({ tokens }) => tokens.grantedScopes.length === 0 || grants(tokens.grantedScopes, scope));
  return needs()
    .filter(({ scope }) => !has(scope))
    .flatMap((need) => {
      const app = appFor(need.role, apps);
      if (!app) return [];
      return [{ ...need, app, unauthorised: !having.some(({ appKey }) => appKey === app.appKey) }];
    });
}

/** With one app it has to have everything. */
function appFor(role: AppRole, apps: readonly TikTokApp[]): TikTokApp | undefined {
  return apps.find((app) => app.role === role) ?? apps[0];
}
