import { z } from 'zod';
import type { Moment } from '../state.ts';
import { answerInvitation } from '../world/collaborations-answer.ts';
import { cancelTargetCollaboration, setTargetRate } from '../world/collaborations-write.ts';
import { writeText } from '../world/messages.ts';
import { setOpenRate } from '../world/open-collaborations.ts';
import { findTargetCollaboration, isLive } from '../world/target-collaborations.ts';

const Words = z.strictObject({ creator_id: z.string(), text: z.string().min(1) });
const Rate = z.int().min(100).max(8000);

/** What happens to collaborations and conversations outside the API; part of the acts of the control port. */
export const COLLABORATION_ACTS = {
  /** A creator writes now; or a person does, in Seller Center. */
  message: Words.optional(),
  seller_message: Words.optional(),
  /** A person gives a product another rate, on the open plan or in one invitation. */
  set_open_rate: z.strictObject({ product_id: z.string(), rate_bps: Rate }).optional(),
  set_target_rate: z
    .strictObject({ target_collaboration_id: z.string(), product_id: z.string(), rate_bps: Rate })
    .optional(),
  /** A creator answers an invitation now. */
  respond_target: z
    .strictObject({ target_collaboration_id: z.string(), creator_id: z.string(), accept: z.boolean() })
    .optional(),
  /** A person cancels an invitation. */
  end_target: z.string().optional(),
  /** Whether updates of invitations fail in part: the first of each kind of change, under code 0. */
  partial_updates: z.boolean().optional(),
  /** What becomes of an invitation with a pair that another one holds: not written at all, or without that pair. */
  conflict_mode: z.enum(['refuse', 'leave_out']).optional(),
  /** Whether creating an open collaboration for a product that has one is refused, not taken as another rate. */
  refuse_existing_open: z.boolean().optional(),
  /** Creators with more followers can not be invited; null lifts it. */
  set_follower_limit: z.int().min(0).nullable().optional(),
};
const CollaborationActs = z.object(COLLABORATION_ACTS);
type CollaborationActs = z.infer<typeof CollaborationActs>;

/** Does what is asked, and answers what was done: false or null where the id is unknown or not in a state for it. */
export function actOnCollaborations(moment: Moment, acts: CollaborationActs): Record<string, unknown> {
  const { state } = moment;
  const done: Record<string, unknown> = {};
  if (acts.message)
    done.message_id = writeText(moment, acts.message.creator_id, 'creator', acts.message.text);
  if (acts.seller_message) {
    const { creator_id: creatorId, text } = acts.seller_message;
    done.seller_message_id = writeText(moment, creatorId, 'seller', text);
  }
  if (acts.set_open_rate) {
    const { product_id: productId, rate_bps: rate } = acts.set_open_rate;
    const known = state.one('SELECT 1 FROM products WHERE product_id = ?', productId) !== undefined;
    done.open_collaboration_id = known ? setOpenRate(moment, productId, rate) : null;
  }
  if (acts.set_target_rate) {
    const { target_collaboration_id: id, product_id: productId, rate_bps: rate } = acts.set_target_rate;
    done.target_rate_set = setTargetRate(moment, id, productId, rate);
  }
  if (acts.respond_target) done.responded = respond(moment, acts.respond_target);
  if (acts.end_target !== undefined) done.ended = end(moment, acts.end_target);
  const flag = (key: string, value: boolean | undefined): void => {
    if (value !== undefined) state.setMeta(key, value ? '1' : '0');
  };
  flag('partial_updates', acts.partial_updates);
  flag('refuse_existing_open', acts.refuse_existing_open);
  if (acts.conflict_mode !== undefined) state.setMeta('conflict_mode', acts.conflict_mode);
  if (acts.set_follower_limit !== undefined)
    state.setMeta('follower_limit', String(acts.set_follower_limit ?? ''));
  return done;
}

function respond(moment: Moment, given: NonNullable<CollaborationActs['respond_target']>): boolean {
  const row = findTargetCollaboration(moment, given.target_collaboration_id);
  if (row === undefined || !isLive(row, moment.now)) return false;
  return answerInvitation(moment, row, given.creator_id, given.accept);
}

function end(moment: Moment, id: string): boolean {
  const row = findTargetCollaboration(moment, id);
  if (row === undefined || row.cancelled_ms !== null || !isLive(row, moment.now)) return false;
  cancelTargetCollaboration(moment, row);
  return true;
}
