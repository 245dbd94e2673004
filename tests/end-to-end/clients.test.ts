import { afterEach, expect, it } from 'vitest';
import { type Assistant, GENERATIONS } from '../support/assistants.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import {
  actions,
  approvedThrough,
  firstReading,
  orderIdsOf,
  parcels,
  pending,
  shippedAndTold,
} from '../support/morning.ts';
import { accepted, confirmationRequired, type PendingItem } from '../support/wire-shapes.ts';

const desks: Desk[] = [];
afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.close();
});

/** Confirms in whichever way the client can: a form when it has one, else the token. */
async function approveBoth(client: Assistant, elicits: boolean, ids: readonly string[]) {
  if (elicits) {
    client.person.answer = () => ({ action: 'accept', content: { confirm: true } });
    return client.call('approve_and_ship', { application_ids: ids });
  }
  const plan = await client.call('approve_and_ship', { application_ids: ids });
  const { confirm_token } = confirmationRequired.parse(plan.data);
  return client.call('approve_and_ship', { confirm_token });
}

const inView = ({ application_id, creator, product, decision }: PendingItem) => ({
  application_id,
  creator: creator.username,
  product: product.title,
  verdict: decision.verdict,
  reason: decision.reason,
});

/** From the first question of the day to the note, as one client sees it; without ids and times of the run. */
async function morning(desk: Desk, client: Assistant, elicits: boolean): Promise<unknown> {
  await firstReading(client);
  const { samples } = (await client.call('program_status')).data;
  const [first, second] = await pending(client, { verdict: 'approve' });
  if (!first || !second) throw new Error('Nothing is recommended.');
  const ids = [first.application_id, second.application_id];
  const answer = accepted.parse((await approveBoth(client, elicits, ids)).data);
  const approvals = await approvedThrough(
    desk,
    client,
    answer.actions.map((one) => one.action_id),
  );
  const orders = await orderIdsOf(desk, ids);
  const fulfilments = await parcels(desk, client, orders);
  const notes = await shippedAndTold(desk, client, fulfilments);
  const truth = await desk.control.truth();
  return {
    tools: await client.toolNames(),
    samples,
    first: inView(first),
    second: inView(second),
    accepted: answer.actions.map(({ application_id, status: now }) => ({ application_id, now })),
    approvals: approvals.map(({ status: now, outcome }) => ({ now, outcome })),
    parcels: (await actions(client, { kind: 'fulfil_order' }))
      .filter((one) => orders.includes(String(one.order_id)))
      .map(({ subject, status: now, outcome }) => ({ subject, now, outcome }))
      .sort((a, b) => a.subject.localeCompare(b.subject)),
    notes: notes
      .filter((one) => [first, second].some(({ creator }) => creator.creator_id === one.creator_id))
      .map(({ creator_id, status: now }) => ({ creator_id, now }))
      .sort((a, b) => String(a.creator_id).localeCompare(String(b.creator_id))),
    tracking: truth.orders.filter((one) => orders.includes(one.order_id) && one.tracking_on_tiktok !== '')
      .length,
    verdict: {
      lost: truth.verdict.lost,
      doubled: truth.verdict.doubled,
      messages_doubled: truth.verdict.messages_doubled,
      agrees: truth.verdict.agrees,
    },
  };
}

const WAYS = GENERATIONS.flatMap((generation) => [false, true].map((elicits) => ({ generation, elicits })));

it('serves clients of both SDKs and both protocols alike, with forms and by token', async () => {
  const results = await Promise.all(
    WAYS.map(async (way) => {
      const desk = await openDesk();
      desks.push(desk);
      return morning(desk, await desk.assistant(way), way.elicits);
    }),
  );
  const [expected] = results;
  expect(expected).toMatchObject({
    accepted: [{ now: 'approved' }, { now: 'approved' }],
    approvals: [{ now: 'done' }, { now: 'done' }],
    parcels: [
      { now: 'done', outcome: expect.stringMatching(/^Shipped with UPS 1Z/) },
      { now: 'done', outcome: expect.stringMatching(/^Shipped with UPS 1Z/) },
    ],
    notes: [{ now: 'done' }, { now: 'done' }],
    tracking: 2,
    verdict: { lost: [], doubled: [], messages_doubled: [], agrees: true },
  });
  // Which of two parcels got which number is the warehouse's turn of events.
  const comparable = results.map((one) => JSON.stringify(one).replaceAll(/1Z\d+/g, '1Z'));
  for (const other of comparable) expect(other).toBe(comparable[0]);
}, 90_000);
