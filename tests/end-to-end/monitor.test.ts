import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { type AssistantOptions, type Desk, openDesk } from '../support/desk.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk({ config: { defaults: { sample_rule: { mode: 'auto' }, caps: { per_day: 1 } } } });
});
afterAll(() => desk.close());

function start(args: readonly string[], options: AssistantOptions = {}) {
  const { command, args: serve, env } = desk.command(options);
  // The desk's command serves; the same entry has the other commands.
  const child = spawn(command, [...serve.slice(0, -1), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

async function ended(args: readonly string[]) {
  const child = start(args);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { out, err, code };
}

function rows<Row>(sql: string): Row[] {
  const connection = new Sqlite(desk.databaseFile, { readonly: true });
  try {
    return connection.prepare<[], Row>(sql).all();
  } finally {
    connection.close();
  }
}

/** The file is there before its tables are. */
function isWaiting(): boolean {
  try {
    return rows("SELECT 1 FROM actions WHERE stage = 'await_order'").length > 0;
  } catch {
    return false;
  }
}

const lastCycle = () =>
  rows<{ at: number }>("SELECT completed_at AS at FROM feeds WHERE shop_id = '-' AND feed = 'cycle'")[0]
    ?.at ?? 0;

it('does everything once, says what it did, and finds nothing left to do the next time', async () => {
  const run = ended(['monitor', '--once', '--json']);
  // TikTok Shop takes its time to make the order of an approval.
  await until('an approval that waits for its order', () => (isWaiting() ? true : null));
  await desk.control.advance(0.1);
  const first = await run;
  expect(first.code).toBe(0);
  const report = JSON.parse(first.out);
  expect(report).toMatchObject({
    ok: true,
    sandbox: true,
    left_due: false,
    troubles: [],
    open: { failed: 0 },
  });
  expect(report.shops[0].read).toBeGreaterThan(100);
  expect(report.shops[0].approved_by_rule).toBeGreaterThan(0);
  expect(report.done.approved).toBe(report.shops[0].approved_by_rule);

  const second = await ended(['monitor', '--once']);
  expect(second.code).toBe(0);
  expect(second.out).toMatch(/^Sandbox\. Northbeam Goods: \d+ records read, /);
  expect(second.out).toContain('Alerts: ');
});

it('watches until it is told to stop, beside others, and catches a night up once', async () => {
  const before = lastCycle();
  await desk.control.advance(9);
  const monitors = [start(['monitor']), start(['monitor'])];
  const first = await until('a cycle', async () => (lastCycle() > before ? lastCycle() : null));
  const sinceNight = rows<{ requests: number }>(
    "SELECT sum(requests) AS requests FROM request_counts WHERE purpose LIKE '%authorized_shops%'",
  )[0]?.requests;
  await until('both watching', async () =>
    monitors.every(({ exitCode }) => exitCode === null) ? true : null,
  );
  expect(first - before).toBeGreaterThan(8 * 3_600_000);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const monitor = monitors.pop();
    const gone = monitor && once(monitor, 'exit');
    monitor?.kill(signal);
    expect(await gone).toEqual([0, null]);
  }
  expect(lastCycle()).toBe(first);
  expect(
    rows<{ requests: number }>(
      "SELECT sum(requests) AS requests FROM request_counts WHERE purpose LIKE '%authorized_shops%'",
    )[0]?.requests,
  ).toBe(sinceNight);
  expect(rows("SELECT * FROM leases WHERE name = 'cycle' AND process_id IS NOT NULL")).toEqual([]);
});

it('says in one line what is wrong when it cannot start, and fails', async () => {
  const child = start(['monitor', '--once'], { env: { TIKTOK_SHOP_APP_SECRET: undefined } });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  expect({ out, code }).toEqual({ out: '', code: 1 });
  expect(err).toContain('TIKTOK_SHOP_APP_SECRET is missing');
});

it('refuses flags that do not go together', async () => {
  expect(await ended(['monitor', '--once', '--install'])).toMatchObject({ code: 2, out: '' });
  expect(await ended(['monitor', '--json'])).toMatchObject({ code: 2, out: '' });
});
