import { DAY } from '../clock.ts';
import type { ProductRow } from '../rows.ts';
import type { Moment, State } from '../state.ts';
import { nextShopMidnight } from './collaborations-day.ts';
import { collaborationsChanged } from './commission.ts';
import { schedule } from './queue.ts';
import { close } from './samples.ts';

export interface OpenCollaborationRow {
  open_collaboration_id: string;
  product_id: string;
  created_ms: number;
  /** When it stops to hold; ahead of now while it is being terminated. */
  ended_ms: number | null;
  /** The rate that new promoters get, and since when. */
  rate_bps: number;
  rate_from_ms: number;
}

const LISTED = `SELECT o.*, r.rate_bps, r.from_ms AS rate_from_ms FROM open_collaborations o JOIN open_rates r USING (open_collaboration_id)
  WHERE r.from_ms = (SELECT max(from_ms) FROM open_rates WHERE open_collaboration_id = o.open_collaboration_id AND from_ms <= ?)
  AND o.created_ms <= ? AND (o.ended_ms IS NULL OR o.ended_ms > ?)`;

/** All that have not ended, in the order of their ids. */
export function openCollaborations(state: State, now: number): OpenCollaborationRow[] {
  return state.all<OpenCollaborationRow>(`${LISTED} ORDER BY open_collaboration_id`, now, now, now);
}

/** The one of a product, unless it has ended. */
export function openCollaborationOf(moment: Moment, productId: string): OpenCollaborationRow | undefined {
  const { state, now } = moment;
  return state.one<OpenCollaborationRow>(`${LISTED} AND o.product_id = ?`, now, now, now, productId);
}

/** NORMAL or TERMINATING, as the platform lists it. */
export const openStatus = (row: OpenCollaborationRow): string =>
  row.ended_ms === null ? 'NORMAL' : 'TERMINATING';

/** Starts a plan for the product, or gives the running one another rate and keeps its id. Answers the id. */
export function setOpenRate(moment: Moment, productId: string, rateBps: number): string {
  const { state, now } = moment;
  const known = openCollaborationOf(moment, productId);
  const id = known?.open_collaboration_id ?? state.nextId('open_collaboration');
  if (known === undefined) {
    state.insert('open_collaborations', {
      open_collaboration_id: id,
      product_id: productId,
      created_ms: now,
      ended_ms: null,
    });
  } else if (known.ended_ms !== null) {
    state.run('UPDATE open_collaborations SET ended_ms = NULL WHERE open_collaboration_id = ?', id);
  }
  if (known?.rate_bps !== rateBps) writeOpenRate(state, id, now, rateBps);
  collaborationsChanged(state);
  return id;
}

/** One step of a plan's rate, from `fromMs` on. */
export function writeOpenRate(state: State, id: string, fromMs: number, rateBps: number): void {
  state.run('INSERT OR REPLACE INTO open_rates VALUES (?, ?, ?)', id, fromMs, rateBps);
}

/** Ends a plan at the next midnight of the shop; until then creators still earn. Answers that moment. */
export function terminateOpenCollaboration(moment: Moment, row: OpenCollaborationRow): number {
  const ended = nextShopMidnight(moment.now);
  moment.state.run(
    'UPDATE open_collaborations SET ended_ms = ? WHERE open_collaboration_id = ?',
    ended,
    row.open_collaboration_id,
  );
  schedule(moment, ended, 'open_collaboration_ended', row.open_collaboration_id);
  collaborationsChanged(moment.state);
  return ended;
}

/** Requests that still wait for review fall with the plan they were made under. */
export function openCollaborationEnded(moment: Moment, id: string): void {
  const { state, now } = moment;
  const row = state.one<{ product_id: string; ended_ms: number | null }>(
    'SELECT product_id, ended_ms FROM open_collaborations WHERE open_collaboration_id = ?',
    id,
  );
  if (row === undefined || row.ended_ms === null || row.ended_ms > now) return;
  const waiting = state.all<{ application_id: string }>(
    `SELECT application_id FROM applications WHERE product_id = ? AND status = 'PENDING' AND application_id NOT IN
     (SELECT application_id FROM target_promotions WHERE application_id IS NOT NULL)`,
    row.product_id,
  );
  for (const one of waiting) close(moment, one.application_id, 'DEL_OPEN_COLLAB');
}

/** Shuts a creator out from the next midnight on; some of them join again days later, since the platform lets them. */
export function removeFromOpenCollaboration(moment: Moment, id: string, creatorOpenId: string): void {
  const { state, random, now } = moment;
  const removed = nextShopMidnight(now);
  const comesBack = random.chance(0.3, 'rejoins', id, creatorOpenId, removed);
  state.run(
    'INSERT OR REPLACE INTO open_removals VALUES (?, ?, ?, ?)',
    id,
    creatorOpenId,
    removed,
    comesBack ? removed + random.integer(2, 12, 'rejoins after', id, creatorOpenId, removed) * DAY : null,
  );
  collaborationsChanged(state);
}

export interface AutoAdd {
  enable: boolean;
  rateBps: number;
}

const AUTO_ADD = 'auto_add_product';

export function autoAdd(state: State): AutoAdd {
  return JSON.parse(state.metaOrNull(AUTO_ADD) ?? '{"enable":false,"rateBps":0}');
}

/** Enabling starts a plan for every product on sale that has none; disabling leaves running plans as they are. */
export function setAutoAdd(moment: Moment, given: AutoAdd): void {
  const { state } = moment;
  state.setMeta(AUTO_ADD, JSON.stringify(given));
  if (!given.enable) return;
  const products = state.all<ProductRow>(
    `SELECT * FROM products WHERE status = 'ACTIVATE' ORDER BY product_id`,
  );
  for (const { product_id: productId } of products) {
    if (openCollaborationOf(moment, productId) === undefined) setOpenRate(moment, productId, given.rateBps);
  }
}
