import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ApproveSamplePlan, FulfilOrderPlan, NewAction } from '../../src/domain/action.ts';
import type { CreatorSnapshot } from '../../src/domain/creator.ts';
import type { Order } from '../../src/domain/order.ts';
import type { SampleApplication } from '../../src/domain/sample-application.ts';
import type { Ids, ProcessIdentity } from '../../src/ports/ids.ts';
import type { Claim, ClaimRequest, LimitRule, Store, TurnEnd } from '../../src/ports/store/index.ts';
import { openStore } from '../../src/store/index.ts';

export const SHOP = 'shop-1';
export const SECRET_KEY = new Uint8Array(32).fill(7);
/** Program time of most tests; machine time is far from it, so that mixing them up shows. */
export const NOW = 1_760_000_000_000;
export const MACHINE_NOW = 5_000_000;

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'affiliate-ops-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function temporaryFile(): string {
  return join(temporaryFolder(), 'data', 'program.sqlite');
}

export function countingIds(): Ids {
  let count = 0;
  return {
    next: (prefix) => {
      count += 1;
      return `${prefix}_${String(count).padStart(6, '0')}`;
    },
  };
}

export interface TestStoreOptions {
  readonly file?: string;
  readonly machineNow?: () => number;
  readonly isProcessAlive?: (identity: ProcessIdentity) => boolean;
}

export function testStore(options: TestStoreOptions = {}): Store {
  const store = openStore({
    file: options.file ?? temporaryFile(),
    secretKey: SECRET_KEY,
    ids: countingIds(),
    machineNow: options.machineNow ?? (() => MACHINE_NOW),
    isProcessAlive: options.isProcessAlive ?? (() => true),
  });
  onTestFinished(() => store.close());
  return store;
}

export function identity(processId: string): ProcessIdentity {
  return { processId, pid: process.pid, host: hostname() };
}

export function creator(overrides: Partial<CreatorSnapshot> = {}): CreatorSnapshot {
  return {
    creatorId: 'creator-1',
    username: 'anna.bakes',
    nickname: 'Anna',
    followers: 12_000,
    gmv30d: { amountMinor: 250_000, currency: 'USD' },
    posts30d: 14,
    videoViews30d: 8_000,
    fulfilmentBps: 9_000,
    ...overrides,
  };
}

export function application(overrides: Partial<SampleApplication> = {}): SampleApplication {
  return {
    applicationId: 'application-1',
    status: 'PENDING',
    fulfillmentStatus: null,
    approvable: true,
    disapprovableReasons: [],
    commissionBps: 1_500,
    sampleQuotaLeft: 40,
    approveExpiresAt: NOW + 100_000_000,
    shipmentExpiresAt: null,
    orderId: null,
    trackingNumber: null,
    agencyName: null,
    creator: creator(),
    productId: 'product-1',
    productTitle: 'Vitamin C Serum',
    skuId: 'sku-1',
    skuName: '30 ml',
    ...overrides,
  };
}

export function order(overrides: Partial<Order> = {}): Order {
  return {
    orderId: 'order-1',
    status: 'AWAITING_SHIPMENT',
    isSample: true,
    fulfillmentType: 'FULFILLMENT_BY_SELLER',
    shippingType: 'SELLER',
    deliveryOptionId: 'option-1',
    warehouseId: 'warehouse-1',
    lines: [
      {
        lineId: 'line-1',
        productId: 'product-1',
        skuId: 'sku-1',
        sellerSku: 'SERUM-30',
        productName: 'Vitamin C Serum',
        trackingNumber: null,
      },
    ],
    createdAt: NOW,
    updatedAt: NOW,
    shipBy: NOW + 300_000_000,
    shippedAt: null,
    deliveredAt: null,
    town: 'Austin',
    country: 'US',
    ...overrides,
  };
}

export function approvePlan(overrides: Partial<ApproveSamplePlan> = {}): ApproveSamplePlan {
  return {
    kind: 'approve_sample',
    applicationId: 'application-1',
    creatorId: 'creator-1',
    productId: 'product-1',
    skuId: 'sku-1',
    sellerSku: 'SERUM-30',
    quantity: 1,
    route: 'direct_create',
    costCeiling: { amountMinor: 1_800, currency: 'USD' },
    ruleVersion: 1,
    overrideReason: null,
    note: null,
    ...overrides,
  };
}

/** An approval of an application, in the way the program makes them. */
export function approval(
  applicationId: string,
  plan: Partial<ApproveSamplePlan> = {},
  overrides: Partial<NewAction> = {},
): NewAction {
  return {
    shopId: SHOP,
    plan: approvePlan({ applicationId, ...plan }),
    subject: applicationId,
    businessKey: `approve_sample:${applicationId}:1`,
    subjectLock: `application:${applicationId}`,
    actionClass: 'C',
    proposedBy: 'operator',
    reason: 'Meets every condition of the sample rule.',
    status: 'approved',
    batchId: null,
    waitUntil: null,
    ...overrides,
  };
}

export function fulfilment(orderId: string, overrides: Partial<NewAction> = {}): NewAction {
  const plan: FulfilOrderPlan = {
    kind: 'fulfil_order',
    orderId,
    route: 'direct_create',
    reference: `SMP-${orderId}`,
  };
  return {
    ...approval(orderId),
    plan,
    businessKey: `fulfil_order:${orderId}:1`,
    subjectLock: `order:${orderId}`,
    ...overrides,
  };
}

export function claimRequest(overrides: Partial<ClaimRequest> = {}): ClaimRequest {
  return {
    process: identity('process-1'),
    leaseMs: 60_000,
    machineNow: MACHINE_NOW,
    programNow: NOW,
    limits: [],
    ...overrides,
  };
}

export async function claimed(store: Store, request: Partial<ClaimRequest> = {}): Promise<Claim> {
  const claim = await store.actions.claimNext(claimRequest(request));
  if (!claim) throw new Error('Nothing was due.');
  return claim;
}

export function turnEnd(overrides: Partial<TurnEnd> = {}): TurnEnd {
  return {
    status: 'done',
    stage: 'review',
    outcome: 'Approved on TikTok Shop.',
    blocked: null,
    waitUntil: null,
    retryAt: null,
    attempts: 0,
    event: { step: 'review', type: 'done' },
    ...overrides,
  };
}

export function limit(overrides: Partial<LimitRule> = {}): LimitRule {
  return {
    shopId: SHOP,
    kind: 'approve_sample',
    name: 'per_day',
    measure: 'count',
    since: NOW - 1_000,
    cap: 1,
    soft: true,
    blocked: {
      who: 'operator',
      why: 'The cap of 1 sample a day is used up.',
      next: 'Approve it with an override reason, or wait until tomorrow.',
    },
    ...overrides,
  };
}
