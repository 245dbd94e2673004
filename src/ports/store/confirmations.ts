import type { Action, NewAction } from '../../domain/action.ts';
import type { AutomationChange, StandingMove } from '../../domain/automation.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { Resolution } from './actions.ts';

/** A plan that waits for a yes. The token that a client holds is its id plus a signature over its content. */
export interface PendingConfirmation {
  readonly confirmationId: string;
  readonly tool: string;
  readonly shopId: string;
  /** Item key (application id, action id, …) → hash over what binds. */
  readonly items: Readonly<Record<string, string>>;
  /** Arguments that the yes covers. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Machine time. */
  readonly expiresAt: Timestamp;
}

/** What one confirmed item does. Inserted actions carry the confirmation id as their batch id; one change at most. */
export type ConfirmedEffect =
  | { readonly itemKey: string; readonly insert: NewAction }
  | { readonly itemKey: string; readonly resolve: Resolution }
  | { readonly itemKey: string; readonly change: AutomationChange };

export interface SettledItem {
  readonly itemKey: string;
  /** The action as it stands now; null when a resolution found it elsewhere or under a lease, and for a change. */
  readonly action: Action | null;
  /** What a change of the automation moved; left out for actions, and when it was not applied. */
  readonly moves?: readonly StandingMove[];
  /** False when the effect was there before, or could not be applied. */
  readonly applied: boolean;
}

export interface SpentConfirmation {
  readonly alreadyDone: boolean;
  readonly items: readonly SettledItem[];
  /** Stored when it was spent and given back on a repeat. */
  readonly result: Readonly<Record<string, unknown>>;
}

export interface ConfirmationStore {
  save(confirmation: PendingConfirmation): Promise<void>;
  get(confirmationId: string): Promise<(PendingConfirmation & { readonly spent: boolean }) | null>;
  /**
   * One transaction: marks the confirmation spent and applies the effects. A spent one applies nothing and
   * answers with what was stored and where its actions stand now.
   */
  spend(
    confirmationId: string,
    effects: readonly ConfirmedEffect[],
    result: Readonly<Record<string, unknown>>,
    at: Timestamp,
  ): Promise<SpentConfirmation>;
}
