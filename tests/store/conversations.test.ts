import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/domain/time.ts';
import type { ConversationListName, ConversationQuery, Store } from '../../src/ports/store/index.ts';
import type { ConversationMessage, ConversationSummary } from '../../src/ports/tiktok-shop.ts';
import { application, creator, MACHINE_NOW, NOW, SHOP, testStore } from './support.ts';

function summary(conversationId: string, overrides: Partial<ConversationSummary> = {}): ConversationSummary {
  return {
    conversationId,
    creatorSenderId: `sender-${conversationId}`,
    username: `user.${conversationId}`,
    unread: 0,
    ...overrides,
  };
}

/** Indexes of different lengths, so that comparing them as texts would show. */
function message(index: number, overrides: Partial<ConversationMessage> = {}): ConversationMessage {
  return {
    messageId: `message-${index}`,
    index: String(70 + index * 7),
    type: 'TEXT',
    text: `Text ${index}`,
    subjectId: null,
    sentAt: NOW + index * HOUR,
    fromCreator: true,
    ...overrides,
  };
}

function listed(
  store: Store,
  list: ConversationListName,
  ids: readonly (string | ConversationSummary)[],
  at: number,
  place = 0,
) {
  const rows = ids.map((one) => (typeof one === 'string' ? summary(one) : one));
  return store.conversations.recordListed(SHOP, list, rows, place, at, {
    ...{ shopId: SHOP, feed: `conversations:${list}`, cursor: null, watermark: null },
    ...{ passStartedAt: at, completedAt: at },
  });
}

const read = (store: Store, id: string, messages: readonly ConversationMessage[], at: number, whole = true) =>
  store.conversations.recordMessages(SHOP, id, messages, at, whole);
const due = async (store: Store, olderThan = 0) =>
  (await store.conversations.toRead(SHOP, olderThan, 50)).map(({ conversationId }) => conversationId);
const page = (
  store: Store,
  query: Partial<ConversationQuery> = {},
  limit = 50,
  cursor: string | null = null,
) => store.conversations.list(SHOP, { sort: 'age', ...query }, { cursor, limit, now: NOW });
const ids = async (store: Store, query: Partial<ConversationQuery> = {}) =>
  (await page(store, query)).items.map(({ conversationId }) => conversationId);
const one = async (store: Store) => (await page(store)).items[0];
/** All of them listed, read and answered. */
async function settled(store: Store, names: readonly string[], at: number) {
  await listed(store, 'ALL', names, at);
  for (const name of names) await read(store, name, [message(1, { fromCreator: false })], at);
  expect(await due(store)).toEqual([]);
}

