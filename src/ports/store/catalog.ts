import type { Product, StockLevel } from '../../domain/product.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { FeedProgress } from './feeds.ts';

export interface CatalogStore {
  recordProducts(
    shopId: string,
    products: readonly Product[],
    seenAt: Timestamp,
    progress?: FeedProgress,
  ): Promise<void>;
  recordCategory(
    shopId: string,
    productId: string,
    category: { readonly categoryId: string; readonly categoryName: string },
  ): Promise<void>;
  recordStock(
    shopId: string,
    levels: readonly StockLevel[],
    seenAt: Timestamp,
    progress?: FeedProgress,
  ): Promise<void>;
  product(shopId: string, productId: string): Promise<Product | null>;
  productIds(shopId: string): Promise<readonly string[]>;
  /** Products whose category was never read. */
  productIdsWithoutCategory(shopId: string, limit: number): Promise<readonly string[]>;
}
