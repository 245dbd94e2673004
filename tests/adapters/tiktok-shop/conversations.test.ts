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

test('messages: text wrapped or plain, cards without text, and who wrote them', async () => {
  const body = (id: string, type: string, content: string, sender: string) => ({
    conversation_index: id,
    message_body: { id, type, content, create_time: 1795291800, sender_id: sender },
  });
  const data: DataOf<'read_messages'> = {
    has_more: true,
    next_page_token: 'p2',
    messages: [
      body('4', 'TEXT', '{"content": "It arrived ✨"}', CONVERSATION.creatorSenderId),
      body('3', 'TEXT', 'plain words', '2368000000000000899'),
      body('2', 'TEXT', '12', '2368000000000000899'),
      body('1', 'FREE_SAMPLE_CARD', '{"apply_id":"1"}', '2368000000000000899'),
    ],
  };
  desk().platform.on(ROUTES.messages, { data });
  const page = await desk().tiktok.messages(SHOP, CONVERSATION, null);
  expect(page.nextCursor).toBe('p2');
  expect(page.items.map(({ index, text, fromCreator }) => [index, text, fromCreator])).toEqual([
    ['4', 'It arrived ✨', true],
    ['3', 'plain words', false],
    ['2', '12', false],
    ['1', null, false],
  ]);
  expect(page.items[0]?.sentAt).toBe(1_795_291_800_000);
  expect(desk().platform.sent(ROUTES.messages)[0]?.query.page_size).toBe('20');
});

test('no more messages ends the list whatever the token says', async () => {
  desk().platform.on(ROUTES.messages, { data: { has_more: false, next_page_token: 'p3' } });
  expect(await desk().tiktok.messages(SHOP, CONVERSATION, 'p2')).toEqual({ items: [], nextCursor: null });
});

test('sending text', async () => {
  desk().platform.on(ROUTES.send, { data: { message_id: '822' } });
  expect(await desk().tiktok.sendText(SHOP, CONVERSATION, 'Hi "you" ✨')).toEqual({ messageId: '822' });
  expect(JSON.parse(desk().platform.sent(ROUTES.send)[0]?.body ?? '')).toEqual({
    msg_type: 'TEXT',
    content: '{"content":"Hi \\"you\\" ✨"}',
  });
});
