import { DAY, HOUR } from '../clock.ts';
import type { CreatorRow, ProductRow } from '../rows.ts';
import type { Moment, Part } from '../state.ts';
import { answerDue, answerInvitation, decide } from '../world/collaborations-answer.ts';
import { COLLABORATIONS_SCHEMA } from '../world/collaborations-schema.ts';
import {
  addProduct,
  cancelTargetCollaboration,
  inviteCreator,
  writeHeader,
  writeRate,
} from '../world/collaborations-write.ts';
import { collaborationsChanged } from '../world/commission.ts';
import { WRITERS } from '../world/messages.ts';
import { writeOpenRate } from '../world/open-collaborations.ts';
import { schedule } from '../world/queue.ts';
import { findTargetCollaboration, heldPairs } from '../world/target-collaborations.ts';
import { writeCardConversations } from './collaborations-messages.ts';
import { PAST_DEALS, type PastDeal } from './collaborations-past.ts';

/** Before this, no creator writes by themselves: a programme starts quietly. */
const FIRST_WRITES = 5 * HOUR;

/** Plans of both kinds with their past rates, rules for samples, and conversations with more than text in them. */
export const COLLABORATIONS_PART: Part = {
  name: 'collaborations',
  schema: COLLABORATIONS_SCHEMA,
  fill: (moment) => {
    const { state } = moment;
    const products = state.all<ProductRow>(
      `SELECT * FROM products WHERE status = 'ACTIVATE' ORDER BY product_id`,
    );
    const creators = state.all<CreatorRow>('SELECT * FROM creators ORDER BY rowid');
    products.forEach((product, index) => {
      writeOpenPlan(moment, product, index);
      writeSampleRule(moment, product, index);
    });
    PAST_DEALS.forEach((deal, index) => {
      writeDeal(moment, { products, creators }, deal, index);
    });
    writeCardConversations(moment);
    state.setMeta(WRITERS, String(creators.length));
    schedule(moment, moment.now + FIRST_WRITES, 'creator_writes', '1');
  },
};

const rateOf = (product: ProductRow): number => Math.round(Number(product.commission) * 10_000);

/** Every fourth plan was raised two months ago, every fourth cut three weeks ago: that cut is not through yet. */
function writeOpenPlan(moment: Moment, product: ProductRow, index: number): void {
  const { state, now } = moment;
  const id = state.nextId('open_collaboration');
  const created = Math.min(now, product.created_ms + (index + 2) * DAY);
  state.insert('open_collaborations', {
    open_collaboration_id: id,
    product_id: product.product_id,
    created_ms: created,
    ended_ms: null,
  });
  const rate = rateOf(product);
  const [before, since] =
    index % 4 === 1
      ? [rate - 300, now - 60 * DAY]
      : index % 4 === 3
        ? [rate + 200, now - 21 * DAY]
        : [rate, created];
  writeOpenRate(state, id, created, before);
  if (since > created) writeOpenRate(state, id, since, rate);
  collaborationsChanged(state);
}

/** Most products have a rule for samples; the states differ. */
function writeSampleRule(moment: Moment, product: ProductRow, index: number): void {
  if (index % 3 === 2) return;
  const { now } = moment;
  const limited = index % 4 === 0;
  const thresholds =
    index % 2 === 0
      ? { minimum_follower_count: 2000, minimum_gmv: 500, predicted_fulfillment_rank: 'MEDIUM' }
      : {
          minimum_follower_count: 1000,
          category_ids: [product.category_id],
          predicted_fulfillment_rank: 'ALL',
        };
  moment.state.insert('sample_rules', {
    product_id: product.product_id,
    sample_quota: index === 1 ? 1 : 60 + 20 * index,
    unlimited: limited ? 0 : 1,
    start_ms: limited ? now + (index === 12 ? 3 : -40) * DAY : null,
    end_ms: limited ? now + (index === 4 ? -2 : 30) * DAY : null,
    thresholds: JSON.stringify(thresholds),
    set_ms: now - 90 * DAY,
  });
}

interface Cast {
  products: readonly ProductRow[];
  creators: readonly CreatorRow[];
}

