import { ExternalError } from '../domain/errors.ts';
import type { ProgramClock } from '../ports/clock.ts';
import type { HealthStore } from '../ports/store/index.ts';
import type { Wms } from '../ports/wms.ts';

/** An answer, be it a refusal or "slow down", shows that the warehouse is there; these show the contrary. */
const NO_ANSWER = new Set(['unavailable', 'outcome_unknown', 'bad_answer', 'auth', 'scope']);

/** The warehouse with every call's outcome written down, for the alert that it does not answer. */
export function recordedWarehouse(
  wms: Wms,
  health: Pick<HealthStore, 'record'>,
  clock: Pick<ProgramClock, 'now'>,
): Wms {
  const recorded = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    let failed = false;
    try {
      return await call();
    } catch (error) {
      failed = error instanceof ExternalError && NO_ANSWER.has(error.kind);
      throw error;
    } finally {
      await health.record(wms.vendor, { at: clock.now(), failed });
    }
  };
  return {
    vendor: wms.vendor,
    refusesDuplicates: wms.refusesDuplicates,
    check: () => recorded(() => wms.check()),
    create: (order) => recorded(() => wms.create(order)),
    findByReference: (reference) => recorded(() => wms.findByReference(reference)),
    get: (wmsOrderId) => recorded(() => wms.get(wmsOrderId)),
    stock: (skus) => recorded(() => wms.stock(skus)),
  };
}
