import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import type { Assistant } from '../support/assistants.ts';
import { openDesk } from '../support/desk.ts';
import { until as waitFor } from '../support/until.ts';
import { type Monday, prepareMonday } from './ten-things/monday.ts';
import { type Said, Transcript } from './ten-things/transcript.ts';

const HELP = `Usage: npm run transcript

Ten things that an operator says in a normal week, each answered through a real client in at most two calls, printed
as they went. Ends with exit code 1 when an answer lacks what matters or took more calls.
`;

/** What an operator says, the calls an assistant makes of it, and what the answer must hold. */
interface Thing {
  readonly words: string;
  readonly calls: (say: Said, monday: Monday) => Promise<void>;
}

const THINGS: readonly Thing[] = [
  {
    words: 'What needs me today?',
    calls: async (say) => {
      const { data, text } = await say('program_status');
      const needs = list(data.needs_you);
      assert.ok(needs.length > 0, 'nothing needs anybody');
      for (const need of needs) assert.ok(need.what && need.why && need.tool && need.arguments);
      assert.match(text, /needs? you/);
      assert.ok(needs.some((need) => need.deadline !== undefined));
    },
  },
  {
    words: 'Which requests run out?',
    calls: async (say, { now }) => {
      const { data } = await say('list_pending_samples', { expires_within: 24 });
      const items = list(data.items);
      assert.ok(items.length > 0, 'no request runs out');
      for (const { expires_at: at } of items) {
        const left = Date.parse(String(at)) - now;
        assert.ok(left > 0 && left < 24.5 * 3_600_000, `expires ${at}`);
      }
    },
  },
  {
    words: 'Approve all but the last two.',
    calls: async (say, { approvedOnTikTok }) => {
      const before = await approvedOnTikTok();
      const plan = await say('approve_and_ship', { all_recommended: true });
      const planned = list(Object(plan.data.plan).items).map((item) => String(item.application_id));
      assert.ok(planned.length > 2, `only ${planned.length} are recommended`);
      const chosen = planned.slice(0, -2);
      const { data } = await say('approve_and_ship', {
        confirm_token: plan.data.confirm_token,
        application_ids: chosen,
      });
      assert.deepEqual(
        list(data.actions)
          .map((one) => one.application_id)
          .sort(),
        [...chosen].sort(),
      );
      await until(async () => (await approvedOnTikTok()) === before + chosen.length);
    },
  },
  {
    words: 'Did the ones I approved on my phone go out?',
    calls: async (say, { onPhone }) => {
      const { data } = await say('track_samples', { approved_elsewhere: true, approved_since: '4d' });
      const stages = new Map(list(data.items).map((item) => [item.application_id, item]));
      assert.equal(stages.get(onPhone.sent)?.stage, 'shipped');
      assert.ok(list(stages.get(onPhone.sent)?.tracking).length > 0, 'no tracking number');
      assert.notEqual(stages.get(onPhone.waiting)?.stage, 'shipped');
      assert.ok(stages.get(onPhone.waiting)?.who, 'nobody has the next step');
    },
  },
  {
    words: 'Who got samples two weeks ago and has not posted?',
    calls: async (say, { silent, posted }) => {
      const { data } = await say('track_samples', { delivered_before: '14d', posted: false, limit: 50 });
      const ids = list(data.items).map((item) => item.application_id);
      for (const id of silent) assert.ok(ids.includes(id), `${id} is missing`);
      for (const id of posted) assert.ok(!ids.includes(id), `${id} has posted`);
    },
  },
  {
    words: 'This one never arrived.',
    calls: async (say, { lost, parcelsOf }) => {
      const plan = await say('approve_and_ship', { reship_of: lost, reason: 'Never arrived' });
      assert.equal(plan.data.status, 'confirmation_required');
      const { data } = await say('approve_and_ship', { confirm_token: plan.data.confirm_token });
      assert.equal(data.status, 'accepted');
      await until(async () => (await parcelsOf(lost)).length === 2);
    },
  },
  {
    words: 'Why was this one rejected?',
    calls: async (say, { rejected }) => {
      const { data, text } = await say('list_actions', { application_id: rejected });
      const action = list(data.items).find(({ kind }) => kind === 'reject_sample');
      assert.equal(action?.status, 'done');
      assert.equal(action?.proposed_by, 'sample_request');
      assert.match(String(action?.reason), /\d/);
      assert.ok(text.includes(String(action?.reason)), 'the text does not say why');
    },
  },
  {
    words: 'What did you do over the weekend?',
    calls: async (say, { weekend, decidedByRule }) => {
      const { data, text } = await say('list_actions', {
        since: weekend,
        proposed_by: 'sample_request',
        limit: 50,
      });
      assert.match(text, /\d+ approve_sample done/);
      const done = list(data.items).filter(
        ({ kind, status }) => kind === 'approve_sample' && status === 'done',
      );
      assert.deepEqual(done.map((one) => one.application_id).sort(), [...decidedByRule].sort());
    },
  },
  {
    words: 'Let anyone with 1,000+ GMV through, at most 15 a day.',
    calls: async (say) => {
      const plan = await say('set_automation', {
        changes: [
          'rule_mode=auto',
          'minimum_gmv_30d=1000',
          'minimum_posts_30d=0',
          'minimum_fulfilment_percent=0',
          'per_day=15',
        ],
      });
      assert.equal(plan.data.status, 'confirmation_required');
      assert.match(plan.text, /open requests? .* judged differently/);
      const { data } = await say('set_automation', { confirm_token: plan.data.confirm_token });
      assert.equal(data.status, 'accepted');
    },
  },
  {
    words: 'Pause everything.',
    calls: async (say) => {
      const { text } = await say('set_automation', { pause: true, reason: 'The operator said so' });
      assert.match(text, /Everything is paused/);
    },
  },
];

const list = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.map((one) => Object(one)) : [];

async function until(isSo: () => Promise<boolean>): Promise<void> {
  await waitFor('the world to follow', async () => ((await isSo()) ? true : null));
}

async function main(): Promise<number> {
  const desk = await openDesk();
  try {
    const client: Assistant = await desk.assistant();
    process.stdout.write('A week goes by in the sandbox …\n');
    const monday = await prepareMonday(desk, client);
    const transcript = new Transcript(client, (line) => process.stdout.write(`${line}\n`));
    for (const thing of THINGS) await transcript.tell(thing.words, (say) => thing.calls(say, monday));
    return transcript.end();
  } finally {
    await desk.close();
  }
}

const { values: flags } = parseArgs({ options: { help: { type: 'boolean' } } });
if (flags.help) process.stdout.write(HELP);
else process.exitCode = await main();
