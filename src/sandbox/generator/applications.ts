import { DAY, HOUR, PROGRAMME_START } from '../clock.ts';
import type { ApplicationRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { schedule } from '../world/queue.ts';
import { type CatalogueProduct, LOW_STOCK } from './catalogue.ts';
import type { GeneratedCreator } from './creators.ts';

const REVIEW_DAYS = 7;

/** Remembers who asked for what, so that a repeat only happens where it is meant. */
export interface Requests {
  asked: Map<string, Set<string>>;
}

/** A product of the creator's own category, well in stock, which this creator has not asked for; else any such product. */
export function freshProduct(
  moment: Moment,
  products: readonly CatalogueProduct[],
  creator: GeneratedCreator,
  requests: Requests,
  key: string | number,
): CatalogueProduct {
  const seen = requests.asked.get(creator.creator_open_id);
  const stocked = products.filter(
    (product) =>
      product.stock > LOW_STOCK && !product.fulfilledByPlatform && seen?.has(product.product_id) !== true,
  );
  const own = stocked.filter((product) => product.category_id === creator.category_id);
  return moment.random.pick(own.length > 0 ? own : stocked.length > 0 ? stocked : products, 'product', key);
}

/** Writes a request that still waits for review until `approveBy` (epoch ms). Answers its id. */
export function writeOpenApplication(
  moment: Moment,
  creator: GeneratedCreator,
  product: CatalogueProduct,
  approveBy: number,
  requests: Requests,
): string {
  const application = writeApplication(moment, creator, product, requests, {
    requested_ms: approveBy - REVIEW_DAYS * DAY,
    approve_by_ms: approveBy,
  });
  schedule(moment, approveBy, 'approve_deadline', application.application_id);
  return application.application_id;
}

/** Writes an application row; what `known` does not name is as on a new request. */
export function writeApplication(
  moment: Moment,
  creator: GeneratedCreator,
  product: CatalogueProduct,
  requests: Requests,
  known: Partial<ApplicationRow> & { requested_ms: number; approve_by_ms: number },
): ApplicationRow {
  const applicationId = moment.state.nextId('application');
  const row: ApplicationRow = {
    application_id: applicationId,
    creator_open_id: creator.creator_open_id,
    product_id: product.product_id,
    sku_id: moment.random.pick(product.skus, 'sku', applicationId).sku_id,
    status: 'PENDING',
    fulfillment_status: 'PENDING',
    commission: product.commission,
    partner_name: creator.agency,
    ship_by_ms: 0,
    post_by_ms: 0,
    approved_by: null,
    approved_ms: null,
    approvals: 0,
    order_id: '',
    tracking_number: '',
    ...known,
  };
  moment.state.insert('applications', { ...row });
  const seen = requests.asked.get(creator.creator_open_id) ?? new Set<string>();
  requests.asked.set(creator.creator_open_id, seen.add(product.product_id));
  return row;
}

/** Deadlines over the whole week; every eighth request is due within its first day. */
export function spreadDeadline(moment: Moment, index: number): number {
  const hours = moment.random.fraction('deadline', index);
  const due = index % 8 === 0 ? 4 + 18 * hours : 26 + (REVIEW_DAYS * 24 - 27) * hours;
  return PROGRAMME_START + Math.round(due * HOUR);
}
