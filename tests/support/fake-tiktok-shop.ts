import type { ShippingProvider } from '../../src/domain/carriers.ts';
import { ExternalError } from '../../src/domain/errors.ts';
import { isShipped, type Order, type Recipient } from '../../src/domain/order.ts';
import type { StockLevel } from '../../src/domain/product.ts';
import { isApproved, type SampleApplication } from '../../src/domain/sample-application.ts';
import type { SampleContent } from '../../src/domain/sample-content.ts';
import type { Shop } from '../../src/domain/shop.ts';
import type { ConversationMessage, TikTokShop } from '../../src/ports/tiktok-shop.ts';
import { Faults } from './faults.ts';

/** What the platform answers for a request that is not open any more: its general code, no own one. */
const NOT_PENDING = '98001004';
const ALREADY_SHIPPED = '21011020';

export const RECIPIENT: Recipient = {
  name: 'Canary Name',
  phone: '+15125550199',
  address1: '1 Canary Way',
  address2: null,
  city: 'Austin',
  region: 'TX',
  postalCode: '78701',
  country: 'US',
};

/** For calls that few tests need: those set them up, the others find out that they use them. */
function notSetUp(operation: keyof TikTokShop): () => Promise<never> {
  return () => Promise.reject(new Error(`${operation} is not set up in this test.`));
}

/** What a cycle reads of a shop that has none of it. */
const NOTHING = { items: [], nextCursor: null };
const NO_FIGURES = { latestDay: null, ...NOTHING };

function refused(operation: string, code: string, kind: 'refused' | 'invalid' = 'refused'): ExternalError {
  return new ExternalError(`Scripted refusal ${code}.`, { system: 'tiktok_shop', kind, operation, code });
}

/** A small TikTok Shop: holds state, refuses what the real one refuses, fails when told to. */
export class FakeTikTokShop implements TikTokShop {
  readonly faults = new Faults('tiktok_shop');
  readonly shops: Shop[] = [];
  readonly applications = new Map<string, SampleApplication>();
  readonly orderList = new Map<string, Order>();
  /** Null where the platform masks the address. */
  readonly recipients = new Map<string, Recipient | null>();
  readonly content = new Map<string, readonly SampleContent[]>();
  readonly stockLevels: StockLevel[] = [];
  readonly sent: { readonly creatorId: string; readonly text: string }[] = [];
  providers: ShippingProvider[] = [
    { id: '7117858858072016686', name: 'USPS' },
    { id: '7117859084333745966', name: 'UPS' },
  ];
  /** Messages that are not shown yet, although they arrived. */
  hideMessages = false;
  /** Makes the platform put a warning beside the tracking number. */
  warnAboutNumbers = false;

