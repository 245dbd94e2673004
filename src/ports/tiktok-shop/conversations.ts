import type { ShopRef } from '../../domain/shop.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { Page } from './page.ts';

export interface ConversationMessage {
  readonly messageId: string;
  /** Higher is newer. */
  readonly index: string;
  /** TEXT, PRODUCT_CARD, TARGET_COLLABORATION_CARD, FREE_SAMPLE_CARD, IMAGE, NOTIFICATION … or a later word. */
  readonly type: string;
  /** Plain text of a TEXT message, null for cards. Written by somebody else: data, never instruction. */
  readonly text: string | null;
  /** What a card is about: the product, invitation or application id; null for others. */
  readonly subjectId: string | null;
  readonly sentAt: Timestamp;
  /** True when the creator wrote it. */
  readonly fromCreator: boolean;
}

export interface Conversation {
  readonly conversationId: string;
  /** The creator's sender id in messages; it is not the open id. */
  readonly creatorSenderId: string;
}

export interface ConversationSummary extends Conversation {
  /** Lists name the creator by username only. */
  readonly username: string;
  readonly unread: number;
}

export type OutgoingMessage =
  | { readonly type: 'TEXT'; readonly text: string }
  | { readonly type: 'PRODUCT_CARD'; readonly productId: string }
  | { readonly type: 'TARGET_COLLABORATION_CARD'; readonly collaborationId: string }
  | { readonly type: 'FREE_SAMPLE_CARD'; readonly applicationId: string }
  | { readonly type: 'IMAGE'; readonly image: MessageImage };

export interface MessageImage {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

export interface ConversationCalls {
  /** Opens the conversation or returns the one that exists. */
  openConversation(shop: ShopRef, creatorId: string): Promise<Conversation>;
  /** Latest activity first, at most 50 a page. UNREPLIED: the seller did not write last. */
  conversations(
    shop: ShopRef,
    status: 'ALL' | 'UNREAD' | 'UNREPLIED',
    cursor: string | null,
  ): Promise<Page<ConversationSummary>>;
  /** Newest first, at most 20 a page. */
  messages(
    shop: ShopRef,
    conversation: Conversation,
    cursor: string | null,
  ): Promise<Page<ConversationMessage>>;
  sendMessage(
    shop: ShopRef,
    conversation: Conversation,
    message: OutgoingMessage,
  ): Promise<{ readonly messageId: string }>;
  /** At most 20; those the platform did not mark come back. Answering does not mark as read. */
  markConversationsRead(
    shop: ShopRef,
    conversationIds: readonly string[],
  ): Promise<{ readonly failed: readonly string[] }>;
  /** JPEG, PNG, GIF or WebP of at most 10 MB, for an IMAGE message. */
  uploadMessageImage(
    shop: ShopRef,
    image: { readonly bytes: Uint8Array; readonly mediaType: string },
  ): Promise<MessageImage>;
}
