import type { FulfilOrderPlan } from '../../domain/action.ts';
import { defineKind, resultOf } from '../kind.ts';
import { checkLateLines, checkOrder } from './fulfil-order/check-order.ts';
import { markShipped } from './fulfil-order/mark-shipped.ts';
import { proposeShippedNote } from './fulfil-order/propose-note.ts';
import { OrderReader } from './fulfil-order/read-order.ts';
import { awaitDelivery, checkResend } from './fulfil-order/resend.ts';
import { awaitParcel, createWarehouseOrder } from './fulfil-order/warehouse-order.ts';
import { watchNativeOrder, watchShipped } from './fulfil-order/watch-native.ts';

/**
 * Brings the parcel of one sample order on its way, whoever approved it. `direct_create` creates the warehouse
 * order and hands the tracking number to TikTok Shop; `native_sync` only watches what the warehouse does by
 * itself. Ends when TikTok Shop shows the order as shipped. A re-send replaces a lost parcel: TikTok Shop keeps the
 * number of the first one, so it is followed at the warehouse until it is delivered.
 */
export const fulfilOrder = defineKind<FulfilOrderPlan>({
  kind: 'fulfil_order',
  steps(turn) {
    const reader = new OrderReader(turn);
    if (turn.plan.resend) {
      return [checkResend(reader), createWarehouseOrder(reader), awaitParcel(), awaitDelivery()];
    }
    return turn.plan.route === 'direct_create'
      ? [
          checkOrder(reader),
          createWarehouseOrder(reader),
          awaitParcel(),
          markShipped(reader),
          checkLateLines(reader),
          proposeShippedNote(),
        ]
      : [checkOrder(reader), watchNativeOrder(reader), watchShipped(reader), proposeShippedNote()];
  },
  outcome(turn) {
    if (turn.plan.resend) return `Sent again as ${turn.plan.reference}.`;
    const parcel = resultOf(turn, 'mark_shipped') ?? resultOf(turn, 'await_shipped');
    return `Shipped${parcel?.summary ? ` with ${String(parcel.summary)}` : ''}.`;
  },
});
