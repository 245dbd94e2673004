import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Assistant, GENERATIONS } from '../support/assistants.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { actions, approve, approvedThrough, confirmed, firstReading, pending } from '../support/morning.ts';
import { accepted, confirmationRequired } from '../support/wire-shapes.ts';

vi.setConfig({ testTimeout: 90_000 });

let desk: Desk;
let watching: Assistant;
beforeAll(async () => {
  desk = await openDesk();
  watching = await desk.assistant();
  await firstReading(watching);
}, 90_000);
afterAll(() => desk.close());

/** A request that no other test of this file uses. */
async function anotherRequest(count = 1): Promise<string[]> {
  const { populated } = await desk.control.act({ populate: { applications: count } });
  await watching.call('program_status', { refresh: true });
  const { application_ids: ids } = Object(populated);
  return ids;
}

async function statusOnTikTok(applicationId: string): Promise<string | undefined> {
  const { applications } = await desk.control.truth();
  return applications.find((one) => one.application_id === applicationId)?.status;
}

async function nothingHappened(applicationId: string): Promise<void> {
  expect(await actions(watching, { application_id: applicationId })).toEqual([]);
  expect(await statusOnTikTok(applicationId)).toBe('PENDING');
}

describe('a person who is asked', () => {
  it.each(GENERATIONS)('and says no or closes the question stops everything (%s)', async (generation) => {
    const client = await desk.assistant({ generation, elicits: true });
    const [id = ''] = await anotherRequest();
    for (const [action, words] of [
      ['decline', 'said no'],
      ['cancel', 'closed the question'],
    ] as const) {
      client.person.answer = () => ({ action });
      const answer = await client.call('approve_and_ship', { application_ids: [id] });
      expect(answer).toMatchObject({ failed: false, data: { status: 'declined' } });
      expect(answer.text).toContain(words);
      expect(answer.text).toContain('Nothing was done');
    }
    client.person.answer = () => ({ action: 'accept', content: { confirm: false } });
    expect((await client.call('approve_and_ship', { application_ids: [id] })).data.status).toBe('declined');
    expect(client.person.questions).toHaveLength(3);
    await nothingHappened(id);
  });

  it('types the number of items to go ahead with six', async () => {
    const client = await desk.assistant({ generation: 'sdk-1', elicits: true });
    const ids = await anotherRequest(6);
    client.person.answer = () => ({ action: 'accept', content: { count: 5 } });
    const wrong = await client.call('reject_sample', { application_ids: ids });
    expect(wrong.data.status).toBe('declined');
    for (const id of ids) await nothingHappened(id);
    client.person.answer = (question) => {
      expect(question).toContain('Type 6 to go ahead');
      return { action: 'accept', content: { count: 6 } };
    };
    const right = accepted.parse((await client.call('reject_sample', { application_ids: ids })).data);
    expect(right.actions.map((one) => one.application_id).sort()).toEqual([...ids].sort());
  });
});

describe('a token', () => {
  it('does nothing twice and answers with what it did', async () => {
    const [id = ''] = await anotherRequest();
    const plan = await watching.call('approve_and_ship', { application_ids: [id] });
    const { confirm_token } = confirmationRequired.parse(plan.data);
    await nothingHappened(id);
    const first = accepted.parse((await watching.call('approve_and_ship', { confirm_token })).data);
    const again = await watching.call('approve_and_ship', { confirm_token });
    expect(accepted.parse(again.data)).toMatchObject({
      already_done: true,
      batch_id: first.batch_id,
      actions: [{ action_id: first.actions[0]?.action_id, application_id: id }],
    });
    expect(first.already_done).toBe(false);
    expect(again.text).toContain('nothing was done twice');
    expect(await actions(watching, { application_id: id, kind: 'approve_sample' })).toHaveLength(1);
  });

  it('counts for the plan it was given for and no other', async () => {
    const [one = '', other = ''] = await anotherRequest(2);
    const plan = await watching.call('approve_and_ship', { application_ids: [one], note: 'Enjoy!' });
    const { confirm_token } = confirmationRequired.parse(plan.data);

    const otherTool = await watching.call('reject_sample', { confirm_token });
    expect(otherTool).toMatchObject({ failed: true });
    expect(otherTool.text).toContain('belongs to approve_and_ship');
    const forged = await watching.call('approve_and_ship', {
      confirm_token: `${confirm_token}`.replace(/.$/, '!'),
    });
    expect(forged).toMatchObject({ failed: true });
    const otherNote = await watching.call('approve_and_ship', { confirm_token, note: 'Post by Friday!' });
    expect(otherNote.text).toContain('note differs from the plan');
    const otherRequest = await watching.call('approve_and_ship', { confirm_token, application_ids: [other] });
    expect(otherRequest.data).toMatchObject({
      status: 'nothing_to_do',
      refused: [{ application_id: other }],
    });
    await nothingHappened(one);
    await nothingHappened(other);
  });

  it('of a plan for several can be used for some of them', async () => {
    const [one = '', other = ''] = await anotherRequest(2);
    const plan = await watching.call('approve_and_ship', { application_ids: [one, other] });
    const { confirm_token } = confirmationRequired.parse(plan.data);
    const some = await watching.call('approve_and_ship', { confirm_token, application_ids: [other] });
    expect(accepted.parse(some.data).actions).toMatchObject([{ application_id: other }]);
    const rest = accepted.parse(
      (await watching.call('approve_and_ship', { confirm_token, application_ids: [one] })).data,
    );
    expect(rest.already_done).toBe(true);
    expect(rest.refused).toMatchObject([{ application_id: one }]);
    await nothingHappened(one);
  });
});

