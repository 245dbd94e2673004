import { DAY } from '../clock.ts';
import type { State } from '../state.ts';

/** After a cut of the open rate, creators who already promote the product keep the old one (reference 10). */
const OLD_RATE_DAYS = 30;
const REVISION = 'collaborations_revision';

export interface Commission {
  rateBps: number;
  /** Null: orders through ads earn `rateBps` too. */
  adsRateBps: number | null;
  openCollaborationId: string | null;
  targetCollaborationId: string | null;
}

interface Rate {
  fromMs: number;
  rateBps: number;
  adsRateBps: number | null;
}

interface Span {
  fromMs: number;
  untilMs: number;
}

interface OpenPlan extends Span {
  id: string;
  rates: Rate[];
  /** When a creator was shut out, by creator. */
  shutOut: Map<string, Span[]>;
}

interface TargetProduct {
  spans: Span[];
  rates: Rate[];
}

interface Deal {
  id: string;
  products: Map<string, TargetProduct>;
  /** `creator product` pairs that the invitation does not hold. */
  leftOut: Set<string>;
}

interface Plans {
  revision: string;
  open: Map<string, OpenPlan[]>;
  /** By creator: deals they accepted, each for the time it holds for them. */
  deals: Map<string, (Span & { deal: Deal })[]>;
}

const cache = new WeakMap<State, Plans>();

/** Tells that a row of a collaboration changed, so that rates are read anew. Call after every write. */
export function collaborationsChanged(state: State): void {
  cache.delete(state);
  state.setMeta(REVISION, String(Number(state.metaOrNull(REVISION) ?? 0) + 1));
}

/**
 * What an order of the creator's for the product earned at `atMs` (epoch ms). A target collaboration that the creator has
 * accepted wins over the open plan. Null when neither held: such an order is not an affiliate order.
 */
export function commissionAt(
  state: State,
  creatorOpenId: string,
  productId: string,
  atMs: number,
): Commission | null {
  const plans = plansOf(state);
  return (
    targetCommission(plans, creatorOpenId, productId, atMs) ??
    openCommission(state, plans, creatorOpenId, productId, atMs)
  );
}

const covers = (span: Span, atMs: number): boolean => span.fromMs <= atMs && atMs < span.untilMs;

function targetCommission(
  plans: Plans,
  creatorOpenId: string,
  productId: string,
  atMs: number,
): Commission | null {
  for (const one of plans.deals.get(creatorOpenId) ?? []) {
    if (!covers(one, atMs) || one.deal.leftOut.has(`${creatorOpenId} ${productId}`)) continue;
    const product = one.deal.products.get(productId);
    if (product === undefined || !product.spans.some((span) => covers(span, atMs))) continue;
    const rate = product.rates.findLast((candidate) => candidate.fromMs <= atMs);
    if (rate === undefined) continue;
    return {
      rateBps: rate.rateBps,
      adsRateBps: rate.adsRateBps,
      openCollaborationId: null,
      targetCollaborationId: one.deal.id,
    };
  }
  return null;
}

function openCommission(
  state: State,
  plans: Plans,
  creatorOpenId: string,
  productId: string,
  atMs: number,
): Commission | null {
  const plan = (plans.open.get(productId) ?? []).find((candidate) => covers(candidate, atMs));
  if (plan === undefined || plan.shutOut.get(creatorOpenId)?.some((span) => covers(span, atMs))) return null;
  let rateBps: number | null = null;
  let kept = 0;
  let promotingSince: number | null = null;
  for (const rate of plan.rates) {
    if (rate.fromMs > atMs) break;
    const before = rateBps;
    rateBps = rate.rateBps;
    if (before === null || before <= rateBps || atMs >= rate.fromMs + OLD_RATE_DAYS * DAY) continue;
    promotingSince ??= promotesSince(state, creatorOpenId, productId);
    if (promotingSince < rate.fromMs) kept = Math.max(kept, before);
  }
  if (rateBps === null) return null;
  return {
    rateBps: Math.max(rateBps, kept),
    adsRateBps: null,
    openCollaborationId: plan.id,
    targetCollaborationId: null,
  };
}

/** A creator who asks for a sample puts the product into their showcase then. */
function promotesSince(state: State, creatorOpenId: string, productId: string): number {
  const row = state.one<{ since: number | null }>(
    'SELECT min(requested_ms) AS since FROM applications WHERE creator_open_id = ? AND product_id = ?',
    creatorOpenId,
    productId,
  );
  return row?.since ?? Number.POSITIVE_INFINITY;
}

function plansOf(state: State): Plans {
  const revision = state.metaOrNull(REVISION) ?? '0';
  const known = cache.get(state);
  if (known?.revision === revision) return known;
  const plans: Plans = { revision, open: openPlans(state), deals: deals(state) };
  cache.set(state, plans);
  return plans;
}

