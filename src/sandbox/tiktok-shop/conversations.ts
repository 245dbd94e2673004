import { z } from 'zod';
import { seconds } from '../clock.ts';
import type { ConversationRow, CreatorRow, MessageRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import {
  conversationWith,
  findConversation,
  mayReply,
  openConversation,
  spendOutreach,
  writeMessage,
} from '../world/messages.ts';
import type { Call, Endpoint } from './call.ts';
import { affiliateEndpoints, invalidParams, pageSize, pageToken, param, parseBody, placeOf } from './call.ts';
import { CODE, Refusal } from './envelope.ts';
import { imageUrl } from './products.ts';

/** At most this many to a creator who has not answered (platform reference 10). */
const MAX_UNANSWERED = 5;
const SCOPE = 'seller.affiliate_messages.write';

const CreateBody = z.object({
  creator_open_id: z.string(),
  only_need_conversation_id: z.boolean().optional(),
});
const SendBody = z.object({
  msg_type: z.enum(['TEXT', 'PRODUCT_CARD', 'TARGET_COLLABORATION_CARD', 'FREE_SAMPLE_CARD', 'IMAGE']),
  content: z.string(),
});
const ReadBody = z.object({ conversation_ids: z.array(z.string()).min(1).max(20) });

const TargetCard = z.object({ target_collaboration_id: z.string() });

/** What the JSON string in `content` must hold, by type. */
const CONTENT: Record<z.infer<typeof SendBody>['msg_type'], z.ZodType> = {
  TEXT: z.object({ content: z.string().min(1) }),
  PRODUCT_CARD: z.object({ product_id: z.string() }),
  TARGET_COLLABORATION_CARD: TargetCard,
  FREE_SAMPLE_CARD: z.object({ apply_id: z.string() }),
  IMAGE: z.object({ url: z.string(), width: z.number(), height: z.number() }),
};

function creatorOf(moment: Moment, creatorOpenId: string): CreatorRow {
  const creator = moment.state.one<CreatorRow>(
    'SELECT * FROM creators WHERE creator_open_id = ?',
    creatorOpenId,
  );
  if (creator === undefined) throw new Refusal(CODE.wrongCreator, 'Wrong creator id.');
  return creator;
}

function spendQuota(moment: Moment, creatorOpenId: string): void {
  if (!spendOutreach(moment, [creatorOpenId])) throw new Refusal(CODE.shopQuota, 'Shop IM quota reached.');
}

function create(call: Call): object {
  const { moment } = call;
  const body = parseBody(CreateBody, call.body);
  const creator = creatorOf(moment, body.creator_open_id);
  if (creator.blocks_seller === 1) throw new Refusal(CODE.privacy, 'The creator does not accept messages.');
  const known = conversationWith(moment, creator.creator_open_id);
  if (known === undefined) spendQuota(moment, creator.creator_open_id);
  const conversationId = known?.conversation_id ?? openConversation(moment, creator.creator_open_id);
  if (body.only_need_conversation_id !== false) return { conversation_id: conversationId };
  return {
    conversation_id: conversationId,
    is_new: known === undefined,
    creator_im_id: creator.im_id,
    username: creator.username,
    avatar: imageUrl(`avatar-${creator.username}`),
    unread_count: known?.unread ?? 0,
  };
}

const LIST_FILTERS: Record<string, string> = {
  ALL: '1',
  UNREAD: 'unread > 0',
  UNREPLIED: `last_sender = 'creator'`,
};

function list(call: Call): object {
  const { moment, query } = call;
  const size = pageSize(call, { max: 50 });
  const condition = LIST_FILTERS[query.get('conversation_status') ?? 'ALL'];
  if (condition === undefined) throw invalidParams('conversation_status is not known.');
  const place = placeOf(call);
  const rows = moment.state.all<ConversationRow>(
    `SELECT * FROM conversations WHERE ${condition} AND (updated_ms, conversation_id) < (?, ?)
     ORDER BY updated_ms DESC, conversation_id DESC LIMIT ?`,
    place?.[0] ?? Number.MAX_SAFE_INTEGER,
    place?.[1] ?? '',
    size + 1,
  );
  const page = rows.slice(0, size);
  const last = page.at(-1);
  const more = rows.length > size;
  const idOnly = query.get('only_need_conversation_id') !== 'false';
  return {
    has_more: more,
    next_page_token: more && last !== undefined ? pageToken([last.updated_ms, last.conversation_id]) : '',
    conversations: page.map((row) => (idOnly ? { id: row.conversation_id } : conversationView(moment, row))),
  };
}

function conversationView(moment: Moment, row: ConversationRow): object {
  const creator = creatorOf(moment, row.creator_open_id);
  return {
    id: row.conversation_id,
    creator_im_id: creator.im_id,
    username: creator.username,
    avatar: imageUrl(`avatar-${creator.username}`),
    unread_count: row.unread,
  };
}

function conversationOf(call: Call): ConversationRow {
  const conversation = findConversation(call.moment, param(call, 'conversation_id'));
  if (conversation === undefined) throw invalidParams('Conversation not found.');
  return conversation;
}

function messages(call: Call): object {
  const { moment } = call;
  const conversation = conversationOf(call);
  const size = pageSize(call, { max: 20 });
  const creator = creatorOf(moment, conversation.creator_open_id);
  const rows = moment.state.all<MessageRow>(
    'SELECT * FROM messages WHERE conversation_id = ? AND position < ? ORDER BY position DESC LIMIT ?',
    conversation.conversation_id,
    Number(placeOf(call)?.[0] ?? Number.MAX_SAFE_INTEGER),
    size + 1,
  );
  const page = rows.slice(0, size);
  const last = page.at(-1);
  const more = rows.length > size;
  return {
    has_more: more,
    next_page_token: more && last !== undefined ? pageToken([last.position]) : '',
    messages: page.map((row) => ({
      // Higher is newer; 16 digits as on the platform.
      conversation_index: String(1_795_000_000_000_000 + row.position),
      message_body: {
        id: row.message_id,
        conversation_id: row.conversation_id,
        type: row.type,
        content: row.content,
        create_time: seconds(row.created_ms),
        sender_id: senderId(moment, row, creator),
      },
    })),
  };
}

/** What the platform writes itself carries no person's id. */
function senderId(moment: Moment, row: MessageRow, creator: CreatorRow): string {
  if (row.sender === 'platform') return '0';
  return row.sender === 'seller' ? moment.state.meta('seller_im_id') : creator.im_id;
}

function send(call: Call): object {
  const { moment } = call;
  const body = parseBody(SendBody, call.body);
  const conversation = conversationOf(call);
  const creator = creatorOf(moment, conversation.creator_open_id);
  if (!CONTENT[body.msg_type].safeParse(jsonOrNull(body.content)).success) {
    throw invalidParams(`content is not what ${body.msg_type} needs.`);
  }
  if (creator.blocks_seller === 1) throw new Refusal(CODE.privacy, 'The creator does not accept messages.');
  if (conversation.unanswered >= MAX_UNANSWERED) {
    throw new Refusal(CODE.creatorQuota, 'Too many messages without an answer.');
  }
  spendQuota(moment, creator.creator_open_id);
  const messageId = writeMessage(moment, conversation, {
    sender: 'seller',
    type: body.msg_type,
    content: stored(body),
  });
  mayReply(moment, conversation, messageId);
  return { message_id: messageId };
}

/** Histories name an invitation by its group, not by the name it was sent under (platform reference 4.8). */
function stored(body: z.infer<typeof SendBody>): string {
  if (body.msg_type !== 'TARGET_COLLABORATION_CARD') return body.content;
  const { target_collaboration_id: id } = TargetCard.parse(jsonOrNull(body.content));
  return JSON.stringify({ invitation_group_id: id });
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function read(call: Call): object {
  const { conversation_ids: ids } = parseBody(ReadBody, call.body);
  const marked = call.failsInPart && ids.length > 1 ? ids.slice(0, -1) : ids;
  const done = marked.filter(
    (id) => call.moment.state.run('UPDATE conversations SET unread = 0 WHERE conversation_id = ?', id) > 0,
  );
  const failed = ids.filter((id) => !done.includes(id));
  return { failed_conversation_ids: failed };
}

const endpoint = affiliateEndpoints(SCOPE);

export const CONVERSATIONS: readonly Endpoint[] = [
  endpoint('POST', '202508/conversations', create),
  endpoint('GET', '202412/conversations', list),
  endpoint('GET', '202412/conversation/{conversation_id}/messages', messages),
  endpoint('POST', '202412/conversations/{conversation_id}/messages', send),
  // The platform's own spelling.
  endpoint('POST', '202412/conversatons/read', read),
];
