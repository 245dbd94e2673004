import { z } from 'zod';
import { seconds } from '../clock.ts';
import type { CreatorRow, ProductRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import type { TargetCollaborationRow, TargetPicture, TargetStatus } from '../world/target-collaborations.ts';
import { targetCollaborations, targetPicture, targetStatus } from '../world/target-collaborations.ts';
import type { Call } from './call.ts';
import { decimal, invalidParams, pageToken, parseBody, placeOf } from './call.ts';
import { badRequest } from './envelope.ts';
import { collaborationProduct, productView } from './open-collaborations-view.ts';
import { imageUrl } from './products.ts';
import { targetOf } from './target-collaborations-checks.ts';

const PAGE_SIZES = ['20', '50', '100'];

const SearchBody = z.object({
  collaboration_status: z.enum(['ONGOING', 'EXPIRING', 'VALID', 'CANCELING', 'COMPLETED']),
  creator_accept_status: z.enum(['ACCEPT', 'ALL']).optional(),
  creator_user_open_id: z.string().optional(),
  free_sample_setting: z.enum(['WITH_FREE_SAMPLE', 'ALL']).optional(),
  search_param: z
    .object({
      keyword: z.string(),
      keyword_type: z.enum([
        'PRODUCT_ID',
        'PRODUCT_NAME',
        'TARGET_COLLABORATION_ID',
        'TARGET_COLLABORATION_NAME',
      ]),
    })
    .optional(),
});
type Filter = z.infer<typeof SearchBody>;

const WITHIN: Record<Filter['collaboration_status'], readonly TargetStatus[]> = {
  ONGOING: ['ONGOING'],
  EXPIRING: ['EXPIRING'],
  VALID: ['ONGOING', 'EXPIRING'],
  CANCELING: ['CANCELING'],
  COMPLETED: ['COMPLETED'],
};

/** Newest first. */
export function search(call: Call): object {
  const { moment, query } = call;
  const given = query.get('page_size') ?? '20';
  if (!PAGE_SIZES.includes(given)) throw badRequest('Invalid parameter: page_size must be 20, 50 or 100.');
  const size = Number(given);
  const filter = parseBody(SearchBody, call.body);
  const matching = targetCollaborations(moment.state, moment.now)
    .filter((row) => WITHIN[filter.collaboration_status].includes(targetStatus(row, moment.now)))
    .map((row) => targetPicture(moment.state, row, moment.now))
    .filter((picture) => matches(moment, picture, filter))
    .reverse();
  const place = placeOf(call);
  const rest = matching.filter(({ row }) => place === null || isAfter(row, place));
  const page = rest.slice(0, size);
  const last = page.at(-1)?.row;
  return {
    next_page_token:
      rest.length > size && last !== undefined
        ? pageToken([last.start_ms, last.target_collaboration_id])
        : '',
    total_count: matching.length,
    target_collaborations: page.map((picture) => ({
      ...summary(picture),
      // The platform's own spelling, here only.
      creator_inivited_count: invited(picture),
    })),
  };
}

const isAfter = (row: TargetCollaborationRow, place: readonly (string | number)[]): boolean =>
  row.start_ms < Number(place[0]) ||
  (row.start_ms === Number(place[0]) && row.target_collaboration_id < String(place[1]));

function matches(moment: Moment, picture: TargetPicture, filter: Filter): boolean {
  if (filter.free_sample_setting === 'WITH_FREE_SAMPLE' && picture.row.has_free_sample === 0) return false;
  const creator = filter.creator_user_open_id ?? '';
  const concerned = picture.creators.filter(
    (one) => one.status !== 'DELETED' && (creator === '' || one.creator_open_id === creator),
  );
  if (creator !== '' && concerned.length === 0) return false;
  if (filter.creator_accept_status === 'ACCEPT' && !concerned.some((one) => one.showcase > 0)) return false;
  return filter.search_param === undefined || isNamed(moment, picture, filter.search_param);
}

function isNamed(
  moment: Moment,
  picture: TargetPicture,
  param: NonNullable<Filter['search_param']>,
): boolean {
  const { keyword, keyword_type: type } = param;
  const like = (text: string): boolean => text.toLowerCase().includes(keyword.toLowerCase());
  switch (type) {
    case 'TARGET_COLLABORATION_ID':
      return picture.row.target_collaboration_id === keyword;
    case 'TARGET_COLLABORATION_NAME':
      return like(picture.row.name);
    case 'PRODUCT_ID':
      return picture.products.some((one) => one.product_id === keyword);
    case 'PRODUCT_NAME':
      return picture.products.some((one) => like(titleOf(moment, one.product_id)));
  }
}

const titleOf = (moment: Moment, productId: string): string =>
  moment.state.one<ProductRow>('SELECT * FROM products WHERE product_id = ?', productId)?.title ?? '';

const isNormal = (one: { status: string }): boolean => one.status === 'NORMAL';
const invited = (picture: TargetPicture): number => picture.creators.filter(isNormal).length;

function summary(picture: TargetPicture): object {
  const { row } = picture;
  const creators = picture.creators.filter(isNormal);
  return {
    id: row.target_collaboration_id,
    name: row.name,
    message: row.message,
    type: row.type,
    start_time: seconds(row.start_ms),
    end_time: seconds(row.end_ms),
    update_time: seconds(row.updated_ms),
    product_count: picture.products.filter(isNormal).length,
    showcase_creator_count: creators.filter((one) => one.showcase > 0).length,
    content_creator_count: creators.filter((one) => one.content > 0).length,
    free_sample_rule: {
      has_free_sample: row.has_free_sample === 1,
      is_sample_approval_exempt: row.approval_exempt === 1,
    },
  };
}

export function detail(call: Call): object {
  const { moment } = call;
  const picture = targetPicture(moment.state, targetOf(call), moment.now);
  return {
    target_collaboration: {
      ...summary(picture),
      creator_invited_count: invited(picture),
      seller_contact_info: { email: picture.row.email },
      creators: picture.creators.map((creator) => creatorView(moment, creator)),
      products: picture.products.map((product) => productDetail(moment, picture, product)),
    },
  };
}

function creatorView(moment: Moment, creator: TargetPicture['creators'][number]): object {
  const row = moment.state.one<CreatorRow>(
    'SELECT * FROM creators WHERE creator_open_id = ?',
    creator.creator_open_id,
  );
  const username = row?.username ?? '';
  return {
    creator_open_id: creator.creator_open_id,
    username,
    nickname: row?.nickname ?? '',
    avatar: { url: imageUrl(`avatar-${username}`) },
    collaboration_status: creator.status,
    product_effective_status: creator.effect,
    selection_region: 'US',
    showcase_product_count: creator.showcase,
    content_product_count: creator.content,
  };
}

function productDetail(
  moment: Moment,
  picture: TargetPicture,
  product: TargetPicture['products'][number],
): object {
  const known = collaborationProduct(moment, product.product_id);
  if (known === undefined) throw invalidParams('Product not found.');
  const share = (minor: number): string => decimal(Math.round((minor * product.rate_bps) / 10_000));
  return {
    ...productView(known),
    collaboration_status: product.status,
    commission_effective_status: effectOf(picture, product),
    commission: {
      rate: product.rate_bps,
      ...(product.ads_rate_bps === null ? {} : { shop_ads_commission_rate: product.ads_rate_bps }),
      currency: 'USD',
      minimum_amount: share(known.minimum),
      maximum_amount: share(known.maximum),
      effective_time: String(seconds(product.rate_from_ms)),
    },
  };
}

function effectOf(picture: TargetPicture, product: TargetPicture['products'][number]): string {
  if (product.status === 'DELETED' || picture.status === 'COMPLETED') return 'EFFECTIVE_NONE';
  const out = picture.creators.filter((one) =>
    picture.leftOut.has(`${one.creator_open_id} ${product.product_id}`),
  );
  if (out.length === 0) return 'EFFECTIVE_ALL';
  return out.length < picture.creators.length ? 'EFFECTIVE_PARTIALLY' : 'EFFECTIVE_NONE';
}
