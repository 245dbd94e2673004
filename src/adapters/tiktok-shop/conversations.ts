import { z } from 'zod';
import type { Conversation, ConversationMessage, TikTokShop } from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import { parseJson } from './json.ts';
import { nextPage } from './pages.ts';
import { answerOf, id, list, looseText, requiredText, requiredTime, text } from './wire.ts';

const PAGE_SIZE = 20;

const openSchema = answerOf<'open_conversation'>()(z.object({ conversation_id: id, creator_im_id: id }));
const messageSchema = z.object({
  conversation_index: id,
  message_body: z.object({
    id,
    type: requiredText,
    content: looseText,
    create_time: requiredTime,
    sender_id: id,
  }),
});
const messagesSchema = answerOf<'read_messages'>()(
  z.object({ has_more: z.boolean().nullish(), next_page_token: text, messages: list(messageSchema) }),
);
const sentSchema = answerOf<'send_message'>()(z.object({ message_id: id }));

type Conversations = Pick<TikTokShop, 'openConversation' | 'messages' | 'sendText'>;

export function createConversations(client: Client): Conversations {
  return {
    async openConversation(shop, creatorId) {
      const data = await client.call(
        'open_conversation',
        // Otherwise only the conversation's id comes, without the sender id of the creator.
        { shop, body: { creator_open_id: creatorId, only_need_conversation_id: false } },
        openSchema,
      );
      return { conversationId: data.conversation_id, creatorSenderId: data.creator_im_id };
    },

    async messages(shop, conversation, cursor) {
      const data = await client.call(
        'read_messages',
        {
          shop,
          path: { conversation_id: conversation.conversationId },
          query: { page_size: PAGE_SIZE, ...(cursor !== null && { page_token: cursor }) },
        },
        messagesSchema,
      );
      const token = data.has_more === false ? null : data.next_page_token;
      return {
        items: data.messages.map((message) => toMessage(message, conversation)),
        nextCursor: nextPage(token, cursor, 'read_messages'),
      };
    },

    async sendText(shop, conversation, message) {
      const data = await client.call(
        'send_message',
        {
          shop,
          path: { conversation_id: conversation.conversationId },
          body: { msg_type: 'TEXT', content: JSON.stringify({ content: message }) },
        },
        sentSchema,
      );
      return { messageId: data.message_id };
    },
  };
}

function toMessage(wire: z.output<typeof messageSchema>, conversation: Conversation): ConversationMessage {
  const body = wire.message_body;
  return {
    messageId: body.id,
    index: wire.conversation_index,
    type: body.type,
    text: body.type === 'TEXT' ? plainText(body.content) : null,
    sentAt: body.create_time,
    fromCreator: body.sender_id === conversation.creatorSenderId,
  };
}

const textContentSchema = z.object({ content: z.string() });

/** Text is documented as a JSON string {"content": …}; text as it stands is taken too. */
function plainText(content: string): string {
  try {
    const parsed = textContentSchema.safeParse(parseJson(content));
    return parsed.success ? parsed.data.content : content;
  } catch {
    return content;
  }
}
