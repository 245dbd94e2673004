import type { Migration } from '../migrate.ts';
import { programAndCatalog } from './001-program-and-catalog.ts';
import { samples } from './002-samples.ts';
import { orders } from './003-orders.ts';
import { actions } from './004-actions.ts';
import { alerts } from './005-alerts.ts';
import { automation } from './006-automation.ts';
import { tracking } from './007-tracking.ts';
import { exportsAndRetention } from './008-exports-and-retention.ts';
import { authorisations } from './009-authorisations.ts';
import { requests } from './010-requests.ts';
import { affiliateOrders } from './011-affiliate-orders.ts';
import { collaborations } from './012-collaborations.ts';
import { conversations } from './013-conversations.ts';
import { performance } from './014-performance.ts';
import { news } from './015-news.ts';
import { platformStockAndSampleRules } from './016-platform-stock-and-sample-rules.ts';

/** In order; the schema version is the number of migrations applied. A released one is never edited. */
export const MIGRATIONS: readonly Migration[] = [
  programAndCatalog,
  samples,
  orders,
  actions,
  alerts,
  automation,
  tracking,
  exportsAndRetention,
  authorisations,
  requests,
  affiliateOrders,
  collaborations,
  conversations,
  performance,
  news,
  platformStockAndSampleRules,
];
