import { z } from 'zod';
import type { TikTokShop } from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import { nextPage } from './pages.ts';
import { answerOf, count, id, list, looseText, text } from './wire.ts';

const PAGE_SIZE = 50;

const openSchema = answerOf<'open_conversation'>()(z.object({ conversation_id: id, creator_im_id: id }));
const conversationsSchema = answerOf<'list_conversations'>()(
  z.object({
    has_more: z.boolean().nullish(),
    next_page_token: text,
    conversations: list(z.object({ id, creator_im_id: id, username: looseText, unread_count: count })),
  }),
);
const markedSchema = answerOf<'mark_conversations_read'>()(z.object({ failed_conversation_ids: list(id) }));

type Conversations = Pick<TikTokShop, 'openConversation' | 'conversations' | 'markConversationsRead'>;

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

    async conversations(shop, status, cursor) {
      const data = await client.call(
        'list_conversations',
        {
          shop,
          query: {
            page_size: PAGE_SIZE,
            // Otherwise only ids come.
            only_need_conversation_id: false,
            conversation_status: status,
            ...(cursor !== null && { page_token: cursor }),
          },
        },
        conversationsSchema,
      );
      const token = data.has_more === false ? null : data.next_page_token;
      return {
        items: data.conversations.map((wire) => ({
          conversationId: wire.id,
          creatorSenderId: wire.creator_im_id,
          username: wire.username,
          // The platform leaves out what is nothing.
          unread: wire.unread_count ?? 0,
        })),
        nextCursor: nextPage(token, cursor, 'list_conversations'),
      };
    },

    async markConversationsRead(shop, conversationIds) {
      if (conversationIds.length === 0) return { failed: [] };
      const body = { conversation_ids: [...conversationIds] };
      const data = await client.call('mark_conversations_read', { shop, body }, markedSchema);
      return { failed: data.failed_conversation_ids };
    },
  };
}
