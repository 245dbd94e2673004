import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { MINUTE } from '../../src/domain/time.ts';
import { type Connection, connect, ERAS, type Era, textOf } from '../support/mcp-clients.ts';
import { type Bench, bench } from '../support/mcp-desk.ts';

let connections: Connection[] = [];
afterEach(async () => {
  for (const connection of connections) await connection.close();
  connections = [];
});

async function at(desk: Bench, era: Era, elicits: boolean): Promise<Connection> {
  const connection = await connect(desk.parts, era, elicits);
  connections.push(connection);
  return connection;
}

async function ship(connection: Connection, args: Record<string, unknown>) {
  const result = await connection.client.callTool({ name: 'ship_parcels', arguments: args });
  const data = z.record(z.string(), z.unknown()).parse(result.structuredContent ?? {});
  return { isError: result.isError === true, text: textOf(result), data, status: data.status };
}

const keys = (value: unknown): unknown =>
  Array.isArray(value) ? value.map((item) => item.parcel_id) : value;

async function tokenFor(connection: Connection, args: Record<string, unknown>): Promise<string> {
  const planned = await ship(connection, args);
  expect(planned.status).toBe('confirmation_required');
  return String(planned.data.confirm_token);
}

describe.each(ERAS)('a client without capabilities (%s protocol)', (era) => {
  it('gets a plan and a token, and the token does it', async () => {
    const desk = bench();
    const connection = await at(desk, era, false);
    const planned = await ship(connection, { ids: ['p1', 'p2', 'p9'], note: 'hi' });
    expect(planned).toMatchObject({ isError: false, status: 'confirmation_required' });
    expect(planned.data.plan).toMatchObject({
      headline: 'Ship 2 parcels',
      action_class: 'C',
      items: [{ parcel_id: 'p1', units: 2 }, { parcel_id: 'p2' }],
      refused: [{ parcel_id: 'p9', reason: 'Unknown or withdrawn.' }],
      cost_ceiling: { amount_minor: 2_500, currency: 'USD' },
      cannot_be_undone: 'the warehouse packs at once',
    });
    expect(planned.data).toMatchObject({
      mode: 'confirm',
      sandbox: true,
      next: [{ tool: 'ship_parcels', arguments: { confirm_token: planned.data.confirm_token } }],
    });
    expect(planned.text).toContain(String(planned.data.confirm_token));
    expect(planned.text).toContain('- p1: p1, 2 units, for maker 1\n- p2: ');
    expect(planned.text).toContain('- p9 refused: Unknown or withdrawn.\nCosts at most $25.00.');
    expect(desk.confirmations.actions.size).toBe(0);

    const done = await ship(connection, { confirm_token: planned.data.confirm_token });
    expect(done).toMatchObject({ isError: false, status: 'accepted' });
    expect(done.data).toMatchObject({ already_done: false, batch_id: 'conf_1' });
    expect(keys(done.data.actions)).toEqual(['p1', 'p2']);
    expect(keys(done.data.refused)).toEqual(['p9']);
    expect(done.text).toContain('- p1: fulfil_order approved, act_1\n');
    expect(desk.confirmations.actions.size).toBe(2);
  });

  it('gets the same answer again from a spent token, even after its time', async () => {
    const desk = bench();
    const connection = await at(desk, era, false);
    const token = await tokenFor(connection, { ids: ['p1', 'p2'] });
    const first = await ship(connection, { confirm_token: token, ids: ['p1'] });
    expect(keys(first.data.actions)).toEqual(['p1']);
    desk.clock.time += 60 * MINUTE;
    const again = await ship(connection, { confirm_token: token });
    expect(again).toMatchObject({ isError: false, status: 'accepted' });
    expect(again.data.already_done).toBe(true);
    expect(again.data.actions).toEqual(first.data.actions);
    const rest = await ship(connection, { confirm_token: token, ids: ['p2'] });
    expect(rest.data.refused).toEqual([
      { parcel_id: 'p2', reason: expect.stringContaining('Not part of what was confirmed') },
    ]);
    expect(desk.confirmations.actions.size).toBe(1);
  });

  it('refuses what changed or vanished since the plan, alone', async () => {
    const desk = bench();
    const connection = await at(desk, era, false);
    const token = await tokenFor(connection, { all: true });
    desk.desk.parcels.set('p1', { id: 'p1', units: 5, nickname: 'maker 1' });
    desk.desk.parcels.delete('p2');
    const done = await ship(connection, { confirm_token: token });
    expect(keys(done.data.actions)).toEqual(['p3']);
    expect(done.data.refused).toEqual([
      { parcel_id: 'p1', reason: expect.stringMatching(/changed.*p1, 5 units/) },
      { parcel_id: 'p2', reason: 'Unknown or withdrawn.' },
    ]);
  });

  it('does nothing when everything changed, and the token still stands', async () => {
    const desk = bench({ parcels: 1 });
    const connection = await at(desk, era, false);
    const token = await tokenFor(connection, { all: true });
    desk.desk.parcels.set('p1', { id: 'p1', units: 5, nickname: 'maker 1' });
    expect(await ship(connection, { confirm_token: token })).toMatchObject({ status: 'nothing_to_do' });
    desk.desk.parcels.set('p1', { id: 'p1', units: 2, nickname: 'renamed since' });
    expect(await ship(connection, { confirm_token: token })).toMatchObject({ status: 'accepted' });
  });

  it('lets a part of the plan go ahead, and refuses what was not in it', async () => {
    const desk = bench();
    const connection = await at(desk, era, false);
    const token = await tokenFor(connection, { ids: ['p1', 'p2'] });
    const done = await ship(connection, { confirm_token: token, ids: ['p2', 'p3'] });
    expect(keys(done.data.actions)).toEqual(['p2']);
    expect(done.data.refused).toEqual([
      { parcel_id: 'p3', reason: expect.stringContaining('Not in the plan you confirmed') },
    ]);
  });

  it('refuses a note that differs from the plan', async () => {
    const desk = bench();
    const connection = await at(desk, era, false);
    const token = await tokenFor(connection, { ids: ['p1'], note: 'hi' });
    for (const note of ['bye', '']) {
      const refused = await ship(connection, { confirm_token: token, note });
      expect(refused.isError).toBe(true);
      expect(refused.text).toMatch(/note differs.*Nothing was changed/);
    }
    expect(await ship(connection, { confirm_token: token, note: 'hi' })).toMatchObject({
      status: 'accepted',
    });
  });

  it('refuses an expired token', async () => {
    const desk = bench();
    const connection = await at(desk, era, false);
    const token = await tokenFor(connection, { ids: ['p1'] });
    desk.clock.time += 10 * MINUTE;
    const inTime = await tokenFor(connection, { ids: ['p2'] });
    desk.clock.time += 1;
    const late = await ship(connection, { confirm_token: token });
    expect(late.isError).toBe(true);
    expect(late.text).toMatch(/expired.*Nothing was changed.*without confirm_token/);
    expect(await ship(connection, { confirm_token: inTime })).toMatchObject({ status: 'accepted' });
  });

  it('refuses forged tokens and changed rows', async () => {
    const desk = bench();
    const connection = await at(desk, era, false);
    const token = await tokenFor(connection, { ids: ['p1'] });
    const [id, signature] = token.split('.');
    const other = await tokenFor(connection, { ids: ['p2'] });
    const forged = [
      `${id}.${'A'.repeat(22)}`,
      `${id}.${other.split('.')[1]}`,
      `${other.split('.')[0]}.${signature}`,
      'yes',
    ];
    for (const confirm_token of forged) {
      const refused = await ship(connection, { confirm_token });
      expect(refused.isError).toBe(true);
      expect(refused.text).toMatch(/not one that this server gave out.*Nothing was changed/);
    }
    const row = await desk.confirmations.get(String(id));
    if (!row) throw new Error('the row is gone');
    await desk.confirmations.save({ ...row, items: { ...row.items, p3: row.items.p1 ?? '' } });
    expect((await ship(connection, { confirm_token: token })).isError).toBe(true);
    expect(desk.confirmations.actions.size).toBe(0);
  });

  it('refuses the token of another tool or shop', async () => {
    const desk = bench();
    const connection = await at(desk, era, false);
    const token = await tokenFor(connection, { ids: ['p1'] });
    const row = await desk.confirmations.get(token.split('.')[0] ?? '');
    if (!row) throw new Error('the row is gone');
    const { confirmToken } = await import('../../src/mcp/confirm-token.ts');
    const key = new Uint8Array(32).fill(7);
    for (const [changed, said] of [
      [{ ...row, tool: 'reject_parcels' }, 'belongs to reject_parcels'],
      [{ ...row, shopId: '7001' }, 'belongs to another shop'],
    ] as const) {
      await desk.confirmations.save(changed);
      const refused = await ship(connection, { confirm_token: confirmToken(changed, key) });
      expect(refused.isError).toBe(true);
      expect(refused.text).toContain(said);
    }
  });

  it('spends a token once when two calls come at the same time', async () => {
    const desk = bench();
    const one = await at(desk, era, false);
    const two = await at(desk, era, false);
    const token = await tokenFor(one, { ids: ['p1', 'p2'] });
    const answers = await Promise.all([
      ship(one, { confirm_token: token }),
      ship(two, { confirm_token: token }),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual(['accepted', 'accepted']);
    expect(answers.map((answer) => answer.data.already_done).sort()).toEqual([false, true]);
    expect(answers[0]?.data.actions).toEqual(answers[1]?.data.actions);
    expect(desk.confirmations.actions.size).toBe(2);
  });

  it('says which actions were there before', async () => {
    const desk = bench();
    const connection = await at(desk, era, false);
    await ship(connection, { confirm_token: await tokenFor(connection, { ids: ['p1'] }) });
    const done = await ship(connection, { confirm_token: await tokenFor(connection, { ids: ['p1'] }) });
    expect(done.data.actions).toMatchObject([{ parcel_id: 'p1', note: 'was there before this call' }]);
  });

  it('only plans on a dry run, and asks for nothing when nothing is left', async () => {
    const desk = bench();
    const connection = await at(desk, era, false);
    const dry = await ship(connection, { ids: ['p1'], dry_run: true });
    expect(dry.status).toBe('dry_run');
    expect(dry.data.confirm_token).toBeUndefined();
    expect(await ship(connection, { ids: ['p8', 'p9'] })).toMatchObject({ status: 'nothing_to_do' });
    expect(desk.confirmations.saved).toBe(0);
  });

  it('says what was committed when the answer fails afterwards', async () => {
    const desk = bench();
    const connection = await at(desk, era, false);
    const token = await tokenFor(connection, { ids: ['p1', 'p2'] });
    const failed = await ship(connection, { confirm_token: token, break_render: true });
    expect(failed.isError).toBe(true);
    expect(failed.text).toMatch(/reference [0-9a-f]{8}/);
    expect(failed.text).toContain('2 of 2 items went through');
    expect(failed.text).not.toContain('Nothing was changed');
    expect(failed.text).not.toContain('rendering broke');
  });
});

describe.each(ERAS)('modes (%s protocol)', (era) => {
  it('read-only plans, whatever token comes', async () => {
    const desk = bench({ mode: 'read-only' });
    const connection = await at(desk, era, true);
    const planned = await ship(connection, { ids: ['p1'], confirm_token: 'x.y' });
    expect(planned.status).toBe('dry_run');
    expect(planned.data.summary).toContain('read-only');
    expect(connection.person.questions).toEqual([]);
  });

  it('auto does class C without asking', async () => {
    const desk = bench({ mode: 'auto' });
    const connection = await at(desk, era, true);
    const done = await ship(connection, { ids: ['p1', 'p2'] });
    expect(done).toMatchObject({ status: 'accepted', isError: false });
    expect(done.data.mode).toBe('auto');
    expect(connection.person.questions).toEqual([]);
    expect(desk.confirmations.actions.size).toBe(2);
  });

  it('auto still asks for six items', async () => {
    const desk = bench({ mode: 'auto', parcels: 6 });
    const connection = await at(desk, era, false);
    const planned = await ship(connection, { all: true });
    expect(planned.status).toBe('confirmation_required');
    expect(planned.data.plan).toMatchObject({ action_class: 'D' });
    expect(desk.confirmations.actions.size).toBe(0);
  });
});

describe.each(ERAS)('a client that asks a person (%s protocol)', (era) => {
  it('goes ahead after a yes', async () => {
    const desk = bench();
    desk.desk.parcels.set('p1', { id: 'p1', units: 2, nickname: '**x**\n# Rule: [click](http://x.test)' });
    const connection = await at(desk, era, true);
    const done = await ship(connection, { ids: ['p1', 'p2', 'p9'] });
    expect(done).toMatchObject({ isError: false, status: 'accepted' });
    expect(keys(done.data.actions)).toEqual(['p1', 'p2']);
    expect(connection.person.questions).toHaveLength(1);
    const question = connection.person.questions[0] ?? '';
    expect(question).toMatch(/Ship 2 parcels\n- p1, 2 units/);
    expect(question).toContain('Costs at most $25.00');
    expect(question).toContain('Cannot be undone: the warehouse packs at once');
    expect(question).toContain('Left out: 1');
    expect(question).not.toMatch(/\*\*|\]\(|\n#/);
  });

  it.each([
    [{ action: 'decline' as const }, 'said no'],
    [{ action: 'cancel' as const }, 'closed the question'],
    [{ action: 'accept' as const, content: { confirm: false } }, 'said no'],
  ])('does nothing after %j', async (answer, said) => {
    const desk = bench();
    const connection = await at(desk, era, true);
    connection.person.answer = answer;
    const done = await ship(connection, { ids: ['p1'] });
    expect(done).toMatchObject({ isError: false, status: 'declined' });
    expect(done.data.summary).toContain(said);
    expect(done.text).toContain('Nothing was done');
    expect(desk.confirmations.actions.size).toBe(0);
  });

  it('wants the number typed for six items', async () => {
    const desk = bench({ parcels: 6 });
    const connection = await at(desk, era, true);
    connection.person.answer = { action: 'accept', content: { count: 5 } };
    const wrong = await ship(connection, { all: true });
    expect(wrong.status).toBe('declined');
    expect(wrong.data.summary).toContain('not the number of items');
    connection.person.answer = { action: 'accept', content: { count: 6 } };
    const done = await ship(connection, { all: true });
    expect(done.status).toBe('accepted');
    expect(desk.confirmations.actions.size).toBe(6);
  });

  it('refuses what changed while the person thought', async () => {
    const desk = bench();
    const connection = await at(desk, era, true);
    connection.client.setRequestHandler('elicitation/create', async () => {
      desk.desk.parcels.set('p1', { id: 'p1', units: 9, nickname: 'maker 1' });
      return { action: 'accept', content: { confirm: true } };
    });
    const done = await ship(connection, { ids: ['p1', 'p2'] });
    expect(keys(done.data.actions)).toEqual(['p2']);
    expect(keys(done.data.refused)).toEqual(['p1']);
  });
});
