import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Answer, at, type Json, list, number, text } from './client.ts';
import { harness, populate } from './harness.ts';

const { connect } = harness();
type Client = Awaited<ReturnType<typeof connect>>;

const open = (client: Client, creator: string): Promise<Answer> =>
  client.shop('/affiliate_seller/202508/conversations', {
    body: { creator_open_id: creator, only_need_conversation_id: false },
  });

const send = (client: Client, conversation: string, words: string): Promise<Answer> =>
  client.shop(`/affiliate_seller/202412/conversations/${conversation}/messages`, {
    body: { msg_type: 'TEXT', content: JSON.stringify({ content: words }) },
  });

async function history(client: Client, conversation: string, size = 20): Promise<Json[]> {
  const all: Json[] = [];
  let token = '';
  do {
    const query: Record<string, string> = {
      page_size: String(size),
      ...(token === '' ? {} : { page_token: token }),
    };
    const page = await client.shop(`/affiliate_seller/202412/conversation/${conversation}/messages`, {
      query,
    });
    all.push(...list(page.body, 'data', 'messages'));
    token = text(page.body, 'data', 'next_page_token');
  } while (token !== '');
  return all;
}

async function newCreators(client: Client, count: number): Promise<string[]> {
  const ids = await populate(client, count);
  const rows = (await client.applications({ status: 'PENDING' })).filter((one) =>
    ids.includes(text(one, 'id')),
  );
  return rows.map((one) => text(one, 'creator', 'creator_open_id'));
}

describe('a conversation', () => {
  it('is opened once and got the second time', async () => {
    const client = await connect();
    const [creator = ''] = await newCreators(client, 1);
    const first = await open(client, creator);
    const again = await open(client, creator);
    expect([at(first.body, 'data', 'is_new'), at(again.body, 'data', 'is_new')]).toEqual([true, false]);
    expect(text(again.body, 'data', 'conversation_id')).toBe(text(first.body, 'data', 'conversation_id'));
    const short = await client.shop('/affiliate_seller/202508/conversations', {
      body: { creator_open_id: creator },
    });
    expect(Object.keys(at(short.body, 'data') ?? {})).toEqual(['conversation_id']);
    expect(at((await open(client, 'nobody')).body, 'code')).toBe(16032001);
  });

  it('keeps messages newest first over pages, and tells the seller from the creator', async () => {
    const client = await connect();
    const [creator = ''] = await newCreators(client, 1);
    const opened = await open(client, creator);
    const id = text(opened.body, 'data', 'conversation_id');
    for (const words of ['one', 'two', 'three'])
      expect(at((await send(client, id, words)).body, 'code')).toBe(0);
    const messages = await history(client, id, 2);
    const words = messages.map((one) => text(JSON.parse(text(one, 'message_body', 'content')), 'content'));
    expect(words).toEqual(['three', 'two', 'one']);
    const indexes = messages.map((one) => number(one, 'conversation_index'));
    expect([...indexes].sort((left, right) => right - left)).toEqual(indexes);
    const im = text(opened.body, 'data', 'creator_im_id');
    expect(messages.every((one) => text(one, 'message_body', 'sender_id') !== im)).toBe(true);
  });

  it('takes five messages without an answer and refuses the sixth', async () => {
    const client = await connect();
    const [creator = ''] = await newCreators(client, 1);
    const id = text((await open(client, creator)).body, 'data', 'conversation_id');
    const codes: Json[] = [];
    for (let index = 0; index < 6; index++)
      codes.push(at((await send(client, id, `note ${index}`)).body, 'code'));
    expect(codes).toEqual([0, 0, 0, 0, 0, 16030100]);
    expect(await history(client, id)).toHaveLength(5);
  });

  it('is answered by some creators, some time later', async () => {
    const client = await connect();
    const creators = await newCreators(client, 12);
    const ids: string[] = [];
    for (const creator of creators) {
      const id = text((await open(client, creator)).body, 'data', 'conversation_id');
      await send(client, id, 'Your parcel is on its way.');
      ids.push(id);
    }
    const unreplied = async (): Promise<Json[]> => {
      const query = { page_size: '50', only_need_conversation_id: 'false', conversation_status: 'UNREPLIED' };
      return list(
        (await client.shop('/affiliate_seller/202412/conversations', { query })).body,
        'data',
        'conversations',
      );
    };
    const answered = (rows: Json[]): string[] =>
      rows.map((one) => text(one, 'id')).filter((id) => ids.includes(id));
    expect(answered(await unreplied())).toEqual([]);
    await client.advance(21);
    const replies = answered(await unreplied());
    expect(replies.length).toBeGreaterThan(0);
    expect(replies.length).toBeLessThan(12);
    const read = await client.shop('/affiliate_seller/202412/conversatons/read', {
      body: { conversation_ids: [...replies, 'unknown'] },
    });
    expect(at(read.body, 'data', 'failed_conversation_ids')).toEqual(['unknown']);
    const row = (await unreplied()).find((one) => text(one, 'id') === replies[0]);
    expect(number(row ?? null, 'unread_count')).toBe(0);
  });

  it('is refused by creators who closed their inbox', async () => {
    const client = await connect();
    const codes = new Set<Json>();
    const rows = await client.applications({});
    const creators = [...new Set(rows.map((one) => text(one, 'creator', 'creator_open_id')))];
    for (let start = 0; start < creators.length; start += 40) {
      const answers = await Promise.all(
        creators.slice(start, start + 40).map((creator) => open(client, creator)),
      );
      for (const answer of answers) codes.add(at(answer.body, 'code'));
    }
    expect(codes).toContain(45101021);
  });

  it('spends the weekly quota on new creators only, and gets it back on Sunday', async () => {
    const client = await connect();
    await client.control('act', { set_outreach_quota: 2 });
    const [one = '', two = '', three = ''] = await newCreators(client, 3);
    const code = async (creator: string): Promise<Json> => at((await open(client, creator)).body, 'code');
    expect([await code(one), await code(two), await code(three), await code(one)]).toEqual([
      0, 0, 16030002, 0,
    ]);
    const [row = null] = await client.applications({ creator_user_oepn_id: three });
    await client.control('act', { plant: { application_id: text(row, 'id'), message: 'Hi there' } });
    expect(await code(three)).toBe(0);
    const [late = ''] = await newCreators(client, 1);
    expect(await code(late)).toBe(16030002);
    // From Monday 15:00 UTC to Sunday 01:00 UTC.
    await client.advance(24 * 5 + 10);
    expect(await code(late)).toBe(0);
  });
});