describe('modes', () => {
  it('read-only shows the plan and does nothing, with a token of another server too', async () => {
    const reader = await desk.assistant({ env: { AFFILIATE_OPS_MODE: 'read-only' } });
    const [id = ''] = await anotherRequest();
    const plan = await watching.call('approve_and_ship', { application_ids: [id] });
    const { confirm_token } = confirmationRequired.parse(plan.data);
    const answer = await reader.call('approve_and_ship', { application_ids: [id] });
    expect(answer.data).toMatchObject({ status: 'dry_run', mode: 'read-only' });
    expect(answer.text).toContain('read-only mode');
    const withToken = await reader.call('approve_and_ship', { confirm_token });
    expect(withToken.data.status).not.toBe('accepted');
    await nothingHappened(id);
  });

  it('auto takes a few without asking, and six only with a yes', async () => {
    const auto = await desk.assistant({ env: { AFFILIATE_OPS_MODE: 'auto' } });
    const ids = await anotherRequest(6);
    const few = accepted.parse((await auto.call('reject_sample', { application_ids: ids.slice(0, 2) })).data);
    expect(few.actions).toHaveLength(2);
    const more = await anotherRequest(6);
    expect((await auto.call('reject_sample', { application_ids: more })).data.status).toBe(
      'confirmation_required',
    );
  });

  it('dry_run only shows the plan', async () => {
    const [id = ''] = await anotherRequest();
    const answer = await watching.call('approve_and_ship', { application_ids: [id], dry_run: true });
    expect(answer.data).toMatchObject({ status: 'dry_run', mode: 'confirm' });
    expect(answer.data).not.toHaveProperty('confirm_token');
    await nothingHappened(id);
  });
});

describe('caps', () => {
  let tight: Desk;
  let client: Assistant;
  beforeAll(async () => {
    const sampleRule = { minimum_gmv_30d: '1.00' };
    tight = await openDesk({ config: { defaults: { caps: { per_day: 2 }, sample_rule: sampleRule } } });
    client = await tight.assistant();
    await firstReading(client);
  }, 90_000);
  afterAll(() => tight.close());

  it('refuse what is above them with the way past, and an override reason passes', async () => {
    const ids = (await pending(client, { verdict: 'approve', limit: 4 })).map((one) => one.application_id);
    const plan = await client.call('approve_and_ship', { application_ids: ids });
    expect(confirmationRequired.parse(plan.data).plan).toMatchObject({
      items: [{ application_id: ids[0] }, { application_id: ids[1] }],
      refused: [
        { application_id: ids[2], reason: expect.stringContaining("Today's cap of 2 samples") },
        { application_id: ids[3], reason: expect.stringContaining('override_reason') },
      ],
    });
    const made = await approve(client, ids.slice(0, 2));
    for (const one of await approvedThrough(tight, client, made.values())) expect(one.status).toBe('done');

    const third = await client.call('approve_and_ship', { application_ids: [ids[2]] });
    expect(third.data).toMatchObject({ status: 'nothing_to_do', refused: [{ application_id: ids[2] }] });
    const answer = await confirmed(client, 'approve_and_ship', {
      application_ids: [ids[2]],
      override_reason: 'Launch week, agreed with finance.',
    });
    const passed = accepted.parse(answer.data);
    const [done] = await approvedThrough(
      tight,
      client,
      passed.actions.map((one) => one.action_id),
    );
    expect(done).toMatchObject({ status: 'done', reason: expect.stringContaining('Launch week') });
  });

  it('on money are passed by nobody', async () => {
    const poor = await openDesk({ config: { defaults: { caps: { month_cost: '20.00' } } } });
    try {
      const seller = await poor.assistant();
      await firstReading(seller);
      const ids = (await pending(seller, { limit: 10 }))
        .filter((one) => one.approvable && !('agency' in one))
        .map((one) => one.application_id);
      const answer = await seller.call('approve_and_ship', {
        application_ids: ids,
        override_reason: 'I want them all.',
        dry_run: true,
      });
      expect(answer.text).toContain("this month's money ceiling of");
      expect(answer.text).toContain('which nobody passes');
    } finally {
      await poor.close();
    }
  });
});
