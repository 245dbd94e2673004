import type { Blocked } from '../domain/action.ts';
import { type ExternalError, isPassing, type OperatorError } from '../domain/errors.ts';
import { DAY, MINUTE, SECOND, type Timestamp } from '../domain/time.ts';
import type { TurnEnd } from '../ports/store/index.ts';
import type { Journal } from './journal.ts';
import type { StepResult } from './kind.ts';

const FIRST_RETRY = 500;
const LAST_RETRY = MINUTE;
/** Trouble that a person has to mend (authorisation, clock, a fault of ours) is looked at again this often. */
const SETUP_RETRY = 2 * MINUTE;
/** About a quarter of an hour of retries, or 40 minutes of a used-up quota: by then a person should know. */
const TRIES_WITHOUT_PERSON = 20;
/** How long after a doubtful write the state is read back, in program time; then ever less often. */
const DOUBT_WAITS = [2 * SECOND, 5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE];
/** A write still in doubt after this is not settled by reading back any more. */
const LONGEST_DOUBT = DAY;

/** The moments a turn ends at, on both clocks. */
export interface Now {
  readonly machine: Timestamp;
  readonly program: Timestamp;
}

/** How a turn ends after a step that is not done. */
export function endOfStep(
  result: Exclude<StepResult, { kind: 'done' }>,
  journal: Journal,
  now: Now,
): TurnEnd {
  const { step } = journal;
  switch (result.kind) {
    case 'finished':
      return finished(journal, result.detail);
    case 'wait':
      return bounded(journal, now, {
        ...base(journal),
        status: journal.inDoubt() ? 'unknown' : 'running',
        outcome: result.why,
        waitUntil: result.until,
        event: { step, type: 'waiting', detail: result.why },
      });
    case 'blocked':
      return {
        ...base(journal),
        ...blockedBy(result.blocked),
        waitUntil: result.until ?? null,
        event: { step, type: 'blocked', detail: result.blocked.why, data: { ...result.blocked } },
      };
    case 'failed':
      return {
        ...base(journal),
        status: 'failed',
        outcome: result.why,
        event: { step, type: 'failed', detail: result.why },
      };
    case 'unknown':
      return {
        ...base(journal),
        status: 'unknown',
        outcome: result.why,
        event: { step, type: 'unknown', detail: result.why },
      };
  }
}

export function finished(journal: Journal, outcome: string): TurnEnd {
  return {
    ...base(journal),
    status: 'done',
    outcome,
    event: { step: null, type: 'done', detail: outcome },
  };
}

/** What trouble with the other side means for the action. Never a loop: every way ends with a wait or a person. */
export function endAfterTrouble(error: ExternalError, journal: Journal, now: Now): TurnEnd {
  const { kind, message } = error;
  const { retryAfterMs = 0 } = error.details;
  if (kind === 'outcome_unknown') return afterLostAnswer(error, journal, now);
  if (isPassing(error)) {
    const backoff = Math.min(FIRST_RETRY * 2 ** Math.min(journal.tries, 10), LAST_RETRY);
    return later(journal, now, message, Math.max(backoff, retryAfterMs));
  }
  const wait = Math.max(SETUP_RETRY, retryAfterMs);
  if (kind === 'quota') return later(journal, now, message, wait);
  const next = ['auth', 'scope', 'clock_skew'].includes(kind)
    ? 'Mend that; affiliate-ops then goes on by itself.'
    : 'affiliate-ops looks again every 2 minutes; mend what it names, or cancel this action.';
  return needsPerson(journal, now, { who: 'operator', why: message, next }, wait);
}

/** Settings that do not let us work, for example a secret key that does not open the stored tokens. */
export function endAfterSetup(error: OperatorError, journal: Journal, now: Now): TurnEnd {
  return needsPerson(journal, now, { who: 'operator', why: error.message, next: error.next }, SETUP_RETRY);
}

/** A fault of ours: this action waits, the others go on. */
export function endAfterDefect(journal: Journal, now: Now): TurnEnd {
  const blocked = {
    who: 'operator',
    why: 'A fault in affiliate-ops stopped this step; nothing more was changed by it.',
    next: 'Report it with the lines of the log. affiliate-ops tries again every 2 minutes; update it, or cancel this action.',
  };
  return needsPerson(journal, now, blocked, SETUP_RETRY);
}

