import type { ApproveSamplePlan } from '../../domain/action.ts';
import { isApproved, type SampleApplication, sampleStage } from '../../domain/sample-application.ts';
import { MINUTE, SECOND } from '../../domain/time.ts';
import {
  defineKind,
  eventsOf,
  type Ready,
  resultOf,
  type Step,
  type StepResult,
  type Turn,
} from '../kind.ts';

/** TikTok Shop makes the order a little after the approval; how often it is looked for. */
const ORDER_POLL = 15 * SECOND;
/** An approval that was answered but still reads PENDING after this was put back by the platform. */
const PUT_BACK_AFTER = 10 * MINUTE;
/** Without an order by then a person should look. */
const ORDER_OVERDUE = 6 * 60 * MINUTE;

/** Approves one request. Ends when the order that the platform makes for it is known. */
export const approveSample = defineKind<ApproveSamplePlan>({
  kind: 'approve_sample',
  steps(turn) {
    const reader = new ApplicationReader(turn);
    return [checkRequest(reader), review(reader), awaitOrder(reader)];
  },
  outcome(turn) {
    const orderId = resultOf(turn, 'await_order')?.order_id;
    const outside =
      resultOf(turn, 'review') && eventsOf(turn, 'review').some((event) => event.type === 'found_done');
    const how = outside && eventsOf(turn, 'review').every((event) => event.type !== 'attempted');
    return `${how ? 'Was approved outside affiliate-ops' : 'Approved'}; TikTok Shop order ${String(orderId)}.`;
  },
});

/** Reads the request from the platform once a turn, and again only when asked to. */
class ApplicationReader {
  readonly #turn: Turn<ApproveSamplePlan>;
  #application: SampleApplication | null | undefined;

  constructor(turn: Turn<ApproveSamplePlan>) {
    this.#turn = turn;
  }

  async current(): Promise<SampleApplication | null> {
    return this.#application === undefined ? this.again() : this.#application;
  }

