import { ExternalError, type ExternalErrorKind } from '../../src/domain/errors.ts';
import type { Order } from '../../src/domain/order.ts';
import type { Product, StockLevel } from '../../src/domain/product.ts';
import type { SampleApplication } from '../../src/domain/sample-application.ts';
import type { SampleContent } from '../../src/domain/sample-content.ts';
import type { Shop } from '../../src/domain/shop.ts';
import type { Page } from '../../src/ports/tiktok-shop.ts';
import type { SyncDependencies } from '../../src/sync/feed-run.ts';

export const SHOP: Shop = { shopId: 'shop-1', cipher: 'cipher-1', name: 'Glow', region: 'US' };

export interface Request {
  readonly operation: keyof SyncDependencies['platform'];
  /** The status asked for, or the cursor of a page. */
  readonly detail: string | null;
  readonly ids: readonly string[];
}

/** The platform as sync sees it. Pages by offset, so that a row that leaves a list pulls the others forward. */
export class FakePlatform implements Pick<SyncDependencies, 'platform'> {
  shops: Shop[] = [SHOP];
  applications: SampleApplication[] = [];
  orders: Order[] = [];
  products: Product[] = [];
  stock: StockLevel[] = [];
  categories = new Map<string, string>();
  content = new Map<string, readonly SampleContent[]>();
  samplePageSize = 50;
  orderPageSize = 100;
  readonly requests: Request[] = [];
  /** Called before each answer; throws to fail the request. */
  beforeAnswer: (request: Request, count: number) => void = () => {};
  /** Part of every page token: changing it makes the earlier ones stale. */
  tokenEpoch = 1;

  readonly platform: SyncDependencies['platform'] = {
    authorizedShops: async () => {
      this.#enter('authorizedShops');
      return this.shops;
    },
    searchSampleApplications: async (_shop, { status }, cursor) => {
      this.#enter('searchSampleApplications', status ?? null);
      const matching = this.applications.filter((application) => application.status === status);
      return this.#page(matching, this.samplePageSize, cursor);
    },
    findSampleApplication: async (_shop, key) => {
      this.#enter('findSampleApplication', null, [key.applicationId]);
      return this.applications.find(({ applicationId }) => applicationId === key.applicationId) ?? null;
    },
    sampleContent: async (_shop, applicationId) => {
      this.#enter('sampleContent', applicationId);
      return this.content.get(applicationId) ?? [];
    },
    searchOrders: async (_shop, { updatedFrom, updatedTo }, cursor) => {
      this.#enter('searchOrders', cursor);
      const matching = this.orders
        .filter((order) => order.updatedAt >= updatedFrom && order.updatedAt < updatedTo)
        .sort((a, b) => a.updatedAt - b.updatedAt || a.orderId.localeCompare(b.orderId));
      return this.#page(matching, this.orderPageSize, cursor);
    },
    orders: async (_shop, orderIds) => {
      this.#enter('orders', null, orderIds);
      return this.orders.filter((order) => orderIds.includes(order.orderId));
    },
    searchProducts: async (_shop, { updatedFrom, updatedTo }, cursor) => {
      this.#enter('searchProducts', cursor);
      const matching = this.products.filter(
        (product) => product.updatedAt >= updatedFrom && product.updatedAt <= updatedTo,
      );
      return this.#page(matching, 100, cursor);
    },
    productCategory: async (_shop, productId) => {
      this.#enter('productCategory', null, [productId]);
      const categoryName = this.categories.get(productId);
      return categoryName === undefined ? null : { categoryId: `c-${categoryName}`, categoryName };
    },
    stock: async (_shop, productIds) => {
      this.#enter('stock', null, productIds);
      return this.stock.filter((level) => productIds.includes(level.productId));
    },
  };

  count(operation: Request['operation'], detail?: string): number {
    return this.requests.filter(
      (request) => request.operation === operation && (detail === undefined || request.detail === detail),
    ).length;
  }

  setStatus(applicationId: string, status: string, orderId: string | null = null): void {
    this.applications = this.applications.map((application) =>
      application.applicationId === applicationId ? { ...application, status, orderId } : application,
    );
  }

  #enter(operation: Request['operation'], detail: string | null = null, ids: readonly string[] = []): void {
    const request = { operation, detail, ids };
    this.requests.push(request);
    this.beforeAnswer(request, this.requests.length);
  }

  #page<T>(rows: readonly T[], size: number, cursor: string | null): Page<T> {
    const [epoch, at] = (cursor ?? `${this.tokenEpoch}:0`).split(':');
    if (Number(epoch) !== this.tokenEpoch) throw trouble('invalid');
    const start = Number(at);
    const end = start + size;
    return {
      items: rows.slice(start, end),
      nextCursor: end < rows.length ? `${this.tokenEpoch}:${end}` : null,
    };
  }
}

export function trouble(kind: ExternalErrorKind): ExternalError {
  return new ExternalError(`TikTok Shop said ${kind}: do the remedy.`, {
    system: 'tiktok_shop',
    kind,
    operation: 'test',
  });
}

export function application(applicationId: string, status = 'PENDING'): SampleApplication {
  return {
    applicationId,
    status,
    fulfillmentStatus: null,
    approvable: true,
    disapprovableReasons: [],
    commissionBps: 1_000,
    sampleQuotaLeft: 10,
    approveExpiresAt: null,
    shipmentExpiresAt: null,
    orderId: null,
    trackingNumber: null,
    agencyName: null,
    creator: {
      creatorId: `creator-of-${applicationId}`,
      username: applicationId,
      nickname: null,
      followers: null,
      gmv30d: null,
      posts30d: null,
      videoViews30d: null,
      fulfilmentBps: null,
    },
    productId: 'product-1',
    productTitle: 'Serum',
    skuId: 'sku-1',
    skuName: null,
  };
}

export function order(orderId: string, updatedAt: number, isSample = true): Order {
  return {
    orderId,
    status: 'AWAITING_SHIPMENT',
    isSample,
    fulfillmentType: 'FULFILLMENT_BY_SELLER',
    shippingType: 'SELLER',
    deliveryOptionId: null,
    warehouseId: null,
    lines: [],
    createdAt: updatedAt,
    updatedAt,
    shipBy: null,
    shippedAt: null,
    deliveredAt: null,
    town: null,
    country: 'US',
  };
}

export function product(productId: string, updatedAt: number, status = 'ACTIVATE'): Product {
  return { productId, title: productId, status, categoryId: null, categoryName: null, skus: [], updatedAt };
}
