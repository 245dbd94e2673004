import type { OperationName } from '../../src/adapters/tiktok-shop/endpoints.ts';
import type { ShopRef } from '../../src/domain/shop.ts';
import type { TikTokShop } from '../../src/ports/tiktok-shop.ts';

type Call = (tiktok: TikTokShop, shop: ShopRef) => Promise<unknown>;

const AT = 1_795_336_200_000;
const WINDOW = { updatedFrom: AT, updatedTo: AT + 60_000 };
const RANGE = { from: '2026-11-14', until: '2026-11-21' };
const CONVERSATION = { conversationId: '7451', creatorSenderId: '7452' };
const TRACKING = { trackingNumber: '1Z9', providerId: '7117' };
const SIZE = { lengthInch: '6', widthInch: '4', heightInch: '2', weightPound: '0.5' };
const PRODUCT = { productId: '1729', rateBps: 2000, adsRateBps: 1000 };
const IMAGE = { url: 'https://images.example.com/1', width: 10, height: 20 };
const OFFER = { hasFreeSample: true, approvalExempt: false };
const DRAFT = {
  name: 'Spring',
  endsAt: AT,
  contactEmail: 'partners@example.com',
  message: 'Hello',
  sampleOffer: OFFER,
  creatorIds: ['uOne'],
  products: [PRODUCT],
};
const THRESHOLDS = {
  minimumFollowers: 1000,
  minimumGmv: 100,
  averageVideoViews: 500,
  categoryIds: ['601450'],
  fulfilmentRank: 'MEDIUM',
};

