import { setTimeout as pause } from 'node:timers/promises';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { House } from './house.ts';

/** Between two looks; short against the second that a server lets pass between two turns. */
const POLL = 60;
/** Past the time that something waits for: what is due close behind it need not have a step of its own. */
const MARGIN = 30 * SECOND;
/** While everything waits for the warehouse, which ships within 20 hours. */
const WAREHOUSE_STEP = 24 * HOUR;
/** So that a next cycle is due. */
const CYCLE_STEP = 16 * MINUTE;

export class StuckError extends Error {}

/**
 * Lets the servers work, and advances the sandbox's clock whenever they have nothing to do, until nothing is left
 * that somebody would still take up, and a whole cycle after that has found nothing new. Machine time is only
 * waited for. Throws `StuckError` after `patience` milliseconds.
 */
export async function drain(house: House, patience: number): Promise<void> {
  const giveUpAt = performance.now() + patience;
  let emptySince: number | null = null;
  for (;;) {
    if (performance.now() > giveUpAt)
      throw new StuckError(`The journal did not drain in ${patience / SECOND} s.`);
    await house.revive();
    const now = await house.control.now();
    const outlook = house.journal.outlook(now, Date.now());
    if (outlook.busy) {
      await pause(POLL);
    } else if (outlook.open > 0) {
      emptySince = null;
      if (outlook.waitUntil === null || outlook.waitUntil <= now) await pause(POLL);
      else await house.control.advance(stepTo(outlook.waitUntil - now, outlook.atWarehouse));
    } else if (emptySince === null) {
      emptySince = now;
      await house.control.advance(CYCLE_STEP);
    } else if ((outlook.cycleStartedAt ?? 0) > emptySince) {
      return;
    } else {
      await pause(POLL);
    }
  }
}

function stepTo(wait: number, atWarehouse: boolean): number {
  return Math.max(wait + MARGIN, atWarehouse ? WAREHOUSE_STEP : 0);
}
