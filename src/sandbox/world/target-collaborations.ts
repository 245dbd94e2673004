import { DAY } from '../clock.ts';
import type { Moment, State } from '../state.ts';

/** Less than this left: EXPIRING (reference 4.4). */
const EXPIRING_DAYS = 7;

export interface TargetCollaborationRow {
  target_collaboration_id: string;
  name: string;
  message: string;
  type: string;
  email: string;
  has_free_sample: number;
  approval_exempt: number;
  start_ms: number;
  end_ms: number;
  updated_ms: number;
  /** When a removal takes effect; ahead of now while it is under way. */
  cancelled_ms: number | null;
}

export interface TargetProductRow {
  product_id: string;
  added_ms: number;
  removed_ms: number | null;
  /** The rate in force, and since when. */
  rate_bps: number;
  ads_rate_bps: number | null;
  rate_from_ms: number;
}

export interface TargetCreatorRow {
  creator_open_id: string;
  added_ms: number;
  removed_ms: number | null;
  answered_ms: number | null;
  accepted: number | null;
}

export interface Pair {
  creator_open_id: string;
  product_id: string;
}

export type TargetStatus = 'ONGOING' | 'EXPIRING' | 'CANCELING' | 'COMPLETED';
type MemberStatus = 'NORMAL' | 'DELETING' | 'DELETED';

export function targetStatus(row: TargetCollaborationRow, now: number): TargetStatus {
  if (row.end_ms <= now || (row.cancelled_ms !== null && row.cancelled_ms <= now)) return 'COMPLETED';
  if (row.cancelled_ms !== null) return 'CANCELING';
  return row.end_ms - now < EXPIRING_DAYS * DAY ? 'EXPIRING' : 'ONGOING';
}

export const isLive = (row: TargetCollaborationRow, now: number): boolean =>
  targetStatus(row, now) !== 'COMPLETED';

function memberStatus(row: { removed_ms: number | null }, now: number): MemberStatus {
  if (row.removed_ms === null) return 'NORMAL';
  return row.removed_ms > now ? 'DELETING' : 'DELETED';
}

export function targetCollaborations(state: State, now: number): TargetCollaborationRow[] {
  return state.all<TargetCollaborationRow>(
    'SELECT * FROM target_collaborations WHERE start_ms <= ? ORDER BY start_ms, target_collaboration_id',
    now,
  );
}

export function findTargetCollaboration(moment: Moment, id: string): TargetCollaborationRow | undefined {
  return moment.state.one<TargetCollaborationRow>(
    'SELECT * FROM target_collaborations WHERE target_collaboration_id = ? AND start_ms <= ?',
    id,
    moment.now,
  );
}

/** Products ever held by the invitation, each once, with the rate in force. */
function targetProducts(state: State, id: string, now: number): TargetProductRow[] {
  return state.all<TargetProductRow>(
    `SELECT p.product_id, max(p.added_ms) AS added_ms, p.removed_ms, r.rate_bps, r.ads_rate_bps, r.from_ms AS rate_from_ms
     FROM target_products p JOIN target_rates r USING (target_collaboration_id, product_id)
     WHERE target_collaboration_id = ? AND p.added_ms <= ? AND r.from_ms =
       (SELECT max(from_ms) FROM target_rates WHERE target_collaboration_id = p.target_collaboration_id
        AND product_id = p.product_id AND from_ms <= ?)
     GROUP BY p.product_id ORDER BY p.product_id`,
    id,
    now,
    now,
  );
}

/** Creators ever invited, each once, with the answer to their latest invitation. */
function targetCreators(state: State, id: string, now: number): TargetCreatorRow[] {
  return state.all<TargetCreatorRow>(
    `SELECT creator_open_id, max(added_ms) AS added_ms, removed_ms, answered_ms, accepted FROM target_creators
     WHERE target_collaboration_id = ? AND added_ms <= ? GROUP BY creator_open_id ORDER BY creator_open_id`,
    id,
    now,
  );
}

export interface PromotionRow extends Pair {
  showcase_ms: number;
  /** When content about it came out; far ahead when never. */
  content_ms: number;
}

/** Products of the invitation that stand in a creator's showcase by now. */
export function promotions(state: State, id: string, now: number): PromotionRow[] {
  return state.all<PromotionRow>(
    `SELECT creator_open_id, product_id, showcase_ms,
     min(coalesce(content_ms, ?), coalesce((SELECT min(created_ms) FROM contents c WHERE c.application_id = t.application_id), ?)) AS content_ms
     FROM target_promotions t WHERE target_collaboration_id = ? AND showcase_ms <= ?`,
    Number.MAX_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER,
    id,
    now,
  );
}

