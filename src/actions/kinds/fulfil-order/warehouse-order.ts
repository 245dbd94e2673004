import type { FulfilOrderPlan } from '../../../domain/action.ts';
import { type Order, type Recipient, unitsBySellerSku } from '../../../domain/order.ts';
import { HOUR, MINUTE, type Timestamp } from '../../../domain/time.ts';
import type { Wms, WmsOrder } from '../../../ports/wms.ts';
import {
  attemptsInDoubt,
  eventsOf,
  type Ready,
  resultOf,
  type Step,
  type StepResult,
  type Turn,
} from '../../kind.ts';
import { nothingToShip, wrongRoute } from './check-order.ts';
import {
  atWarehouse,
  blockedFor,
  goneOrder,
  noWarehouse,
  type OrderReader,
  plannedLineIds,
} from './read-order.ts';
import { nothingToReplace } from './resend.ts';

/** How often an open warehouse order is looked at until it has left (wms-apis reference 8.5). */
const PARCEL_POLL = 15 * MINUTE;
/** The warehouse works on a hold or an exception; meanwhile we look less often. */
const PROBLEM_POLL = HOUR;

/**
 * Creates the warehouse order under our reference. Looks for it first, and for one that the warehouse imported
 * by itself, so that nothing ships twice. The recipient passes through memory only.
 */
export function createWarehouseOrder(reader: OrderReader): Step<FulfilOrderPlan> {
  let prepared: { order: Order; recipient: Recipient } | null = null;
  let created: WmsOrder | null = null;
  return {
    name: 'create_wms_order',
    async probe(turn): Promise<StepResult | Ready> {
      const { wms } = turn.world;
      if (!wms) return noWarehouse();
      const ours = await wms.findByReference(turn.plan.reference);
      if (ours) return foundOurs(turn, reader, ours, true);
      if (attemptsInDoubt(turn, 'create_wms_order') > 0 && !wms.refusesDuplicates) {
        return blockedFor(
          'operator',
          'The warehouse did not answer when the order was created, does not show it, and would not refuse a second one.',
          `Look for ${turn.plan.reference} at the warehouse, then retry or mark this done.`,
        );
      }
      // A second parcel is wanted, whoever made the first.
      const native = turn.plan.resend ? null : await wms.findByReference(turn.plan.orderId);
      if (native && native.state !== 'cancelled') {
        return blockedFor(
          'operator',
          'The warehouse imported this order by itself, so creating it again would ship it twice.',
          "Set the shop's shipping route to native_sync; this parcel is on its way already, mark this done.",
        );
      }
      const checked = await checkBeforeCreate(turn, reader, wms);
      if ('kind' in checked) return checked;
      prepared = checked;
      return { kind: 'ready' };
    },
    async perform(turn) {
      const { wms } = turn.world;
      if (!prepared || !wms) throw new Error('The order was not checked.');
      const { order, recipient } = prepared;
      const names = new Map(order.lines.map((line) => [line.sellerSku, line.productName]));
      created = await wms.create({
        reference: turn.plan.reference,
        recipient,
        lines: [...unitsBySellerSku(order.lines)].map(([sku, quantity]) => ({
          sku,
          quantity,
          name: names.get(sku) ?? sku,
        })),
        shippingMethod: turn.settings.shipping.shippingMethod,
      });
    },
    /** The warehouse answered with the whole order it made; the first look at the parcel reads it back. */
    async verify(turn) {
      if (!created) throw new Error('The warehouse order was not created.');
      return foundOurs(turn, reader, created, false);
    },
    refused: (_turn, _code, message) =>
      blockedFor(
        'operator',
        `The warehouse refused the order: ${message}`,
        'Correct what it names, then retry.',
      ),
  };
}

async function recordedOrder(
  turn: Turn<FulfilOrderPlan>,
  wmsOrder: WmsOrder,
  found: boolean,
): Promise<StepResult> {
  await turn.world.store.orders.recordShipment(turn.plan.orderId, wmsOrder, turn.now());
  return {
    kind: 'done',
    found,
    detail: `Warehouse order ${wmsOrder.wmsOrderId} (${turn.plan.reference}).`,
    data: { wms_order_id: wmsOrder.wmsOrderId },
  };
}

async function foundOurs(
  turn: Turn<FulfilOrderPlan>,
  reader: OrderReader,
  ours: WmsOrder,
  found: boolean,
): Promise<StepResult> {
  if (ours.state === 'cancelled') {
    return blockedFor(
      'operator',
      `The warehouse order ${turn.plan.reference} was cancelled at the warehouse.`,
      'Ship it by hand and mark this done, or cancel this action.',
    );
  }
  const order = await reader.current();
  const planned = plannedLineIds(turn);
  const owed = unitsBySellerSku(order?.lines.filter((line) => planned.has(line.lineId)) ?? []);
  const same =
    owed.size === ours.units.size && [...owed].every(([sku, quantity]) => ours.units.get(sku) === quantity);
  if (!same) {
    return blockedFor(
      'operator',
      `The warehouse order ${turn.plan.reference} holds other units than the TikTok order.`,
      'Correct it at the warehouse, then mark this done.',
    );
  }
  return recordedOrder(turn, ours, found);
}

