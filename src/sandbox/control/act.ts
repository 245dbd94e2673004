import { z } from 'zod';
import type { ApplicationRow, Recipient } from '../rows.ts';
import type { Moment, World } from '../state.ts';
import { findParcels, loseParcels } from '../world/carrier.ts';
import { conversationWith, openConversation, writeMessage } from '../world/messages.ts';
import { approve, close, disapprovableReasons, findApplication } from '../world/samples.ts';
import { retryExceptions } from '../world/warehouse.ts';
import { actOnCollaborations, COLLABORATION_ACTS } from './act-collaborations.ts';
import { actOnFrame, FRAME_ACTS } from './act-frame.ts';
import { actOnSales, SALES_ACTS } from './act-sales.ts';
import { populate } from './populate.ts';

const Ids = z.array(z.string());

/** What people do outside the API. Several in one call happen in the order of this list. */
export const Acts = z.strictObject({
  populate: z.strictObject({ applications: z.int().min(1).max(20_000) }).optional(),
  plant: z
    .strictObject({
      application_id: z.string(),
      nickname: z.string().optional(),
      recipient: z
        .strictObject({ name: z.string(), phone_number: z.string(), address_line1: z.string() })
        .partial()
        .optional(),
      message: z.string().optional(),
    })
    .optional(),
  set_stock: z.strictObject({ seller_sku: z.string(), quantity: z.int().min(0) }).optional(),
  set_outreach_quota: z.int().min(0).optional(),
  approve: Ids.optional(),
  reject: Ids.optional(),
  withdraw: Ids.optional(),
  /** Parcels of these requests do not arrive, or arrive after all. */
  lose: Ids.optional(),
  find: Ids.optional(),
  ...COLLABORATION_ACTS,
  ...FRAME_ACTS,
  ...SALES_ACTS,
});
export type Acts = z.infer<typeof Acts>;

/**
 * Does them in one shop, and answers what was done per act; `refused` names ids that were not in a state for it.
 * Opening a shop is left to the caller.
 */
export function act(moment: Moment, world: World, acts: Acts): Record<string, unknown> {
  const { state } = moment;
  const done: Record<string, unknown> = {};
  if (acts.populate) done.populated = populate(moment, acts.populate.applications);
  if (acts.plant) done.planted = plant(moment, acts.plant);
  if (acts.set_stock) done.stock_set = setStock(moment, acts.set_stock);
  if (acts.set_outreach_quota !== undefined) state.setMeta('outreach_quota', String(acts.set_outreach_quota));
  if (acts.approve) {
    const usable = (one: ApplicationRow): boolean => disapprovableReasons(moment, one).length === 0;
    done.approve = each(moment, acts.approve, usable, (one) => approve(moment, one, 'outside'));
  }
  const end = (status: string) => (one: ApplicationRow) => close(moment, one.application_id, status);
  if (acts.reject) done.reject = each(moment, acts.reject, () => true, end('REJECT_CANCELLED'));
  if (acts.withdraw) done.withdraw = each(moment, acts.withdraw, () => true, end('WITHDRAW_CANCELLED'));
  if (acts.lose) done.lose = parcels(moment, acts.lose, loseParcels);
  if (acts.find) done.find = parcels(moment, acts.find, findParcels);
  return {
    ...done,
    ...actOnCollaborations(moment, acts),
    ...actOnSales(moment, acts),
    ...actOnFrame(moment, world, acts),
  };
}

function each(
  moment: Moment,
  ids: readonly string[],
  usable: (one: ApplicationRow) => boolean,
  apply: (one: ApplicationRow) => void,
): { done: string[]; refused: string[] } {
  const result = { done: [] as string[], refused: [] as string[] };
  for (const id of ids) {
    const application = findApplication(moment, id);
    const may = application?.status === 'PENDING' && usable(application);
    if (application !== undefined && may) apply(application);
    (may ? result.done : result.refused).push(id);
  }
  return result;
}

function parcels(
  moment: Moment,
  ids: readonly string[],
  apply: (moment: Moment, orderId: string) => boolean,
): { done: string[]; refused: string[] } {
  const happened = (id: string): boolean => apply(moment, findApplication(moment, id)?.order_id ?? '');
  const done = ids.filter(happened);
  return { done, refused: ids.filter((id) => !done.includes(id)) };
}

function setStock(moment: Moment, given: { seller_sku: string; quantity: number }): boolean {
  const shop = moment.state.run(
    'UPDATE skus SET available = ? WHERE seller_sku = ?',
    given.quantity,
    given.seller_sku,
  );
  moment.state.run(
    'UPDATE wms_products SET on_hand = committed + ? WHERE sku = ?',
    given.quantity,
    given.seller_sku,
  );
  retryExceptions(moment);
  return shop > 0;
}

/** Puts canaries into what the platform shows about one application's creator. Orders already made change too. */
function plant(moment: Moment, given: NonNullable<Acts['plant']>): boolean {
  const { state } = moment;
  const application = findApplication(moment, given.application_id);
  if (application === undefined) return false;
  const creator = application.creator_open_id;
  if (given.nickname !== undefined) {
    state.run('UPDATE creators SET nickname = ? WHERE creator_open_id = ?', given.nickname, creator);
  }
  if (given.recipient !== undefined) plantRecipient(moment, creator, given.recipient);
  if (given.message !== undefined) {
    if (conversationWith(moment, creator) === undefined) openConversation(moment, creator);
    const conversation = conversationWith(moment, creator);
    const content = JSON.stringify({ content: given.message });
    if (conversation !== undefined)
      writeMessage(moment, conversation, { sender: 'creator', type: 'TEXT', content });
  }
  return true;
}

function plantRecipient(
  moment: Moment,
  creatorOpenId: string,
  given: NonNullable<NonNullable<Acts['plant']>['recipient']>,
): void {
  const { state } = moment;
  const row = state.one<{ recipient: string }>(
    'SELECT recipient FROM creators WHERE creator_open_id = ?',
    creatorOpenId,
  );
  const before: Recipient = JSON.parse(row?.recipient ?? '{}');
  const [first, ...rest] = (given.name ?? `${before.first_name} ${before.last_name}`).split(' ');
  const after = JSON.stringify({
    ...before,
    first_name: first,
    last_name: rest.join(' '),
    phone_number: given.phone_number ?? before.phone_number,
    address_line1: given.address_line1 ?? before.address_line1,
  });
  state.run('UPDATE creators SET recipient = ? WHERE creator_open_id = ?', after, creatorOpenId);
  state.run('UPDATE orders SET recipient = ? WHERE creator_open_id = ?', after, creatorOpenId);
}
