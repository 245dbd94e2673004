import { expect, test } from 'vitest';
import { errorOf, ROUTES, SHOP, useDesk } from './desk.ts';
import { application, order } from './examples.ts';

const desk = useDesk();
const searchSamples = () => desk().tiktok.searchSampleApplications(SHOP, {}, null);

test('a missing required field is an error that names operation and field', async () => {
  const { id, ...without } = application();
  desk().platform.on(ROUTES.samples, { data: { sample_applications: [application(), without] } });
  const error = await errorOf(searchSamples());
  expect(error.details).toMatchObject({ kind: 'bad_answer', operation: 'search_sample_applications' });
  expect(error.message).toContain('search sample applications');
  expect(error.message).toContain('sample_applications.1.id');
  expect(error.message).not.toContain(id);
});

test('a write whose answer lacks a field has happened: its outcome is unknown', async () => {
  desk().platform.on(ROUTES.send, { data: {} });
  const conversation = { conversationId: '7451000000000000801', creatorSenderId: '1' };
  const error = await errorOf(desk().tiktok.sendMessage(SHOP, conversation, { type: 'TEXT', text: 'Hi' }));
  expect(error.details).toMatchObject({ kind: 'outcome_unknown', operation: 'send_message' });
  expect(error.message).toContain('message_id');
});

test('unknown fields and words are taken as they are, and told once', async () => {
  const strange = {
    ...application({ status: 'BEING_PONDERED' }),
    new_field: 'Anna Example',
    creator: { ...application().creator, new_inner: 1 },
  };
  const data = { sample_applications: [strange], next_thing: {} };
  desk().platform.on(ROUTES.samples, { data }, { data });
  const first = await searchSamples();
  expect(first.items).toMatchObject([{ status: 'BEING_PONDERED' }]);
  await searchSamples();
  expect(desk().notices).toEqual([
    {
      kind: 'answer_differs',
      operation: 'search_sample_applications',
      fields: ['sample_applications[].creator.new_inner', 'sample_applications[].new_field', 'next_thing'],
      words: ['sample_applications[].status BEING_PONDERED'],
    },
  ]);
});

test('what could be content is never told: values, sentences, keys that are no field names', async () => {
  const data = {
    orders: [{ ...order({ status: 'Anna from Springfield' }), '+1 555 010': true, 'anna@example.com': 1 }],
  };
  desk().platform.on(ROUTES.orderDetail, { data });
  await desk().tiktok.orders(SHOP, ['577000000000000401']);
  expect(desk().notices).toEqual([]);
});

test('an image goes out as a file whose bytes are not signed', async () => {
  desk().platform.on('POST /affiliate_seller/202608/media/upload', {
    data: { url: 'https://images.example.com/1', width: 10, height: 20 },
  });
  const bytes = new TextEncoder().encode('not really a picture');
  const image = await desk().tiktok.uploadMessageImage(SHOP, { bytes, mediaType: 'image/png' });
  expect(image).toEqual({ url: 'https://images.example.com/1', width: 10, height: 20 });
  const [sent] = desk().platform.requests;
  const [, boundary = ''] = /^multipart\/form-data; boundary=(.+)$/.exec(sent?.contentType ?? '') ?? [];
  const lines = sent?.body.split('\r\n') ?? [];
  expect(lines[0]).toBe(`--${boundary}`);
  expect(lines[1]).toMatch(/^content-disposition: form-data; name="data"; filename=".+\.png"$/i);
  expect(lines.slice(2)).toEqual([
    'content-type: image/png',
    '',
    'not really a picture',
    `--${boundary}--`,
    '',
  ]);
});
