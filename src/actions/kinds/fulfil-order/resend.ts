import type { FulfilOrderPlan } from '../../../domain/action.ts';
import { isShipped, type Order } from '../../../domain/order.ts';
import { DAY, HOUR } from '../../../domain/time.ts';
import { eventsOf, resultOf, type Step, type StepResult, type Turn } from '../../kind.ts';
import { blockedFor, goneOrder, noWarehouse, type OrderReader } from './read-order.ts';

/** A replacement is followed this long after it left; then the creator's post tells. */
const FOLLOWED_FOR = 10 * DAY;
const DELIVERY_POLL = 6 * HOUR;

/** Is the first parcel still missing, and may a second one go the way it was planned? */
export function checkResend(reader: OrderReader): Step<FulfilOrderPlan> {
  return {
    name: 'check_order',
    async probe(turn) {
      const order = await reader.current();
      if (!order) return goneOrder(turn);
      const obstacle = nothingToReplace(turn, order);
      if (obstacle) return obstacle;
      return {
        kind: 'done',
        found: false,
        detail: `${order.lines.length === 1 ? '1 unit' : `${order.lines.length} units`} to send again.`,
        data: { line_ids: order.lines.map((line) => line.lineId) },
      };
    },
  };
}

/** Why nothing is sent a second time, or null. */
export function nothingToReplace(turn: Turn<FulfilOrderPlan>, order: Order): StepResult | null {
  if (order.status === 'CANCELLED') {
    return { kind: 'failed', why: 'TikTok Shop cancelled the order, so nothing is sent again.' };
  }
  if (order.status === 'DELIVERED' || order.status === 'COMPLETED') {
    return {
      kind: 'failed',
      why: 'TikTok Shop shows the first parcel as delivered, so nothing is sent again.',
    };
  }
  if (!isShipped(order)) {
    return { kind: 'failed', why: 'The first parcel has not left yet, so there is nothing to replace.' };
  }
  const { route } = turn.settings.shipping;
  if (route !== 'direct_create') {
    return blockedFor(
      'operator',
      `The shop's shipping route is ${route} now, on which affiliate-ops creates no warehouse orders.`,
      'Have the warehouse send the order again, then mark this done.',
    );
  }
  return turn.world.wms ? null : noWarehouse();
}

/** TikTok Shop never shows the replacement's delivery, since it has the number of the lost parcel. */
export function awaitDelivery(): Step<FulfilOrderPlan> {
  return {
    name: 'await_delivery',
    async probe(turn) {
      const { wms, store } = turn.world;
      if (!wms) return noWarehouse();
      const wmsOrder = await wms.get(String(resultOf(turn, 'create_wms_order')?.wms_order_id));
      if (wmsOrder) await store.orders.recordShipment(turn.plan.orderId, wmsOrder, turn.now());
      if (wmsOrder?.state === 'delivered') {
        return { kind: 'done', found: true, detail: 'The replacement was delivered.' };
      }
      const leftAt = eventsOf(turn, 'await_parcel').at(-1)?.at ?? turn.now();
      if (turn.now() >= leftAt + FOLLOWED_FOR) {
        return { kind: 'done', found: false, detail: 'Not seen as delivered within ten days.' };
      }
      return { kind: 'wait', until: turn.now() + DELIVERY_POLL, why: 'The replacement is on its way.' };
    },
  };
}
