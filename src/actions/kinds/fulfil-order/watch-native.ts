import type { FulfilOrderPlan } from '../../../domain/action.ts';
import { isShipped } from '../../../domain/order.ts';
import { MINUTE } from '../../../domain/time.ts';
import type { Step, Turn } from '../../kind.ts';
import { atWarehouse, cancelledOrder, goneOrder, type OrderReader } from './read-order.ts';

const NATIVE_POLL = 15 * MINUTE;

/** Finds the order that the warehouse imported by itself, under the TikTok order id. Never creates one. */
export function watchNativeOrder(reader: OrderReader): Step<FulfilOrderPlan> {
  return {
    name: 'find_wms_order',
    async probe(turn) {
      const { wms } = turn.world;
      if (!wms)
        return {
          kind: 'done',
          found: true,
          detail: 'No warehouse is connected: only TikTok Shop is watched.',
        };
      const wmsOrder = await wms.findByReference(turn.plan.orderId);
      if (wmsOrder && wmsOrder.state !== 'cancelled') {
        await turn.world.store.orders.recordShipment(turn.plan.orderId, wmsOrder, turn.now());
        return {
          kind: 'done',
          found: true,
          detail: `Warehouse order ${wmsOrder.wmsOrderId}.`,
          data: { wms_order_id: wmsOrder.wmsOrderId },
        };
      }
      const order = await reader.current();
      if (!order) return goneOrder(turn);
      if (order.status === 'CANCELLED') return cancelledOrder();
      if (isShipped(order))
        return { kind: 'done', found: true, detail: 'Shipped without showing at the warehouse.' };
      const why = wmsOrder
        ? 'The warehouse imported the order and cancelled it'
        : 'The warehouse has not imported the order yet';
      return atWarehouse(turn, why, order.shipBy, turn.now() + NATIVE_POLL);
    },
  };
}

/** The warehouse's connection marks the parcel on TikTok Shop; we watch until it is so. */
export function watchShipped(reader: OrderReader): Step<FulfilOrderPlan> {
  return {
    name: 'await_shipped',
    async probe(turn) {
      const order = await reader.current();
      if (!order) return goneOrder(turn);
      if (order.status === 'CANCELLED') return cancelledOrder();
      await recordWarehouseState(turn);
      if (!isShipped(order)) {
        const why = 'The warehouse has not shipped it yet';
        return atWarehouse(turn, why, order.shipBy, turn.now() + NATIVE_POLL);
      }
      const numbers = new Set(
        order.lines.flatMap((line) => (line.trackingNumber ? [line.trackingNumber] : [])),
      );
      const summary = [...numbers].join(', ');
      return {
        kind: 'done',
        found: true,
        detail: `Shipped by the warehouse${summary && `: ${summary}`}.`,
        data: { summary },
      };
    },
  };
}

async function recordWarehouseState(turn: Turn<FulfilOrderPlan>): Promise<void> {
  const known = await turn.world.store.orders.shipment(turn.plan.orderId);
  const wmsOrder = known && (await turn.world.wms?.get(known.wmsOrderId));
  if (wmsOrder) await turn.world.store.orders.recordShipment(turn.plan.orderId, wmsOrder, turn.now());
}
