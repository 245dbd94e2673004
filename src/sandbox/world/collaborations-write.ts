import type { Moment, State } from '../state.ts';
import { awaitAnswer } from './collaborations-answer.ts';
import { nextShopMidnight } from './collaborations-day.ts';
import { collaborationsChanged } from './commission.ts';
import type { Pair, TargetCollaborationRow } from './target-collaborations.ts';
import { findTargetCollaboration, promotions } from './target-collaborations.ts';

export interface OfferedProduct {
  productId: string;
  rateBps: number;
  adsRateBps: number | null;
}

export interface TargetTerms {
  name: string;
  message: string;
  email: string;
  hasFreeSample: boolean;
  approvalExempt: boolean;
  endMs: number;
}

/** Writes an invitation that starts now and sends it to its creators. Answers its id. */
export function createTargetCollaboration(
  moment: Moment,
  terms: TargetTerms,
  offer: { creatorIds: readonly string[]; products: readonly OfferedProduct[]; leftOut: readonly Pair[] },
): string {
  const id = moment.state.nextId('target_collaboration');
  writeHeader(moment.state, id, terms, moment.now, 'STANDARD');
  for (const pair of offer.leftOut) leaveOut(moment.state, id, pair);
  for (const product of offer.products) addProduct(moment, id, product);
  for (const creatorId of offer.creatorIds) addCreator(moment, id, creatorId);
  collaborationsChanged(moment.state);
  return id;
}

export function writeHeader(
  state: State,
  id: string,
  terms: TargetTerms,
  startMs: number,
  type: string,
): void {
  state.insert('target_collaborations', {
    target_collaboration_id: id,
    name: terms.name,
    message: terms.message,
    type,
    email: terms.email,
    has_free_sample: terms.hasFreeSample ? 1 : 0,
    approval_exempt: terms.approvalExempt ? 1 : 0,
    start_ms: startMs,
    end_ms: terms.endMs,
    updated_ms: startMs,
    cancelled_ms: null,
  });
}

/** Another live invitation holds this pair, so this one does not. */
export function leaveOut(state: State, id: string, pair: Pair): void {
  state.run(
    'INSERT OR IGNORE INTO target_exclusions VALUES (?, ?, ?)',
    id,
    pair.creator_open_id,
    pair.product_id,
  );
}

/** Adds a product, or keeps one whose removal was under way. */
export function addProduct(moment: Moment, id: string, product: OfferedProduct): void {
  const { state, now } = moment;
  const kept = state.run(
    'UPDATE target_products SET removed_ms = NULL WHERE target_collaboration_id = ? AND product_id = ? AND removed_ms >= ?',
    id,
    product.productId,
    now,
  );
  if (kept === 0) {
    state.insert('target_products', {
      target_collaboration_id: id,
      product_id: product.productId,
      added_ms: now,
      removed_ms: null,
    });
  }
  writeRate(state, id, product, now);
}

/** The rate from `fromMs` on; what was planned for later falls away. */
export function writeRate(state: State, id: string, product: OfferedProduct, fromMs: number): void {
  state.run(
    'DELETE FROM target_rates WHERE target_collaboration_id = ? AND product_id = ? AND from_ms >= ?',
    id,
    product.productId,
    fromMs,
  );
  state.insert('target_rates', {
    target_collaboration_id: id,
    product_id: product.productId,
    from_ms: fromMs,
    rate_bps: product.rateBps,
    ads_rate_bps: product.adsRateBps,
  });
}

/** Invites a creator, or keeps one whose removal was under way. */
export function addCreator(moment: Moment, id: string, creatorId: string): void {
  const { state, now } = moment;
  const kept = state.run(
    'UPDATE target_creators SET removed_ms = NULL WHERE target_collaboration_id = ? AND creator_open_id = ? AND removed_ms >= ?',
    id,
    creatorId,
    now,
  );
  if (kept > 0) return;
  inviteCreator(moment, id, creatorId);
  awaitAnswer(moment, id, creatorId);
}

export function inviteCreator({ state, now }: Moment, id: string, creatorId: string): void {
  state.insert('target_creators', {
    target_collaboration_id: id,
    creator_open_id: creatorId,
    added_ms: now,
    removed_ms: null,
    answered_ms: null,
    accepted: null,
  });
}

interface RateRow {
  from_ms: number;
  rate_bps: number;
  ads_rate_bps: number | null;
}

