import type { ConversationRow, MessageRow } from '../rows.ts';
import type { State } from '../state.ts';

/** Every conversation and every message there is by `now`, also of before the start. Times are epoch milliseconds. */
export function messages(state: State, now: number): object {
  const conversations = state.all<ConversationRow>('SELECT * FROM conversations ORDER BY conversation_id');
  const rows = state.all<MessageRow>('SELECT * FROM messages WHERE created_ms <= ? ORDER BY position', now);
  return {
    conversations: conversations.map((row) => ({
      conversation_id: row.conversation_id,
      creator_id: row.creator_open_id,
      unread: row.unread,
    })),
    messages: rows.map((row) => ({
      message_id: row.message_id,
      conversation_id: row.conversation_id,
      from: row.sender,
      type: row.type,
      content: row.content,
      created_ms: row.created_ms,
    })),
  };
}
