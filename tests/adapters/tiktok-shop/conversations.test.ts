import { expect, test } from 'vitest';
import type { DataOf } from '../../../src/adapters/tiktok-shop/wire.ts';
import { ROUTES, SHOP, useDesk } from './desk.ts';

const desk = useDesk();
const CONVERSATION = { conversationId: '7451000000000000801', creatorSenderId: '2368000000000000811' };

test('opening asks for the sender id too; bare ids beyond 2^53 keep their digits', async () => {
  const raw = '{"code":0,"data":{"conversation_id":7451000000000000801,"creator_im_id":2368000000000000811}}';
  desk().platform.on(ROUTES.open, { raw });
  expect(await desk().tiktok.openConversation(SHOP, 'uDemo')).toEqual(CONVERSATION);
  expect(JSON.parse(desk().platform.sent(ROUTES.open)[0]?.body ?? '')).toEqual({
    creator_open_id: 'uDemo',
    only_need_conversation_id: false,
  });
});

test('conversations: names and what is unread, whole rows asked for', async () => {
  const route = 'GET /affiliate_seller/202412/conversations';
  const data: DataOf<'list_conversations'> = {
    has_more: true,
    next_page_token: 'p2',
    conversations: [
      { id: '1', creator_im_id: '11', username: 'demo_creator_one', unread_count: 3 },
      { id: '2', creator_im_id: '12', username: 'demo_creator_two' },
    ],
  };
  desk().platform.on(route, { data }, { data: { has_more: false, next_page_token: 'p3' } });
  expect(await desk().tiktok.conversations(SHOP, 'UNREPLIED', null)).toEqual({
    items: [
      { conversationId: '1', creatorSenderId: '11', username: 'demo_creator_one', unread: 3 },
      { conversationId: '2', creatorSenderId: '12', username: 'demo_creator_two', unread: 0 },
    ],
    nextCursor: 'p2',
  });
  expect((await desk().tiktok.conversations(SHOP, 'ALL', 'p2')).nextCursor).toBeNull();
  expect(desk().platform.sent(route)[0]?.query).toMatchObject({
    page_size: '50',
    only_need_conversation_id: 'false',
    conversation_status: 'UNREPLIED',
  });
});

test('marking as read tells those that were not marked', async () => {
  const route = 'POST /affiliate_seller/202412/conversatons/read';
  desk().platform.on(route, { data: { failed_conversation_ids: ['2'] } }, { data: {} });
  expect(await desk().tiktok.markConversationsRead(SHOP, ['1', '2'])).toEqual({ failed: ['2'] });
  expect(await desk().tiktok.markConversationsRead(SHOP, ['1'])).toEqual({ failed: [] });
  expect(await desk().tiktok.markConversationsRead(SHOP, [])).toEqual({ failed: [] });
  expect(JSON.parse(desk().platform.sent(route)[0]?.body ?? '')).toEqual({ conversation_ids: ['1', '2'] });
});
