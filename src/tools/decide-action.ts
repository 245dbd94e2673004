import * as z from 'zod';
import { OperatorError } from '../domain/errors.ts';
import { CONFIRM_SHAPE, confirmReply, renderConfirm } from '../mcp/confirm-result.ts';
import { defineTool } from '../mcp/define-tool.ts';
import {
  ACTION_DECISIONS,
  type ActionDecisionRequest,
  planActionDecision,
} from '../usecases/plan-action-decision.ts';
import { requireShop } from '../usecases/resolve-shop.ts';
import type { Services } from '../usecases/services.ts';
import { inShop, shopLabel } from '../wire/fields.ts';
import { confirmTokenInput, dryRunInput, shopInput } from './inputs.ts';

const actionIds = z
  .array(z.string().regex(/^act_\w{1,40}$/))
  .min(1)
  .max(50);

const context: z.ZodType<ActionDecisionRequest> = z.object({
  actionIds: z.array(z.string()),
  batchId: z.string().nullable(),
  exceptIds: z.array(z.string()),
  decision: z.enum(ACTION_DECISIONS),
  reason: z.string().nullable(),
});

/** Loaded with the first call: the lists of a host must not wait for it. */
const pausing = () => import('../usecases/pause.ts');

export const decideAction = defineTool<Services>()({
  name: 'decide_action',
  title: 'Decide on actions',
  description:
    'Settles actions that wait for a person: approve or deny proposed ones, cancel, retry blocked or failed ones, mark done what was done by hand. ' +
    'Retry looks first and never sends blindly. Without confirm_token it answers with a plan to show to the operator.',
  kind: 'outside_write',
  input: z.strictObject({
    action_ids: actionIds.optional().describe('1 to 50 ids from list_actions.'),
    batch_id: z.string().max(60).optional().describe('Instead of ids: all actions of one batch.'),
    except_ids: actionIds.optional().describe('With batch_id: these stay as they are.'),
    decision: z.enum(ACTION_DECISIONS).optional().describe('Needed unless confirm_token is given.'),
    reason: z.string().min(1).max(300).optional().describe('For the journal.'),
    dry_run: dryRunInput,
    confirm_token: confirmTokenInput,
    shop: shopInput,
  }),
  output: z.looseObject(CONFIRM_SHAPE),
  handle: async (input, call) => {
    const { services } = call;
    if (!input.confirm_token && (!input.decision || (!input.action_ids && !input.batch_id))) {
      throw new OperatorError(
        'input',
        'The call does not say what to decide.',
        'Give decision and action_ids (or batch_id).',
      );
    }
    const shop = await requireShop(services.store.shops, input.shop ?? null);
    const outcome = await call.confirm({
      shopId: shop.shopId,
      dryRun: input.dry_run ?? false,
      confirmToken: input.confirm_token ?? null,
      requestedKeys: input.action_ids ?? null,
      terms: { decision: input.decision, reason: input.reason },
      context: {
        actionIds: input.action_ids ?? [],
        batchId: input.batch_id ?? null,
        exceptIds: input.except_ids ?? [],
        // With a token the stored decision counts and a missing one is not compared.
        decision: input.decision ?? 'retry',
        reason: input.reason ?? null,
      },
      contextSchema: context,
      plan: async (request) => {
        const { actions, automation } = services.store;
        const { withPauseNotice } = await pausing();
        return withPauseNotice(automation, shop.shopId, await planActionDecision(actions, shop, request));
      },
    });
    if (outcome.status === 'ask') return outcome.ask;
    if (outcome.status === 'accepted') services.wakeDispatcher();
    const { summary, data, ...reply } = confirmReply(outcome, 'decide_action', 'action_id');
    const { pauseNotice } = await pausing();
    const notice = await pauseNotice(services.store.automation, shop.shopId);
    const warnings = notice === null ? [] : [notice];
    const next = inShop(reply.next, input.shop, shop);
    return { summary, shop: shopLabel(shop), asOf: services.programClock.now(), warnings, next, data };
  },
  render: renderConfirm,
});
