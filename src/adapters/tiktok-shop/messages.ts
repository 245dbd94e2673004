import { z } from 'zod';
import type {
  Conversation,
  ConversationMessage,
  OutgoingMessage,
  TikTokShop,
} from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import { parseJson } from './json.ts';
import { nextPage } from './pages.ts';
import { answerOf, id, list, looseText, requiredCount, requiredText, requiredTime, text } from './wire.ts';

const PAGE_SIZE = 20;

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
const imageSchema = answerOf<'upload_message_image'>()(
  z.object({ url: requiredText, width: requiredCount, height: requiredCount }),
);

type Messages = Pick<TikTokShop, 'messages' | 'sendMessage' | 'uploadMessageImage'>;

export function createMessages(client: Client): Messages {
  return {
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

    async sendMessage(shop, conversation, message) {
      const data = await client.call(
        'send_message',
        {
          shop,
          path: { conversation_id: conversation.conversationId },
          body: { msg_type: message.type, content: JSON.stringify(contentOf(message)) },
        },
        sentSchema,
      );
      return { messageId: data.message_id };
    },

    async uploadMessageImage(shop, { bytes, mediaType }) {
      const file = { field: 'data', bytes, mediaType, fileName: `image.${extensionOf(mediaType)}` };
      return client.call('upload_message_image', { shop, file }, imageSchema);
    },
  };
}

/** What the platform wants as a JSON string beside each type (reference 4.8, C4). */
function contentOf(message: OutgoingMessage): object {
  switch (message.type) {
    case 'TEXT':
      return { content: message.text };
    case 'PRODUCT_CARD':
      return { product_id: message.productId };
    case 'TARGET_COLLABORATION_CARD':
      return { target_collaboration_id: message.collaborationId };
    case 'FREE_SAMPLE_CARD':
      return { apply_id: message.applicationId };
    case 'IMAGE': {
      const { url, width, height } = message.image;
      return { url, width, height };
    }
  }
}

/** "image/svg+xml" → "svg". */
function extensionOf(mediaType: string): string {
  return /^image\/([a-z0-9]+)/.exec(mediaType)?.[1] ?? 'bin';
}

function toMessage(wire: z.output<typeof messageSchema>, conversation: Conversation): ConversationMessage {
  const body = wire.message_body;
  return {
    messageId: body.id,
    index: wire.conversation_index,
    type: body.type,
    text: body.type === 'TEXT' ? plainText(body.content) : null,
    subjectId: body.type === 'TEXT' ? null : subjectOf(body.content),
    sentAt: body.create_time,
    fromCreator: body.sender_id === conversation.creatorSenderId,
  };
}

const textContentSchema = z.object({ content: z.string() });

/** Text is documented as a JSON string {"content": …}; text as it stands is taken too. */
function plainText(content: string): string {
  const parsed = textContentSchema.safeParse(jsonOrNull(content));
  return parsed.success ? parsed.data.content : content;
}

/** Invitations come back as groups, under another name than they are sent with. */
const cardSchema = z.object({
  product_id: text,
  invitation_group_id: text,
  target_collaboration_id: text,
  apply_id: text,
});

function subjectOf(content: string): string | null {
  const parsed = cardSchema.safeParse(jsonOrNull(content));
  if (!parsed.success) return null;
  const { product_id, invitation_group_id, target_collaboration_id, apply_id } = parsed.data;
  return product_id ?? invitation_group_id ?? target_collaboration_id ?? apply_id;
}

function jsonOrNull(content: string): unknown {
  try {
    return parseJson(content);
  } catch {
    return null;
  }
}
