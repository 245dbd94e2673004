import { DAY, HOUR, MINUTE } from '../clock.ts';
import type { ConversationRow, CreatorRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { schedule } from './queue.ts';

const REPLIES = [
  'Thank you so much! Can not wait to try it.',
  'Got it, will film this weekend.',
  'Love it. Do you have a discount code I can mention?',
  'Thanks for letting me know!',
  'Perfect, I will tag you when it is up.',
  'Could you tell me when it should arrive?',
] as const;

/** Weeks of the outreach quota start on Sunday, 00:00 UTC; the platform names the day, not the hour. */
export function outreachWeek(now: number): number {
  const day = Math.floor(now / DAY);
  // 1970-01-01 was a Thursday, so day 3 was the first Sunday.
  return (day - ((((day - 3) % 7) + 7) % 7)) * DAY;
}

export function findConversation(moment: Moment, conversationId: string): ConversationRow | undefined {
  return moment.state.one<ConversationRow>(
    'SELECT * FROM conversations WHERE conversation_id = ?',
    conversationId,
  );
}

export function conversationWith(moment: Moment, creatorOpenId: string): ConversationRow | undefined {
  return moment.state.one<ConversationRow>(
    'SELECT * FROM conversations WHERE creator_open_id = ?',
    creatorOpenId,
  );
}

export function openConversation(moment: Moment, creatorOpenId: string): string {
  const conversationId = moment.state.nextId('conversation');
  moment.state.insert('conversations', {
    conversation_id: conversationId,
    creator_open_id: creatorOpenId,
    unread: 0,
    last_sender: '',
    unanswered: 0,
    updated_ms: moment.now,
  });
  return conversationId;
}

/** Appends a message and keeps the conversation's counters. `content` is the JSON string of the wire. */
export function writeMessage(
  moment: Moment,
  conversation: ConversationRow,
  message: { sender: 'seller' | 'creator'; type: string; content: string; beforeStart?: boolean },
): string {
  const { state, now } = moment;
  const messageId = state.nextId('message');
  const last = state.one<{ top: number | null }>('SELECT max(position) AS top FROM messages')?.top ?? 0;
  state.insert('messages', {
    message_id: messageId,
    conversation_id: conversation.conversation_id,
    position: last + 1,
    sender: message.sender,
    type: message.type,
    content: message.content,
    created_ms: now,
    before_start: message.beforeStart === true ? 1 : 0,
  });
  const unread = message.sender === 'creator' ? 1 : 0;
  state.run(
    `UPDATE conversations SET last_sender = ?, updated_ms = ?, unread = unread + ?,
     unanswered = CASE WHEN ? = 'seller' THEN unanswered + 1 ELSE 0 END WHERE conversation_id = ?`,
    message.sender,
    now,
    unread,
    message.sender,
    conversation.conversation_id,
  );
  return messageId;
}

/** Some creators answer, some time later; whether and when is decided by the message's place in the conversation. */
export function mayReply(moment: Moment, conversation: ConversationRow, messageId: string): void {
  const creator = moment.state.one<CreatorRow>(
    'SELECT * FROM creators WHERE creator_open_id = ?',
    conversation.creator_open_id,
  );
  if (!moment.random.chance(creator?.reply_rate ?? 0, 'reply', messageId)) return;
  const wait = 20 * MINUTE + Math.round(20 * HOUR * moment.random.fraction('reply after', messageId));
  schedule(moment, moment.now + wait, 'creator_reply', conversation.conversation_id);
}

export function creatorReplies(moment: Moment, conversationId: string): void {
  const conversation = findConversation(moment, conversationId);
  if (conversation === undefined || conversation.last_sender !== 'seller') return;
  const text = moment.random.pick(REPLIES, 'reply text', conversationId, conversation.updated_ms);
  writeMessage(moment, conversation, {
    sender: 'creator',
    type: 'TEXT',
    content: JSON.stringify({ content: text }),
  });
}
