import { expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { DAY, HOUR, toIso } from '../../src/domain/time.ts';
import type { OpenProgram } from '../../src/mcp/call.ts';
import { approveAndShip } from '../../src/tools/approve-and-ship.ts';
import { trackSamples } from '../../src/tools/track-samples.ts';
import type { Services } from '../../src/usecases/services.ts';
import { application, countingIds, creator, NOW, order, SHOP } from '../store/support.ts';
import type { ActionDesk } from '../support/action-desk.ts';
import { connect, ERAS, type Era, textOf } from '../support/mcp-clients.ts';
import { servicesOf, usecaseDesk } from '../support/usecase-desk.ts';

async function connected(desk: ActionDesk, era: Era = 'new') {
  const { programClock, machineClock } = desk.clocks;
  const program: OpenProgram<Services> = {
    ...{ services: servicesOf(desk), sandbox: true, mode: 'confirm', machineClock, programClock },
    ...{ confirmations: desk.store.confirmations, ids: countingIds(), confirmKey: new Uint8Array(32) },
  };
  const log = { warn: () => undefined, error: () => undefined };
  const parts = { version: '0', tools: [trackSamples, approveAndShip], resources: [], prompts: [] };
  const connection = await connect({ ...parts, runtime: { open: async () => program, log } }, era, false);
  onTestFinished(() => connection.close());
  return (given: Record<string, unknown> = {}, tool = 'track_samples') =>
    connection.client.callTool({ name: tool, arguments: given });
}

/** anna got hers three weeks ago and owes a post; ben's was approved on the phone and is on its way; cleo waits. */
async function desk(): Promise<ActionDesk> {
  const made = await usecaseDesk();
  const of = (n: number | 'application-1', username: string, status: string, orderId: string | null) =>
    application({
      ...{ applicationId: `${n}`, status, orderId, approveExpiresAt: NOW + 3 * DAY },
      creator: creator({ creatorId: `creator-${n}`, username, nickname: null }),
    });
  made.tiktok.applications.clear();
  made.tiktok.set(of(1, 'anna', 'CONTENT_PENDING', 'order-1'));
  made.tiktok.set(of(2, 'ben', 'SHIPPED', 'order-2'));
  made.tiktok.set(of('application-1', 'cleo', 'PENDING', null));
  made.tiktok.set(of(4, 'dora', 'COMPLETED', 'order-4'));
  const [line] = order().lines;
  const lines = (trackingNumber: string) => (line ? [{ ...line, trackingNumber }] : []);
  const at = (orderId: string, days: number, more: Partial<ReturnType<typeof order>>) =>
    made.tiktok.makeOrder(order({ orderId, createdAt: NOW - days * DAY, ...more }));
  at('order-1', 25, { status: 'COMPLETED', deliveredAt: NOW - 21 * DAY, lines: lines('1Z1') });
  at('order-2', 0.5, { status: 'IN_TRANSIT', shippedAt: NOW - 3 * HOUR, lines: lines('1Z2') });
  at('order-4', 40, { status: 'COMPLETED', deliveredAt: NOW - 36 * DAY, lines: lines('1Z4') });
  await made.seen();
  const link = 'https://www.example.com/@dora/video/7';
  const figures = { views: 1_500, likes: 2, comments: 0, paidOrders: 3 };
  await made.store.tracking.recordContent(
    '4',
    [{ contentId: '7', format: 'VIDEO', createdAt: NOW - 30 * DAY, link, ...figures }],
    NOW,
  );
  for (const status of ['PENDING', 'AWAITING_SHIPMENT', 'SHIPPED', 'CONTENT_PENDING']) {
    const times = { passStartedAt: NOW, completedAt: NOW };
    await made.store.feeds.save({
      shopId: SHOP,
      feed: `samples:${status}`,
      cursor: null,
      watermark: null,
      ...times,
    });
  }
  await made.store.feeds.save({
    shopId: SHOP,
    feed: 'content',
    cursor: null,
    watermark: null,
    passStartedAt: NOW,
    completedAt: NOW,
  });
  return made;
}

it.each(ERAS)('shows where every sample stands, what waits first (%s protocol)', async (era) => {
  const call = await connected(await desk(), era);
  const result = await call();
  expect(result.structuredContent).toMatchObject({
    summary: '4 samples: 1 requested, 1 shipped, 1 overdue, 1 posted. 1 late. Read just now.',
    totals: { requested: 1, shipped: 1, overdue: 1, posted: 1 },
    ...{ total: 4, late: 1, as_of: toIso(NOW) },
    items: [
      {
        ...{ application_id: '1', stage: 'overdue', late: true, who: 'creator', deadline: toIso(NOW) },
        standing: 'overdue: delivered and nothing posted, 21 d ago; any extension is over',
      },
      { application_id: 'application-1', stage: 'requested', standing: 'requested, just now; 3 d left' },
      {
        ...{ application_id: '2', stage: 'shipped', who: 'carrier', approved_elsewhere: true },
        tracking: [{ number: '1Z2' }],
        standing: 'on its way for 3 h',
      },
      {
        ...{ application_id: '4', stage: 'posted' },
        content: [
          { content_id: '7', views: 1_500, paid_orders: 3, link: 'https://www.example.com/@dora/video/7' },
        ],
      },
    ],
    next: [{ tool: 'list_pending_samples' }],
  });
  expect(textOf(result)).toContain(
    '- @ben, Vitamin C Serum: on its way for 3 h · 1Z2 · carrier: Delivers it. [2]\n' +
      '- @dora, Vitamin C Serum: posted, 30 d ago · 1Z4 · https://www.example.com/@dora/video/7 (1500 views, 3 orders) [4]',
  );
});

it.each([
  ['who got samples two weeks ago and has not posted', { delivered_before: '14d', posted: false }, ['1']],
  [
    'the same by a day of the shop',
    { delivered_before: toIso(NOW - 14 * DAY).slice(0, 10), posted: false },
    ['1'],
  ],
  ['did the ones I approved on my phone go out', { approved_since: '1d', approved_elsewhere: true }, ['2']],
  ['what is overdue', { stage: 'overdue' }, ['1']],
  ['what is late', { late: true }, ['1']],
  ['where is it for ben', { creator: '@ben' }, ['2']],
  ['who posted', { posted: true }, ['4']],
  ['nobody of that name', { creator: 'zoe' }, []],
])('one call answers: %s', async (_question, given, expected) => {
  const call = await connected(await desk());
  const { structuredContent } = await call(given);
  expect(structuredContent).toMatchObject({
    items: expected.map((id) => ({ application_id: id })),
    total: expected.length,
  });
});

it('gives all of it as a file', async () => {
  const made = await desk();
  const result = await (await connected(made))({ posted: true, format: 'csv' });
  const { csv } = z
    .object({ csv: z.object({ uri: z.string(), rows: z.int() }) })
    .parse(result.structuredContent);
  const file = await made.store.exports.get(csv.uri.replace('affiliate://exports/', ''), NOW);
  const [names = '', row = ''] = (file?.content ?? '').slice(1).split('\r\n');
  const cells = Object.fromEntries(names.split(',').map((name, index) => [name, row.split(',')[index]]));
  expect(csv.rows).toBe(1);
  expect(cells).toMatchObject({
    application_id: '4',
    stage: 'posted',
    views: '1500',
    paid_orders: '3',
    late: 'false',
  });
});

it.each([
  [{ stage: 'lost' }, 'Use one of: requested, approved'],
  [{ approved_since: 'yesterday' }, 'a day such as 2026-11-20'],
  [{ delivered_before: '2026-02-31' }, 'neither a date nor an age'],
])('says what %j should have been', async (given, words) => {
  const result = await (await connected(await desk()))(given);
  expect(result.isError).toBe(true);
  expect(textOf(result)).toContain(words);
});

it('before the first reading says so', async () => {
  const result = await (await connected(await usecaseDesk()))({ posted: true });
  expect(textOf(result)).toContain('first reading of TikTok Shop is under way');
});

it('puts the action that waits for a person in front of the usual next step', async () => {
  const made = await usecaseDesk();
  made.tiktok.change('application-1', { status: 'AWAITING_SHIPMENT' });
  made.tiktok.recipients.set('order-1', null);
  const id = await made.fulfil({ createdAt: NOW - HOUR });
  await made.run();
  const { structuredContent } = await (await connected(made))();
  expect(structuredContent).toMatchObject({
    items: [
      {
        stage: 'ordered',
        who: 'operator',
        next: expect.stringContaining('hides the address'),
        action_id: id,
      },
    ],
  });
});

it('plans a second parcel, sends it on a yes, and once', async () => {
  const made = await desk();
  made.clocks.advance(11 * DAY);
  await made.seen();
  const call = await connected(made);
  const tracked = await call({ creator: 'ben' });
  expect(tracked.structuredContent).toMatchObject({
    items: [{ late: true, who: 'operator' }],
    next: [{ tool: 'approve_and_ship', arguments: { reship_of: '2' } }],
  });
  const plan = await call({ reship_of: '2', reason: 'Never arrived' }, 'approve_and_ship');
  expect(plan.structuredContent).toMatchObject({
    status: 'confirmation_required',
    plan: {
      items: [{ application_id: '2', reference: 'SMP-order-2-R2' }],
      cost_ceiling: { amount_minor: 2_400 },
    },
  });
  const { confirm_token: token } = z.object({ confirm_token: z.string() }).parse(plan.structuredContent);
  const yes = await call({ confirm_token: token }, 'approve_and_ship');
  expect(yes.structuredContent).toMatchObject({
    status: 'accepted',
    actions: [{ application_id: '2', kind: 'fulfil_order', status: 'approved' }],
  });
  const again = await call({ confirm_token: token }, 'approve_and_ship');
  expect(again.structuredContent).toMatchObject({ status: 'accepted', already_done: true });
  await made.run();
  expect([...made.warehouse.orders.keys()]).toEqual(['SMP-order-2-R2']);
});

it.each([
  [{ reship_of: '2' }, 'A re-send needs a reason'],
  [{ reship_of: '2', reason: 'Lost', all_recommended: true }, 'Both all_recommended and reship_of'],
  [{}, 'reship_of for a lost parcel'],
])('approve_and_ship with %j says what is missing', async (given, words) => {
  const result = await (await connected(await desk()))(given, 'approve_and_ship');
  expect(textOf(result)).toContain(words);
});