describe('what is to be read', () => {
  it('is what never was, and then what was read longest ago', async () => {
    const store = testStore();
    expect(await listed(store, 'ALL', ['a', 'b', 'c'], NOW)).toEqual({ added: 3, changed: 0 });
    expect(await store.conversations.toRead(SHOP, 0, 1)).toEqual([
      { conversationId: 'a', creatorSenderId: 'sender-a', newestIndex: null },
    ]);
    await read(store, 'b', [message(1)], NOW + 1);
    await read(store, 'a', [message(1)], NOW + 2);
    expect(await due(store)).toEqual(['c']);
    expect(await due(store, NOW + 2)).toEqual(['c', 'b']);
    expect(await store.conversations.toRead(SHOP, NOW + 9, 2)).toMatchObject([
      { conversationId: 'c' },
      { conversationId: 'b', newestIndex: '77' },
    ]);
    expect(await store.conversations.toRead('shop-2', NOW + 9, 2)).toEqual([]);
  });

  it('is what moved up, not what others pushed down or lifted by leaving', async () => {
    const store = testStore();
    await settled(store, ['a', 'b', 'c', 'd', 'e'], NOW);
    expect(await listed(store, 'ALL', ['a', 'b', 'c', 'd', 'e'], NOW + 1)).toEqual({ added: 0, changed: 0 });
    expect(await listed(store, 'ALL', ['d', 'a', 'b', 'c', 'e'], NOW + 2)).toEqual({ added: 0, changed: 1 });
    expect(await due(store)).toEqual(['d']);
    await read(store, 'd', [message(2)], NOW + 2);
    await listed(store, 'ALL', ['d', 'b', 'c', 'e'], NOW + 3);
    // Only the last one of a page cannot be told from one that came from behind it.
    expect(await due(store)).toEqual(['e']);
  });

  it('is what came onto the first page from behind it', async () => {
    const store = testStore();
    await settled(store, ['a', 'b', 'c', 'd', 'e', 'f'], NOW);
    await listed(store, 'ALL', ['a', 'e'], NOW + 1);
    await listed(store, 'ALL', ['a', 'e'], NOW + 2);
    expect(await due(store)).toEqual(['e']);
    await read(store, 'e', [message(2)], NOW + 2);
    // What the first page did not show was behind what it did.
    await listed(store, 'ALL', ['b', 'a', 'e'], NOW + 3);
    expect(await due(store)).toEqual(['b']);
  });

  it('is what has another number of unread messages', async () => {
    const store = testStore();
    await settled(store, ['a', 'b'], NOW);
    await listed(store, 'ALL', ['a', summary('b', { unread: 1 })], NOW + 1);
    expect(await due(store)).toEqual(['b']);
  });

  it('is what came into UNREPLIED or left it', async () => {
    const store = testStore();
    await settled(store, ['a', 'b'], NOW);
    await listed(store, 'UNREPLIED', ['b'], NOW + 1);
    expect(await due(store)).toEqual(['b']);
    await read(store, 'b', [message(2)], NOW + 2);
    await listed(store, 'UNREPLIED', ['b'], NOW + 3);
    expect(await due(store)).toEqual([]);
    expect(await store.conversations.answeredUnseenSince(SHOP, NOW + 3)).toBe(0);
    expect(await store.conversations.answeredUnseenSince(SHOP, NOW + 4)).toBe(1);
    expect(await due(store)).toEqual(['b']);
  });

  it('keeps a sign that was seen while the messages were being read', async () => {
    const store = testStore();
    await listed(store, 'ALL', ['a'], NOW);
    await read(store, 'a', [message(2)], NOW + 1, false);
    await listed(store, 'ALL', [summary('a', { unread: 1 })], NOW + 2);
    await read(store, 'a', [message(1)], NOW + 3, true);
    expect(await due(store)).toEqual(['a']);
    await read(store, 'a', [message(3)], NOW + 4, true);
    expect(await due(store)).toEqual([]);
  });

  it('remembers the newest message only when nothing below it is missing', async () => {
    const store = testStore();
    await listed(store, 'ALL', ['a'], NOW);
    await read(store, 'a', [message(1)], NOW + 1);
    await listed(store, 'ALL', [summary('a', { unread: 2 })], NOW + 2);
    await read(store, 'a', [message(5)], NOW + 2, false);
    expect(await store.conversations.toRead(SHOP, 0, 5)).toMatchObject([{ newestIndex: '77' }]);
    await read(store, 'a', [message(3)], NOW + 3);
    expect(await store.conversations.toRead(SHOP, NOW + 9, 5)).toMatchObject([{ newestIndex: '105' }]);
  });

  it('does not ask for ever when the messages say otherwise than the list', async () => {
    const store = testStore();
    await settled(store, ['a'], NOW);
    await read(store, 'a', [message(2, { fromCreator: false })], NOW + 1);
    await listed(store, 'UNREPLIED', ['a'], NOW + 2);
    expect(await due(store)).toEqual(['a']);
    await read(store, 'a', [message(2, { fromCreator: false })], NOW + 3);
    await listed(store, 'UNREPLIED', ['a'], NOW + 4);
    expect(await due(store)).toEqual([]);
    expect(await ids(store, { unanswered: true })).toEqual([]);
  });
});

