import type { ActionStore } from './actions.ts';
import type { ActivityStore } from './activity.ts';
import type { AlertStore, HealthStore } from './alerts.ts';
import type { AutomationStore } from './automation.ts';
import type { CatalogStore } from './catalog.ts';
import type { CollaborationStore } from './collaborations.ts';
import type { ConfirmationStore } from './confirmations.ts';
import type { ConversationStore } from './conversations.ts';
import type { LeaseStore, RequestStore } from './coordination.ts';
import type { CredentialStore } from './credentials.ts';
import type { ExportStore } from './exports.ts';
import type { FeedStore } from './feeds.ts';
import type { NewsStore } from './news.ts';
import type { OrderStore } from './orders.ts';
import type { CreatorNameStore, PerformanceStore } from './performance.ts';
import type { RetentionStore } from './retention.ts';
import type { RuleStore } from './rules.ts';
import type { AffiliateOrderStore } from './sales.ts';
import type { SampleStore } from './samples.ts';
import type { ShopStore } from './shops.ts';
import type { TrackingStore } from './tracking.ts';

export interface ProgramIdentity {
  readonly apiHost: string;
  readonly appKey: string;
}

/**
 * Everything that is remembered, by intention: one method, one transaction. Asynchronous so that a server
 * database can stand behind it. Rooms take the part they need.
 */
export interface Store {
  readonly shops: ShopStore;
  readonly catalog: CatalogStore;
  readonly samples: SampleStore;
  readonly tracking: TrackingStore;
  readonly orders: OrderStore;
  readonly affiliateOrders: AffiliateOrderStore;
  readonly collaborations: CollaborationStore;
  readonly conversations: ConversationStore;
  readonly performance: PerformanceStore;
  readonly creatorNames: CreatorNameStore;
  readonly actions: ActionStore;
  readonly activity: ActivityStore;
  readonly confirmations: ConfirmationStore;
  readonly alerts: AlertStore;
  readonly health: HealthStore;
  readonly automation: AutomationStore;
  readonly feeds: FeedStore;
  readonly news: NewsStore;
  readonly leases: LeaseStore;
  readonly requests: RequestStore;
  readonly credentials: CredentialStore;
  readonly rules: RuleStore;
  readonly exports: ExportStore;
  readonly retention: RetentionStore;
  /** Records the identity at first use and refuses another, so that sandbox and live never mix. */
  bind(identity: ProgramIdentity): Promise<void>;
  /**
   * A number that is another one after every commit, by this process or any other; equal numbers mean that nothing
   * was written in between. Only equality says something.
   */
  changes(): Promise<number>;
  close(): Promise<void>;
}

export type * from './actions.ts';
export type * from './activity.ts';
export type * from './alerts.ts';
export type * from './automation.ts';
export type * from './catalog.ts';
export type * from './collaborations.ts';
export type * from './confirmations.ts';
export type * from './conversations.ts';
export type * from './coordination.ts';
export type * from './credentials.ts';
export type * from './exports.ts';
export type * from './feeds.ts';
export type * from './news.ts';
export type * from './orders.ts';
export type * from './performance.ts';
export type * from './retention.ts';
export type * from './rules.ts';
export type * from './sales.ts';
export type * from './samples.ts';
export type * from './shops.ts';
export type * from './tracking.ts';
