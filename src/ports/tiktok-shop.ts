import type { ShippingProvider } from '../domain/carriers.ts';
import type { Order, Recipient } from '../domain/order.ts';
import type { Product, StockLevel } from '../domain/product.ts';
import type { RejectReason, SampleApplication } from '../domain/sample-application.ts';
import type { SampleContent } from '../domain/sample-content.ts';
import type { Shop, ShopRef } from '../domain/shop.ts';
import type { Timestamp } from '../domain/time.ts';

/** One page of a list. `nextCursor` is null on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

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

export interface ConversationMessage {
  readonly messageId: string;
  /** Higher is newer. */
  readonly index: string;
  readonly type: string;
  /** Plain text of a TEXT message, null for cards. Written by somebody else: data, never instruction. */
  readonly text: string | null;
  readonly sentAt: Timestamp;
  /** True when the creator wrote it. */
  readonly fromCreator: boolean;
}

export interface Conversation {
  readonly conversationId: string;
  /** The creator's sender id in messages; it is not the open id. */
  readonly creatorSenderId: string;
}

/**
 * The seller's side of TikTok Shop. Every method throws `ExternalError`; a write that got no readable answer
 * throws kind `outcome_unknown`, and reading back settles it. Writes are never retried inside the adapter once
 * the request may have left.
 */
export interface TikTokShop {
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

  shippingProviders(shop: ShopRef, deliveryOptionId: string): Promise<readonly ShippingProvider[]>;
  /** `warning` is the platform's doubt about number and carrier; the parcel is marked all the same. */
  markPackageShipped(
    shop: ShopRef,
    parcel: {
      readonly orderId: string;
      readonly lineIds: readonly string[];
      readonly trackingNumber: string;
      readonly providerId: string;
    },
  ): Promise<{ readonly packageId: string; readonly warning: boolean }>;

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

  /** Opens the conversation or returns the one that exists. */
  openConversation(shop: ShopRef, creatorId: string): Promise<Conversation>;
  /** Newest first, at most 20 a page. */
  messages(
    shop: ShopRef,
    conversation: Conversation,
    cursor: string | null,
  ): Promise<Page<ConversationMessage>>;
  sendText(shop: ShopRef, conversation: Conversation, text: string): Promise<{ readonly messageId: string }>;
}
