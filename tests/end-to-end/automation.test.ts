import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Assistant } from '../support/assistants.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { actions, firstReading, pending } from '../support/morning.ts';
import { until } from '../support/until.ts';
import { type ActionItem, confirmationRequired } from '../support/wire-shapes.ts';

vi.setConfig({ testTimeout: 90_000 });

const ENTRY = fileURLToPath(new URL('../support/cli-entry.ts', import.meta.url));

let desk: Desk;
let client: Assistant;
/** A person sits at this one, on an older protocol. */
let asked: Assistant;

beforeAll(async () => {
  desk = await openDesk();
  client = await desk.assistant();
  asked = await desk.assistant({ generation: 'sdk-1', elicits: true });
  await firstReading(client);
}, 90_000);
afterAll(() => desk.close());

async function command(...args: readonly string[]) {
  const { env } = desk.command();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ENTRY, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, out, err };
}

async function approvedOnTikTok(): Promise<number> {
  const { applications } = await desk.control.truth();
  return applications.filter(({ status }) => status === 'AWAITING_SHIPMENT').length;
}

it('tells the rules in words, each number with where it comes from', async () => {
  const { data, text: said } = await client.call('set_automation');
  expect(data).toMatchObject({ status: 'shown' });
  expect(said).toContain('A request is approved when the creator sold at least $500 (default)');
  expect(said).toMatch(/Someone is asked when/);
  expect(said).toMatch(/At most \d+ a day and \d+ a week go out \(set: the shop's own pace \(default\)/);
});

it('holds what is stricter at once, in every process', async () => {
  const changes = ['minimum_stock=6'];
  const answer = await client.call('set_automation', { changes, reason: 'Christmas' });
  expect(answer.data).toMatchObject({ status: 'accepted', changed: [{ what: 'minimum_stock 5 → 6' }] });
  const seen = await asked.call('set_automation');
  expect(seen.text).toMatch(/at least 6 \(set by operator in /);
  expect(JSON.stringify(seen.data.last_changes)).toContain('Christmas');
});

it('refuses what it does not understand with what is allowed, and changes nothing', async () => {
  const answer = await client.call('set_automation', { pause: true, changes: ['per_day=many'] });
  expect(answer).toMatchObject({ failed: true });
  expect(answer.text).toContain('per_day cannot be "many". Nothing was changed. It takes a whole number');
  expect((await client.call('program_status')).data.paused).toBeUndefined();
});

it('asks a person about what loosens, with one question and a plain yes or no', async () => {
  asked.person.answer = (question) => {
    expect(question).toContain('minimum_stock 6 → 5');
    expect(question).toContain('open requests');
    return { action: 'accept', content: { confirm: true } };
  };
  const answer = await asked.call('set_automation', { changes: ['minimum_stock=5'] });
  expect(answer.data).toMatchObject({ status: 'accepted', changed: [{ what: 'minimum_stock 6 → 5' }] });
});

it('pauses everything at once and leads the status with it; plans say so; the command line resumes', async () => {
  const paused = await client.call('set_automation', { pause: true, reason: 'Recall' });
  expect(paused.text).toContain('Everything is paused since');
  const status = await asked.call('program_status');
  expect(status.text).toMatch(/^Everything is paused since .* Recall\./);
  expect(Object(status.data.needs_you)[0]).toMatchObject({
    what: 'Everything is paused',
    tool: 'set_automation',
    arguments: { pause: false },
  });
  const before = await approvedOnTikTok();
  const [first] = await pending(client, { verdict: 'approve' });
  const plan = await client.call('approve_and_ship', { application_ids: [first?.application_id] });
  expect(plan.text).toContain('What is accepted waits; nothing is sent until it is resumed.');
  const { confirm_token } = confirmationRequired.parse(plan.data);
  const accepted = await client.call('approve_and_ship', { confirm_token });
  expect(accepted.data).toMatchObject({ status: 'accepted', warnings: [expect.stringContaining('paused')] });
  await client.call('program_status', { refresh: true });
  expect(await approvedOnTikTok()).toBe(before);
  expect(await actions(client, { status: 'approved' })).toHaveLength(1);

  const again = await command('pause', '--json');
  expect(JSON.parse(again.out)).toMatchObject({ paused: true, was_paused_before: true, reason: 'Recall' });
  const resumed = await command('resume');
  expect(resumed).toMatchObject({ code: 0, out: 'Resumed: what was held back goes on.\n' });
  await until('the held approval', async () => ((await approvedOnTikTok()) > before ? true : null));
});

it('pauses from the command line while servers run; resuming in chat asks and tells what goes on', async () => {
  const paused = await command('pause', '--reason', 'Stock count');
  expect(paused).toMatchObject({ code: 0, err: '' });
  expect(paused.out).toMatch(/^Paused: nothing is written/);
  const status = await client.call('program_status');
  expect(status.text).toMatch(/^Everything is paused since .* at the command line: Stock count\./);
  const plan = await client.call('set_automation', { pause: false });
  expect(plan.text).toMatch(/resume everything\. \d+ approved actions? goe?s? ?on?/);
  const { confirm_token } = confirmationRequired.parse(plan.data);
  expect((await client.call('set_automation', { confirm_token })).data).toMatchObject({
    status: 'accepted',
    changed: [{ what: 'resume everything' }],
  });
  const repeat = await client.call('set_automation', { confirm_token });
  expect(repeat.data).toMatchObject({ status: 'accepted', already_done: true });
  expect((await client.call('program_status')).data.paused).toBeUndefined();
  expect(await command('resume')).toMatchObject({ code: 0, out: 'Nothing was paused.\n' });
});

it('"let anyone with 1,000+ GMV through, at most 15 a day" is one call and a yes; then it ships by itself', async () => {
  const before = await approvedOnTikTok();
  const plan = await client.call('set_automation', {
    changes: [
      'rule_mode=auto',
      'minimum_gmv_30d=1000',
      'minimum_posts_30d=0',
      'minimum_fulfilment_percent=0',
      'per_day=15',
      'per_week=40',
    ],
    reason: 'Launch week',
  });
  expect(plan.text).toMatch(/Of \d+ open requests \d+ are judged differently/);
  expect(plan.text).toMatch(/would approve and ship \d+ by itself for up to \$/);
  const { confirm_token } = confirmationRequired.parse(plan.data);
  await client.call('set_automation', { confirm_token });
  await client.call('program_status', { refresh: true });
  const byRule = async () => actions(client, { proposed_by: 'sample_request', kind: 'approve_sample' });
  const made = await until('approvals of the rule', async () => {
    const all = await byRule();
    const settled = ({ stage, status }: ActionItem) => stage === 'await_order' || status === 'blocked';
    return all.length > 0 && all.every(settled) ? all : null;
  });
  // One sample of the day went out before, while it was paused and resumed.
  expect(made.length).toBeLessThanOrEqual(14);
  const rejected = await actions(client, { proposed_by: 'sample_request', kind: 'reject_sample' });
  for (const { reason } of rejected) expect(reason).toMatch(/from you, none posted/);
  expect(plan.text).toContain(`and reject ${rejected.length}.`);
  expect(await approvedOnTikTok()).toBe(before + made.filter(({ stage }) => stage === 'await_order').length);
  const { caps } = (await client.call('program_status')).data;
  expect(caps).toMatchObject({ day: { cap: 15 } });

  const stopped = await client.call('set_automation', { changes: ['rule_mode=ask'] });
  expect(stopped.data).toMatchObject({ status: 'accepted', changed: [{ what: 'rule_mode auto → ask' }] });
});
