import { DAY } from '../clock.ts';
import type { ApplicationRow, ContentRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { type Purchase, type SellableProduct, sellableProducts, writePurchases } from './sales.ts';
import type { PostRow } from './sales-rows.ts';

/** Nobody buys through a video after this long. */
const LAST_SALE = 45 * DAY;
/** Time constant of a video's life: the same that the views of a sample's content follow. */
const LIFE = 5 * DAY;
const LIVE_TAIL = DAY;
/** Share of a LIVE's orders that are made while it runs. */
const DURING_LIVE = 0.85;
const REMOVED_RATE = 0.03;

/** A moment's name in the state file from which on content sells; before it the tables may be missing. */
export const SALES_SINCE = 'sales_since_ms';

/** When the n-th of `orders` buyers comes: quantiles of a decaying curve, so that few draws give the whole life. */
function momentsOf(moment: Moment, post: PostRow, orders: number): number[] {
  return Array.from({ length: orders }, (_, index) => {
    const place = (index + moment.random.fraction('buys', post.post_id, index)) / orders;
    if (post.format === 'VIDEO') {
      return post.created_ms + Math.round(Math.min(LAST_SALE, -LIFE * Math.log(1 - place * 0.9999)));
    }
    const length = post.ended_ms - post.created_ms;
    const after = (place - DURING_LIVE) / (1 - DURING_LIVE);
    return (
      post.created_ms + Math.round(after < 0 ? (place / DURING_LIVE) * length : length + after * LIVE_TAIL)
    );
  });
}

/** Writes a piece of content and the orders it will bring, of which those before `from` (epoch ms) are left out. */
export function writePost(
  moment: Moment,
  post: PostRow,
  sells: { orders: number; products: readonly SellableProduct[]; from: number },
): void {
  moment.state.insert('posts', { ...post });
  if (sells.products.length === 0) return;
  const purchases = momentsOf(moment, post, sells.orders).map(
    (at, index): Purchase => ({
      key: `${post.post_id}.${index}`,
      at,
      creatorOpenId: post.creator_open_id,
      contentId: post.post_id,
      contentType: post.format,
      products: sells.products,
    }),
  );
  writePurchases(
    moment,
    purchases.filter((purchase) => purchase.at >= sells.from),
  );
}

/** When a creator takes a piece down again, or null. Most never do. */
export function removalOf(moment: Moment, postId: string, createdMs: number): number | null {
  if (!moment.random.chance(REMOVED_RATE, 'removed', postId)) return null;
  return createdMs + Math.round((2 + 30 * moment.random.fraction('removed at', postId)) * DAY);
}

/** A piece of content made for a sample begins to sell. Does nothing before the world of sales exists. */
export function contentSells(moment: Moment, application: ApplicationRow, content: ContentRow): void {
  if (moment.state.metaOrNull(SALES_SINCE) === null) return;
  writeSampleContent(
    moment,
    { ...content, creator_open_id: application.creator_open_id },
    { products: sellableProducts(moment.state), from: moment.now },
  );
}

/** What a sample's content sells follows from the orders that were drawn for it. */
export function writeSampleContent(
  moment: Moment,
  content: ContentRow & { creator_open_id: string },
  shop: { products: readonly SellableProduct[]; from: number },
): void {
  const post: PostRow = {
    post_id: content.content_id,
    creator_open_id: content.creator_open_id,
    product_ids: JSON.stringify([content.product_id]),
    format: content.format === 'LIVE' ? 'LIVE' : 'VIDEO',
    title: content.description,
    created_ms: content.created_ms,
    ended_ms: Math.max(content.created_ms, content.live_end_ms),
    removed_ms: removalOf(moment, content.content_id, content.created_ms),
    final_views: content.final_views,
  };
  const products = shop.products.filter((product) => product.product_id === content.product_id);
  writePost(moment, post, { orders: content.final_orders, products, from: shop.from });
}
