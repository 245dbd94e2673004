import { newFulfilment } from '../actions/fulfilment.ts';
import type { Settings } from '../domain/settings.ts';
import type { Shop } from '../domain/shop.ts';
import type { ProgramClock } from '../ports/clock.ts';
import type { Store } from '../ports/store/index.ts';
import { effectiveSettings } from './effective-settings.ts';

/**
 * Puts the parcel of every sample order that awaits shipment into the journal, whoever approved the sample.
 * Nothing in read-only mode. Gives the number added.
 */
export async function proposeFulfilments(
  deps: {
    readonly store: Pick<Store, 'orders' | 'actions' | 'automation'>;
    readonly programClock: ProgramClock;
    readonly settings: Settings;
  },
  shop: Shop,
): Promise<number> {
  if (deps.settings.mode === 'read-only') return 0;
  const orders = await deps.store.orders.withoutFulfilment(shop.shopId);
  const { automation } = deps.store;
  const { shipping } = await effectiveSettings({ automation, settings: deps.settings }, shop.shopId);
  const actions = orders.map((order) => newFulfilment(order, shop.shopId, shipping.route));
  if (actions.length === 0) return 0;
  const inserted = await deps.store.actions.insert(actions, deps.programClock.now());
  return inserted.filter((one) => one.inserted).length;
}
