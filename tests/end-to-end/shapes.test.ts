import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Assistant } from '../support/assistants.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import {
  actions,
  approve,
  approvedThrough,
  confirmed,
  firstReading,
  orderIdsOf,
  parcels,
  pending,
  shippedAndTold,
} from '../support/morning.ts';
import {
  accepted,
  actionList,
  confirmationRequired,
  envelope,
  type PendingItem,
  pendingItem,
  pendingList,
} from '../support/wire-shapes.ts';

let desk: Desk;
let client: Assistant;
/** One request that went the whole way before the tests. */
let sent: PendingItem;
let orderId: string;

beforeAll(async () => {
  desk = await openDesk();
  client = await desk.assistant();
  await firstReading(client);
  const [first] = await pending(client, { verdict: 'approve', limit: 1 });
  if (!first) throw new Error('Nothing is recommended.');
  sent = first;
  const made = await approve(client, [sent.application_id], { note: 'Have fun!' });
  await approvedThrough(desk, client, made.values());
  orderId = (await orderIdsOf(desk, [sent.application_id]))[0] ?? '';
  await shippedAndTold(desk, client, await parcels(desk, client, [orderId]));
}, 90_000);
afterAll(() => desk.close());

const names = (items: readonly PendingItem[]) => items.map((one) => one.application_id);

describe('list_pending_samples', () => {
  it('has the promised items under an envelope, and pages through all of them once', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    let total = 0;
    do {
      const { data } = await client.call('list_pending_samples', { limit: 17, ...(cursor && { cursor }) });
      envelope.parse(data);
      const page = pendingList.parse(data);
      expect(page.returned).toBe(page.items.length);
      seen.push(...names(page.items));
      total = page.total;
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(total);
    const open = (await desk.control.truth()).applications.filter((one) => one.status === 'PENDING');
    expect(seen.toSorted()).toEqual(open.map((one) => one.application_id).toSorted());
  });

  it('filters by what its rows show, and sorts', async () => {
    const list = await pending(client, { limit: 50 });
    const [some] = list;
    if (!some) throw new Error('Nothing is pending.');
    const now = Date.parse(String((await client.call('program_status')).data.now));
    const hours = (one: PendingItem) => (Date.parse(one.expires_at) - now) / 3_600_000;
    const gmv = (one: PendingItem) => (one.creator.gmv_30d?.amount_minor ?? -1) / 100;
    const followers = (one: PendingItem) => one.creator.followers ?? -1;
    const filters: [Record<string, unknown>, (one: PendingItem) => boolean][] = [
      [{ verdict: 'reject' }, (one) => one.decision.verdict === 'reject'],
      [{ expires_within: 48 }, (one) => hours(one) <= 48],
      [
        { product: some.product.title.slice(5).toUpperCase() },
        (one) => one.product.title === some.product.title,
      ],
      [{ product: some.product.product_id }, (one) => one.product.product_id === some.product.product_id],
      [{ creator: `@${some.creator.username}` }, (one) => one.creator.username === some.creator.username],
      [
        { followers_min: 20_000, followers_max: 90_000 },
        (one) => followers(one) >= 20_000 && followers(one) <= 90_000,
      ],
      [{ gmv_30d_min: 1_000, gmv_30d_max: 5_000 }, (one) => gmv(one) >= 1_000 && gmv(one) <= 5_000],
    ];
    const everything = [...list];
    for (let { data } = await client.call('list_pending_samples', { limit: 50 }); data.next_cursor; ) {
      ({ data } = await client.call('list_pending_samples', { limit: 50, cursor: data.next_cursor }));
      everything.push(...pendingList.parse(data).items);
    }
    for (const [filter, holds] of filters) {
      const found = await pending(client, { ...filter, limit: 50 });
      expect(names(found).toSorted(), JSON.stringify(filter)).toEqual(
        names(everything.filter(holds)).toSorted(),
      );
      expect(found.length).toBeGreaterThan(0);
      expect(found.length).toBeLessThan(everything.length);
    }
    const descending = (figures: number[]) =>
      figures.every((one, at) => at === 0 || one <= (figures[at - 1] ?? 0));
    expect(descending((await pending(client, { sort: 'gmv' })).map(gmv))).toBe(true);
    expect(descending((await pending(client, { sort: 'followers' })).map(followers))).toBe(true);
    expect(descending((await pending(client)).map((one) => -hours(one)))).toBe(true);
  });
});

