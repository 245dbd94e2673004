import type { FulfilOrderPlan } from '../../../domain/action.ts';
import { HOUR, MINUTE } from '../../../domain/time.ts';
import { eventsOf, type Step } from '../../kind.ts';
import { newNote } from '../../notes.ts';
import { plannedLineIds } from './read-order.ts';

/** Which requests an order is for is read with them, every half hour; this leaves room for a pass that fails. */
const REQUESTS_KNOWN_WITHIN = 2 * HOUR;
const REQUESTS_POLL = 15 * MINUTE;

/** Queues the note that tells the creator it shipped: once an order, through the journal like any other write. */
export function proposeShippedNote(): Step<FulfilOrderPlan> {
  return {
    name: 'propose_note',
    async probe(turn) {
      const { world, shop, settings } = turn;
      const { orderId } = turn.plan;
      if (!settings.notes.shipped.on)
        return { kind: 'done', found: true, detail: 'The shipping note is off for this shop.' };
      const applications = await world.store.orders.applicationsOf(orderId);
      const [first, ...others] = applications;
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
      const note = await newNote(
        world.store,
        {
          occasion: 'shipped',
          shop,
          settings,
          orderId,
          applications: [first, ...others],
          deliveredAt: null,
          now: turn.now(),
        },
        {
          proposedBy: turn.action.proposedBy,
          reason: 'The parcel is on its way and the shipping note is on for this shop.',
          batchId: turn.action.batchId,
        },
      );
      const [queued] = await world.store.actions.insert([note], turn.now());
      return {
        kind: 'done',
        found: false,
        detail: 'The note to the creator is queued.',
        data: { action_id: queued?.action.actionId ?? null },
      };
    },
  };
}
