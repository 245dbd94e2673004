import { DAY, HOUR } from '../clock.ts';
import { writeCreator } from '../generator/creators.ts';
import type { Moment } from '../state.ts';
import { commissionAt } from '../world/commission.ts';
import {
  type CommissionPlan,
  contentId,
  type Purchase,
  type SellableProduct,
  sellableProducts,
  takeSerials,
  writePurchases,
} from '../world/sales.ts';
import { removalOf } from '../world/sales-content.ts';
import type { PostRow } from '../world/sales-rows.ts';

/** Above every serial that the generator and the bulk of applications use. */
const FIRST_SERIAL = 1_000_000;
const HISTORY_DAYS = 85;
const POSTS_PER_CREATOR = 4;
/** Written in slices, so that a large history is never in memory at once. */
const SLICE = 5_000;
/** The index by content is written all over; 2,000 is what SQLite takes by itself. */
const BULK_CACHE_KB = 64_000;
const USUAL_CACHE_KB = 2_000;
const KINDS = ['good', 'good', 'middling', 'silent', 'weak'] as const;

interface Author {
  creatorOpenId: string;
  posts: { id: string; created: number; products: SellableProduct[] }[];
}

/** Adds a history of `lines` order lines by `creators` new creators, spread over the last twelve weeks. */
export function populateSales(
  moment: Moment,
  wanted: { creators: number; lines: number },
): { creators: number; lines: number } {
  const { random } = moment;
  const products = sellableProducts(moment.state).filter(
    (product) => commissionAt(moment.state, '', product.product_id, moment.now) !== null,
  );
  const first = takeSerials(moment.state, 'populated_seller', wanted.creators);
  const authors = Array.from({ length: wanted.creators }, (_, index) =>
    writeAuthor(moment, products, FIRST_SERIAL + first + index),
  );
  const purchaseOf = (index: number): Purchase => {
    const key = `bulk ${first}.${index}`;
    // Squared: a few creators sell most.
    return purchaseFrom(
      moment,
      authors[Math.floor(authors.length * random.fraction('author', key) ** 2)],
      key,
    );
  };
  writeInOrder(moment, wanted.lines, purchaseOf);
  return { creators: wanted.creators, lines: wanted.lines };
}

/** Appending by time is what makes a large history quick to write; only the times are in memory at once. */
function writeInOrder(moment: Moment, lines: number, purchaseOf: (index: number) => Purchase): void {
  const times = Float64Array.from({ length: lines }, (_, index) => purchaseOf(index).at);
  const order = Uint32Array.from(times, (_, index) => index).sort(
    (left, right) => (times[left] ?? 0) - (times[right] ?? 0),
  );
  const planOf = plansByDay(moment);
  moment.state.execute(`PRAGMA cache_size = -${BULK_CACHE_KB}`);
  for (let start = 0; start < lines; start += SLICE) {
    writePurchases(moment, Array.from(order.subarray(start, start + SLICE), purchaseOf), planOf);
  }
  moment.state.execute(`PRAGMA cache_size = -${USUAL_CACHE_KB}`);
}

function writeAuthor(moment: Moment, products: readonly SellableProduct[], serial: number): Author {
  const { state, random, now } = moment;
  const creator = writeCreator(state, random, random.pick(KINDS, 'bulk kind', serial), serial);
  const first = takeSerials(state, 'bulk_post', POSTS_PER_CREATOR);
  const posts = Array.from({ length: POSTS_PER_CREATOR }, (_, index) => {
    const key = `${serial}.${index}`;
    const id = contentId(moment, '7602', first + index);
    const created = now - Math.round((1 + (HISTORY_DAYS - 1) * random.fraction('bulk posted', key)) * DAY);
    const live = index === POSTS_PER_CREATOR - 1;
    const shown = [random.pick(products, 'bulk shows', key)];
    const post: PostRow = {
      post_id: id,
      creator_open_id: creator.creator_open_id,
      product_ids: JSON.stringify(shown.map((product) => product.product_id)),
      format: live ? 'LIVE' : 'VIDEO',
      title: live ? 'Live picks with me' : 'My favourites this month',
      created_ms: created,
      ended_ms: live ? created + 2 * HOUR : created,
      removed_ms: removalOf(moment, id, created),
      final_views: random.integer(500, 80_000, 'bulk views', key),
    };
    state.insert('posts', { ...post });
    return { id, created, live, products: shown };
  });
  return { creatorOpenId: creator.creator_open_id, posts };
}

/** One line of a video's or LIVE's, after it was posted. */
function purchaseFrom({ random, now }: Moment, author: Author | undefined, key: string): Purchase {
  if (author === undefined) throw new Error('Nobody to sell: ask for at least one creator.');
  const post = random.pick(author.posts, 'bulk post', key);
  const live = post === author.posts.at(-1);
  const age = now - HOUR - post.created;
  const after = live ? 3 * HOUR : Math.min(age, 20 * DAY);
  return {
    key,
    at: post.created + Math.floor(after * random.fraction('bulk at', key) ** 2),
    creatorOpenId: author.creatorOpenId,
    contentId: post.id,
    contentType: live ? 'LIVE' : 'VIDEO',
    products: post.products,
    single: true,
  };
}

/** New creators have no deals of their own: the plan of one of them at noon holds for all, a day and product. */
function plansByDay({ state, now }: Moment): (purchase: Purchase, productId: string) => CommissionPlan {
  const known = new Map<string, CommissionPlan>();
  return (purchase, productId) => {
    const day = Math.floor(purchase.at / DAY);
    const key = `${productId} ${day}`;
    const plan = known.get(key);
    if (plan !== undefined) return plan;
    // Before its plan began a product is sold at today's, so that a bulk has the size that was asked for.
    const fresh =
      commissionAt(state, purchase.creatorOpenId, productId, day * DAY + DAY / 2) ??
      commissionAt(state, purchase.creatorOpenId, productId, now);
    known.set(key, fresh);
    return fresh;
  };
}
