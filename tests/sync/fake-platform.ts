import type { SampleRequestRule } from '../../src/domain/collaboration.ts';
import { ExternalError, type ExternalErrorKind } from '../../src/domain/errors.ts';
import type { Order } from '../../src/domain/order.ts';
import type { PlatformStockLevel, Product, StockLevel } from '../../src/domain/product.ts';
import type { SampleApplication } from '../../src/domain/sample-application.ts';
import type { SampleContent } from '../../src/domain/sample-content.ts';
import type { Shop } from '../../src/domain/shop.ts';
import type { Page, RequestPurpose } from '../../src/ports/tiktok-shop.ts';
import type { PlatformReads, SyncDependencies } from '../../src/sync/feed-run.ts';
import { FakeMarket } from './fake-market.ts';

export const SHOP: Shop = { shopId: 'shop-1', cipher: 'cipher-1', name: 'Glow', region: 'US' };

export interface Request {
  readonly operation: keyof PlatformReads;
  /** The purpose it was counted under. */
  readonly purpose: string;
  /** The status asked for, or the cursor of a page. */
  readonly detail: string | null;
  readonly ids: readonly string[];
}

/** The platform as sync sees it. Pages by offset, so that a row that leaves a list pulls the others forward. */
export class FakePlatform {
  shops: Shop[] = [SHOP];
  applications: SampleApplication[] = [];
  orders: Order[] = [];
  products: Product[] = [];
  stock: StockLevel[] = [];
  platformStock: PlatformStockLevel[] = [];
  sampleRules: SampleRequestRule[] = [];
  categories = new Map<string, string>();
  content = new Map<string, readonly SampleContent[]>();
  samplePageSize = 50;
  orderPageSize = 100;
  platformStockPageSize = 100;
  readonly requests: Request[] = [];
  /** Called before each answer; throws to fail the request. */
  beforeAnswer: (request: Request, count: number) => void = () => {};
  /** Part of every page token: changing it makes the earlier ones stale. */
  tokenEpoch = 1;

  /** What the newer feeds read. */
  readonly market = new FakeMarket((operation, detail, ids) => this.#enter(operation, detail, ids));
  /** Called with each purpose before its request is counted; throws to refuse it. */
  beforeSpending: (purpose: RequestPurpose) => void = () => {};
  #purpose: RequestPurpose = { name: 'none', leave: 0 };

  readonly platform: SyncDependencies['platform'] = {
    spentOn: (purpose) => {
      // Feeds are read one after the other.
      this.#purpose = purpose;
      return { ...this.reads, ...this.market.reads(() => this.tokenEpoch) };
    },
  };

  readonly reads: Omit<PlatformReads, keyof ReturnType<FakeMarket['reads']>> = {
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
    platformStock: async (_shop, _skuIds, cursor) => {
      this.#enter('platformStock', cursor);
      return this.#page(this.platformStock, this.platformStockPageSize, cursor);
    },
    sampleRequestRules: async (_shop, productIds) => {
      this.#enter('sampleRequestRules', null, productIds);
      return this.sampleRules.filter((rule) => productIds.includes(rule.productId));
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
    this.beforeSpending(this.#purpose);
    const request = { operation, purpose: this.#purpose.name, detail, ids };
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

export function trouble(kind: ExternalErrorKind, appKey?: string): ExternalError {
  return new ExternalError(`TikTok Shop said ${kind}: do the remedy.`, {
    system: 'tiktok_shop',
    kind,
    operation: 'test',
    ...(appKey !== undefined && { appKey }),
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

export function sampleRule(productId: string, quota = 20): SampleRequestRule {
  const thresholds = { minimumFollowers: 1_000, minimumGmv: null, averageVideoViews: null };
  return {
    productId,
    status: 'ONGOING',
    quota,
    available: quota,
    startsAt: null,
    endsAt: null,
    thresholds: { ...thresholds, categoryIds: [], fulfilmentRank: 'ALL' },
  };
}

export function product(productId: string, updatedAt: number, status = 'ACTIVATE'): Product {
  return { productId, title: productId, status, categoryId: null, categoryName: null, skus: [], updatedAt };
}
