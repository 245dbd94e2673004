import type { InputRequiredResult, ServerContext } from '@modelcontextprotocol/server';
import type * as z from 'zod';
import type { Action, ActionClass, NewAction } from '../domain/action.ts';
import type { Money } from '../domain/money.ts';
import type { Resolution } from '../ports/store/index.ts';
import type { CallingClient, OpenProgram } from './call.ts';

export type PlannedEffect = { readonly insert: NewAction } | { readonly resolve: Resolution };

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

/** What would happen, computed from the state as it is now. */
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
  /** From which the same plan is computed again: ids resolved, the texts the yes covers. */
  readonly context: Context;
}

export type ShownPlan = Omit<OperationPlan<unknown>, 'context' | 'items'> & {
  readonly items: readonly Pick<PlannedItem, 'key' | 'text' | 'detail'>[];
};

/** Arguments that a person agrees to as they stand, under their wire names. */
export type Terms = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Operation<Context> {
  readonly shopId: string;
  /** Only shows the plan. */
  readonly dryRun: boolean;
  readonly confirmToken: string | null;
  /** Keys that this call names, null when it names none. With a token: the part of the plan that goes ahead. */
  readonly requestedKeys: readonly string[] | null;
  /**
   * The terms as this call gives them: a note, a reason, a decision. Given again beside a token they must equal
   * those of the plan; left out (undefined), those of the plan count.
   */
  readonly terms: Terms;
  /** What the plan is made from; with a token it is not looked at, the stored one is. */
  readonly context: Context;
  /** Reads back the context that was stored with the confirmation. */
  readonly contextSchema: z.ZodType<Context>;
  /** Called afresh at confirmation, with the stored context. Writes nothing. */
  readonly plan: (context: Context) => Promise<OperationPlan<Context>>;
}

export interface AcceptedItem {
  readonly key: string;
  readonly action: Action;
  /** False when the action was there before. */
  readonly applied: boolean;
}

export type ConfirmOutcome =
  | { readonly status: 'dry_run'; readonly plan: ShownPlan; readonly because: 'asked' | 'read_only' }
  | { readonly status: 'confirmation_required'; readonly confirmToken: string; readonly plan: ShownPlan }
  | {
      readonly status: 'accepted';
      /** The inserted actions carry it as their batch id. */
      readonly batchId: string;
      readonly accepted: readonly AcceptedItem[];
      readonly refused: readonly RefusedItem[];
      readonly alreadyDone: boolean;
    }
  /** Nothing in the plan can be done (any more); nothing was. */
  | { readonly status: 'nothing_to_do'; readonly refused: readonly RefusedItem[] }
  /** The person said no, closed the question, or typed another number. Nothing was done. */
  | { readonly status: 'declined'; readonly how: 'declined' | 'cancelled' | 'mistyped' }
  /** The client asks the person and calls again: the handler returns `ask` as it is. */
  | { readonly status: 'ask'; readonly ask: InputRequiredResult };

/** What the ladder stands on in one call; `defineTool` builds it. */
export interface Ladder {
  readonly tool: string;
  readonly program: Omit<OpenProgram<unknown>, 'services'>;
  readonly client: CallingClient;
  readonly context: ServerContext;
  /** Told as soon as something was committed, so that a later error can say so. */
  readonly committed: (sentence: string) => void;
}
