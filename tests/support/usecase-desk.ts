import type { SampleApplication } from '../../src/domain/sample-application.ts';
import type { Services } from '../../src/usecases/services.ts';
import { shopSettings } from '../rules/sample-facts.ts';
import { application, creator, NOW, SHOP } from '../store/support.ts';
import { ActionDesk, US_SHOP } from './action-desk.ts';

/** A desk whose shop has also been read: product, price, stock, and the rule's decision on the open request. */
export async function usecaseDesk(available = 10): Promise<ActionDesk> {
  const desk = await ActionDesk.open();
  const sku = { skuId: 'sku-1', sellerSku: 'SERUM-30', price: { amountMinor: 2_400, currency: 'USD' } };
  const product = { productId: 'product-1', title: 'Vitamin C Serum', status: 'ACTIVATE', updatedAt: NOW };
  await desk.store.catalog.recordProducts(
    SHOP,
    [{ ...product, categoryId: null, categoryName: null, skus: [sku] }],
    NOW,
  );
  await desk.store.catalog.recordStock(SHOP, [{ productId: 'product-1', skuId: 'sku-1', available }], NOW);
  desk.settings = shopSettings();
  return desk;
}

/** Open requests application-1 to application-n, each of a creator of its own unless `changes` say otherwise. */
export async function readRequests(
  desk: ActionDesk,
  count: number,
  changes: Partial<SampleApplication> = {},
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    const applicationId = `application-${number}`;
    const who = creator({ creatorId: `creator-${number}`, username: `user${number}` });
    desk.tiktok.set(application({ applicationId, creator: who, ...changes }));
    ids.push(applicationId);
  }
  await desk.seen();
  return ids;
}

export function servicesOf(desk: ActionDesk, overrides: Partial<Services> = {}): Services {
  return {
    store: desk.store,
    programClock: desk.clocks.programClock,
    machineClock: desk.clocks.machineClock,
    settings: desk.programSettings(),
    settingSources: {},
    appKey: 'app-1',
    refresh: async () => 'done',
    wakeDispatcher: () => undefined,
    watching: true,
    ...overrides,
  };
}

export { US_SHOP };
