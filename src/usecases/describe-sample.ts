import type { Action } from '../domain/action.ts';
import { OperatorError } from '../domain/errors.ts';
import type { Shop } from '../domain/shop.ts';
import type { Shipment, StatusChange, StoredApplication, StoredOrder } from '../ports/store/index.ts';
import type { Services } from './services.ts';

export interface SampleDescription {
  readonly shop: Shop;
  readonly application: StoredApplication;
  readonly statusChanges: readonly StatusChange[];
  readonly order: StoredOrder | null;
  readonly shipment: Shipment | null;
  readonly actions: readonly Action[];
}

/** Everything that is known about one sample, from request to parcel, without the recipient. */
export async function describeSample(services: Services, applicationId: string): Promise<SampleDescription> {
  const { samples, orders, actions, shops } = services.store;
  const application = await samples.get(applicationId);
  const shop = (await shops.list()).find((one) => one.shopId === application?.shopId);
  if (!application || !shop) {
    throw new OperatorError(
      'not_found',
      `No sample request with the id ${applicationId} is known.`,
      'list_pending_samples shows the open ones.',
    );
  }
  const { orderId } = application;
  const { items } = await actions.list({ applicationId, limit: 50 });
  return {
    shop,
    application,
    statusChanges: await samples.statusChanges(applicationId),
    order: orderId === null ? null : await orders.get(orderId),
    shipment: orderId === null ? null : await orders.shipment(orderId),
    actions: items,
  };
}
