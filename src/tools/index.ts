import { approveAndShip } from './approve-and-ship.ts';
import { decideAction } from './decide-action.ts';
import { listActions } from './list-actions.ts';
import { listAlerts } from './list-alerts.ts';
import { listCollaborations } from './list-collaborations.ts';
import { listConversations } from './list-conversations.ts';
import { listPendingSamples } from './list-pending-samples.ts';
import { programStatus } from './program-status.ts';
import { rejectSample } from './reject-sample.ts';
import { setAutomation } from './set-automation.ts';
import { trackSamples } from './track-samples.ts';

/** In the order in which they are listed: the order of a morning. */
export const TOOLS = [
  programStatus,
  listPendingSamples,
  approveAndShip,
  rejectSample,
  trackSamples,
  listConversations,
  listCollaborations,
  listAlerts,
  listActions,
  decideAction,
  setAutomation,
];
