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
