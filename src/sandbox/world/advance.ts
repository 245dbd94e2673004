import type { Seeded } from '../random.ts';
import type { Moment, State } from '../state.ts';
import { carrierProgress, deliverShipment, ship } from './carrier.ts';
import { targetAnswer } from './collaborations-answer.ts';
import { creatorReplies, creatorWrites } from './messages.ts';
import { nativeImport, nativeMarkShipped } from './native.ts';
import { openCollaborationEnded } from './open-collaborations.ts';
import { carrierScan, completeOrder, deliver, platformShips, shipDeadline } from './orders.ts';
import type { EventKind, EventRow } from './queue.ts';
import { salesDay } from './sales-day.ts';
import { approveDeadline, createOrder, postContent, postDeadline } from './samples.ts';
import { warehouseProgress } from './warehouse.ts';

type Happening = (moment: Moment, subject: string, kind: EventKind) => void;

const HAPPENINGS: Record<EventKind, Happening> = {
  approve_deadline: approveDeadline,
  order_create: createOrder,
  ship_deadline: shipDeadline,
  platform_ships: platformShips,
  carrier_scan: carrierScan,
  delivered: deliver,
  order_completed: completeOrder,
  content_posted: postContent,
  post_deadline: postDeadline,
  creator_reply: creatorReplies,
  native_import: nativeImport,
  native_mark_shipped: (moment, subject) => nativeMarkShipped(moment, Number(subject)),
  wms_picked: (moment, subject, kind) => warehouseProgress(moment, kind, Number(subject)),
  wms_packed: (moment, subject, kind) => warehouseProgress(moment, kind, Number(subject)),
  wms_labeled: (moment, subject, kind) => warehouseProgress(moment, kind, Number(subject)),
  wms_shipped: (moment, subject) => ship(moment, Number(subject)),
  wms_in_transit: (moment, subject, kind) => carrierProgress(moment, kind, Number(subject)),
  wms_out_for_delivery: (moment, subject, kind) => carrierProgress(moment, kind, Number(subject)),
  wms_delivered: (moment, subject) => deliverShipment(moment, Number(subject)),
  simulation_ship: (moment, subject) => ship(moment, Number(subject)),
  simulation_deliver: (moment, subject) => deliverShipment(moment, Number(subject)),
  sales_day: salesDay,
  open_collaboration_ended: openCollaborationEnded,
  target_answer: targetAnswer,
  creator_writes: creatorWrites,
};

/** True when something is due that has not happened yet. */
export function somethingDue(state: State, now: number): boolean {
  const next = state.one<{ due: number | null }>('SELECT min(due_ms) AS due FROM events')?.due ?? null;
  return next !== null && next <= now;
}

/** Lets everything due until `now` happen, in order, each at its own time. Call inside a transaction. */
export function catchUp(state: State, random: Seeded, now: number): void {
  for (;;) {
    const event = state.one<EventRow>(
      'SELECT * FROM events WHERE due_ms <= ? ORDER BY due_ms, event_id LIMIT 1',
      now,
    );
    if (event === undefined) return;
    state.run('DELETE FROM events WHERE event_id = ?', event.event_id);
    HAPPENINGS[event.kind]({ state, random, now: event.due_ms }, event.subject, event.kind);
  }
}
