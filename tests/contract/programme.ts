import { ExternalError } from '../../src/domain/errors.ts';
import type { Order } from '../../src/domain/order.ts';
import type { ShopRef } from '../../src/domain/shop.ts';
import { DAY, type Timestamp, toIso } from '../../src/domain/time.ts';
import type { Page, TikTokShop } from '../../src/ports/tiktok-shop.ts';
import type { TestClient } from '../sandbox/client.ts';
import { list } from '../sandbox/client.ts';

/** What the steps share: the adapter, the sandbox's control port, and the time there. */
export interface Stage {
  readonly tiktok: TikTokShop;
  readonly shop: ShopRef;
  readonly control: TestClient;
  now(): Timestamp;
  /** Lets the sandbox's time pass. */
  advance(hours: number): Promise<void>;
}

const UPS = '7117859084333745966';
const SIZE = { lengthInch: '6', widthInch: '4', heightInch: '2', weightPound: '0.5' };

/** At most this many pages of a list. */
const PAGES = 4;

async function all<T>(read: (cursor: string | null) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const found: Page<T> = await read(cursor);
    items.push(...found.items);
    if (found.nextCursor === null) break;
    cursor = found.nextCursor;
  }
  return items;
}

function first<T>(items: readonly T[], what: string): T {
  const [item] = items;
  if (item === undefined) throw new Error(`The sandbox has no ${what}.`);
  return item;
}

/** A programme's days in the sandbox: every call of the adapter at least once, on what is really there. */
export async function runProgramme(stage: Stage): Promise<void> {
  const product = await products(stage);
  const creators = await market(stage);
  await samples(stage, product);
  await openPlan(stage, product.productId);
  const collaborationId = await invitations(stage, product.productId, creators);
  await conversations(stage, { ...product, collaborationId, creators });
  await parcels(stage);
  await labels(stage);
  await figures(stage, product.productId);
  await webhooks(stage);
}

async function products({ tiktok, shop, now }: Stage) {
  const window = { updatedFrom: now() - 4000 * DAY, updatedTo: now() };
  const found = await all((cursor) => tiktok.searchProducts(shop, window, cursor));
  const product = first(found, 'product');
  await tiktok.productCategory(shop, product.productId);
  await tiktok.stock(
    shop,
    found.map(({ productId }) => productId),
  );
  await tiktok.platformStock(
    shop,
    found.flatMap(({ skus }) => skus.map(({ skuId }) => skuId)),
    null,
  );
  const warehouse = first(await tiktok.warehouses(shop), 'warehouse');
  const option = first(await tiktok.deliveryOptions(shop, warehouse.warehouseId), 'delivery option');
  await tiktok.shippingProviders(shop, option.deliveryOptionId);
  return { productId: product.productId, skuId: first(product.skus, 'SKU').skuId };
}

async function market({ tiktok, shop }: Stage): Promise<string[]> {
  const found = await all((cursor) => tiktok.searchMarketplaceCreators(shop, {}, cursor));
  for (const { creatorId } of found.slice(0, 20)) await tiktok.creatorPerformance(shop, creatorId);
  await tiktok.outreachQuota(shop);
  return found.map(({ creatorId }) => creatorId);
}

async function samples({ tiktok, shop, control, now }: Stage, product: { productId: string; skuId: string }) {
  const made = await control.control('act', { populate: { applications: 4 } });
  const [approved = '', rejected = ''] = list(made, 'populated', 'application_ids').map(String);
  const everything = await all((cursor) => tiktok.searchSampleApplications(shop, {}, cursor));
  for (const { applicationId } of everything.slice(0, 40)) await tiktok.sampleContent(shop, applicationId);
  const one = first(
    everything.filter(({ applicationId }) => applicationId === approved),
    'new application',
  );
  await tiktok.findSampleApplication(shop, { ...one, creatorId: one.creator.creatorId });
  await tiktok.approveSampleApplication(shop, approved);
  await tiktok.rejectSampleApplication(shop, rejected, 'NOT_MATCH');
  const thresholds = {
    ...{ minimumFollowers: 1000, minimumGmv: 0, averageVideoViews: 0 },
    ...{ categoryIds: [], fulfilmentRank: 'ALL' },
  };
  const times = { startsAt: now(), endsAt: now() + 30 * DAY };
  await tiktok.setSampleRequestRule(shop, product.productId, { quota: 10, ...times, thresholds });
  await tiktok.sampleRequestRules(shop, [product.productId]);
  await tiktok.setSampleRequestRule(shop, product.productId, null);
  await tiktok.sampleRequestLink(shop, { ...product, validDays: 7 });
}

