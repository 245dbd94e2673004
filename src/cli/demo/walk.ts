import { machineClock } from '../../program/clocks.ts';
import type { JournalAction } from './answers.ts';
import { foundDone, planKill, type Recovery, recover } from './chaos.ts';
import { approveAll, oneMore, rejectOne, whatNeedsMe, whatWaits } from './morning.ts';
import type { Oracle } from './sandbox-control.ts';
import type { Scene } from './scene.ts';
import {
  approvedOnThePhone,
  oneSample,
  ordersAppear,
  overnight,
  toTheWarehouse,
  whatIsLeft,
} from './warehouse.ts';

/** What happened on the walk. */
export interface Story {
  readonly approvedIds: readonly string[];
  readonly rejectedId: string;
  /** The whole journal at the end. */
  readonly actions: readonly JournalAction[];
  readonly oracle: Oracle;
  /** Machine time from the operator's yes until the warehouse had every order. */
  readonly yesToWarehouseMs: number;
  /** Null without --chaos. */
  readonly recovery: Recovery | null;
}

/** An operator's morning, from "what needs me" to the parcels and the notes. */
export async function walk(scene: Scene, chaos: boolean): Promise<Story> {
  await whatNeedsMe(scene);
  const { unwanted, promising } = await whatWaits(scene);
  const approval = await approveAll(scene, async () => {
    if (chaos) await planKill(scene);
  });
  const yesAt = machineClock.now();
  const interrupted = chaos ? await recover(scene, approval) : null;
  await rejectOne(scene, unwanted);
  await ordersAppear(scene, approval);
  const recovery = interrupted && { ...interrupted, found_done: await foundDone(scene, approval) };
  await oneMore(scene, approval);
  await approvedOnThePhone(scene);
  const orderIds = await ordersOf(scene, approval.applicationIds);
  const atWarehouse = await toTheWarehouse(scene, orderIds);
  await overnight(scene);
  await whatIsLeft(scene);
  await oneSample(scene, promising.application_id);
  return {
    approvedIds: approval.applicationIds,
    rejectedId: unwanted.application_id,
    actions: await scene.assistant.journal({}),
    oracle: await scene.control.oracle(),
    yesToWarehouseMs: atWarehouse - yesAt,
    recovery,
  };
}

/** One order may hold several samples of a creator. */
async function ordersOf({ control }: Scene, applicationIds: readonly string[]): Promise<readonly string[]> {
  const { applications } = await control.oracle();
  const orders = applications
    .filter((one) => applicationIds.includes(one.application_id))
    .flatMap((one) => one.order_id ?? []);
  return [...new Set(orders)];
}
