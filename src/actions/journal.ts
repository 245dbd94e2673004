import type { ActionEvent } from '../domain/action.ts';
import { MINUTE, type Timestamp } from '../domain/time.ts';
import type { MachineClock, ProgramClock } from '../ports/clock.ts';
import type { ActionStore, Claim, NewEvent, TurnEnd } from '../ports/store/index.ts';
import { attemptsInDoubt, eventsOf } from './kind.ts';

/** Longer than a request may wait for its turn, be tried and be read back; a dead process frees its lease at once. */
export const LEASE = 5 * MINUTE;
/** A request only leaves with this much lease left, so that nobody else takes over while it is under way. */
const LEASE_NEEDED = 3 * MINUTE;

export interface JournalOptions {
  readonly actions: Pick<ActionStore, 'events' | 'appendEvent' | 'renew' | 'endTurn'>;
  readonly machineClock: MachineClock;
  readonly programClock: ProgramClock;
}

/** The journal of one turn: the claim, and the events read and written under it. */
export class Journal {
  readonly #options: JournalOptions;
  #claim: Claim;
  readonly events: ActionEvent[] = [];
  /** The step that runs; before the first of this turn, the one that ran last. */
  step: string | null;
  /** Tries of the present step that came to nothing so far; a finished step starts afresh. */
  tries: number;

  constructor(options: JournalOptions, claim: Claim) {
    this.#options = options;
    this.#claim = claim;
    this.step = claim.action.stage;
    this.tries = claim.action.attempts;
  }

  async load(): Promise<void> {
    this.events.push(...(await this.#options.actions.events(this.#claim.action.actionId)));
  }

  /** A failed action that a person retries begins at its first step: what was so then need not be so now. */
  isDone(step: string): boolean {
    const failedAt = this.events.findLastIndex((event) => event.type === 'failed');
    return this.events
      .slice(failedAt + 1)
      .some((event) => event.step === step && (event.type === 'done' || event.type === 'found_done'));
  }

  /** A write of the present step left and nothing has settled it since. */
  inDoubt(): boolean {
    return this.step !== null && attemptsInDoubt(this, this.step) > 0;
  }

  /** Program time since which nobody but us has looked at the doubt in the present step; null without one. */
  inDoubtSince(): Timestamp | null {
    if (this.step === null || !this.inDoubt()) return null;
    const decidedAt = this.events.findLast((event) => event.type === 'approved')?.at ?? 0;
    const settled = (event: ActionEvent) => event.type === 'done' || event.type === 'found_done';
    const events = eventsOf(this, this.step);
    const open = events.slice(events.findLastIndex(settled) + 1);
    return Math.max(decidedAt, open.find((event) => event.type === 'attempted')?.at ?? 0);
  }

  async append(event: NewEvent, durable = false): Promise<void> {
    const at = this.#options.programClock.now();
    await this.#options.actions.appendEvent(this.#claim, event, at, durable);
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
    const machineNow = this.#options.machineClock.now();
    if (this.#claim.leaseExpiresAt - machineNow < LEASE_NEEDED) {
      this.#claim = await this.#options.actions.renew(this.#claim, LEASE, machineNow);
    }
    await this.append({ step: this.step, type: 'attempted' }, true);
  }

  async end(end: TurnEnd): Promise<void> {
    await this.#options.actions.endTurn(this.#claim, end, this.#options.programClock.now());
  }
}
