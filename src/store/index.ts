import type { Timestamp } from '../domain/time.ts';
import type { Ids, ProcessIdentity } from '../ports/ids.ts';
import type { Store } from '../ports/store/index.ts';
import { actionJournal } from './action-journal.ts';
import { actionStore } from './actions.ts';
import { activityStore } from './activity.ts';
import { affiliateOrderStore } from './affiliate-orders.ts';
import { alertStore } from './alerts.ts';
import { automationJournal, automationStore } from './automation.ts';
import { catalogStore } from './catalog.ts';
import { collaborationStore } from './collaborations.ts';
import { confirmationStore } from './confirmations.ts';
import { conversationStore } from './conversations.ts';
import { creatorNameStore } from './creator-name-recorder.ts';
import { credentialStore } from './credentials.ts';
import { type Database, openDatabase } from './database.ts';
import { exportStore } from './exports.ts';
import { feedStore } from './feeds.ts';
import { healthStore } from './health.ts';
import { leaseStore } from './leases.ts';
import { newsStore } from './news.ts';
import { orderStore } from './orders.ts';
import { performanceStore } from './performance.ts';
import { isProcessAlive } from './process-liveness.ts';
import { programBinder } from './program-identity.ts';
import { requestStore } from './requests.ts';
import { retentionStore } from './retention.ts';
import { ruleStore } from './rules.ts';
import { sampleStore } from './samples.ts';
import { shopStore } from './shops.ts';
import { trackingStore } from './tracking.ts';

export interface StoreOptions {
  readonly file: string;
  /** 32 bytes, for the tokens at rest. */
  readonly secretKey: Uint8Array;
  readonly ids: Ids;
  /** Machine time, to tell whether a lease is over. */
  readonly machineNow: () => Timestamp;
  /** Default: a process of this host is alive while its pid is; one of another host always. */
  readonly isProcessAlive?: (identity: ProcessIdentity) => boolean;
}

/**
 * Opens the data file, creating it and bringing its schema up to date when needed. Throws OperatorError: of
 * kind setup for a file of a newer version or another program, of kind storage for trouble with the disk. Every
 * method rejects with kind storage when the disk fails it; nothing is half done then.
 */
export function openStore(options: StoreOptions): Store {
  return storeOn(openDatabase(options.file), options);
}

/** The store's repositories over an open database. */
export function storeOn(database: Database, options: Omit<StoreOptions, 'file'>): Store {
  const { machineNow, isProcessAlive: isAlive = isProcessAlive } = options;
  const journal = actionJournal(database.writer, options.ids);
  const changes = automationJournal(database.writer);
  return {
    shops: shopStore(database),
    catalog: catalogStore(database),
    samples: sampleStore(database),
    tracking: trackingStore(database),
    orders: orderStore(database),
    affiliateOrders: affiliateOrderStore(database),
    collaborations: collaborationStore(database),
    conversations: conversationStore(database),
    performance: performanceStore(database),
    creatorNames: creatorNameStore(database),
    actions: actionStore({ database, journal, isAlive, machineNow }),
    activity: activityStore(database),
    confirmations: confirmationStore({ database, journal, changes, machineNow }),
    alerts: alertStore(database, options.ids),
    health: healthStore(database),
    automation: automationStore(database, changes),
    feeds: feedStore(database),
    news: newsStore(database),
    leases: leaseStore(database, isAlive),
    requests: requestStore(database),
    credentials: credentialStore(database, options.secretKey),
    rules: ruleStore(database),
    exports: exportStore(database, options.ids),
    retention: retentionStore(database),
    bind: programBinder(database),
    changes: () => database.read(() => database.dataVersion()),
    close: async () => database.close(),
  };
}
