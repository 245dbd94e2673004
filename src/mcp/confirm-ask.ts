import {
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type RequestStateCodec,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { formatMoney } from '../domain/money.ts';
import type { Ladder, ShownPlan } from './operation.ts';
import { plainLine } from './untrusted.ts';

const QUESTION = 'confirm';

/** Lines of a plan in a dialog: more than a screen of them is not read. */
const SHOWN_ITEMS = 20;

/** Longer than a confirmation lives, so that its own expiry answers in words and not the protocol's error. */
const STATE_SECONDS = 24 * 60 * 60;

const askedState = z.object({ confirmToken: z.string(), typed: z.number().int().nullable() });

/** Signs what an elicitation carries through the client. */
export function requestStateCodec(key: Uint8Array): RequestStateCodec {
  return createRequestStateCodec({
    key,
    ttlSeconds: STATE_SECONDS,
    bind: (context) => context.http?.authInfo?.clientId ?? '',
  });
}

/** Lets the client show the plan to a person: a yes or no, for a class D list the number of items typed. */
export async function askPerson(
  ladder: Ladder,
  plan: ShownPlan,
  confirmToken: string,
): Promise<InputRequiredResult> {
  // A typed number proves that the list was read; of one item it proves nothing.
  const typed = plan.actionClass === 'D' && plan.items.length > 1 ? plan.items.length : null;
  const state = { confirmToken, typed } satisfies z.output<typeof askedState>;
  return inputRequired({
    inputRequests: {
      [QUESTION]: inputRequired.elicit({
        message: question(plan, typed),
        requestedSchema:
          typed === null
            ? z.object({ confirm: z.boolean().describe('Go ahead with this plan') })
            : z.object({ count: z.number().int().describe('Type the number of items to go ahead') }),
      }),
    },
    requestState: await requestStateCodec(ladder.program.confirmKey).mint(state, ladder.context),
  });
}

export type Answer =
  | { readonly said: 'yes'; readonly confirmToken: string }
  | { readonly said: 'declined' | 'cancelled' | 'mistyped' };

/** What the person answered, or null when this call is not the answer to a question. */
export function readAnswer(context: ServerContext): Answer | null {
  const response = inputResponse(context.mcpReq.inputResponses, QUESTION);
  const state = askedState.safeParse(context.mcpReq.requestState<unknown>());
  if (response.kind !== 'elicit' || !state.success) return null;
  if (response.action !== 'accept') {
    return { said: response.action === 'decline' ? 'declined' : 'cancelled' };
  }
  const { confirmToken, typed } = state.data;
  if (typed === null) {
    return response.content?.confirm === true ? { said: 'yes', confirmToken } : { said: 'declined' };
  }
  return response.content?.count === typed ? { said: 'yes', confirmToken } : { said: 'mistyped' };
}

function question(plan: ShownPlan, typed: number | null): string {
  const hidden = plan.items.length - SHOWN_ITEMS;
  const lines = [
    plainLine(plan.headline),
    ...(plan.notice === undefined ? [] : [plainLine(plan.notice)]),
    ...plan.items.slice(0, SHOWN_ITEMS).map((item) => `- ${plainLine(item.text)}`),
    ...(hidden > 0 ? [`- and ${hidden} more`] : []),
    ...(plan.refused.length > 0 ? [`Left out: ${plan.refused.length}`] : []),
    ...(plan.costCeiling ? [`Costs at most ${formatMoney(plan.costCeiling)}`] : []),
    ...(plan.cannotBeUndone ? [`Cannot be undone: ${plainLine(plan.cannotBeUndone)}`] : []),
    typed === null ? 'Go ahead?' : `Type ${typed} to go ahead with all ${typed} items.`,
  ];
  return lines.join('\n');
}
