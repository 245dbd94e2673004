import type { Recipient } from '../domain/order.ts';
import type { Timestamp } from '../domain/time.ts';

export type WmsState =
  | 'accepted'
  | 'on_hold'
  | 'picking'
  | 'packed'
  | 'shipped'
  | 'in_transit'
  | 'delivered'
  | 'exception'
  | 'cancelled';

export interface WmsParcel {
  readonly parcelId: string;
  readonly state: WmsState;
  readonly rawState: string;
  /** As the warehouse writes it, for example "UPS". */
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly shippedAt: Timestamp | null;
  readonly deliveredAt: Timestamp | null;
  /** Null when the warehouse does not say what is in which parcel. */
  readonly units: ReadonlyMap<string, number> | null;
}

export interface WmsOrder {
  readonly wmsOrderId: string;
  readonly reference: string;
  /** The least advanced parcel decides; `shipped` needs a tracking number. */
  readonly state: WmsState;
  readonly rawState: string;
  readonly units: ReadonlyMap<string, number>;
  readonly parcels: readonly WmsParcel[];
  /** Why it is on hold or an exception, in our words. */
  readonly problems: readonly string[];
}

export interface NewWmsOrder {
  /** Ours, at most 40 characters of A–Z, 0–9 and "-". Made once, never changed. */
  readonly reference: string;
  readonly recipient: Recipient;
  readonly lines: readonly { readonly sku: string; readonly name: string; readonly quantity: number }[];
  readonly shippingMethod: string;
}

export interface WmsStock {
  readonly sku: string;
  /** False when the warehouse does not know the SKU: creating an order would make a ghost product. */
  readonly known: boolean;
  /** On hand minus committed; null when unknown. */
  readonly available: number | null;
}

/**
 * The warehouse system. Every method throws `ExternalError`; `create` without a readable answer throws kind
 * `outcome_unknown`, and `findByReference` settles it.
 */
export interface Wms {
  readonly vendor: string;
  /** A repeated reference is refused by the warehouse, so a create may be sent again after a doubt. */
  readonly refusesDuplicates: boolean;
  /** Cheap probe of credentials and channel; throws when they do not work. */
  check(): Promise<void>;
  create(order: NewWmsOrder): Promise<WmsOrder>;
  /** Exact match on the reference; cancelled orders are returned too. */
  findByReference(reference: string): Promise<WmsOrder | null>;
  get(wmsOrderId: string): Promise<WmsOrder | null>;
  stock(skus: readonly string[]): Promise<readonly WmsStock[]>;
}
