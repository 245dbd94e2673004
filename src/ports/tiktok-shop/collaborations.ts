import type {
  OpenCollaboration,
  SampleRequestRule,
  TargetChange,
  TargetCollaboration,
  TargetCollaborationSummary,
  TargetConflict,
  TargetDraft,
  TargetStatus,
  TargetUpdate,
} from '../../domain/collaboration.ts';
import type { ShopRef } from '../../domain/shop.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { Page } from './page.ts';

/** Deals with creators: the open plan of each product, invitations, and who may ask for samples. */
export interface CollaborationCalls {
  /** Running ones only, newest first, at most 100 a page. `productId` narrows to one product. */
  searchOpenCollaborations(
    shop: ShopRef,
    query: { readonly productId?: string },
    cursor: string | null,
  ): Promise<Page<OpenCollaboration>>;
  /** Opens the plan of a product, or changes its rate (100 to 8000 basis points). Read back for what holds. */
  setOpenCollaboration(
    shop: ShopRef,
    plan: { readonly productId: string; readonly rateBps: number },
  ): Promise<{ readonly collaborationId: string; readonly effectiveAt: Timestamp | null }>;
  removeOpenCollaboration(shop: ShopRef, productId: string): Promise<{ readonly endsAt: Timestamp | null }>;
  /** The creator may join again. */
  removeOpenCollaborationCreator(
    shop: ShopRef,
    key: { readonly collaborationId: string; readonly productId: string; readonly creatorId: string },
  ): Promise<void>;
  /** What new products get by themselves; null rate when it is off. */
  openCollaborationDefault(shop: ShopRef): Promise<{ readonly rateBps: number | null }>;
  setOpenCollaborationDefault(shop: ShopRef, rateBps: number | null): Promise<void>;
  /** How much each creator made for one product; counts only. */
  openContentCounts(
    shop: ShopRef,
    productId: string,
    cursor: string | null,
  ): Promise<
    Page<{
      readonly creatorId: string;
      readonly username: string;
      readonly videos: number;
      readonly lives: number;
      readonly promotionStatus: string;
      readonly promotionEndsAt: Timestamp | null;
    }>
  >;

  /** At most 50 a page. */
  searchTargetCollaborations(
    shop: ShopRef,
    query: { readonly status: TargetStatus; readonly creatorId?: string; readonly productId?: string },
    cursor: string | null,
  ): Promise<Page<TargetCollaborationSummary>>;
  /** Null when the shop has no such invitation. */
  targetCollaboration(shop: ShopRef, collaborationId: string): Promise<TargetCollaboration | null>;
  /**
   * Null id: nothing was created, since other invitations hold the pairs in `conflicts`. With an id the pairs were
   * left out.
   */
  createTargetCollaboration(
    shop: ShopRef,
    draft: TargetDraft,
  ): Promise<{ readonly collaborationId: string | null; readonly conflicts: readonly TargetConflict[] }>;
  /**
   * Reads the invitation, applies the change and sends it whole, since the platform replaces it. `seenUpdatedAt` is
   * the state the change was planned on: when its detail or the list of invitations shows a later one, `ExternalError`
   * of kind `refused` with code `changed_since` and nothing is sent. A rate that was lowered is not shown before midnight, so when it may be
   * waiting the change names every product's rate, else it is refused with code `rates_may_be_pending`.
   */
  updateTargetCollaboration(
    shop: ShopRef,
    collaborationId: string,
    change: TargetChange,
    seenUpdatedAt: Timestamp,
  ): Promise<TargetUpdate>;
  removeTargetCollaboration(shop: ShopRef, collaborationId: string): Promise<void>;
  /** A page where the creator accepts. */
  targetCollaborationLink(shop: ShopRef, collaborationId: string): Promise<string>;
  /** Pairs of these creators and products that other live invitations hold. */
  targetConflicts(
    shop: ShopRef,
    pairs: { readonly creatorIds: readonly string[]; readonly productIds: readonly string[] },
  ): Promise<readonly TargetConflict[]>;

  sampleRequestRules(shop: ShopRef, productIds: readonly string[]): Promise<readonly SampleRequestRule[]>;
  /** The whole rule: the platform does not merge. Null takes it away. */
  setSampleRequestRule(
    shop: ShopRef,
    productId: string,
    rule: Pick<SampleRequestRule, 'quota' | 'startsAt' | 'endsAt' | 'thresholds'> | null,
  ): Promise<void>;
  /** Opens the sample request in the TikTok app. 1 to 14 days. */
  sampleRequestLink(
    shop: ShopRef,
    request: {
      readonly productId: string;
      readonly skuId: string;
      readonly collaborationId?: string;
      readonly validDays: number;
    },
  ): Promise<string>;
}
