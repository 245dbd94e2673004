// Inserts the same actions as its siblings and works off whatever it can claim; prints what it did.
import { fulfilment, go, now, openChildStore, say, self } from './child-store.ts';

const count = Number(process.argv[3]);
const store = openChildStore();
say({ ready: true });
await go();
for (let index = 0; index < count; index += 1) {
  const [result] = await store.actions.insert([fulfilment(`order-${index}`)], now());
  if (result?.inserted) say({ inserted: result.action.actionId });
  const claim = await store.actions.claimNext({
    process: self,
    leaseMs: 60_000,
    machineNow: now(),
    programNow: now(),
    limits: [],
  });
  if (!claim) continue;
  await store.actions.appendEvent(claim, { step: 'create', type: 'attempted' }, now(), index % 10 === 0);
  await store.actions.endTurn(
    claim,
    {
      status: 'done',
      stage: 'create',
      outcome: 'Shipped.',
      blocked: null,
      waitUntil: null,
      retryAt: null,
      attempts: 0,
      event: { step: 'create', type: 'done' },
    },
    now(),
  );
  say({ claimed: claim.action.actionId, epoch: claim.epoch });
}
await store.close();
