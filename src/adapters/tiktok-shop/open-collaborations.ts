import { z } from 'zod';
import type { OpenCollaboration } from '../../domain/collaboration.ts';
import type { TikTokShop } from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import { nextPage } from './pages.ts';
import {
  answerOf,
  count,
  flag,
  id,
  list,
  looseText,
  requiredCount,
  requiredText,
  text,
  time,
} from './wire.ts';

const PAGE_SIZE = 100;

// Rates of open collaborations are whole basis points (reference 0.4).
const collaborationSchema = z.object({
  id,
  status: requiredText,
  current_commission: z.object({ rate: requiredCount, start_time: time, end_time: time }),
  product: z.object({ id }),
  content_creator_count: count,
  showcase_creator_count: count,
});
const searchSchema = answerOf<'search_open_collaborations'>()(
  z.object({ next_page_token: text, open_collaborations: list(collaborationSchema) }),
);
const setSchema = answerOf<'set_open_collaboration'>()(
  z.object({ open_collaboration: z.object({ id, effective_time: time }) }),
);
const removedSchema = answerOf<'remove_open_collaboration'>()(z.object({ terminated_effective_time: time }));
const settingsSchema = answerOf<'get_open_collaboration_settings'>()(
  z.object({
    open_collaboration_settings: z
      .object({ auto_add_product: z.object({ enable: flag, commission_rate: count }).nullish() })
      .nullish(),
  }),
);
const contentSchema = answerOf<'list_open_content_counts'>()(
  z.object({
    next_page_token: text,
    creator_content_details: list(
      z.object({
        creator_profile: z.object({ creator_open_id: requiredText, username: requiredText }),
        video_count: count,
        live_count: count,
        promotion_status: looseText,
        promotion_end_time: time,
      }),
    ),
  }),
);
const nothingSchema = z.unknown();

type OpenCollaborations = Pick<
  TikTokShop,
  | 'searchOpenCollaborations'
  | 'setOpenCollaboration'
  | 'removeOpenCollaboration'
  | 'removeOpenCollaborationCreator'
  | 'openCollaborationDefault'
  | 'setOpenCollaborationDefault'
  | 'openContentCounts'
>;

export function createOpenCollaborations(client: Client): OpenCollaborations {
  return {
    async searchOpenCollaborations(shop, { productId }, cursor) {
      const data = await client.call(
        'search_open_collaborations',
        {
          shop,
          query: { page_size: PAGE_SIZE, ...(cursor !== null && { page_token: cursor }) },
          body: productId === undefined ? {} : { keyword: productId, keyword_type: 'PRODUCT_ID' },
        },
        searchSchema,
      );
      return {
        items: data.open_collaborations.map(toCollaboration),
        nextCursor: nextPage(data.next_page_token, cursor, 'search_open_collaborations'),
      };
    },

    async setOpenCollaboration(shop, { productId, rateBps }) {
      const body = { product_id: productId, commission_rate: rateBps };
      const data = await client.call('set_open_collaboration', { shop, body }, setSchema);
      const { id: collaborationId, effective_time: effectiveAt } = data.open_collaboration;
      return { collaborationId, effectiveAt };
    },

    async removeOpenCollaboration(shop, productId) {
      const path = { product_id: productId };
      const data = await client.call('remove_open_collaboration', { shop, path }, removedSchema);
      return { endsAt: data.terminated_effective_time };
    },

    async removeOpenCollaborationCreator(shop, { collaborationId, productId, creatorId }) {
      await client.call(
        'remove_open_collaboration_creator',
        {
          shop,
          path: { open_collaboration_id: collaborationId },
          body: { creator_user_open_id: creatorId, product_id: productId },
        },
        nothingSchema,
      );
    },

    async openCollaborationDefault(shop) {
      const data = await client.call('get_open_collaboration_settings', { shop }, settingsSchema);
      const added = data.open_collaboration_settings?.auto_add_product;
      return { rateBps: added?.enable ? added.commission_rate : null };
    },

    async setOpenCollaborationDefault(shop, rateBps) {
      const settings = rateBps === null ? { enable: false } : { enable: true, commission_rate: rateBps };
      const body = { auto_add_product: settings };
      await client.call('set_open_collaboration_settings', { shop, body }, nothingSchema);
    },

    async openContentCounts(shop, productId, cursor) {
      const data = await client.call(
        'list_open_content_counts',
        {
          shop,
          query: {
            product_id: productId,
            page_size: PAGE_SIZE,
            ...(cursor !== null && { page_token: cursor }),
          },
        },
        contentSchema,
      );
      return {
        items: data.creator_content_details.map((row) => ({
          creatorId: row.creator_profile.creator_open_id,
          username: row.creator_profile.username,
          // A creator without any has no count: proto leaves out zeros, and this list is a count of what there is.
          videos: row.video_count ?? 0,
          lives: row.live_count ?? 0,
          promotionStatus: row.promotion_status,
          promotionEndsAt: row.promotion_end_time,
        })),
        nextCursor: nextPage(data.next_page_token, cursor, 'list_open_content_counts'),
      };
    },
  };
}

function toCollaboration(wire: z.output<typeof collaborationSchema>): OpenCollaboration {
  return {
    collaborationId: wire.id,
    productId: wire.product.id,
    rateBps: wire.current_commission.rate,
    status: wire.status,
    rateFrom: wire.current_commission.start_time,
    rateUntil: wire.current_commission.end_time,
    creatorsWithContent: wire.content_creator_count,
    creatorsWithShowcase: wire.showcase_creator_count,
  };
}
