import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import * as z from 'zod';
import type { Assistant } from '../support/assistants.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { firstReading, hasEnded, pending, settled } from '../support/morning.ts';
import { until } from '../support/until.ts';
import {
  accepted,
  actionList,
  confirmationRequired,
  conversationList,
  dealList,
} from '../support/wire-shapes.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const SECOND = 'Southbeam Supply';
const FIRST_ID = '7494000000000012001';

let desk: Desk;
let client: Assistant;
let secondId: string;

const opened = z.object({ opened_shop: z.object({ shop_id: z.string() }) });

const status = z.looseObject({
  shops: z.array(z.object({ shop_id: z.string(), name: z.string() })).optional(),
  needs_you: z.array(
    z.looseObject({ tool: z.string(), arguments: z.looseObject({ shop: z.string().optional() }) }),
  ),
  requests_today: z.looseObject({ used: z.int(), budget: z.int() }),
  by_shop: z
    .array(
      z.looseObject({
        shop_id: z.string(),
        last_watched_at: z.string().optional(),
        samples: z.looseObject({ open: z.int() }),
      }),
    )
    .optional(),
  next: z.array(
    z.looseObject({ tool: z.string(), arguments: z.looseObject({ shop: z.string().optional() }) }),
  ),
});

beforeAll(async () => {
  desk = await openDesk();
  client = await desk.assistant();
  await firstReading(client);
  // The seller opens another shop while the server runs.
  const answer = opened.parse(await desk.control.act({ open_shop: { seed: 7, name: SECOND } }));
  secondId = answer.opened_shop.shop_id;
  await until('both shops', async () => {
    await client.call('program_status', { refresh: true, shop: 'all' });
    const { by_shop = [] } = status.parse((await client.call('program_status', { shop: 'all' })).data);
    return by_shop.length === 2 && by_shop.every((one) => one.last_watched_at !== undefined) ? true : null;
  });
});
afterAll(() => desk.close());

const truth = z.object({
  applications: z.array(z.object({ application_id: z.string(), status: z.string() })),
  messages: z.array(z.object({ creator_id: z.string(), from: z.string(), text: z.string() })),
});
const told = async (shopId: string) => truth.parse(await desk.control.told('programme', shopId));
const statusesOf = async (shopId: string) =>
  new Map((await told(shopId)).applications.map((one) => [one.application_id, one.status]));

it('are both read, shown side by side, and asked back when none is named', async () => {
  const both = status.parse((await client.call('program_status', { shop: 'all' })).data);
  expect(both.shops).toEqual([
    { shop_id: FIRST_ID, name: 'Northbeam Goods' },
    { shop_id: secondId, name: SECOND },
  ]);
  for (const { shop_id, samples } of both.by_shop ?? []) {
    const open = [...(await statusesOf(shop_id)).values()].filter((one) => one === 'PENDING');
    expect(samples.open).toBe(open.length);
  }
  for (const tool of [
    'program_status',
    'list_pending_samples',
    'list_conversations',
    'list_collaborations',
  ]) {
    const asked = await client.call(tool);
    expect(asked.failed, tool).toBe(true);
    expect(asked.text).toContain(`Northbeam Goods (${FIRST_ID}), ${SECOND} (${secondId})`);
  }
  expect((await client.call('program_status', { shop: 'beam' })).text).toContain('No single shop matches');
});

it('calls that an answer proposes lead to the same shop', async () => {
  for (const given of ['southbeam', SECOND.toUpperCase(), secondId]) {
    const one = status.parse((await client.call('program_status', { shop: given })).data);
    const calls = [...one.next, ...one.needs_you];
    expect(calls.length).toBeGreaterThan(1);
    expect(calls.map((call) => call.arguments.shop)).toEqual(calls.map(() => secondId));
  }
  const { next } = z
    .looseObject({ next: status.shape.next })
    .parse((await client.call('list_pending_samples', { shop: 'south' })).data);
  expect(next).toMatchObject([{ arguments: { all_recommended: true, shop: secondId } }]);
});

