import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { DAY } from '../../src/domain/time.ts';
import type { Assistant } from '../support/assistants.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { firstReading } from '../support/morning.ts';
import { until } from '../support/until.ts';
import { type DealItem, dealList, envelope } from '../support/wire-shapes.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

let desk: Desk;
let client: Assistant;

beforeAll(async () => {
  desk = await openDesk();
  client = await desk.assistant();
  await firstReading(client);
});
afterAll(() => desk.close());

async function deals(filters: Record<string, unknown> = {}): Promise<DealItem[]> {
  const { data } = await client.call('list_collaborations', { limit: 50, ...filters });
  return dealList.parse(data).items;
}

/** Lets hours pass, and reads until the list is as expected. */
async function readDeals(
  what: string,
  hours: number,
  filters: Record<string, unknown>,
  isThere: (items: readonly DealItem[]) => boolean,
): Promise<DealItem[]> {
  await desk.control.advance(hours);
  return until(
    what,
    async () => {
      await client.call('program_status', { refresh: true });
      const items = await deals(filters);
      return isThere(items) ? items : null;
    },
    () => deals(filters),
  );
}

const truth = z.object({
  open: z.array(
    z.object({ open_collaboration_id: z.string(), product_id: z.string(), rate_bps: z.number() }),
  ),
  target: z.array(
    z.object({
      target_collaboration_id: z.string(),
      status: z.string(),
      end_ms: z.number(),
      creators: z.array(z.object({ creator_id: z.string(), status: z.string(), accepted: z.boolean() })),
    }),
  ),
});
const told = async () => truth.parse(await desk.control.told('collaborations'));

it('agree with the platform, all of them', async () => {
  const { open, target } = await told();
  const plans = await deals({ kind: 'open' });
  expect(plans.map((one) => [one.collaboration_id, one.rate_bps]).toSorted()).toEqual(
    open.map((one) => [one.open_collaboration_id, one.rate_bps]).toSorted(),
  );
  const live = target.filter(({ status }) => status !== 'COMPLETED');
  const invitations = await deals({ kind: 'target' });
  expect(invitations.map((one) => [one.collaboration_id, one.invited, one.accepted]).toSorted()).toEqual(
    live
      .map((one) => {
        const there = one.creators.filter(({ status }) => status !== 'DELETED');
        return [one.target_collaboration_id, there.length, there.filter(({ accepted }) => accepted).length];
      })
      .toSorted(),
  );
  const ended = await deals({ state: 'ended' });
  expect(ended).toHaveLength(target.length - live.length);
});

it('that end within days are those of the platform, the next first', async () => {
  const { now } = z.object({ now: z.iso.datetime() }).parse((await client.call('program_status')).data);
  const before = Date.parse(now) + 10 * DAY;
  const { target } = await told();
  const expected = target
    .filter((one) => one.status !== 'COMPLETED' && one.end_ms < before)
    .toSorted((left, right) => left.end_ms - right.end_ms)
    .map((one) => one.target_collaboration_id);
  const found = await deals({ ends_within: 10, sort: 'ends' });
  expect(expected.length).toBeGreaterThan(1);
  expect(found.map((one) => one.collaboration_id)).toEqual(expected);
});

const orders = z.object({
  orders: z.array(
    z.object({
      created_ms: z.number(),
      listed_ms: z.number(),
      status: z.string(),
      status_listed: z.boolean(),
      lines: z.array(
        z.object({
          quantity: z.number(),
          refunded_quantity: z.number(),
          estimated_base_minor: z.number(),
          actual_base_minor: z.number().nullable(),
          settlement_status: z.string(),
          open_collaboration_id: z.string().nullable(),
          target_collaboration_id: z.string().nullable(),
        }),
      ),
    }),
  ),
});
type Order = z.output<typeof orders>['orders'][number];

/** What is left of a line's sale, by hand: what was cancelled or came back is none. */
function kept({ status, status_listed }: Order, line: Order['lines'][number]): number {
  const { quantity, refunded_quantity: back, estimated_base_minor: base, actual_base_minor: actual } = line;
  const cancelled = status_listed && ['CANCELLED', 'DEDUCTED', 'FROZEN'].includes(status);
  if (cancelled || line.settlement_status === 'INELIGIBLE') return 0;
  const left = base - Math.round((base * back) / quantity);
  return line.settlement_status === 'SETTLED' && actual !== null ? Math.min(left, actual) : left;
}