describe('messages of other kinds', () => {
  it('stand in the history before the start, each with content of its own', async () => {
    const client = await connect();
    const query = { page_size: '50', only_need_conversation_id: 'false' };
    const rows = await client.shop('/affiliate_seller/202412/conversations', { query });
    const types = new Set<string>();
    const senders = new Set<string>();
    for (const row of list(rows.body, 'data', 'conversations')) {
      for (const message of await history(client, text(row, 'id'))) {
        types.add(text(message, 'message_body', 'type'));
        if (text(message, 'message_body', 'type') === 'SYSTEM')
          senders.add(text(message, 'message_body', 'sender_id'));
        expect(() => JSON.parse(text(message, 'message_body', 'content'))).not.toThrow();
      }
    }
    const expected = [
      'TEXT',
      'PRODUCT_CARD',
      'TARGET_COLLABORATION_CARD',
      'FREE_SAMPLE_CARD',
      'IMAGE',
      'NOTIFICATION',
    ];
    expect([...types]).toEqual(expect.arrayContaining([...expected, 'SYSTEM', 'EMOTICONS']));
    expect([...senders]).toEqual(['0']);
    const truth = await client.control('oracle/messages');
    expect(list(truth, 'messages').map((one) => text(one, 'from'))).toContain('platform');
  });

  it('name an invitation by its group once it is sent', async () => {
    const client = await connect();
    const [creator = ''] = await newCreators(client, 1);
    const id = text((await open(client, creator)).body, 'data', 'conversation_id');
    await client.shop(`/affiliate_seller/202412/conversations/${id}/messages`, {
      body: { msg_type: 'TARGET_COLLABORATION_CARD', content: '{"target_collaboration_id":"7620"}' },
    });
    const [sent = null] = await history(client, id);
    expect(JSON.parse(text(sent, 'message_body', 'content'))).toEqual({ invitation_group_id: '7620' });
  });

  it('come by themselves a few times a day, from creators of the programme, also with words for a machine', async () => {
    const client = await connect();
    const count = async (): Promise<Json[]> => {
      const truth = await client.control('oracle/messages');
      return list(truth, 'messages').filter((one) => text(one, 'from') === 'creator');
    };
    const before = await count();
    await client.advance(72);
    const later = await count();
    expect(later.length - before.length).toBeGreaterThanOrEqual(6);
    expect(later.length - before.length).toBeLessThanOrEqual(15);
    expect(later.some((one) => text(one, 'content').includes('AI assistant'))).toBe(true);
    const told = list(await client.control('oracle/messages'), 'conversations');
    expect(told.some((one) => number(one, 'unread') > 0)).toBe(true);
  });

  it('are written by a person or a creator when an act says so', async () => {
    const client = await connect();
    const [creator = ''] = await newCreators(client, 1);
    await client.control('act', { message: { creator_id: creator, text: 'When does it ship?' } });
    const id = text((await open(client, creator)).body, 'data', 'conversation_id');
    await client.control('act', { seller_message: { creator_id: creator, text: 'Tomorrow.' } });
    const words = (await history(client, id)).map(
      (one) => JSON.parse(text(one, 'message_body', 'content')).content,
    );
    expect(words).toEqual(['Tomorrow.', 'When does it ship?']);
    const nobody = await client.control('act', { message: { creator_id: 'nobody', text: 'Hi' } });
    expect(at(nobody, 'message_id')).toBeNull();
  });
});

