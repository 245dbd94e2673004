import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Terminal } from '../../src/cli/command.ts';
import { excerpt } from '../../src/cli/demo/excerpt.ts';
import { wrap } from '../../src/cli/demo/page.ts';
import { type Evidence, judge } from '../../src/cli/demo/verdict.ts';
import { conclude } from '../../src/cli/demo.ts';

const launcher = fileURLToPath(new URL('../../bin/affiliate-ops.mjs', import.meta.url));

/** The issue allows a minute on two cores; other tests run beside this one. */
const WALK_MS = 120_000;

let home: string;
let temporary: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'affiliate-ops-demo-test-'));
  temporary = mkdtempSync(join(tmpdir(), 'affiliate-ops-demo-test-tmp-'));
});
afterAll(() => {
  for (const folder of [home, temporary]) rmSync(folder, { recursive: true, force: true });
});

function demo(...args: string[]) {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', launcher, 'demo', ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: home,
      TMPDIR: temporary,
      // A live shop of the user's: the demo must not touch it.
      TIKTOK_SHOP_APP_KEY: 'canary',
      SHIPBOB_TOKEN: 'canary',
      AFFILIATE_OPS_MODE: 'read-only',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

const closed = (child: ReturnType<typeof demo>): Promise<number | null> =>
  new Promise((resolve) => child.once('close', resolve));

const demoFolders = (): string[] =>
  readdirSync(temporary).filter((name) => name.startsWith('affiliate-ops-demo'));

describe('the walk', () => {
  it(
    'sends every approved sample once, also when the server is killed in the middle, and leaves nothing behind',
    async () => {
      const child = demo('--json', '--chaos');
      const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), closed(child)]);
      expect({ code, last: code === 0 ? '' : err.split('\n').at(-2) }).toEqual({ code: 0, last: '' });
      const report = JSON.parse(out);
      expect(report).toMatchObject({
        ok: true,
        failures: [],
        approved: 10,
        rejected: 1,
        actions: {
          approve_sample: { done: 10 },
          reject_sample: { done: 1 },
          fulfil_order: { done: 19 },
          send_note: { done: 18 },
        },
        notes_sent: 18,
        oracle: {
          agrees: true,
          units_owed: 18,
          units_sent_to_wms: 18,
          lost: [],
          doubled: [],
          messages_doubled: [],
        },
      });
      expect(report.recovery.found_done).toBeGreaterThanOrEqual(1);
      // Within the operator's "minutes": TikTok Shop's merge window is five of them.
      expect(report.request_to_warehouse.slowest_seconds).toBeLessThan(15 * 60);
      expect(JSON.parse(report.connect.claude_desktop).mcpServers['affiliate-ops']).toEqual({
        command: process.execPath,
        args: [launcher, 'serve'],
      });
      expect(report.connect.cursor).toBe(report.connect.claude_desktop);
      expect(JSON.parse(report.connect.vs_code).servers['affiliate-ops'].args).toEqual([launcher, 'serve']);

      expect(err).toContain('Mon 09:00  What needs me today?');
      expect(err).toMatch(
        /> approve_and_ship \{ all_recommended: true \}\n {2}Approve and ship 10 samples\./,
      );
      expect(err).toContain("Today's cap of 10 samples is reached.");
      expect(err).toContain('SIGKILL');
      expect(err).toContain('Good news from Northbeam Goods');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: there must be no colour in a pipe.
      expect(err).not.toMatch(/\u001b/);
      expect(demoFolders()).toEqual([]);
      expect(readdirSync(home)).toEqual([]);
    },
    WALK_MS,
  );

  it.each([
    ['it is interrupted', (child: ReturnType<typeof demo>) => child.kill('SIGINT')],
    ['nobody reads its output any more', (child: ReturnType<typeof demo>) => child.stdout.destroy()],
  ])('ends its processes and removes its folder when %s', async (_name, disturb) => {
    const child = demo();
    const words = text(child.stderr);
    const code = closed(child);
    const folders = await new Promise<string[]>((resolve) => {
      let out = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        out += chunk;
        if (out.includes('> list_pending_samples')) resolve(demoFolders());
      });
    });
    expect(folders).toHaveLength(1);
    disturb(child);
    expect(await words).toMatch(/^affiliate-ops: The demo was interrupted\..*\n$/);
    expect(await code).toBe(1);
    expect(demoFolders()).toEqual([]);
    expect(processesWith(folders[0] ?? '')).toEqual([]);
  });
});

/** By a folder in their environment. Linux only: elsewhere the removed folder and the closed stderr have to do. */
function processesWith(folder: string): string[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder);
    } catch {
      return false; // Ended meanwhile, or another user's.
    }
  });
}

