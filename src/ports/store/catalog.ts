import type { PlatformStockLevel, Product, StockLevel } from '../../domain/product.ts';
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
  recordPlatformStock(
    shopId: string,
    levels: readonly PlatformStockLevel[],
    seenAt: Timestamp,
    progress: FeedProgress,
  ): Promise<void>;
  /** After a whole pass: what was not seen since then has no stock in TikTok's warehouses any more. */
  forgetPlatformStock(shopId: string, unseenSince: Timestamp): Promise<void>;
  platformStock(shopId: string): Promise<readonly (PlatformStockLevel & { readonly asOf: Timestamp })[]>;
  product(shopId: string, productId: string): Promise<Product | null>;
  productIds(shopId: string): Promise<readonly string[]>;
  /** Of products that buyers can buy now. */
  activeProductIds(shopId: string): Promise<readonly string[]>;
  /** Products whose category was never read. */
  productIdsWithoutCategory(shopId: string, limit: number): Promise<readonly string[]>;
}