describe('list_actions', () => {
  it('has the promised items and filters by what they show', async () => {
    envelope.parse((await client.call('list_actions')).data);
    const list = await actions(client);
    const approval = list.find((one) => one.kind === 'approve_sample');
    expect(approval).toMatchObject({ subject: sent.application_id, status: 'done', proposed_by: 'operator' });
    expect(approval?.steps.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['review', 'await_order']),
    );
    const told = (await client.call('list_actions', { application_id: sent.application_id })).text;
    expect(told).toContain('1 approve_sample done');
    expect(told).toContain(approval?.reason);
    const note = list.find((one) => one.kind === 'send_note' && one.creator_id === sent.creator.creator_id);
    expect(note?.text).toContain('Have fun!');

    const since = '2026-11-17';
    const filters: [Record<string, unknown>, (one: (typeof list)[number]) => boolean][] = [
      [{ kind: 'fulfil_order' }, (one) => one.kind === 'fulfil_order'],
      [{ status: 'done' }, (one) => one.status === 'done'],
      [{ proposed_by: 'operator' }, (one) => one.proposed_by === 'operator'],
      [{ batch_id: approval?.batch_id }, (one) => one.batch_id === approval?.batch_id],
      [{ since }, (one) => String(one.updated_at) >= since],
    ];
    for (const [filter, holds] of filters) {
      const found = (await actions(client, filter)).map((one) => one.action_id);
      expect(found, JSON.stringify(filter)).toEqual(list.filter(holds).map((one) => one.action_id));
      expect(found.length).toBeGreaterThan(0);
    }
    for (const filter of [{ application_id: sent.application_id }, { creator: sent.creator.username }]) {
      const found = await actions(client, filter);
      expect(found.map((one) => one.kind).toSorted(), JSON.stringify(filter)).toEqual([
        'approve_sample',
        'fulfil_order',
        'send_note',
      ]);
    }
  });

  it('shows what the operator decided at the time of the programme, not of this machine', async () => {
    const { now } = await desk.control.truth();
    for (const one of await actions(client)) {
      expect(String(one.created_at) <= now, `${one.kind} ${one.created_at}`).toBe(true);
    }
  });
});

describe('the writing tools', () => {
  it('approve_and_ship answers a plan, then what became of it', async () => {
    const [item] = await pending(client, { verdict: 'approve', limit: 1 });
    const ids = [item?.application_id, sent.application_id, '1234567890'];
    const plan = await client.call('approve_and_ship', { application_ids: ids });
    expect(confirmationRequired.parse(plan.data).plan).toMatchObject({
      items: [
        { application_id: ids[0], quantity: 1, route: 'direct_create', cost_ceiling: { currency: 'USD' } },
      ],
      refused: [
        { application_id: ids[1], reason: expect.stringMatching(/Approval done already|Not open any more/) },
        { application_id: ids[2], reason: expect.stringContaining('No request with this id is known') },
      ],
      cannot_be_undone: expect.any(String),
      cost_ceiling: { amount_minor: expect.any(Number), currency: 'USD' },
    });
    const { confirm_token } = confirmationRequired.parse(plan.data);
    const answer = await client.call('approve_and_ship', { confirm_token });
    envelope.parse(answer.data);
    expect(accepted.parse(answer.data)).toMatchObject({
      already_done: false,
      actions: [{ application_id: ids[0], status: expect.stringMatching(/^(approved|running)$/) }],
      refused: [{ application_id: ids[1] }, { application_id: ids[2] }],
    });
    expect(answer.data).toMatchObject({ mode: 'confirm', next: [{ tool: 'list_actions' }] });
  });

  it('all_recommended plans what the rule recommends and nothing else', async () => {
    const plan = await client.call('approve_and_ship', { all_recommended: true, dry_run: true });
    const { items, refused } = z
      .object({
        items: z.array(z.looseObject({ application_id: z.string() })),
        refused: z.array(z.looseObject({ application_id: z.string() })),
      })
      .parse(plan.data.plan);
    const wanted = await pending(client, { verdict: 'approve', limit: 50 });
    expect([...items, ...refused].map((one) => one.application_id).toSorted()).toEqual(
      names(wanted).toSorted(),
    );
  });

  it('reject_sample takes one of the platform’s reasons', async () => {
    const [item] = await pending(client, { verdict: 'reject', limit: 1 });
    const answer = await confirmed(client, 'reject_sample', {
      application_ids: [item?.application_id],
      reject_reason: 'NOT_MATCH',
    });
    expect(accepted.parse(answer.data).actions).toMatchObject([
      { application_id: item?.application_id, kind: 'reject_sample' },
    ]);
  });

  it('say which argument does not fit, and that nothing was changed', async () => {
    const wrong: [string, Record<string, unknown>, string][] = [
      ['approve_and_ship', { application_ids: [] }, 'application_ids'],
      [
        'approve_and_ship',
        { application_ids: Array.from({ length: 51 }, (_, at) => String(at)) },
        'application_ids',
      ],
      ['approve_and_ship', {}, 'application_ids, or all_recommended'],
      ['approve_and_ship', { all_recommended: true, application_ids: ['1'] }, 'Both'],
      [
        'approve_and_ship',
        { all_recommended: true, shop: 'Elsewhere' },
        'No single shop matches "Elsewhere"',
      ],
      ['reject_sample', { application_ids: ['1'], reason: 'no' }, 'reason'],
      ['decide_action', { decision: 'retry' }, 'action_ids'],
      ['list_pending_samples', { cursor: 'nonsense' }, 'cursor'],
      ['list_actions', { since: 'yesterday evening' }, 'not a date'],
    ];
    for (const [tool, args, named] of wrong) {
      const answer = await client.call(tool, args);
      expect(answer.failed, `${tool} ${JSON.stringify(args)}`).toBe(true);
      expect(answer.text).toContain(named);
      expect(answer.text).toContain('Nothing was changed');
    }
  });
});

