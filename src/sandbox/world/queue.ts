import type { Moment } from '../state.ts';

/** Everything that happens by itself when its time comes. The subject is the id of what it happens to. */
const EVENT_KINDS = [
  'approve_deadline',
  'order_create',
  'ship_deadline',
  'platform_ships',
  'carrier_scan',
  'delivered',
  'order_completed',
  'content_posted',
  'post_deadline',
  'creator_reply',
  'native_import',
  'native_mark_shipped',
  'wms_picked',
  'wms_packed',
  'wms_labeled',
  'wms_shipped',
  'wms_in_transit',
  'wms_out_for_delivery',
  'wms_delivered',
  'simulation_ship',
  'simulation_deliver',
  'open_collaboration_ended',
  'target_answer',
  'creator_writes',
  'sales_day',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export interface EventRow {
  event_id: number;
  due_ms: number;
  kind: EventKind;
  subject: string;
}

export function schedule(moment: Moment, dueMs: number, kind: EventKind, subject: string): void {
  moment.state.run('INSERT INTO events (due_ms, kind, subject) VALUES (?, ?, ?)', dueMs, kind, subject);
}
