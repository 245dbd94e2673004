import type { Creator, CreatorSnapshot } from '../domain/creator.ts';
import type { Decision } from '../domain/decision.ts';
import type { Money } from '../domain/money.ts';
import type { Timestamp } from '../domain/time.ts';
import type { StoredApplication } from '../ports/store/index.ts';
import { fromJson } from './json.ts';

interface FigureColumns {
  creator_id: string;
  username: string;
  nickname: string | null;
  followers: number | null;
  gmv_minor: number | null;
  gmv_currency: string | null;
  posts_30d: number | null;
  video_views_30d: number | null;
  fulfilment_bps: number | null;
}

export interface ApplicationRow extends FigureColumns {
  sequence: number;
  application_id: string;
  shop_id: string;
  status: string;
  fulfillment_status: string | null;
  approvable: number;
  disapprovable_reasons: string | null;
  commission_bps: number | null;
  sample_quota_left: number | null;
  approve_expires_at: Timestamp | null;
  shipment_expires_at: Timestamp | null;
  order_id: string | null;
  tracking_number: string | null;
  agency_name: string | null;
  product_id: string;
  product_title: string;
  sku_id: string;
  sku_name: string | null;
  first_seen_at: Timestamp;
  as_of: Timestamp;
  decision: string | null;
  decided_at: Timestamp | null;
}

export interface CreatorRow extends FigureColumns {
  shop_id: string;
  as_of: Timestamp;
}

/** For `FROM` clauses over APPLICATIONS. */
export const APPLICATION_COLUMNS = `s.sequence, s.application_id, s.shop_id, s.status, s.fulfillment_status,
  s.approvable, s.disapprovable_reasons, s.commission_bps, s.sample_quota_left, s.approve_expires_at,
  s.shipment_expires_at, s.order_id, s.tracking_number, s.agency_name, s.creator_id, s.username, s.nickname,
  s.followers, s.gmv_minor, s.gmv_currency, s.posts_30d, s.video_views_30d, s.fulfilment_bps, s.product_id,
  s.product_title, s.sku_id, s.sku_name, s.first_seen_at, s.as_of, d.decision, d.decided_at`;

export const APPLICATIONS = `sample_applications s
  LEFT JOIN sample_decisions d ON d.decision_id = s.decision_id`;

export function toMoney(amountMinor: number | null, currency: string | null): Money | null {
  return amountMinor === null || currency === null ? null : { amountMinor, currency };
}

function toSnapshot(row: FigureColumns): CreatorSnapshot {
  return {
    creatorId: row.creator_id,
    username: row.username,
    nickname: row.nickname,
    followers: row.followers,
    gmv30d: toMoney(row.gmv_minor, row.gmv_currency),
    posts30d: row.posts_30d,
    videoViews30d: row.video_views_30d,
    fulfilmentBps: row.fulfilment_bps,
  };
}

export function toCreator(row: CreatorRow): Creator {
  return { ...toSnapshot(row), shopId: row.shop_id, asOf: row.as_of };
}

export function toApplication(row: ApplicationRow): StoredApplication {
  return {
    applicationId: row.application_id,
    shopId: row.shop_id,
    status: row.status,
    fulfillmentStatus: row.fulfillment_status,
    approvable: row.approvable === 1,
    disapprovableReasons:
      row.disapprovable_reasons === null ? [] : fromJson<string[]>(row.disapprovable_reasons),
    commissionBps: row.commission_bps,
    sampleQuotaLeft: row.sample_quota_left,
    approveExpiresAt: row.approve_expires_at,
    shipmentExpiresAt: row.shipment_expires_at,
    orderId: row.order_id,
    trackingNumber: row.tracking_number,
    agencyName: row.agency_name,
    creator: toSnapshot(row),
    productId: row.product_id,
    productTitle: row.product_title,
    skuId: row.sku_id,
    skuName: row.sku_name,
    firstSeenAt: row.first_seen_at,
    asOf: row.as_of,
    decision: row.decision === null ? null : fromJson<Decision>(row.decision),
    decidedAt: row.decided_at,
  };
}