  searchOpenCollaborations: TikTokShop['searchOpenCollaborations'] = async () => NOTHING;
  setOpenCollaboration: TikTokShop['setOpenCollaboration'] = notSetUp('setOpenCollaboration');
  removeOpenCollaboration: TikTokShop['removeOpenCollaboration'] = notSetUp('removeOpenCollaboration');
  removeOpenCollaborationCreator: TikTokShop['removeOpenCollaborationCreator'] = notSetUp(
    'removeOpenCollaborationCreator',
  );
  openCollaborationDefault: TikTokShop['openCollaborationDefault'] = notSetUp('openCollaborationDefault');
  setOpenCollaborationDefault: TikTokShop['setOpenCollaborationDefault'] = notSetUp(
    'setOpenCollaborationDefault',
  );
  openContentCounts: TikTokShop['openContentCounts'] = notSetUp('openContentCounts');
  searchTargetCollaborations: TikTokShop['searchTargetCollaborations'] = async () => NOTHING;
  targetCollaboration: TikTokShop['targetCollaboration'] = async () => null;
  createTargetCollaboration: TikTokShop['createTargetCollaboration'] = notSetUp('createTargetCollaboration');
  updateTargetCollaboration: TikTokShop['updateTargetCollaboration'] = notSetUp('updateTargetCollaboration');
  removeTargetCollaboration: TikTokShop['removeTargetCollaboration'] = notSetUp('removeTargetCollaboration');
  targetCollaborationLink: TikTokShop['targetCollaborationLink'] = notSetUp('targetCollaborationLink');
  targetConflicts: TikTokShop['targetConflicts'] = notSetUp('targetConflicts');
  sampleRequestRules: TikTokShop['sampleRequestRules'] = async () => [];
  setSampleRequestRule: TikTokShop['setSampleRequestRule'] = notSetUp('setSampleRequestRule');
  sampleRequestLink: TikTokShop['sampleRequestLink'] = notSetUp('sampleRequestLink');
  searchAffiliateOrders: TikTokShop['searchAffiliateOrders'] = async () => NOTHING;
  searchMarketplaceCreators: TikTokShop['searchMarketplaceCreators'] = async () => NOTHING;
  creatorPerformance: TikTokShop['creatorPerformance'] = async () => null;
  outreachQuota: TikTokShop['outreachQuota'] = async () => ({
    ...{ unlimited: true, used: null, total: null, startsAt: null, endsAt: null },
  });
  shopPerformance: TikTokShop['shopPerformance'] = async () => NO_FIGURES;
  productPerformance: TikTokShop['productPerformance'] = async () => NO_FIGURES;
  videoPerformance: TikTokShop['videoPerformance'] = async () => NO_FIGURES;
  livePerformance: TikTokShop['livePerformance'] = async () => NO_FIGURES;
  videoDays: TikTokShop['videoDays'] = notSetUp('videoDays');
  productTopCreators: TikTokShop['productTopCreators'] = notSetUp('productTopCreators');
  conversations: TikTokShop['conversations'] = async () => NOTHING;
  markConversationsRead: TikTokShop['markConversationsRead'] = notSetUp('markConversationsRead');
  uploadMessageImage: TikTokShop['uploadMessageImage'] = notSetUp('uploadMessageImage');
  warehouses: TikTokShop['warehouses'] = notSetUp('warehouses');
  deliveryOptions: TikTokShop['deliveryOptions'] = notSetUp('deliveryOptions');
  shipPackage: TikTokShop['shipPackage'] = notSetUp('shipPackage');
  correctOrderTracking: TikTokShop['correctOrderTracking'] = notSetUp('correctOrderTracking');
  correctPackageTracking: TikTokShop['correctPackageTracking'] = notSetUp('correctPackageTracking');
  orderTracking: TikTokShop['orderTracking'] = notSetUp('orderTracking');
  searchPackages: TikTokShop['searchPackages'] = notSetUp('searchPackages');
  shopPackage: TikTokShop['shopPackage'] = notSetUp('shopPackage');
  shippingServices: TikTokShop['shippingServices'] = notSetUp('shippingServices');
  buyLabel: TikTokShop['buyLabel'] = notSetUp('buyLabel');
  shippingLabel: TikTokShop['shippingLabel'] = notSetUp('shippingLabel');
  platformStock: TikTokShop['platformStock'] = async () => NOTHING;
  webhooks: TikTokShop['webhooks'] = notSetUp('webhooks');
  setWebhook: TikTokShop['setWebhook'] = notSetUp('setWebhook');
  removeWebhook: TikTokShop['removeWebhook'] = notSetUp('removeWebhook');

  async authorizedShops(): Promise<readonly Shop[]> {
    return this.faults.around('authorizedShops', () => [...this.shops]);
  }

  set(application: SampleApplication): void {
    this.applications.set(application.applicationId, application);
  }

