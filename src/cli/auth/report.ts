import type { TikTokApp } from '../../config/index.ts';
import type { Shop } from '../../domain/shop.ts';
import { listed } from '../features.ts';
import { type Coverage, covering, lacksOf } from './coverage.ts';
import type { RoutesSettled } from './route.ts';

type Say = (text: string) => void;

/** The shops, and for each what it cannot do for want of a scope. */
export function showShops(
  shops: readonly Shop[],
  coverage: Coverage,
  apps: readonly TikTokApp[],
  say: Say,
): void {
  if (shops.length === 0) {
    say('This authorisation covers no shop. Sign in as the owner of the shop and authorise again.\n');
    return;
  }
  for (const shop of shops) {
    say(`\n${shop.name}, ${shop.region}, shop id ${shop.shopId}\n`);
    const lacks = lacksOf(coverage, shop.shopId, apps);
    const granted = new Set(covering(coverage, shop.shopId).flatMap(({ tokens }) => tokens.grantedScopes));
    say(`  granted: ${[...granted].sort().join(', ') || 'TikTok Shop did not say'}\n`);
    for (const { scope, features } of lacks.filter(({ unauthorised }) => !unauthorised)) {
      say(`  missing: ${scope}; without it ${listed(features)} will not work\n`);
    }
    const other = lacks.filter(({ unauthorised }) => unauthorised);
    if (other.length > 0) {
      const features = new Set(other.flatMap((lack) => lack.features));
      say(
        `  ${listed([...features])} wait for the ${other[0]?.app.role} app: affiliate-ops auth --app ${other[0]?.app.role}\n`,
      );
    }
    if (lacks.some(({ unauthorised }) => !unauthorised)) {
      say('  Enable missing scopes for the app in Partner Center, then run "affiliate-ops auth" again.\n');
    }
  }
}

export function showRoutes({ file, changes, open }: RoutesSettled, say: Say): void {
  if (changes.length > 0) {
    say(`\nWritten to ${file}:\n`);
    for (const { shopId, from, to } of changes) {
      say(`  shops.${shopId}.shipping.route: ${from ?? '(not set)'} → ${to}\n`);
    }
    say('Restart your assistant and the monitor: they read the settings when they start.\n');
  }
  for (const { name, shopId } of open) {
    say(
      `\nThe route of ${name} is not set, and only you know it: a wrong one ships twice or not at all. Set it with\n` +
        `  affiliate-ops auth --route ${shopId}=native_sync     if the warehouse imports TikTok Shop orders by itself\n` +
        `  affiliate-ops auth --route ${shopId}=direct_create   if it does not\n`,
    );
  }
}

/** What `--json` prints. */
export function resultOf(
  shops: readonly Shop[],
  coverage: Coverage,
  apps: readonly TikTokApp[],
  { file, changes, open }: RoutesSettled,
): object {
  return {
    shops: shops.map(({ shopId, name, region }) => ({
      ...{ shop_id: shopId, name, region },
      missing: lacksOf(coverage, shopId, apps).map(({ scope, features, app }) => ({
        ...{ scope, features, app: app.role },
      })),
    })),
    routes: {
      file,
      changed: changes.map(({ shopId, from, to }) => ({ shop_id: shopId, from, to })),
      open: open.map(({ shopId }) => shopId),
    },
  };
}
