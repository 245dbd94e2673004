import type { Action, ActionEvent, ActionPlan } from '../domain/action.ts';
import { ExternalError, isPassing, LeaseLostError, OperatorError } from '../domain/errors.ts';
import { type Settings, shopSettings } from '../domain/settings.ts';
import { MINUTE, SECOND } from '../domain/time.ts';
import type { ProcessIdentity } from '../ports/ids.ts';
import type { Claim, LimitRule, NewEvent, Store, TurnEnd } from '../ports/store/index.ts';
import type { ActionWorld, Kind, Step, StepResult, Turn } from './kind.ts';
import { approveSample } from './kinds/approve-sample.ts';
import { fulfilOrder } from './kinds/fulfil-order.ts';
import { rejectSample } from './kinds/reject-sample.ts';
import { sendNote } from './kinds/send-note.ts';

/** Longer than a request may wait for its turn, be tried and be read back; a dead process frees its lease at once. */
const LEASE = 5 * MINUTE;
/** A request only leaves with this much lease left, so that nobody else takes over while it is under way. */
const LEASE_NEEDED = 3 * MINUTE;
const FIRST_RETRY = 500;
const LAST_RETRY = MINUTE;
/** Trouble that a person has to mend (authorisation, clock, quota) is looked at again this often. */
const SETUP_RETRY = 2 * MINUTE;
/** How long after a doubtful write the state is read back, in program time; then ever less often. */
const DOUBT_WAITS = [2 * SECOND, 5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE];

export interface DispatcherOptions {
  readonly world: ActionWorld;
  readonly store: Pick<Store, 'actions' | 'shops'>;
  readonly process: ProcessIdentity;
  readonly settings: Settings;
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
 * so yet, read back), writes every move into the journal. The gate is in the claim: limits, mode and approval
 * cannot be gone around.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  return {
    async dispatchDue(signal) {
      if (options.settings.mode === 'read-only') return 0;
      const workers = Array.from({ length: options.workers ?? 4 }, () => work(options, signal));
      const turns = await Promise.all(workers);
      return turns.reduce((sum, count) => sum + count, 0);
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
    await takeTurn(options, claim);
  }
  return turns;
}

async function takeTurn(options: DispatcherOptions, claim: Claim): Promise<void> {
  const journal = new Journal(options, claim);
  try {
    const end = await runSteps(options, claim.action, journal).catch((error: unknown) =>
      endAfterDefect(options, claim.action, journal, error),
    );
    await journal.end(end);
    options.onTurn?.(claim.action, end);
  } catch (error) {
    // Another process has the action by now: what it writes is the truth.
    if (error instanceof LeaseLostError) return;
    throw error;
  }
}

/** A fault of ours must not stop the other actions; a store that cannot write must stop everything. */
function endAfterDefect(
  options: DispatcherOptions,
  action: Action,
  journal: Journal,
  error: unknown,
): TurnEnd {
  if (error instanceof LeaseLostError || error instanceof OperatorError) throw error;
  options.onDefect(action, error);
  const retryAt = options.world.machineClock.now() + SETUP_RETRY;
  const inDoubt = journal.step !== null && journal.doubtful(journal.step);
  return later(
    action,
    journal.step,
    'A fault in affiliate-ops stopped this step; the log has it.',
    retryAt,
    inDoubt,
  );
}

