import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Assistant } from '../support/assistants.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { approve, approvedThrough, pending } from '../support/morning.ts';
import { accepted, confirmationRequired, type PendingItem } from '../support/wire-shapes.ts';

vi.setConfig({ testTimeout: 90_000 });

let desk: Desk;
/** Plans and confirms, and leaves the carrying out to whoever comes later. */
let planner: Assistant;
beforeAll(async () => {
  desk = await openDesk();
  planner = await desk.assistant({ args: ['--no-monitor'] });
  await planner.call('program_status', { refresh: true });
}, 90_000);
afterAll(() => desk.close());

/** Recommended requests, the one that runs out first on top. */
async function recommended(count: number, skip: number): Promise<PendingItem[]> {
  const items = await pending(planner, { verdict: 'approve', limit: 50 });
  const usable = items.slice(skip, skip + count);
  if (usable.length < count) throw new Error('Too few requests are recommended.');
  return usable;
}

describe('after the plan, before the yes', () => {
  it('refuses what changed alone, with its reason, and takes the rest', async () => {
    const [withdrawn, rejected, stays] = await recommended(3, 0);
    const ids = [withdrawn, rejected, stays].map((one) => one?.application_id);
    const plan = await planner.call('approve_and_ship', { application_ids: ids });
    const { confirm_token } = confirmationRequired.parse(plan.data);
    await desk.control.act({ withdraw: [ids[0]], reject: [ids[1]] });
    await planner.call('program_status', { refresh: true });
    const answer = accepted.parse((await planner.call('approve_and_ship', { confirm_token })).data);
    expect(answer.actions.map((one) => one.application_id)).toEqual([ids[2]]);
    expect(answer.refused).toEqual([
      { application_id: ids[0], reason: expect.stringMatching(/^Not open any more: withdrawn/) },
      { application_id: ids[1], reason: expect.stringMatching(/^Not open any more: rejected/) },
    ]);
  });

  it('refuses what an agency asked for', async () => {
    const [agency] = (await pending(planner, { limit: 50 })).filter((one) => 'agency' in one);
    const answer = await planner.call('approve_and_ship', { application_ids: [agency?.application_id] });
    expect(answer.data).toMatchObject({
      status: 'nothing_to_do',
      refused: [
        { application_id: agency?.application_id, reason: expect.stringContaining('only the agency') },
      ],
    });
  });
});

describe('after the yes, before it is carried out', () => {
  it('stops each that cannot be done any more with its reason; the others go on', async () => {
    const items = await recommended(6, 3);
    const [withdrawn, rejected, approvedOutside, expired, first, second] = items.map(
      (one) => one.application_id,
    );
    const ids = items.map((one) => one.application_id);
    const made = await approve(planner, ids, { override_reason: 'All of them.' });
    const due = Date.parse(items[3]?.expires_at ?? '');
    expect(due).toBeLessThanOrEqual(Date.parse(items[4]?.expires_at ?? ''));
    await desk.control.act({ withdraw: [withdrawn], reject: [rejected], approve: [approvedOutside] });
    const now = Date.parse((await desk.control.truth()).now);
    await desk.control.advance((due - now) / 3_600_000 + 0.001);

    const runner = await desk.assistant();
    const ended = await approvedThrough(desk, runner, made.values());
    const outcome = new Map(ended.map((one) => [one.subject, `${one.status}: ${one.outcome}`]));
    expect(outcome.get(withdrawn ?? '')).toBe('failed: The creator withdrew the request.');
    expect(outcome.get(rejected ?? '')).toBe('failed: The request was rejected on TikTok Shop.');
    expect(outcome.get(approvedOutside ?? '')).toMatch(/^done: Was approved outside affiliate-ops/);
    expect(outcome.get(expired ?? '')).toBe('failed: The request expired before it was approved.');
    for (const id of [first, second])
      expect(outcome.get(id ?? '')).toMatch(/^done: Approved; TikTok Shop order/);
  });
});
