import type { Order, Recipient } from '../domain/order.ts';
import type { Product, StockLevel } from '../domain/product.ts';
import type { RejectReason, SampleApplication } from '../domain/sample-application.ts';
import type { SampleContent } from '../domain/sample-content.ts';
import type { Shop, ShopRef } from '../domain/shop.ts';
import type { Timestamp } from '../domain/time.ts';
import type { CollaborationCalls } from './tiktok-shop/collaborations.ts';
import type { ConversationCalls } from './tiktok-shop/conversations.ts';
import type { FulfilmentCalls } from './tiktok-shop/fulfilment.ts';
import type { Page } from './tiktok-shop/page.ts';
import type { SalesCalls } from './tiktok-shop/sales.ts';
import type { WebhookCalls } from './tiktok-shop/webhooks.ts';

export interface ApplicationQuery {
  /** One platform status per call. */
  readonly status?: string;
  readonly creatorId?: string;
  readonly productId?: string;
  readonly orderId?: string;
}

export interface OrderWithRecipient {
  readonly order: Order;
  /** Null when the platform withholds or masks it (cancelled, platform-fulfilled, old). */
  readonly recipient: Recipient | null;
}

/** What requests are spent on, and how much of the day's budget they must leave for what matters more. */
export interface RequestPurpose {
  /** The feed, or what else asks; requests are counted under this name. */
  readonly name: string;
  /** Requests of the day's budget that this purpose leaves untouched. */
  readonly leave: number;
}

/**
 * The seller's side of TikTok Shop. Every method throws `ExternalError`; a write that got no readable answer
 * throws kind `outcome_unknown`, and reading back settles it. Writes are never retried inside the adapter once
 * the request may have left.
 */
export interface TikTokShop
  extends CollaborationCalls,
    SalesCalls,
    ConversationCalls,
    FulfilmentCalls,
    WebhookCalls {
  /** The same platform, its requests counted under the purpose. Without one they count as the operator's own. */
  spentOn(purpose: RequestPurpose): TikTokShop;
  /** Every shop that some authorisation of some app covers, each once. */
  authorizedShops(): Promise<readonly Shop[]>;

  /** At most 50 a page, in no documented order. */
  searchSampleApplications(
    shop: ShopRef,
    query: ApplicationQuery,
    cursor: string | null,
  ): Promise<Page<SampleApplication>>;
  /** The platform has no read by id: finds it among the creator's applications for the product. */
  findSampleApplication(
    shop: ShopRef,
    key: { readonly applicationId: string; readonly creatorId: string; readonly productId: string },
  ): Promise<SampleApplication | null>;
  /** Videos and LIVEs made for one application so far, in no documented order. Not paged. */
  sampleContent(shop: ShopRef, applicationId: string): Promise<readonly SampleContent[]>;
  approveSampleApplication(shop: ShopRef, applicationId: string): Promise<void>;
  rejectSampleApplication(shop: ShopRef, applicationId: string, reason: RejectReason): Promise<void>;

  /** Orders updated in [from, to), oldest update first; at most 100 a page. */
  searchOrders(
    shop: ShopRef,
    window: { readonly updatedFrom: Timestamp; readonly updatedTo: Timestamp },
    cursor: string | null,
  ): Promise<Page<Order>>;
  /** At most 50 ids; unknown ids are left out. */
  orders(shop: ShopRef, orderIds: readonly string[]): Promise<readonly Order[]>;
  orderWithRecipient(shop: ShopRef, orderId: string): Promise<OrderWithRecipient | null>;

  /** Products updated in [from, to]; without category, see `productCategory`. */
  searchProducts(
    shop: ShopRef,
    window: { readonly updatedFrom: Timestamp; readonly updatedTo: Timestamp },
    cursor: string | null,
  ): Promise<Page<Product>>;
  productCategory(
    shop: ShopRef,
    productId: string,
  ): Promise<{ readonly categoryId: string; readonly categoryName: string } | null>;
  /** At most 100 products. */
  stock(shop: ShopRef, productIds: readonly string[]): Promise<readonly StockLevel[]>;
}

export type * from './tiktok-shop/collaborations.ts';
export type * from './tiktok-shop/conversations.ts';
export type * from './tiktok-shop/fulfilment.ts';
export type * from './tiktok-shop/page.ts';
export type * from './tiktok-shop/sales.ts';
export type * from './tiktok-shop/webhooks.ts';
