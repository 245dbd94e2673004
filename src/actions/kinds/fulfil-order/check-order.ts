import type { FulfilOrderPlan } from '../../../domain/action.ts';
import { awaitsShipment, isShipped, type Order } from '../../../domain/order.ts';
import { MERGE_WINDOW } from '../../fulfilment.ts';
import type { Step, StepResult, Turn } from '../../kind.ts';
import {
  blockedFor,
  cancelledOrder,
  goneOrder,
  noWarehouse,
  type OrderReader,
  plannedLineIds,
} from './read-order.ts';

/** Is there something for us to ship, and by the route that this shop uses? */
export function checkOrder(reader: OrderReader): Step<FulfilOrderPlan> {
  return {
    name: 'check_order',
    async probe(turn) {
      const order = await reader.current();
      if (!order) return goneOrder(turn);
      // A warehouse that was faster than our first look: the watching steps find it and the creator is told.
      const shippedByWarehouse = turn.plan.route === 'native_sync' && isShipped(order);
      const settled = shippedByWarehouse ? null : (nothingToShip(order) ?? wrongRoute(turn, order));
      if (settled) return settled;
      const mergeEnds = order.createdAt + MERGE_WINDOW;
      if (!shippedByWarehouse && turn.now() < mergeEnds) {
        return {
          kind: 'wait',
          until: mergeEnds,
          why: 'Waiting until TikTok Shop adds no more samples to the order.',
        };
      }
      return {
        kind: 'done',
        found: false,
        detail: `${units(order.lines.length)} to ship.`,
        data: { line_ids: order.lines.map((line) => line.lineId) },
      };
    },
  };
}

/** What ends or stops the action before anything of ours exists; null when there is something to ship. */
export function nothingToShip(order: Order): StepResult | null {
  if (order.status === 'CANCELLED') return cancelledOrder();
  if (isShipped(order)) return { kind: 'finished', detail: 'Was shipped outside affiliate-ops.' };
  if (order.fulfillmentType === 'FULFILLMENT_BY_TIKTOK') {
    return { kind: 'finished', detail: 'TikTok ships this order itself; there is nothing to do.' };
  }
  if (!awaitsShipment(order)) {
    return blockedFor(
      'operator',
      `The order reads ${order.status}, which affiliate-ops does not ship.`,
      'Look at it in Seller Center, then retry or cancel this action.',
    );
  }
  return null;
}

/** Whether the order can go the way that was planned, which must still be the shop's. */
export function wrongRoute(turn: Turn<FulfilOrderPlan>, order: Order): StepResult | null {
  const route = turn.settings.shipping.route;
  if (route !== turn.plan.route) {
    return blockedFor(
      'operator',
      `The shop's shipping route is ${route} now; this was planned for ${turn.plan.route}.`,
      'Check at the warehouse whether the order is there, then mark this done or cancel it.',
    );
  }
  if (route !== 'direct_create') return null;
  if (order.shippingType !== 'SELLER') {
    return blockedFor(
      'operator',
      'The label of this order must be bought from TikTok Shipping, which affiliate-ops does not do yet.',
      'Ship it in Seller Center, then mark this done.',
    );
  }
  if (order.lines.some((line) => line.trackingNumber)) {
    return blockedFor(
      'operator',
      'Part of the order was shipped outside affiliate-ops, so creating it at the warehouse would ship that part twice.',
      'Ship the rest in Seller Center, then mark this done.',
    );
  }
  return turn.world.wms ? null : noWarehouse();
}

/** A sample that the platform added after we shipped needs a person: it is in no parcel. */
export function checkLateLines(reader: OrderReader): Step<FulfilOrderPlan> {
  return {
    name: 'check_late_lines',
    async probe(turn) {
      const order = await reader.current();
      const planned = plannedLineIds(turn);
      const late = order?.lines.filter((line) => !planned.has(line.lineId)) ?? [];
      if (late.length === 0) return { kind: 'done', found: false, detail: 'No line came later.' };
      return blockedFor(
        'operator',
        `TikTok Shop added ${units(late.length)} to the order after it went to the warehouse: ${late.map((line) => line.sellerSku).join(', ')}.`,
        'Ship them by hand in Seller Center, then mark this done.',
      );
    },
  };
}

function units(count: number): string {
  return count === 1 ? '1 unit' : `${count} units`;
}
