import type { State } from '../state.ts';
import { openCollaborations, openStatus } from '../world/open-collaborations.ts';
import { hasTakenUp, targetCollaborations, targetPicture } from '../world/target-collaborations.ts';

/** Every plan that holds or is ending, and every invitation ever, as they stand at `now`. Times are epoch milliseconds. */
export function collaborations(state: State, now: number): object {
  return {
    open: openCollaborations(state, now).map((row) => ({
      open_collaboration_id: row.open_collaboration_id,
      product_id: row.product_id,
      rate_bps: row.rate_bps,
      status: openStatus(row),
    })),
    target: targetCollaborations(state, now).map((row) => {
      const picture = targetPicture(state, row, now);
      return {
        target_collaboration_id: row.target_collaboration_id,
        name: row.name,
        status: picture.status,
        end_ms: row.end_ms,
        products: picture.products.map((product) => ({
          product_id: product.product_id,
          rate_bps: product.rate_bps,
          ads_rate_bps: product.ads_rate_bps,
          status: product.status,
        })),
        creators: picture.creators.map((creator) => ({
          creator_id: creator.creator_open_id,
          status: creator.status,
          accepted: hasTakenUp(creator),
        })),
      };
    }),
  };
}
