import { z } from 'zod';
import type {
  TargetCollaboration,
  TargetCollaborationSummary,
  TargetConflict,
  TargetCreator,
  TargetDraft,
  TargetProduct,
} from '../../domain/collaboration.ts';
import { ExternalError } from '../../domain/errors.ts';
import type { ShopRef } from '../../domain/shop.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { ProgramClock } from '../../ports/clock.ts';
import type { TikTokShop } from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import { nextPage } from './pages.ts';
import { changedSince, planUpdate, readUpdate, updateSchema } from './target-update.ts';
import { toSeconds } from './units.ts';
import {
  answerOf,
  atEitherDepth,
  type BodyOf,
  count,
  flag,
  id,
  list,
  looseText,
  requiredCount,
  requiredText,
  requiredTime,
  text,
  time,
} from './wire.ts';

/** The platform takes exactly 20, 50 or 100. */
const PAGE_SIZE = 50;

const sampleRule = z.object({ has_free_sample: flag, is_sample_approval_exempt: flag });
const summary = {
  id,
  name: looseText,
  type: looseText,
  start_time: time,
  end_time: time,
  update_time: requiredTime,
  product_count: count,
  content_creator_count: count,
  showcase_creator_count: count,
};
const listedSchema = z.object({
  ...summary,
  free_sample_rule: sampleRule.nullish(),
  // The platform's spelling, in lists only.
  creator_inivited_count: count,
});
const searchSchema = answerOf<'search_target_collaborations'>()(
  z.object({ next_page_token: text, target_collaborations: list(listedSchema) }),
);
const productSchema = z.object({
  id,
  title: looseText,
  collaboration_status: looseText,
  commission_effective_status: text,
  commission: z.object({ rate: requiredCount, shop_ads_commission_rate: count }),
});
const creatorSchema = z.object({
  creator_open_id: requiredText,
  username: looseText,
  nickname: text,
  collaboration_status: looseText,
  product_effective_status: text,
  content_product_count: count,
  showcase_product_count: count,
});
const detailSchema = z.object({
  ...summary,
  // Must be there: an update sends it back, and a missing one would take the offer away.
  free_sample_rule: sampleRule,
  creator_invited_count: count,
  message: text,
  seller_contact_info: z.object({ email: text }).nullish(),
  products: list(productSchema),
  creators: list(creatorSchema),
});
const oneSchema = answerOf<'get_target_collaboration'>()(
  z.object({ target_collaboration: detailSchema.nullish() }),
);
const createdSchema = answerOf<'create_target_collaboration'>()(
  z.object({
    target_collaboration: z.object({ id: text }).nullish(),
    target_collaboration_conflicts: list(z.object({ creator_user_open_id: requiredText, product_id: id })),
  }),
).refine(
  // Neither an id nor what stood in the way: nobody knows then whether there is a new invitation.
  (data) => Boolean(data.target_collaboration?.id) || data.target_collaboration_conflicts.length > 0,
  { path: ['target_collaboration', 'id'] },
);
const linkSchema = answerOf<'create_target_collaboration_link'>()(z.object({ link: requiredText }));
const conflictsSchema = atEitherDepth(
  answerOf<'check_target_conflicts'>()(
    z.object({
      has_conflict: flag,
      conflict_items: list(
        z.object({ creator_open_id: requiredText, product_id: id, existing_collaboration_id: text }),
      ),
    }),
  ).refine((data) => !data.has_conflict || data.conflict_items.length > 0, {
    path: ['conflict_items'],
  }),
);
const nothingSchema = z.unknown();

type TargetCollaborations = Pick<
  TikTokShop,
  | 'searchTargetCollaborations'
  | 'targetCollaboration'
  | 'createTargetCollaboration'
  | 'updateTargetCollaboration'
  | 'removeTargetCollaboration'
  | 'targetCollaborationLink'
  | 'targetConflicts'
>;