/** A run of one approved and one rejected request in which everything is as it should be. */
const GOOD: Evidence = {
  approvedIds: ['7'],
  rejectedId: '8',
  actions: [
    {
      action_id: 'act_1',
      kind: 'approve_sample',
      subject: '7',
      status: 'done',
      reason: 'asked for',
      steps: [],
      created_at: '2026-11-16T17:00:00Z',
    },
  ],
  oracle: {
    applications: [
      { application_id: '7', creator_id: 'c1', status: 'SHIPPED', approved_by: 'api', order_id: '57' },
      {
        application_id: '8',
        creator_id: 'c2',
        status: 'REJECT_CANCELLED',
        approved_by: null,
        order_id: null,
      },
    ],
    orders: [
      {
        order_id: '57',
        application_ids: ['7'],
        wms_orders: [{ reference_id: 'SMP-57', status: 'Fulfilled' }],
        tracking_on_tiktok: '1Z1',
      },
    ],
    messages: [{ creator_id: 'c1', from: 'seller', text: 'It is on the way.' }],
    verdict: {
      agrees: true,
      orders: 1,
      units_owed: 1,
      units_sent_to_wms: 1,
      lost: [],
      doubled: [],
      messages_doubled: [],
    },
  },
  childTroubles: [],
};

const { oracle } = GOOD;
const [order] = oracle.orders;
const withOrder = (change: Partial<NonNullable<typeof order>>): Evidence => ({
  ...GOOD,
  oracle: { ...oracle, orders: oracle.orders.map((one) => ({ ...one, ...change })) },
});
const parcel = { reference_id: 'SMP-57', status: 'Processing' };

describe('the verdict', () => {
  it('finds nothing wrong with a run that went well', () => {
    expect(judge(GOOD)).toEqual([]);
  });

  const broken: [name: string, evidence: Evidence, said: RegExp][] = [
    [
      'an oracle that disagrees',
      { ...GOOD, oracle: { ...oracle, verdict: { ...oracle.verdict, agrees: false, doubled: [{}] } } },
      /oracle does not agree: 0 order\(s\) lost, 1 doubled/,
    ],
    [
      'a sample without an order',
      { ...GOOD, approvedIds: ['7', '9'] },
      /Request 9 was approved and has no order/,
    ],
    ['a parcel that is missing', withOrder({ wms_orders: [] }), /has 0 warehouse orders/],
    ['a parcel that went twice', withOrder({ wms_orders: [parcel, parcel] }), /has 2 warehouse orders/],
    ['no tracking', withOrder({ tracking_on_tiktok: '' }), /no tracking on TikTok Shop/],
    [
      'a note that is missing',
      { ...GOOD, oracle: { ...oracle, messages: [] } },
      /got 0 note\(s\) for 1 parcel/,
    ],
    [
      'a note that went twice',
      { ...GOOD, oracle: { ...oracle, messages: [...oracle.messages, ...oracle.messages] } },
      /got 2 note\(s\) for 1 parcel/,
    ],
    ['a rejection that did not happen', { ...GOOD, rejectedId: '7' }, /was to be rejected and reads SHIPPED/],
    [
      'an action that stands still',
      { ...GOOD, actions: GOOD.actions.map((one) => ({ ...one, status: 'blocked', outcome: 'No stock.' })) },
      /approve_sample 7 ended as blocked: No stock\./,
    ],
    [
      'a child that hangs',
      { ...GOOD, childTroubles: ['The server did not leave.'] },
      /The server did not leave\./,
    ],
  ];

  it.each(broken)('names %s, and that is exit code 1 in one line', (_name, evidence, said) => {
    const failures = judge(evidence);
    expect(failures[0]).toMatch(said);
    let err = '';
    const terminal: Terminal = { out: () => {}, err: (line) => (err += line) };
    expect(conclude(failures, terminal)).toBe(1);
    expect(err).toMatch(/^affiliate-ops: The demo did not end well\. [^\n]+\n$/);
  });

  it('does not count a cancelled warehouse order', () => {
    expect(judge(withOrder({ wms_orders: [parcel, { ...parcel, status: 'Cancelled' }] }))).toEqual([]);
  });
});

describe('what is printed', () => {
  it('is the tool text without what only the assistant needs', () => {
    const id = '7610000000050032600';
    const plan = [
      'Approve and ship 6 samples.',
      '',
      ...[1, 2, 3, 4, 5, 6].map((number) => `- ${id}: @maker${number}: Mug`),
      `- 2 refused: Cap reached. (${id}, ${id})`,
      'confirm_token: conf_1.abc',
      '',
      'Next: approve_and_ship {} (after a yes)',
      '',
      'Sandbox · Northbeam Goods · mode confirm',
    ].join('\n');
    expect(excerpt(plan)).toBe(
      'Approve and ship 6 samples.\n- @maker1: Mug\n- @maker2: Mug\n- @maker3: Mug\n- @maker4: Mug\n- … and 2 more\n' +
        '- 2 refused: Cap reached.',
    );
  });

  it('fits 100 columns', () => {
    const lines = wrap('- '.concat('sample '.repeat(40)), '  ', '    ');
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
    expect(lines[1]).toMatch(/^ {4}sample/);
  });
});