function grouped<Row, Value>(
  rows: readonly Row[],
  key: (row: Row) => string,
  value: (row: Row) => Value,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [value(row)]);
    else group.push(value(row));
  }
  return groups;
}

const FOREVER = Number.MAX_SAFE_INTEGER;

function openPlans(state: State): Map<string, OpenPlan[]> {
  const rates = grouped(
    state.all<{ id: string; from_ms: number; rate_bps: number }>(
      'SELECT open_collaboration_id AS id, from_ms, rate_bps FROM open_rates ORDER BY open_collaboration_id, from_ms',
    ),
    (row) => row.id,
    (row): Rate => ({ fromMs: row.from_ms, rateBps: row.rate_bps, adsRateBps: null }),
  );
  const removals = grouped(
    state.all<{ id: string; creator: string; removed_ms: number; rejoined_ms: number | null }>(
      'SELECT open_collaboration_id AS id, creator_open_id AS creator, removed_ms, rejoined_ms FROM open_removals',
    ),
    (row) => row.id,
    (row) => ({
      creator: row.creator,
      span: { fromMs: row.removed_ms, untilMs: row.rejoined_ms ?? FOREVER },
    }),
  );
  return grouped(
    state.all<{ id: string; product_id: string; created_ms: number; ended_ms: number | null }>(
      'SELECT open_collaboration_id AS id, product_id, created_ms, ended_ms FROM open_collaborations',
    ),
    (row) => row.product_id,
    (row): OpenPlan => ({
      id: row.id,
      fromMs: row.created_ms,
      untilMs: row.ended_ms ?? FOREVER,
      rates: rates.get(row.id) ?? [],
      shutOut: grouped(
        removals.get(row.id) ?? [],
        (one) => one.creator,
        (one) => one.span,
      ),
    }),
  );
}

function deals(state: State): Plans['deals'] {
  const byId = new Map<string, Deal & Span>();
  const headers = state.all<{ id: string; start_ms: number; until_ms: number }>(
    `SELECT target_collaboration_id AS id, start_ms, min(end_ms, coalesce(cancelled_ms, end_ms)) AS until_ms
     FROM target_collaborations`,
  );
  for (const { id, start_ms, until_ms } of headers) {
    byId.set(id, { id, fromMs: start_ms, untilMs: until_ms, products: new Map(), leftOut: new Set() });
  }
  const product = (id: string, productId: string): TargetProduct => {
    const products = byId.get(id)?.products;
    const known = products?.get(productId) ?? { spans: [], rates: [] };
    products?.set(productId, known);
    return known;
  };
  for (const row of state.all<{
    id: string;
    product_id: string;
    added_ms: number;
    removed_ms: number | null;
  }>('SELECT target_collaboration_id AS id, product_id, added_ms, removed_ms FROM target_products')) {
    product(row.id, row.product_id).spans.push({ fromMs: row.added_ms, untilMs: row.removed_ms ?? FOREVER });
  }
  for (const row of state.all<{
    id: string;
    product_id: string;
    from_ms: number;
    rate_bps: number;
    ads_rate_bps: number | null;
  }>(
    `SELECT target_collaboration_id AS id, product_id, from_ms, rate_bps, ads_rate_bps FROM target_rates
     ORDER BY target_collaboration_id, product_id, from_ms`,
  )) {
    const rate = { fromMs: row.from_ms, rateBps: row.rate_bps, adsRateBps: row.ads_rate_bps };
    product(row.id, row.product_id).rates.push(rate);
  }
  for (const row of state.all<{ id: string; creator: string; product_id: string }>(
    'SELECT target_collaboration_id AS id, creator_open_id AS creator, product_id FROM target_exclusions',
  )) {
    byId.get(row.id)?.leftOut.add(`${row.creator} ${row.product_id}`);
  }
  const accepted = state.all<{ id: string; creator: string; answered_ms: number; removed_ms: number | null }>(
    `SELECT target_collaboration_id AS id, creator_open_id AS creator, answered_ms, removed_ms FROM target_creators
     WHERE accepted = 1 AND answered_ms IS NOT NULL ORDER BY answered_ms DESC`,
  );
  return grouped(
    accepted.flatMap((row) => {
      const deal = byId.get(row.id);
      if (deal === undefined) return [];
      const fromMs = Math.max(deal.fromMs, row.answered_ms);
      const untilMs = Math.min(deal.untilMs, row.removed_ms ?? FOREVER);
      return [{ creator: row.creator, fromMs, untilMs, deal }];
    }),
    (one) => one.creator,
    ({ fromMs, untilMs, deal }) => ({ fromMs, untilMs, deal }),
  );
}
