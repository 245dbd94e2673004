import type { NewAction } from '../domain/action.ts';
import type { Order } from '../domain/order.ts';
import type { ShippingRoute } from '../domain/shop.ts';
import { MINUTE, SECOND } from '../domain/time.ts';
import { newAction, warehouseReference } from './new-actions.ts';

/**
 * The platform merges approvals of one creator within five minutes into one order (tiktok-shop-api reference
 * 9.4). The margin covers its own delay in adding the line.
 */
export const MERGE_WINDOW = 5 * MINUTE + 60 * SECOND;

/**
 * The parcel of a sample order, due after the merge window. The approval is the commitment, whoever gave it, so
 * no second yes is asked.
 */
export function newFulfilment(
  order: Pick<Order, 'orderId' | 'createdAt'>,
  shopId: string,
  route: ShippingRoute,
): NewAction {
  return newAction(
    { kind: 'fulfil_order', orderId: order.orderId, route, reference: warehouseReference(order.orderId) },
    {
      shopId,
      actionClass: 'C',
      proposedBy: 'monitor',
      reason: 'The sample was approved and awaits shipment.',
      waitUntil: order.createdAt + MERGE_WINDOW,
    },
  );
}
