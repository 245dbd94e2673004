import type { InputRequiredResult, ServerContext } from '@modelcontextprotocol/server';
import type * as z from 'zod';
import type { Action } from '../domain/action.ts';
import type { StandingMove } from '../domain/automation.ts';
import type { OperationPlan, PlannedItem, RefusedItem } from '../ports/operation-plan.ts';
import type { CallingClient, OpenProgram } from './call.ts';

/** mcp.md 6.3: long enough to read a plan, short enough that it still describes the world. */
export const CONFIRM_MINUTES = 10;

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
      /** What a confirmed change of the automation moved. */
      readonly changed: readonly StandingMove[];
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
