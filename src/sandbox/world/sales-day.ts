import { DAY, HOUR, MINUTE } from '../clock.ts';
import type { Moment } from '../state.ts';
import { schedule } from './queue.ts';
import {
  contentId,
  type Purchase,
  type SellableProduct,
  sellableProducts,
  takeSerials,
  writePurchases,
} from './sales.ts';
import { removalOf, writePost } from './sales-content.ts';
import type { PostRow, SellerRow } from './sales-rows.ts';

/** Order lines of a usual day once the programme runs. */
const DAY_LINES = { from: 130, to: 200 };
/** Share of a day's lines that new videos and LIVEs are to bring over their lives; the showcases make up the rest. */
const CONTENT_SHARE = 0.6;
const LIVE_RATE = 0.15;
/** Even in weeks full of content some buyers come through a showcase. */
const SHOWCASE_SHARE = 0.1;

const TITLES = [
  'Things I actually use every week',
  'You asked where this is from #northbeam',
  'Testing it so you do not have to',
  'Three weeks later, my honest take #northbeam',
  'A small thing that made mornings easier',
  'Restock day #tiktokmademebuyit',
] as const;

/** Draws creators by their weight. */
interface Cast {
  draw(...key: (string | number)[]): SellerRow | undefined;
}

function castOf(moment: Moment, sellers: readonly SellerRow[]): Cast {
  let sum = 0;
  const upTo = sellers.map((seller) => {
    sum += seller.weight;
    return sum;
  });
  return {
    draw: (...key) => {
      const place = moment.random.fraction(...key) * sum;
      let low = 0;
      let high = sellers.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((upTo[middle] ?? 0) > place) high = middle;
        else low = middle + 1;
      }
      return sellers[low];
    },
  };
}

export interface Market {
  products: readonly SellableProduct[];
  everyone: Cast;
  showcases: Cast;
}

/** Who sells what, read once for any number of days. */
export function marketOf(moment: Moment): Market {
  const sellers = moment.state.all<SellerRow>('SELECT * FROM sales_creators ORDER BY creator_open_id');
  return {
    products: sellableProducts(moment.state),
    everyone: castOf(moment, sellers),
    showcases: castOf(
      moment,
      sellers.filter((seller) => seller.has_showcase === 1),
    ),
  };
}

/** The day's sales are prepared for the following 24 hours, and tomorrow's for tomorrow. */
export function salesDay(moment: Moment): void {
  const lines = moment.random.integer(DAY_LINES.from, DAY_LINES.to, 'lines', Math.floor(moment.now / DAY));
  writeDay(moment, marketOf(moment), lines);
  schedule(moment, moment.now + DAY, 'sales_day', '');
}

/**
 * Writes what begins in the 24 hours from the moment on: new content with the orders of its whole life, and showcase orders
 * until the day has about `lines` order lines, whatever older content still brings.
 */
export function writeDay(moment: Moment, market: Market, lines: number): void {
  if (market.products.length === 0) return;
  const day = Math.floor(moment.now / DAY);
  writeContentOfDay(moment, market, { day, orders: Math.round(lines * CONTENT_SHARE) });
  const known = moment.state.one<{ n: number }>(
    'SELECT count(*) AS n FROM sales WHERE created_ms >= ? AND created_ms < ?',
    moment.now,
    moment.now + DAY,
  );
  const missing = Math.max(Math.round(lines * SHOWCASE_SHARE), lines - (known?.n ?? 0));
  writePurchases(
    moment,
    showcasePurchases(moment, market, { key: `day ${day}`, orders: missing, span: DAY }),
  );
}

/** Few pieces carry a day: its orders are shared out by heavy-tailed weights. */
function writeContentOfDay(moment: Moment, market: Market, share: { day: number; orders: number }): void {
  const { random } = moment;
  const pieces = 2 + Math.round(share.orders / 12);
  const weights = Array.from(
    { length: pieces },
    (_, index) => 1 / Math.max(0.03, random.fraction('piece', share.day, index)) ** 1.1,
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const first = takeSerials(moment.state, 'post', pieces);
  weights.forEach((weight, index) => {
    const orders = Math.round((share.orders * weight) / sum);
    const id = contentId(moment, '7601', first + index);
    writePiece(moment, market, { id, orders, key: `${share.day}.${index}` });
  });
}

/** How long a LIVE of this key runs. */
const liveLength = (moment: Moment, key: string): number =>
  moment.random.integer(30, 180, 'live length', key) * MINUTE;

/** Whether a moment lies in the hours in which nobody posts (night in the shop's zone, roughly). */
const isNight = (atMs: number): boolean => {
  const hour = Math.floor((atMs % DAY) / HOUR);
  return hour >= 7 && hour < 13;
};

function writePiece(
  moment: Moment,
  market: Market,
  piece: { id: string; orders: number; key: string },
): void {
  const { random } = moment;
  const seller = market.everyone.draw('poster', piece.key);
  if (seller === undefined) return;
  const products = shownProducts(moment, market, seller, piece.key);
  const drawn = moment.now + Math.round(DAY * random.fraction('posted', piece.key));
  const created = isNight(drawn) ? drawn + 6 * HOUR : drawn;
  const live = random.chance(LIVE_RATE, 'live', piece.key);
  const post: PostRow = {
    post_id: piece.id,
    creator_open_id: seller.creator_open_id,
    product_ids: JSON.stringify(products.map((product) => product.product_id)),
    format: live ? 'LIVE' : 'VIDEO',
    title: live ? 'Live picks with me' : random.pick(TITLES, 'title', piece.key),
    created_ms: created,
    ended_ms: live ? created + liveLength(moment, piece.key) : created,
    removed_ms: removalOf(moment, piece.id, created),
    final_views: Math.round(
      piece.orders / (0.002 + 0.008 * random.fraction('buy rate', piece.key)) +
        seller.video_views * random.fraction('reach', piece.key),
    ),
  };
  writePost(moment, post, { orders: piece.orders, products, from: moment.now });
}

/** One to three products, mostly of the creator's own category. */
function shownProducts(moment: Moment, market: Market, seller: SellerRow, key: string): SellableProduct[] {
  const { random } = moment;
  const own = market.products.filter((product) => product.category_id === seller.category_id);
  const from = own.length > 0 && random.chance(0.8, 'own category', key) ? own : market.products;
  const count = random.integer(1, 3, 'shown', key);
  const chosen = Array.from({ length: count }, (_, index) => random.pick(from, 'shows', key, index));
  return [...new Set(chosen)];
}

/** Orders from creators' showcases, spread over `span` milliseconds from the moment on. */
export function showcasePurchases(
  moment: Moment,
  market: Market,
  wanted: { key: string; orders: number; span: number },
): Purchase[] {
  return Array.from({ length: wanted.orders }, (_, index) => {
    const key = `${wanted.key}.${index}`;
    const seller = market.showcases.draw('showcase', key);
    if (seller === undefined) return [];
    return {
      key,
      at: moment.now + Math.floor(wanted.span * moment.random.fraction('bought', key)),
      creatorOpenId: seller.creator_open_id,
      contentId: '',
      contentType: 'SHOP' as const,
      products: [...shownProducts(moment, market, seller, key)],
    };
  }).flat();
}
