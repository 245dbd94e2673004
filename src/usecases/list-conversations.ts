import type { Shop } from '../domain/shop.ts';
import type { Timestamp } from '../domain/time.ts';
import type { ListedConversation } from '../ports/store/index.ts';
import { type FoundCreator, requireCreator } from './resolve-creator.ts';
import { requireShop } from './resolve-shop.ts';
import { salesKnownSince } from './sales-reach.ts';
import type { Services } from './services.ts';

export type { ListedConversation } from '../ports/store/index.ts';

export interface ConversationsRequest {
  readonly shop: string | null;
  /** Unanswered ones unless told otherwise. */
  readonly show?: 'unanswered' | 'all' | undefined;
  readonly creator?: string | undefined;
  readonly sort?: 'value' | 'age' | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface ConversationList {
  readonly shop: Shop;
  /** Who was asked for. */
  readonly creator: FoundCreator | null;
  readonly conversations: readonly ListedConversation[];
  readonly total: number;
  readonly nextCursor: string | null;
  /** Of the list of unanswered conversations; null before the first reading. */
  readonly asOf: Timestamp | null;
  /** Sums of thirty days lack the sales before; null when they lack none. */
  readonly salesKnownSince: Timestamp | null;
  readonly now: Timestamp;
}

/** The feed that tells how fresh the inbox is. */
const INBOX_FEED = 'conversations:UNREPLIED';

/**
 * Conversations with creators, whoever wrote first: those worth most, or those that wait longest, on top. A creator who
 * is named has all of theirs shown.
 */
export async function listConversations(
  services: Services,
  request: ConversationsRequest,
): Promise<ConversationList> {
  const { conversations, creatorNames, feeds, shops } = services.store;
  const shop = await requireShop(shops, request.shop);
  const now = services.programClock.now();
  const creator =
    request.creator === undefined ? null : await requireCreator(creatorNames, shop.shopId, request.creator);
  const show = request.show ?? (creator ? 'all' : 'unanswered');
  const page = await conversations.list(
    shop.shopId,
    {
      sort: request.sort ?? 'value',
      ...(show === 'unanswered' && { unanswered: true }),
      ...(creator && { creatorId: creator.creatorId }),
    },
    { cursor: request.cursor ?? null, limit: request.limit ?? 20, now },
  );
  const feed = await feeds.get(shop.shopId, INBOX_FEED);
  return {
    shop,
    creator,
    conversations: page.items,
    total: page.total,
    nextCursor: page.nextCursor,
    asOf: feed?.completedAt ?? null,
    salesKnownSince: await salesKnownSince(services.store.affiliateOrders, shop.shopId, now),
    now,
  };
}
