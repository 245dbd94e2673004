import * as z from 'zod';
import type { StandingMove } from '../domain/automation.ts';
import { OperatorError } from '../domain/errors.ts';
import { MINUTE } from '../domain/time.ts';
import type { OperationPlan, PlannedItem, RefusedItem } from '../ports/operation-plan.ts';
import type { PendingConfirmation, SpentConfirmation } from '../ports/store/confirmations.ts';
import { askPerson, readAnswer } from './confirm-ask.ts';
import { confirmToken, hashItem, tokenIsOurs, tokenParts } from './confirm-token.ts';
import {
  type AcceptedItem,
  CONFIRM_MINUTES,
  type ConfirmOutcome,
  type Ladder,
  type Operation,
  type ShownPlan,
  type Terms,
} from './operation.ts';

/** Kept with the spent confirmation: a person's form, a token passed by the assistant, or mode auto. */
type ConfirmedBy = 'form' | 'token' | 'mode';

/** design.md 4: from six items a yes to the whole list is class D. */
const BULK_ITEMS = 6;

/**
 * Takes a class C or D operation through the ladder: dry run, a person's yes by form or by token, or the
 * mode's permission; then spends the yes and inserts or resolves the actions in one transaction. A changed or
 * vanished item is refused alone. Throws `OperatorError` on a token that is expired, forged or another call's.
 */
export async function confirmOperation<Context>(
  ladder: Ladder,
  operation: Operation<Context>,
): Promise<ConfirmOutcome> {
  if (operation.dryRun || ladder.program.mode === 'read-only') return dryRun(ladder, operation);
  const answer = readAnswer(ladder.context);
  if (answer && answer.said !== 'yes') return { status: 'declined', how: answer.said };
  const token = answer?.confirmToken ?? operation.confirmToken;
  if (token === null) return proposePlan(ladder, operation);
  return settle(ladder, operation, token, answer ? 'form' : 'token');
}

async function dryRun<Context>(ladder: Ladder, operation: Operation<Context>): Promise<ConfirmOutcome> {
  const plan = await operation.plan(operation.context);
  const because = ladder.program.mode === 'read-only' ? 'read_only' : 'asked';
  return { status: 'dry_run', plan: shownPlan(plan), because };
}

async function proposePlan<Context>(ladder: Ladder, operation: Operation<Context>): Promise<ConfirmOutcome> {
  const { program } = ladder;
  const plan = await operation.plan(operation.context);
  if (plan.items.length === 0) return { status: 'nothing_to_do', refused: plan.refused };
  ladder.context.mcpReq.signal.throwIfAborted();
  const pending: PendingConfirmation = {
    confirmationId: program.ids.next('conf'),
    tool: ladder.tool,
    shopId: operation.shopId,
    items: Object.fromEntries(plan.items.map((item) => [item.key, hashItem(item.binds)])),
    context: { terms: operation.terms, from: plan.context },
    expiresAt: program.machineClock.now() + CONFIRM_MINUTES * MINUTE,
  };
  await program.confirmations.save(pending);
  const shown = shownPlan(plan);
  if (program.mode === 'auto' && shown.actionClass === 'C') {
    return spend(ladder, pending, plan.items, plan.refused, 'mode');
  }
  const token = confirmToken(pending, program.confirmKey);
  if (ladder.client.elicits) return { status: 'ask', ask: await askPerson(ladder, shown, token) };
  return { status: 'confirmation_required', confirmToken: token, plan: shown };
}

async function settle<Context>(
  ladder: Ladder,
  operation: Operation<Context>,
  token: string,
  confirmedBy: ConfirmedBy,
): Promise<ConfirmOutcome> {
  const { confirmations, machineClock, programClock } = ladder.program;
  const pending = await confirmationOf(ladder, operation.shopId, token);
  if (pending.spent) {
    const spent = await confirmations.spend(pending.confirmationId, [], {}, programClock.now());
    return acceptedOutcome(pending.confirmationId, spent, operation.requestedKeys);
  }
  if (machineClock.now() > pending.expiresAt) {
    throw new OperatorError(
      'conflict',
      `This confirmation was valid for ${CONFIRM_MINUTES} minutes and has expired.`,
      `Call ${ladder.tool} again without confirm_token to get a new plan.`,
    );
  }
  const stored = storedContext.parse(pending.context);
  refuseOtherTerms(ladder.tool, operation.terms, stored.terms);
  const fresh = await operation.plan(operation.contextSchema.parse(stored.from));
  const { going, refused } = compareWithFresh(pending, fresh, operation.requestedKeys);
  if (going.length === 0) return { status: 'nothing_to_do', refused };
  return spend(ladder, pending, going, refused, confirmedBy);
}

