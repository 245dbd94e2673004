import type { ApproveSamplePlan } from '../../domain/action.ts';
import { awaitsShipment } from '../../domain/order.ts';
import { isApproved, type SampleApplication, sampleStage } from '../../domain/sample-application.ts';
import { HOUR, MINUTE, SECOND } from '../../domain/time.ts';
import { newFulfilment } from '../fulfilment.ts';
import {
  attemptsInDoubt,
  defineKind,
  eventsOf,
  type Ready,
  resultOf,
  type Step,
  type StepResult,
  type Turn,
} from '../kind.ts';

/** TikTok Shop makes the order a little after the approval: looked for soon, then ever less often. */
const FIRST_ORDER_POLL = 15 * SECOND;
const LAST_ORDER_POLL = 15 * MINUTE;
/** An approval that was answered but still reads PENDING after this was put back by the platform. */
const PUT_BACK_AFTER = 10 * MINUTE;
/** Without an order by then a person should look. */
const ORDER_OVERDUE = 6 * HOUR;

/** Approves one request. Ends when the order that the platform makes for it is known. */
export const approveSample = defineKind<ApproveSamplePlan>({
  kind: 'approve_sample',
  steps(turn) {
    const reader = new ApplicationReader(turn);
    return [review(reader), awaitOrder(reader)];
  },
  outcome(turn) {
    const orderId = resultOf(turn, 'await_order')?.order_id;
    const ours = eventsOf(turn, 'review').some((event) => event.type === 'attempted');
    return `${ours ? 'Approved' : 'Was approved outside affiliate-ops'}; TikTok Shop order ${String(orderId)}.`;
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

/** How a request that cannot become a parcel ended; null while it can. */
function ended({ status }: SampleApplication): StepResult | null {
  switch (sampleStage(status)) {
    case 'withdrawn':
      return { kind: 'failed', why: 'The creator withdrew the request.' };
    case 'expired':
      return { kind: 'failed', why: 'The request expired before it was approved.' };
    case 'rejected':
      return { kind: 'failed', why: 'The request was rejected on TikTok Shop.' };
    case 'cancelled':
    case 'not_posted':
      return { kind: 'failed', why: `TikTok Shop ended the request (${status}).` };
    case 'unknown':
      return blockedFor(
        `TikTok Shop shows a status that affiliate-ops does not know: ${status}.`,
        'Look at the request in Seller Center, then retry or cancel this action.',
      );
    default:
      return null;
  }
}

function blockedFor(why: string, next: string): StepResult {
  return { kind: 'blocked', blocked: { who: 'operator', why, next } };
}

/** Everything that must hold at the moment of the irreversible step; null when it does. */
async function obstacle(
  turn: Turn<ApproveSamplePlan>,
  application: SampleApplication,
): Promise<StepResult | null> {
  if (application.agencyName !== null) {
    return { kind: 'failed', why: 'An agency made this request; only the agency can approve it.' };
  }
  if (!application.approvable) {
    const reasons = application.disapprovableReasons.join('; ') || 'no reason given';
    return { kind: 'failed', why: `TikTok Shop does not let it be approved now: ${reasons}.` };
  }
  return routeProblem(turn) ?? (await stockProblem(turn)) ?? (await warehouseProblem(turn));
}

function routeProblem(turn: Turn<ApproveSamplePlan>): StepResult | null {
  const { route } = turn.settings.shipping;
  if (route === turn.plan.route) return null;
  return blockedFor(
    `The shop's shipping route is ${route} now; this was confirmed for ${turn.plan.route}.`,
    'Cancel this action and approve the request again.',
  );
}

/** Stock minus what earlier approvals of ours hold and TikTok Shop does not count yet. */
async function stockProblem({
  world,
  shop,
  plan,
  action,
}: Turn<ApproveSamplePlan>): Promise<StepResult | null> {
  const levels = await world.tiktokShop.stock(shop, [plan.productId]);
  const level = levels.find((one) => one.skuId === plan.skuId);
  if (!level) {
    return blockedFor(
      'TikTok Shop gives no stock figure for the requested variant.',
      'Look at the product in Seller Center, then retry or cancel this action.',
    );
  }
  const reserved = await world.store.actions.reservedUnits(shop.shopId, plan.skuId, action.actionId);
  if (level.available - reserved >= plan.quantity) return null;
  return {
    kind: 'failed',
    why: `Out of stock: ${level.available} on TikTok Shop, ${reserved} held by earlier approvals. Nothing was approved.`,
  };
}

async function warehouseProblem({ world, plan }: Turn<ApproveSamplePlan>): Promise<StepResult | null> {
  if (plan.route !== 'direct_create') return null;
  if (!world.wms) {
    return blockedFor(
      'No warehouse is connected, so nothing could ship the sample.',
      'Set SHIPBOB_TOKEN and restart; affiliate-ops goes on after a retry.',
    );
  }
  if (plan.sellerSku === '') {
    return blockedFor(
      'The product has no seller SKU on TikTok Shop, so the warehouse cannot know it.',
      'Set the seller SKU in Seller Center, then cancel this action and approve the request again.',
    );
  }
  const [atWarehouse] = await world.wms.stock([plan.sellerSku]);
  if (!atWarehouse?.known) {
    return blockedFor(
      `The warehouse does not know the SKU "${plan.sellerSku}".`,
      'Create the SKU at the warehouse and retry; or correct the seller SKU on TikTok Shop, cancel this action and approve again.',
    );
  }
  if (atWarehouse.available === null || atWarehouse.available >= plan.quantity) return null;
  return {
    kind: 'failed',
    why: `Out of stock: the warehouse has ${atWarehouse.available} of ${plan.sellerSku} free. Nothing was approved.`,
  };
}

/** The platform refuses a repeated review, so a doubtful one is read back and, if need be, sent again. */
function review(reader: ApplicationReader): Step<ApproveSamplePlan> {
  return {
    name: 'review',
    async probe(turn): Promise<StepResult | Ready> {
      const application = await reader.current();
      if (!application) return notListed(turn);
      if (isApproved(application.status)) {
        return { kind: 'done', found: true, detail: `Reads ${application.status}.` };
      }
      const problem = ended(application) ?? (await obstacle(turn, application));
      if (problem?.kind === 'failed' && attemptsInDoubt(turn, 'review') > 0 && !ended(application)) {
        return stillOpen(turn, problem.why);
      }
      return problem ?? { kind: 'ready' };
    },
    async perform(turn) {
      await turn.world.tiktokShop.approveSampleApplication(turn.shop, turn.plan.applicationId);
    },
    async verify() {
      const application = await reader.again();
      const end = application && ended(application);
      return (
        end ?? {
          kind: 'done',
          found: false,
          detail: `Approved; reads ${application?.status ?? 'nothing yet'}.`,
        }
      );
    },
    /** "Not open any more" has no code of its own: it may be our own approval, or one from outside. */
    async refused(turn, _code, message) {
      const application = await reader.again();
      if (application && isApproved(application.status)) {
        return { kind: 'done', found: true, detail: `Reads ${application.status}.` };
      }
      if (attemptsInDoubt(turn, 'review') > 0) return stillOpen(turn, message);
      return (application && ended(application)) ?? { kind: 'failed', why: message };
    },
  };
}

function notListed(turn: Turn<ApproveSamplePlan>): StepResult {
  const why = 'TikTok Shop does not list this request any more.';
  return attemptsInDoubt(turn, 'review') > 0 ? stillOpen(turn, why) : { kind: 'failed', why };
}

/** An approval that may have arrived is not called failed; it is looked for. */
function stillOpen(turn: Turn<ApproveSamplePlan>, why: string): StepResult {
  return {
    kind: 'wait',
    until: turn.now() + MINUTE,
    why: `An approval was sent without an answer and does not show; it is not sent again, because: ${why}`,
  };
}

function awaitOrder(reader: ApplicationReader): Step<ApproveSamplePlan> {
  return {
    name: 'await_order',
    async probe(turn) {
      const application = await reader.current();
      const reviewedAt = eventsOf(turn, 'review').at(-1)?.at ?? turn.now();
      const waited = turn.now() - reviewedAt;
      if (application?.status === 'PENDING' && waited >= PUT_BACK_AFTER) {
        return {
          kind: 'failed',
          why: 'TikTok Shop could not create the order and put the request back. Retry it, or decide the request anew.',
        };
      }
      const end = application && ended(application);
      if (end) return end;
      if (application?.orderId) {
        const { orderId } = application;
        await recordOrder(turn, orderId);
        return { kind: 'done', found: false, detail: `Order ${orderId}.`, data: { order_id: orderId } };
      }
      return noOrderYet(turn.now(), waited, application);
    },
  };
}

function noOrderYet(now: number, waited: number, application: SampleApplication | null): StepResult {
  if (waited > ORDER_OVERDUE) {
    return {
      kind: 'blocked',
      blocked: {
        who: 'operator',
        why: 'The request is approved, but TikTok Shop has shown no order for 6 hours.',
        next: 'Look at the request in Seller Center; affiliate-ops keeps looking every hour.',
      },
      until: now + HOUR,
    };
  }
  const poll = Math.min(LAST_ORDER_POLL, Math.max(FIRST_ORDER_POLL, waited / 4));
  return {
    kind: 'wait',
    until: now + Math.round(poll),
    why:
      application?.status === 'PENDING'
        ? 'Approved; TikTok Shop still shows the request as open.'
        : 'Approved; TikTok Shop has not created the order yet.',
  };
}

/** The order is what the parcel hangs on: known at once, its parcel need not wait for the next cycle. */
async function recordOrder(turn: Turn<ApproveSamplePlan>, orderId: string): Promise<void> {
  const { world, shop, settings } = turn;
  const orders = await world.tiktokShop.orders(shop, [orderId]);
  if (orders.length === 0) return;
  await world.store.orders.record(shop.shopId, orders, turn.now());
  const parcels = orders
    .filter(awaitsShipment)
    .map((order) => newFulfilment(order, shop.shopId, settings.shipping.route));
  if (parcels.length > 0) await world.store.actions.insert(parcels, turn.now());
}
