import * as z from 'zod';
import { REJECT_REASONS } from '../domain/sample-application.ts';
import { CONFIRM_SHAPE, confirmReply, renderConfirm } from '../mcp/confirm-result.ts';
import { defineTool } from '../mcp/define-tool.ts';
import type { RejectionRequest } from '../usecases/plan-rejection.ts';
import { requireShop } from '../usecases/resolve-shop.ts';
import type { Services } from '../usecases/services.ts';
import { inShop, shopLabel } from '../wire/fields.ts';
import { applicationIdsInput, confirmTokenInput, dryRunInput, shopInput } from './inputs.ts';

const context: z.ZodType<RejectionRequest> = z.object({
  applicationIds: z.array(z.string()),
  rejectReason: z.enum(REJECT_REASONS).nullable(),
});

/** Loaded with the first call: the lists of a host must not wait for it. */
const pausing = () => import('../usecases/pause.ts');

export const rejectSample = defineTool<Services>()({
  name: 'reject_sample',
  title: 'Reject sample requests',
  description:
    'Rejects open sample requests on TikTok Shop; there is no way back. Without confirm_token it answers with a plan to show to the operator. ' +
    'Only four reasons exist, no free text; the creator may ask again after 30 days.',
  kind: 'outside_write',
  input: z.strictObject({
    application_ids: applicationIdsInput.describe('1 to 50 ids from list_pending_samples.'),
    reject_reason: z
      .enum(REJECT_REASONS)
      .optional()
      .describe('NOT_MATCH: the creator does not fit. Default: what fits each request.'),
    dry_run: dryRunInput,
    confirm_token: confirmTokenInput,
    shop: shopInput,
  }),
  output: z.looseObject(CONFIRM_SHAPE),
  handle: async (input, call) => {
    const { services } = call;
    const shop = await requireShop(services.store.shops, input.shop ?? null);
    const outcome = await call.confirm({
      shopId: shop.shopId,
      dryRun: input.dry_run ?? false,
      confirmToken: input.confirm_token ?? null,
      requestedKeys: input.application_ids ?? null,
      terms: { reject_reason: input.reject_reason },
      context: { applicationIds: input.application_ids ?? [], rejectReason: input.reject_reason ?? null },
      contextSchema: context,
      plan: async (request) => {
        const { planRejection } = await import('../usecases/plan-rejection.ts');
        const { samples, automation } = services.store;
        const { withPauseNotice } = await pausing();
        return withPauseNotice(automation, shop.shopId, await planRejection({ samples }, shop, request));
      },
    });
    if (outcome.status === 'ask') return outcome.ask;
    if (outcome.status === 'accepted') services.wakeDispatcher();
    const { summary, data, ...reply } = confirmReply(outcome, 'reject_sample', 'application_id');
    const { pauseNotice } = await pausing();
    const notice = await pauseNotice(services.store.automation, shop.shopId);
    const warnings = notice === null ? [] : [notice];
    const next = inShop(reply.next, input.shop, shop);
    return { summary, shop: shopLabel(shop), asOf: services.programClock.now(), warnings, next, data };
  },
  render: renderConfirm,
});