/** The order as it is at this moment, with a recipient, known SKUs and stock; else what to do instead. */
async function checkBeforeCreate(
  turn: Turn<FulfilOrderPlan>,
  reader: OrderReader,
  wms: Wms,
): Promise<{ order: Order; recipient: Recipient } | StepResult> {
  const read = await turn.world.tiktokShop.orderWithRecipient(turn.shop, turn.plan.orderId);
  if (!read) return goneOrder(turn);
  const { order, recipient } = read;
  await reader.keep(order);
  const obstacle = turn.plan.resend
    ? nothingToReplace(turn, order)
    : (nothingToShip(order) ?? wrongRoute(turn, order));
  if (obstacle) return obstacle;
  if (!recipient) {
    return blockedFor(
      'operator',
      'TikTok Shop hides the address of this order, so it cannot go to an outside warehouse.',
      'Ship it in Seller Center, then mark this done.',
    );
  }
  const planned = plannedLineIds(turn);
  if (order.lines.length !== planned.size || order.lines.some((line) => !planned.has(line.lineId))) {
    return blockedFor(
      'operator',
      'The lines of the order changed after the merge window.',
      'Look at the order in Seller Center, ship it by hand and mark this done.',
    );
  }
  return (await stockProblem(turn, order, wms)) ?? { order, recipient };
}

async function stockProblem(turn: Turn<FulfilOrderPlan>, order: Order, wms: Wms): Promise<StepResult | null> {
  const units = unitsBySellerSku(order.lines);
  if (units.has('')) {
    return blockedFor(
      'operator',
      'A product of this order has no seller SKU on TikTok Shop, so the warehouse cannot know it.',
      'Set the seller SKU in Seller Center, then retry.',
    );
  }
  const levels = new Map((await wms.stock([...units.keys()])).map((level) => [level.sku, level]));
  for (const [sku, quantity] of units) {
    const level = levels.get(sku);
    if (!level?.known) {
      return blockedFor(
        'operator',
        `The warehouse does not know the SKU "${sku}".`,
        'Create the SKU at the warehouse or correct the seller SKU on TikTok Shop, then retry.',
      );
    }
    if (level.available !== null && level.available < quantity) {
      return blockedFor(
        'warehouse',
        `The warehouse has ${level.available} of ${sku} free and ${quantity} ${quantity === 1 ? 'is' : 'are'} to ship.`,
        'Restock; affiliate-ops looks again every hour.',
        turn.now() + PROBLEM_POLL,
      );
    }
  }
  return null;
}

/** Follows the warehouse order until every parcel has a tracking number and has left. */
export function awaitParcel(): Step<FulfilOrderPlan> {
  return {
    name: 'await_parcel',
    async probe(turn) {
      const wmsOrderId = String(resultOf(turn, 'create_wms_order')?.wms_order_id);
      const createdAt = eventsOf(turn, 'create_wms_order').at(-1)?.at ?? 0;
      if (turn.now() < createdAt + PARCEL_POLL) {
        return { kind: 'wait', until: createdAt + PARCEL_POLL, why: 'At the warehouse.' };
      }
      const { wms } = turn.world;
      if (!wms) return noWarehouse();
      const wmsOrder = await wms.get(wmsOrderId);
      const order = await turn.world.store.orders.get(turn.plan.orderId);
      // The platform's deadline was for the parcel that left in time.
      const shipBy = turn.plan.resend ? null : (order?.shipBy ?? null);
      if (!wmsOrder) {
        const why = 'The warehouse does not show the order at the moment';
        return atWarehouse(turn, why, shipBy, turn.now() + PARCEL_POLL);
      }
      await turn.world.store.orders.recordShipment(turn.plan.orderId, wmsOrder, turn.now());
      return parcelState(turn, wmsOrder, shipBy);
    },
  };
}

function parcelState(turn: Turn<FulfilOrderPlan>, wmsOrder: WmsOrder, shipBy: Timestamp | null): StepResult {
  const problem = wmsOrder.problems.join('; ') || wmsOrder.rawState;
  switch (wmsOrder.state) {
    case 'cancelled':
      return blockedFor(
        'operator',
        `The warehouse order ${turn.plan.reference} was cancelled at the warehouse.`,
        'Ship it by hand and mark this done, or cancel this action.',
      );
    case 'on_hold':
    case 'exception':
      return blockedFor(
        'warehouse',
        `The warehouse holds the parcel: ${problem}.`,
        'Settle it at the warehouse; affiliate-ops looks again every hour.',
        turn.now() + PROBLEM_POLL,
      );
    case 'shipped':
    case 'in_transit':
    case 'delivered':
      return { kind: 'done', found: false, detail: 'The parcel has left the warehouse.' };
    default:
      return atWarehouse(turn, `At the warehouse: ${wmsOrder.state}`, shipBy, turn.now() + PARCEL_POLL);
  }
}
