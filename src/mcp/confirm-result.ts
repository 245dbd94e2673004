import * as z from 'zod';
import { formatMoney } from '../domain/money.ts';
import type { RefusedItem } from '../ports/operation-plan.ts';
import type { NextCall } from './envelope.ts';
import { CONFIRM_MINUTES, type ConfirmOutcome, type ShownPlan } from './operation.ts';
import { count, wireMoney } from './render.ts';
import { plainLine } from './untrusted.ts';

/** Every outcome except `ask`, which the handler returns as it is. */
export type SettledOutcome = Exclude<ConfirmOutcome, { status: 'ask' }>;

const wireItem = z.looseObject({ text: z.string() });
const wireRefused = z.looseObject({ reason: z.string() });

/**
 * Output fields of a tool that confirms, to be spread into its `z.looseObject`. Items and refusals carry
 * their key under the tool's own name (`application_id`, …).
 */
export const CONFIRM_SHAPE = {
  status: z.enum(['dry_run', 'confirmation_required', 'accepted', 'nothing_to_do', 'declined']),
  confirm_token: z.string().optional(),
  plan: z
    .looseObject({
      headline: z.string(),
      items: z.array(wireItem),
      refused: z.array(wireRefused),
      cost_ceiling: z.looseObject({ amount_minor: z.number(), currency: z.string() }).optional(),
      cannot_be_undone: z.string().optional(),
      notice: z.string().optional(),
    })
    .optional(),
  actions: z.array(z.looseObject({ action_id: z.string(), kind: z.string(), status: z.string() })).optional(),
  refused: z.array(wireRefused).optional(),
  batch_id: z.string().optional(),
  already_done: z.boolean().optional(),
};

export type ConfirmFields = z.output<z.ZodObject<typeof CONFIRM_SHAPE, z.core.$loose>>;

export interface ConfirmReply {
  readonly summary: string;
  readonly next: readonly NextCall[];
  readonly data: ConfirmFields;
}

/** The outcome in wire form, with a sentence and the next call. `keyName` names the items, e.g. application_id. */
export function confirmReply(outcome: SettledOutcome, tool: string, keyName: string): ConfirmReply {
  const refused = (items: readonly RefusedItem[]) =>
    items.map(({ key, reason }) => ({ [keyName]: key, reason }));
  switch (outcome.status) {
    case 'dry_run':
      return reply(dryRunSummary(outcome), { status: 'dry_run', plan: wirePlan(outcome.plan, keyName) });
    case 'confirmation_required':
      return reply(
        `${outcome.plan.headline}. Nothing is done yet: show the plan to the operator and call again with ` +
          `confirm_token after their yes, within ${CONFIRM_MINUTES} minutes.`,
        {
          status: 'confirmation_required',
          confirm_token: outcome.confirmToken,
          plan: wirePlan(outcome.plan, keyName),
        },
        [
          {
            tool,
            arguments: { confirm_token: outcome.confirmToken },
            why: 'once the operator agreed to the plan',
          },
        ],
      );
    case 'accepted':
      return reply(acceptedSummary(outcome), {
        status: 'accepted',
        batch_id: outcome.batchId,
        already_done: outcome.alreadyDone,
        actions: outcome.accepted.map(({ key, action, applied }) => ({
          action_id: action.actionId,
          [keyName]: key,
          kind: action.kind,
          status: action.status,
          ...(applied || outcome.alreadyDone ? {} : { note: 'was there before this call' }),
        })),
        refused: refused(outcome.refused),
      });
    case 'nothing_to_do':
      return reply(`Nothing to do: ${count(outcome.refused.length, 'item')} refused. Nothing was changed.`, {
        status: 'nothing_to_do',
        refused: refused(outcome.refused),
      });
    case 'declined':
      return reply(DECLINED[outcome.how], { status: 'declined' });
  }
}

