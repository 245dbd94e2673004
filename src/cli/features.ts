import { ENDPOINTS, type EndpointFamily, type Scope } from '../adapters/tiktok-shop/endpoints.ts';
import type { AppRole } from '../config/index.ts';

/** What a scope is needed for. */
export interface Need {
  readonly scope: Scope;
  readonly features: readonly EndpointFamily[];
  /** The app that should have it where a seller has two: the platform gives these to affiliate apps only. */
  readonly role: AppRole;
}

const AFFILIATE = /^seller\.(affiliate_|creator_marketplace)/;

/** Every scope of the calls in use, with the features that do not work without it. */
export function needs(): readonly Need[] {
  const features = new Map<Scope, Set<EndpointFamily>>();
  for (const { scope, family } of Object.values(ENDPOINTS)) {
    features.set(scope, (features.get(scope) ?? new Set()).add(family));
  }
  return [...features].map(([scope, families]) => ({
    scope,
    features: [...families],
    role: AFFILIATE.test(scope) ? 'affiliate' : 'connector',
  }));
}

/** "samples, collaborations and affiliate orders". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
