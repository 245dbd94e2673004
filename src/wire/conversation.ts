import { describeSpan, type Timestamp } from '../domain/time.ts';
import { count, wireMoney } from '../mcp/render.ts';
import { creatorText, plainLine } from '../mcp/untrusted.ts';
import type { ConversationList, ListedConversation } from '../usecases/list-conversations.ts';
import { NOT_WHOLE, when } from './fields.ts';

/** A conversation as lists show it. What somebody wrote stands apart and labelled. */
export function wireConversation(conversation: ListedConversation, now: Timestamp) {
  const { lastMessage, creatorId, waitingSince } = conversation;
  return {
    conversation_id: conversation.conversationId,
    creator: {
      ...(creatorId !== null && { creator_id: creatorId }),
      username: plainLine(conversation.username),
      ...(conversation.creatorGmv30d && { gmv_30d: wireMoney(conversation.creatorGmv30d) }),
    },
    unanswered: conversation.unanswered,
    ...when('waiting_since', waitingSince),
    ...(waitingSince !== null && { waiting: describeSpan(now - waitingSince) }),
    unread: conversation.unread,
    ...(conversation.gmv30d && { our_gmv_30d: wireMoney(conversation.gmv30d) }),
    open_samples: conversation.openSamples,
    ...(lastMessage && { last_message: wireLastMessage(lastMessage) }),
  };
}

function wireLastMessage(message: NonNullable<ListedConversation['lastMessage']>) {
  return {
    ...when('at', message.at),
    from: senderOf(message),
    type: message.type,
    ...(message.fromCreator ? creatorText({ text: message.text }) : ownText(message.text)),
  };
}

export function senderOf({
  fromCreator,
  ours,
}: Pick<NonNullable<ListedConversation['lastMessage']>, 'fromCreator' | 'ours'>):
  | 'creator'
  | 'affiliate-ops'
  | 'seller' {
  if (fromCreator) return 'creator';
  return ours === true ? 'affiliate-ops' : 'seller';
}

/** What the seller's side wrote is shown on one line. */
function ownText(text: string | null): { text?: string } {
  return text === null ? {} : { text: plainLine(text) };
}

export function conversationsSummary(
  { conversations, total, creator, asOf, now }: ConversationList,
  show: 'unanswered' | 'all',
): string {
  const whole = asOf === null ? ` ${NOT_WHOLE}` : '';
  if (total === 0) {
    if (asOf === null) return `No conversation was read yet.${whole}`;
    const whom = creator === null ? 'Every creator' : `@${plainLine(creator.username)}`;
    if (show === 'unanswered') return `${whom} has an answer.`;
    return creator === null ? 'There are no conversations.' : `There is no conversation with ${whom}.`;
  }
  const waits = conversations.map((one) => one.waitingSince).filter((at) => at !== null);
  const longest =
    waits.length === 0 ? '' : `; the longest shown has waited ${describeSpan(now - Math.min(...waits))}`;
  return `${count(total, 'conversation')}${show === 'unanswered' ? ' without an answer' : ''}${longest}.${whole}`;
}
