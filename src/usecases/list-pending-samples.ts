import type { Verdict } from '../domain/decision.ts';
import { minorDigits } from '../domain/money.ts';
import { type Shop, shopCurrency } from '../domain/shop.ts';
import { HOUR, type Timestamp } from '../domain/time.ts';
import type { PendingCounts, PendingPage } from '../ports/store/index.ts';
import { requireShop } from './resolve-shop.ts';
import type { Services } from './services.ts';

export interface PendingRequest {
  readonly shop: string | null;
  readonly verdict?: Verdict | 'undecided' | undefined;
  readonly expiresWithinHours?: number | undefined;
  readonly product?: string | undefined;
  readonly creator?: string | undefined;
  readonly followersMin?: number | undefined;
  readonly followersMax?: number | undefined;
  /** Whole units of the shop's currency. */
  readonly gmvMin?: number | undefined;
  readonly gmvMax?: number | undefined;
  readonly sort?: 'expires' | 'gmv' | 'followers' | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface PendingList {
  readonly shop: Shop;
  readonly page: PendingPage;
  readonly counts: PendingCounts;
  readonly asOf: Timestamp | null;
  readonly now: Timestamp;
}

/** The feed whose last complete pass tells how fresh the list of open requests is. */
const PENDING_FEED = 'samples:PENDING';

/** Open sample requests with their decisions, 20 a page, the one that runs out first on top. */
export async function listPendingSamples(services: Services, request: PendingRequest): Promise<PendingList> {
  const { samples, feeds, shops } = services.store;
  const shop = await requireShop(shops, request.shop);
  const now = services.programClock.now();
  const minor = 10 ** minorDigits(shopCurrency(shop.region));
  const page = await samples.pending({
    shopId: shop.shopId,
    sort: request.sort ?? 'expires',
    limit: request.limit ?? 20,
    ...(request.verdict !== undefined && { verdict: request.verdict }),
    ...(request.expiresWithinHours !== undefined && {
      expiresBefore: now + request.expiresWithinHours * HOUR,
    }),
    ...(request.product !== undefined && { product: request.product }),
    ...(request.creator !== undefined && { creator: request.creator.replace(/^@/, '') }),
    ...(request.followersMin !== undefined && { followersMin: request.followersMin }),
    ...(request.followersMax !== undefined && { followersMax: request.followersMax }),
    ...(request.gmvMin !== undefined && { gmvMinMinor: Math.round(request.gmvMin * minor) }),
    ...(request.gmvMax !== undefined && { gmvMaxMinor: Math.round(request.gmvMax * minor) }),
    ...(request.cursor !== undefined && { cursor: request.cursor }),
  });
  const counts = await samples.pendingCounts(shop.shopId, now);
  const feed = await feeds.get(shop.shopId, PENDING_FEED);
  return { shop, page, counts, asOf: feed?.completedAt ?? null, now };
}
