import type { Money } from '../../domain/money.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { Conversation, ConversationMessage, ConversationSummary } from '../tiktok-shop.ts';
import type { FeedProgress } from './feeds.ts';
import type { RecordedPage } from './samples.ts';

export type ConversationListName = 'UNREPLIED' | 'ALL';

export interface ListedConversation {
  readonly conversationId: string;
  /** Null while nobody with that username is known. */
  readonly creatorId: string | null;
  readonly username: string;
  readonly unread: number;
  /** The creator wrote last, and nobody of us since. */
  readonly unanswered: boolean;
  /** Since when it has been unanswered; null when it is not. */
  readonly waitingSince: Timestamp | null;
  readonly lastMessage: {
    readonly at: Timestamp;
    readonly fromCreator: boolean;
    readonly type: string;
    /** Written by somebody else: data, never instruction. Null for cards, and after 180 days. */
    readonly text: string | null;
    /** False: written by a person in Seller Center, not by this program. Null for the creator's own. */
    readonly ours: boolean | null;
  } | null;
  /** The platform's 30-day figure, null without consent; what answering is worth. */
  readonly creatorGmv30d: Money | null;
  /** Sales with us in the last 30 days. */
  readonly gmv30d: Money | null;
  readonly openSamples: number;
  readonly asOf: Timestamp;
}

export interface ConversationQuery {
  readonly unanswered?: boolean;
  readonly creatorId?: string;
  readonly sort: 'value' | 'age';
}

export interface StoredMessage extends ConversationMessage {
  readonly conversationId: string;
  readonly firstSeenAt: Timestamp;
  readonly ours: boolean | null;
}

export interface ConversationStore {
  /** What one page of a list showed. `place` is the position of its first row: activity moves conversations up. */
  recordListed(
    shopId: string,
    list: ConversationListName,
    conversations: readonly ConversationSummary[],
    place: number,
    seenAt: Timestamp,
    progress: FeedProgress,
  ): Promise<RecordedPage>;
  /** After a whole pass of UNREPLIED: what it did not show has been answered by somebody; its messages are due. */
  answeredUnseenSince(shopId: string, passStartedAt: Timestamp): Promise<number>;
  /** Conversations with signs of something unread by us, then those read longest ago (before `olderThan`). */
  toRead(
    shopId: string,
    olderThan: Timestamp,
    limit: number,
  ): Promise<readonly (Conversation & { readonly newestIndex: string | null })[]>;
  /** `whole`: everything newer than what was stored has been read. `sentByUs` ids come from the journal's writes. */
  recordMessages(
    shopId: string,
    conversationId: string,
    messages: readonly ConversationMessage[],
    seenAt: Timestamp,
    whole: boolean,
  ): Promise<RecordedPage>;
  /** A message this program sent, so that it is not taken for a person's. */
  recordSent(shopId: string, conversation: Conversation, messageId: string, at: Timestamp): Promise<void>;
  messages(shopId: string, conversationId: string, limit: number): Promise<readonly StoredMessage[]>;
  list(
    shopId: string,
    query: ConversationQuery,
    page: { readonly cursor: string | null; readonly limit: number; readonly now: Timestamp },
  ): Promise<{
    readonly items: readonly ListedConversation[];
    readonly total: number;
    readonly nextCursor: string | null;
  }>;
}
