import type {
  CreatorPerformance,
  LivePerformance,
  OutreachQuota,
  ProductPerformance,
  ShopDay,
  VideoPerformance,
} from '../../domain/performance.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { FeedProgress } from './feeds.ts';

/** What the platform's analytics say, by day of the shop's zone; figures of a day may be read again and move. */
export interface PerformanceStore {
  recordShopDays(
    shopId: string,
    days: readonly ShopDay[],
    seenAt: Timestamp,
    progress?: FeedProgress,
  ): Promise<void>;
  recordProducts(
    shopId: string,
    day: string,
    products: readonly ProductPerformance[],
    seenAt: Timestamp,
    progress?: FeedProgress,
  ): Promise<void>;
  recordVideos(
    shopId: string,
    day: string,
    videos: readonly VideoPerformance[],
    seenAt: Timestamp,
    progress?: FeedProgress,
  ): Promise<void>;
  recordLives(
    shopId: string,
    day: string,
    lives: readonly LivePerformance[],
    seenAt: Timestamp,
    progress?: FeedProgress,
  ): Promise<void>;
  videos(shopId: string, day: string): Promise<readonly VideoPerformance[]>;

  recordCreator(
    shopId: string,
    creatorId: string,
    creator: CreatorPerformance | null,
    seenAt: Timestamp,
  ): Promise<void>;
  /** Creators whose marketplace figures are older than that, those with open samples and recent sales first. */
  creatorsToRead(shopId: string, olderThan: Timestamp, limit: number): Promise<readonly string[]>;

  /** The latest reading of this week's outreach count. */
  recordOutreach(
    shopId: string,
    quota: OutreachQuota,
    seenAt: Timestamp,
    progress?: FeedProgress,
  ): Promise<void>;
  outreach(shopId: string): Promise<(OutreachQuota & { readonly asOf: Timestamp }) | null>;
}

/** Who bore a username, and when. */
export interface CreatorNameStore {
  /**
   * Creators meant by a text: the one with that id, else those who bear exactly this username, else who bore it once,
   * else those with the text in a username or nickname. Case, a leading @ and blanks around it do not matter.
   */
  find(
    shopId: string,
    text: string,
    limit: number,
  ): Promise<readonly { readonly creatorId: string; readonly username: string }[]>;
  /** The creator with that username at that time; null when none or several are known. */
  creatorOf(shopId: string, username: string, at: Timestamp): Promise<string | null>;
  /** A name seen outside the samples, for example in the marketplace or in a deal; joins lines that waited for it. */
  recordName(shopId: string, creatorId: string, username: string, seenAt: Timestamp): Promise<void>;
}