describe('resources', () => {
  it('are listed, samples and actions with their newest', async () => {
    const uris = await client.resourceUris();
    expect(uris).toEqual(
      expect.arrayContaining([
        'affiliate://program',
        'affiliate://samples/pending',
        'affiliate://samples/{application_id}',
        'affiliate://actions/{action_id}',
      ]),
    );
    const [item] = await pending(client, { limit: 1 });
    expect(uris).toContain(`affiliate://samples/${item?.application_id}`);
  });

  it('show the programme and what is pending like the tools', async () => {
    const program = envelope.parse(await client.read('affiliate://program'));
    const status = (await client.call('program_status')).data;
    expect(program).toMatchObject({ needs_you: status.needs_you, samples: status.samples, mode: 'confirm' });
    const resource = pendingList.parse(await client.read('affiliate://samples/pending'));
    const [first, ...more] = names(await pending(client, { limit: 50 }));
    // The tool stops at a size that every host takes.
    expect(names(resource.items).slice(0, more.length + 1)).toEqual([first, ...more]);
  });

  it('tell one sample from request to parcel, without the recipient', async () => {
    const sample = await client.read(`affiliate://samples/${sent.application_id}`);
    envelope.parse(sample);
    expect(sample).toMatchObject({
      application_id: sent.application_id,
      creator: { username: sent.creator.username },
      statuses_seen: expect.arrayContaining([{ status: 'PENDING', seen_at: expect.any(String) }]),
      order: { order_id: orderId, units: [{ seller_sku: expect.any(String), product: sent.product.title }] },
      parcel: {
        reference: `SMP-${orderId}`,
        parcels: [
          {
            carrier: expect.any(String),
            tracking_number: expect.any(String),
            shipped_at: expect.any(String),
          },
        ],
      },
    });
    expect(JSON.stringify(sample)).not.toMatch(/"(phone|name_of_recipient|address\w*|recipient)"/);
    expect(actionList.parse({ items: sample.actions, returned: 0 }).items.length).toBeGreaterThan(1);
    expect(pendingItem.omit({ expires_at: true }).safeParse(sample).success).toBe(true);
  });

  it('that are not there are not found', async () => {
    for (const uri of [
      'affiliate://samples/1',
      'affiliate://actions/act_none',
      'affiliate://samples/..%2Fx',
    ]) {
      await expect(client.read(uri), uri).rejects.toThrow(/not found|No |unknown/i);
    }
  });
});
