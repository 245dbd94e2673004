import type { RejectSamplePlan } from '../../domain/action.ts';
import { sampleStage } from '../../domain/sample-application.ts';
import { defineKind, type Ready, type Step, type StepResult, type Turn } from '../kind.ts';

/** Rejects one request with one of the platform's four reasons. There is no undo on the platform. */
export const rejectSample = defineKind<RejectSamplePlan>({
  kind: 'reject_sample',
  steps: () => [review],
  outcome: (turn) => `Rejected (${turn.plan.rejectReason}).`,
});

const review: Step<RejectSamplePlan> = {
  name: 'review',
  async probe(turn): Promise<StepResult | Ready> {
    const status = await readStatus(turn);
    if (status === null) return { kind: 'failed', why: 'TikTok Shop does not list this request any more.' };
    const stage = sampleStage(status);
    if (stage === 'requested') return { kind: 'ready' };
    if (stage === 'rejected') return { kind: 'done', found: true, detail: 'Reads rejected.' };
    return { kind: 'failed', why: `The request is not open any more: it reads ${status}.` };
  },
  async perform(turn) {
    await turn.world.tiktokShop.rejectSampleApplication(
      turn.shop,
      turn.plan.applicationId,
      turn.plan.rejectReason,
    );
  },
  async verify(turn) {
    return {
      kind: 'done',
      found: false,
      detail: `Rejected; reads ${(await readStatus(turn)) ?? 'nothing yet'}.`,
    };
  },
  /** "Not open any more" has no code of its own: it may be our own rejection, or one from outside. */
  async refused(turn, _code, message) {
    const status = await readStatus(turn);
    if (status !== null && sampleStage(status) === 'rejected') {
      return { kind: 'done', found: true, detail: 'Reads rejected.' };
    }
    return { kind: 'failed', why: message };
  },
};

async function readStatus(turn: Turn<RejectSamplePlan>): Promise<string | null> {
  const { world, shop, plan } = turn;
  const application = await world.tiktokShop.findSampleApplication(shop, plan);
  if (application) await world.store.samples.record(shop.shopId, [application], turn.now());
  return application?.status ?? null;
}