/** Finds what a token stands for; a token of another tool, shop or database is the same as none. */
async function confirmationOf(ladder: Ladder, shopId: string, token: string) {
  const parts = tokenParts(token);
  const pending = parts && (await ladder.program.confirmations.get(parts.confirmationId));
  const ours = pending && tokenIsOurs(token, pending, ladder.program.confirmKey);
  if (ours && pending.tool === ladder.tool && pending.shopId === shopId) return pending;
  const problem = !ours
    ? 'This confirm_token is not one that this server gave out.'
    : pending.tool !== ladder.tool
      ? `This confirm_token belongs to ${pending.tool}.`
      : 'This confirm_token belongs to another shop.';
  throw new OperatorError(
    'input',
    problem,
    `Pass the confirm_token exactly as the plan gave it, or call ${ladder.tool} without one for a new plan.`,
  );
}

/** A note or reason that differs from the one in the plan was not confirmed by anybody. */
function refuseOtherTerms(tool: string, given: Terms, stored: Terms): void {
  const differing = Object.entries(given).filter(
    ([name, value]) => value !== undefined && stored[name] !== value,
  );
  if (differing.length === 0) return;
  throw new OperatorError(
    'input',
    `${differing.map(([name]) => name).join(', ')} differs from the plan that this confirm_token stands for.`,
    `Leave it out to confirm the plan as it was shown, or call ${tool} without confirm_token for a new plan.`,
  );
}

/** What may go ahead of a confirmed plan, and what may not with the reason, refusals of the plan included. */
function compareWithFresh(
  pending: PendingConfirmation,
  fresh: OperationPlan<unknown>,
  requestedKeys: readonly string[] | null,
): { going: PlannedItem[]; refused: RefusedItem[] } {
  const items = new Map(fresh.items.map((item) => [item.key, item]));
  const reasons = new Map(fresh.refused.map((item) => [item.key, item.reason]));
  const going: PlannedItem[] = [];
  const refused: RefusedItem[] = [];
  for (const key of new Set(requestedKeys ?? [...Object.keys(pending.items), ...reasons.keys()])) {
    const item = items.get(key);
    const confirmed = pending.items[key];
    const reason = reasons.get(key);
    if (item && confirmed === hashItem(item.binds)) going.push(item);
    else if (reason !== undefined) refused.push({ key, reason });
    else if (confirmed === undefined) {
      refused.push({ key, reason: 'Not in the plan you confirmed; ask for a new plan to include it.' });
    } else if (!item) refused.push({ key, reason: 'It is no longer there to act on.' });
    else refused.push({ key, reason: `It changed since the plan was shown. It would now be: ${item.text}` });
  }
  return { going, refused };
}

const storedContext = z.object({
  terms: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).optional()),
  from: z.unknown(),
});

const storedResult = z.object({ refused: z.array(z.object({ key: z.string(), reason: z.string() })) });

/** The point of no return: marks the yes as spent and applies the effects in one transaction. */
async function spend(
  ladder: Ladder,
  pending: PendingConfirmation,
  items: readonly PlannedItem[],
  refused: readonly RefusedItem[],
  confirmedBy: ConfirmedBy,
): Promise<ConfirmOutcome> {
  ladder.context.mcpReq.signal.throwIfAborted();
  const spent = await ladder.program.confirmations.spend(
    pending.confirmationId,
    items.map((item) => ({ itemKey: item.key, ...item.effect })),
    { refused, client: ladder.client.name, confirmed_by: confirmedBy },
    ladder.program.programClock.now(),
  );
  const applied = spent.items.filter((item) => item.applied).length;
  if (applied > 0) {
    ladder.committed(
      `${applied} of ${items.length} items went through and stand in the journal under batch ${pending.confirmationId}.`,
    );
  }
  return acceptedOutcome(pending.confirmationId, spent, null);
}

/** On a repeat, a key that was left out of the first yes is said to be, so that nobody thinks it was done. */
function acceptedOutcome(
  batchId: string,
  spent: SpentConfirmation,
  requestedKeys: readonly string[] | null,
): ConfirmOutcome {
  const accepted: AcceptedItem[] = [];
  const refused: RefusedItem[] = [...storedResult.parse(spent.result).refused];
  const changed: StandingMove[] = [];
  for (const { itemKey, action, applied, moves } of spent.items) {
    if (action) accepted.push({ key: itemKey, action, applied });
    else if (moves) changed.push(...moves);
    else refused.push({ key: itemKey, reason: 'It was decided elsewhere meanwhile, or is being worked on.' });
  }
  const answered = new Set([...spent.items.map((item) => item.itemKey), ...refused.map((item) => item.key)]);
  for (const key of new Set(requestedKeys)) {
    if (!answered.has(key))
      refused.push({ key, reason: 'Not part of what was confirmed; ask for a new plan.' });
  }
  return { status: 'accepted', batchId, accepted, changed, refused, alreadyDone: spent.alreadyDone };
}

function shownPlan(plan: OperationPlan<unknown>): ShownPlan {
  return {
    actionClass: plan.items.length >= BULK_ITEMS ? 'D' : plan.actionClass,
    headline: plan.headline,
    items: plan.items.map(({ key, text, detail }) => ({ key, text, detail })),
    refused: plan.refused,
    costCeiling: plan.costCeiling,
    cannotBeUndone: plan.cannotBeUndone,
    ...(plan.notice !== undefined && { notice: plan.notice }),
  };
}
