import { expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/domain/time.ts';
import { conversation, message } from './fake-market.ts';
import { trouble } from './fake-platform.ts';
import { feedOf, Killed, Programme, START } from './programme.ts';

const RECENT = { feeds: ['conversations:recent'] } as const;
const ALL = { feeds: ['conversations:ALL'] } as const;
const MESSAGES = { feeds: ['messages'] } as const;

function seeded(count: number, messages = 1): Programme {
  const programme = new Programme();
  programme.platform.market.conversationList = Array.from({ length: count }, (_, n) =>
    conversation(`c${n}`, messages, START - DAY),
  );
  return programme;
}

/** The creator writes: the conversation moves to the top. */
function write(programme: Programme, id: string): void {
  const { market } = programme.platform;
  const found = market.conversationList.find(({ summary }) => summary.conversationId === id);
  if (found === undefined) throw new Error(`No conversation ${id}.`);
  found.messages.push(message(id, found.messages.length, programme.now, true));
  market.conversationList = [found, ...market.conversationList.filter((one) => one !== found)];
}

test('the list is read from the top until a page shows nothing new', async () => {
  const programme = seeded(9);
  expect(feedOf(await programme.cycle(RECENT), 'conversations:recent').requests).toBe(5);
  expect(feedOf(await programme.nextCycle(RECENT), 'conversations:recent').requests).toBe(1);
  write(programme, 'c7');
  // The first page shows it, the second nothing.
  expect(feedOf(await programme.nextCycle(RECENT), 'conversations:recent').requests).toBe(2);
});

test('the whole list goes on after a kill with the places it had', async () => {
  const programme = seeded(7);
  programme.platform.beforeAnswer = (_request, count) => {
    if (count === 3) throw new Killed();
  };
  await expect(programme.cycle(ALL)).rejects.toThrow(Killed);
  programme.platform.beforeAnswer = () => {};
  await programme.cycle(ALL);
  const places = [...programme.store.market.conversations.values()].map(({ place }) => place);
  expect(places).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('a whole pass of the unanswered tells since when the others are answered; half a one tells nothing', async () => {
  const programme = seeded(5);
  for (const { summary } of programme.platform.market.conversationList)
    write(programme, summary.conversationId);
  programme.platform.beforeAnswer = (_request, count) => {
    if (count === 2) throw trouble('unavailable');
  };
  await programme.cycle({ feeds: ['conversations:UNREPLIED'] });
  expect(programme.store.market.answered).toEqual([]);
  programme.platform.beforeAnswer = () => {};
  await programme.nextCycle({ feeds: ['conversations:UNREPLIED'] });
  expect(programme.store.market.answered).toHaveLength(2);
});

test('messages are read newest first until what is known, and quiet conversations not again', async () => {
  const programme = seeded(2, 5);
  await programme.cycle(RECENT);
  expect(feedOf(await programme.cycle(MESSAGES), 'messages')).toMatchObject({ read: 10, requests: 6 });
  expect(feedOf(await programme.nextCycle(MESSAGES), 'messages').requests).toBe(0);
  write(programme, 'c1');
  await programme.nextCycle(RECENT);
  expect(feedOf(await programme.cycle(MESSAGES), 'messages')).toMatchObject({ requests: 1 });
  expect(programme.store.market.conversations.get('c1')?.messages.size).toBe(6);
});

test('a reading of messages that was cut off is made again from the top', async () => {
  const programme = seeded(1, 9);
  await programme.cycle(RECENT);
  programme.platform.beforeAnswer = ({ operation }) => {
    if (operation === 'messages' && programme.platform.count('messages') === 3) throw new Killed();
  };
  await expect(programme.cycle(MESSAGES)).rejects.toThrow(Killed);
  programme.platform.beforeAnswer = () => {};
  await programme.cycle(MESSAGES);
  expect(programme.store.market.conversations.get('c0')?.messages.size).toBe(9);
});

test('one conversation that the platform will not show does not keep the others from being read', async () => {
  const programme = seeded(3, 1);
  await programme.cycle(RECENT);
  programme.platform.beforeAnswer = ({ operation, ids }) => {
    if (operation === 'messages' && ids.includes('c0')) throw trouble('not_found');
  };
  expect(feedOf(await programme.cycle(MESSAGES), 'messages')).toMatchObject({ read: 2, failure: null });
  expect(feedOf(await programme.nextCycle(MESSAGES), 'messages').requests).toBe(0);
});

test('messages older than half a year are not fetched', async () => {
  const programme = new Programme();
  const old = conversation('c0', 8, START - 300 * DAY);
  old.messages.push(message('c0', 8, START - HOUR));
  programme.platform.market.conversationList = [old];
  await programme.cycle(RECENT);
  expect(feedOf(await programme.cycle(MESSAGES), 'messages').requests).toBe(1);
});

test('a reading that shows nothing although the list did is made once more later, and then believed', async () => {
  const programme = seeded(1, 3);
  await programme.cycle(RECENT);
  await programme.cycle(MESSAGES);
  const held = programme.store.market.conversations.get('c0');
  if (held === undefined) throw new Error('No conversation.');
  held.due = true;
  const requests = async () => feedOf(await programme.nextCycle(MESSAGES), 'messages').requests;
  expect([await requests(), await requests()]).toEqual([1, 0]);
  // By now the answer is no old one any more.
  write(programme, 'c0');
  expect(await requests()).toBe(1);
  expect(held.messages.size).toBe(4);
  expect(held.due).toBe(false);
  held.due = true;
  expect([await requests(), await requests(), await requests(), await requests()]).toEqual([1, 0, 1, 0]);
  expect(held.due).toBe(false);
});

test('page tokens that go stale start the conversation, and the list, again', async () => {
  const programme = seeded(5, 5);
  programme.platform.beforeAnswer = (_request, count) => {
    if (count % 4 === 2) programme.platform.tokenEpoch += 1;
  };
  await programme.cycle(RECENT);
  await programme.cycle(MESSAGES);
  const sizes = [...programme.store.market.conversations.values()].map(({ messages }) => messages.size);
  expect(sizes).toEqual([5, 5, 5, 5, 5]);
});
