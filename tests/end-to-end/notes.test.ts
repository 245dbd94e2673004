import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Assistant } from '../support/assistants.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import {
  actions,
  approve,
  approvedThrough,
  firstReading,
  orderIdsOf,
  parcels,
  pending,
} from '../support/morning.ts';
import { until } from '../support/until.ts';

/** Hours until the carrier has delivered, at the latest. */
const LONGEST_WAY = 10 * 24;
/** Whole days, so that it stays morning. */
const STEP = 24;

let desk: Desk;
let client: Assistant;

beforeAll(async () => {
  const on = { on: true };
  desk = await openDesk({
    config: {
      defaults: {
        notes: {
          approved: on,
          shipped: { text: 'Off it goes, {creator}. Number: {tracking}. Call {carrier}.' },
          arrived: on,
        },
      },
    },
  });
  client = await desk.assistant();
  await firstReading(client);
  // The sandbox starts at seven; notes go out from nine.
  await desk.control.advance(2.1);
}, 60_000);
afterAll(() => desk.close());

it('a creator is told of approval, parcel and arrival, each once and by day', async () => {
  const [request] = await pending(client, { verdict: 'approve', limit: 1 });
  if (!request) throw new Error('Nothing is recommended.');
  const { creator_id, username } = request.creator;
  const toCreator = async (): Promise<readonly string[]> => {
    const { messages } = await desk.control.truth();
    return messages
      .filter((one) => one.from === 'seller' && one.creator_id === creator_id)
      .map(({ text }) => text);
  };
  const before = (await toCreator()).length;
  const told = async (): Promise<readonly string[]> => (await toCreator()).slice(before);
  const seen = (count: number): Promise<readonly string[]> =>
    until(
      `${count} notes`,
      async () => {
        await client.call('program_status', { refresh: true });
        const texts = await told();
        return texts.length >= count ? texts : null;
      },
      () => actions(client, { kind: 'send_note', creator: creator_id }),
    );

  const made = await approve(client, [request.application_id], { note: 'Have fun!' });
  await approvedThrough(desk, client, made.values());
  const [orderId] = await orderIdsOf(desk, [request.application_id]);
  if (!orderId) throw new Error('The sandbox made no order.');
  await parcels(desk, client, [orderId]);
  expect((await seen(1))[0]).toContain(`Hi ${username}, Northbeam Goods has approved your sample of `);

  // A day later, at nine in the morning again, the parcel has left.
  await desk.control.advance(24);
  const shipped = (await seen(2))[1]?.split('\n') ?? [];
  const tracking = (await desk.control.truth()).orders.find(
    (one) => one.order_id === orderId,
  )?.tracking_on_tiktok;
  expect(shipped[0]).toMatch(new RegExp(`^Off it goes, ${username}\\. Number: ${tracking}\\. Call \\w+\\.$`));
  expect(shipped[1]).toBe('Have fun!');

  for (let hours = 0; hours < LONGEST_WAY; hours += STEP) {
    const { orders } = await desk.control.truth();
    if (orders.find((one) => one.order_id === orderId)?.status === 'DELIVERED') break;
    await desk.control.advance(STEP);
  }
  const all = await seen(3);
  expect(all).toHaveLength(3);
  expect(all[2]).toMatch(/ has arrived\. .* Please post by \d{4}-\d{2}-\d{2}\. /);
  const notes = await actions(client, { kind: 'send_note', creator: creator_id });
  expect(notes.map(({ occasion, status }) => [occasion, status])).toEqual([
    ['arrived', 'done'],
    ['shipped', 'done'],
    ['approved', 'done'],
  ]);
  expect((await desk.control.truth()).verdict).toMatchObject({ doubled: [], messages_doubled: [] });
}, 120_000);