/** The last rate that was set, in force or still to come. */
export function settledRate(state: State, id: string, productId: string): RateRow | undefined {
  return state.one<RateRow>(
    `SELECT from_ms, rate_bps, ads_rate_bps FROM target_rates WHERE target_collaboration_id = ? AND product_id = ?
     ORDER BY from_ms DESC LIMIT 1`,
    id,
    productId,
  );
}

function rateInForce(moment: Moment, id: string, productId: string): RateRow | undefined {
  return moment.state.one<RateRow>(
    `SELECT from_ms, rate_bps, ads_rate_bps FROM target_rates WHERE target_collaboration_id = ? AND product_id = ? AND from_ms <= ?
     ORDER BY from_ms DESC LIMIT 1`,
    id,
    productId,
    moment.now,
  );
}

/** A raise holds at once; a cut too, unless the product stands in a showcase: then at the shop's next midnight. */
export function changeTargetRate(moment: Moment, id: string, product: OfferedProduct): void {
  const { state, now } = moment;
  const before = rateInForce(moment, id, product.productId);
  const standard = (rate: { rate_bps: number; ads_rate_bps: number | null }): number =>
    rate.ads_rate_bps ?? rate.rate_bps;
  const after = { rate_bps: product.rateBps, ads_rate_bps: product.adsRateBps };
  const cut =
    before !== undefined && (after.rate_bps < before.rate_bps || standard(after) < standard(before));
  const waits = cut && inShowcase(moment, id, (pair) => pair.product_id === product.productId);
  writeRate(state, id, product, waits ? nextShopMidnight(now) : now);
  if (before === undefined || after.rate_bps > before.rate_bps) askAgain(moment, id);
  collaborationsChanged(state);
}

/** A better rate brings the invitation back to those who have not answered. */
function askAgain(moment: Moment, id: string): void {
  const silent = moment.state.all<{ creator_open_id: string }>(
    `SELECT creator_open_id FROM target_creators WHERE target_collaboration_id = ? AND answered_ms IS NULL AND removed_ms IS NULL
     AND added_ms < ? ORDER BY creator_open_id`,
    id,
    moment.now,
  );
  for (const one of silent) awaitAnswer(moment, id, one.creator_open_id);
}

function inShowcase(moment: Moment, id: string, matches: (pair: Pair) => boolean): boolean {
  return promotions(moment.state, id, moment.now).some(matches);
}

export function removeProduct(moment: Moment, id: string, productId: string): void {
  const shown = inShowcase(moment, id, (pair) => pair.product_id === productId);
  moment.state.run(
    'UPDATE target_products SET removed_ms = ? WHERE target_collaboration_id = ? AND product_id = ? AND removed_ms IS NULL',
    shown ? nextShopMidnight(moment.now) : moment.now,
    id,
    productId,
  );
}

export function removeCreator(moment: Moment, id: string, creatorId: string): void {
  const shown = inShowcase(moment, id, (pair) => pair.creator_open_id === creatorId);
  moment.state.run(
    'UPDATE target_creators SET removed_ms = ? WHERE target_collaboration_id = ? AND creator_open_id = ? AND removed_ms IS NULL',
    shown ? nextShopMidnight(moment.now) : moment.now,
    id,
    creatorId,
  );
}

/** Cancels the invitation: at once, or at the shop's next midnight when somebody shows its products. */
export function cancelTargetCollaboration(moment: Moment, row: TargetCollaborationRow): void {
  const id = row.target_collaboration_id;
  const shown = inShowcase(moment, id, () => true);
  moment.state.run(
    'UPDATE target_collaborations SET cancelled_ms = ?, updated_ms = ? WHERE target_collaboration_id = ?',
    shown ? nextShopMidnight(moment.now) : moment.now,
    moment.now,
    id,
  );
  collaborationsChanged(moment.state);
}

/** What a person does in Seller Center: gives one product of an invitation another rate. False: no such product. */
export function setTargetRate(moment: Moment, id: string, productId: string, rateBps: number): boolean {
  const known = settledRate(moment.state, id, productId);
  if (known === undefined || findTargetCollaboration(moment, id) === undefined) return false;
  changeTargetRate(moment, id, { productId, rateBps, adsRateBps: known.ads_rate_bps });
  moment.state.run(
    'UPDATE target_collaborations SET updated_ms = ? WHERE target_collaboration_id = ?',
    moment.now,
    id,
  );
  return true;
}
