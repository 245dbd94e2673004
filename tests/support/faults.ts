import { ExternalError, type ExternalErrorDetails, type ExternalErrorKind } from '../../src/domain/errors.ts';

type At = 'before' | 'after';

interface Fault {
  /** Before or after the call has had its effect. */
  readonly at: At;
  strike(): Promise<void>;
}

/** A call that does not come back until the test says so, like one of a process that is stopped in the middle. */
export interface Hanging {
  readonly reached: Promise<void>;
  release(): void;
}

/** Counts the calls of a scripted counterparty and lets the next ones fail. */
export class Faults {
  readonly calls: string[] = [];
  readonly #system: ExternalErrorDetails['system'];
  readonly #queued = new Map<string, Fault[]>();

  constructor(system: ExternalErrorDetails['system']) {
    this.#system = system;
  }

  count(operation: string): number {
    return this.calls.filter((call) => call === operation).length;
  }

  /** The next call of the operation fails; calls queue up. */
  fail(
    operation: string,
    kind: ExternalErrorKind,
    at: At = 'before',
    details: Partial<ExternalErrorDetails> = {},
  ): void {
    const error = new ExternalError(`Scripted ${kind}.`, {
      system: this.#system,
      kind,
      operation,
      ...details,
    });
    this.failWith(operation, error, at);
  }

  failWith(operation: string, error: Error, at: At = 'before'): void {
    this.#add(operation, { at, strike: () => Promise.reject(error) });
  }

  hang(operation: string, at: At): Hanging {
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    this.#add(operation, {
      at,
      strike: () => {
        reached.resolve();
        return released.promise;
      },
    });
    return { reached: reached.promise, release: () => released.resolve() };
  }

  async around<T>(operation: string, effect: () => T): Promise<T> {
    this.calls.push(operation);
    const fault = this.#queued.get(operation)?.shift();
    if (fault?.at === 'before') await fault.strike();
    const result = effect();
    if (fault?.at === 'after') await fault.strike();
    return result;
  }

  #add(operation: string, fault: Fault): void {
    this.#queued.set(operation, [...(this.#queued.get(operation) ?? []), fault]);
  }
}
