// Claims an action and never ends its turn.
import { now, openChildStore, say, self } from './child-store.ts';

const store = openChildStore();
const claim = await store.actions.claimNext({
  process: self,
  leaseMs: 3_600_000,
  machineNow: now(),
  programNow: now(),
  limits: [],
});
await store.leases.acquire('cycle', self, 3_600_000, now());
say({ claimed: claim?.action.actionId ?? null });
process.stdin.resume();
