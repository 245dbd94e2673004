import { toIso } from '../../domain/time.ts';
import type { ProgramClock } from '../../ports/clock.ts';
import type { RequestStore } from '../../ports/store/coordination.ts';
import type { RequestPurpose } from '../../ports/tiktok-shop.ts';
import { type CallContext, failure } from './failures.ts';

export interface BudgetOptions {
  /** The requests of all are counted under the first: the platform's quota is the seller's, not an app's. */
  readonly apps: readonly [{ readonly appKey: string }, ...unknown[]];
  readonly requests: RequestStore;
  readonly programClock: ProgramClock;
  readonly dailyRequestBudget: number;
}

export interface Spending {
  readonly call: CallContext;
  /** Null: the operator's own, counted under the operation. */
  readonly purpose: RequestPurpose | null;
  /** The platform's own limit of the operation. */
  readonly perDay: number | null;
}

/** The requests of a UTC day of program time, over all apps and processes. */
export interface Budget {
  /** Counts one request, or throws `quota` and it must not leave. */
  spend(spending: Spending): Promise<void>;
}

export function createBudget(options: BudgetOptions): Budget {
  const { requests, programClock, dailyRequestBudget: budget } = options;
  const [{ appKey: app }] = options.apps;
  const today = () => toIso(programClock.now()).slice(0, 10);

  async function spend({ call, purpose, perDay }: Spending): Promise<void> {
    const day = today();
    const outcome = await requests.spend({
      app,
      day,
      purpose: purpose?.name ?? call.operation,
      limit: budget - (purpose?.leave ?? 0),
      ...(perDay !== null && { operation: { name: call.operation, limit: perDay } }),
    });
    if (outcome === 'spent') return;
    if (outcome === 'operation_limit_used') throw operationUsedUp(call, perDay ?? 0);
    throw purpose !== null && (await used(day)) < budget
      ? keptForMore(call, purpose, budget)
      : budgetUsedUp(call, budget);
  }

  async function used(day: string): Promise<number> {
    return Object.values(await requests.counts(app, day)).reduce((sum, count) => sum + count, 0);
  }

  return { spend };
}

function budgetUsedUp(call: CallContext, budget: number) {
  return failure(
    'quota',
    `The day's budget of ${budget} requests is used up, so nothing was sent. It starts again at 00:00 UTC; the budget is a setting in mcp.config.json.`,
    call,
  );
}

function keptForMore(call: CallContext, { name, leave }: RequestPurpose, budget: number) {
  return failure(
    'quota',
    `The last ${leave} of the day's ${budget} requests are kept for what matters more than ${name}, so nothing was sent. It goes on by itself at 00:00 UTC; the budget is a setting in mcp.config.json.`,
    call,
  );
}

function operationUsedUp(call: CallContext, perDay: number) {
  return failure(
    'quota',
    `TikTok Shop allows ${perDay} of these calls a day, and today's are used up, so nothing was sent. It goes on by itself at 00:00 UTC.`,
    call,
  );
}