describe('unanswered', () => {
  it('follows from UNREPLIED until the messages are read, then from them', async () => {
    const store = testStore();
    await listed(store, 'UNREPLIED', ['a'], NOW);
    expect(await one(store)).toMatchObject({ unanswered: true, waitingSince: NOW, lastMessage: null });
    const talk = [message(-4), message(-3, { fromCreator: false }), message(-2), message(-1)];
    await read(store, 'a', talk, NOW + 1);
    expect(await one(store)).toMatchObject({
      ...{ unanswered: true, waitingSince: NOW - 2 * HOUR, asOf: NOW + 1 },
      lastMessage: { at: NOW - HOUR, fromCreator: true, text: 'Text -1', ours: null },
    });
    await read(store, 'a', [message(1, { fromCreator: false })], NOW + 2 * HOUR);
    expect(await one(store)).toMatchObject({
      ...{ unanswered: false, waitingSince: null },
      lastMessage: { fromCreator: false, ours: false },
    });
  });

  it('is over when the list does not show it any more', async () => {
    const store = testStore();
    await listed(store, 'UNREPLIED', ['a', 'b'], NOW);
    await listed(store, 'UNREPLIED', ['b'], NOW + 1);
    expect(await store.conversations.answeredUnseenSince(SHOP, NOW + 1)).toBe(1);
    expect(await ids(store, { unanswered: true })).toEqual(['b']);
    expect(await ids(store, { unanswered: false })).toEqual(['a']);
  });

  it('does not turn on what the platform itself writes', async () => {
    const store = testStore();
    await listed(store, 'ALL', ['a'], NOW);
    await read(store, 'a', [message(1), message(2, { type: 'NOTIFICATION', fromCreator: false })], NOW + 1);
    expect(await one(store)).toMatchObject({ unanswered: true, lastMessage: { text: 'Text 1' } });
  });

  it('ends with what this program sends', async () => {
    const store = testStore();
    const conversation = { conversationId: 'a', creatorSenderId: 'sender-a' };
    await listed(store, 'UNREPLIED', ['a'], NOW);
    await read(store, 'a', [message(1)], NOW + HOUR);
    await store.conversations.recordSent(SHOP, conversation, 'message-2', NOW + 2 * HOUR);
    expect(await one(store)).toMatchObject({ unanswered: false, waitingSince: null });
    expect(await due(store)).toEqual(['a']);
    // Told only after the creator had written again.
    await read(store, 'a', [message(2, { fromCreator: false }), message(3)], NOW + 4 * HOUR);
    await store.conversations.recordSent(SHOP, conversation, 'message-2', NOW + 2 * HOUR);
    expect(await one(store)).toMatchObject({ unanswered: true, waitingSince: NOW + 3 * HOUR });
  });
});

describe('messages', () => {
  it('keep their first sight and tell ours from those of a person', async () => {
    const store = testStore();
    const conversation = { conversationId: 'a', creatorSenderId: 'sender-a' };
    await store.conversations.recordSent(SHOP, conversation, 'message-10', NOW);
    expect(await due(store)).toEqual(['a']);
    expect(await ids(store)).toEqual([]);
    await listed(store, 'ALL', ['a'], NOW);
    const card = message(2, { type: 'PRODUCT_CARD', text: null, subjectId: 'product-1', fromCreator: false });
    const talk = [message(10, { fromCreator: false }), message(9, { fromCreator: false }), card, message(1)];
    expect(await read(store, 'a', talk, NOW)).toEqual({ added: 4, changed: 0 });
    expect(await read(store, 'a', talk, NOW + 1)).toEqual({ added: 0, changed: 0 });
    await store.conversations.recordSent(SHOP, conversation, 'message-9', NOW + 2);
    const seen = { conversationId: 'a', firstSeenAt: NOW };
    const ours = [true, true, false, null];
    expect(await store.conversations.messages(SHOP, 'a', 10)).toEqual(
      talk.map((each, index) => ({ ...each, ...seen, ours: ours[index] })),
    );
    expect(await store.conversations.messages(SHOP, 'a', 1)).toMatchObject([{ messageId: 'message-10' }]);
  });

  it('lose their text after 180 days and do not get it back', async () => {
    const store = testStore();
    await listed(store, 'ALL', ['a'], NOW);
    await read(store, 'a', [message(0), message(48)], NOW);
    const later = NOW + 180 * DAY + 1;
    const request = { programNow: later, machineNow: MACHINE_NOW };
    expect(await store.retention.purge({ ...request, dryRun: true })).toMatchObject({ messageTexts: 1 });
    expect(await store.retention.purge({ ...request, dryRun: false })).toMatchObject({ messageTexts: 1 });
    await read(store, 'a', [message(0), message(1, { sentAt: NOW - 1 })], later);
    const texts = (await store.conversations.messages(SHOP, 'a', 9)).map(({ text }) => text);
    expect(texts).toEqual(['Text 48', null, null]);
  });
});

