import type { AffiliateOrder } from '../../domain/affiliate-order.ts';
import type {
  Analytics,
  CreatorPerformance,
  DayRange,
  LivePerformance,
  MarketplaceCreator,
  OutreachQuota,
  ProductPerformance,
  ShopDay,
  VideoPerformance,
} from '../../domain/performance.ts';
import type { ShopRef } from '../../domain/shop.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { Page } from './page.ts';

export interface CreatorSearch {
  /** Matches usernames and nicknames. */
  readonly keyword?: string;
  readonly categoryIds?: readonly string[];
  readonly minimumFollowers?: number;
  readonly maximumFollowers?: number;
}

/** What creators sell, and what the platform counts. */
export interface SalesCalls {
  /** Created in [from, to), at most 31 days apart; newest first, at most 100 rows a page. */
  searchAffiliateOrders(
    shop: ShopRef,
    window: { readonly createdFrom: Timestamp; readonly createdTo: Timestamp },
    cursor: string | null,
  ): Promise<Page<AffiliateOrder>>;

  /** Ranked by the platform; 20 a page. */
  searchMarketplaceCreators(
    shop: ShopRef,
    query: CreatorSearch,
    cursor: string | null,
  ): Promise<Page<MarketplaceCreator>>;
  /** 30 days. Null when the platform shows no such creator to this shop. */
  creatorPerformance(shop: ShopRef, creatorId: string): Promise<CreatorPerformance | null>;
  /** This week's count of creators newly written to or invited. */
  outreachQuota(shop: ShopRef): Promise<OutreachQuota>;

  /** Days of the shop's zone; the platform has them a day late. */
  shopPerformance(shop: ShopRef, range: DayRange): Promise<Analytics<ShopDay>>;
  productPerformance(
    shop: ShopRef,
    range: DayRange,
    cursor: string | null,
  ): Promise<Analytics<ProductPerformance>>;
  /** Videos of affiliates that had figures in the range. */
  videoPerformance(
    shop: ShopRef,
    range: DayRange,
    cursor: string | null,
  ): Promise<Analytics<VideoPerformance>>;
  livePerformance(shop: ShopRef, range: DayRange, cursor: string | null): Promise<Analytics<LivePerformance>>;
  /** One video by day. */
  videoDays(
    shop: ShopRef,
    videoId: string,
    range: DayRange,
  ): Promise<Analytics<Omit<ShopDay, 'visitors' | 'refunds'> & { readonly views: number | null }>>;
  /** Who sold most of one product, at most 100. */
  productTopCreators(
    shop: ShopRef,
    productId: string,
    range: DayRange,
  ): Promise<
    Analytics<
      { readonly creatorId: string; readonly username: string } & Pick<
        ProductPerformance,
        'gmv' | 'itemsSold'
      >
    >
  >;
}
