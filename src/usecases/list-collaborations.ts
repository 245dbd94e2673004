import type { Shop } from '../domain/shop.ts';
import { DAY, type Timestamp } from '../domain/time.ts';
import type { CollaborationState, ListedCollaboration } from '../ports/store/index.ts';
import type { FeedName } from '../sync/feeds.ts';
import { type FoundCreator, requireCreator } from './resolve-creator.ts';
import { requireShop } from './resolve-shop.ts';
import { salesKnownSince } from './sales-reach.ts';
import type { Services } from './services.ts';

export type { ListedCollaboration } from '../ports/store/index.ts';

export interface CollaborationsRequest {
  readonly shop: string | null;
  readonly kind?: 'open' | 'target' | undefined;
  /** Running and ending ones unless told otherwise. */
  readonly state?: CollaborationState | undefined;
  readonly creator?: string | undefined;
  /** Product id. */
  readonly product?: string | undefined;
  readonly accepted?: boolean | undefined;
  readonly endsWithinDays?: number | undefined;
  readonly sort?: 'gmv' | 'ends' | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface CollaborationList {
  readonly shop: Shop;
  /** Who, and which product, was asked for: an invitation with many shows these of them first. */
  readonly creator: FoundCreator | null;
  readonly productId: string | null;
  readonly collaborations: readonly ListedCollaboration[];
  readonly total: number;
  readonly nextCursor: string | null;
  /** Of the oldest list that these deals come from; null before one of them was read. */
  readonly asOf: Timestamp | null;
  /** Sums of thirty days lack the sales before; null when they lack none. */
  readonly salesKnownSince: Timestamp | null;
  readonly now: Timestamp;
}

/** The lists that a request draws on: what they show tells how fresh its answer is. */
function feedsOf({ kind, state }: CollaborationsRequest): readonly FeedName[] {
  const invitations: readonly FeedName[] =
    state === 'ended'
      ? ['target_collaborations:COMPLETED']
      : ['target_collaborations:ONGOING', 'target_collaborations:EXPIRING'];
  if (kind === 'target') return invitations;
  return kind === 'open' ? ['open_collaborations'] : ['open_collaborations', ...invitations];
}

/** Deals with creators: open plans and invitations, those with the most sales under them on top. */
export async function listCollaborations(
  services: Services,
  request: CollaborationsRequest,
): Promise<CollaborationList> {
  const { collaborations, creatorNames, feeds, shops } = services.store;
  const shop = await requireShop(shops, request.shop);
  const now = services.programClock.now();
  const creator =
    request.creator === undefined ? null : await requireCreator(creatorNames, shop.shopId, request.creator);
  const page = await collaborations.list(
    shop.shopId,
    {
      sort: request.sort ?? 'gmv',
      ...(request.kind !== undefined && { kind: request.kind }),
      ...(request.state !== undefined && { state: request.state }),
      ...(creator && { creatorId: creator.creatorId }),
      ...(request.product !== undefined && { productId: request.product }),
      ...(request.accepted !== undefined && { accepted: request.accepted }),
      ...(request.endsWithinDays !== undefined && { endsBefore: now + request.endsWithinDays * DAY }),
    },
    { cursor: request.cursor ?? null, limit: request.limit ?? 20, now },
  );
  const times = await Promise.all(
    feedsOf(request).map(async (feed) => (await feeds.get(shop.shopId, feed))?.completedAt ?? null),
  );
  const known = times.filter((at) => at !== null);
  return {
    shop,
    creator,
    productId: request.product ?? null,
    collaborations: page.items,
    total: page.total,
    nextCursor: page.nextCursor,
    asOf: known.length < times.length ? null : Math.min(...known),
    salesKnownSince: await salesKnownSince(services.store.affiliateOrders, shop.shopId, now),
    now,
  };
}