describe('the list', () => {
  const sale = (username: string, amountMinor: number) => {
    const money = { amountMinor, currency: 'USD' };
    const none = { adsCommissionBps: null, estimatedAdsCommission: null, actualBase: null, skuId: null };
    const plan = { openCollaborationId: null, targetCollaborationId: null, campaignId: null };
    const line = {
      ...{
        lineKey: 'a',
        productId: 'product-1',
        username,
        contentType: 'SHOP',
        contentId: null,
        quantity: 1,
      },
      ...{ returnedQuantity: 0, refundedQuantity: 0, price: null, commissionBps: 1, actualCommission: null },
      ...{ estimatedBase: money, estimatedCommission: money, actualAdsCommission: null, ...none, ...plan },
      settlement: 'provisional' as const,
    };
    return { orderId: username, createdAt: NOW - DAY, deliveredAt: null, status: null, lines: [line] };
  };

  it('sorts by sales with us, then by what the platform counts, then by age', async () => {
    const store = testStore();
    const gmv = { a: 500, b: 9_000, c: 100, d: null };
    const samples = Object.entries(gmv).map(([id, amount]) =>
      application({
        applicationId: id,
        creator: creator({
          ...{ creatorId: `creator-${id}`, username: `user.${id}` },
          gmv30d: amount === null ? null : { amountMinor: amount, currency: 'USD' },
        }),
      }),
    );
    await store.samples.record(SHOP, samples, NOW);
    await listed(store, 'UNREPLIED', ['stranger', 'a', 'b', 'c', 'd'], NOW);
    await store.affiliateOrders.record(SHOP, [sale('user.c', 700), sale('user.d', 70)], NOW);
    expect(await ids(store, { sort: 'value' })).toEqual(['c', 'd', 'b', 'a', 'stranger']);
    expect((await page(store, { sort: 'value', creatorId: 'creator-c' })).items).toMatchObject([
      {
        ...{ creatorId: 'creator-c', username: 'user.c', openSamples: 1 },
        gmv30d: { amountMinor: 700, currency: 'USD' },
        creatorGmv30d: { amountMinor: 100, currency: 'USD' },
      },
    ]);
    expect((await page(store, { sort: 'value' })).items.at(-1)).toMatchObject({
      creatorId: null,
      gmv30d: null,
    });
  });

  it('sorts by how long the creator waits', async () => {
    const store = testStore();
    await listed(store, 'ALL', ['a', 'b', 'c', 'd'], NOW);
    const answered = (index: number) => message(index, { fromCreator: false });
    await read(store, 'a', [message(5)], NOW);
    await read(store, 'b', [message(3)], NOW);
    await read(store, 'c', [answered(1)], NOW);
    await read(store, 'd', [answered(2)], NOW);
    expect(await ids(store)).toEqual(['b', 'a', 'd', 'c']);
  });

  it('learns who a conversation is with when the name becomes known', async () => {
    const store = testStore();
    await listed(store, 'ALL', ['a'], NOW);
    expect(await one(store)).toMatchObject({ creatorId: null });
    await store.creatorNames.recordName(SHOP, 'creator-a', 'User.A', NOW);
    expect(await one(store)).toMatchObject({ creatorId: 'creator-a' });
  });

  it.each(['value', 'age'] as const)('pages by %s without gaps', async (sort) => {
    const store = testStore();
    const names = Array.from({ length: 17 }, (_, index) => `c${index}`);
    await listed(store, 'ALL', names, NOW);
    const samples = names.slice(0, 8).map((id, index) =>
      application({
        applicationId: id,
        creator: creator({
          ...{ creatorId: `creator-${id}`, username: `user.${id}` },
          gmv30d: { amountMinor: index % 3, currency: 'USD' },
        }),
      }),
    );
    await store.samples.record(SHOP, samples, NOW);
    const whole = (await page(store, { sort })).items.map(({ conversationId }) => conversationId);
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const part = await page(store, { sort }, 4, cursor);
      expect(part.total).toBe(17);
      paged.push(...part.items.map(({ conversationId }) => conversationId));
      cursor = part.nextCursor;
    } while (cursor !== null);
    expect(paged).toEqual(whole);
    expect(new Set(paged).size).toBe(17);
  });
});
