import type { Money } from './money.ts';
import type { Timestamp } from './time.ts';

export interface Sku {
  readonly skuId: string;
  /** The seller's own code, which the warehouse knows. Empty when the seller set none. */
  readonly sellerSku: string;
  readonly price: Money | null;
}

export interface Product {
  readonly productId: string;
  readonly title: string;
  /** The platform's word, for example ACTIVATE. */
  readonly status: string;
  /** First-level category, null until the product's detail was read. */
  readonly categoryId: string | null;
  readonly categoryName: string | null;
  readonly skus: readonly Sku[];
  readonly updatedAt: Timestamp;
}

export interface StockLevel {
  readonly productId: string;
  readonly skuId: string;
  /** Units that can still be promised on TikTok Shop. */
  readonly available: number;
}

/** A SKU in one of TikTok's own warehouses. */
export interface PlatformStockLevel {
  readonly warehouseId: string;
  readonly skuId: string;
  readonly available: number;
  /** Promised to orders already. */
  readonly reserved: number;
}