export function createTargetCollaborations(client: Client, programClock: ProgramClock): TargetCollaborations {
  async function detail(shop: ShopRef, collaborationId: string): Promise<TargetCollaboration | null> {
    try {
      const path = { target_collaboration_id: collaborationId };
      const data = await client.call('get_target_collaboration', { shop, path }, oneSchema);
      return data.target_collaboration ? toCollaboration(data.target_collaboration) : null;
    } catch (error) {
      if (error instanceof ExternalError && isUnknown(error)) return null;
      throw error;
    }
  }

  /** As the lists show it; null when they do not show it, as after its end. */
  async function listedUpdate(shop: ShopRef, collaborationId: string): Promise<Timestamp | null> {
    const query = { page_size: PAGE_SIZE };
    const search_param = { keyword: collaborationId, keyword_type: 'TARGET_COLLABORATION_ID' };
    const body = { collaboration_status: 'VALID', search_param };
    const data = await client.call('search_target_collaborations', { shop, query, body }, searchSchema);
    return data.target_collaborations.find((listed) => listed.id === collaborationId)?.update_time ?? null;
  }

  return {
    async searchTargetCollaborations(shop, { status, creatorId, productId }, cursor) {
      const data = await client.call(
        'search_target_collaborations',
        {
          shop,
          query: { page_size: PAGE_SIZE, ...(cursor !== null && { page_token: cursor }) },
          body: {
            collaboration_status: status,
            ...(creatorId !== undefined && { creator_user_open_id: creatorId }),
            ...(productId !== undefined && {
              search_param: { keyword: productId, keyword_type: 'PRODUCT_ID' },
            }),
          },
        },
        searchSchema,
      );
      return {
        items: data.target_collaborations.map((wire) => toSummary(wire, wire.creator_inivited_count)),
        nextCursor: nextPage(data.next_page_token, cursor, 'search_target_collaborations'),
      };
    },

    targetCollaboration: detail,

    async createTargetCollaboration(shop, draft) {
      const body = draftBody(draft);
      const data = await client.call('create_target_collaboration', { shop, body }, createdSchema);
      return {
        collaborationId: data.target_collaboration?.id ?? null,
        conflicts: data.target_collaboration_conflicts.map(toConflict),
      };
    },

    async updateTargetCollaboration(shop, collaborationId, change, seenUpdatedAt) {
      const current = await detail(shop, collaborationId);
      const body = planUpdate(current, { change, seenUpdatedAt, now: programClock.now() });
      // A detail can be an old answer, and the whole is sent on the strength of it: the list is asked as well.
      const listed = await listedUpdate(shop, collaborationId);
      if (listed !== null && listed > seenUpdatedAt) throw changedSince();
      const path = { target_collaboration_id: collaborationId };
      const data = await client.call('update_target_collaboration', { shop, path, body }, updateSchema);
      return readUpdate(data, current);
    },

    async removeTargetCollaboration(shop, collaborationId) {
      const path = { target_collaboration_id: collaborationId };
      await client.call('remove_target_collaboration', { shop, path }, nothingSchema);
    },

    async targetCollaborationLink(shop, collaborationId) {
      const path = { target_collaboration_id: collaborationId };
      return (await client.call('create_target_collaboration_link', { shop, path }, linkSchema)).link;
    },

    async targetConflicts(shop, { creatorIds, productIds }) {
      if (creatorIds.length === 0 || productIds.length === 0) return [];
      const body = { creator_open_id_list: [...creatorIds], product_id_list: [...productIds] };
      const data = await client.call('check_target_conflicts', { shop, body }, conflictsSchema);
      return data.conflict_items.map((item) => ({
        creatorId: item.creator_open_id,
        productId: item.product_id,
        heldBy: item.existing_collaboration_id,
      }));
    },
  };
}

/** An unknown invitation has no documented code; its id is the only value in the request that can be invalid. */
function isUnknown({ kind, details }: ExternalError): boolean {
  return kind === 'not_found' || details.code === '98001004';
}

function draftBody(draft: TargetDraft): BodyOf<'create_target_collaboration'> {
  return {
    name: draft.name,
    end_time: String(toSeconds(draft.endsAt)),
    ...(draft.message !== null && { message: draft.message }),
    seller_contact_info: { email: draft.contactEmail },
    free_sample_rule: {
      has_free_sample: draft.sampleOffer.hasFreeSample,
      is_sample_approval_exempt: draft.sampleOffer.approvalExempt,
    },
    creator_user_open_ids: [...draft.creatorIds],
    products: draft.products.map(({ productId, rateBps, adsRateBps }) => ({
      id: productId,
      target_commission_rate: rateBps,
      ...(adsRateBps !== null && { shop_ads_commission_rate: adsRateBps }),
    })),
  };
}

function toConflict(wire: { creator_user_open_id: string; product_id: string }): TargetConflict {
  return { creatorId: wire.creator_user_open_id, productId: wire.product_id, heldBy: null };
}

function toSummary(
  wire: Omit<z.output<typeof listedSchema>, 'creator_inivited_count'>,
  creatorsInvited: number | null,
): TargetCollaborationSummary {
  return {
    collaborationId: wire.id,
    name: wire.name,
    type: wire.type,
    startsAt: wire.start_time,
    endsAt: wire.end_time,
    updatedAt: wire.update_time,
    sampleOffer: {
      hasFreeSample: wire.free_sample_rule?.has_free_sample ?? false,
      approvalExempt: wire.free_sample_rule?.is_sample_approval_exempt ?? false,
    },
    products: wire.product_count,
    creatorsInvited,
    creatorsWithContent: wire.content_creator_count,
    creatorsWithShowcase: wire.showcase_creator_count,
  };
}

function toCollaboration(wire: z.output<typeof detailSchema>): TargetCollaboration {
  return {
    ...toSummary(wire, wire.creator_invited_count),
    contactEmail: wire.seller_contact_info?.email ?? null,
    message: wire.message,
    productList: wire.products.map(toProduct),
    creatorList: wire.creators.map(toCreator),
  };
}

function toProduct(wire: z.output<typeof productSchema>): TargetProduct {
  return {
    productId: wire.id,
    title: wire.title,
    rateBps: wire.commission.rate,
    adsRateBps: wire.commission.shop_ads_commission_rate,
    status: wire.collaboration_status,
    effect: wire.commission_effective_status,
  };
}

function toCreator(wire: z.output<typeof creatorSchema>): TargetCreator {
  return {
    creatorId: wire.creator_open_id,
    username: wire.username,
    nickname: wire.nickname,
    status: wire.collaboration_status,
    effect: wire.product_effective_status,
    contentProducts: wire.content_product_count,
    showcaseProducts: wire.showcase_product_count,
  };
}
