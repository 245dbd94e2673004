import { approveAndShip } from './approve-and-ship.ts';
import { decideAction } from './decide-action.ts';
import { listActions } from './list-actions.ts';
import { listPendingSamples } from './list-pending-samples.ts';
import { programStatus } from './program-status.ts';
import { rejectSample } from './reject-sample.ts';

/** In the order in which they are listed: the order of a morning. */
export const TOOLS = [
  programStatus,
  listPendingSamples,
  approveAndShip,
  rejectSample,
  listActions,
  decideAction,
];
