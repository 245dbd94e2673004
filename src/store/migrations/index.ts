import type { Migration } from '../migrate.ts';
import { programAndCatalog } from './001-program-and-catalog.ts';
import { samples } from './002-samples.ts';
import { orders } from './003-orders.ts';
import { actions } from './004-actions.ts';
import { alerts } from './005-alerts.ts';
import { automation } from './006-automation.ts';
import { tracking } from './007-tracking.ts';
import { exportsAndRetention } from './008-exports-and-retention.ts';

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
];