  change(applicationId: string, changes: Partial<SampleApplication>): void {
    this.set({ ...this.#application(applicationId), ...changes });
  }

  #application(applicationId: string): SampleApplication {
    const found = this.applications.get(applicationId);
    if (!found) throw new Error(`No application ${applicationId}.`);
    return found;
  }

  /** The order that the platform makes for approved applications. */
  makeOrder(order: Order, applicationIds: readonly string[] = []): void {
    this.orderList.set(order.orderId, order);
    if (!this.recipients.has(order.orderId)) this.recipients.set(order.orderId, RECIPIENT);
    for (const id of applicationIds) this.change(id, { orderId: order.orderId });
  }

  changeOrder(orderId: string, changes: Partial<Order>): void {
    const order = this.orderList.get(orderId);
    if (!order) throw new Error(`No order ${orderId}.`);
    this.orderList.set(orderId, { ...order, ...changes });
  }

  async searchSampleApplications(...[, query]: Parameters<TikTokShop['searchSampleApplications']>) {
    return this.faults.around('searchSampleApplications', () => ({
      items: [...this.applications.values()].filter(
        (one) => query.status === undefined || one.status === query.status,
      ),
      nextCursor: null,
    }));
  }

  async findSampleApplication(...[, key]: Parameters<TikTokShop['findSampleApplication']>) {
    return this.faults.around(
      'findSampleApplication',
      () => this.applications.get(key.applicationId) ?? null,
    );
  }

  async sampleContent(...[, id]: Parameters<TikTokShop['sampleContent']>) {
    return this.faults.around('sampleContent', () => this.content.get(id) ?? []);
  }

  async approveSampleApplication(...[, id]: Parameters<TikTokShop['approveSampleApplication']>) {
    await this.faults.around('approve', () => {
      if (this.#application(id).status !== 'PENDING') throw refused('approve', NOT_PENDING, 'invalid');
      this.change(id, { status: 'AWAITING_SHIPMENT', approvable: false });
    });
  }

  async rejectSampleApplication(...[, id]: Parameters<TikTokShop['rejectSampleApplication']>) {
    await this.faults.around('reject', () => {
      if (this.#application(id).status !== 'PENDING') throw refused('reject', NOT_PENDING, 'invalid');
      this.change(id, { status: 'REJECT_CANCELLED', approvable: false });
    });
  }

  async searchOrders() {
    return this.faults.around('searchOrders', () => ({
      items: [...this.orderList.values()],
      nextCursor: null,
    }));
  }

  async orders(...[, ids]: Parameters<TikTokShop['orders']>) {
    return this.faults.around('orders', () => ids.flatMap((id) => this.orderList.get(id) ?? []));
  }

  async orderWithRecipient(...[, orderId]: Parameters<TikTokShop['orderWithRecipient']>) {
    return this.faults.around('orderWithRecipient', () => {
      const order = this.orderList.get(orderId);
      return order ? { order, recipient: this.recipients.get(orderId) ?? null } : null;
    });
  }

  async shippingProviders() {
    return this.faults.around('shippingProviders', () => [...this.providers]);
  }

  async markPackageShipped(...[, parcel]: Parameters<TikTokShop['markPackageShipped']>) {
    return this.faults.around('markPackageShipped', () => {
      const order = this.orderList.get(parcel.orderId);
      if (!order) throw refused('markPackageShipped', '21008111');
      const wanted = order.lines.filter((line) => parcel.lineIds.includes(line.lineId));
      if (isShipped(order) || wanted.some((line) => line.trackingNumber !== null)) {
        throw refused('markPackageShipped', ALREADY_SHIPPED);
      }
      const lines = order.lines.map((line) =>
        wanted.includes(line) ? { ...line, trackingNumber: parcel.trackingNumber } : line,
      );
      const all = lines.every((line) => line.trackingNumber !== null);
      this.changeOrder(order.orderId, { lines, status: all ? 'AWAITING_COLLECTION' : 'PARTIALLY_SHIPPING' });
      return { packageId: `package-${parcel.trackingNumber}`, warning: this.warnAboutNumbers };
    });
  }

  async searchProducts() {
    return this.faults.around('searchProducts', () => ({ items: [], nextCursor: null }));
  }

  async productCategory() {
    return null;
  }

  async stock(...[, productIds]: Parameters<TikTokShop['stock']>) {
    return this.faults.around('stock', () =>
      this.stockLevels.filter((level) => productIds.includes(level.productId)),
    );
  }

  async openConversation(...[, creatorId]: Parameters<TikTokShop['openConversation']>) {
    return this.faults.around('openConversation', () => ({
      conversationId: `conversation-${creatorId}`,
      creatorSenderId: `sender-${creatorId}`,
    }));
  }

  async messages(...[, conversation]: Parameters<TikTokShop['messages']>) {
    return this.faults.around('messages', () => {
      const shown = this.hideMessages ? [] : this.sent;
      const items = shown
        .filter((one) => conversation.conversationId === `conversation-${one.creatorId}`)
        .map(
          ({ text }, index): ConversationMessage => ({
            messageId: `message-${index}`,
            index: String(index),
            type: 'TEXT',
            text,
            subjectId: null,
            sentAt: 0,
            fromCreator: false,
          }),
        );
      return { items: items.reverse(), nextCursor: null };
    });
  }

  async sendMessage(...[, conversation, message]: Parameters<TikTokShop['sendMessage']>) {
    return this.faults.around('sendMessage', () => {
      if (message.type !== 'TEXT') throw new Error(`Sending ${message.type} is not set up in this test.`);
      const creatorId = conversation.conversationId.replace('conversation-', '');
      this.sent.push({ creatorId, text: message.text });
      return { messageId: `message-${this.sent.length - 1}` };
    });
  }

  spentOn(): TikTokShop {
    return this;
  }

  approved(): readonly string[] {
    return [...this.applications.values()]
      .filter((one) => isApproved(one.status))
      .map((one) => one.applicationId);
  }
}
