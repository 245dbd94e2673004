import { z } from 'zod';
import { DAY } from '../clock.ts';
import type { Moment } from '../state.ts';
import { invalidParams } from './call.ts';
import { AGE_RANGES, CATEGORY_PROS, LANGUAGES, LEVELS, type MarketProfile } from './marketplace-profile.ts';

/** Bounds of what is filtered, as the platform's names say them. Amounts in cents; several chosen ranges act as one span. */
const GMV_RANGES = {
  GMV_RANGE_0_100: [0, 10_000],
  GMV_RANGE_100_1000: [10_000, 100_000],
  GMV_RANGE_1000_10000: [100_000, 1_000_000],
  GMV_RANGE_10000_AND_ABOVE: [1_000_000, Number.MAX_SAFE_INTEGER],
} as const;
const UNIT_RANGES = {
  UNITS_SOLD_RANGE_0_10: [0, 10],
  UNITS_SOLD_RANGE_10_100: [10, 100],
  UNITS_SOLD_RANGE_100_1000: [100, 1000],
  UNITS_SOLD_RANGE_1000_AND_ABOVE: [1000, Number.MAX_SAFE_INTEGER],
} as const;
const COMMISSION_BELOW = {
  ALL: Number.MAX_SAFE_INTEGER,
  'LESS_THAN_20%': 2000,
  'LESS_THAN_15%': 1500,
  'LESS_THAN_10%': 1000,
  'LESS_THAN_5%': 500,
} as const;
/** Each country has its own benchmark, which is not published; these are this sandbox's. Basis points. */
const POST_RATE_FROM = { All: 0, OK: 3000, GOOD: 6000, BETTER: 8000 } as const;
const NOT_INVITED_DAYS = 90;

const keys = <T extends Record<string, unknown>>(table: T): z.ZodType<keyof T> =>
  z.custom<keyof T>((value) => typeof value === 'string' && Object.hasOwn(table, value));
const Percent = z.string().regex(/^(1?\d|20)?$/);
const Views = z.string().regex(/^(\d{1,5}|100000)?$/);

/** The body of the search. The misspelt name is the platform's own. */
export const MarketFilter = z.object({
  keyword: z.string().optional(),
  search_key: z.string().optional(),
  data_groups: z.array(z.string()).optional(),
  gmv_ranges: z.array(keys(GMV_RANGES)).optional(),
  units_sold_ranges: z.array(keys(UNIT_RANGES)).optional(),
  category: z
    .array(
      z.object({
        parent_category_id: z.string().optional(),
        child_category_id_list: z.array(z.string()).optional(),
      }),
    )
    .optional(),
  advanced_filters: z
    .object({
      category_pro: z.array(z.enum(CATEGORY_PROS)).optional(),
      creator_level: z.array(z.enum(LEVELS)).optional(),
      language: z.array(z.enum(LANGUAGES)).optional(),
    })
    .optional(),
  affiliate_data: z
    .object({
      avg_commission_rate: keys(COMMISSION_BELOW).optional(),
      creator_agency_staus: z.enum(['AGENCY_MANAGED', 'INDEPENDENT']).optional(),
      is_fast_growing: z.boolean().optional(),
      not_invited_l90_days: z.boolean().optional(),
      post_rate: keys(POST_RATE_FROM).optional(),
    })
    .optional(),
  content_performance: z
    .object({
      avg_engagement_rate: Percent.optional(),
      avg_live_avg_viewers_ge: Views.optional(),
      avg_shopable_engagement_rate: Percent.optional(),
      avg_shoppable_live_avg_viewers_ge: Views.optional(),
      avg_shoppable_video_views: Views.optional(),
      avg_video_views: Views.optional(),
    })
    .optional(),
  follower_demographics: z
    .object({
      age_ranges: z.array(z.enum(AGE_RANGES)).optional(),
      count_range: z.object({ count_ge: z.int().optional(), count_le: z.int().optional() }).optional(),
      gender_distribution: z
        .object({
          gender: z.enum(['MALE', 'FEMALE']),
          percentage_ge: z.int().min(0).max(10_000).optional(),
        })
        .optional(),
    })
    .optional(),
});
export type MarketFilter = z.infer<typeof MarketFilter>;

type Test = (profile: MarketProfile) => boolean;

/** What a creator must be to be found. Refuses filters that exclude each other and a child category without its parent. */
export function testsOf(moment: Moment, filter: MarketFilter): Test[] {
  return [
    ...keywordTests(filter.keyword ?? ''),
    ...salesTests(filter),
    ...categoryTests(filter),
    ...affiliateTests(moment, filter),
    ...contentTests(filter),
    ...followerTests(filter),
    ...advancedTests(filter),
  ];
}

/** Part of a name, or handles as `@one|@two`. */
function keywordTests(keyword: string): Test[] {
  const wanted = keyword.trim().toLowerCase();
  if (wanted === '') return [];
  if (wanted.startsWith('@')) {
    const handles = wanted.split('|').map((handle) => handle.trim().replace(/^@/, ''));
    return [({ creator }) => handles.includes(creator.username.toLowerCase())];
  }
  return [
    ({ creator }) =>
      creator.username.toLowerCase().includes(wanted) || creator.nickname.toLowerCase().includes(wanted),
  ];
}

