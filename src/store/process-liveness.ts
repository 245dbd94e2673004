import { hostname } from 'node:os';
import type { ProcessIdentity } from '../ports/ids.ts';

/** A process of another host counts as alive: there only the end of its lease tells. */
export function isProcessAlive(identity: ProcessIdentity): boolean {
  if (identity.host !== hostname()) return true;
  try {
    process.kill(identity.pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
