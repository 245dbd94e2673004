import { join } from 'node:path';
import type { Configuration } from '../../config/index.ts';
import { type RouteChange, writeRoutes } from '../../config/write-route.ts';
import type { ShippingRoute, Shop } from '../../domain/shop.ts';
import { UsageError } from '../command.ts';
import type { Lines } from './lines.ts';

const ROUTES = ['native_sync', 'direct_create'] as const satisfies readonly ShippingRoute[];
/** Times that an answer which is none is asked again. */
const TRIES = 3;

/** `SHOP_ID=ROUTE` of the command line. */
export function routesFrom(given: readonly string[]): ReadonlyMap<string, ShippingRoute> {
  return new Map(
    given.map((text) => {
      const [shopId = '', name] = text.split('=');
      const route = ROUTES.find((one) => one === name);
      if (/^\d{1,24}$/.test(shopId) && route) return [shopId, route];
      throw new UsageError(`Option '--route' must be SHOP_ID=native_sync or SHOP_ID=direct_create`);
    }),
  );
}

/** Somebody wrote the route down, for this shop or for all. */
export function routeIsSet({ sources }: Pick<Configuration, 'sources'>, shopId: string): boolean {
  const source = sources[`shops.${shopId}.shipping.route`] ?? sources['defaults.shipping.route'];
  return source !== undefined && source !== 'default';
}

export interface RouteOptions {
  readonly configuration: Configuration;
  readonly given: ReadonlyMap<string, ShippingRoute>;
  /** Null where nobody can be asked. */
  readonly lines: Lines | null;
  readonly say: (text: string) => void;
}

export interface RoutesSettled {
  readonly file: string;
  readonly changes: readonly RouteChange[];
  /** Shops whose route is still nobody's decision. */
  readonly open: readonly Shop[];
}

/** Asks for each shop whose route is not set, and writes the answers into the settings file. Never guessed. */
export async function settleRoutes(options: RouteOptions, shops: readonly Shop[]): Promise<RoutesSettled> {
  const { configuration, given, lines, say } = options;
  const wanted = new Map(given);
  const open: Shop[] = [];
  for (const shop of shops) {
    if (wanted.has(shop.shopId) || routeIsSet(configuration, shop.shopId)) continue;
    const route = lines?.terminal === true ? await ask(shop, lines, say) : null;
    if (route === null) open.push(shop);
    else wanted.set(shop.shopId, route);
  }
  const file = configuration.configFile ?? join(configuration.configDir, 'mcp.config.json');
  return { file, changes: wanted.size > 0 ? writeRoutes(file, wanted) : [], open };
}

async function ask(shop: Shop, lines: Lines, say: (text: string) => void): Promise<ShippingRoute | null> {
  say(`
Does the warehouse of ${shop.name} import TikTok Shop orders by itself?
If it does and affiliate-ops creates them there as well, every sample is shipped twice, and you pay for both. If it does
not and affiliate-ops only watches, nothing is shipped at all.

  1  yes: route native_sync, orders are watched and never created
  2  no: route direct_create, affiliate-ops creates them at the warehouse

`);
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    say('1 or 2 (Enter leaves it open): ');
    const answer = (await lines.next())?.trim() ?? '';
    if (answer === '') return null;
    const route = ROUTES[Number(answer) - 1] ?? ROUTES.find((one) => one === answer);
    if (route) return route;
  }
  return null;
}
