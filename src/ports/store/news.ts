import type { NewsKind, PlatformNews } from '../../domain/platform-news.ts';
import type { Timestamp } from '../../domain/time.ts';

/** What webhooks brought, until a cycle takes it up. Any process may listen and any may read. */
export interface NewsStore {
  /** False when this notification came before: it is not news any more. */
  record(news: PlatformNews, receivedAt: Timestamp): Promise<boolean>;
  /** When the oldest came that no cycle took up; null when there is none. */
  waitingSince(): Promise<Timestamp | null>;
  /** The kinds that wait for a shop, those about the seller as a whole included; they count as taken up. */
  take(shopId: string): Promise<readonly NewsKind[]>;
}
