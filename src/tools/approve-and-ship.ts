import * as z from 'zod';
import { OperatorError } from '../domain/errors.ts';
import { CONFIRM_SHAPE, confirmReply, renderConfirm } from '../mcp/confirm-result.ts';
import { defineTool } from '../mcp/define-tool.ts';
import { pauseNotice, withPauseNotice } from '../usecases/pause.ts';
import type { ApprovalRequest } from '../usecases/plan-approval.ts';
import { requireShop } from '../usecases/resolve-shop.ts';
import type { Services } from '../usecases/services.ts';
import { shopLabel } from '../wire/fields.ts';
import { applicationIdsInput, confirmTokenInput, dryRunInput, shopInput } from './inputs.ts';

const context: z.ZodType<ApprovalRequest> = z.object({
  applicationIds: z.array(z.string()),
  allRecommended: z.boolean(),
  overrideReason: z.string().nullable(),
  note: z.string().nullable(),
});

export const approveAndShip = defineTool<Services>()({
  name: 'approve_and_ship',
  title: 'Approve samples and ship them',
  description:
    'Approves sample requests and sees each through: TikTok Shop order, warehouse order, tracking number, note to the creator. ' +
    'Without confirm_token it answers with a plan: show it to the operator and call again with the token after their yes. ' +
    'Each request ships at most once, however often this is called.',
  kind: 'outside_write',
  input: z.strictObject({
    application_ids: applicationIdsInput.describe('1 to 50 ids from list_pending_samples.'),
    all_recommended: z.boolean().optional().describe('Instead of ids: what the rule recommends, at most 50.'),
    override_reason: z
      .string()
      .min(3)
      .max(300)
      .optional()
      .describe("Passes day, week and per-creator caps; the operator's words."),
    note: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe('Sentence for the creator, added to the shipping note.'),
    dry_run: dryRunInput,
    confirm_token: confirmTokenInput,
    shop: shopInput,
  }),
  output: z.looseObject(CONFIRM_SHAPE),
  handle: async (input, call) => {
    const { services } = call;
    const allRecommended = input.all_recommended ?? false;
    if (!input.confirm_token && !input.application_ids && !allRecommended) {
      throw new OperatorError(
        'input',
        'No request was named.',
        'Give application_ids, or all_recommended: true.',
      );
    }
    if (input.application_ids && allRecommended) {
      throw new OperatorError(
        'input',
        'Both application_ids and all_recommended were given.',
        'Give one of them.',
      );
    }
    const shop = await requireShop(services.store.shops, input.shop ?? null);
    const outcome = await call.confirm({
      shopId: shop.shopId,
      dryRun: input.dry_run ?? false,
      confirmToken: input.confirm_token ?? null,
      requestedKeys: input.application_ids ?? null,
      terms: { override_reason: input.override_reason, note: input.note },
      context: {
        applicationIds: input.application_ids ?? [],
        allRecommended,
        overrideReason: input.override_reason ?? null,
        note: input.note ?? null,
      },
      contextSchema: context,
      plan: async (request) => {
        const { planApproval } = await import('../usecases/plan-approval.ts');
        const { store, programClock, settings } = services;
        const { samples, actions, rules, automation } = store;
        const deps = { samples, actions, rules, automation, programClock, settings };
        return withPauseNotice(automation, shop.shopId, await planApproval(deps, shop, request));
      },
    });
    if (outcome.status === 'ask') return outcome.ask;
    if (outcome.status === 'accepted') services.wakeDispatcher();
    const { summary, next, data } = confirmReply(outcome, 'approve_and_ship', 'application_id');
    const notice = await pauseNotice(services.store.automation, shop.shopId);
    const follow = data.batch_id
      ? [{ tool: 'list_actions', arguments: { batch_id: data.batch_id }, why: 'see how far each one is' }]
      : [];
    return {
      summary,
      shop: shopLabel(shop),
      asOf: services.programClock.now(),
      ...(notice !== null && { warnings: [notice] }),
      next: [...next, ...follow],
      data,
    };
  },
  render: renderConfirm,
});
