import type { ActionClass, NewAction } from '../domain/action.ts';
import type { AutomationChange } from '../domain/automation.ts';
import type { Money } from '../domain/money.ts';
import type { Resolution } from './store/actions.ts';

export type PlannedEffect =
  | { readonly insert: NewAction }
  | { readonly resolve: Resolution }
  | { readonly change: AutomationChange };

/** One thing that a yes would set in motion. */
export interface PlannedItem {
  /** Application id, action id, …: what the caller names the item by. */
  readonly key: string;
  /** What the yes binds: any change of it refuses the item. Plain JSON values. */
  readonly binds: Readonly<Record<string, unknown>>;
  /** One line for people. */
  readonly text: string;
  readonly effect: PlannedEffect;
  /** Shown in the plan beside the line, in wire form. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface RefusedItem {
  readonly key: string;
  readonly reason: string;
}

/** What a class C or D call would do, computed from the state as it is now. */
export interface OperationPlan<Context> {
  /** `C` or `D`; from six items it is `D` in any case. */
  readonly actionClass: Extract<ActionClass, 'C' | 'D'>;
  /** One sentence: "Approve 3 samples for 3 creators". */
  readonly headline: string;
  readonly items: readonly PlannedItem[];
  readonly refused: readonly RefusedItem[];
  readonly costCeiling: Money | null;
  /** What nobody can take back afterwards; null when everything can be. */
  readonly cannotBeUndone: string | null;
  /** What holds it up although it is agreed to, for example a pause. Does not bind. */
  readonly notice?: string;
  /** From which the same plan is computed again: ids resolved, the texts the yes covers. */
  readonly context: Context;
}
