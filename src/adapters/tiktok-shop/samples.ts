import { z } from 'zod';
import type { SampleApplication } from '../../domain/sample-application.ts';
import type { SampleContent } from '../../domain/sample-content.ts';
import type { ShopRef } from '../../domain/shop.ts';
import type { ApplicationQuery, Page, TikTokShop } from '../../ports/tiktok-shop.ts';
import type { Client } from './client.ts';
import { failure } from './failures.ts';
import { nextPage } from './pages.ts';
import { fractionToBps, percentToBps, toMoney } from './units.ts';
import {
  answerOf,
  count,
  flag,
  id,
  list,
  looseText,
  requiredText,
  requiredTime,
  text,
  time,
} from './wire.ts';

const PAGE_SIZE = 50;
/** One creator's applications for one product: more pages mean that the platform ignored the filter. */
const MAXIMUM_PAGES_OF_ONE_CREATOR = 20;

const applicationSchema = z.object({
  id,
  status: requiredText,
  fulfillment_status: text,
  is_approvable: flag,
  disapprovable_reasons: list(z.string()),
  commission_rate: text,
  available_quantity: count,
  approve_expiration_time: time,
  shipment_expiration_time: time,
  order_id: text,
  tracking_number: text,
  partner_name: text,
  creator: z.object({
    creator_open_id: requiredText,
    username: requiredText,
    nickname: text,
    follower_count: count,
    content_count: count,
    ec_video_view: count,
    fulfillment_percentage: text,
    gmv: z.object({ amount: text, currency: text }).nullish(),
  }),
  product: z.object({ id, title: looseText, sku_id: id, sku_name: text }),
});

const searchSchema = answerOf<'search_sample_applications'>()(
  z.object({ next_page_token: text, sample_applications: list(applicationSchema) }),
);
const contentSchema = z.object({
  id,
  format: requiredText,
  create_time: requiredTime,
  page_link: text,
  url: text,
  view_count: count,
  like_count: count,
  comment_count: count,
  paid_order_count: count,
});
const contentsSchema = answerOf<'search_sample_content'>()(
  z.object({ fulfillments: list(z.object({ content: contentSchema })) }),
);
const nothingSchema = z.unknown();

type Samples = Pick<
  TikTokShop,
  | 'searchSampleApplications'
  | 'findSampleApplication'
  | 'sampleContent'
  | 'approveSampleApplication'
  | 'rejectSampleApplication'
>;

export function createSamples(client: Client): Samples {
  async function search(
    shop: ShopRef,
    query: ApplicationQuery,
    cursor: string | null,
  ): Promise<Page<SampleApplication>> {
    const data = await client.call(
      'search_sample_applications',
      {
        shop,
        query: { page_size: PAGE_SIZE, ...(cursor !== null && { page_token: cursor }) },
        body: {
          ...(query.status !== undefined && { status: query.status }),
          // The platform's own spelling; the right one is ignored (reference 0.5).
          ...(query.creatorId !== undefined && { creator_user_oepn_id: query.creatorId }),
          ...(query.productId !== undefined && { product_id: query.productId }),
          ...(query.orderId !== undefined && { order_id: query.orderId }),
        },
      },
      searchSchema,
    );
    return {
      items: data.sample_applications.map(toApplication),
      nextCursor: nextPage(data.next_page_token, cursor, 'search_sample_applications'),
    };
  }

  return {
    searchSampleApplications: search,

    async findSampleApplication(shop, { applicationId, creatorId, productId }) {
      let cursor: string | null = null;
      for (let page = 0; page < MAXIMUM_PAGES_OF_ONE_CREATOR; page += 1) {
        const found: Page<SampleApplication> = await search(shop, { creatorId, productId }, cursor);
        const application = found.items.find((item) => item.applicationId === applicationId);
        if (application) return application;
        if (found.nextCursor === null) return null;
        cursor = found.nextCursor;
      }
      throw failure(
        'bad_answer',
        'The list of one creator and product does not end. Nothing was changed. It is tried again later.',
        { operation: 'search_sample_applications' },
      );
    },

    async sampleContent(shop, applicationId) {
      const data = await client.call(
        'search_sample_content',
        { shop, path: { application_id: applicationId }, body: {} },
        contentsSchema,
      );
      return data.fulfillments.map(({ content }) => toContent(content));
    },

    async approveSampleApplication(shop, applicationId) {
      await client.call(
        'review_sample_application',
        { shop, path: { application_id: applicationId }, body: { review_result: 'APPROVE' } },
        nothingSchema,
      );
    },

    async rejectSampleApplication(shop, applicationId, reason) {
      await client.call(
        'review_sample_application',
        {
          shop,
          path: { application_id: applicationId },
          body: { review_result: 'REJECT', reject_reason: reason },
        },
        nothingSchema,
      );
    },
  };
}

function toApplication(wire: z.output<typeof applicationSchema>): SampleApplication {
  const { creator, product } = wire;
  return {
    applicationId: wire.id,
    status: wire.status,
    fulfillmentStatus: wire.fulfillment_status,
    approvable: wire.is_approvable,
    disapprovableReasons: wire.disapprovable_reasons,
    commissionBps: fractionToBps(wire.commission_rate),
    sampleQuotaLeft: wire.available_quantity,
    approveExpiresAt: wire.approve_expiration_time,
    shipmentExpiresAt: wire.shipment_expiration_time,
    orderId: wire.order_id,
    trackingNumber: wire.tracking_number,
    agencyName: wire.partner_name,
    creator: {
      creatorId: creator.creator_open_id,
      username: creator.username,
      nickname: creator.nickname,
      followers: creator.follower_count,
      gmv30d: toMoney(creator.gmv),
      posts30d: creator.content_count,
      videoViews30d: creator.ec_video_view,
      fulfilmentBps: percentToBps(creator.fulfillment_percentage),
    },
    productId: product.id,
    productTitle: product.title,
    skuId: product.sku_id,
    skuName: product.sku_name,
  };
}

function toContent(wire: z.output<typeof contentSchema>): SampleContent {
  return {
    contentId: wire.id,
    format: wire.format,
    createdAt: wire.create_time,
    link: webLink(wire.page_link) ?? webLink(wire.url),
    views: wire.view_count,
    likes: wire.like_count,
    comments: wire.comment_count,
    paidOrders: wire.paid_order_count,
  };
}

/** A link is shown to people: nothing but a web address. */
function webLink(value: string | null): string | null {
  return value !== null && URL.parse(value)?.protocol === 'https:' ? value : null;
}
