import type { AffiliateOrder } from '../../src/domain/affiliate-order.ts';
import type {
  OpenCollaboration,
  SampleRequestRule,
  TargetCollaboration,
} from '../../src/domain/collaboration.ts';
import type { CreatorPerformance, OutreachQuota, ShopDay } from '../../src/domain/performance.ts';
import { DAY, type Timestamp } from '../../src/domain/time.ts';
import type { FeedProgress } from '../../src/ports/store/feeds.ts';
import type { OrderSlice } from '../../src/ports/store/sales.ts';
import type { Conversation, ConversationMessage } from '../../src/ports/tiktok-shop.ts';
import type { SyncDependencies } from '../../src/sync/feed-run.ts';

type Stores = Pick<
  SyncDependencies['store'],
  'affiliateOrders' | 'collaborations' | 'conversations' | 'performance' | 'creatorNames'
>;

interface HeldConversation extends Conversation {
  readonly messages: Map<string, ConversationMessage>;
  newestIndex: string | null;
  due: boolean;
  readAt: Timestamp | null;
  place: number;
}

/** What the newer feeds write, for one shop; the rules are those that the ports state, no more. */
export class MemoryMarket {
  readonly orders = new Map<string, AffiliateOrder & { readonly firstSeenAt: Timestamp }>();
  readonly slices = new Map<string, OrderSlice>();
  readonly openPlans = new Map<
    string,
    OpenCollaboration & { readonly asOf: Timestamp; readonly ended: boolean }
  >();
  readonly targets = new Map<
    string,
    {
      status: string;
      changedAt: Timestamp;
      detail: TargetCollaboration | null;
      asOf: Timestamp | null;
      refusedAt?: Timestamp | null;
    }
  >();
  /** Null: it has none. */
  readonly sampleRules = new Map<string, SampleRequestRule | null>();
  readonly conversations = new Map<string, HeldConversation>();
  readonly answered: Timestamp[] = [];
  readonly days = new Map<string, ShopDay>();
  /** `kind:day` → rows and how often the day's first page came. */
  readonly figures = new Map<string, { readonly rows: readonly unknown[]; readonly times: number }>();
  readonly creators = new Map<string, CreatorPerformance | null>();
  readonly names = new Map<string, string>();
  outreach: OutreachQuota | null = null;
  creatorsWanted: string[] = [];
  readonly #write: (progress: FeedProgress | undefined) => void;

  constructor(write: (progress: FeedProgress | undefined) => void) {
    this.#write = write;
  }

  get stores(): Stores {
    return {
      affiliateOrders: this.#affiliateOrders,
      collaborations: this.#collaborations,
      conversations: this.#conversations,
      performance: this.#performance,
      creatorNames: {
        recordName: async (_shopId, creatorId, username) => {
          this.names.set(username, creatorId);
        },
      },
    };
  }

