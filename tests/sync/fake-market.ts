import type { AffiliateOrder } from '../../src/domain/affiliate-order.ts';
import type { OpenCollaboration, TargetCollaboration, TargetStatus } from '../../src/domain/collaboration.ts';
import { ExternalError } from '../../src/domain/errors.ts';
import type {
  Analytics,
  CreatorPerformance,
  DayRange,
  LivePerformance,
  ProductPerformance,
  ShopDay,
  VideoPerformance,
} from '../../src/domain/performance.ts';
import type { Timestamp } from '../../src/domain/time.ts';
import type { ConversationMessage, ConversationSummary, Page } from '../../src/ports/tiktok-shop.ts';
import type { PlatformReads } from '../../src/sync/feed-run.ts';

type Reads = Pick<
  PlatformReads,
  | 'searchAffiliateOrders'
  | 'searchOpenCollaborations'
  | 'searchTargetCollaborations'
  | 'targetCollaboration'
  | 'conversations'
  | 'messages'
  | 'searchMarketplaceCreators'
  | 'creatorPerformance'
  | 'outreachQuota'
  | 'shopPerformance'
  | 'productPerformance'
  | 'videoPerformance'
  | 'livePerformance'
>;

type Enter = (operation: keyof Reads, detail: string | null, ids: readonly string[]) => void;

export interface FakeConversation {
  summary: ConversationSummary;
  /** Oldest first. */
  messages: ConversationMessage[];
}

/** Sales, deals, messages and figures, as the platform shows them. */
export class FakeMarket {
  /** `listedAt`: the platform shows it from then on. */
  orders: { order: AffiliateOrder; listedAt: Timestamp }[] = [];
  openPlans: OpenCollaboration[] = [];
  targets: { status: TargetStatus; target: TargetCollaboration }[] = [];
  /** Latest activity first. */
  conversationList: FakeConversation[] = [];
  creators = new Map<string, CreatorPerformance>();
  /** Last day with whole figures. */
  latestDay: string | null = null;
  videos: VideoPerformance[] = [];
  products: ProductPerformance[] = [];
  lives: LivePerformance[] = [];
  pageSize = 2;
  now: () => Timestamp = () => Number.MAX_SAFE_INTEGER;
  readonly #enter: Enter;

  constructor(enter: Enter) {
    this.#enter = enter;
  }

  reads(epoch: () => number): Reads {
    const page = <T>(rows: readonly T[], cursor: string | null): Page<T> => {
      const [made, at] = (cursor ?? `${epoch()}:0`).split(':');
      if (Number(made) !== epoch()) throw staleToken();
      const start = Number(at);
      const end = start + this.pageSize;
      return {
        items: rows.slice(start, end),
        nextCursor: end < rows.length ? `${epoch()}:${end}` : null,
      };
    };
    const figures = <T>(
      operation: keyof Reads,
      rows: readonly T[],
      { from }: DayRange,
      cursor: string | null,
    ): Analytics<T> => {
      this.#enter(operation, from, []);
      return { latestDay: this.latestDay, ...page(rows, cursor) };
    };
    return {
      searchAffiliateOrders: async (_shop, { createdFrom, createdTo }, cursor) => {
        this.#enter('searchAffiliateOrders', new Date(createdFrom).toISOString().slice(0, 10), []);
        const listed = this.orders
          .filter(({ listedAt }) => listedAt <= this.now())
          .map(({ order }) => order)
          .filter(({ createdAt }) => createdAt >= createdFrom && createdAt < createdTo)
          .sort((a, b) => b.createdAt - a.createdAt || a.orderId.localeCompare(b.orderId));
        return page(listed, cursor);
      },
      searchOpenCollaborations: async (_shop, _query, cursor) => {
        this.#enter('searchOpenCollaborations', cursor, []);
        return page(this.openPlans, cursor);
      },
      searchTargetCollaborations: async (_shop, { status }, cursor) => {
        this.#enter('searchTargetCollaborations', status, []);
        return page(
          this.targets.filter((one) => one.status === status).map(({ target }) => target),
          cursor,
        );
      },
      targetCollaboration: async (_shop, id) => {
        this.#enter('targetCollaboration', null, [id]);
        return this.targets.find(({ target }) => target.collaborationId === id)?.target ?? null;
      },
      conversations: async (_shop, status, cursor) => {
        this.#enter('conversations', status, []);
        const shown = this.conversationList.filter(
          ({ messages }) => status === 'ALL' || messages.at(-1)?.fromCreator === true,
        );
        return page(
          shown.map(({ summary }) => summary),
          cursor,
        );
      },
      messages: async (_shop, { conversationId }, cursor) => {
        this.#enter('messages', null, [conversationId]);
        const found = this.conversationList.find(({ summary }) => summary.conversationId === conversationId);
        return page(found?.messages.toReversed() ?? [], cursor);
      },
      searchMarketplaceCreators: async (_shop, { keyword }, _cursor) => {
        this.#enter('searchMarketplaceCreators', keyword ?? null, []);
        const found = [...this.creators.values()].filter(({ username }) =>
          username.toLowerCase().includes(keyword?.toLowerCase() ?? ''),
        );
        return { items: found, nextCursor: null };
      },
      creatorPerformance: async (_shop, creatorId) => {
        this.#enter('creatorPerformance', null, [creatorId]);
        return this.creators.get(creatorId) ?? null;
      },
      outreachQuota: async () => {
        this.#enter('outreachQuota', null, []);
        return { unlimited: false, used: 1, total: 10, startsAt: null, endsAt: null };
      },
      shopPerformance: async (_shop, { from, until }) => {
        this.#enter('shopPerformance', from, []);
        const items: ShopDay[] = [];
        const figures = { gmv: null, refunds: null, orders: 1, itemsSold: null, visitors: null };
        for (let day = from; day < until; day = dayAfter(day)) items.push({ day, ...figures });
        return { latestDay: this.latestDay, items, nextCursor: null };
      },
      productPerformance: async (_shop, range, cursor) =>
        figures('productPerformance', this.products, range, cursor),
      videoPerformance: async (_shop, range, cursor) =>
        figures('videoPerformance', this.videos, range, cursor),
      livePerformance: async (_shop, range, cursor) => figures('livePerformance', this.lives, range, cursor),
    };
  }
}

