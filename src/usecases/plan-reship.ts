import { newAction, warehouseReference } from '../actions/new-actions.ts';
import { type Action, type FulfilOrderPlan, OPEN_STATUSES } from '../domain/action.ts';
import { formatMoney, type Money } from '../domain/money.ts';
import { isShipped } from '../domain/order.ts';
import type { ShopSettings } from '../domain/settings.ts';
import type { Shop } from '../domain/shop.ts';
import { DAY, describeSpan, HOUR, type Timestamp } from '../domain/time.ts';
import type { ProgramClock } from '../ports/clock.ts';
import type { OperationPlan, PlannedItem } from '../ports/operation-plan.ts';
import type {
  ActionStore,
  OrderStore,
  SampleFacts,
  SampleStore,
  Shipment,
  StoredApplication,
  StoredOrder,
} from '../ports/store/index.ts';
import { sampleCost } from '../rules/sample-cost.ts';
import { effectiveSettings, type SettingsDeps } from './effective-settings.ts';
import { sampleLimitState } from './sample-limits.ts';

export interface ReshipRequest extends Readonly<Record<string, unknown>> {
  readonly reshipOf: string;
  readonly reason: string;
}

export interface PlanReshipDeps extends SettingsDeps {
  readonly samples: Pick<SampleStore, 'get' | 'facts' | 'approvalsSince'>;
  readonly orders: Pick<OrderStore, 'get' | 'shipment' | 'applicationsOf'>;
  readonly actions: Pick<ActionStore, 'reserved' | 'list'>;
  readonly programClock: ProgramClock;
}

/** A replacement gets this long before another one is sent. */
const BETWEEN_RESENDS = 7 * DAY;

/** What sending a lost sample a second time would do, or why it cannot be done from here. */
export async function planReship(
  deps: PlanReshipDeps,
  shop: Shop,
  request: ReshipRequest,
): Promise<OperationPlan<ReshipRequest>> {
  const made = await plannedResend(deps, shop, request);
  const item = typeof made === 'string' ? null : made;
  return {
    actionClass: 'C',
    headline: item ? 'Send a lost sample again' : 'Nothing to send again',
    items: item ? [item.planned] : [],
    refused: typeof made === 'string' ? [{ key: request.reshipOf, reason: made }] : [],
    costCeiling: item?.cost ?? null,
    cannotBeUndone:
      'A parcel that left the warehouse cannot be called back; if the first one turns up, the creator has two.',
    context: request,
  };
}

interface Lost {
  readonly application: StoredApplication;
  readonly order: StoredOrder;
  readonly shipment: Shipment | null;
  readonly actions: readonly Action[];
}

async function plannedResend(
  deps: PlanReshipDeps,
  shop: Shop,
  request: ReshipRequest,
): Promise<{ planned: PlannedItem; cost: Money } | string> {
  const now = deps.programClock.now();
  const settings = await effectiveSettings(deps, shop.shopId);
  const lost = await lostSample(deps, shop, request.reshipOf);
  if (typeof lost === 'string') return lost;
  const stop = deliveredOrUnsent(lost, now) ?? wrongRoute(lost, settings) ?? underWay(lost, now);
  if (stop !== null) return stop;
  const facts = await deps.samples.facts(
    (await deps.orders.applicationsOf(lost.order.orderId)).map(({ applicationId }) => applicationId),
  );
  const cost = costOf(facts, lost.order, settings);
  if (typeof cost === 'string') return cost;
  const { monthCost } = await sampleLimitState(deps, shop, settings, now);
  if (monthCost.used + cost.amountMinor > monthCost.cap) {
    const ceiling = formatMoney({ amountMinor: monthCost.cap, currency: cost.currency });
    return `It would pass this month's money ceiling of ${ceiling}, which nobody passes; raise month_cost with set_automation.`;
  }
  return { planned: plannedItem(shop, lost, request, cost, now), cost };
}

async function lostSample(deps: PlanReshipDeps, shop: Shop, applicationId: string): Promise<Lost | string> {
  const application = await deps.samples.get(applicationId);
  if (!application) return 'No sample with this id is known. track_samples shows them.';
  if (application.shopId !== shop.shopId) return 'This sample belongs to another shop; name it in "shop".';
  const order = application.orderId === null ? null : await deps.orders.get(application.orderId);
  if (!order)
    return 'It has no order yet, so nothing can have been lost. track_samples shows where it stands.';
  const { items } = await deps.actions.list({ applicationId, kind: 'fulfil_order', limit: 50 });
  return { application, order, shipment: await deps.orders.shipment(order.orderId), actions: items };
}

function deliveredOrUnsent({ order, shipment }: Lost, now: Timestamp): string | null {
  if (order.status === 'CANCELLED')
    return 'TikTok Shop cancelled the order; the creator has to request it again.';
  if (order.status === 'DELIVERED' || order.status === 'COMPLETED' || order.deliveredAt !== null) {
    const when = order.deliveredAt === null ? '' : ` ${describeSpan(now - order.deliveredAt)} ago`;
    return `TikTok Shop shows it as delivered${when}. If the creator does not have it, ask the carrier for proof; a parcel to send all the same is made at the warehouse by hand.`;
  }
  if (!isShipped(order))
    return 'It has not left yet, so nothing is lost. track_samples shows where it stands.';
  if (shipment?.state === 'delivered') return 'The warehouse shows the latest parcel as delivered.';
  if ((shipment?.parcels.length ?? 0) > 1) {
    return 'It went out in several parcels and affiliate-ops cannot tell which one is lost: have the warehouse send that one again.';
  }
  return null;
}

