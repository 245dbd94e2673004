import type { ConversationListName } from '../ports/store/conversations.ts';
import type { ConversationSummary, Page } from '../ports/tiktok-shop.ts';
import type { FeedRun } from './feed-run.ts';
import type { FeedName } from './feeds.ts';
import { isStaleCursor, MOST_HICCUPS, readPass } from './pass.ts';

/** Reads all conversations in which the creator wrote last; one that is gone from the list has been answered. */
export async function readUnreplied(run: FeedRun): Promise<void> {
  const { conversations } = run.dependencies.store;
  const { startedAt } = await readList(run, 'conversations:UNREPLIED', 'UNREPLIED');
  await conversations.answeredUnseenSince(run.shop.shopId, startedAt);
}

/** Reads the list of all conversations to its end, for what moved unseen. */
export async function readAllConversations(run: FeedRun): Promise<void> {
  await readList(run, 'conversations:ALL', 'ALL');
}

function readList(run: FeedRun, feed: FeedName, list: ConversationListName) {
  const { conversations } = run.dependencies.store;
  let place = 0;
  return readPass<ConversationSummary>(run, {
    feed,
    movesWatermark: false,
    readPage: async (cursor): Promise<Page<ConversationSummary>> => {
      const at = openCursor(cursor);
      place = at.place;
      const page = await run.request(() => run.platform.conversations(run.shop, list, at.token));
      const { items, nextCursor } = page;
      return {
        items,
        nextCursor: nextCursor === null ? null : JSON.stringify([place + items.length, nextCursor]),
      };
    },
    recordPage: (items, seenAt, progress) =>
      conversations.recordListed(run.shop.shopId, list, items, place, seenAt, progress),
  });
}

/**
 * Reads from the top, where the latest activity is, until a page shows nothing new. Not resumed after a kill: the top
 * is another one by then.
 */
export async function readRecentConversations(run: FeedRun): Promise<void> {
  const { feeds, conversations } = run.dependencies.store;
  const { shopId } = run.shop;
  const completedAt = (await feeds.get(shopId, run.terms.feed))?.completedAt ?? null;
  const startedAt = run.now();
  const seen = new Set<string>();
  const seenTokens = new Set<string>();
  let hiccups = 0;
  let token: string | null = null;
  let place = 0;
  for (;;) {
    const seenAt = run.now();
    const from: string | null = token;
    let page: Page<ConversationSummary>;
    try {
      page = await run.request(() => run.platform.conversations(run.shop, 'ALL', from));
    } catch (error) {
      if (from === null || !isStaleCursor(error) || hiccups === MOST_HICCUPS) throw error;
      hiccups += 1;
      [token, place] = [null, 0];
      seenTokens.clear();
      continue;
    }
    const progress = {
      shopId,
      feed: run.terms.feed,
      cursor: JSON.stringify([place, from]),
      watermark: null,
      passStartedAt: startedAt,
      completedAt,
    };
    const recorded = await conversations.recordListed(shopId, 'ALL', page.items, place, seenAt, progress);
    run.count(page.items.length, recorded);
    // A page that came before shows nothing new for that reason alone.
    const another = page.items.some(({ conversationId }) => !seen.has(conversationId));
    const nothingNew = another && recorded.added + recorded.changed === 0;
    for (const { conversationId } of page.items) seen.add(conversationId);
    if (nothingNew || page.nextCursor === null || seenTokens.has(page.nextCursor)) break;
    seenTokens.add(page.nextCursor);
    place += page.items.length;
    token = page.nextCursor;
  }
  await run.completed(startedAt);
}

function openCursor(cursor: string | null): { readonly place: number; readonly token: string | null } {
  const parts: unknown = cursor === null ? null : JSON.parse(cursor);
  if (!Array.isArray(parts)) return { place: 0, token: null };
  const [place, token]: readonly unknown[] = parts;
  return {
    place: typeof place === 'number' ? place : 0,
    token: typeof token === 'string' ? token : null,
  };
}