  readonly #affiliateOrders: Stores['affiliateOrders'] = {
    record: async (_shopId, orders, seenAt, place) => {
      this.#write(place?.progress);
      let added = 0;
      for (const order of orders) {
        const held = this.orders.get(order.orderId);
        if (held === undefined) added += 1;
        this.orders.set(order.orderId, { ...order, firstSeenAt: held?.firstSeenAt ?? seenAt });
      }
      if (place?.slice) this.slices.set(place.slice.day, place.slice);
      return { added, changed: 0 };
    },
    slices: async () => [...this.slices.values()],
    unknownUsernames: async (_shopId, limit) =>
      [...new Set([...this.orders.values()].flatMap(({ lines }) => lines.map(({ username }) => username)))]
        .filter((username) => !this.names.has(username))
        .slice(0, limit),
  };

  readonly #collaborations: Stores['collaborations'] = {
    recordOpen: async (_shopId, plans, seenAt, progress) => {
      this.#write(progress);
      for (const plan of plans) {
        this.openPlans.set(plan.collaborationId, { ...plan, asOf: seenAt, ended: false });
      }
      return { added: 0, changed: 0 };
    },
    endOpenUnseenSince: async (_shopId, since) => {
      const unseen = [...this.openPlans.values()].filter(({ asOf, ended }) => asOf < since && !ended);
      for (const plan of unseen) this.openPlans.set(plan.collaborationId, { ...plan, ended: true });
      return unseen.length;
    },
    recordTargetSummaries: async (_shopId, status, items, _seenAt, progress) => {
      this.#write(progress);
      for (const { collaborationId, updatedAt } of items) {
        const held = this.targets.get(collaborationId) ?? { detail: null, asOf: null, changedAt: 0 };
        this.targets.set(collaborationId, {
          ...held,
          status,
          changedAt: Math.max(held.changedAt, updatedAt),
        });
      }
      return { added: 0, changed: 0 };
    },
    targetsToRead: async (_shopId, olderThan, limit) =>
      [...this.targets]
        .filter(
          ([, { asOf, detail, changedAt, refusedAt }]) =>
            (refusedAt ?? 0) < olderThan &&
            (asOf === null || asOf < olderThan || (detail !== null && detail.updatedAt < changedAt)),
        )
        .map(([id]) => id)
        .slice(0, limit),
    target: async (shopId, id) => {
      const held = this.targets.get(id);
      if (!held?.detail) return null;
      return { ...held.detail, shopId, listedStatus: 'ONGOING', firstSeenAt: 0, asOf: held.asOf ?? 0 };
    },
    recordTarget: async (_shopId, id, detail, seenAt) => {
      this.#write(undefined);
      const held = this.targets.get(id) ?? { status: 'GONE', changedAt: 0 };
      this.targets.set(id, {
        ...held,
        ...(detail === null && { status: 'GONE' }),
        detail,
        asOf: seenAt,
        refusedAt: null,
      });
    },
    recordTargetRefused: async (_shopId, id, refusedAt) => {
      this.#write(undefined);
      const held = this.targets.get(id);
      if (held) this.targets.set(id, { ...held, refusedAt });
    },
    recordSampleRules: async (_shopId, productIds, rules, _seenAt, progress) => {
      this.#write(progress);
      for (const id of productIds)
        this.sampleRules.set(id, rules.find(({ productId }) => productId === id) ?? null);
      return { added: 0, changed: 0 };
    },
  };

  readonly #conversations: Stores['conversations'] = {
    recordListed: async (_shopId, list, items, place, _seenAt, progress) => {
      this.#write(progress);
      let added = 0;
      let changed = 0;
      for (const [n, { conversationId, creatorSenderId }] of items.entries()) {
        const held = this.conversations.get(conversationId);
        if (held === undefined) added += 1;
        const moved = list === 'ALL' && held !== undefined && place + n < held.place;
        if (moved) changed += 1;
        this.conversations.set(conversationId, {
          ...(held ?? { messages: new Map(), newestIndex: null, readAt: null, due: true }),
          ...(moved && { due: true }),
          conversationId,
          creatorSenderId,
          place: list === 'ALL' ? place + n : (held?.place ?? Number.POSITIVE_INFINITY),
        });
      }
      return { added, changed };
    },
    answeredUnseenSince: async (_shopId, since) => {
      this.answered.push(since);
      return 0;
    },
    toRead: async (_shopId, olderThan, limit) =>
      [...this.conversations.values()]
        .filter(({ due, readAt }) => due || readAt === null || readAt < olderThan)
        .slice(0, limit),
    recordMessages: async (_shopId, conversationId, messages, seenAt, whole) => {
      this.#write(undefined);
      const held = this.conversations.get(conversationId);
      if (held === undefined) return { added: 0, changed: 0 };
      for (const message of messages) held.messages.set(message.messageId, message);
      if (whole) {
        const indexes = [...held.messages.values()].map(({ index }) => index).sort();
        Object.assign(held, { due: false, readAt: seenAt, newestIndex: indexes.at(-1) ?? null });
      }
      return { added: messages.length, changed: 0 };
    },
  };

  readonly #performance: Stores['performance'] = {
    recordShopDays: async (_shopId, days, _seenAt, progress) => {
      this.#write(progress);
      for (const day of days) this.days.set(day.day, day);
    },
    recordProducts: async (_shopId, day, rows, _seenAt, progress) =>
      this.#day('products', day, rows, progress),
    recordVideos: async (_shopId, day, rows, _seenAt, progress) => this.#day('videos', day, rows, progress),
    recordLives: async (_shopId, day, rows, _seenAt, progress) => this.#day('lives', day, rows, progress),
    recordCreator: async (_shopId, creatorId, creator) => {
      this.#write(undefined);
      this.creators.set(creatorId, creator);
    },
    creatorsToRead: async (_shopId, _olderThan, limit) =>
      this.creatorsWanted.filter((id) => !this.creators.has(id)).slice(0, limit),
    recordOutreach: async (_shopId, quota, _seenAt, progress) => {
      this.#write(progress);
      this.outreach = quota;
    },
  };

  #day(kind: string, day: string, rows: readonly unknown[], progress: FeedProgress | undefined): void {
    this.#write(progress);
    const held = this.figures.get(`${kind}:${day}`);
    this.figures.set(`${kind}:${day}`, { rows, times: (held?.times ?? 0) + 1 });
  }

  /** Lines of a UTC day, as far as they were read. */
  ofDay(start: Timestamp): readonly AffiliateOrder[] {
    return [...this.orders.values()].filter(({ createdAt }) => createdAt >= start && createdAt < start + DAY);
  }
}
