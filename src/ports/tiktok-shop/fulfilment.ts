import type { ShippingProvider } from '../../domain/carriers.ts';
import type { Money } from '../../domain/money.ts';
import type { PlatformStockLevel } from '../../domain/product.ts';
import type { ShopRef } from '../../domain/shop.ts';
import type { Timestamp } from '../../domain/time.ts';
import type { Page } from './page.ts';

export interface ShopPackage {
  readonly packageId: string;
  readonly orderIds: readonly string[];
  readonly status: string;
  readonly trackingNumber: string | null;
  readonly providerName: string | null;
  readonly updatedAt: Timestamp | null;
}

export interface ParcelSize {
  /** Inches and pounds, as decimal text. */
  readonly lengthInch: string;
  readonly widthInch: string;
  readonly heightInch: string;
  readonly weightPound: string;
}

export interface ShippingService {
  readonly serviceId: string;
  readonly name: string;
  readonly price: Money | null;
}

export interface Tracking {
  readonly trackingNumber: string;
  readonly providerId: string;
}

/** Parcels on TikTok Shop's side: the seller's own carrier, labels of the platform, and its own warehouses. */
export interface FulfilmentCalls {
  shippingProviders(shop: ShopRef, deliveryOptionId: string): Promise<readonly ShippingProvider[]>;
  warehouses(shop: ShopRef): Promise<
    readonly {
      readonly warehouseId: string;
      readonly name: string;
      readonly type: string;
      readonly isDefault: boolean;
    }[]
  >;
  deliveryOptions(
    shop: ShopRef,
    warehouseId: string,
  ): Promise<readonly { readonly deliveryOptionId: string; readonly name: string; readonly type: string }[]>;
  /** `warning` is the platform's doubt about number and carrier; the parcel is marked all the same. */
  markPackageShipped(
    shop: ShopRef,
    parcel: Tracking & { readonly orderId: string; readonly lineIds: readonly string[] },
  ): Promise<{ readonly packageId: string; readonly warning: boolean }>;
  /** For markets where the package exists from payment on. */
  shipPackage(shop: ShopRef, packageId: string, tracking: Tracking): Promise<void>;
  /** Within 72 hours of shipping, and perhaps only once. */
  correctOrderTracking(shop: ShopRef, orderId: string, tracking: Tracking): Promise<void>;
  correctPackageTracking(shop: ShopRef, packageId: string, tracking: Tracking): Promise<void>;
  /** The carrier's words for the buyer, oldest first; no status to decide on. */
  orderTracking(
    shop: ShopRef,
    orderId: string,
  ): Promise<readonly { readonly at: Timestamp; readonly description: string }[]>;
  searchPackages(
    shop: ShopRef,
    window: { readonly updatedFrom: Timestamp; readonly updatedTo: Timestamp },
    cursor: string | null,
  ): Promise<Page<ShopPackage>>;
  shopPackage(shop: ShopRef, packageId: string): Promise<ShopPackage | null>;
  /** Labels of the platform for one order, with their prices. */
  shippingServices(shop: ShopRef, orderId: string, size: ParcelSize): Promise<readonly ShippingService[]>;
  /** Buys a label: costs money. */
  buyLabel(
    shop: ShopRef,
    label: {
      readonly orderId: string;
      readonly lineIds: readonly string[];
      readonly serviceId: string;
      readonly size: ParcelSize;
    },
  ): Promise<{ readonly packageId: string }>;
  /** The address of the label holds for 24 hours. */
  shippingLabel(
    shop: ShopRef,
    packageId: string,
  ): Promise<{ readonly url: string; readonly trackingNumber: string | null }>;
  /** Stock in TikTok's own warehouses; of all SKUs when none is named. */
  platformStock(
    shop: ShopRef,
    skuIds: readonly string[],
    cursor: string | null,
  ): Promise<Page<PlatformStockLevel>>;
}