const DECLINED: Readonly<Record<Extract<SettledOutcome, { status: 'declined' }>['how'], string>> = {
  declined: 'The operator said no. Nothing was done.',
  cancelled: 'The operator closed the question without an answer. Nothing was done.',
  mistyped: 'The number typed is not the number of items in the plan. Nothing was done.',
};

/** A confirming tool's text: the plan, or what became of it, each line with the key that names its item. */
export function renderConfirm(data: ConfirmFields): string {
  const lines: string[] = [];
  for (const { text, ...rest } of data.plan?.items ?? []) lines.push(`- ${keyIn(rest)}: ${plainLine(text)}`);
  for (const { action_id, kind, status, note, ...rest } of data.actions ?? []) {
    const remark = typeof note === 'string' ? ` (${note})` : '';
    lines.push(`- ${keyIn(rest)}: ${kind} ${status}, ${action_id}${remark}`);
  }
  lines.push(...refusalLines([...(data.plan?.refused ?? []), ...(data.refused ?? [])]));
  const cost = data.plan?.cost_ceiling;
  if (cost) {
    lines.push(`Costs at most ${formatMoney({ amountMinor: cost.amount_minor, currency: cost.currency })}.`);
  }
  if (data.plan?.notice) lines.push(data.plan.notice);
  if (data.plan?.cannot_be_undone) lines.push(`Cannot be undone: ${data.plan.cannot_be_undone}`);
  if (data.confirm_token) lines.push(`confirm_token: ${data.confirm_token}`);
  return lines.join('\n');
}

/** One line a reason: thirty requests that one cap stops are one thing to read. */
function refusalLines(refused: readonly z.output<typeof wireRefused>[]): readonly string[] {
  const keysByReason = new Map<string, string[]>();
  for (const { reason, ...rest } of refused) {
    keysByReason.set(reason, [...(keysByReason.get(reason) ?? []), keyIn(rest)]);
  }
  return [...keysByReason].map(([reason, keys]) =>
    keys.length === 1
      ? `- ${keys[0]} refused: ${plainLine(reason)}`
      : `- ${keys.length} refused: ${plainLine(reason)} (${keys.join(', ')})`,
  );
}

/** `confirmReply` puts the key before any detail, so it is the first field that the shape does not declare. */
function keyIn(undeclared: Readonly<Record<string, unknown>>): string {
  return String(Object.values(undeclared)[0]);
}

function reply(summary: string, data: ConfirmFields, next: readonly NextCall[] = []): ConfirmReply {
  return { summary, next, data };
}

function dryRunSummary(outcome: Extract<SettledOutcome, { status: 'dry_run' }>): string {
  return outcome.because === 'read_only'
    ? `${outcome.plan.headline}. This server runs in read-only mode: only the plan is shown, nothing can be done.`
    : `${outcome.plan.headline}. Dry run: nothing was done.`;
}

function acceptedSummary(outcome: Extract<SettledOutcome, { status: 'accepted' }>): string {
  const refused = outcome.refused.length > 0 ? `, ${outcome.refused.length} refused` : '';
  const accepted = `${count(outcome.accepted.length, 'item')} accepted${refused}.`;
  return outcome.alreadyDone ? `Already done with this token, nothing was done twice: ${accepted}` : accepted;
}

function wirePlan(plan: ShownPlan, keyName: string): NonNullable<ConfirmFields['plan']> {
  return {
    headline: plan.headline,
    action_class: plan.actionClass,
    items: plan.items.map(({ key, text, detail }) => ({ [keyName]: key, text, ...detail })),
    refused: plan.refused.map(({ key, reason }) => ({ [keyName]: key, reason })),
    ...(plan.costCeiling ? { cost_ceiling: wireMoney(plan.costCeiling) } : {}),
    ...(plan.cannotBeUndone === null ? {} : { cannot_be_undone: plan.cannotBeUndone }),
    ...(plan.notice === undefined ? {} : { notice: plan.notice }),
  };
}
