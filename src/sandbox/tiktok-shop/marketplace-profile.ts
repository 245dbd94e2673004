import type { Moment } from '../state.ts';
import type { MarketCreator } from '../world/sales-market.ts';

/** Everything the marketplace knows of a creator, consent or not. Rates are basis points, amounts cents, windows 30 days. */
export interface MarketProfile {
  creator: MarketCreator;
  gmv: number;
  videoGmv: number;
  liveGmv: number;
  unitsSold: number;
  commissionBps: number;
  /** Basis points of samples that led to a post. */
  postRateBps: number;
  videoViews: number;
  liveViewers: number;
  videoEngagementBps: number;
  liveEngagementBps: number;
  /** Basis points of followers who are women. */
  womenBps: number;
  /** Most frequent first. */
  ages: readonly (typeof AGE_RANGES)[number][];
  categoryIds: readonly string[];
  leafIds: readonly string[];
  language: string;
  level: string;
  /** The label of somebody who posts in one category; '' for most. */
  categoryPro: string;
  fastGrowing: boolean;
}

export const AGE_RANGES = [
  'AGE_RANGE_18_24',
  'AGE_RANGE_25_34',
  'AGE_RANGE_35_44',
  'AGE_RANGE_45_54',
  'AGE_RANGE_55_AND_ABOVE',
] as const;
export const LANGUAGES = ['en', 'es'] as const;
export const LEVELS = ['L1', 'L2', 'L3', 'L4', 'L5', 'L6'] as const;
/** The label by category; kitchenware has none of its own. */
const PRO_BY_CATEGORY: Readonly<Record<string, string>> = {
  '601450': 'Beauty and Self Care',
  '600024': 'Home',
  '603014': 'Sports and Outdoor',
  '602118': 'Pet Supplies',
};
export const CATEGORY_PROS: readonly string[] = Object.values(PRO_BY_CATEGORY);
/** Monthly GMV in cents from which the next level begins. */
const LEVEL_FROM = [0, 50_000, 200_000, 800_000, 2_500_000, 6_000_000];
const AVERAGE_UNIT = 2_300;

/** Derived from the creator's row and the seed, so it is the same on every page and day. */
export function profileOf(
  { random }: Moment,
  creator: MarketCreator,
  leaves: ReadonlyMap<string, readonly string[]>,
): MarketProfile {
  const id = creator.creator_open_id;
  const draw = (name: string): number => random.fraction('market', name, id);
  const liveShare = draw('live share') ** 2 * 0.7;
  const leafIds = leaves.get(creator.category_id) ?? [];
  const level = LEVEL_FROM.filter((from) => creator.gmv_minor >= from).length - 1;
  const youngest = Math.floor(draw('age') * 3);
  return {
    creator,
    gmv: creator.gmv_minor,
    liveGmv: Math.round(creator.gmv_minor * liveShare),
    videoGmv: creator.gmv_minor - Math.round(creator.gmv_minor * liveShare),
    unitsSold: Math.round(creator.gmv_minor / AVERAGE_UNIT),
    commissionBps: Math.round(400 + 2000 * draw('commission')),
    postRateBps: Math.round(Number(creator.fulfilment_percent) * 100),
    videoViews: creator.video_views,
    liveViewers: Math.round(creator.video_views * liveShare * 0.4),
    videoEngagementBps: Math.round(100 + 1400 * draw('video engagement')),
    liveEngagementBps: Math.round(200 + 1800 * draw('live engagement')),
    womenBps: Math.round(2_000 + 7_000 * draw('women')),
    ages: AGE_RANGES.slice(youngest, youngest + 3),
    categoryIds: [creator.category_id],
    leafIds: leafIds.length === 0 ? [] : [random.pick(leafIds, 'market leaf', id)],
    language: draw('language') < 0.85 ? 'en' : 'es',
    level: LEVELS[Math.max(0, level)] ?? 'L1',
    categoryPro: creator.gmv_minor > 800_000 ? (PRO_BY_CATEGORY[creator.category_id] ?? '') : '',
    fastGrowing: draw('growing') < 0.1,
  };
}

/** The catalogue's child categories by their parent. */
export function childCategories({ state }: Moment): Map<string, string[]> {
  const children = new Map<string, string[]>();
  for (const row of state.all<{ category_id: string; leaf_id: string }>(
    'SELECT DISTINCT category_id, leaf_id FROM products ORDER BY category_id, leaf_id',
  )) {
    children.set(row.category_id, [...(children.get(row.category_id) ?? []), row.leaf_id]);
  }
  return children;
}
