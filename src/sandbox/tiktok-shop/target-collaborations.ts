import { z } from 'zod';
import { SECOND } from '../clock.ts';
import { cancelTargetCollaboration, createTargetCollaboration } from '../world/collaborations-write.ts';
import { spendOutreach } from '../world/messages.ts';
import { heldPairs, targetStatus } from '../world/target-collaborations.ts';
import type { Call, Endpoint } from './call.ts';
import { affiliateEndpoints, invalidParams, parseBody } from './call.ts';
import { CODE, Refusal } from './envelope.ts';
import {
  checkMembers,
  checkWords,
  conflictsOf,
  conflictView,
  endOf,
  MAX_CREATORS,
  MAX_PRODUCTS,
  targetOf,
} from './target-collaborations-checks.ts';
import { updateTarget } from './target-collaborations-update.ts';
import { detail, search } from './target-collaborations-view.ts';

/** The create page names 10% as the least; the pages of update and detail name 1% (platform reference 0.4). */
const MIN_RATE = 1000;
const MAX_RATE = 8000;
/** The platform names no number for "called too often"; this many removals in that time pass. */
const REMOVALS = 3;
const REMOVALS_WINDOW = 10 * SECOND;

const CreateBody = z.object({
  name: z.string().min(1),
  message: z.string().optional(),
  end_time: z.string(),
  seller_contact_info: z.object({ email: z.email() }),
  free_sample_rule: z.object({ has_free_sample: z.boolean(), is_sample_approval_exempt: z.boolean() }),
  creator_user_open_ids: z.array(z.string()).min(1).max(MAX_CREATORS),
  products: z
    .array(
      z.object({
        id: z.string(),
        target_commission_rate: z.int().min(MIN_RATE).max(MAX_RATE),
        shop_ads_commission_rate: z.int().min(0).max(MAX_RATE).optional(),
      }),
    )
    .min(1)
    .max(MAX_PRODUCTS),
});
const CheckBody = z.object({
  creator_open_id_list: z.array(z.string()).min(1).max(MAX_CREATORS),
  product_id_list: z.array(z.string()).min(1).max(MAX_PRODUCTS),
});

function create(call: Call): object {
  const { moment } = call;
  const parsed = CreateBody.safeParse(call.body);
  if (!parsed.success) throw invalidParams('invalid_params');
  const body = parsed.data;
  const endMs = endOf(moment, body.end_time);
  checkWords(body.name, body.message ?? '');
  const creatorIds = body.creator_user_open_ids;
  const productIds = body.products.map((product) => product.id);
  checkMembers(moment, creatorIds, productIds);
  const conflicts = conflictsOf(moment, creatorIds, productIds, null);
  const taken = (creator: string): number =>
    conflicts.pairs.filter((pair) => pair.creator_open_id === creator).length;
  const free = creatorIds.filter((creator) => taken(creator) < productIds.length);
  const invited = call.failsInPart && free.length > 1 ? free.slice(0, -1) : free;
  const left = free
    .slice(invited.length)
    .flatMap((creator) => productIds.map((product) => ({ creator_open_id: creator, product_id: product })));
  const conflictList = conflictView([...conflicts.pairs, ...left]);
  if (conflicts.refuses || invited.length === 0) return { target_collaboration_conflicts: conflictList };
  if (!spendOutreach(moment, invited))
    throw new Refusal(CODE.invitationQuota, 'The invitation quota is not enough.');
  const id = createTargetCollaboration(
    moment,
    {
      name: body.name,
      message: body.message ?? '',
      email: body.seller_contact_info.email,
      hasFreeSample: body.free_sample_rule.has_free_sample,
      approvalExempt:
        body.free_sample_rule.has_free_sample && body.free_sample_rule.is_sample_approval_exempt,
      endMs,
    },
    {
      creatorIds: invited,
      products: body.products.map((product) => ({
        productId: product.id,
        rateBps: product.target_commission_rate,
        adsRateBps: product.shop_ads_commission_rate ?? null,
      })),
      leftOut: conflicts.pairs.filter((pair) => invited.includes(pair.creator_open_id)),
    },
  );
  return { target_collaboration: { id }, target_collaboration_conflicts: conflictList };
}

function remove(call: Call): object {
  const { moment } = call;
  takeRemoval(call);
  const row = targetOf(call);
  const status = targetStatus(row, moment.now);
  if (status === 'COMPLETED' || status === 'CANCELING')
    throw new Refusal(CODE.collaborationExpired, 'The collaboration has expired.');
  cancelTargetCollaboration(moment, row);
  return {};
}

/** Refuses before anything else is looked at. */
function takeRemoval({ moment }: Call): void {
  const { state, now } = moment;
  const before: number[] = JSON.parse(state.metaOrNull('target_removals') ?? '[]');
  const recent = before.filter((at) => at > now - REMOVALS_WINDOW);
  if (recent.length >= REMOVALS)
    throw new Refusal(CODE.removedTooOften, 'Called too often by this seller. Try again later.');
  state.setMeta('target_removals', JSON.stringify([...recent, now]));
}

/** Leads to a page on which the creator accepts. */
function link(call: Call): object {
  const row = targetOf(call);
  if (targetStatus(row, call.moment.now) === 'COMPLETED')
    throw new Refusal(CODE.collaborationExpired, 'The collaboration has expired.');
  return { link: `https://affiliate.example.com/invite/${row.target_collaboration_id}` };
}

function checkConflicts(call: Call): object {
  const body = parseBody(CheckBody, call.body);
  const held = heldPairs(call.moment, body.creator_open_id_list, body.product_id_list, null);
  const items = held.map((pair) => ({
    creator_open_id: pair.creator_open_id,
    product_id: pair.product_id,
    existing_collaboration_id: pair.target_collaboration_id,
  }));
  return { has_conflict: items.length > 0, conflict_items: items };
}

const read = affiliateEndpoints('seller.affiliate_collaboration.read');
const write = affiliateEndpoints('seller.affiliate_collaboration.write');

export const TARGET_COLLABORATIONS: readonly Endpoint[] = [
  write('POST', '202508/target_collaborations', create),
  write('PUT', '202508/target_collaborations/{target_collaboration_id}', updateTarget),
  write('DELETE', '202409/target_collaborations/{target_collaboration_id}', remove),
  read('POST', '202508/target_collaborations/search', search),
  read('GET', '202508/target_collaborations/{target_collaboration_id}', detail),
  write('POST', '202509/target_collaboration/{target_collaboration_id}/link', link),
  write('POST', '202605/target_collaborations/conflicts/check', checkConflicts),
];
