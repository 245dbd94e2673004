import { z } from 'zod';
import { decidePlans } from '../world/sales.ts';
import type { PostRow } from '../world/sales-rows.ts';
import {
  fraction,
  type Interval,
  listAnswer,
  localTime,
  notFound,
  type Period,
  percent,
  periodOf,
  showsNobody,
  usd,
} from './analytics-period.ts';
import { NONE, perDay, plus, type Sums, sumsBy, viewsIn } from './analytics-sums.ts';
import { type Call, param } from './call.ts';

/** Share of videos for which the platform names no creator block. */
const NO_CREATOR_RATE = 0.04;
/** The row that gathers videos which are not there any more. */
const UNKNOWN_VIDEO = '0';
const Ids = z.array(z.string());

type Author = PostRow & { username: string; nickname: string };

interface VideoRow {
  post: Author | null;
  sums: Sums;
  views: number;
  clicks: number;
}

/** The list of versions 202605 (decimal fractions, creator block) and 202509 (percent signs, none). */
export function videos(call: Call, version: '202605' | '202509'): object {
  const { moment } = call;
  const period = periodOf(call);
  decidePlans(moment.state, moment.now);
  const rows = showsNobody(moment, call.query) ? [] : videoRows(call, period);
  const customers = (row: VideoRow): number => perDay(row.sums.orders, period);
  return listAnswer<VideoRow>(call, period, {
    key: 'videos',
    rows,
    sort: {
      gmv: (row) => row.sums.gmv,
      gpm: gpmMinor,
      avg_customers: customers,
      sku_orders: (row) => row.sums.lines,
      items_sold: (row) => row.sums.items,
      views: (row) => row.views,
      click_through_rate: (row) => (row.views === 0 ? 0 : row.clicks / row.views),
    },
    view: (row) => ({
      ...identity(call, row.post, version),
      gmv: usd(row.sums.gmv),
      gpm: usd(gpmMinor(row)),
      avg_customers: customers(row),
      sku_orders: row.sums.lines,
      items_sold: row.sums.items,
      views: row.views,
      click_through_rate: (version === '202605' ? fraction : percent)(row.clicks, row.views),
    }),
  });
}

const gpmMinor = (row: { views: number; sums: Sums }): number =>
  row.views === 0 ? 0 : Math.round((1000 * row.sums.gmv) / row.views);

/** Every video seen or sold through in the period; those taken down since are one row without a name. */
function videoRows(call: Call, period: Period): VideoRow[] {
  const { state, random, now } = call.moment;
  const sums = new Map(
    sumsBy(state, 'content_id', period, { content_type: 'VIDEO' }).map((row) => [row.content_id, row]),
  );
  const posts = state.all<Author>(
    `SELECT p.*, username, nickname FROM posts p JOIN creators USING (creator_open_id)
     WHERE format = 'VIDEO' AND created_ms < ? ORDER BY post_id`,
    period.until,
  );
  const rows: VideoRow[] = [];
  const gone: VideoRow = { post: null, sums: NONE, views: 0, clicks: 0 };
  for (const post of posts) {
    const sold = sums.get(post.post_id) ?? NONE;
    const views = viewsIn(post, period);
    if (views === 0 && sold.lines === 0) continue;
    const clicks = Math.round(views * (0.02 + 0.08 * random.fraction('clicks', post.post_id)));
    if (post.removed_ms === null || post.removed_ms > now) {
      rows.push({ post, sums: sold, views, clicks });
      continue;
    }
    gone.sums = plus(gone.sums, sold);
    gone.views += views;
    gone.clicks += clicks;
  }
  return gone.views + gone.sums.lines > 0 ? [...rows, gone] : rows;
}

function identity({ moment }: Call, post: Author | null, version: '202605' | '202509'): object {
  if (post === null) {
    return {
      id: UNKNOWN_VIDEO,
      title: '',
      username: '',
      video_post_time: '',
      duration: 0,
      hash_tags: [],
      products: [],
    };
  }
  const named = version === '202605' && !moment.random.chance(NO_CREATOR_RATE, 'no creator', post.post_id);
  return {
    id: post.post_id,
    title: post.title,
    username: post.username,
    video_post_time: localTime(post.created_ms),
    duration: moment.random.integer(12, 90, 'duration', post.post_id),
    hash_tags: post.title.match(/#\w+/g) ?? [],
    products: Ids.parse(JSON.parse(post.product_ids)).map((id) => ({
      id,
      name: productTitle(moment.state, id),
    })),
    ...(named
      ? {
          creator: {
            open_id: post.creator_open_id,
            user_name: post.username,
            nick_name: post.nickname,
            author_type: 'AFFILIATE',
          },
        }
      : {}),
  };
}

const productTitle = (state: Call['moment']['state'], productId: string): string =>
  state.one<{ title: string }>('SELECT title FROM products WHERE product_id = ?', productId)?.title ?? '';

/** One video 202509, whole or by day. */
export function video(call: Call): object {
  const { moment } = call;
  const period = periodOf(call);
  decidePlans(moment.state, moment.now);
  const post = moment.state.one<PostRow>(
    `SELECT * FROM posts WHERE post_id = ? AND format = 'VIDEO' AND created_ms <= ?`,
    param(call, 'video_id'),
    moment.now,
  );
  if (post === undefined || (post.removed_ms !== null && post.removed_ms <= moment.now)) {
    throw notFound('Video not found.');
  }
  return {
    latest_available_date: period.latest,
    performance: {
      intervals: period.intervals.map((interval) => videoInterval(call, post, interval)),
      viewer_profile: [viewerProfile(call, post)],
    },
  };
}

function videoInterval({ moment }: Call, post: PostRow, interval: Interval): object {
  const { state, random } = moment;
  const views = viewsIn(post, interval);
  const products = sumsBy(state, 'product_id', interval, { content_id: post.post_id });
  const clickRate = 0.02 + 0.08 * random.fraction('clicks', post.post_id);
  const sale = (sums: Sums, seen: number): object => {
    const clicks = Math.round(seen * clickRate);
    return {
      gmv: usd(sums.gmv),
      gpm: usd(gpmMinor({ views: seen, sums })),
      items_sold: sums.items,
      customers: sums.orders,
      product_impressions: seen,
      product_clicks: clicks,
      ctr: percent(clicks, seen),
    };
  };
  const total = products.reduce<Sums>(plus, NONE);
  return {
    start_date: interval.start,
    end_date: interval.end,
    sales: {
      overall: sale(total, views),
      breakdowns: products.map((row) => ({
        product_id: row.product_id,
        ...sale(row, Math.floor(views / products.length)),
      })),
    },
    traffic: {
      views,
      likes: Math.floor(views * 0.05),
      comments: Math.floor(views * 0.003),
      shares: Math.floor(views * 0.002),
      new_followers: Math.floor(views * 0.0005),
    },
  };
}

function viewerProfile({ moment }: Call, post: PostRow): object {
  const women = 0.3 + 0.5 * moment.random.fraction('women', post.post_id);
  return {
    type: 'VIEWERS',
    age_distribution: [
      { age: '18-24', percentage: percent(0.28, 1) },
      { age: '25-34', percentage: percent(0.41, 1) },
      { age: '35-44', percentage: percent(0.2, 1) },
      { age: '45-54', percentage: percent(0.07, 1) },
      { age: '55+', percentage: percent(0.04, 1) },
    ],
    country_distribution: [{ country_code: 'US', percentage: percent(1, 1) }],
    gender_distribution: [
      { gender: 'FEMALE', percentage: percent(women, 1) },
      { gender: 'MALE', percentage: percent(1 - women, 1) },
    ],
  };
}