it('keep their lists apart', async () => {
  for (const shopId of [FIRST_ID, secondId]) {
    const theirs = await statusesOf(shopId);
    for (const one of await pending(client, { shop: shopId, limit: 50 })) {
      expect(theirs.get(one.application_id)).toBe('PENDING');
    }
    const { open } = z
      .object({ open: z.array(z.object({ open_collaboration_id: z.string() })) })
      .parse(await desk.control.told('collaborations', shopId));
    const deals = await client.call('list_collaborations', { shop: shopId, kind: 'open', limit: 50 });
    expect(
      dealList
        .parse(deals.data)
        .items.map((one) => one.collaboration_id)
        .toSorted(),
    ).toEqual(open.map((one) => one.open_collaboration_id).toSorted());
    const { conversations } = z
      .object({ conversations: z.array(z.object({ conversation_id: z.string() })) })
      .parse(await desk.control.told('messages', shopId));
    const known = new Set(conversations.map((one) => one.conversation_id));
    const inbox = await client.call('list_conversations', { shop: shopId, show: 'all', limit: 50 });
    const { items } = conversationList.parse(inbox.data);
    expect(items.length).toBeGreaterThan(0);
    expect(items.filter((one) => !known.has(one.conversation_id))).toEqual([]);
  }
});

it('share the requests of a day, and every one of them is counted', async () => {
  const days = z.object({ days: z.array(z.object({ app_key: z.string(), requests: z.int() })) });
  const spent = async () => {
    const { days: all } = days.parse(await desk.control.told('requests'));
    return all.reduce((sum, day) => sum + day.requests, 0);
  };
  await until(
    'a quiet moment',
    async () => {
      const before = await spent();
      const { requests_today } = status.parse((await client.call('program_status', { shop: secondId })).data);
      const [after, first] = [
        await spent(),
        status.parse((await client.call('program_status', { shop: FIRST_ID })).data).requests_today,
      ];
      if (after !== before) return null;
      expect(first).toEqual(requests_today);
      return requests_today.used === after && requests_today.budget === 10_000 ? true : null;
    },
    async () => ({ spent: await spent(), ...(await client.call('program_status', { shop: secondId })).data }),
  );
});

it('an action reaches the shop it was planned for and no other', async () => {
  const before = await statusesOf(FIRST_ID);
  const [yes] = await pending(client, { shop: 'south', verdict: 'approve', limit: 1 });
  const [no] = await pending(client, { shop: 'south', verdict: 'reject', limit: 1 });
  if (!yes || !no) throw new Error('There is nothing to decide.');
  const elsewhere = await client.call('approve_and_ship', {
    ...{ application_ids: [yes.application_id], shop: 'northbeam' },
  });
  expect(elsewhere.data.status).toBe('nothing_to_do');

  const made: string[] = [];
  for (const [tool, args] of [
    ['approve_and_ship', { application_ids: [yes.application_id] }],
    ['reject_sample', { application_ids: [no.application_id], reject_reason: 'NOT_MATCH' }],
  ] as const) {
    const plan = await client.call(tool, { ...args, shop: SECOND });
    const { confirm_token } = confirmationRequired.parse(plan.data);
    const { next } = z.looseObject({ next: status.shape.next }).parse(plan.data);
    expect(next).toMatchObject([{ tool, arguments: { confirm_token, shop: secondId } }]);
    const other = await client.call(tool, { confirm_token, shop: 'northbeam' });
    expect(other).toMatchObject({ failed: true, text: expect.stringContaining('belongs to another shop') });
    const done = accepted.parse((await client.call(tool, { ...next[0]?.arguments })).data);
    made.push(...done.actions.map((one) => one.action_id));
  }
  await settled(client, made, (one) => one.stage === 'await_order' || hasEnded(one));
  await desk.control.advance(0.05);
  for (const one of await settled(client, made, hasEnded)) expect(one.status).toBe('done');
  const after = await statusesOf(secondId);
  expect(after.get(yes.application_id)).not.toBe('PENDING');
  expect(after.get(no.application_id)).toBe('REJECT_CANCELLED');
  expect([...(await statusesOf(FIRST_ID))].filter(([id, one]) => before.get(id) !== one)).toEqual([]);
  const { items } = actionList.parse(
    (await client.call('list_actions', { shop: 'northbeam', limit: 50 })).data,
  );
  expect(items.filter((one) => made.includes(one.action_id))).toEqual([]);
});