export function endWithoutShop(journal: Journal, now: Now): TurnEnd {
  const blocked = {
    who: 'operator',
    why: 'The shop of this action is not authorised any more.',
    next: 'Authorise affiliate-ops for the shop again in Seller Center, or cancel this action.',
  };
  return needsPerson(journal, now, blocked, SETUP_RETRY);
}

/** The process is asked to stop between two steps. */
export function endAtStop(journal: Journal): TurnEnd {
  return {
    ...base(journal),
    status: 'running',
    outcome: 'Stopped between two steps; it goes on when affiliate-ops runs again.',
    attempts: journal.tries,
    event: { step: null, type: 'released', detail: 'affiliate-ops stopped between two steps.' },
  };
}

/** The operator paused before the request left. Due at once when it is resumed. */
export function endAtPause(journal: Journal, now: Now): TurnEnd {
  const detail = 'Paused by the operator before the request left; it goes on after resume.';
  return {
    ...base(journal),
    status: journal.inDoubt() ? 'unknown' : 'running',
    outcome: detail,
    waitUntil: now.program,
    attempts: journal.tries,
    event: { step: null, type: 'released', detail },
  };
}

function base(journal: Journal): Omit<TurnEnd, 'status' | 'event'> {
  return { stage: journal.step, outcome: null, blocked: null, waitUntil: null, retryAt: null, attempts: 0 };
}

function blockedBy(blocked: Blocked): Pick<TurnEnd, 'status' | 'blocked' | 'outcome'> {
  return { status: 'blocked', blocked, outcome: blocked.why };
}

function afterLostAnswer(error: ExternalError, journal: Journal, now: Now): TurnEnd {
  const { step, tries } = journal;
  const wait = DOUBT_WAITS[Math.min(tries, DOUBT_WAITS.length - 1)] ?? MINUTE;
  return bounded(journal, now, {
    ...base(journal),
    status: 'unknown',
    outcome: `${error.message} affiliate-ops reads it back.`,
    waitUntil: now.program + wait,
    attempts: tries + 1,
    event: { step, type: 'unknown', detail: error.message, data: { code: error.details.code ?? null } },
  });
}

/** Tries again after `wait` milliseconds of machine time. Stays `unknown` while a sent write is in doubt. */
function later(journal: Journal, now: Now, why: string, wait: number): TurnEnd {
  if (journal.tries + 1 >= TRIES_WITHOUT_PERSON) {
    const next = 'affiliate-ops keeps trying; see that the other side can be reached, or cancel this action.';
    return needsPerson(journal, now, { who: 'operator', why, next }, wait);
  }
  return bounded(journal, now, { ...retry(journal, now, why, wait), status: 'running', outcome: why });
}

/** Like `later`, and shown to a person meanwhile. */
function needsPerson(journal: Journal, now: Now, blocked: Blocked, wait: number): TurnEnd {
  return bounded(journal, now, { ...retry(journal, now, blocked.why, wait), ...blockedBy(blocked) });
}

function retry(journal: Journal, now: Now, why: string, wait: number): Omit<TurnEnd, 'status'> {
  return {
    ...base(journal),
    retryAt: now.machine + wait,
    attempts: journal.tries + 1,
    event: { step: journal.step, type: 'retry', detail: why },
  };
}

/** While a write is in doubt the action says so; once it has been for too long, only a person goes on. */
function bounded(journal: Journal, now: Now, end: TurnEnd): TurnEnd {
  const since = journal.inDoubtSince();
  if (since === null) return end;
  if (now.program - since < LONGEST_DOUBT) return { ...end, status: 'unknown', blocked: null };
  return {
    ...end,
    status: 'unknown',
    blocked: null,
    waitUntil: null,
    retryAt: null,
    outcome: `Sent, and reading back has not settled for a day whether it took effect. ${end.outcome ?? ''} Look there, then mark it done, retry (affiliate-ops looks before it sends) or cancel it.`,
  };
}
