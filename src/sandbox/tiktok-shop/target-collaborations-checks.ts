import { SECOND } from '../clock.ts';
import type { CreatorRow, ProductRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import type { Pair, TargetCollaborationRow } from '../world/target-collaborations.ts';
import { findTargetCollaboration, heldPairs } from '../world/target-collaborations.ts';
import type { Call } from './call.ts';
import { invalidParams, param } from './call.ts';
import { CODE, Refusal } from './envelope.ts';

export const MAX_PRODUCTS = 100;
export const MAX_CREATORS = 50;

/** Ways to take the talk off the platform or to promise money. The platform publishes no list; these are plain cases. */
const SENSITIVE = ['whatsapp', 'wechat', 'telegram', 'paypal', 'venmo', 'guaranteed income'];

export function targetOf(call: Call): TargetCollaborationRow {
  const row = findTargetCollaboration(call.moment, param(call, 'target_collaboration_id'));
  if (row === undefined) throw invalidParams('Target collaboration not found.');
  return row;
}

/** The wire's string of seconds as epoch milliseconds. */
export function endOf(moment: Moment, endTime: string): number {
  const end = /^\d{10}$/.test(endTime) ? Number(endTime) * SECOND : 0;
  if (end <= moment.now) throw invalidParams('invalid_params');
  return end;
}

export function checkWords(...texts: readonly string[]): void {
  const all = texts.join(' ').toLowerCase();
  if (SENSITIVE.some((word) => all.includes(word)))
    throw new Refusal(CODE.sensitiveWords, 'The name or message contains sensitive words.');
}

const distinct = (ids: readonly string[]): boolean => new Set(ids).size === ids.length;

/** Everything named must exist and be allowed in an invitation; the first that is not decides the code. */
export function checkMembers(
  moment: Moment,
  creatorIds: readonly string[],
  productIds: readonly string[],
): void {
  const { state } = moment;
  if (!distinct(creatorIds) || !distinct(productIds))
    throw invalidParams('A creator or product is listed twice.');
  for (const id of productIds) {
    const product = state.one<ProductRow>('SELECT * FROM products WHERE product_id = ?', id);
    if (product === undefined)
      throw new Refusal(CODE.foreignProduct, 'Product does not belong to the seller.');
    if (product.status !== 'ACTIVATE') throw new Refusal(CODE.unavailable, `Product ${id} is unavailable.`);
  }
  const limit = state.metaOrNull('follower_limit') || null;
  for (const id of creatorIds) {
    const creator = state.one<CreatorRow>('SELECT * FROM creators WHERE creator_open_id = ?', id);
    if (creator === undefined) throw new Refusal(CODE.unavailable, `Creator ${id} is unavailable.`);
    if (limit !== null && creator.followers > Number(limit))
      throw new Refusal(CODE.followerLimit, 'A creator has more followers than the shop may invite.');
  }
}

export interface Conflicts {
  pairs: Pair[];
  /** True: nothing may be written. False: only the pairs stay out. */
  refuses: boolean;
}

/** What the platform does with conflicts is reported both ways; an act chooses. */
export function conflictsOf(
  moment: Moment,
  creatorIds: readonly string[],
  productIds: readonly string[],
  except: string | null,
): Conflicts {
  const held = heldPairs(moment, creatorIds, productIds, except);
  const pairs = held.map(({ creator_open_id, product_id }) => ({ creator_open_id, product_id }));
  return { pairs, refuses: pairs.length > 0 && moment.state.metaOrNull('conflict_mode') !== 'leave_out' };
}

export const conflictView = (pairs: readonly Pair[]): object[] =>
  pairs.map((pair) => ({ creator_user_open_id: pair.creator_open_id, product_id: pair.product_id }));
