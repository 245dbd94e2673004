import type { Money } from './money.ts';
import type { Timestamp } from './time.ts';

/** How far the money of an order line has come. `provisional` may still be refunded. */
export type LineSettlement = 'provisional' | 'settled' | 'ineligible';

/** One SKU of one order that a creator's content or showcase brought about. Money is in the order's currency. */
export interface AffiliateOrderLine {
  /**
   * Tells the line from the others of its order, since the platform gives lines no id: SKU (else product), content (else
   * the creator's username), and a running number where those agree.
   */
  readonly lineKey: string;
  readonly productId: string;
  /** Null in answers of the older form. */
  readonly skuId: string | null;
  /** Affiliate orders name creators by username only. */
  readonly username: string;
  /** SHOP, VIDEO, LIVE and the others of the platform, or a word it added since. */
  readonly contentType: string;
  readonly contentId: string | null;
  readonly quantity: number;
  readonly returnedQuantity: number;
  readonly refundedQuantity: number;
  readonly price: Money | null;
  /** Of the sale; the ads rate holds for orders that an ad brought. Basis points. */
  readonly commissionBps: number | null;
  readonly adsCommissionBps: number | null;
  readonly estimatedBase: Money | null;
  readonly estimatedCommission: Money | null;
  readonly estimatedAdsCommission: Money | null;
  readonly actualBase: Money | null;
  readonly actualCommission: Money | null;
  readonly actualAdsCommission: Money | null;
  readonly settlement: LineSettlement;
  /** Which plan pays: one of the three, or none named. */
  readonly openCollaborationId: string | null;
  readonly targetCollaborationId: string | null;
  readonly campaignId: string | null;
}

export interface AffiliateOrder {
  readonly orderId: string;
  readonly createdAt: Timestamp;
  readonly deliveredAt: Timestamp | null;
  /** PROCESSING, COMPLETED, CANCELLED, FROZEN, DEDUCTED, a later word, or null where the platform leaves it out. */
  readonly status: string | null;
  readonly lines: readonly AffiliateOrderLine[];
}

/** The platform took the sale back, or holds it apart. */
const NO_SALE: readonly string[] = ['CANCELLED', 'DEDUCTED', 'FROZEN'];

/**
 * What is left of the sale: its estimated base, units refunded or returned taken off. A refund and a return mostly
 * speak of one unit, so the larger of the two counts. Once settled it is no more than the actual base, which also
 * knows of refunds of a part of the price. Null when the line has neither base nor price.
 */
export function netSale(status: string | null, line: AffiliateOrderLine): Money | null {
  const { quantity, price, estimatedBase, actualBase, settlement } = line;
  const base =
    estimatedBase ?? (price === null ? null : { ...price, amountMinor: price.amountMinor * quantity });
  if (base === null) return null;
  if (settlement === 'ineligible' || (status !== null && NO_SALE.includes(status))) {
    return { ...base, amountMinor: 0 };
  }
  const back = Math.min(quantity, Math.max(line.refundedQuantity, line.returnedQuantity));
  const kept =
    back <= 0 ? base.amountMinor : base.amountMinor - Math.round((base.amountMinor * back) / quantity);
  const settled = settlement === 'settled' && actualBase?.currency === base.currency;
  return { ...base, amountMinor: settled ? Math.min(kept, actualBase.amountMinor) : kept };
}
