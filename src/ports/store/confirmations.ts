import type { NewAction } from '../../domain/action.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { InsertedAction } from './actions.ts';

/** A plan that waits for a yes. The token that a client holds is its id plus a signature over its content. */
export interface PendingConfirmation {
  readonly confirmationId: string;
  readonly tool: string;
  readonly shopId: string;
  /** Item key (application id, action id, …) → hash over what binds. */
  readonly items: Readonly<Record<string, string>>;
  /** Arguments that the yes covers, as JSON. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Machine time. */
  readonly expiresAt: Timestamp;
}

export interface SpentConfirmation {
  readonly alreadyDone: boolean;
  readonly actions: readonly InsertedAction[];
  /** Stored when it was spent and given back on a repeat. */
  readonly result: Readonly<Record<string, unknown>>;
}

export interface ConfirmationStore {
  save(confirmation: PendingConfirmation): Promise<void>;
  get(confirmationId: string): Promise<(PendingConfirmation & { readonly spent: boolean }) | null>;
  /**
   * One transaction: marks the confirmation spent and inserts the actions. A spent one inserts nothing and
   * answers with what was stored and where its actions stand now.
   */
  spend(
    confirmationId: string,
    actions: readonly NewAction[],
    result: Readonly<Record<string, unknown>>,
    at: Timestamp,
  ): Promise<SpentConfirmation>;
}