export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function staleToken(): ExternalError {
  return new ExternalError('TikTok Shop said invalid: do the remedy.', {
    system: 'tiktok_shop',
    kind: 'invalid',
    operation: 'test',
  });
}

export function affiliateOrder(
  orderId: string,
  createdAt: Timestamp,
  changes: Partial<AffiliateOrder> = {},
): AffiliateOrder {
  return {
    orderId,
    createdAt,
    deliveredAt: null,
    status: 'PROCESSING',
    lines: [
      {
        lineKey: 'line',
        productId: 'product-1',
        skuId: 'sku-1',
        username: 'mia',
        contentType: 'VIDEO',
        contentId: 'video-1',
        quantity: 1,
        returnedQuantity: 0,
        refundedQuantity: 0,
        price: { amountMinor: 2_000, currency: 'USD' },
        commissionBps: 1_500,
        adsCommissionBps: null,
        estimatedBase: { amountMinor: 2_000, currency: 'USD' },
        estimatedCommission: { amountMinor: 300, currency: 'USD' },
        estimatedAdsCommission: null,
        actualBase: null,
        actualCommission: null,
        actualAdsCommission: null,
        settlement: 'provisional',
        openCollaborationId: 'open-1',
        targetCollaborationId: null,
        campaignId: null,
      },
    ],
    ...changes,
  };
}

export function openPlan(collaborationId: string, rateBps = 1_500): OpenCollaboration {
  return {
    collaborationId,
    productId: `product-of-${collaborationId}`,
    rateBps,
    status: 'NORMAL',
    rateFrom: null,
    rateUntil: null,
    creatorsWithContent: null,
    creatorsWithShowcase: null,
  };
}

export function target(collaborationId: string, updatedAt: Timestamp): TargetCollaboration {
  return {
    collaborationId,
    name: collaborationId,
    type: 'STANDARD',
    startsAt: null,
    endsAt: null,
    updatedAt,
    sampleOffer: { hasFreeSample: false, approvalExempt: false },
    products: 1,
    creatorsInvited: 1,
    creatorsWithContent: 0,
    creatorsWithShowcase: 0,
    contactEmail: null,
    message: null,
    productList: [
      {
        productId: 'product-1',
        title: 'Serum',
        rateBps: 2_000,
        adsRateBps: null,
        status: 'NORMAL',
        effect: 'EFFECTIVE_NONE',
      },
    ],
    creatorList: [
      {
        creatorId: `creator-of-${collaborationId}`,
        username: `name-of-${collaborationId}`,
        nickname: null,
        status: 'NORMAL',
        effect: 'EFFECTIVE_NONE',
        contentProducts: 0,
        showcaseProducts: 0,
      },
    ],
  };
}

export function conversation(conversationId: string, messages: number, sentAt: Timestamp): FakeConversation {
  return {
    summary: {
      conversationId,
      creatorSenderId: `sender-of-${conversationId}`,
      username: `name-of-${conversationId}`,
      unread: 0,
    },
    messages: Array.from({ length: messages }, (_, n) => message(conversationId, n, sentAt)),
  };
}

export function message(
  conversationId: string,
  index: number,
  sentAt: Timestamp,
  fromCreator = false,
): ConversationMessage {
  return {
    messageId: `${conversationId}-${index}`,
    index: String(1_000_000 + index),
    type: 'TEXT',
    text: 'Hello',
    subjectId: null,
    sentAt: sentAt + index * 1_000,
    fromCreator,
  };
}

export function creatorFigures(creatorId: string, username: string): CreatorPerformance {
  return {
    creatorId,
    username,
    nickname: null,
    followers: 1_000,
    gmv30d: null,
    unitsSold30d: null,
    categoryIds: [],
    averageVideoViews: null,
    averageLiveViewers: null,
    videoGmv30d: null,
    liveGmv30d: null,
    videos30d: null,
    lives30d: null,
    averageCommissionBps: null,
    videoEngagementBps: null,
    liveEngagementBps: null,
    postRateBps: null,
    brandCollaborations: null,
  };
}