async function openPlan({ tiktok, shop }: Stage, productId: string): Promise<void> {
  await tiktok.setOpenCollaborationDefault(shop, 1500);
  await tiktok.openCollaborationDefault(shop);
  await tiktok.setOpenCollaboration(shop, { productId, rateBps: 1700 });
  const plans = await all((cursor) => tiktok.searchOpenCollaborations(shop, {}, cursor));
  for (const plan of plans.slice(0, 10)) {
    const counts = await all((cursor) => tiktok.openContentCounts(shop, plan.productId, cursor));
    const [creator] = counts;
    if (!creator) continue;
    const { collaborationId } = plan;
    const key = { collaborationId, productId: plan.productId, creatorId: creator.creatorId };
    await tiktok.removeOpenCollaborationCreator(shop, key);
  }
  const last = first(
    plans.filter((plan) => plan.status === 'NORMAL' && plan.productId !== productId),
    'open collaboration',
  );
  await tiktok.removeOpenCollaboration(shop, last.productId);
  await tiktok.searchOpenCollaborations(shop, { productId: last.productId }, null);
}

async function invitations(
  { tiktok, shop, now, advance }: Stage,
  productId: string,
  creators: readonly string[],
) {
  for (const status of ['ONGOING', 'EXPIRING', 'CANCELING', 'COMPLETED'] as const) {
    const found = await all((cursor) => tiktok.searchTargetCollaborations(shop, { status }, cursor));
    for (const one of found.slice(0, 10)) await tiktok.targetCollaboration(shop, one.collaborationId);
  }
  const free: string[] = [];
  for (const creatorId of creators) {
    const pairs = { creatorIds: [creatorId], productIds: [productId] };
    if ((await tiktok.targetConflicts(shop, pairs)).length === 0) free.push(creatorId);
    if (free.length === 3) break;
  }
  const [one = '', two = '', three = ''] = free;
  const draft = {
    ...{ name: 'Contract', endsAt: now() + 30 * DAY, contactEmail: 'partners@example.com', message: 'Hi' },
    sampleOffer: { hasFreeSample: true, approvalExempt: false },
    products: [{ productId, rateBps: 2000, adsRateBps: 1000 }],
  };
  const kept = await tiktok.createTargetCollaboration(shop, { ...draft, creatorIds: [one, two] });
  if (kept.collaborationId === null) throw new Error('The sandbox did not create the invitation.');
  await tiktok.createTargetCollaboration(shop, { ...draft, name: 'Conflict', creatorIds: [one] });
  await tiktok.targetConflicts(shop, { creatorIds: [one], productIds: [productId] });
  await tiktok.targetCollaborationLink(shop, kept.collaborationId);
  const seen = await tiktok.targetCollaboration(shop, kept.collaborationId);
  const change = { name: 'Contract 2', addCreatorIds: [three], removeCreatorIds: [two] };
  await tiktok.updateTargetCollaboration(shop, kept.collaborationId, change, seen?.updatedAt ?? 0);
  await advance(30);
  await tiktok.targetCollaboration(shop, kept.collaborationId);
  return kept.collaborationId;
}

async function conversations(
  { tiktok, shop, control }: Stage,
  about: { productId: string; collaborationId: string; creators: readonly string[] },
): Promise<void> {
  const [creatorId = ''] = about.creators;
  const conversation = await tiktok.openConversation(shop, creatorId);
  const bytes = Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64');
  const image = await tiktok.uploadMessageImage(shop, { bytes, mediaType: 'image/gif' });
  const { productId, collaborationId } = about;
  await tiktok.sendMessage(shop, conversation, { type: 'TEXT', text: 'Hello' });
  await tiktok.sendMessage(shop, conversation, { type: 'PRODUCT_CARD', productId });
  await tiktok.sendMessage(shop, conversation, { type: 'TARGET_COLLABORATION_CARD', collaborationId });
  await tiktok.sendMessage(shop, conversation, { type: 'IMAGE', image });
  await control.control('act', { message: { creator_id: creatorId, text: 'Hello back' } });
  for (const status of ['ALL', 'UNREAD', 'UNREPLIED'] as const) {
    const found = await all((cursor) => tiktok.conversations(shop, status, cursor));
    for (const one of found.slice(0, 10)) await all((cursor) => tiktok.messages(shop, one, cursor));
  }
  await tiktok.markConversationsRead(shop, [conversation.conversationId]);
  await tiktok.removeTargetCollaboration(shop, collaborationId);
}

