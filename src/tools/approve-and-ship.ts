import * as z from 'zod';
import { OperatorError } from '../domain/errors.ts';
import type { Shop } from '../domain/shop.ts';
import { CONFIRM_SHAPE, confirmReply, renderConfirm } from '../mcp/confirm-result.ts';
import { defineTool } from '../mcp/define-tool.ts';
import type { ApprovalRequest } from '../usecases/plan-approval.ts';
import type { ReshipRequest } from '../usecases/plan-reship.ts';
import { requireShop } from '../usecases/resolve-shop.ts';
import type { Services } from '../usecases/services.ts';
import { inShop, shopLabel } from '../wire/fields.ts';
import { applicationIdsInput, confirmTokenInput, dryRunInput, shopInput } from './inputs.ts';

const context: z.ZodType<ApprovalRequest | ReshipRequest> = z.union([
  z.object({
    applicationIds: z.array(z.string()),
    allRecommended: z.boolean(),
    overrideReason: z.string().nullable(),
    note: z.string().nullable(),
  }),
  z.object({ reshipOf: z.string(), reason: z.string() }),
]);

const input = z.strictObject({
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
  reship_of: z
    .string()
    .regex(/^\d{1,32}$/)
    .optional()
    .describe('Instead of ids: application id of a sample that got lost.'),
  reason: z.string().min(3).max(300).optional().describe('With reship_of: why.'),
  dry_run: dryRunInput,
  confirm_token: confirmTokenInput,
  shop: shopInput,
});

/** Loaded with the first call: the lists of a host must not wait for it. */
const pausing = () => import('../usecases/pause.ts');

export const approveAndShip = defineTool<Services>()({
  name: 'approve_and_ship',
  title: 'Approve samples and ship them',
  description:
    'Approves sample requests and sees each through: TikTok Shop order, warehouse order, tracking number, note to the creator. ' +
    'Without confirm_token it answers with a plan: show it to the operator and call again with the token after their yes. ' +
    'Each request ships at most once, however often this is called; reship_of sends a lost one again.',
  kind: 'outside_write',
  input,
  output: z.looseObject(CONFIRM_SHAPE),
  handle: async (given, call) => {
    const { services } = call;
    const request = requestOf(given);
    const shop = await requireShop(services.store.shops, given.shop ?? null);
    const outcome = await call.confirm({
      shopId: shop.shopId,
      dryRun: given.dry_run ?? false,
      confirmToken: given.confirm_token ?? null,
      requestedKeys: given.application_ids ?? (given.reship_of === undefined ? null : [given.reship_of]),
      terms: { override_reason: given.override_reason, note: given.note, reason: given.reason },
      context: request,
      contextSchema: context,
      plan: async (wanted) => {
        const { automation } = services.store;
        const { withPauseNotice } = await pausing();
        return withPauseNotice<ApprovalRequest | ReshipRequest>(
          automation,
          shop.shopId,
          await planOf(services, shop, wanted),
        );
      },
    });
    if (outcome.status === 'ask') return outcome.ask;
    if (outcome.status === 'accepted') services.wakeDispatcher();
    const { summary, next, data } = confirmReply(outcome, 'approve_and_ship', 'application_id');
    const { pauseNotice } = await pausing();
    const notice = await pauseNotice(services.store.automation, shop.shopId);
    const follow = data.batch_id
      ? [{ tool: 'list_actions', arguments: { batch_id: data.batch_id }, why: 'see how far each one is' }]
      : [];
    return {
      summary,
      shop: shopLabel(shop),
      asOf: services.programClock.now(),
      ...(notice !== null && { warnings: [notice] }),
      next: inShop([...next, ...follow], given.shop, shop),
      data,
    };
  },
  render: renderConfirm,
});

type Input = z.output<typeof input>;

function requestOf(given: Input): ApprovalRequest | ReshipRequest {
  const {
    application_ids: ids,
    all_recommended: allRecommended = false,
    reship_of: reshipOf,
    reason,
  } = given;
  const named = [
    ...(ids ? ['application_ids'] : []),
    ...(allRecommended ? ['all_recommended'] : []),
    ...(reshipOf === undefined ? [] : ['reship_of']),
  ];
  if (named.length === 0 && !given.confirm_token) {
    throw new OperatorError(
      'input',
      'No request was named.',
      'Give application_ids, or all_recommended: true; or reship_of for a lost parcel.',
    );
  }
  if (named.length > 1) {
    throw new OperatorError('input', `Both ${named.join(' and ')} were given.`, 'Give one of them.');
  }
  if (reshipOf !== undefined) {
    if (reason !== undefined || given.confirm_token) return { reshipOf, reason: reason ?? '' };
    throw new OperatorError(
      'input',
      'A re-send needs a reason.',
      "Give reason in the operator's words, for example: never arrived.",
    );
  }
  return {
    applicationIds: ids ?? [],
    allRecommended,
    overrideReason: given.override_reason ?? null,
    note: given.note ?? null,
  };
}

async function planOf(services: Services, shop: Shop, request: ApprovalRequest | ReshipRequest) {
  const { store, programClock, settings } = services;
  const { samples, orders, actions, rules, automation } = store;
  if (isReship(request)) {
    const { planReship } = await import('../usecases/plan-reship.ts');
    return planReship({ samples, orders, actions, automation, programClock, settings }, shop, request);
  }
  const { planApproval } = await import('../usecases/plan-approval.ts');
  return planApproval({ samples, actions, rules, automation, programClock, settings }, shop, request);
}

function isReship(request: ApprovalRequest | ReshipRequest): request is ReshipRequest {
  return 'reshipOf' in request;
}
