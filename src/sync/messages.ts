import { ExternalError } from '../domain/errors.ts';
import { DAY, MINUTE, type Timestamp } from '../domain/time.ts';
import type { Conversation, ConversationMessage, Page } from '../ports/tiktok-shop.ts';
import type { FeedRun } from './feed-run.ts';
import { isStaleCursor, MOST_HICCUPS } from './pass.ts';

/** Conversations that one cycle reads; the rest waits for the next. */
const CONVERSATIONS_PER_CYCLE = 15;
/** Lists show what is new. A quiet conversation is looked at this often all the same, for what a list hid (ours). */
const QUIET_EVERY = 30 * DAY;
/** 1,000 messages: a first reading does not go further back, and a longer gap than this is no conversation. */
const PAGES_PER_CONVERSATION = 50;
/** Texts are kept for 180 days, so older ones are not fetched. */
const REACH = 180 * DAY;
/** An answer may be as old as this (ours): one that shows nothing although a list did is asked for again later. */
const ANSWERS_LAG = 20 * MINUTE;

/** Of one conversation alone: it must not keep the others from being read. */
const OF_ONE_CONVERSATION: readonly string[] = ['not_found', 'invalid', 'refused'];

type DueConversation = Conversation & { readonly newestIndex: string | null };

/** Conversations that showed nothing new although they should have, and when; kept as the feed's cursor. */
type Doubts = ReadonlyMap<string, Timestamp>;

/** Reads the messages of conversations that moved, newest first until what is known. */
export async function readMessages(run: FeedRun): Promise<void> {
  const { feeds, conversations } = run.dependencies.store;
  const { shopId } = run.shop;
  const startedAt = run.now();
  const doubts = openDoubts((await feeds.get(shopId, 'messages'))?.cursor ?? null);
  const limit = CONVERSATIONS_PER_CYCLE + doubts.size;
  const found = await conversations.toRead(shopId, startedAt - QUIET_EVERY, limit);
  const due = found.filter(({ conversationId }) => {
    const since = doubts.get(conversationId);
    return since === undefined || startedAt - since >= ANSWERS_LAG || since > startedAt;
  });
  const still = new Map(
    [...doubts].filter(([id]) => !due.some(({ conversationId }) => conversationId === id)),
  );
  for (const conversation of due.slice(0, CONVERSATIONS_PER_CYCLE)) {
    const { conversationId } = conversation;
    const believed = doubts.has(conversationId);
    if (!(await readConversation(run, conversation, believed))) still.set(conversationId, run.now());
  }
  await feeds.save({
    shopId,
    feed: 'messages',
    cursor: still.size === 0 ? null : JSON.stringify([...still]),
    watermark: null,
    passStartedAt: startedAt,
    completedAt: run.now(),
  });
}

/** False when nothing new came and that is not believed yet: the conversation stays due. */
async function readConversation(
  run: FeedRun,
  conversation: DueConversation,
  believed: boolean,
): Promise<boolean> {
  const { conversations } = run.dependencies.store;
  const { shopId } = run.shop;
  const { conversationId, newestIndex } = conversation;
  const record = (page: readonly ConversationMessage[], seenAt: Timestamp, whole: boolean) =>
    conversations.recordMessages(shopId, conversationId, page, seenAt, whole);
  let cursor: string | null = null;
  let hiccups = 0;
  for (let pages = 1; ; pages += 1) {
    const seenAt = run.now();
    let page: Page<ConversationMessage>;
    try {
      const from: string | null = cursor;
      page = await run.request(() => run.platform.messages(run.shop, conversation, from));
    } catch (error) {
      if (cursor !== null && isStaleCursor(error) && hiccups < MOST_HICCUPS) {
        hiccups += 1;
        cursor = null;
        continue;
      }
      if (!(error instanceof ExternalError && OF_ONE_CONVERSATION.includes(error.kind))) throw error;
      // Remembered as read, or it would stand first in every cycle.
      await record([], seenAt, true);
      return true;
    }
    const fresh = page.items.filter(({ index }) => newestIndex === null || isNewer(index, newestIndex));
    const met = fresh.length < page.items.length || page.items.some(({ sentAt }) => seenAt - sentAt > REACH);
    const end = met || page.nextCursor === null || pages === PAGES_PER_CONVERSATION;
    const doubtful = end && pages === 1 && fresh.length === 0 && newestIndex !== null && !believed;
    run.count(page.items.length, await record(page.items, seenAt, end && !doubtful));
    if (end) return !doubtful;
    cursor = page.nextCursor;
  }
}

function openDoubts(cursor: string | null): Doubts {
  const saved: unknown = cursor === null ? [] : JSON.parse(cursor);
  if (!Array.isArray(saved)) return new Map();
  return new Map(
    saved.flatMap((pair: unknown) => {
      if (!Array.isArray(pair)) return [];
      const [id, at]: readonly unknown[] = pair;
      return typeof id === 'string' && typeof at === 'number' ? [[id, at] as const] : [];
    }),
  );
}

/** Indexes are whole numbers as text, longer than a number holds. */
function isNewer(index: string, other: string): boolean {
  return index.length === other.length ? index > other : index.length > other.length;
}
