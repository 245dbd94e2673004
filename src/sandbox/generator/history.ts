import { DAY, HOUR, PROGRAMME_START } from '../clock.ts';
import type { ApplicationRow, CreatorRow } from '../rows.ts';
import type { Moment } from '../state.ts';
import { findOrder, linesOf, markShipped } from '../world/orders.ts';
import { close, SHIP_DAYS } from '../world/samples.ts';
import type { Requests } from './applications.ts';
import { freshProduct, writeApplication } from './applications.ts';
import type { CatalogueProduct } from './catalogue.ts';
import type { GeneratedCreator } from './creators.ts';

const HISTORY_DAYS = 200;
const UPS = '7117859084333745966';

type Ending =
  | 'shipped'
  | 'rejected'
  | 'overdue'
  | 'withdrawn'
  | 'not_shipped'
  | 'unfulfillable'
  | 'collaboration_deleted';

/** Shares of what became of past requests; the rest was shipped and ran its course. */
const ENDINGS: readonly (readonly [Ending, number])[] = [
  ['rejected', 0.13],
  ['overdue', 0.06],
  ['withdrawn', 0.04],
  ['not_shipped', 0.025],
  ['unfulfillable', 0.015],
  ['collaboration_deleted', 0.01],
];

function endingOf(moment: Moment, index: number): Ending {
  let left = moment.random.fraction('ending', index);
  for (const [ending, share] of ENDINGS) {
    if (left < share) return ending;
    left -= share;
  }
  return 'shipped';
}

export interface Past {
  products: readonly CatalogueProduct[];
  requests: Requests;
  /** Creators who have a request waiting at the start. */
  waiting: ReadonlySet<string>;
}

/** Writes one request of the past. Parcels still under way keep moving after the start. */
export function writePast(moment: Moment, past: Past, creator: GeneratedCreator, index: number): void {
  // Creators with an open request have nothing under way, so that what they asked for is judged on its own.
  const youngest = past.waiting.has(creator.creator_open_id) ? 46 : 1.5;
  const age = youngest + (HISTORY_DAYS - youngest) * moment.random.fraction('requested', index);
  const requested = PROGRAMME_START - Math.round(age * DAY);
  const product = freshProduct(moment, past.products, creator, past.requests, `past ${index}`);
  writePastRequest(moment, past, creator, product, { requested, ending: endingOf(moment, index), index });
}

export function writePastRequest(
  moment: Moment,
  past: Past,
  creator: GeneratedCreator,
  product: CatalogueProduct,
  story: { requested: number; ending: Ending; index: number | string },
): void {
  const { random } = moment;
  const { requested, ending } = story;
  const application = writeApplication(moment, creator, product, past.requests, {
    requested_ms: requested,
    approve_by_ms: requested + 7 * DAY,
  });
  const decided = requested + Math.round((0.2 + 1.8 * random.fraction('decided', story.index)) * DAY);
  const due = requested + 7 * DAY;
  const simple: Partial<Record<Ending, string>> = {
    rejected: 'REJECT_CANCELLED',
    withdrawn: 'WITHDRAW_CANCELLED',
    collaboration_deleted: 'DEL_OPEN_COLLAB',
    overdue: 'OVERDUE_CANCELLED',
  };
  const closed = simple[ending];
  if (closed !== undefined) {
    // A request too young to have run out was turned down instead.
    close(
      moment,
      application.application_id,
      due > PROGRAMME_START && ending === 'overdue' ? 'REJECT_CANCELLED' : closed,
    );
    return;
  }
  const orderId = writeApprovedOrder(moment, application, Math.min(decided, PROGRAMME_START - 12 * HOUR), 0);
  if (ending === 'shipped' || decided + SHIP_DAYS * DAY > PROGRAMME_START) {
    runParcel(moment, orderId, decided, String(story.index));
    return;
  }
  const at = { ...moment, now: decided + SHIP_DAYS * DAY };
  at.state.run(
    `UPDATE orders SET status = 'CANCELLED', cancelled_ms = ?, updated_ms = ? WHERE order_id = ?`,
    at.now,
    at.now,
    orderId,
  );
  at.state.run('UPDATE skus SET committed = committed - 1 WHERE sku_id = ?', application.sku_id);
  close(
    at,
    application.application_id,
    ending === 'not_shipped' ? 'SELLER_NOT_SHIP_CANCELLED' : 'UNFULFILLABLE_CANCELLED',
  );
}

/** An approved application with its order, as the platform would have made it at `approved` (epoch ms). */
export function writeApprovedOrder(
  moment: Moment,
  application: ApplicationRow,
  approved: number,
  inVerdict: 0 | 1,
): string {
  const { state } = moment;
  const orderId = state.nextId('order');
  const creator = state.one<CreatorRow>(
    'SELECT * FROM creators WHERE creator_open_id = ?',
    application.creator_open_id,
  );
  const platform = state.one<{ fulfilled_by_platform: number }>(
    'SELECT fulfilled_by_platform FROM products WHERE product_id = ?',
    application.product_id,
  );
  const shipBy = approved + SHIP_DAYS * DAY;
  state.insert('orders', {
    order_id: orderId,
    creator_open_id: application.creator_open_id,
    status: 'AWAITING_SHIPMENT',
    fulfilled_by_platform: platform?.fulfilled_by_platform ?? 0,
    recipient: creator?.recipient ?? '{}',
    first_approved_ms: approved,
    created_ms: approved + 20_000,
    updated_ms: approved + 20_000,
    ship_by_ms: shipBy,
    in_verdict: inVerdict,
  });
  state.insert('order_lines', {
    line_id: state.nextId('line'),
    order_id: orderId,
    application_id: application.application_id,
    product_id: application.product_id,
    sku_id: application.sku_id,
  });
  state.run('UPDATE skus SET committed = committed + 1 WHERE sku_id = ?', application.sku_id);
  state.run(
    `UPDATE applications SET status = 'AWAITING_SHIPMENT', approved_by = 'outside', approved_ms = ?, approvals = 1, ship_by_ms = ?, order_id = ?
     WHERE application_id = ?`,
    approved,
    shipBy,
    orderId,
    application.application_id,
  );
  return orderId;
}

/** Hands the parcel over; the queue then delivers and judges it, before the start or after it. */
function runParcel(moment: Moment, orderId: string, decided: number, key: string): void {
  const { random } = moment;
  const shipped = Math.min(
    decided + Math.round((0.4 + 1.4 * random.fraction('shipped', key)) * DAY),
    PROGRAMME_START - 2 * HOUR,
  );
  const order = findOrder(moment, orderId);
  if (order === undefined) return;
  const digits = String(random.integer(0, 999_999_999, 'past tracking', key)).padStart(9, '0');
  const trackingNumber = `1Z8R${digits}${orderId.slice(-5)}`;
  markShipped({ ...moment, now: shipped }, order, linesOf(moment, orderId), {
    trackingNumber,
    providerId: UPS,
  });
}