/** Everything about one invitation as it stands now. */
export interface TargetPicture {
  row: TargetCollaborationRow;
  status: TargetStatus;
  products: (TargetProductRow & { status: MemberStatus })[];
  creators: (TargetCreatorRow & Standing & { status: MemberStatus })[];
  leftOut: ReadonlySet<string>;
}

/** What a creator makes of an invitation: whether its rates hold for them, and products shown and posted about. */
interface Standing {
  effect: 'EFFECTIVE_ALL' | 'EFFECTIVE_PARTIALLY' | 'EFFECTIVE_NONE';
  showcase: number;
  content: number;
}

export function targetPicture(state: State, row: TargetCollaborationRow, now: number): TargetPicture {
  const id = row.target_collaboration_id;
  const status = targetStatus(row, now);
  const products = targetProducts(state, id, now).map((one) => ({ ...one, status: memberStatus(one, now) }));
  const held = new Set(products.filter((one) => one.status !== 'DELETED').map((one) => one.product_id));
  const shown = promotions(state, id, now).filter((one) => held.has(one.product_id));
  const leftOut = leftOutPairs(state, id);
  const creators = targetCreators(state, id, now).map((creator) => {
    const own = shown.filter(
      (one) => one.creator_open_id === creator.creator_open_id && one.showcase_ms >= creator.added_ms,
    );
    const standing: Standing = {
      effect: effectOf(creator, status, held, leftOut, now),
      showcase: own.length,
      content: own.filter((one) => one.content_ms <= now).length,
    };
    return { ...creator, ...standing, status: memberStatus(creator, now) };
  });
  return { row, status, products, creators, leftOut };
}

function effectOf(
  creator: TargetCreatorRow,
  status: TargetStatus,
  held: ReadonlySet<string>,
  leftOut: ReadonlySet<string>,
  now: number,
): Standing['effect'] {
  const holds =
    creator.accepted === 1 &&
    (creator.answered_ms ?? now) <= now &&
    status !== 'COMPLETED' &&
    memberStatus(creator, now) !== 'DELETED';
  const own = [...held].filter((product) => !leftOut.has(pairKey(creator.creator_open_id, product)));
  if (!holds || own.length === 0) return 'EFFECTIVE_NONE';
  return own.length === held.size ? 'EFFECTIVE_ALL' : 'EFFECTIVE_PARTIALLY';
}

/** The creator took the offer up, as far as the platform shows it. */
export const hasTakenUp = (creator: Standing): boolean =>
  creator.effect !== 'EFFECTIVE_NONE' || creator.showcase > 0 || creator.content > 0;

const pairKey = (creatorOpenId: string, productId: string): string => `${creatorOpenId} ${productId}`;

function leftOutPairs(state: State, id: string): ReadonlySet<string> {
  const rows = state.all<Pair>(
    'SELECT creator_open_id, product_id FROM target_exclusions WHERE target_collaboration_id = ?',
    id,
  );
  return new Set(rows.map((row) => pairKey(row.creator_open_id, row.product_id)));
}

/** Pairs of the given creators and products that a live invitation other than `except` holds, and which one. */
export function heldPairs(
  moment: Moment,
  creatorIds: readonly string[],
  productIds: readonly string[],
  except: string | null,
): (Pair & { target_collaboration_id: string })[] {
  const rows = moment.state.all<Pair & { target_collaboration_id: string }>(
    `SELECT DISTINCT target_collaboration_id, c.creator_open_id, p.product_id
     FROM target_creators c JOIN target_collaborations t USING (target_collaboration_id) JOIN target_products p USING (target_collaboration_id)
     LEFT JOIN target_exclusions x USING (target_collaboration_id, creator_open_id, product_id)
     WHERE c.creator_open_id IN (SELECT value FROM json_each(?)) AND p.product_id IN (SELECT value FROM json_each(?))
     AND target_collaboration_id <> ? AND x.product_id IS NULL
     AND t.start_ms <= ? AND t.end_ms > ? AND (t.cancelled_ms IS NULL OR t.cancelled_ms > ?)
     AND (c.removed_ms IS NULL OR c.removed_ms > ?) AND (p.removed_ms IS NULL OR p.removed_ms > ?)
     ORDER BY c.creator_open_id, p.product_id`,
    JSON.stringify(creatorIds),
    JSON.stringify(productIds),
    except ?? '',
    moment.now,
    moment.now,
    moment.now,
    moment.now,
    moment.now,
  );
  return rows;
}