  async again(): Promise<SampleApplication | null> {
    const { world, shop, plan } = this.#turn;
    this.#application = await world.tiktokShop.findSampleApplication(shop, plan);
    if (this.#application)
      await world.store.samples.record(shop.shopId, [this.#application], this.#turn.now());
    return this.#application;
  }
}

function ended(application: SampleApplication | null): StepResult | null {
  if (!application) return { kind: 'failed', why: 'TikTok Shop does not list this request any more.' };
  switch (sampleStage(application.status)) {
    case 'withdrawn':
      return { kind: 'failed', why: 'The creator withdrew the request.' };
    case 'expired':
      return { kind: 'failed', why: 'The request expired before it was approved.' };
    case 'rejected':
      return { kind: 'failed', why: 'The request was rejected on TikTok Shop.' };
    case 'cancelled':
      return { kind: 'failed', why: `TikTok Shop ended the request (${application.status}).` };
    case 'unknown':
      return {
        kind: 'blocked',
        blocked: {
          who: 'operator',
          why: `TikTok Shop shows a status that affiliate-ops does not know: ${application.status}.`,
          next: 'Look at the request in Seller Center, then retry or cancel this action.',
        },
      };
    default:
      return null;
  }
}

/** Everything that must hold before the irreversible step. */
function checkRequest(reader: ApplicationReader): Step<ApproveSamplePlan> {
  return {
    name: 'check',
    async probe(turn) {
      const application = await reader.current();
      const end = ended(application);
      if (end || !application) return end ?? { kind: 'failed', why: 'The request is gone.' };
      if (isApproved(application.status)) {
        return { kind: 'done', found: true, detail: 'Approved already.' };
      }
      if (application.agencyName !== null) {
        return { kind: 'failed', why: 'An agency made this request; only the agency can approve it.' };
      }
      if (!application.approvable) {
        const reasons = application.disapprovableReasons.join('; ') || 'no reason given';
        return { kind: 'failed', why: `TikTok Shop does not let it be approved now: ${reasons}.` };
      }
      return (
        (await checkRoute(turn)) ??
        (await checkStock(turn)) ?? {
          kind: 'done',
          found: false,
          detail: 'Request, route and stock are in order.',
        }
      );
    },
  };
}

async function checkRoute(turn: Turn<ApproveSamplePlan>): Promise<StepResult | null> {
  if (turn.settings.shipping.route === turn.plan.route) return null;
  return {
    kind: 'blocked',
    blocked: {
      who: 'operator',
      why: `The shop's shipping route is ${turn.settings.shipping.route} now; this was confirmed for ${turn.plan.route}.`,
      next: 'Cancel this action and approve the request again.',
    },
  };
}

/** Stock minus what earlier approvals of ours hold and TikTok Shop does not count yet. */
async function checkStock(turn: Turn<ApproveSamplePlan>): Promise<StepResult | null> {
  const { world, shop, plan, action } = turn;
  const levels = await world.tiktokShop.stock(shop, [plan.productId]);
  const level = levels.find((one) => one.skuId === plan.skuId);
  const reserved = await world.store.actions.reservedUnits(shop.shopId, plan.skuId, action.actionId);
  const free = (level?.available ?? 0) - reserved;
  if (free < plan.quantity) {
    return {
      kind: 'failed',
      why: `Out of stock: ${level?.available ?? 0} on TikTok Shop, ${reserved} held by earlier approvals.`,
    };
  }
  if (plan.route !== 'direct_create' || !world.wms) return null;
  const [atWarehouse] = await world.wms.stock([plan.sellerSku]);
  if (!atWarehouse?.known) {
    return {
      kind: 'blocked',
      blocked: {
        who: 'operator',
        why: `The warehouse does not know the SKU "${plan.sellerSku}".`,
        next: 'Create the SKU at the warehouse or correct the seller SKU on TikTok Shop, then retry.',
      },
    };
  }
  if (atWarehouse.available !== null && atWarehouse.available < plan.quantity) {
    return { kind: 'failed', why: `The warehouse has ${atWarehouse.available} of ${plan.sellerSku} free.` };
  }
  return null;
}

/** The platform refuses a repeated review, so a doubtful one is read back and, if need be, sent again. */
function review(reader: ApplicationReader): Step<ApproveSamplePlan> {
  return {
    name: 'review',
    async probe(): Promise<StepResult | Ready> {
      const application = await reader.current();
      if (application && isApproved(application.status)) {
        return { kind: 'done', found: true, detail: `Reads ${application.status}.` };
      }
      return ended(application) ?? { kind: 'ready' };
    },
    async perform(turn) {
      await turn.world.tiktokShop.approveSampleApplication(turn.shop, turn.plan.applicationId);
    },
    async verify() {
      const application = await reader.again();
      const end = ended(application);
      if (end) return end;
      return {
        kind: 'done',
        found: false,
        detail: `Approved; reads ${application?.status ?? 'nothing yet'}.`,
      };
    },
  };
}

function awaitOrder(reader: ApplicationReader): Step<ApproveSamplePlan> {
  return {
    name: 'await_order',
    async probe(turn) {
      const application = await reader.current();
      const reviewedAt = eventsOf(turn, 'review').at(-1)?.at ?? turn.now();
      const waited = turn.now() - reviewedAt;
      if (application?.status === 'PENDING') {
        if (waited < PUT_BACK_AFTER)
          return {
            kind: 'wait',
            until: turn.now() + ORDER_POLL,
            why: 'Approved; TikTok Shop still shows the request as open.',
          };
        return { kind: 'failed', why: 'TikTok Shop could not create the order and put the request back.' };
      }
      const end = ended(application);
      if (end) return end;
      if (application?.orderId) {
        const { orderId } = application;
        await recordOrder(turn, orderId);
        return { kind: 'done', found: false, detail: `Order ${orderId}.`, data: { order_id: orderId } };
      }
      if (waited > ORDER_OVERDUE) {
        return {
          kind: 'blocked',
          blocked: {
            who: 'operator',
            why: 'The request is approved, but TikTok Shop has shown no order for 6 hours.',
            next: 'Look at the request in Seller Center; affiliate-ops keeps looking every hour.',
          },
          until: turn.now() + 60 * MINUTE,
        };
      }
      return {
        kind: 'wait',
        until: turn.now() + ORDER_POLL,
        why: 'Approved; TikTok Shop has not created the order yet.',
      };
    },
  };
}

/** The order is what the parcel hangs on: known at once, it need not wait for the next sync. */
async function recordOrder(turn: Turn<ApproveSamplePlan>, orderId: string): Promise<void> {
  const { world, shop } = turn;
  const orders = await world.tiktokShop.orders(shop, [orderId]);
  if (orders.length > 0) await world.store.orders.record(shop.shopId, orders, turn.now());
}