const PNG = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
  Buffer.from('IHDR'),
  Buffer.from([0, 0, 0, 40, 0, 0, 0, 30]),
]);

/** A multipart call, whose body is not part of the signature. */
async function upload(client: Client, path: string, file: Blob, field = 'data'): Promise<Json> {
  const { appKey, appSecret } = client.sandbox.credentials;
  const timestamp = String(Math.floor(number(await client.control('clock'), 'now_ms') / 1000));
  const signed = `${appSecret}${path}app_key${appKey}timestamp${timestamp}${appSecret}`;
  const query = new URLSearchParams({
    app_key: appKey,
    timestamp,
    sign: createHmac('sha256', appSecret).update(signed).digest('hex'),
  });
  const form = new FormData();
  form.append(field, file, 'picture');
  const response = await fetch(`${client.sandbox.url}${path}?${query}`, {
    method: 'POST',
    headers: { 'x-tts-access-token': client.accessToken },
    body: form,
  });
  // JSON.parse answers any; Json is what it can be.
  return (await response.json()) as Json;
}

describe('an image', () => {
  it.each(['/affiliate_seller/202608/media/upload', '/affiliate_seller/202511/images/upload'])(
    'goes up through %s and can be sent',
    async (path) => {
      const client = await connect();
      const answer = await upload(client, path, new Blob([PNG]));
      expect([number(answer, 'data', 'width'), number(answer, 'data', 'height')]).toEqual([40, 30]);
      const [creator = ''] = await newCreators(client, 1);
      const id = text((await open(client, creator)).body, 'data', 'conversation_id');
      const sent = await client.shop(`/affiliate_seller/202412/conversations/${id}/messages`, {
        body: { msg_type: 'IMAGE', content: JSON.stringify(at(answer, 'data')) },
      });
      expect(at(sent.body, 'code')).toBe(0);
    },
  );

  it('is refused when it is no picture, too large, or in another field', async () => {
    const client = await connect();
    const path = '/affiliate_seller/202608/media/upload';
    const text_ = await upload(client, path, new Blob(['not a picture at all, only words']));
    const large = await upload(client, path, new Blob([PNG, Buffer.alloc(10 * 1024 * 1024)]));
    const elsewhere = await upload(client, path, new Blob([PNG]), 'file');
    expect([at(text_, 'code'), at(large, 'code'), at(elsewhere, 'code')]).toEqual([
      98001004, 98001004, 36009004,
    ]);
  });
});