function spanTest(
  ranges: readonly (readonly [number, number])[],
  value: (profile: MarketProfile) => number,
): Test[] {
  if (ranges.length === 0) return [];
  const from = Math.min(...ranges.map(([low]) => low));
  const to = Math.max(...ranges.map(([, high]) => high));
  return [(profile) => value(profile) >= from && value(profile) <= to];
}

function salesTests(filter: MarketFilter): Test[] {
  return [
    ...spanTest(
      (filter.gmv_ranges ?? []).map((name) => GMV_RANGES[name]),
      (profile) => profile.gmv,
    ),
    ...spanTest(
      (filter.units_sold_ranges ?? []).map((name) => UNIT_RANGES[name]),
      (profile) => profile.unitsSold,
    ),
  ];
}

function categoryTests({ category = [] }: MarketFilter): Test[] {
  if (category.length === 0) return [];
  for (const { parent_category_id: parent = '', child_category_id_list: children = [] } of category) {
    if (parent === '' && children.length > 0)
      throw invalidParams('A child category needs parent_category_id.');
  }
  return [
    (profile) =>
      category.some(
        ({ parent_category_id: parent = '', child_category_id_list: children = [] }) =>
          profile.categoryIds.includes(parent) &&
          (children.length === 0 || children.some((child) => profile.leafIds.includes(child))),
      ),
  ];
}

function affiliateTests(moment: Moment, { affiliate_data: wanted }: MarketFilter): Test[] {
  if (wanted === undefined) return [];
  const tests: Test[] = [];
  const { avg_commission_rate: rate, post_rate: post, creator_agency_staus: agency } = wanted;
  if (rate !== undefined) tests.push((profile) => profile.commissionBps < COMMISSION_BELOW[rate]);
  if (post !== undefined) tests.push((profile) => profile.postRateBps >= POST_RATE_FROM[post]);
  if (agency !== undefined) {
    tests.push(({ creator }) => (creator.agency !== '') === (agency === 'AGENCY_MANAGED'));
  }
  if (wanted.is_fast_growing === true) tests.push((profile) => profile.fastGrowing);
  if (wanted.not_invited_l90_days === true) {
    const invited = invitedSince(moment, moment.now - NOT_INVITED_DAYS * DAY);
    tests.push(({ creator }) => !invited.has(creator.creator_open_id));
  }
  return tests;
}

function invitedSince({ state, now }: Moment, since: number): Set<string> {
  const rows = state.all<{ id: string }>(
    'SELECT DISTINCT creator_open_id AS id FROM target_creators WHERE added_ms >= ? AND added_ms <= ?',
    since,
    now,
  );
  return new Set(rows.map((row) => row.id));
}

const isSet = (value: string | undefined): value is string => value !== undefined && value !== '';

function contentTests({ content_performance: wanted = {} }: MarketFilter): Test[] {
  const views = [wanted.avg_video_views, wanted.avg_shoppable_video_views].filter(isSet);
  const viewers = [wanted.avg_live_avg_viewers_ge, wanted.avg_shoppable_live_avg_viewers_ge].filter(isSet);
  if (views.length > 1 || viewers.length > 1) {
    throw invalidParams('Average and shoppable figures of the same kind cannot be combined.');
  }
  const engagement = [wanted.avg_engagement_rate, wanted.avg_shopable_engagement_rate].filter(isSet);
  return [
    ...views.map(
      (least): Test =>
        (profile) =>
          profile.videoViews >= Number(least),
    ),
    ...viewers.map(
      (least): Test =>
        (profile) =>
          profile.liveViewers >= Number(least),
    ),
    ...engagement.map(
      (least): Test =>
        (profile) =>
          profile.videoEngagementBps >= 100 * Number(least),
    ),
  ];
}

function followerTests({ follower_demographics: wanted = {} }: MarketFilter): Test[] {
  const tests: Test[] = [];
  const { age_ranges: ages = [], count_range: count = {}, gender_distribution: gender } = wanted;
  if (ages.length > 0) tests.push((profile) => profile.ages.slice(0, 1).some((age) => ages.includes(age)));
  // Below zero means "not filtered".
  const { count_ge: least = -1, count_le: most = -1 } = count;
  if (least >= 0) tests.push(({ creator }) => creator.followers >= least);
  if (most >= 0) tests.push(({ creator }) => creator.followers <= most);
  if (gender !== undefined) {
    const from = gender.percentage_ge ?? 5000;
    tests.push(({ womenBps }) => (gender.gender === 'FEMALE' ? womenBps : 10_000 - womenBps) >= from);
  }
  return tests;
}

function advancedTests({ advanced_filters: wanted = {} }: MarketFilter): Test[] {
  const { category_pro: pros = [], creator_level: levels = [], language: languages = [] } = wanted;
  const among = (list: readonly string[], value: (profile: MarketProfile) => string): Test[] =>
    list.length === 0 ? [] : [(profile) => list.includes(value(profile))];
  return [
    ...among(pros, (profile) => profile.categoryPro),
    ...among(levels, (profile) => profile.level),
    ...among(languages, (profile) => profile.language),
  ];
}
