import type { CreatorSnapshot } from './creator.ts';
import type { Timestamp } from './time.ts';

/** The platform's own words (tiktok-shop-api reference 9.1); unknown ones are kept as they came. */
export const APPLICATION_STATUSES = [
  'PENDING',
  'AWAITING_SHIPMENT',
  'SHIPPED',
  'CONTENT_PENDING',
  'COMPLETED',
  'REJECT_CANCELLED',
  'OVERDUE_CANCELLED',
  'WITHDRAW_CANCELLED',
  'SELLER_NOT_SHIP_CANCELLED',
  'UNFULFILL_CANCELLED',
  'UNFULFILLABLE_CANCELLED',
  'DEL_OPEN_COLLAB',
  'OPS_CANCELLED',
  'OPS_FAILED',
  'OPS_COMPLETED',
] as const;
export type ApplicationStatus = (typeof APPLICATION_STATUSES)[number];

/** A creator's request for a sample as one answer of the platform showed it. */
export interface SampleApplication {
  readonly applicationId: string;
  /** One of APPLICATION_STATUSES, or a word the platform added since. */
  readonly status: string;
  readonly fulfillmentStatus: string | null;
  readonly approvable: boolean;
  /** The platform's display texts, for example "Product out of stock". */
  readonly disapprovableReasons: readonly string[];
  readonly commissionBps: number | null;
  /** Remaining sample quota of the product. */
  readonly sampleQuotaLeft: number | null;
  readonly approveExpiresAt: Timestamp | null;
  readonly shipmentExpiresAt: Timestamp | null;
  readonly orderId: string | null;
  readonly trackingNumber: string | null;
  /** Set when an agency made the request; the seller cannot review those through the API. */
  readonly agencyName: string | null;
  readonly creator: CreatorSnapshot;
  readonly productId: string;
  readonly productTitle: string;
  readonly skuId: string;
  readonly skuName: string | null;
}

/** The four reasons the platform accepts for a rejection; free text does not exist. */
export const REJECT_REASONS = ['NOT_MATCH', 'OFFLINE', 'OUT_OF_STOCK', 'OTHER'] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/** Where a sample stands in words an operator uses, derived from the platform's status; never stored as the only truth. */
export type SampleStage =
  | 'requested'
  | 'approved'
  | 'shipped'
  | 'delivered'
  | 'posted'
  | 'not_posted'
  | 'rejected'
  | 'expired'
  | 'withdrawn'
  | 'cancelled'
  | 'unknown';

const STAGE_BY_STATUS: Readonly<Record<string, SampleStage>> = {
  PENDING: 'requested',
  AWAITING_SHIPMENT: 'approved',
  SHIPPED: 'shipped',
  CONTENT_PENDING: 'delivered',
  COMPLETED: 'posted',
  OPS_COMPLETED: 'posted',
  UNFULFILL_CANCELLED: 'not_posted',
  REJECT_CANCELLED: 'rejected',
  OVERDUE_CANCELLED: 'expired',
  WITHDRAW_CANCELLED: 'withdrawn',
  SELLER_NOT_SHIP_CANCELLED: 'cancelled',
  UNFULFILLABLE_CANCELLED: 'cancelled',
  DEL_OPEN_COLLAB: 'cancelled',
  OPS_CANCELLED: 'cancelled',
  OPS_FAILED: 'cancelled',
};

export function sampleStage(status: string): SampleStage {
  return STAGE_BY_STATUS[status] ?? 'unknown';
}

/** True while the seller has approved and nothing has ended the sample: the approval stands on the platform. */
export function isApproved(status: string): boolean {
  return ['approved', 'shipped', 'delivered', 'posted'].includes(sampleStage(status));
}
