import type { FulfilOrderPlan } from '../../../domain/action.ts';
import { shippingProviderFor } from '../../../domain/carriers.ts';
import { isShipped, type Order, type OrderLine } from '../../../domain/order.ts';
import { HOUR, MINUTE, type Timestamp } from '../../../domain/time.ts';
import type { Shipment } from '../../../ports/store/index.ts';
import { eventsOf, type Ready, type Step, type StepResult, type Turn } from '../../kind.ts';
import { blockedFor, goneOrder, type OrderReader, plannedLineIds } from './read-order.ts';

type Parcel = Shipment['parcels'][number];

interface Marking {
  readonly lineIds: readonly string[];
  readonly trackingNumber: string;
  readonly providerId: string;
}

/** Codes with which the platform says that it is shipped already (tiktok-shop-api reference 3.4). */
const ALREADY_SHIPPED = new Set(['21011020', '21011040', '11006021']);

/** A reading may lag behind the platform's own refusal; after this many a person looks. */
const MOST_REFUSALS = 3;

/** After a minute, then ever less often: a reading that lags for long will not catch up within the next minute. */
function nextLook(turn: Turn<FulfilOrderPlan>): Timestamp {
  const now = turn.now();
  const waited = now - (eventsOf(turn, 'mark_shipped')[0]?.at ?? now);
  return now + Math.round(Math.min(HOUR, Math.max(MINUTE, waited / 4)));
}

/** Hands the tracking number to TikTok Shop, one call a parcel; the platform refuses to ship a line twice. */
export function markShipped(reader: OrderReader): Step<FulfilOrderPlan> {
  let markings: readonly Marking[] = [];
  return {
    name: 'mark_shipped',
    async probe(turn): Promise<StepResult | Ready> {
      const order = await reader.current();
      if (!order) return goneOrder(turn);
      const open = unmarkedLines(turn, order);
      if (open.length === 0) return marked(turn, eventsOf(turn, 'mark_shipped').length === 0);
      if (order.status === 'CANCELLED') {
        return blockedFor(
          'operator',
          'TikTok Shop cancelled the order after the parcel left.',
          'The creator gets the sample all the same; mark this done.',
        );
      }
      const planned = await planMarkings(turn, order, open);
      if ('kind' in planned) return planned;
      markings = planned.markings;
      return { kind: 'ready' };
    },
    async perform(turn) {
      for (const marking of markings) {
        const answer = await turn.world.tiktokShop.markPackageShipped(turn.shop, {
          orderId: turn.plan.orderId,
          ...marking,
        });
        if (answer.warning) {
          await turn.note(
            'waiting',
            'TikTok Shop doubts that the tracking number fits the carrier; the parcel is marked all the same.',
          );
        }
      }
    },
    async verify(turn) {
      const order = await reader.again();
      if (order && unmarkedLines(turn, order).length === 0) return marked(turn, false);
      return {
        kind: 'wait',
        until: nextLook(turn),
        why: 'TikTok Shop took the tracking number but does not show it yet.',
      };
    },
    refused(turn, code, message) {
      const refusals = eventsOf(turn, 'mark_shipped').filter((event) => event.type === 'released').length;
      if (code !== undefined && ALREADY_SHIPPED.has(code) && refusals <= MOST_REFUSALS) {
        return {
          kind: 'wait',
          until: nextLook(turn),
          why: 'TikTok Shop says the parcel is marked already; reading it back.',
        };
      }
      return blockedFor(
        'operator',
        `TikTok Shop refused the tracking number: ${message}`,
        'Enter it in Seller Center, then mark this done; or retry.',
      );
    },
  };
}

function unmarkedLines(turn: Turn<FulfilOrderPlan>, order: Order): readonly OrderLine[] {
  // Some answers leave the numbers out; a status past shipping means that every line has one.
  if (isShipped(order)) return [];
  const planned = plannedLineIds(turn);
  return order.lines.filter((line) => planned.has(line.lineId) && !line.trackingNumber);
}

async function marked(turn: Turn<FulfilOrderPlan>, found: boolean): Promise<StepResult> {
  const parcels = await sentParcels(turn);
  const summary = parcels
    .map((parcel) => [parcel.carrier, parcel.trackingNumber].filter(Boolean).join(' '))
    .join(', ');
  return {
    kind: 'done',
    found,
    detail: summary ? `Tracking on TikTok Shop: ${summary}.` : 'TikTok Shop shows it as shipped.',
    data: { summary },
  };
}

async function sentParcels(turn: Turn<FulfilOrderPlan>): Promise<readonly Parcel[]> {
  const shipment = await turn.world.store.orders.shipment(turn.plan.orderId);
  return shipment?.parcels.filter((parcel) => parcel.trackingNumber) ?? [];
}

/** Which lines go with which tracking number, and under which of the shop's providers. */
async function planMarkings(
  turn: Turn<FulfilOrderPlan>,
  order: Order,
  open: readonly OrderLine[],
): Promise<{ markings: readonly Marking[] } | StepResult> {
  const parcels = await sentParcels(turn);
  const split = splitLines(open, parcels);
  if (!split) {
    return blockedFor(
      'operator',
      'The warehouse packed the order in parcels that do not match its lines.',
      'Enter the tracking numbers in Seller Center, then mark this done.',
    );
  }
  if (!order.deliveryOptionId) {
    return blockedFor(
      'operator',
      'TikTok Shop names no delivery option for the order, so its shipping providers cannot be looked up.',
      'Enter the tracking number in Seller Center, then mark this done.',
    );
  }
  const providers = await turn.world.tiktokShop.shippingProviders(turn.shop, order.deliveryOptionId);
  const markings: Marking[] = [];
  for (const { parcel, lineIds } of split) {
    const provider = shippingProviderFor(parcel.carrier ?? '', providers);
    if (!provider || !parcel.trackingNumber) {
      return blockedFor(
        'operator',
        `TikTok Shop's list of shipping providers has nothing for the carrier "${parcel.carrier ?? 'none'}".`,
        'Enter the tracking number in Seller Center, then mark this done.',
      );
    }
    markings.push({ lineIds, trackingNumber: parcel.trackingNumber, providerId: provider.id });
  }
  return { markings };
}

/** Lines by parcel: all of them with a single parcel, else by the units that the warehouse says each holds. */
function splitLines(
  open: readonly OrderLine[],
  parcels: readonly Parcel[],
): readonly { parcel: Parcel; lineIds: readonly string[] }[] | null {
  const [only, second] = parcels;
  if (!only) return null;
  if (!second) return [{ parcel: only, lineIds: open.map((line) => line.lineId) }];
  const left = [...open];
  const split = parcels.map((parcel) => {
    const lineIds: string[] = [];
    for (const [sku, quantity] of Object.entries(parcel.units ?? {})) {
      for (let unit = 0; unit < quantity; unit += 1) {
        const at = left.findIndex((line) => line.sellerSku === sku);
        const [line] = at < 0 ? [] : left.splice(at, 1);
        if (line) lineIds.push(line.lineId);
      }
    }
    return { parcel, lineIds };
  });
  return left.length === 0 && split.every((part) => part.lineIds.length > 0) ? split : null;
}