async function runSteps(options: DispatcherOptions, action: Action, journal: Journal): Promise<TurnEnd> {
  const shop = (await options.store.shops.list()).find((one) => one.shopId === action.shopId);
  if (!shop) {
    return later(
      action,
      action.stage,
      'The shop is not authorised any more.',
      options.world.machineClock.now() + SETUP_RETRY,
    );
  }
  await journal.load();
  const run = <Plan extends ActionPlan>(kind: Kind<Plan>, plan: Plan): Promise<TurnEnd> => {
    const turn: Turn<Plan> = {
      world: options.world,
      action,
      plan,
      shop,
      settings: shopSettings(options.settings, shop.shopId),
      events: journal.events,
      now: () => options.world.programClock.now(),
      note: (type, detail, data) =>
        journal.append({ step: journal.step, type, detail, ...(data && { data }) }),
    };
    return runKind(kind, turn, journal);
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
): Promise<TurnEnd> {
  for (const step of kind.steps(turn)) {
    if (journal.isDone(step.name)) continue;
    journal.step = step.name;
    let result: StepResult;
    try {
      result = await runStep(step, turn, journal);
    } catch (error) {
      return endAfterError(error, step, turn, journal);
    }
    if (result.kind !== 'done') return endOf(turn.action, step.name, result, journal.doubtful(step.name));
    await journal.append({
      step: step.name,
      type: result.found ? 'found_done' : 'done',
      detail: result.detail,
      ...(result.data && { data: result.data }),
    });
  }
  return finished(turn.action, journal.step, kind.outcome(turn));
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

/** What an exception in a step means for the action. Never a loop: every way ends with a wait or a person. */
function endAfterError<Plan extends ActionPlan>(
  error: unknown,
  step: Step<Plan>,
  turn: Turn<Plan>,
  journal: Journal,
): TurnEnd {
  if (!(error instanceof ExternalError)) throw error;
  const { action } = turn;
  const machineNow = turn.world.machineClock.now();
  if (error.kind === 'outcome_unknown') {
    const wait = DOUBT_WAITS[Math.min(action.attempts, DOUBT_WAITS.length - 1)] ?? MINUTE;
    return {
      ...base(action, step.name),
      status: 'unknown',
      outcome: `${error.message} It is settled by reading back.`,
      waitUntil: turn.now() + wait,
      attempts: action.attempts + 1,
      event: {
        step: step.name,
        type: 'unknown',
        detail: error.message,
        data: { code: error.details.code ?? null },
      },
    };
  }
  if (isPassing(error)) {
    const backoff = Math.min(FIRST_RETRY * 2 ** Math.min(action.attempts, 10), LAST_RETRY);
    const retryAt = machineNow + Math.max(backoff, error.details.retryAfterMs ?? 0);
    return later(action, step.name, error.message, retryAt, journal.doubtful(step.name));
  }
  return later(action, step.name, error.message, machineNow + SETUP_RETRY, journal.doubtful(step.name));
}

function base(action: Action, stage: string | null): Omit<TurnEnd, 'status' | 'event'> {
  return { stage, outcome: null, blocked: null, waitUntil: null, retryAt: null, attempts: action.attempts };
}

/** Tries again at machine time `retryAt`. Stays `unknown` while a sent write is in doubt. */
function later(action: Action, stage: string | null, why: string, retryAt: number, inDoubt = false): TurnEnd {
  return {
    ...base(action, stage),
    status: inDoubt ? 'unknown' : 'running',
    outcome: why,
    retryAt,
    attempts: action.attempts + 1,
    event: { step: stage, type: 'retry', detail: why },
  };
}

function finished(action: Action, stage: string | null, outcome: string): TurnEnd {
  return {
    ...base(action, stage),
    status: 'done',
    outcome,
    attempts: 0,
    event: { step: null, type: 'done', detail: outcome },
  };
}

function endOf(
  action: Action,
  stage: string,
  result: Exclude<StepResult, { kind: 'done' }>,
  inDoubt: boolean,
): TurnEnd {
  const common = { ...base(action, stage), attempts: 0 };
  switch (result.kind) {
    case 'finished':
      return finished(action, stage, result.detail);
    case 'wait':
      return {
        ...common,
        status: inDoubt ? 'unknown' : 'running',
        outcome: result.why,
        waitUntil: result.until,
        event: { step: stage, type: 'waiting', detail: result.why },
      };
    case 'blocked':
      return {
        ...common,
        status: 'blocked',
        outcome: result.blocked.why,
        blocked: result.blocked,
        waitUntil: result.until ?? null,
        event: { step: stage, type: 'blocked', detail: result.blocked.why, data: { ...result.blocked } },
      };
    case 'failed':
      return {
        ...common,
        status: 'failed',
        outcome: result.why,
        event: { step: stage, type: 'failed', detail: result.why },
      };
    case 'unknown':
      return {
        ...common,
        status: 'unknown',
        outcome: result.why,
        event: { step: stage, type: 'unknown', detail: result.why },
      };
  }
}

/** The journal of one turn: the claim, the events read and written under it. */
class Journal {
  readonly #options: DispatcherOptions;
  #claim: Claim;
  readonly events: ActionEvent[] = [];
  step: string | null = null;

  constructor(options: DispatcherOptions, claim: Claim) {
    this.#options = options;
    this.#claim = claim;
  }

  async load(): Promise<void> {
    this.events.push(...(await this.#options.store.actions.events(this.#claim.action.actionId)));
  }

  isDone(step: string): boolean {
    return this.events.some(
      (event) => event.step === step && (event.type === 'done' || event.type === 'found_done'),
    );
  }

  /** A write of this step left and nothing has settled it since. */
  doubtful(step: string): boolean {
    const settling = ['attempted', 'released', 'unknown', 'done', 'found_done'];
    const last = this.events.findLast((event) => event.step === step && settling.includes(event.type));
    return last?.type === 'attempted' || last?.type === 'unknown';
  }

  async append(event: NewEvent, durable = false): Promise<void> {
    const at = this.#options.world.programClock.now();
    await this.#options.store.actions.appendEvent(this.#claim, event, at, durable);
    this.events.push({
      sequence: (this.events.at(-1)?.sequence ?? 0) + 1,
      at,
      step: event.step,
      type: event.type,
      detail: event.detail ?? null,
      data: event.data ?? {},
    });
  }

  /** Commits the attempt to disk before the request leaves, with enough lease for it to come back. */
  async beforeRequest(): Promise<void> {
    const machineNow = this.#options.world.machineClock.now();
    if (this.#claim.leaseExpiresAt - machineNow < LEASE_NEEDED) {
      this.#claim = await this.#options.store.actions.renew(this.#claim, LEASE, machineNow);
    }
    await this.append({ step: this.step, type: 'attempted' }, true);
  }

  async end(end: TurnEnd): Promise<void> {
    await this.#options.store.actions.endTurn(this.#claim, end, this.#options.world.programClock.now());
  }
}
