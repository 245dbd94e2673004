import { DAY, HOUR, MINUTE } from '../clock.ts';
import type { Moment, State } from '../state.ts';
import { commissionAt } from './commission.ts';
import type { ContentType, SaleRow } from './sales-rows.ts';

/** What can be bought, as far as an order needs it. */
export interface SellableProduct {
  product_id: string;
  category_id: string;
  skus: { sku_id: string; price_minor: number }[];
}

/** A buyer's order that is about to be written. Everything about it is drawn by `key`. */
export interface Purchase {
  key: string;
  /** Epoch milliseconds; may lie in the future. */
  at: number;
  creatorOpenId: string;
  contentId: string;
  contentType: ContentType;
  /** What the content shows; the first sells most. */
  products: readonly SellableProduct[];
  /** Never more than one line. */
  single?: boolean;
}

export type CommissionPlan = ReturnType<typeof commissionAt>;

const FIRST_ORDER = '57705';
const ORDER_DIGITS = 18;
const CONTENT_DIGITS = 19;
/** Orders whose buyer takes a second SKU of what is shown. */
const SECOND_LINE_RATE = 0.09;
const CANCEL_RATE = 0.03;
const DISCOUNT_RATE = 0.15;
const ADS_RATE = 0.08;
/** 4 to 9 percent of lines come back, each product at its own rate; the last of them 45 days after the order. */
const REFUND_RATE = { from: 0.04, span: 0.05 };
const REFUND_DAYS = { from: 1.5, span: 43.5 };
/** Commission is paid some 15 days after delivery (domain reference 2). */
const SETTLE_DAYS = { from: 14.5, span: 1.5 };

/** Everything the shop sells now, by product id. Products that are off the shelf are not in it. */
export function sellableProducts(state: State): SellableProduct[] {
  const rows = state.all<{ product_id: string; category_id: string; sku_id: string; price_minor: number }>(
    `SELECT product_id, category_id, sku_id, price_minor FROM products JOIN skus USING (product_id)
     WHERE status = 'ACTIVATE' AND available > 0 ORDER BY product_id, sku_id`,
  );
  const products = new Map<string, SellableProduct>();
  for (const { product_id, category_id, sku_id, price_minor } of rows) {
    const product = products.get(product_id) ?? { product_id, category_id, skus: [] };
    product.skus.push({ sku_id, price_minor });
    products.set(product_id, product);
  }
  return [...products.values()];
}

/** Takes `count` serial numbers of a kind in one step; answers the first. */
export function takeSerials(state: State, kind: string, count: number): number {
  const taken = Number(state.metaOrNull(`count_${kind}`) ?? 0);
  state.setMeta(`count_${kind}`, String(taken + count));
  return taken + 1;
}

/** An id that grows with its serial number and differs from shop to shop, as the platform's do. */
function grownId({ random }: Moment, prefix: string, serial: number, digits: number): string {
  const noise = random.integer(0, 99_990, 'id', prefix, serial);
  return prefix + String(serial * 100_003 + noise).padStart(digits - prefix.length, '0');
}

export const contentId = (moment: Moment, prefix: '7601' | '7602', serial: number): string =>
  grownId(moment, prefix, serial, CONTENT_DIGITS);

const INSERT = `INSERT INTO sales VALUES (${Array.from({ length: 23 }, () => '?').join(', ')})`;

/**
 * Writes orders with all their moments. Without `planOf` the commission is decided when their time has come;
 * with it, now, and what has no plan is not written. Answers the order ids in the given order.
 */
export function writePurchases(
  moment: Moment,
  purchases: readonly Purchase[],
  planOf?: (purchase: Purchase, productId: string) => CommissionPlan,
): string[] {
  const first = takeSerials(moment.state, 'sale', purchases.length);
  return purchases.map((purchase, index) => {
    const orderId = grownId(moment, FIRST_ORDER, first + index, ORDER_DIGITS);
    writeOrder(moment, orderId, purchase, planOf);
    return orderId;
  });
}

