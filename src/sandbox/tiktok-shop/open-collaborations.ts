import { z } from 'zod';
import { seconds } from '../clock.ts';
import type { ProductRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import type { OpenCollaborationRow } from '../world/open-collaborations.ts';
import {
  autoAdd,
  openCollaborationOf,
  openCollaborations,
  openStatus,
  removeFromOpenCollaboration,
  setAutoAdd,
  setOpenRate,
  terminateOpenCollaboration,
} from '../world/open-collaborations.ts';
import type { Call, Endpoint } from './call.ts';
import { affiliateEndpoints, invalidParams, pageSize, pageToken, param, parseBody, placeOf } from './call.ts';
import { CODE, Refusal } from './envelope.ts';
import { creatorContent } from './open-collaborations-creators.ts';
import type { CollaborationProduct } from './open-collaborations-view.ts';
import { collaborationProduct, openView } from './open-collaborations-view.ts';

/** 1% to 80%, in hundredths of a percent (platform reference 10). */
const MIN_RATE = 100;
const MAX_RATE = 8000;

const CreateBody = z.object({ commission_rate: z.int(), product_id: z.string() });
const SearchBody = z.object({
  keyword: z.string().optional(),
  keyword_type: z.enum(['PRODUCT_ID', 'PRODUCT_NAME']).optional(),
  top_level_category_id: z.string().optional(),
});
const SettingsBody = z.object({
  auto_add_product: z.object({ commission_rate: z.int().optional(), enable: z.boolean() }),
});
const RemoveCreatorBody = z.object({ creator_user_open_id: z.string(), product_id: z.string() });

function checkRate(rate: number): void {
  if (rate < MIN_RATE || rate > MAX_RATE)
    throw new Refusal(CODE.openRate, 'Commission rate must be between 1% and 80%.');
}

function create(call: Call): object {
  const { moment } = call;
  const body = parseBody(CreateBody, call.body);
  checkRate(body.commission_rate);
  const product = moment.state.one<ProductRow>(
    'SELECT * FROM products WHERE product_id = ?',
    body.product_id,
  );
  if (product === undefined) throw invalidParams('Product not found.');
  if (product.status !== 'ACTIVATE')
    throw new Refusal(CODE.openRestricted, 'The product can not be promoted.');
  const known = openCollaborationOf(moment, body.product_id);
  // Both are documented for a product that has a plan: a change of its rate, and this refusal.
  if (known !== undefined && moment.state.metaOrNull('refuse_existing_open') === '1')
    throw new Refusal(CODE.openExists, 'Product is already in an open collaboration.');
  const id = setOpenRate(moment, body.product_id, body.commission_rate);
  return {
    open_collaboration: { id, product_id: body.product_id, effective_time: seconds(moment.now) },
  };
}

type Listed = OpenCollaborationRow & { product: CollaborationProduct };
/** Where a row stands in the sorted list. */
interface Place {
  rank: number;
  product_id: string;
}

function search(call: Call): object {
  const { moment, query } = call;
  const size = pageSize(call, { max: 100 });
  const body = parseBody(SearchBody, call.body);
  const direction = query.get('sort_order') === 'ASC' ? 1 : -1;
  const order = (left: Place, right: Place): number =>
    direction * (left.rank - right.rank || (left.product_id < right.product_id ? -1 : 1));
  const matching = openCollaborations(moment.state, moment.now)
    .flatMap((row): (Listed & Place)[] => {
      const product = collaborationProduct(moment, row.product_id);
      if (product === undefined || !matches(product, body)) return [];
      return [{ ...row, product, rank: rankOf(row, product, query.get('sort_field')) }];
    })
    .sort(order);
  const place = placeOf(call);
  const last: Place | null = place === null ? null : { rank: Number(place[0]), product_id: String(place[1]) };
  const rest = matching.filter(
    (row) => last === null || (row.product_id !== last.product_id && order(last, row) < 0),
  );
  const page = rest.slice(0, size);
  const end = page.at(-1);
  return {
    next_page_token: rest.length > size && end !== undefined ? pageToken([end.rank, end.product_id]) : '',
    total_count: matching.length,
    open_collaborations: page.map((row) => openView(moment, row, row.product)),
  };
}

function rankOf(row: OpenCollaborationRow, product: CollaborationProduct, field: string | null): number {
  if (field === null || field === '') return row.created_ms;
  if (field !== 'product_original_price') throw invalidParams('sort_field is not known.');
  return product.minimum;
}

function matches({ row }: CollaborationProduct, body: z.infer<typeof SearchBody>): boolean {
  const { keyword = '', keyword_type: type, top_level_category_id: category = '' } = body;
  if (category !== '' && row.category_id !== category) return false;
  if (keyword === '') return true;
  if (type === undefined) throw invalidParams('keyword_type is required with keyword.');
  return type === 'PRODUCT_ID'
    ? row.product_id === keyword
    : row.title.toLowerCase().includes(keyword.toLowerCase());
}

function remove(call: Call): object {
  const { moment } = call;
  const row = openCollaborationOf(moment, param(call, 'product_id'));
  if (row === undefined) throw invalidParams('The product has no open collaboration.');
  if (openStatus(row) !== 'NORMAL')
    throw invalidParams('The open collaboration is being terminated already.');
  return { terminated_effective_time: seconds(terminateOpenCollaboration(moment, row)) };
}

function settings({ moment }: Call): object {
  const { enable, rateBps } = autoAdd(moment.state);
  const shown = enable ? { enable, commission_rate: rateBps } : { enable };
  return { open_collaboration_settings: { auto_add_product: shown } };
}

function editSettings(call: Call): object {
  const { auto_add_product: given } = parseBody(SettingsBody, call.body);
  const rateBps = given.commission_rate ?? 0;
  if (given.enable) checkRate(rateBps);
  setAutoAdd(call.moment, { enable: given.enable, rateBps });
  return {};
}

function removeCreator(call: Call): object {
  const { moment } = call;
  const body = parseBody(RemoveCreatorBody, call.body);
  const row = openCollaborationOf(moment, body.product_id);
  if (row?.open_collaboration_id !== param(call, 'open_collaboration_id'))
    throw invalidParams('Open collaboration not found.');
  if (!creatorExists(moment, body.creator_user_open_id)) throw invalidParams('Creator not found.');
  removeFromOpenCollaboration(moment, row.open_collaboration_id, body.creator_user_open_id);
  return {};
}

const creatorExists = (moment: Moment, id: string): boolean =>
  moment.state.one('SELECT 1 FROM creators WHERE creator_open_id = ?', id) !== undefined;

const read = affiliateEndpoints('seller.affiliate_collaboration.read');
const write = affiliateEndpoints('seller.affiliate_collaboration.write');

export const OPEN_COLLABORATIONS: readonly Endpoint[] = [
  write('POST', '202412/open_collaborations', create),
  read('POST', '202412/open_collaborations/search', search),
  write('DELETE', '202409/open_collaborations/products/{product_id}', remove),
  read('GET', '202409/open_collaboration_settings', settings),
  write('POST', '202405/open_collaboration_settings', editSettings),
  write('POST', '202508/open_collaborations/{open_collaboration_id}/remove_creator', removeCreator),
  read('GET', '202508/open_collaborations/creator_content_details', creatorContent),
];