async function awaitingShipment({ tiktok, shop, now, advance, control }: Stage) {
  const made = await control.control('act', { populate: { applications: 1 } });
  const [applicationId = ''] = list(made, 'populated', 'application_ids').map(String);
  await tiktok.approveSampleApplication(shop, applicationId);
  await advance(1);
  const window = { updatedFrom: now() - DAY, updatedTo: now() + DAY };
  const found = await all((cursor) => tiktok.searchOrders(shop, window, cursor));
  const waiting = found.filter((order) => order.isSample && order.status === 'AWAITING_SHIPMENT');
  return first(
    waiting.sort((a, b) => b.createdAt - a.createdAt),
    'order that awaits shipment',
  );
}

async function parcels(stage: Stage): Promise<void> {
  const { tiktok, shop, now, advance } = stage;
  const window = { updatedFrom: now() - 60 * DAY, updatedTo: now() };
  const known = await all((cursor) => tiktok.searchOrders(shop, window, cursor));
  await tiktok.orders(
    shop,
    known.slice(0, 50).map(({ orderId }) => orderId),
  );
  const order = await awaitingShipment(stage);
  await tiktok.orderWithRecipient(shop, order.orderId);
  const one = await shipped(stage, order, '1Z0000000000000009');
  const another = await shipped(stage, await awaitingShipment(stage), '1Z0000000000000017');
  const corrected = { trackingNumber: '1Z0000000000000025', providerId: UPS };
  await tiktok.correctOrderTracking(shop, order.orderId, corrected);
  const { packageId } = another;
  await tiktok.correctPackageTracking(shop, packageId, {
    ...corrected,
    trackingNumber: '1Z0000000000000033',
  });
  await expectRefusal(tiktok.shipPackage(shop, one.packageId, corrected));
  await advance(60);
  await tiktok.orderTracking(shop, order.orderId);
  await all((cursor) => tiktok.searchPackages(shop, { ...window, updatedTo: now() }, cursor));
  await tiktok.shopPackage(shop, packageId);
}

function shipped({ tiktok, shop }: Stage, order: Order, trackingNumber: string) {
  const lineIds = order.lines.map(({ lineId }) => lineId);
  return tiktok.markPackageShipped(shop, {
    orderId: order.orderId,
    lineIds,
    trackingNumber,
    providerId: UPS,
  });
}

/** The sandbox is in a market that refuses it; the request and the refusal are seen all the same. */
async function expectRefusal(work: Promise<unknown>): Promise<void> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ExternalError) || error.kind !== 'refused') throw error;
}

async function labels(stage: Stage): Promise<void> {
  const { tiktok, shop, control } = stage;
  await control.control('act', { set_shipping: 'TIKTOK' });
  const order = await awaitingShipment(stage);
  const services = await tiktok.shippingServices(shop, order.orderId, SIZE);
  const { packageId } = await tiktok.buyLabel(shop, {
    orderId: order.orderId,
    lineIds: order.lines.map(({ lineId }) => lineId),
    serviceId: first(services, 'shipping service').serviceId,
    size: SIZE,
  });
  await tiktok.shippingLabel(shop, packageId);
  await tiktok.shopPackage(shop, packageId);
}

async function figures({ tiktok, shop, now }: Stage, productId: string): Promise<void> {
  const sold = { createdFrom: now() - 31 * DAY, createdTo: now() };
  await all((cursor) => tiktok.searchAffiliateOrders(shop, sold, cursor));
  const day = (at: Timestamp) => toIso(at).slice(0, 10);
  const range = { from: day(now() - 20 * DAY), until: day(now() - 2 * DAY) };
  await tiktok.shopPerformance(shop, range);
  await all((cursor) => tiktok.productPerformance(shop, range, cursor));
  await tiktok.productTopCreators(shop, productId, range);
  const videos = await all((cursor) => tiktok.videoPerformance(shop, range, cursor));
  for (const { videoId } of videos.slice(0, 3)) await tiktok.videoDays(shop, videoId, range);
  await all((cursor) => tiktok.livePerformance(shop, range, cursor));
}

async function webhooks({ tiktok, shop }: Stage): Promise<void> {
  await tiktok.setWebhook(shop, { event: 'PACKAGE_UPDATE', url: 'https://hooks.example.com/tiktok' });
  await tiktok.webhooks(shop);
  await tiktok.removeWebhook(shop, 'PACKAGE_UPDATE');
}
