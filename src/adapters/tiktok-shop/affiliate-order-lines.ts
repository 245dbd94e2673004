import type { AffiliateOrder, AffiliateOrderLine, LineSettlement } from '../../domain/affiliate-order.ts';
import type { Money } from '../../domain/money.ts';
import {
  type Fields,
  isObject,
  readCount,
  readList,
  readRequiredCount,
  readRequiredText,
  readRequiredTime,
  readText,
  readTime,
  UnreadableField,
} from './reader.ts';
import { toMoney } from './units.ts';
import type { DataOf } from './wire.ts';

type WireOrder = NonNullable<DataOf<'search_affiliate_orders'>['orders']>[number];
type WireLine = NonNullable<WireOrder['skus']>[number];

/** The orders of an answer. Throws `UnreadableField`. */
export function readAffiliateOrders(orders: unknown): readonly AffiliateOrder[] {
  const readMoney = moneyReader();
  return readList(orders, 'orders', (order) => readOrder(order, readMoney));
}

type MoneyReader = (value: unknown) => Money | null;

function readOrder(value: unknown, readMoney: MoneyReader): AffiliateOrder {
  if (!isObject<Fields<WireOrder>>(value)) throw new UnreadableField();
  const status = readText(value.status);
  const lines = readList(value.skus, 'skus', (line) => readLine(line, status, readMoney));
  return {
    orderId: readRequiredText(value.id, 'id'),
    createdAt: readRequiredTime(value.create_time, 'create_time'),
    deliveredAt: readTime(value.delivery_time),
    status,
    lines: lines.length > 1 ? withDistinctKeys(lines) : lines,
  };
}

function readLine(value: unknown, orderStatus: string | null, readMoney: MoneyReader): AffiliateOrderLine {
  if (!isObject<Fields<WireLine>>(value)) throw new UnreadableField();
  const productId = readRequiredText(value.product_id, 'product_id');
  const skuId = readText(value.sku_id);
  // A sale counts even when nobody is named: one odd row must not keep all others from being read.
  const username = readText(value.creator_username) ?? '';
  const contentId = readText(value.content_id);
  const actualCommission = readMoney(value.actual_paid_commission);
  return {
    // Content has one creator, and creators change their names: theirs counts where no content is named.
    lineKey: `${skuId ?? productId}:${contentId ?? `@${username}`}`,
    productId,
    skuId,
    username,
    contentType: readText(value.content_type) ?? '',
    contentId,
    quantity: readRequiredCount(value.quantity, 'quantity'),
    // Left out of later answers (reference 4.5): what came back shows in the actual base then.
    returnedQuantity: readCount(value.returned_quantity) ?? 0,
    refundedQuantity: readCount(value.refunded_quantity) ?? 0,
    price: readMoney(value.price),
    commissionBps: readCount(value.commission_rate),
    adsCommissionBps: readCount(value.shop_ads_commission_rate),
    estimatedBase: readMoney(value.estimated_commission_base),
    estimatedCommission: readMoney(value.estimated_paid_commission),
    estimatedAdsCommission: readMoney(value.estimated_paid_shop_ads_commission),
    actualBase: readMoney(value.actual_commission_base),
    actualCommission,
    actualAdsCommission: readMoney(value.actual_paid_shop_ads_commission),
    settlement: settlementOf(readText(value.settlement_status), orderStatus, actualCommission),
    openCollaborationId: readText(value.open_collaboration_id),
    targetCollaborationId: readText(value.target_collaboration_id),
    campaignId: readText(value.campaign_id),
  };
}

/** Answers without a settlement word tell by the order's status. Every other word may still be refunded. */
function settlementOf(
  word: string | null,
  orderStatus: string | null,
  actualCommission: Money | null,
): LineSettlement {
  if (word === 'SETTLED') return 'settled';
  if (word === 'INELIGIBLE') return 'ineligible';
  if (word !== null) return 'provisional';
  if (orderStatus === 'CANCELLED') return 'ineligible';
  return orderStatus === 'COMPLETED' && actualCommission !== null ? 'settled' : 'provisional';
}

/** Seven amounts a line, and a page repeats most of them: price and bases agree, and many are zero. */
function moneyReader(): MoneyReader {
  const known = new Map<unknown, Money | null>();
  let knownCurrency: unknown;
  return (value) => {
    if (!isObject<{ readonly amount?: unknown; readonly currency?: unknown }>(value)) return null;
    const { amount, currency } = value;
    if (typeof currency !== 'string' || (typeof amount !== 'string' && typeof amount !== 'number'))
      return null;
    if (currency !== knownCurrency) known.clear();
    knownCurrency = currency;
    let money = known.get(amount);
    if (money === undefined) {
      money = toMoney({ amount, currency });
      known.set(amount, money);
    }
    return money;
  };
}

/** Lines that agree in everything that tells lines apart get a running number, in the order of the answer. */
function withDistinctKeys(lines: readonly AffiliateOrderLine[]): readonly AffiliateOrderLine[] {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const earlier = seen.get(line.lineKey) ?? 0;
    seen.set(line.lineKey, earlier + 1);
    return earlier === 0 ? line : { ...line, lineKey: `${line.lineKey}#${earlier + 1}` };
  });
}
