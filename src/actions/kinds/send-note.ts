import type { ActionEvent, SendNotePlan } from '../../domain/action.ts';
import { ExternalError, type ExternalErrorKind } from '../../domain/errors.ts';
import { isShipped } from '../../domain/order.ts';
import { MINUTE } from '../../domain/time.ts';
import type { Conversation } from '../../ports/tiktok-shop.ts';
import {
  attemptsInDoubt,
  defineKind,
  eventsOf,
  type Ready,
  type Step,
  type StepResult,
  type Turn,
} from '../kind.ts';
import { endOfQuietHours } from '../notes.ts';

/** A message may show up late: the second reading waits this long after the first. */
const SECOND_READING = 5 * MINUTE;
/** Messages have no key on the platform. After a doubt at most one re-send, never a third. */
const MOST_SENDS = 2;
/** Answers with which the platform will not let us write to this creator. */
const REFUSALS: readonly ExternalErrorKind[] = ['refused', 'not_found', 'invalid'];
/** Pages of 20 that are read back for our marker: more than a conversation gains between sending and reading. */
const PAGES_READ = 3;

/** Sends one text to one creator. What creators answer is never read for instructions here. */
export const sendNote = defineKind<SendNotePlan>({
  kind: 'send_note',
  steps: () => [sendStep()],
  outcome: () => 'Sent.',
});

/** The end of the text by which a reading recognises our message. */
export function noteMarker(actionId: string): string {
  return `Ref ${actionId.slice(-8).toUpperCase()}`;
}

function sendStep(): Step<SendNotePlan> {
  let conversation: Conversation | null = null;
  return {
    name: 'send',
    async probe(turn): Promise<StepResult | Ready> {
      const sends = attemptsInDoubt(turn, 'send');
      const quiet = inQuietHours(turn);
      if (sends === 0) {
        const overtaken = await whyOvertaken(turn);
        if (overtaken !== null) return { kind: 'failed', why: `The note was not sent: ${overtaken}` };
        if (quiet !== null) return quiet;
      }
      try {
        conversation = await turn.world.tiktokShop.openConversation(turn.shop, turn.plan.creatorId);
      } catch (error) {
        if (!(error instanceof ExternalError) || !REFUSALS.includes(error.kind)) throw error;
        return notSent(error.message, sends);
      }
      if (sends === 0) return { kind: 'ready' };
      const marker = noteMarker(turn.action.actionId);
      const found = await findInConversation(turn, conversation, marker);
      if (found !== null) {
        await recordSent(turn, conversation, found);
        return { kind: 'done', found: true, detail: 'Found in the conversation.' };
      }
      const next = await afterAbsence(turn, sends);
      return next.kind === 'ready' ? (quiet ?? next) : next;
    },
    async perform(turn) {
      if (!conversation) throw new Error('The conversation was not opened.');
      const text = `${turn.plan.text}\n${noteMarker(turn.action.actionId)}`;
      const message = { type: 'TEXT', text } as const;
      const { messageId } = await turn.world.tiktokShop.sendMessage(turn.shop, conversation, message);
      await recordSent(turn, conversation, messageId);
    },
    /** The platform answered with a message id: that is its receipt, another reading would prove no more. */
    async verify() {
      return { kind: 'done', found: false, detail: 'Sent.' };
    },
    refused: (turn, _code, message) => notSent(message, attemptsInDoubt(turn, 'send')),
  };
}

/** Asked again before each send: the settings may have changed, and a note may have waited for other reasons. */
function inQuietHours(turn: Turn<SendNotePlan>): StepResult | null {
  const until = endOfQuietHours(turn.shop, turn.settings, turn.now());
  return until === null ? null : { kind: 'wait', until, why: 'Waits for the end of the quiet hours.' };
}

/** What made the note untrue while it waited; null when nothing did. */
async function whyOvertaken({ world, plan }: Turn<SendNotePlan>): Promise<string | null> {
  const order = await world.store.orders.get(plan.orderId);
  if (order?.status === 'CANCELLED') return 'the order was cancelled meanwhile.';
  if (plan.occasion !== 'approved' || order === null || !isShipped(order)) return null;
  return 'the parcel left before it could go out.';
}

/** A refusal says what became of this try, and nothing of an earlier one that got no answer. */
function notSent(message: string, earlierSends: number): StepResult {
  if (earlierSends === 0) {
    return { kind: 'failed', why: `The note was not sent; the parcel is not affected. ${message}` };
  }
  return {
    kind: 'unknown',
    why: `Sent before without an answer, and not sent again: ${message} Look in the conversation, then mark it done or cancel it.`,
  };
}

function absencesSinceLastSend(events: readonly ActionEvent[]): number {
  const lastSend = events.findLastIndex((event) => event.type === 'attempted');
  return events.slice(lastSend + 1).filter((event) => event.data.reading === 'absent').length;
}

/** So that the inbox does not take it for a message that a person wrote in Seller Center. */
async function recordSent(
  { world, shop, now }: Turn<SendNotePlan>,
  conversation: Conversation,
  messageId: string,
): Promise<void> {
  await world.store.conversations.recordSent(shop.shopId, conversation, messageId, now());
}

/** The id of our message, or null. */
async function findInConversation(
  turn: Turn<SendNotePlan>,
  conversation: Conversation,
  marker: string,
): Promise<string | null> {
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_READ; page += 1) {
    const { items, nextCursor } = await turn.world.tiktokShop.messages(turn.shop, conversation, cursor);
    const ours = items.find((message) => !message.fromCreator && message.text?.includes(marker));
    if (ours) return ours.messageId;
    if (nextCursor === null) return null;
    cursor = nextCursor;
  }
  return null;
}

/** Twice absent, some minutes apart: one re-send, and after that only a person decides. */
async function afterAbsence(turn: Turn<SendNotePlan>, sends: number): Promise<StepResult | Ready> {
  const earlier = absencesSinceLastSend(eventsOf(turn, 'send'));
  await turn.note('waiting', 'The conversation does not show the note.', { reading: 'absent' });
  if (earlier === 0) {
    return {
      kind: 'wait',
      until: turn.now() + SECOND_READING,
      why: 'Sent without an answer; looking for it in the conversation.',
    };
  }
  if (sends < MOST_SENDS) return { kind: 'ready' };
  return {
    kind: 'unknown',
    why: 'Sent twice without an answer and not found in the conversation; it is not sent a third time. Look there, then mark it done or cancel it.',
  };
}
