import { defaultShop } from '../../src/config/defaults.ts';
import { toNoteSettings } from '../../src/config/note-file.ts';
import type { CreatorSnapshot } from '../../src/domain/creator.ts';
import type { SampleRuleSettings, ShopSettings } from '../../src/domain/settings.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import type { SampleFacts, SampleHistory, StoredApplication } from '../../src/ports/store/samples.ts';
import type { SampleLimitState } from '../../src/rules/sample-caps.ts';

export const NOW = Date.UTC(2026, 10, 22, 17);

export const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

const creator: CreatorSnapshot = {
  creatorId: 'C-1',
  username: 'nina.finds',
  nickname: 'Nina',
  followers: 12_000,
  gmv30d: usd(842_355),
  posts30d: 17,
  videoViews30d: 4_000,
  fulfilmentBps: 9_170,
};

const history: SampleHistory = {
  posted: 0,
  notPosted: 0,
  lastNotPostedAt: null,
  open: 0,
  openOverdue: 0,
  sameProductAt: null,
};

export interface FactChanges {
  readonly application?: Partial<StoredApplication>;
  readonly creator?: Partial<CreatorSnapshot>;
  readonly history?: Partial<SampleHistory>;
  readonly product?: Partial<NonNullable<SampleFacts['product']>> | null;
  readonly stock?: SampleFacts['stock'];
  readonly reservedUnits?: number;
}

/** A request that the default rule approves, with what a test changes. */
export function sampleFacts(changes: FactChanges = {}): SampleFacts {
  const shown = { ...creator, ...changes.creator };
  const product = { status: 'ACTIVATE', categoryName: null, sellerSku: 'SERUM-30', price: usd(2_499) };
  return {
    application: {
      applicationId: 'A-1',
      status: 'PENDING',
      fulfillmentStatus: null,
      approvable: true,
      disapprovableReasons: [],
      commissionBps: 1_500,
      sampleQuotaLeft: 20,
      approveExpiresAt: NOW + 3 * DAY,
      shipmentExpiresAt: null,
      orderId: null,
      trackingNumber: null,
      agencyName: null,
      creator: shown,
      productId: 'P-1',
      productTitle: 'Serum',
      skuId: 'S-1',
      skuName: null,
      shopId: 'shop-1',
      firstSeenAt: NOW - DAY,
      asOf: NOW - HOUR,
      decision: null,
      decidedAt: null,
      ...changes.application,
    },
    creator: { ...shown, shopId: 'shop-1', asOf: NOW - HOUR },
    product: changes.product === null ? null : { ...product, ...changes.product },
    stock: changes.stock === undefined ? { available: 38, asOf: NOW - HOUR } : changes.stock,
    reservedUnits: changes.reservedUnits ?? 0,
    history: { ...history, ...changes.history },
  };
}

export function shopSettings(
  rule: Partial<SampleRuleSettings> = {},
  others: Partial<Omit<ShopSettings, 'sampleRule'>> = {},
): ShopSettings {
  return {
    timeZone: null,
    shipping: { route: 'direct_create', shippingMethod: 'Standard', parcelCostMinor: null },
    caps: { perCreatorOpen: 2, perDay: null, perWeek: null, monthCostMinor: 200_000 },
    sampleRule: {
      mode: 'ask',
      blockedCreators: [],
      minimumGmvMinor: 50_000,
      minimumPosts30d: 8,
      minimumFulfilmentBps: 6_000,
      minimumPostRateBps: 5_000,
      minimumMatureSamples: 3,
      repeatWindowDays: 90,
      ghostSamples: 2,
      ghostMemoryDays: 180,
      minimumStock: 5,
      maximumUnitCostMinor: 3_000,
      askBandBps: 2_000,
      ...rule,
    },
    unitCostMinor: {},
    // The moment of most tests is in the middle of the shop's night.
    notes: { ...toNoteSettings(defaultShop(true).notes), quietHours: { from: 0, to: 0 } },
    ...others,
  };
}

interface UseChanges {
  readonly perDay?: readonly [used: number, cap: number];
  readonly perWeek?: readonly [used: number, cap: number];
  readonly monthCost?: readonly [used: number, cap: number];
}

export function limitState({
  perDay = [0, 6],
  perWeek = [0, 24],
  monthCost = [0, 200_000],
}: UseChanges = {}): SampleLimitState {
  const use = ([used, cap]: readonly [number, number], days: number) => ({
    used,
    cap,
    since: NOW - days * DAY,
    until: NOW + days * DAY,
  });
  return {
    perDay: use(perDay, 1),
    perWeek: use(perWeek, 7),
    monthCost: use(monthCost, 30),
    perCreatorOpen: 2,
  };
}
