import { z } from 'zod';
import { DAY, seconds } from '../clock.ts';
import type { ApplicationRow, ContentRow, CreatorRow, ProductRow, SkuRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { approve, close, disapprovableReasons, findApplication } from '../world/samples.ts';
import type { Call, Endpoint } from './call.ts';
import { decimal, invalidParams, pageSize, pageToken, param, parseBody, placeOf } from './call.ts';
import { CODE, Refusal } from './envelope.ts';
import { imageUrl } from './products.ts';

/** The misspelt filters are the platform's own; corrected names fall through unread, as reported for the real one. */
const SearchBody = z.object({
  creator_user_oepn_id: z.string().optional(),
  order_id: z.string().optional(),
  product_id: z.string().optional(),
  status: z.string().optional(),
  target_collabration_id: z.string().optional(),
  title: z.string().optional(),
  username: z.string().optional(),
});

const ReviewBody = z.object({
  review_result: z.enum(['APPROVE', 'REJECT']),
  reject_reason: z.enum(['NOT_MATCH', 'OFFLINE', 'OUT_OF_STOCK', 'OTHER']).optional(),
});

const ContentBody = z.object({ content_format: z.enum(['LIVE', 'VIDEO']).optional() });

/** SQL conditions for the filters that are set, with their values. */
function conditions(filter: z.infer<typeof SearchBody>): { where: string; values: string[] } {
  const parts: [string, string | undefined][] = [
    ['a.creator_open_id = ?', filter.creator_user_oepn_id],
    ['a.order_id = ?', filter.order_id],
    ['a.product_id = ?', filter.product_id],
    ['a.status = ?', filter.status],
    ['instr(lower(p.title), lower(?)) > 0', filter.title],
    ['instr(lower(c.username), lower(?)) > 0', filter.username],
    [
      'a.application_id IN (SELECT application_id FROM target_promotions WHERE target_collaboration_id = ?)',
      filter.target_collabration_id,
    ],
  ];
  const set = parts.flatMap(([condition, value]) =>
    value === undefined || value === '' ? [] : [{ condition, value }],
  );
  return {
    where: set.map(({ condition }) => condition).join(' AND ') || '1',
    values: set.map(({ value }) => value),
  };
}

const FROM = `FROM applications a JOIN creators c USING (creator_open_id) JOIN products p ON p.product_id = a.product_id`;

function search(call: Call): object {
  const { moment } = call;
  const filter = parseBody(SearchBody, call.body);
  const size = pageSize(call, { max: 50, fallback: 20 });
  const { where, values } = conditions(filter);
  const before = String(placeOf(call)?.[0] ?? '~');
  const rows = moment.state.all<ApplicationRow>(
    `SELECT a.* ${FROM} WHERE ${where} AND a.application_id < ? ORDER BY a.application_id DESC LIMIT ?`,
    ...values,
    before,
    size + 1,
  );
  const total = moment.state.one<{ n: number }>(`SELECT count(*) AS n ${FROM} WHERE ${where}`, ...values);
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return {
    next_page_token: rows.length > size && last !== undefined ? pageToken([last.application_id]) : '',
    total_count: total?.n ?? 0,
    sample_applications: page.map((row) => view(moment, row)),
  };
}

function view(moment: Moment, row: ApplicationRow): object {
  const { state } = moment;
  const creator = state.one<CreatorRow>(
    'SELECT * FROM creators WHERE creator_open_id = ?',
    row.creator_open_id,
  );
  const product = state.one<ProductRow>('SELECT * FROM products WHERE product_id = ?', row.product_id);
  const sku = state.one<SkuRow>('SELECT * FROM skus WHERE sku_id = ?', row.sku_id);
  const reasons = row.status === 'PENDING' ? disapprovableReasons(moment, row) : [];
  return {
    id: row.application_id,
    status: row.status,
    fulfillment_status: row.fulfillment_status,
    is_approvable: row.status === 'PENDING' && reasons.length === 0,
    disapprovable_reasons: reasons,
    commission_rate: row.commission,
    available_quantity: Math.max(0, Math.min(product?.sample_quota ?? 0, sku?.available ?? 0)),
    approve_expiration_time: seconds(row.approve_by_ms),
    shipment_expiration_time: seconds(row.ship_by_ms),
    order_id: row.order_id,
    tracking_number: row.tracking_number,
    partner_name: row.partner_name,
    creator: creator === undefined ? {} : creatorView(moment, creator),
    product: {
      id: row.product_id,
      title: product?.title ?? '',
      sku_id: row.sku_id,
      sku_name: sku?.sku_name ?? '',
      sku_image_url: imageUrl(row.sku_id),
    },
  };
}

/** Without consent the figures are missing, or empty where the platform still prints the key. */
function creatorView(moment: Moment, creator: CreatorRow): object {
  const known = {
    creator_open_id: creator.creator_open_id,
    username: creator.username,
    nickname: creator.nickname,
    avatar_url: imageUrl(`avatar-${creator.username}`),
    follower_count: creator.followers,
  };
  if (creator.consent === 0) {
    const empty = moment.random.chance(0.5, 'empty form', creator.creator_open_id);
    return empty
      ? { ...known, content_count: '', ec_video_view: '', fulfillment_percentage: '' }
      : { ...known, fulfillment_percentage: '' };
  }
  return {
    ...known,
    content_count: creator.content_count,
    ec_video_view: creator.video_views,
    fulfillment_percentage: creator.fulfilment_percent,
    gmv: { amount: decimal(creator.gmv_minor), currency: 'USD' },
  };
}

function review(call: Call): object {
  const { moment } = call;
  const body = parseBody(ReviewBody, call.body);
  const application = findApplication(moment, param(call, 'application_id'));
  if (application === undefined) throw invalidParams('Sample application not found.');
  if (application.partner_name !== '') {
    throw new Refusal(CODE.agencyRequest, 'Seller may not operate an agency request.');
  }
  // The platform documents no code for these two; its general one carries them, the message says which.
  if (application.status !== 'PENDING') {
    throw invalidParams(`Sample application is not pending (${application.status}).`);
  }
  if (body.review_result === 'REJECT') {
    if (body.reject_reason === undefined) throw invalidParams('reject_reason is required.');
    close(moment, application.application_id, 'REJECT_CANCELLED');
    return {};
  }
  const reasons = disapprovableReasons(moment, application);
  if (reasons.length > 0)
    throw invalidParams(`Sample application cannot be approved: ${reasons.join('; ')}.`);
  approve(moment, application, 'api');
  return {};
}

function fulfillments(call: Call): object {
  const { moment } = call;
  const { content_format: format } = parseBody(ContentBody, call.body);
  const application = findApplication(moment, param(call, 'application_id'));
  if (application === undefined) throw invalidParams('Sample application not found.');
  const creator = moment.state.one<CreatorRow>(
    'SELECT * FROM creators WHERE creator_open_id = ?',
    application.creator_open_id,
  );
  const rows = moment.state
    .all<ContentRow>(
      'SELECT * FROM contents WHERE application_id = ? ORDER BY content_id',
      application.application_id,
    )
    .filter((row) => format === undefined || row.format === format);
  return {
    fulfillments: rows.map((row) => ({
      product: { id: row.product_id, main_image_url: imageUrl(row.product_id) },
      content: contentView(moment, row, creator?.username ?? ''),
    })),
  };
}

function contentView(moment: Moment, row: ContentRow, username: string): object {
  // Counts are cumulative at call time: most of a piece's life is its first week.
  const share = 1 - Math.exp(-(moment.now - row.created_ms) / (5 * DAY));
  const views = Math.floor(row.final_views * share);
  const link = `https://www.example.com/@${username}/${row.format.toLowerCase()}/${row.content_id}`;
  return {
    id: row.content_id,
    format: row.format,
    url: link,
    page_link: link,
    description: row.description,
    create_time: seconds(row.created_ms),
    ...(row.format === 'LIVE' ? { live_end_time: seconds(row.live_end_ms) } : {}),
    view_count: views,
    like_count: Math.floor(views * 0.05),
    comment_count: Math.floor(views * 0.003),
    paid_order_count: Math.floor(row.final_orders * share),
  };
}

const READ = 'seller.affiliate_collaboration.read';
const WRITE = 'seller.affiliate_collaboration.write';

export const SAMPLES: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/affiliate_seller/202508/sample_applications/search',
    scope: READ,
    shopLevel: true,
    handle: search,
  },
  {
    method: 'POST',
    path: '/affiliate_seller/202507/sample_applications/{application_id}/review',
    scope: WRITE,
    shopLevel: true,
    handle: review,
  },
  {
    method: 'POST',
    path: '/affiliate_seller/202409/sample_applications/{application_id}/fulfillments/search',
    scope: READ,
    shopLevel: true,
    handle: fulfillments,
  },
];
