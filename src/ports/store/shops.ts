import type { Shop } from '../../domain/shop.ts';
import type { Timestamp } from '../../domain/time.ts';

export interface ShopStore {
  record(shops: readonly Shop[], seenAt: Timestamp): Promise<void>;
  /** Ordered by name. */
  list(): Promise<readonly Shop[]>;
}
