import {
  type AffiliateOrder,
  type AffiliateOrderLine,
  type LineSettlement,
  netSale,
} from '../domain/affiliate-order.ts';
import type { Money } from '../domain/money.ts';
import type { Timestamp } from '../domain/time.ts';
import type { StoredOrderLine } from '../ports/store/index.ts';
import { toMoney } from './sample-rows.ts';

type Text = string | null;
type Numeric = number | null;

/** What an answer says about a line, in the order of FACT_COLUMNS. */
export type LineFacts = readonly [
  ...[deliveredAt: Numeric, orderStatus: Text, productId: string, skuId: Text, username: string],
  ...[contentType: string, contentId: Text, quantity: number, returned: number, refunded: number],
  ...[currency: Text, price: Numeric, commissionBps: Numeric, adsCommissionBps: Numeric],
  ...[estimatedBase: Numeric, estimatedCommission: Numeric, estimatedAdsCommission: Numeric],
  ...[actualBase: Numeric, actualCommission: Numeric, actualAdsCommission: Numeric],
  ...[settlement: LineSettlement, openCollaborationId: Text, targetCollaborationId: Text, campaignId: Text],
];

export interface LineRow {
  shop_id: string;
  created_at: Timestamp;
  order_id: string;
  line_key: string;
  delivered_at: Numeric;
  order_status: Text;
  product_id: string;
  sku_id: Text;
  username: string;
  content_type: string;
  content_id: Text;
  quantity: number;
  returned_quantity: number;
  refunded_quantity: number;
  currency: Text;
  price_minor: Numeric;
  commission_bps: Numeric;
  ads_commission_bps: Numeric;
  estimated_base_minor: Numeric;
  estimated_commission_minor: Numeric;
  estimated_ads_commission_minor: Numeric;
  actual_base_minor: Numeric;
  actual_commission_minor: Numeric;
  actual_ads_commission_minor: Numeric;
  settlement: LineSettlement;
  open_collaboration_id: Text;
  target_collaboration_id: Text;
  campaign_id: Text;
  creator_id: Text;
  net_minor: Numeric;
  first_seen_at: Timestamp;
  changed_at: Timestamp;
}

export const FACT_COLUMNS = [
  ...(['delivered_at', 'order_status', 'product_id', 'sku_id', 'username'] as const),
  ...(['content_type', 'content_id', 'quantity', 'returned_quantity', 'refunded_quantity'] as const),
  ...(['currency', 'price_minor', 'commission_bps', 'ads_commission_bps'] as const),
  ...(['estimated_base_minor', 'estimated_commission_minor', 'estimated_ads_commission_minor'] as const),
  ...(['actual_base_minor', 'actual_commission_minor', 'actual_ads_commission_minor'] as const),
  ...(['settlement', 'open_collaboration_id', 'target_collaboration_id', 'campaign_id'] as const),
] as const;

export function currencyOf(line: AffiliateOrderLine): Text {
  const { price, estimatedBase, actualBase, estimatedCommission, actualCommission } = line;
  return (
    (price ?? estimatedBase ?? actualBase ?? estimatedCommission ?? actualCommission)?.currency ??
    (line.estimatedAdsCommission ?? line.actualAdsCommission)?.currency ??
    null
  );
}

export function factsOf(order: AffiliateOrder, line: AffiliateOrderLine): LineFacts {
  const currency = currencyOf(line);
  return [
    order.deliveredAt,
    order.status,
    line.productId,
    line.skuId,
    line.username,
    line.contentType,
    line.contentId,
    line.quantity,
    line.returnedQuantity,
    line.refundedQuantity,
    currency,
    minorIn(currency, line.price),
    line.commissionBps,
    line.adsCommissionBps,
    minorIn(currency, line.estimatedBase),
    minorIn(currency, line.estimatedCommission),
    minorIn(currency, line.estimatedAdsCommission),
    minorIn(currency, line.actualBase),
    minorIn(currency, line.actualCommission),
    minorIn(currency, line.actualAdsCommission),
    line.settlement,
    line.openCollaborationId,
    line.targetCollaborationId,
    line.campaignId,
  ];
}

/** The platform gives all amounts of an order in one currency; one in another would be unknown here, not wrong. */
function minorIn(currency: Text, money: Money | null): Numeric {
  return money !== null && money.currency === currency ? money.amountMinor : null;
}

/** What is left of the sale, in the line's currency. */
export function netMinorOf(order: AffiliateOrder, line: AffiliateOrderLine): Numeric {
  return minorIn(currencyOf(line), netSale(order.status, line));
}

export function isSame(row: LineRow, facts: LineFacts): boolean {
  return FACT_COLUMNS.every((column, index) => row[column] === facts[index]);
}

export function toLine(row: LineRow): StoredOrderLine {
  const money = (minor: Numeric) => toMoney(minor, row.currency);
  return {
    shopId: row.shop_id,
    orderId: row.order_id,
    lineKey: row.line_key,
    createdAt: row.created_at,
    deliveredAt: row.delivered_at,
    orderStatus: row.order_status,
    productId: row.product_id,
    skuId: row.sku_id,
    username: row.username,
    contentType: row.content_type,
    contentId: row.content_id,
    quantity: row.quantity,
    returnedQuantity: row.returned_quantity,
    refundedQuantity: row.refunded_quantity,
    price: money(row.price_minor),
    commissionBps: row.commission_bps,
    adsCommissionBps: row.ads_commission_bps,
    estimatedBase: money(row.estimated_base_minor),
    estimatedCommission: money(row.estimated_commission_minor),
    estimatedAdsCommission: money(row.estimated_ads_commission_minor),
    actualBase: money(row.actual_base_minor),
    actualCommission: money(row.actual_commission_minor),
    actualAdsCommission: money(row.actual_ads_commission_minor),
    settlement: row.settlement,
    openCollaborationId: row.open_collaboration_id,
    targetCollaborationId: row.target_collaboration_id,
    campaignId: row.campaign_id,
    creatorId: row.creator_id,
    firstSeenAt: row.first_seen_at,
    changedAt: row.changed_at,
  };
}
