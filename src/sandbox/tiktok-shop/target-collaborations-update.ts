import { z } from 'zod';
import { seconds } from '../clock.ts';
import type { Moment, State } from '../state.ts';
import type { OfferedProduct } from '../world/collaborations-write.ts';
import {
  addCreator,
  addProduct,
  changeTargetRate,
  leaveOut,
  removeCreator,
  removeProduct,
  settledRate,
} from '../world/collaborations-write.ts';
import { collaborationsChanged } from '../world/commission.ts';
import { spendOutreach } from '../world/messages.ts';
import type { TargetCollaborationRow } from '../world/target-collaborations.ts';
import { targetPicture, targetStatus } from '../world/target-collaborations.ts';
import type { Call } from './call.ts';
import { invalidParams } from './call.ts';
import { CODE, Refusal } from './envelope.ts';
import {
  checkMembers,
  checkWords,
  conflictsOf,
  conflictView,
  endOf,
  MAX_CREATORS,
  MAX_PRODUCTS,
  targetOf,
} from './target-collaborations-checks.ts';

const MIN_RATE = 100;
const MAX_RATE = 8000;

const UpdateBody = z.object({
  name: z.string().min(1),
  end_time: z.string(),
  seller_contact_info: z.object({ email: z.email() }),
  free_sample_rule: z.object({ has_free_sample: z.boolean(), is_sample_approval_exempt: z.boolean() }),
  creator_user_open_ids: z.array(z.string()).min(1).max(MAX_CREATORS),
  products: z
    .array(
      z.object({
        id: z.string(),
        commission_rate: z.int().min(MIN_RATE).max(MAX_RATE),
        target_ad_commission_rate: z.int().min(0).max(MAX_RATE).optional(),
      }),
    )
    .min(1)
    .max(MAX_PRODUCTS),
});
type Body = z.infer<typeof UpdateBody>;

/** What the sent whole differs in from what stands. */
interface Changes {
  addCreators: string[];
  removeCreators: string[];
  addProducts: OfferedProduct[];
  removeProducts: string[];
  rates: OfferedProduct[];
  name: string | null;
  email: string | null;
  endMs: number | null;
}

/** Replaces the whole invitation: what the call leaves out is removed. Part of it may fail under code 0. */
export function updateTarget(call: Call): object {
  const { moment } = call;
  const row = targetOf(call);
  const parsed = UpdateBody.safeParse(call.body);
  if (!parsed.success) throw invalidParams('invalid_params');
  const body = parsed.data;
  const status = targetStatus(row, moment.now);
  if (status === 'COMPLETED' || status === 'CANCELING')
    throw new Refusal(CODE.collaborationExpired, 'The collaboration has expired.');
  if (row.type !== 'STANDARD') throw invalidParams('Only STANDARD collaborations can be updated.');
  const endMs = endOf(moment, body.end_time);
  checkWords(body.name);
  const productIds = body.products.map((product) => product.id);
  checkMembers(moment, body.creator_user_open_ids, productIds);
  const conflicts = conflictsOf(moment, body.creator_user_open_ids, productIds, row.target_collaboration_id);
  const answer = { target_collaboration_conflicts: conflictView(conflicts.pairs) };
  if (conflicts.refuses) return { ...answer, update_failed: {} };
  const changes = changesOf(moment, row, body, endMs);
  const inPart = call.failsInPart || moment.state.metaOrNull('partial_updates') === '1';
  const failed = inPart ? firstOfEach(changes) : null;
  const rest = failed === null ? changes : without(changes, failed);
  if (!spendOutreach(moment, rest.addCreators))
    throw new Refusal(CODE.invitationQuota, 'The invitation quota is not enough.');
  for (const pair of conflicts.pairs) leaveOut(moment.state, row.target_collaboration_id, pair);
  apply(moment, row, rest);
  setSampleRule(moment.state, row.target_collaboration_id, body);
  return { ...answer, update_failed: failed === null ? {} : failedView(failed) };
}

