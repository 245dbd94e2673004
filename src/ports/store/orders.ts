import type { Order } from '../../domain/order.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { WmsOrder } from '../wms.ts';
import type { FeedProgress } from './feeds.ts';
import type { StoredApplication } from './samples.ts';

export interface StoredOrder extends Order {
  readonly shopId: string;
  readonly asOf: Timestamp;
}

/** The warehouse's side of an order, without its recipient. */
export interface Shipment {
  readonly orderId: string;
  readonly reference: string;
  readonly wmsOrderId: string;
  readonly state: string;
  readonly rawState: string;
  readonly parcels: readonly {
    readonly parcelId: string;
    readonly state: string;
    readonly carrier: string | null;
    readonly trackingNumber: string | null;
    readonly shippedAt: Timestamp | null;
    readonly deliveredAt: Timestamp | null;
    /** Units by SKU; null when the warehouse does not say what is in which parcel. */
    readonly units: Readonly<Record<string, number>> | null;
  }[];
  readonly asOf: Timestamp;
}

export interface OrderStore {
  record(shopId: string, orders: readonly Order[], seenAt: Timestamp, progress?: FeedProgress): Promise<void>;
  get(orderId: string): Promise<StoredOrder | null>;
  /** Order ids that applications name and no order row exists for. */
  idsToRead(shopId: string, limit: number): Promise<readonly string[]>;
  /** Sample orders awaiting shipment that no fulfil_order action exists for, whatever its status. */
  withoutFulfilment(shopId: string): Promise<readonly StoredOrder[]>;
  /** Sample orders made since then that await shipment and have no note of the approval, whatever its status. */
  withoutApprovalNote(shopId: string, madeSince: Timestamp): Promise<readonly StoredOrder[]>;
  /** Delivered orders, updated since then, of samples nobody posted about yet, without a note of the arrival. */
  withoutArrivalNote(shopId: string, updatedSince: Timestamp): Promise<readonly StoredOrder[]>;
  applicationsOf(orderId: string): Promise<readonly StoredApplication[]>;
  recordShipment(orderId: string, wmsOrder: WmsOrder, seenAt: Timestamp): Promise<void>;
  shipment(orderId: string): Promise<Shipment | null>;
}