function writeOrder(
  moment: Moment,
  orderId: string,
  purchase: Purchase,
  planOf?: (purchase: Purchase, productId: string) => CommissionPlan,
): void {
  const { state, random } = moment;
  const { key, at } = purchase;
  const listed = at + random.integer(5 * MINUTE, 20 * MINUTE, 'listed', key);
  const cancelled = random.chance(CANCEL_RATE, 'cancelled', key)
    ? at + 20 * MINUTE + Math.round(23 * HOUR * random.fraction('cancelled at', key))
    : null;
  const journey = random.fraction('journey', key);
  const delivered = at + Math.round((2.5 + 4.5 * journey) * DAY);
  const settled =
    delivered + Math.round((SETTLE_DAYS.from + SETTLE_DAYS.span * random.fraction('settled', key)) * DAY);
  chosenSkus(moment, purchase).forEach(({ product, sku }, position) => {
    const plan = planOf?.(purchase, product.product_id);
    if (plan === null) return;
    const line = `${key}/${position}`;
    const size = random.fraction('quantity', line);
    const quantity = size < 0.85 ? 1 : size < 0.97 ? 2 : 3;
    const refund = cancelled === null ? drawRefund(moment, line, { at, delivered, quantity, product }) : null;
    const discounted = random.chance(DISCOUNT_RATE, 'discount', line);
    state.run(
      INSERT,
      at,
      orderId,
      position,
      listed,
      purchase.creatorOpenId,
      purchase.contentId,
      purchase.contentType,
      product.product_id,
      sku.sku_id,
      quantity,
      discounted ? Math.round(sku.price_minor * 0.9) : sku.price_minor,
      purchase.contentType === 'VIDEO' && random.chance(ADS_RATE, 'ads', line) ? 1 : 0,
      delivered,
      settled,
      cancelled,
      refund?.at ?? null,
      refund?.units ?? 0,
      refund?.returned ?? 0,
      plan === undefined ? 0 : 1,
      plan?.rateBps ?? 0,
      plan?.adsRateBps ?? null,
      plan?.openCollaborationId ?? null,
      plan?.targetCollaborationId ?? null,
    );
  });
}

/** One SKU, sometimes two different ones. */
function chosenSkus(
  { random }: Moment,
  { key, products, single }: Purchase,
): { product: SellableProduct; sku: SellableProduct['skus'][number] }[] {
  const all = products.flatMap((product) => product.skus.map((sku) => ({ product, sku })));
  const main = products[0];
  if (main === undefined) return [];
  const wide = products.length > 1 && random.chance(0.25, 'another', key);
  const from = wide ? all : all.filter(({ product }) => product === main);
  const chosen = from.length === 1 ? from[0] : random.pick(from, 'sku', key);
  if (chosen === undefined) return [];
  const others = all.filter(({ sku }) => sku !== chosen.sku);
  if (single === true || others.length === 0 || !random.chance(SECOND_LINE_RATE, 'second', key))
    return [chosen];
  return [chosen, random.pick(others, 'second sku', key)];
}

function drawRefund(
  { random }: Moment,
  line: string,
  sale: { at: number; delivered: number; quantity: number; product: SellableProduct },
): { at: number; units: number; returned: 0 | 1 } | null {
  const rate = REFUND_RATE.from + REFUND_RATE.span * random.fraction('refund rate', sale.product.product_id);
  if (!random.chance(rate, 'refunded', line)) return null;
  // Most come back within two weeks, some long after the commission was paid.
  const days = REFUND_DAYS.from + REFUND_DAYS.span * random.fraction('refunded at', line) ** 1.6;
  const at = sale.at + Math.round(days * DAY);
  const part = sale.quantity > 1 && random.chance(0.5, 'refunded part', line);
  const back = at > sale.delivered && random.chance(0.5, 'returned', line);
  return { at, units: part ? sale.quantity - 1 : sale.quantity, returned: back ? 1 : 0 };
}

/**
 * Writes down the commission plan of every sale whose time has come: later changes of a rate do not touch it.
 * A sale without a plan is nobody's affiliate order and disappears. Call before reading sales.
 */
export function decidePlans(state: State, now: number): void {
  const open = state.all<
    Pick<SaleRow, 'created_ms' | 'order_id' | 'position' | 'creator_open_id' | 'product_id'>
  >(
    'SELECT created_ms, order_id, position, creator_open_id, product_id FROM sales WHERE decided = 0 AND created_ms <= ?',
    now,
  );
  for (const row of open) {
    const plan = commissionAt(state, row.creator_open_id, row.product_id, row.created_ms);
    if (plan === null) {
      state.run(
        'DELETE FROM sales WHERE created_ms = ? AND order_id = ? AND position = ?',
        row.created_ms,
        row.order_id,
        row.position,
      );
      continue;
    }
    state.run(
      `UPDATE sales SET decided = 1, rate_bps = ?, ads_rate_bps = ?, open_collaboration_id = ?, target_collaboration_id = ?
       WHERE created_ms = ? AND order_id = ? AND position = ?`,
      plan.rateBps,
      plan.adsRateBps,
      plan.openCollaborationId,
      plan.targetCollaborationId,
      row.created_ms,
      row.order_id,
      row.position,
    );
  }
}