it('are worth what the orders of thirty days under them add up to, once those are read', async () => {
  const first = envelope.parse((await client.call('list_collaborations')).data);
  expect(first.warnings).toEqual([expect.stringMatching(/^Sales before 2026-11-\d\d are not all read yet/)]);
  // Or something is sold between our reading and the truth.
  await desk.control.act({ freeze: true });
  await until('thirty days of sales', async () => {
    await client.call('program_status', { refresh: true });
    return 'warnings' in (await client.call('list_collaborations')).data ? null : true;
  });
  const { data } = await client.call('program_status', { refresh: true });
  await desk.control.act({ freeze: false });
  const now = Date.parse(z.object({ now: z.string() }).parse(data).now);
  const today = Math.floor(now / DAY);
  const sums = new Map<string, number>();
  const { orders: all } = orders.parse(await desk.control.told('affiliate-orders'));
  for (const order of all) {
    if (order.listed_ms > now) continue;
    const day = Math.floor(order.created_ms / DAY);
    if (day <= today - 30 || day > today) continue;
    for (const line of order.lines) {
      const deal = line.target_collaboration_id ?? line.open_collaboration_id ?? '';
      sums.set(deal, (sums.get(deal) ?? 0) + kept(order, line));
    }
  }
  const found = await deals();
  const worth = found.map((one) => [one.collaboration_id, one.gmv_30d?.amount_minor ?? null]);
  expect(worth).toEqual(found.map(({ collaboration_id: id }) => [id, sums.get(id) ?? null]));
  expect(worth.filter(([, sum]) => sum !== null && Number(sum) > 0).length).toBeGreaterThan(5);
});

it('show a rate that a person changed on the platform, and when it was seen', async () => {
  const [plan] = await deals({ kind: 'open', limit: 1 });
  const [product] = plan?.products ?? [];
  if (!plan || !product) throw new Error('There is no open plan.');
  const to = product.rate_bps + 350;
  await desk.control.act({ set_open_rate: { product_id: product.product_id, rate_bps: to } });
  const filters = { kind: 'open', product: product.product_id };
  const [changed] = await readDeals('the rate', 1.1, filters, ([one]) => one?.rate_changed !== undefined);
  expect(changed).toMatchObject({
    collaboration_id: plan.collaboration_id,
    rate_bps: to,
    rate_changed: { product_id: product.product_id, from_bps: product.rate_bps, to_bps: to },
  });
  const { data, text } = await client.call('list_collaborations', filters);
  const asOf = Date.parse(envelope.parse(data).as_of);
  const seen = Date.parse(changed?.rate_changed?.seen_at ?? '');
  expect(Math.abs(asOf - seen)).toBeLessThan(60_000);
  expect(text).toContain(`${product.rate_bps / 100} % → ${to / 100} %, seen `);
});

it('show who took an invitation up, and who did not', async () => {
  const { target } = await told();
  const deal = target.find(({ status, creators }) => {
    const waiting = creators.filter((one) => one.status !== 'DELETED' && !one.accepted);
    return status === 'ONGOING' && waiting.length > 1;
  });
  const [yes, no] = deal?.creators.filter((one) => one.status !== 'DELETED' && !one.accepted) ?? [];
  if (!deal || !yes || !no) throw new Error('Nobody is to be asked.');
  const id = deal.target_collaboration_id;
  const of = (items: readonly DealItem[]) => items.find((one) => one.collaboration_id === id);
  const before = of(await deals({ creator: yes.creator_id }))?.accepted ?? 0;
  for (const [one, accept] of [
    [yes, true],
    [no, false],
  ] as const) {
    const given = { target_collaboration_id: id, creator_id: one.creator_id, accept };
    expect(await desk.control.act({ respond_target: given })).toMatchObject({ responded: true });
  }
  // An answer changes nothing that lists show, so details are read again once a day.
  const hers = await readDeals(
    'the yes',
    25,
    { creator: yes.creator_id },
    (items) => of(items)?.accepted === before + 1,
  );
  expect(of(hers)?.creators?.[0]).toMatchObject({ creator_id: yes.creator_id, accepted: true });
  const his = of(await deals({ creator: no.creator_id }));
  expect(his?.creators?.[0]).toMatchObject({ creator_id: no.creator_id, accepted: false });
  const open = of(await deals({ accepted: false }));
  expect(open === undefined).toBe(his?.accepted === his?.invited);
});