/** Every call of the port by the operation it ends in, each with everything it can say and with the least. */
export const CALLS: Readonly<Record<OperationName, readonly Call[]>> = {
  list_authorized_shops: [(tiktok) => tiktok.authorizedShops()],

  search_sample_applications: [
    (tiktok, shop) => tiktok.searchSampleApplications(shop, {}, null),
    (tiktok, shop) =>
      tiktok.searchSampleApplications(
        shop,
        { status: 'PENDING', creatorId: 'uOne', productId: '1729', orderId: '577' },
        'cursor',
      ),
    (tiktok, shop) =>
      tiktok.findSampleApplication(shop, { applicationId: '1', creatorId: 'uOne', productId: '1729' }),
  ],
  review_sample_application: [
    (tiktok, shop) => tiktok.approveSampleApplication(shop, '761'),
    (tiktok, shop) => tiktok.rejectSampleApplication(shop, '761', 'NOT_MATCH'),
  ],
  search_sample_content: [(tiktok, shop) => tiktok.sampleContent(shop, '761')],
  get_sample_rules: [(tiktok, shop) => tiktok.sampleRequestRules(shop, ['1729', '1730'])],
  set_sample_rule: [
    (tiktok, shop) => tiktok.setSampleRequestRule(shop, '1729', null),
    (tiktok, shop) => {
      const rule = { quota: 10, startsAt: AT, endsAt: AT, thresholds: THRESHOLDS };
      return tiktok.setSampleRequestRule(shop, '1729', rule);
    },
    (tiktok, shop) => {
      const nothing = { minimumFollowers: null, minimumGmv: null, averageVideoViews: null };
      const thresholds = { ...nothing, categoryIds: [], fulfilmentRank: null };
      return tiktok.setSampleRequestRule(shop, '1729', {
        ...{ quota: null, startsAt: null, endsAt: null, thresholds },
      });
    },
  ],
  create_sample_link: [
    (tiktok, shop) => tiktok.sampleRequestLink(shop, { productId: '1729', skuId: '1', validDays: 7 }),
    (tiktok, shop) =>
      tiktok.sampleRequestLink(shop, {
        ...{ productId: '1729', skuId: '1', collaborationId: '762', validDays: 7 },
      }),
  ],

  set_open_collaboration: [
    (tiktok, shop) => tiktok.setOpenCollaboration(shop, { productId: '1729', rateBps: 1500 }),
  ],
  search_open_collaborations: [
    (tiktok, shop) => tiktok.searchOpenCollaborations(shop, {}, null),
    (tiktok, shop) => tiktok.searchOpenCollaborations(shop, { productId: '1729' }, 'cursor'),
  ],
  remove_open_collaboration: [(tiktok, shop) => tiktok.removeOpenCollaboration(shop, '1729')],
  get_open_collaboration_settings: [(tiktok, shop) => tiktok.openCollaborationDefault(shop)],
  set_open_collaboration_settings: [
    (tiktok, shop) => tiktok.setOpenCollaborationDefault(shop, 1500),
    (tiktok, shop) => tiktok.setOpenCollaborationDefault(shop, null),
  ],
  remove_open_collaboration_creator: [
    (tiktok, shop) =>
      tiktok.removeOpenCollaborationCreator(shop, {
        ...{ collaborationId: '762', productId: '1729', creatorId: 'uOne' },
      }),
  ],
  list_open_content_counts: [
    (tiktok, shop) => tiktok.openContentCounts(shop, '1729', null),
    (tiktok, shop) => tiktok.openContentCounts(shop, '1729', 'cursor'),
  ],

  create_target_collaboration: [
    (tiktok, shop) => tiktok.createTargetCollaboration(shop, DRAFT),
    (tiktok, shop) => {
      const products = [{ ...PRODUCT, adsRateBps: null }];
      return tiktok.createTargetCollaboration(shop, { ...DRAFT, message: null, products });
    },
  ],
  update_target_collaboration: [
    // The example answer was updated in second 1.
    (tiktok, shop) => tiktok.updateTargetCollaboration(shop, '762', { name: 'Summer' }, 1000),
    (tiktok, shop) => {
      const change = { endsAt: AT, addCreatorIds: ['uTwo'], setProducts: [PRODUCT] };
      return tiktok.updateTargetCollaboration(shop, '762', change, 1000);
    },
  ],
  remove_target_collaboration: [(tiktok, shop) => tiktok.removeTargetCollaboration(shop, '762')],
  search_target_collaborations: [
    (tiktok, shop) => tiktok.searchTargetCollaborations(shop, { status: 'ONGOING' }, null),
    (tiktok, shop) => {
      const query = { status: 'COMPLETED', creatorId: 'uOne', productId: '1729' } as const;
      return tiktok.searchTargetCollaborations(shop, query, 'cursor');
    },
  ],
  get_target_collaboration: [(tiktok, shop) => tiktok.targetCollaboration(shop, '762')],
  create_target_collaboration_link: [(tiktok, shop) => tiktok.targetCollaborationLink(shop, '762')],
  check_target_conflicts: [
    (tiktok, shop) => tiktok.targetConflicts(shop, { creatorIds: ['uOne'], productIds: ['1729'] }),
  ],

  search_affiliate_orders: [
    (tiktok, shop) => tiktok.searchAffiliateOrders(shop, { createdFrom: AT, createdTo: AT + 1 }, null),
    (tiktok, shop) => tiktok.searchAffiliateOrders(shop, { createdFrom: AT, createdTo: AT + 1 }, 'cursor'),
  ],

  search_marketplace_creators: [
    (tiktok, shop) => tiktok.searchMarketplaceCreators(shop, {}, null),
    (tiktok, shop) => {
      const counts = { minimumFollowers: 1000, maximumFollowers: 90_000 };
      const query = { keyword: 'serum', categoryIds: ['601450'], ...counts };
      return tiktok.searchMarketplaceCreators(shop, query, null);
    },
    async (tiktok, shop) => {
      const { nextCursor } = await tiktok.searchMarketplaceCreators(shop, {}, null);
      await tiktok.searchMarketplaceCreators(shop, {}, nextCursor);
    },
  ],
  get_creator_performance: [(tiktok, shop) => tiktok.creatorPerformance(shop, 'uOne')],
  get_outreach_quota: [(tiktok, shop) => tiktok.outreachQuota(shop)],

  open_conversation: [(tiktok, shop) => tiktok.openConversation(shop, 'uOne')],
  list_conversations: [
    (tiktok, shop) => tiktok.conversations(shop, 'ALL', null),
    (tiktok, shop) => tiktok.conversations(shop, 'UNREPLIED', 'cursor'),
  ],
  read_messages: [
    (tiktok, shop) => tiktok.messages(shop, CONVERSATION, null),
    (tiktok, shop) => tiktok.messages(shop, CONVERSATION, 'cursor'),
  ],
  send_message: [
    (tiktok, shop) => tiktok.sendMessage(shop, CONVERSATION, { type: 'TEXT', text: 'Hi' }),
    (tiktok, shop) => tiktok.sendMessage(shop, CONVERSATION, { type: 'PRODUCT_CARD', productId: '1729' }),
    (tiktok, shop) =>
      tiktok.sendMessage(shop, CONVERSATION, { type: 'TARGET_COLLABORATION_CARD', collaborationId: '762' }),
    (tiktok, shop) =>
      tiktok.sendMessage(shop, CONVERSATION, { type: 'FREE_SAMPLE_CARD', applicationId: '761' }),
    (tiktok, shop) => tiktok.sendMessage(shop, CONVERSATION, { type: 'IMAGE', image: IMAGE }),
  ],
  mark_conversations_read: [(tiktok, shop) => tiktok.markConversationsRead(shop, ['7451'])],
  upload_message_image: [
    (tiktok, shop) =>
      tiktok.uploadMessageImage(shop, { bytes: new Uint8Array([1, 2]), mediaType: 'image/png' }),
  ],

  search_orders: [
    (tiktok, shop) => tiktok.searchOrders(shop, WINDOW, null),
    (tiktok, shop) => tiktok.searchOrders(shop, WINDOW, 'cursor'),
  ],
  get_orders: [
    (tiktok, shop) => tiktok.orders(shop, ['577', '578']),
    (tiktok, shop) => tiktok.orderWithRecipient(shop, '577'),
  ],

  mark_package_shipped: [
    (tiktok, shop) => tiktok.markPackageShipped(shop, { ...TRACKING, orderId: '577', lineIds: ['1'] }),
  ],
  ship_package: [(tiktok, shop) => tiktok.shipPackage(shop, '115', TRACKING)],
  correct_order_tracking: [(tiktok, shop) => tiktok.correctOrderTracking(shop, '577', TRACKING)],
  correct_package_tracking: [(tiktok, shop) => tiktok.correctPackageTracking(shop, '115', TRACKING)],
  get_order_tracking: [(tiktok, shop) => tiktok.orderTracking(shop, '577')],
  search_packages: [
    (tiktok, shop) => tiktok.searchPackages(shop, WINDOW, null),
    (tiktok, shop) => tiktok.searchPackages(shop, WINDOW, 'cursor'),
  ],
  get_package: [(tiktok, shop) => tiktok.shopPackage(shop, '115')],
  list_shipping_services: [(tiktok, shop) => tiktok.shippingServices(shop, '577', SIZE)],
  buy_label: [
    (tiktok, shop) => tiktok.buyLabel(shop, { orderId: '577', lineIds: ['1'], serviceId: '9', size: SIZE }),
  ],
  get_label: [(tiktok, shop) => tiktok.shippingLabel(shop, '115')],
  list_warehouses: [(tiktok, shop) => tiktok.warehouses(shop)],
  list_delivery_options: [(tiktok, shop) => tiktok.deliveryOptions(shop, '706')],
  list_shipping_providers: [(tiktok, shop) => tiktok.shippingProviders(shop, '709')],
  search_platform_stock: [
    (tiktok, shop) => tiktok.platformStock(shop, ['1'], null),
    (tiktok, shop) => tiktok.platformStock(shop, [], 'cursor'),
  ],

  search_products: [
    (tiktok, shop) => tiktok.searchProducts(shop, WINDOW, null),
    (tiktok, shop) => tiktok.searchProducts(shop, WINDOW, 'cursor'),
  ],
  get_product: [(tiktok, shop) => tiktok.productCategory(shop, '1729')],
  search_stock: [(tiktok, shop) => tiktok.stock(shop, ['1729'])],

  get_shop_performance: [(tiktok, shop) => tiktok.shopPerformance(shop, RANGE)],
  list_product_performance: [
    (tiktok, shop) => tiktok.productPerformance(shop, RANGE, null),
    (tiktok, shop) => tiktok.productPerformance(shop, RANGE, 'cursor'),
  ],
  get_product_performance: [(tiktok, shop) => tiktok.productTopCreators(shop, '1729', RANGE)],
  list_video_performance: [
    (tiktok, shop) => tiktok.videoPerformance(shop, RANGE, null),
    (tiktok, shop) => tiktok.videoPerformance(shop, RANGE, 'cursor'),
  ],
  get_video_performance: [(tiktok, shop) => tiktok.videoDays(shop, '760', RANGE)],
  list_live_performance: [
    (tiktok, shop) => tiktok.livePerformance(shop, RANGE, null),
    (tiktok, shop) => tiktok.livePerformance(shop, RANGE, 'cursor'),
  ],

  list_webhooks: [(tiktok, shop) => tiktok.webhooks(shop)],
  set_webhook: [
    (tiktok, shop) => tiktok.setWebhook(shop, { event: 'PACKAGE_UPDATE', url: 'https://example.com/hook' }),
  ],
  remove_webhook: [(tiktok, shop) => tiktok.removeWebhook(shop, 'PACKAGE_UPDATE')],
};
