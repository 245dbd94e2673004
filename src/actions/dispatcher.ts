import type { Action, ActionPlan } from '../domain/action.ts';
import { ExternalError, LeaseLostError, OperatorError, PausedError } from '../domain/errors.ts';
import type { Mode, ShopSettings } from '../domain/settings.ts';
import type { ProcessIdentity } from '../ports/ids.ts';
import type { Claim, LimitRule, Store, TurnEnd } from '../ports/store/index.ts';
import { Journal, LEASE } from './journal.ts';
import type { ActionWorld, Kind, Step, StepResult, Turn } from './kind.ts';
import { approveSample } from './kinds/approve-sample.ts';
import { fulfilOrder } from './kinds/fulfil-order.ts';
import { rejectSample } from './kinds/reject-sample.ts';
import { sendNote } from './kinds/send-note.ts';
import {
  endAfterDefect,
  endAfterSetup,
  endAfterTrouble,
  endAtPause,
  endAtStop,
  endOfStep,
  endWithoutShop,
  finished,
  type Now,
} from './turn-end.ts';

export interface DispatcherOptions {
  readonly world: ActionWorld;
  readonly store: Pick<Store, 'actions' | 'shops'>;
  readonly process: ProcessIdentity;
  readonly mode: Mode;
  /** The settings of a shop as they stand now. */
  readonly shopSettings: (shopId: string) => Promise<ShopSettings>;
  /** The caps of every shop as they stand now. When this fails nothing is claimed: a gate that crashes denies. */
  readonly limits: () => Promise<readonly LimitRule[]>;
  /** Actions worked on at once; requests are limited elsewhere. */
  readonly workers?: number;
  readonly onTurn?: (action: Action, end: TurnEnd) => void;
  /** An error that no step should throw: for the log. */
  readonly onDefect: (action: Action, error: unknown) => void;
}

export interface Dispatcher {
  /** Works until nothing is due or the signal aborts; gives the number of turns. */
  dispatchDue(signal?: AbortSignal): Promise<number>;
}

/**
 * Carries out approved actions: claims one under a lease, goes through its steps (look, do only what is not
 * so yet, read back), writes every move into the journal. The gate is in the claim: limits, mode, approval and
 * pause cannot be gone around; a pause is asked about once more in the transaction that records a request.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  return {
    async dispatchDue(signal) {
      if (options.mode === 'read-only') return 0;
      const workers = Array.from({ length: options.workers ?? 4 }, () => work(options, signal));
      // All of them, also when one meets an error: nobody must write after this has ended.
      const ended = await Promise.allSettled(workers);
      return ended.reduce((sum, end) => {
        if (end.status === 'rejected') throw end.reason;
        return sum + end.value;
      }, 0);
    },
  };
}

async function work(options: DispatcherOptions, signal: AbortSignal | undefined): Promise<number> {
  const { store, world } = options;
  let turns = 0;
  while (!signal?.aborted) {
    const claim = await store.actions.claimNext({
      process: options.process,
      leaseMs: LEASE,
      machineNow: world.machineClock.now(),
      programNow: world.programClock.now(),
      limits: await options.limits(),
    });
    if (!claim) break;
    turns += 1;
    await takeTurn(options, claim, signal);
  }
  return turns;
}

async function takeTurn(
  options: DispatcherOptions,
  claim: Claim,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { machineClock, programClock } = options.world;
  const journal = new Journal({ actions: options.store.actions, machineClock, programClock }, claim);
  try {
    const end = await runSteps(options, claim.action, journal, signal).catch((error: unknown) =>
      endAfterError(options, claim.action, journal, error),
    );
    await journal.end(end);
    options.onTurn?.(claim.action, end);
  } catch (error) {
    // Another process has the action by now: what it writes is the truth.
    if (error instanceof LeaseLostError) return;
    throw error;
  }
}

function now({ world }: DispatcherOptions): Now {
  return { machine: world.machineClock.now(), program: world.programClock.now() };
}

/** A fault of ours must not stop the other actions; a store that cannot write must stop everything. */
function endAfterError(
  options: DispatcherOptions,
  action: Action,
  journal: Journal,
  error: unknown,
): TurnEnd {
  if (error instanceof PausedError) return endAtPause(journal, now(options));
  if (error instanceof ExternalError) return endAfterTrouble(error, journal, now(options));
  if (error instanceof OperatorError && error.kind !== 'storage') {
    return endAfterSetup(error, journal, now(options));
  }
  if (error instanceof LeaseLostError || error instanceof OperatorError) throw error;
  options.onDefect(action, error);
  return endAfterDefect(journal, now(options));
}

async function runSteps(
  options: DispatcherOptions,
  action: Action,
  journal: Journal,
  signal: AbortSignal | undefined,
): Promise<TurnEnd> {
  await journal.load();
  const shop = (await options.store.shops.list()).find((one) => one.shopId === action.shopId);
  if (!shop) return endWithoutShop(journal, now(options));
  const settings = await options.shopSettings(shop.shopId);
  const run = <Plan extends ActionPlan>(kind: Kind<Plan>, plan: Plan): Promise<TurnEnd> => {
    const turn: Turn<Plan> = {
      world: options.world,
      action,
      plan,
      shop,
      settings,
      events: journal.events,
      now: () => options.world.programClock.now(),
      note: (type, detail, data) =>
        journal.append({ step: journal.step, type, detail, ...(data && { data }) }),
    };
    return runKind(kind, turn, journal, () => now(options), signal);
  };
  const { plan } = action;
  switch (plan.kind) {
    case 'approve_sample':
      return run(approveSample, plan);
    case 'fulfil_order':
      return run(fulfilOrder, plan);
    case 'reject_sample':
      return run(rejectSample, plan);
    case 'send_note':
      return run(sendNote, plan);
  }
}

async function runKind<Plan extends ActionPlan>(
  kind: Kind<Plan>,
  turn: Turn<Plan>,
  journal: Journal,
  present: () => Now,
  signal: AbortSignal | undefined,
): Promise<TurnEnd> {
  for (const step of kind.steps(turn)) {
    if (journal.isDone(step.name)) continue;
    if (signal?.aborted) return endAtStop(journal);
    journal.step = step.name;
    const result = await runStep(step, turn, journal);
    if (result.kind !== 'done') return endOfStep(result, journal, present());
    await journal.append({
      step: step.name,
      type: result.found ? 'found_done' : 'done',
      detail: result.detail,
      ...(result.data && { data: result.data }),
    });
    journal.tries = 0;
  }
  return finished(journal, kind.outcome(turn));
}

async function runStep<Plan extends ActionPlan>(
  step: Step<Plan>,
  turn: Turn<Plan>,
  journal: Journal,
): Promise<StepResult> {
  const seen = await step.probe(turn);
  if (seen.kind !== 'ready') return seen;
  if (!step.perform || !step.verify) throw new Error(`Step ${step.name} is ready but performs nothing.`);
  await journal.beforeRequest();
  try {
    await step.perform(turn);
  } catch (error) {
    if (!(error instanceof ExternalError) || error.kind === 'outcome_unknown') throw error;
    // The attempt came to nothing: a later reading must not take it for one in doubt.
    await journal.append({ step: step.name, type: 'released', detail: error.message });
    if (['refused', 'not_found', 'invalid'].includes(error.kind)) {
      const fallback: StepResult = { kind: 'failed', why: error.message };
      return step.refused?.(turn, error.details.code, error.message) ?? fallback;
    }
    throw error;
  }
  return step.verify(turn);
}
