import { z } from 'zod';
import { ExternalError } from '../../domain/errors.ts';
import type { CreatorPerformance, MarketplaceCreator } from '../../domain/performance.ts';
import type { CreatorSearch, TikTokShop } from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import { nextPage } from './pages.ts';
import { answerOf, type BodyOf, count, id, list, money, requiredText, text } from './wire.ts';

/** The platform takes 12 or 20. */
const PAGE_SIZE = 20;

const identity = {
  username: requiredText,
  nickname: text,
  follower_count: count,
  category_ids: list(id),
  gmv: money,
  live_gmv: money,
  video_gmv: money,
};
const foundSchema = z.object({
  ...identity,
  creator_open_id: requiredText,
  avg_ec_video_view_count: count,
  avg_ec_live_uv: count,
});
const searchSchema = answerOf<'search_marketplace_creators'>()(
  z.object({ next_page_token: text, search_key: text, creators: list(foundSchema) }),
);
/** Rates here are whole basis points, as number or text (reference 0.4). */
const performanceSchema = z.object({
  ...identity,
  units_sold: count,
  avg_ec_video_play_count: count,
  avg_ec_live_view_count: count,
  ec_video_count: count,
  ec_live_count: count,
  avg_commission_rate: count,
  ec_video_engagement_rate: count,
  ec_live_engagement_rate: count,
  post_rate: count,
  brand_collaboration_count: count,
});
const creatorSchema = answerOf<'get_creator_performance'>()(
  z.object({ creator: performanceSchema.nullish() }),
);

/**
 * Answers for a creator that the platform does not show: no selling permission, another market, an official profile,
 * deactivated (reference 3.3), or an id it does not know, which it calls an invalid value.
 */
const NOT_SHOWN = ['16901005', '16901006', '16901007', '16901008', '98001004'];

type Marketplace = Pick<TikTokShop, 'searchMarketplaceCreators' | 'creatorPerformance'>;

export function createMarketplace(client: Client): Marketplace {
  return {
    async searchMarketplaceCreators(shop, query, cursor) {
      const place = cursor === null ? null : readCursor(cursor);
      const data = await client.call(
        'search_marketplace_creators',
        {
          shop,
          query: { page_size: PAGE_SIZE, ...(place !== null && { page_token: place.token }) },
          body: { ...filters(query), ...(place !== null && { search_key: place.searchKey }) },
        },
        searchSchema,
      );
      const token = nextPage(data.next_page_token, place?.token ?? null, 'search_marketplace_creators');
      const searchKey = data.search_key ?? place?.searchKey ?? '';
      return {
        items: data.creators.map(toMarketplaceCreator),
        nextCursor: token === null ? null : writeCursor({ token, searchKey }),
      };
    },

    async creatorPerformance(shop, creatorId) {
      try {
        const path = { creator_user_id: creatorId };
        const { creator } = await client.call('get_creator_performance', { shop, path }, creatorSchema);
        return creator ? toPerformance(creatorId, creator) : null;
      } catch (error) {
        if (error instanceof ExternalError && isNotShown(error)) return null;
        throw error;
      }
    },
  };
}

function isNotShown({ kind, details }: ExternalError): boolean {
  return kind === 'not_found' || NOT_SHOWN.includes(details.code ?? '');
}

/** A page is found again only with the key of its search: without it the ranks shift between pages. */
interface Place {
  readonly token: string;
  readonly searchKey: string;
}

const placeSchema = z.tuple([z.string(), z.string()]);

function writeCursor({ token, searchKey }: Place): string {
  return JSON.stringify([token, searchKey]);
}

function readCursor(cursor: string): Place {
  const [token, searchKey] = placeSchema.parse(JSON.parse(cursor));
  return { token, searchKey };
}

function filters(query: CreatorSearch): BodyOf<'search_marketplace_creators'> {
  const { keyword, categoryIds = [], minimumFollowers, maximumFollowers } = query;
  const range = {
    ...(minimumFollowers !== undefined && { count_ge: minimumFollowers }),
    ...(maximumFollowers !== undefined && { count_le: maximumFollowers }),
  };
  return {
    ...(keyword !== undefined && { keyword }),
    ...(categoryIds.length > 0 && {
      category: categoryIds.map((categoryId) => ({ parent_category_id: categoryId })),
    }),
    ...(Object.keys(range).length > 0 && { follower_demographics: { count_range: range } }),
  };
}

function toMarketplaceCreator(wire: z.output<typeof foundSchema>): MarketplaceCreator {
  return {
    creatorId: wire.creator_open_id,
    username: wire.username,
    nickname: wire.nickname,
    followers: wire.follower_count,
    gmv30d: wire.gmv,
    // Searches give a span of units only.
    unitsSold30d: null,
    categoryIds: wire.category_ids,
    averageVideoViews: wire.avg_ec_video_view_count,
    averageLiveViewers: wire.avg_ec_live_uv,
  };
}

function toPerformance(creatorId: string, wire: z.output<typeof performanceSchema>): CreatorPerformance {
  return {
    creatorId,
    username: wire.username,
    nickname: wire.nickname,
    followers: wire.follower_count,
    gmv30d: wire.gmv,
    unitsSold30d: wire.units_sold,
    categoryIds: wire.category_ids,
    averageVideoViews: wire.avg_ec_video_play_count,
    averageLiveViewers: wire.avg_ec_live_view_count,
    videoGmv30d: wire.video_gmv,
    liveGmv30d: wire.live_gmv,
    videos30d: wire.ec_video_count,
    lives30d: wire.ec_live_count,
    averageCommissionBps: wire.avg_commission_rate,
    videoEngagementBps: wire.ec_video_engagement_rate,
    liveEngagementBps: wire.ec_live_engagement_rate,
    postRateBps: wire.post_rate,
    brandCollaborations: wire.brand_collaboration_count,
  };
}
