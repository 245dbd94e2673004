import { expect, it } from 'vitest';
import { openDesk } from '../support/desk.ts';
import {
  approvedThrough,
  firstReading,
  orderIdsOf,
  parcels,
  pending,
  shippedAndTold,
} from '../support/morning.ts';
import { accepted, confirmationRequired } from '../support/wire-shapes.ts';

it('two servers on one file, approving the same samples at once, send each once', async () => {
  const desk = await openDesk();
  try {
    const [left, right] = await Promise.all([desk.assistant(), desk.assistant({ generation: 'sdk-1' })]);
    await Promise.all([firstReading(left), firstReading(right)]);
    const ids = (await pending(left, { verdict: 'approve', limit: 4 })).map((one) => one.application_id);
    const yes = { application_ids: ids, override_reason: 'All of them.' };
    const planned = await Promise.all(
      [left, right, left, right].map(async (client) => {
        const plan = confirmationRequired.parse((await client.call('approve_and_ship', yes)).data);
        return { client, confirm_token: plan.confirm_token };
      }),
    );
    const answers = await Promise.all(
      planned.map(({ client, confirm_token }) => client.call('approve_and_ship', { confirm_token })),
    );
    const made = new Set<string>();
    for (const answer of answers) {
      expect(answer).toMatchObject({ failed: false });
      if (answer.data.status !== 'accepted') {
        expect(answer.data.status).toBe('nothing_to_do');
        continue;
      }
      for (const one of accepted.parse(answer.data).actions) made.add(one.action_id);
    }
    expect(made.size).toBe(ids.length);
    for (const one of await approvedThrough(desk, right, made)) expect(one.status).toBe('done');
    const orders = await orderIdsOf(desk, ids);
    const fulfilments = await parcels(desk, left, orders);
    await shippedAndTold(desk, right, fulfilments);

    const truth = await desk.control.truth();
    expect(truth.verdict).toMatchObject({ lost: [], doubled: [], messages_doubled: [], agrees: true });
    for (const orderId of orders) {
      expect(truth.orders.find((one) => one.order_id === orderId)?.wms_orders).toHaveLength(1);
    }
    const said = [left.errors(), right.errors(), ...answers.map((answer) => answer.text)].join('\n');
    expect(said).not.toMatch(/SQLITE_|busy|locked/i);
  } finally {
    await desk.close();
  }
}, 90_000);
