import { loadConfiguration } from '../src/config/index.ts';
import type { ShopSettings } from '../src/domain/settings.ts';

/** The settings of a shop that the file does not mention, whatever this machine's own configuration says. */
export function defaultShopSettings(): ShopSettings {
  return loadConfiguration({ env: {}, homeDir: '/nowhere' }).settings.defaults;
}