/** One invitation of the past, with what its creators made of it until now. The youngest still waits for answers. */
function writeDeal(moment: Moment, cast: Cast, deal: PastDeal, index: number): void {
  const { state, now } = moment;
  const id = state.nextId('target_collaboration');
  const start = now - deal.began * DAY - Math.round(9 * HOUR * moment.random.fraction('deal start', index));
  const at: Moment = { ...moment, now: start };
  const terms = {
    name: deal.name,
    message: 'Hi! We like how you show things. Would you present these?',
    email: 'creators@northbeam.example.com',
    hasFreeSample: deal.sample !== undefined,
    approvalExempt: deal.sample === 'exempt',
    endMs: now + deal.ends * DAY,
  };
  writeHeader(state, id, terms, start, deal.type ?? 'STANDARD');
  const products = offered(cast, deal);
  for (const product of products) writeOffer(at, id, product, deal);
  const productIds = products.map((product) => product.productId);
  const creators = invited(moment, cast, deal, { index, productIds });
  if (deal.cancelled === 'long ago') setCancelled(moment, id, now - 40 * DAY);
  for (const creator of creators) inviteCreator(at, id, creator.creator_open_id);
  collaborationsChanged(state);
  letAnswer(at, id, creators, moment);
  const row = findTargetCollaboration(moment, id);
  if (deal.cancelled === 'now' && row !== undefined) cancelTargetCollaboration(moment, row);
}

function offered(
  { products }: Cast,
  deal: PastDeal,
): { productId: string; rateBps: number; adsRateBps: number | null }[] {
  return products
    .filter((product) => deal.products.some((words) => product.title.includes(words)))
    .map((product) => ({
      productId: product.product_id,
      rateBps: rateOf(product) + deal.above,
      adsRateBps: deal.adsRate ?? null,
    }));
}

function writeOffer(
  at: Moment,
  id: string,
  product: ReturnType<typeof offered>[number],
  deal: PastDeal,
): void {
  const [daysAgo, lower] = deal.changed ?? [0, 0];
  addProduct(at, id, { ...product, rateBps: product.rateBps - lower });
  if (lower !== 0) writeRate(at.state, id, product, at.now + (deal.began - daysAgo) * DAY);
}

/** No pair may be in two live invitations, so creators who hold one of the products are passed over. */
function invited(
  moment: Moment,
  { creators }: Cast,
  deal: PastDeal,
  given: { index: number; productIds: readonly string[] },
): CreatorRow[] {
  const { index, productIds } = given;
  const ids = creators.map((creator) => creator.creator_open_id);
  const busy = new Set(heldPairs(moment, ids, productIds, null).map((pair) => pair.creator_open_id));
  return creators
    .filter((creator) => creator.agency === '' && !busy.has(creator.creator_open_id))
    .map((creator) => ({
      creator,
      draw: moment.random.fraction('deal cast', index, creator.creator_open_id),
    }))
    .sort((left, right) => left.draw - right.draw)
    .slice(0, deal.creators)
    .map(({ creator }) => creator);
}

function setCancelled(moment: Moment, id: string, atMs: number): void {
  moment.state.run(
    'UPDATE target_collaborations SET cancelled_ms = ?, updated_ms = ? WHERE target_collaboration_id = ?',
    atMs,
    atMs,
    id,
  );
}

/** Answers of the past are written as they fell; samples of that time are part of the history of samples already. */
function letAnswer(at: Moment, id: string, creators: readonly CreatorRow[], present: Moment): void {
  const due = creators.map((creator) => ({ creator, atMs: answerDue(at, id, creator.creator_open_id) }));
  for (const { creator, atMs } of due.filter((one) => one.atMs > present.now)) {
    schedule(present, atMs, 'target_answer', JSON.stringify([id, creator.creator_open_id]));
  }
  const row = findTargetCollaboration(present, id);
  if (row === undefined) return;
  // All decisions first: an answer changes what is cached about rates, and no decision looks at another.
  const decided = due
    .filter((one) => one.atMs <= present.now)
    .map(({ creator, atMs }) => ({ creator, atMs, accepts: decide({ ...at, now: atMs }, row, creator) }));
  for (const { creator, atMs, accepts } of decided) {
    if (accepts === null) continue;
    answerInvitation({ ...at, now: atMs }, { ...row, has_free_sample: 0 }, creator.creator_open_id, accepts);
  }
}