function changesOf(moment: Moment, row: TargetCollaborationRow, body: Body, endMs: number): Changes {
  const id = row.target_collaboration_id;
  const picture = targetPicture(moment.state, row, moment.now);
  const creators = new Set(picture.creators.filter(isNormal).map((one) => one.creator_open_id));
  const products = new Set(picture.products.filter(isNormal).map((one) => one.product_id));
  const sent = body.products.map((product) => ({
    productId: product.id,
    rateBps: product.commission_rate,
    adsRateBps: product.target_ad_commission_rate ?? null,
  }));
  const wanted = new Set(sent.map((product) => product.productId));
  return {
    addCreators: body.creator_user_open_ids.filter((creator) => !creators.has(creator)),
    removeCreators: [...creators].filter((creator) => !body.creator_user_open_ids.includes(creator)),
    addProducts: sent.filter((product) => !products.has(product.productId)),
    removeProducts: [...products].filter((product) => !wanted.has(product)),
    rates: sent.filter((product) => {
      if (!products.has(product.productId)) return false;
      const rate = settledRate(moment.state, id, product.productId);
      return rate?.rate_bps !== product.rateBps || rate.ads_rate_bps !== product.adsRateBps;
    }),
    name: body.name === row.name ? null : body.name,
    email: body.seller_contact_info.email === row.email ? null : body.seller_contact_info.email,
    endMs: seconds(endMs) === seconds(row.end_ms) ? null : endMs,
  };
}

const isNormal = (one: { status: string }): boolean => one.status === 'NORMAL';

function firstOfEach(changes: Changes): Changes {
  return {
    ...changes,
    addCreators: changes.addCreators.slice(0, 1),
    removeCreators: changes.removeCreators.slice(0, 1),
    addProducts: changes.addProducts.slice(0, 1),
    removeProducts: changes.removeProducts.slice(0, 1),
    rates: changes.rates.slice(0, 1),
  };
}

function without(changes: Changes, failed: Changes): Changes {
  const left = <T>(all: readonly T[], gone: readonly T[]): T[] => all.filter((one) => !gone.includes(one));
  return {
    addCreators: left(changes.addCreators, failed.addCreators),
    removeCreators: left(changes.removeCreators, failed.removeCreators),
    addProducts: left(changes.addProducts, failed.addProducts),
    removeProducts: left(changes.removeProducts, failed.removeProducts),
    rates: left(changes.rates, failed.rates),
    name: null,
    email: null,
    endMs: null,
  };
}

function apply(moment: Moment, row: TargetCollaborationRow, changes: Changes): void {
  const id = row.target_collaboration_id;
  for (const product of changes.addProducts) addProduct(moment, id, product);
  for (const product of changes.rates) changeTargetRate(moment, id, product);
  for (const product of changes.removeProducts) removeProduct(moment, id, product);
  for (const creator of changes.addCreators) addCreator(moment, id, creator);
  for (const creator of changes.removeCreators) removeCreator(moment, id, creator);
  moment.state.run(
    'UPDATE target_collaborations SET name = ?, email = ?, end_ms = ?, updated_ms = ? WHERE target_collaboration_id = ?',
    changes.name ?? row.name,
    changes.email ?? row.email,
    changes.endMs ?? row.end_ms,
    moment.now,
    id,
  );
  collaborationsChanged(moment.state);
}

function setSampleRule(state: State, id: string, { free_sample_rule: rule }: Body): void {
  state.run(
    'UPDATE target_collaborations SET has_free_sample = ?, approval_exempt = ? WHERE target_collaboration_id = ?',
    rule.has_free_sample ? 1 : 0,
    rule.has_free_sample && rule.is_sample_approval_exempt ? 1 : 0,
    id,
  );
}

/** Only what failed is named. Products and rates are single objects here, not lists: so the platform writes it. */
function failedView(failed: Changes): object {
  const [product] = failed.addProducts;
  const [rate] = failed.rates;
  return {
    ...(failed.addCreators.length > 0 ? { add_creator_open_ids: failed.addCreators } : {}),
    ...(failed.removeCreators.length > 0 ? { remove_creator_open_ids: failed.removeCreators } : {}),
    ...(failed.removeProducts.length > 0 ? { remove_product_ids: failed.removeProducts } : {}),
    ...(product ? { add_products: { id: product.productId, commission_rate: product.rateBps } } : {}),
    ...(rate ? { change_commissions: { product_id: rate.productId, commission_rate: rate.rateBps } } : {}),
    ...(failed.name === null ? {} : { name: failed.name }),
    ...(failed.email === null ? {} : { seller_contact_info: { email: failed.email } }),
    ...(failed.endMs === null ? {} : { end_time: seconds(failed.endMs) }),
  };
}
