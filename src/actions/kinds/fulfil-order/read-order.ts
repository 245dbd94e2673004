import type { FulfilOrderPlan } from '../../../domain/action.ts';
import type { Order } from '../../../domain/order.ts';
import { DAY, describeSpan, MINUTE, type Timestamp } from '../../../domain/time.ts';
import { resultOf, type StepResult, type Turn } from '../../kind.ts';

/** Reads the order from the platform once a turn, and again only when asked to. Everything read is stored. */
export class OrderReader {
  readonly #turn: Turn<FulfilOrderPlan>;
  #order: Order | null | undefined;

  constructor(turn: Turn<FulfilOrderPlan>) {
    this.#turn = turn;
  }

  async current(): Promise<Order | null> {
    return this.#order === undefined ? this.again() : this.#order;
  }

  async again(): Promise<Order | null> {
    const { world, shop, plan } = this.#turn;
    const [order] = await world.tiktokShop.orders(shop, [plan.orderId]);
    await this.keep(order ?? null);
    return order ?? null;
  }

  /** For a reading that came with the recipient: the order is kept, the recipient is not. */
  async keep(order: Order | null): Promise<void> {
    this.#order = order;
    const { world, shop } = this.#turn;
    if (order) await world.store.orders.record(shop.shopId, [order], this.#turn.now());
  }
}

/** The lines as they stood when the order was checked; what comes later is not shipped unseen. */
export function plannedLineIds(turn: Turn<FulfilOrderPlan>): ReadonlySet<string> {
  const ids = resultOf(turn, 'check_order')?.line_ids;
  return new Set(Array.isArray(ids) ? ids.map(String) : []);
}

/** An order does not vanish: a reading may be late, and giving up would leave a sample unshipped. */
export function goneOrder(turn: Turn<FulfilOrderPlan>): StepResult {
  return blockedFor(
    'operator',
    'TikTok Shop does not show this order at the moment.',
    'Look for it in Seller Center; affiliate-ops looks again every 15 minutes.',
    turn.now() + 15 * MINUTE,
  );
}

export function cancelledOrder(): StepResult {
  return { kind: 'failed', why: 'TikTok Shop cancelled the order before it shipped.' };
}

export function noWarehouse(): StepResult {
  return blockedFor(
    'operator',
    'No warehouse is connected, so affiliate-ops can neither create nor follow the warehouse order.',
    'Set SHIPBOB_TOKEN and restart, then retry.',
  );
}

export function blockedFor(who: string, why: string, next: string, until?: number): StepResult {
  return { kind: 'blocked', blocked: { who, why, next }, ...(until !== undefined && { until }) };
}

/** A parcel that has not left this long before the deadline needs the warehouse's attention (domain 3: 24 h buffer). */
const DEADLINE_BUFFER = DAY;

/** Waits for the warehouse; close to the deadline a person is told, and we keep looking. */
export function atWarehouse(
  turn: Turn<FulfilOrderPlan>,
  why: string,
  shipBy: Timestamp | null,
  until: Timestamp,
): StepResult {
  if (shipBy === null) return { kind: 'wait', until, why: `${why}.` };
  const left = shipBy - turn.now();
  if (left > DEADLINE_BUFFER)
    return { kind: 'wait', until, why: `${why}; ${describeSpan(left)} left to ship.` };
  const deadline =
    left > 0 ? `${describeSpan(left)} left to ship` : `the ship deadline passed ${describeSpan(left)} ago`;
  return blockedFor(
    'warehouse',
    `${why}; ${deadline}.`,
    'Ask the warehouse to ship it now: TikTok Shop cancels orders that ship late. affiliate-ops keeps looking.',
    until,
  );
}
