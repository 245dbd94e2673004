import type { Moment } from '../state.ts';
import { decimal } from './call.ts';
import type { MarketProfile } from './marketplace-profile.ts';
import { imageUrl } from './products.ts';

const money = (minor: number): object => ({ amount: decimal(minor), currency: 'USD' });
const GMV_STEPS = [0, 100, 1000, 10_000, 100_000];
const UNIT_STEPS = [0, 10, 100, 1000, 10_000];

function stepOf(steps: readonly number[], value: number): [number, number] {
  const at = Math.max(0, steps.filter((step) => step <= value).length - 1);
  return [steps[at] ?? 0, steps[at + 1] ?? (steps.at(-1) ?? 1) * 10];
}

/** A range around an amount in cents, in whole dollars. */
function moneyRange(minor: number, steps: readonly number[]): object {
  const [low, high] = stepOf(steps, minor / 100);
  return {
    currency: 'USD',
    formatted_range: `$${low}-$${high}`,
    minimum_amount: low.toFixed(2),
    maximum_amount: high.toFixed(2),
  };
}

function unitsRange(units: number): object {
  const [low, high] = stepOf(UNIT_STEPS, units);
  return { formatted_range: `${low}-${high}`, minimum_amount: low, maximum_amount: high };
}

/** Fields by the group that asks for them; version 202608 lets a caller choose, absent means all. */
export type Grouped = Record<DataGroup, object>;
const DATA_GROUPS = [
  'BASIC_CREATOR_INFORMATION',
  'CONTENT_PERFORMANCE',
  'FOLLOWER_INFORMATION',
  'COLLABORATION',
  'SALES_AND_GMV',
] as const;
type DataGroup = (typeof DATA_GROUPS)[number];

/** The fields of the wanted groups in one object. Unknown group names ask for nothing. */
export function ofGroups(fields: Grouped, wanted: readonly string[]): object {
  const groups = wanted.length === 0 ? DATA_GROUPS : DATA_GROUPS.filter((group) => wanted.includes(group));
  return Object.assign({}, ...groups.map((group) => fields[group]));
}

/** One creator of a search. Without consent there are ranges (US only) in place of amounts. */
export function searchView(profile: MarketProfile): Grouped {
  const { creator } = profile;
  return {
    BASIC_CREATOR_INFORMATION: {
      username: creator.username,
      nickname: creator.nickname,
      avatar: { url: imageUrl(`avatar-${creator.username}`) },
      selection_region: 'US',
      category_ids: profile.categoryIds,
    },
    CONTENT_PERFORMANCE:
      creator.consent === 1
        ? { avg_ec_video_view_count: profile.videoViews, avg_ec_live_uv: profile.liveViewers }
        : {},
    FOLLOWER_INFORMATION: {
      follower_count: creator.followers,
      ...(creator.consent === 1
        ? {
            top_follower_demographics: {
              age_ranges: profile.ages,
              major_gender: {
                gender: profile.womenBps >= 5000 ? 'FEMALE' : 'MALE',
                percentage: Math.max(profile.womenBps, 10_000 - profile.womenBps),
              },
            },
          }
        : {}),
    },
    COLLABORATION: {},
    SALES_AND_GMV:
      creator.consent === 1
        ? {
            gmv: money(profile.gmv),
            video_gmv: money(profile.videoGmv),
            live_gmv: money(profile.liveGmv),
            units_sold_range: unitsRange(profile.unitsSold),
          }
        : { gmv_range: moneyRange(profile.gmv, GMV_STEPS) },
  };
}