function wrongRoute({ order }: Lost, { shipping }: ShopSettings): string | null {
  if (order.fulfillmentType === 'FULFILLMENT_BY_TIKTOK') {
    return 'TikTok ships this product from its own warehouse: report the loss in Seller Center.';
  }
  if (shipping.route === 'direct_create') return null;
  return 'This shop ships by native_sync: the warehouse takes orders from TikTok Shop by itself and affiliate-ops creates none. Have the warehouse re-send the order; its tracking number then stays at the warehouse.';
}

function underWay({ actions, shipment }: Lost, now: Timestamp): string | null {
  const open = actions.find(({ status }) => OPEN_STATUSES.some((one) => one === status));
  if (open?.stage === 'await_delivery' && sentOf(shipment) > now - BETWEEN_RESENDS) {
    return `It was sent again ${describeSpan(now - sentOf(shipment))} ago; give that parcel a week.`;
  }
  if (open) {
    return `A parcel of this order is being worked on: action ${open.actionId} (${open.status}). Settle or cancel it with decide_action first.`;
  }
  const resent = actions.some(({ plan, status }) => status === 'done' && 'resend' in plan && plan.resend);
  if (resent && sentOf(shipment) > now - BETWEEN_RESENDS) {
    return `It was sent again ${describeSpan(now - sentOf(shipment))} ago; give that parcel a week.`;
  }
  return null;
}

function sentOf(shipment: Shipment | null): Timestamp {
  return Math.max(0, ...(shipment?.parcels ?? []).map(({ shippedAt }) => shippedAt ?? 0));
}

/** Of everything in the parcel: what is lost with one sample is lost with all. */
function costOf(
  facts: readonly SampleFacts[],
  { lines }: StoredOrder,
  settings: ShopSettings,
): Money | string {
  let amountMinor = 0;
  let currency: string | null = null;
  for (const { skuId, productName } of lines) {
    const known = facts.find(({ application }) => application.skuId === skuId);
    const cost = known ? sampleCost(known.product, settings) : null;
    if (!cost) {
      return 'The price of a product in this order has not been read yet, so its cost is unknown. Call program_status with refresh.';
    }
    if (known?.stock && known.stock.available - known.reservedUnits < 1) {
      return `Out of stock: ${productName}. Restock first, or offer the creator another product.`;
    }
    currency = cost.currency;
    amountMinor += cost.amountMinor;
  }
  return currency === null ? 'The order has no lines.' : { amountMinor, currency };
}

/** TikTok Shop takes another number within this time, once (tiktok-shop-api reference 5.3). */
const NUMBER_CORRECTABLE = 72 * HOUR;

function plannedItem(
  shop: Shop,
  { application, order, shipment, actions }: Lost,
  { reshipOf, reason }: ReshipRequest,
  cost: Money,
  now: Timestamp,
): PlannedItem {
  const numbers = actions.flatMap(({ plan }) =>
    plan.kind === 'fulfil_order' ? [plan.resend?.number ?? 1] : [],
  );
  const number = Math.max(1, ...numbers) + 1;
  const plan: FulfilOrderPlan = {
    kind: 'fulfil_order',
    orderId: order.orderId,
    route: 'direct_create',
    reference: warehouseReference(order.orderId, number),
    resend: { number, reason, costCeiling: { amountMinor: cost.amountMinor, currency: cost.currency } },
  };
  const sentAt = sentOf(shipment) || (order.shippedAt ?? 0);
  const left = sentAt === 0 ? '' : ` It left ${describeSpan(now - sentAt)} ago.`;
  const units = order.lines.map(({ productName }) => productName).join(', ');
  return {
    key: reshipOf,
    binds: { ...plan },
    text: `@${application.creator.username}: ${units}, up to ${formatMoney(cost)}, as ${plan.reference}.${left} The address is read again when it is sent. ${trackingNote(sentAt, now)}`,
    effect: {
      insert: newAction(plan, {
        shopId: shop.shopId,
        actionClass: 'C',
        proposedBy: 'operator',
        reason: `Sent again: ${reason}`,
      }),
    },
    detail: {
      application_id: application.applicationId,
      creator: { creator_id: application.creator.creatorId, username: application.creator.username },
      order_id: order.orderId,
      reference: plan.reference,
      units: order.lines.map(({ sellerSku, productName }) => ({
        seller_sku: sellerSku,
        product: productName,
      })),
      route: plan.route,
      cost_ceiling: { amount_minor: cost.amountMinor, currency: cost.currency },
      ...(shipment?.parcels[0]?.trackingNumber && {
        lost_tracking_number: shipment.parcels[0].trackingNumber,
      }),
    },
  };
}

function trackingNote(sentAt: Timestamp, now: Timestamp): string {
  return sentAt > now - NUMBER_CORRECTABLE
    ? 'TikTok Shop keeps the number of the lost parcel; it can be corrected in Seller Center once, within 72 h of shipping.'
    : 'TikTok Shop keeps the number of the lost parcel: its 72 h for a correction are over. Tell the creator the new one.';
}
