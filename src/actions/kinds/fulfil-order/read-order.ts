import type { FulfilOrderPlan } from '../../../domain/action.ts';
import type { Order } from '../../../domain/order.ts';
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

export function goneOrder(): StepResult {
  return { kind: 'failed', why: 'TikTok Shop does not know this order any more.' };
}

export function blockedFor(who: string, why: string, next: string, until?: number): StepResult {
  return { kind: 'blocked', blocked: { who, why, next }, ...(until !== undefined && { until }) };
}