/** A creator's own page: the last 30 days. Most figures are missing without consent. */
export function performanceView({ random }: Moment, profile: MarketProfile): Grouped {
  const { creator } = profile;
  const id = creator.creator_open_id;
  const whole = (from: number, to: number, name: string): number =>
    random.integer(from, to, 'market', name, id);
  const shared = creator.consent === 1;
  return {
    BASIC_CREATOR_INFORMATION: {
      username: creator.username,
      nickname: creator.nickname,
      avatar: { url: imageUrl(`avatar-${creator.username}`) },
      bio_description: 'Finds for home and self. Links in my showcase.',
      selection_region: 'US',
      category_ids: profile.categoryIds,
      profile_tt_uri: `aweme://user/profile/${creator.user_id}`,
      rating: (3.4 + whole(0, 15, 'rating') / 10).toFixed(1),
      pps: (3 + whole(0, 20, 'pps') / 10).toFixed(1),
    },
    CONTENT_PERFORMANCE: contentView(profile, whole),
    FOLLOWER_INFORMATION: { follower_count: creator.followers, ...(shared ? followers(profile) : {}) },
    COLLABORATION: {
      brand_collaboration_count: whole(0, 30, 'brands'),
      top_collaborated_brand_ids: [String(8_363_000 + whole(0, 900, 'brand'))],
      promoted_product_num: whole(1, 80, 'promoted'),
      post_rate: String(profile.postRateBps),
      product_original_price_range: { currency: 'USD', minimum_amount: '6.99', maximum_amount: '79.00' },
      ...(shared ? { avg_commission_rate: profile.commissionBps } : {}),
    },
    SALES_AND_GMV: shared ? salesView(profile) : { gmv_range: moneyRange(profile.gmv, GMV_STEPS) },
  };
}

function contentView(
  profile: MarketProfile,
  whole: (from: number, to: number, name: string) => number,
): object {
  const { creator, videoViews, liveViewers } = profile;
  const counts = { ec_video_count: creator.content_count, ec_live_count: whole(0, 6, 'lives') };
  if (creator.consent === 0) return counts;
  return {
    ...counts,
    avg_ec_video_play_count: videoViews,
    avg_ec_video_like_count: Math.floor(videoViews * 0.05),
    avg_ec_video_comment_count: Math.floor(videoViews * 0.004),
    avg_ec_video_share_count: Math.floor(videoViews * 0.002),
    ec_video_engagement_rate: String(profile.videoEngagementBps),
    avg_ec_live_view_count: liveViewers,
    avg_ec_live_like_count: Math.floor(liveViewers * 0.12),
    avg_ec_live_comment_count: Math.floor(liveViewers * 0.05),
    avg_ec_live_share_count: Math.floor(liveViewers * 0.01),
    ec_live_engagement_rate: String(profile.liveEngagementBps),
  };
}

/** "AGE_RANGE_25_34" is "25-34" here. */
const ageKey = (range: string): string =>
  range.replace('AGE_RANGE_', '').replace('_AND_ABOVE', '+').replace('_', '-');

function followers(profile: MarketProfile): object {
  const women = profile.womenBps / 10_000;
  const shares = [0.44, 0.31, 0.15];
  return {
    follower_gender: [
      { key: 'Female', value: women.toFixed(4) },
      { key: 'Male', value: (1 - women).toFixed(4) },
    ],
    follower_age: profile.ages.map((age, index) => ({
      key: ageKey(age),
      value: (shares[index] ?? 0.1).toFixed(4),
    })),
    follower_location: [
      { key: 'CA', value: '0.1210' },
      { key: 'TX', value: '0.0980' },
      { key: 'FL', value: '0.0760' },
    ],
  };
}

function salesView(profile: MarketProfile): object {
  const { gmv, videoGmv, liveGmv, unitsSold } = profile;
  const share = (part: number): string => (gmv === 0 ? 0 : part / gmv).toFixed(4);
  const perMille = (amount: number, views: number): object =>
    money(views === 0 ? 0 : Math.round((1000 * amount) / (views * 20)));
  return {
    gmv: money(gmv),
    video_gmv: money(videoGmv),
    live_gmv: money(liveGmv),
    gpm: perMille(gmv, profile.videoViews),
    video_gpm: perMille(videoGmv, profile.videoViews),
    live_gpm: perMille(liveGmv, profile.liveViewers),
    avg_gmv_per_buyer: money(unitsSold === 0 ? 0 : Math.round(gmv / (unitsSold * 0.9))),
    units_sold: unitsSold,
    units_sold_range: unitsRange(unitsSold * 4),
    content_gmv_distribution: [
      { content_type: 'VIDEO', value: share(videoGmv) },
      { content_type: 'LIVE', value: share(liveGmv) },
    ],
    category_gmv_distribution: profile.categoryIds.map((category) => ({
      category_id: category,
      value: '0.9100',
    })),
  };
}
