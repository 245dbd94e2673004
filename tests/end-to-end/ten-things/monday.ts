import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as z from 'zod';
import { DAY, MINUTE } from '../../../src/domain/time.ts';
import { JournalView } from '../../chaos/journal.ts';
import type { Assistant } from '../../support/assistants.ts';
import type { Desk } from '../../support/desk.ts';
import { actions, confirmed, firstReading } from '../../support/morning.ts';
import { until } from '../../support/until.ts';

/** A desk on the Monday morning after its first week. */
export interface Monday {
  /** Program time in epoch milliseconds. */
  readonly now: number;
  /** Saturday, as a date. */
  readonly weekend: string;
  /** Approved in Seller Center since Friday. */
  readonly onPhone: { readonly sent: string; readonly waiting: string };
  /** Delivered over two weeks ago; still owing and posted. */
  readonly silent: readonly string[];
  readonly posted: readonly string[];
  /** Left over a week ago and never arrived. */
  readonly lost: string;
  /** By the rule, over the weekend. */
  readonly rejected: string;
  readonly decidedByRule: readonly string[];
  approvedOnTikTok(): Promise<number>;
  /** References of the warehouse's orders for a request. */
  parcelsOf(applicationId: string): Promise<readonly string[]>;
}

/** The sandbox begins on a Monday at seven in the morning of the shop. */
const TO_PARCEL_LEFT = 28;
const TO_THURSDAY_EVENING = 3 * 24 + 11;
const TO_FRIDAY_EVENING = 4 * 24 + 11;
const TO_SUNDAY_EVENING = 49;
const TO_MONDAY_MORNING = 12;
const STEP = 6;
/** They run out between Saturday and Thursday; the weekend's caps leave many of them for Monday. */
const RUSH = 40;
/** Between two moments of the default schedule, so that one that began since the last step counts. */
const CYCLE = 15 * MINUTE;
const TWO_WEEKS = 14 * DAY;

const Populated = z.object({ populated: z.object({ application_ids: z.array(z.string()) }) });

/** Lets a week pass: samples out, one parcel lost, a weekend under the rule, two approvals on the phone. */
export async function prepareMonday(desk: Desk, client: Assistant): Promise<Monday> {
  await firstReading(client);
  const [lost = ''] = await populate(desk, 1);
  await desk.control.act({ approve: [lost] });
  await pass(desk, client, TO_PARCEL_LEFT);
  await desk.control.act({ lose: [lost] });
  await pass(desk, client, TO_THURSDAY_EVENING - TO_PARCEL_LEFT);
  await populate(desk, RUSH);
  await pass(desk, client, TO_FRIDAY_EVENING - TO_THURSDAY_EVENING);
  const fridayEvening = Date.parse((await desk.control.truth()).now);
  await confirmed(client, 'set_automation', { changes: ['rule_mode=auto', 'per_day=4'] });
  const [sent = '', waiting = ''] = await populate(desk, 2);
  await desk.control.act({ approve: [sent] });
  await pass(desk, client, TO_SUNDAY_EVENING);
  await client.call('set_automation', { changes: ['rule_mode=ask'] });
  const { approve } = z
    .object({ approve: z.object({ done: z.array(z.string()) }) })
    .parse(await desk.control.act({ approve: [waiting, ...(await populate(desk, 1))] }));
  await pass(desk, client, TO_MONDAY_MORNING);
  return monday(desk, client, { lost, sent, waiting: approve.done.at(-1) ?? '', fridayEvening });
}

async function monday(
  desk: Desk,
  client: Assistant,
  week: {
    readonly lost: string;
    readonly sent: string;
    readonly waiting: string;
    readonly fridayEvening: number;
  },
): Promise<Monday> {
  const truth = await desk.control.truth();
  const now = Date.parse(truth.now);
  const rejections = await actions(client, { kind: 'reject_sample', proposed_by: 'sample_request' });
  const [rejection] = rejections;
  const delivered = (status: string) => longDelivered(desk, now, status);
  return {
    now,
    weekend: new Date(week.fridayEvening).toISOString(),
    onPhone: { sent: week.sent, waiting: week.waiting },
    silent: delivered('CONTENT_PENDING'),
    posted: delivered('COMPLETED'),
    lost: week.lost,
    rejected: String(rejection?.application_id),
    decidedByRule: truth.applications
      .filter((one) => one.approved_by === 'api' && (one.approved_ms ?? 0) >= week.fridayEvening)
      .map((one) => one.application_id),
    approvedOnTikTok: async () =>
      (await desk.control.truth()).applications.filter((one) => one.approved_by === 'api').length,
    parcelsOf: async (applicationId) => {
      const { orders } = await desk.control.truth();
      const order = orders.find((one) => one.application_ids.includes(applicationId));
      return (order?.wms_orders ?? []).map((one) => one.reference_id);
    },
  };
}

/** Requests whose parcel arrived over two weeks ago and that stand like this now, the sandbox's past included. */
function longDelivered(desk: Desk, now: number, status: string): readonly string[] {
  const state = new Database(join(desk.folder, 'sandbox.sqlite'), { readonly: true });
  try {
    const rows = state
      .prepare(
        `SELECT a.application_id AS id FROM applications a JOIN orders o ON o.order_id = a.order_id
         WHERE o.delivered_ms < ? AND a.status = ?`,
      )
      .all(now - TWO_WEEKS, status);
    return z
      .array(z.object({ id: z.string() }))
      .parse(rows)
      .map(({ id }) => id);
  } finally {
    state.close();
  }
}

async function populate(desk: Desk, applications: number): Promise<readonly string[]> {
  return Populated.parse(await desk.control.act({ populate: { applications } })).populated.application_ids;
}

/** Lets time go by in steps, each of which the desk works through. */
async function pass(desk: Desk, client: Assistant, hours: number): Promise<void> {
  const journal = new JournalView(desk);
  try {
    for (let passed = 0; passed < hours; passed += STEP) {
      await desk.control.advance(Math.min(STEP, hours - passed));
      const since = Date.parse((await desk.control.truth()).now);
      await client.call('program_status', { refresh: true });
      await until('a cycle and what it made due', async () => {
        const now = Date.parse((await desk.control.truth()).now);
        const outlook = journal.outlook(now, Date.now());
        return !outlook.busy && (outlook.cycleStartedAt ?? 0) >= since - CYCLE ? true : null;
      });
    }
  } finally {
    journal.close();
  }
}
