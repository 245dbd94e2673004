import { DAY, MINUTE } from '../clock.ts';
import type { CreatorRow, SkuRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { collaborationsChanged, commissionAt } from './commission.ts';
import { schedule } from './queue.ts';
import { approve, disapprovableReasons, findApplication } from './samples.ts';
import type { TargetCollaborationRow } from './target-collaborations.ts';
import { findTargetCollaboration, isLive, targetPicture } from './target-collaborations.ts';

const REVIEW_DAYS = 7;
/** Chance to accept a deal that pays what the open plan pays, of a creator without and with all quality. */
const BASE = 0.1;
const BY_QUALITY = 0.45;
/** What a percentage point above the open rate adds. */
const BY_POINT = 0.03;

/** When a creator who is invited at the moment looks at it: hours later, or days. */
export function answerDue(moment: Moment, id: string, creatorId: string): number {
  const wait = moment.random.fraction('target answer after', id, creatorId);
  return moment.now + 90 * MINUTE + Math.round(3 * DAY * wait ** 2);
}

export function awaitAnswer(moment: Moment, id: string, creatorId: string): void {
  schedule(moment, answerDue(moment, id, creatorId), 'target_answer', JSON.stringify([id, creatorId]));
}

/** The event's side of it: accepts, refuses or lets it lie, by hidden quality and by what is offered. */
export function targetAnswer(moment: Moment, subject: string): void {
  const [id, creatorId]: [string, string] = JSON.parse(subject);
  const row = findTargetCollaboration(moment, id);
  const creator = moment.state.one<CreatorRow>('SELECT * FROM creators WHERE creator_open_id = ?', creatorId);
  if (row === undefined || creator === undefined || !isLive(row, moment.now)) return;
  const answered = moment.state.one(
    `SELECT 1 FROM target_creators WHERE target_collaboration_id = ? AND creator_open_id = ? AND answered_ms IS NOT NULL
     AND removed_ms IS NULL`,
    id,
    creatorId,
  );
  if (answered !== undefined) return;
  const decided = decide(moment, row, creator);
  if (decided !== null) answerInvitation(moment, row, creatorId, decided);
}

/** One draw per creator and invitation, so that a better rate can only turn it for the better. Null: no answer. */
export function decide(moment: Moment, row: TargetCollaborationRow, creator: CreatorRow): boolean | null {
  if (creator.blocks_seller === 1) return null;
  const { state, random, now } = moment;
  const gains = targetPicture(state, row, now)
    .products.filter((one) => one.status === 'NORMAL')
    .map((one) => {
      const open = commissionAt(state, creator.creator_open_id, one.product_id, now);
      return (one.rate_bps - (open?.rateBps ?? 0)) / 100;
    });
  const points = gains.reduce((sum, gain) => sum + gain, 0) / Math.max(1, gains.length);
  const accepts = Math.min(0.95, BASE + BY_QUALITY * creator.quality + BY_POINT * points);
  const refuses = 0.3 * (1 - creator.quality);
  const draw = random.fraction('target answer', row.target_collaboration_id, creator.creator_open_id);
  if (draw < accepts) return true;
  return draw > 1 - refuses ? false : null;
}

/** Writes the creator's answer. False when they hold no open invitation of it, or have accepted before. */
export function answerInvitation(
  moment: Moment,
  row: TargetCollaborationRow,
  creatorId: string,
  accepts: boolean,
): boolean {
  const { state, now } = moment;
  const changed = state.run(
    `UPDATE target_creators SET answered_ms = ?, accepted = ? WHERE target_collaboration_id = ? AND creator_open_id = ?
     AND (removed_ms IS NULL OR removed_ms > ?) AND coalesce(accepted, 0) = 0 AND NOT (answered_ms IS NOT NULL AND ? = 0)`,
    now,
    accepts ? 1 : 0,
    row.target_collaboration_id,
    creatorId,
    now,
    accepts ? 1 : 0,
  );
  if (changed === 0) return false;
  if (accepts) startPromoting(moment, row, creatorId);
  collaborationsChanged(state);
  return true;
}

/** Accepting puts a product into the showcase; others follow, some with content, and a sample is asked for. */
function startPromoting(moment: Moment, row: TargetCollaborationRow, creatorId: string): void {
  const { state, random, now } = moment;
  const id = row.target_collaboration_id;
  const quality =
    state.one<CreatorRow>('SELECT * FROM creators WHERE creator_open_id = ?', creatorId)?.quality ?? 0;
  const picture = targetPicture(state, row, now);
  const products = picture.products.filter(
    (one) => one.status === 'NORMAL' && !picture.leftOut.has(`${creatorId} ${one.product_id}`),
  );
  const sampled = row.has_free_sample === 1 ? requestSample(moment, row, creatorId, products) : null;
  products.forEach((product, index) => {
    const key = [id, creatorId, product.product_id] as const;
    if (index > 0 && !random.chance(0.3 + 0.6 * quality, 'target showcase', ...key)) return;
    const shown = index === 0 ? now : now + Math.round(2 * DAY * random.fraction('target shown', ...key));
    const posts = random.chance(0.7 * quality, 'target posts', ...key);
    const posted = shown + Math.round((1 + 12 * random.fraction('target posted', ...key)) * DAY);
    state.run(
      'INSERT OR REPLACE INTO target_promotions VALUES (?, ?, ?, ?, ?, ?)',
      ...key,
      shown,
      posts && sampled?.productId !== product.product_id ? posted : null,
      sampled?.productId === product.product_id ? sampled.applicationId : null,
    );
  });
}

/** One sample per creator and invitation, of the first product that can be had. Exempt ones skip the review. */
function requestSample(
  moment: Moment,
  row: TargetCollaborationRow,
  creatorId: string,
  products: readonly { product_id: string; rate_bps: number }[],
): { applicationId: string; productId: string } | null {
  const { state, random, now } = moment;
  for (const product of products) {
    const asked = state.one(
      'SELECT 1 FROM applications WHERE creator_open_id = ? AND product_id = ?',
      creatorId,
      product.product_id,
    );
    const skus = state.all<SkuRow>(
      'SELECT * FROM skus WHERE product_id = ? AND available > 0 ORDER BY sku_id',
      product.product_id,
    );
    if (asked !== undefined || skus.length === 0) continue;
    const applicationId = state.nextId('target_application');
    const sku = random.pick(skus, 'target sku', applicationId);
    const approveBy = now + REVIEW_DAYS * DAY;
    state.insert('applications', {
      application_id: applicationId,
      creator_open_id: creatorId,
      product_id: product.product_id,
      sku_id: sku.sku_id,
      status: 'PENDING',
      fulfillment_status: 'PENDING',
      commission: String(product.rate_bps / 10_000),
      partner_name: '',
      requested_ms: now,
      approve_by_ms: approveBy,
      ship_by_ms: 0,
      post_by_ms: 0,
      order_id: '',
      tracking_number: '',
    });
    schedule(moment, approveBy, 'approve_deadline', applicationId);
    const application = findApplication(moment, applicationId);
    if (row.approval_exempt === 1 && application && disapprovableReasons(moment, application).length === 0)
      approve(moment, application, 'outside');
    return { applicationId, productId: product.product_id };
  }
  return null;
}
