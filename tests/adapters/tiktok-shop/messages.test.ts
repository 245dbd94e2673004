import { expect, test } from 'vitest';
import type { DataOf } from '../../../src/adapters/tiktok-shop/wire.ts';
import type { OutgoingMessage } from '../../../src/ports/tiktok-shop.ts';
import { errorOf, ROUTES, SHOP, useDesk } from './desk.ts';

const desk = useDesk();
const CONVERSATION = { conversationId: '7451000000000000801', creatorSenderId: '2368000000000000811' };

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

test('cards say what they are about, whoever sent them', async () => {
  const card = (type: string, content: string) => ({
    conversation_index: '1',
    message_body: { id: '1', type, content, create_time: 1795291800, sender_id: '0' },
  });
  const messages = [
    card('PRODUCT_CARD', '{"product_id":1729000000000000101}'),
    card('TARGET_COLLABORATION_CARD', '{"invitation_group_id":"601"}'),
    card('TARGET_COLLABORATION_CARD', '{"target_collaboration_id":"602"}'),
    card('FREE_SAMPLE_CARD', '{"apply_id":"301"}'),
    card('NOTIFICATION', 'plain words'),
    card('EMOTICONS', '["x"]'),
    card('TEXT', '{"product_id":"not a card"}'),
  ];
  desk().platform.on(ROUTES.messages, { data: { messages } });
  const { items } = await desk().tiktok.messages(SHOP, CONVERSATION, null);
  expect(items.map(({ subjectId }) => subjectId)).toEqual([
    '1729000000000000101',
    '601',
    '602',
    '301',
    null,
    null,
    null,
  ]);
});

test.each<[OutgoingMessage, object]>([
  [{ type: 'TEXT', text: 'Hi "you" ✨' }, { content: 'Hi "you" ✨' }],
  [{ type: 'PRODUCT_CARD', productId: '101' }, { product_id: '101' }],
  [{ type: 'TARGET_COLLABORATION_CARD', collaborationId: '601' }, { target_collaboration_id: '601' }],
  [{ type: 'FREE_SAMPLE_CARD', applicationId: '301' }, { apply_id: '301' }],
  [
    { type: 'IMAGE', image: { url: 'https://cdn.example.com/a.png', width: 3, height: 2 } },
    { url: 'https://cdn.example.com/a.png', width: 3, height: 2 },
  ],
])('sending %j', async (message, content) => {
  desk().platform.on(ROUTES.send, { data: { message_id: '822' } });
  expect(await desk().tiktok.sendMessage(SHOP, CONVERSATION, message)).toEqual({ messageId: '822' });
  const body = JSON.parse(desk().platform.sent(ROUTES.send)[0]?.body ?? '');
  expect(body.msg_type).toBe(message.type);
  expect(JSON.parse(body.content)).toEqual(content);
});

test('a message whose answer was lost is not sent again', async () => {
  desk().platform.on(ROUTES.send, { drop: true });
  const sending = desk().tiktok.sendMessage(SHOP, CONVERSATION, { type: 'TEXT', text: 'Hi' });
  expect((await errorOf(sending)).kind).toBe('outcome_unknown');
  expect(desk().platform.sent(ROUTES.send)).toHaveLength(1);
});

test('an image goes out as a file', async () => {
  const route = 'POST /affiliate_seller/202608/media/upload';
  const answer = { url: 'https://cdn.example.com/a.png', width: 3, height: 2 };
  desk().platform.on(route, { data: answer });
  const image = { bytes: Buffer.from('not really an image'), mediaType: 'image/png' };
  expect(await desk().tiktok.uploadMessageImage(SHOP, image)).toEqual(answer);
  const { body } = desk().platform.sent(route)[0] ?? { body: '' };
  expect(body).toContain('name="data"; filename="image.png"');
  expect(body).toContain('content-type: image/png\r\n\r\nnot really an image\r\n');
});
