import type { FulfilOrderPlan } from '../../../domain/action.ts';
import { HOUR, MINUTE } from '../../../domain/time.ts';
import { eventsOf, resultOf, type Step, type Turn } from '../../kind.ts';
import { newAction } from '../../new-actions.ts';
import { plannedLineIds } from './read-order.ts';

/** Which requests an order is for is read with them, every half hour; this leaves room for a pass that fails. */
const REQUESTS_KNOWN_WITHIN = 2 * HOUR;
const REQUESTS_POLL = 15 * MINUTE;

/** Queues the note that tells the creator it shipped: once an order, through the journal like any other write. */
export function proposeShippedNote(): Step<FulfilOrderPlan> {
  return {
    name: 'propose_note',
    async probe(turn) {
      if (!turn.settings.shippedNote)
        return { kind: 'done', found: true, detail: 'Notes are off for this shop.' };
      const applications = await turn.world.store.orders.applicationsOf(turn.plan.orderId);
      const [first] = applications;
      const waitingSince = eventsOf(turn, 'propose_note')[0]?.at ?? turn.now();
      // One line a request. The order may be read before they are, and a note must not leave one out.
      const someUnknown = applications.length < plannedLineIds(turn).size;
      if (someUnknown && turn.now() < waitingSince + REQUESTS_KNOWN_WITHIN) {
        return {
          kind: 'wait',
          until: turn.now() + REQUESTS_POLL,
          why: 'Shipped; the note to the creator waits until every request of the order is read.',
        };
      }
      if (!first)
        return {
          kind: 'done',
          found: true,
          detail: 'No request is known for this order, so nobody is written to.',
        };
      const [queued] = await turn.world.store.actions.insert(
        [
          newAction(
            {
              kind: 'send_note',
              creatorId: first.creator.creatorId,
              occasion: `shipped-${turn.plan.orderId}`,
              applicationIds: applications.map((application) => application.applicationId),
              text: await shippedText(
                turn,
                applications.map((application) => application.productTitle),
              ),
            },
            {
              shopId: turn.shop.shopId,
              actionClass: 'C',
              proposedBy: turn.action.proposedBy,
              reason: 'The parcel is on its way and notes are on for this shop.',
              batchId: turn.action.batchId,
            },
          ),
        ],
        turn.now(),
      );
      return {
        kind: 'done',
        found: false,
        detail: 'The note to the creator is queued.',
        data: { action_id: queued?.action.actionId ?? null },
      };
    },
  };
}

async function shippedText(turn: Turn<FulfilOrderPlan>, titles: readonly string[]): Promise<string> {
  const parcel = resultOf(turn, 'mark_shipped')?.summary ?? resultOf(turn, 'await_shipped')?.summary;
  const what =
    titles.length === 1 ? `Your sample of ${titles[0]} is` : `Your samples (${titles.join('; ')}) are`;
  const tracking = parcel ? ` Tracking: ${String(parcel)}.` : '';
  const own = await operatorsNotes(turn);
  return [`Good news from ${turn.shop.name}: ${what} on the way.${tracking}`, ...own].join('\n');
}

/** What the operator asked to add when approving the requests of this order. */
async function operatorsNotes(turn: Turn<FulfilOrderPlan>): Promise<readonly string[]> {
  const applications = await turn.world.store.orders.applicationsOf(turn.plan.orderId);
  const notes = new Set<string>();
  for (const { applicationId } of applications) {
    const { items } = await turn.world.store.actions.list({
      kind: 'approve_sample',
      applicationId,
      limit: 5,
    });
    for (const { plan } of items) {
      if (plan.kind === 'approve_sample' && plan.note) notes.add(plan.note);
    }
  }
  return [...notes];
}
