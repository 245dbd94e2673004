import type { Settings } from '../domain/settings.ts';
import { MINUTE, type Timestamp } from '../domain/time.ts';
import type { Store } from '../ports/store/index.ts';
import type { BudgetOfDay } from '../sync/budget.ts';

/** Requests of the UTC day by what they were spent on. Those of all apps are counted under the first. */
export async function requestsOfDay(
  { requests }: Pick<Store, 'requests'>,
  appKey: string,
  now: Timestamp,
): Promise<ReadonlyMap<string, number>> {
  const day = new Date(now).toISOString().slice(0, 10);
  return new Map(Object.entries(await requests.counts(appKey, day)));
}

/** What the plan of a cycle starts from. */
export function budgetOfDay(
  settings: Pick<Settings, 'dailyRequestBudget' | 'monitor'>,
  counts: ReadonlyMap<string, number>,
  now: Timestamp,
): BudgetOfDay {
  const used = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return { budget: settings.dailyRequestBudget, used, now, cycleMs: settings.monitor.cycleMinutes * MINUTE };
}
