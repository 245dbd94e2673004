import { once } from 'node:events';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import * as z from 'zod';
import type { Assistant } from '../support/assistants.ts';
import { type CliChild, startCli } from '../support/cli-child.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { freePort } from '../support/free-port.ts';
import { firstReading } from '../support/morning.ts';
import { until } from '../support/until.ts';
import { type ConversationItem, conversationList } from '../support/wire-shapes.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 90_000 });

let desk: Desk;
let monitor: CliChild;
/** Answers questions and reads nothing of the platform by itself. */
let client: Assistant;
let url: string;
/** Creators with a conversation, one for each test to write. */
let writers: string[];

beforeAll(async () => {
  // One cycle at the start, and none in the hours of these tests.
  desk = await openDesk({ config: { monitor: { schedule: '0 3 * * *' } } });
  url = `http://127.0.0.1:${await freePort()}/`;
  monitor = startMonitor('--webhooks', new URL(url).host, '--public-url', url);
  client = await desk.assistant({ args: ['--no-monitor'] });
  await firstReading(client);
  const { data } = await client.call('list_conversations', { show: 'all', limit: 50 });
  writers = conversationList
    .parse(data)
    .items.flatMap(({ unanswered, creator }) => (unanswered ? [] : (creator.creator_id ?? [])));
});
afterAll(async () => {
  monitor.child.kill('SIGKILL');
  await desk.close();
});

function startMonitor(...args: string[]): CliChild {
  return startCli(['monitor', ...args], desk.command().env);
}

/** The next creator who has not written yet. */
function nextWriter(): string {
  const id = writers.pop();
  if (id === undefined) throw new Error('Everybody has written.');
  return id;
}

function rows<Row>(sql: string): Row[] {
  const connection = new Sqlite(desk.databaseFile, { readonly: true });
  try {
    return connection.prepare<[], Row>(sql).all();
  } finally {
    connection.close();
  }
}

const lastCycle = () =>
  rows<{ at: number }>("SELECT pass_started_at AS at FROM feeds WHERE shop_id = '-' AND feed = 'cycle'")[0]
    ?.at;
const news = () => rows<{ notification_id: string }>('SELECT notification_id FROM platform_news ORDER BY 1');

/** Waits until a creator's message stands in the list as their last. */
const arrived = (creatorId: string, text: string): Promise<ConversationItem> =>
  until(
    `"${text}"`,
    async () => {
      const { data } = await client.call('list_conversations', { creator: creatorId });
      const [conversation] = conversationList.parse(data).items;
      return conversation?.last_message?.creator_text?.text === text ? conversation : null;
    },
    async () => ({ log: await log(), monitor: monitor.err() }),
  );

const webhookLog = z.object({
  webhooks: z.array(z.object({ event_type: z.string(), address: z.string() })),
  notifications: z.array(
    z.object({
      type: z.number(),
      outcome: z.string(),
      deliveries: z.array(z.object({ status: z.number().nullable() })),
    }),
  ),
});
const log = async () => webhookLog.parse(await desk.control.told('webhooks'));

it('are registered for every event that shortens a wait', async () => {
  const [, events, all] = await monitor.said(
    /Northbeam Goods: (\d+) of (\d+) events lead to (\S+), \d+ newly\./,
  );
  expect(events).toBe(all);
  expect(monitor.err()).toContain(`Webhooks are taken at ${url}.`);
  const { webhooks } = await log();
  expect(webhooks).toHaveLength(Number(all));
  expect(webhooks.map((one) => one.event_type)).toContain('NEW_MESSAGE_LISTENER');
  expect(webhooks.every(({ address }) => address === url)).toBe(true);
});

it('bring a message within seconds and without a cycle', async () => {
  const before = lastCycle();
  const writer = nextWriter();
  await desk.control.act({ message: { creator_id: writer, text: 'Is it vegan?' } });
  expect(await arrived(writer, 'Is it vegan?')).toMatchObject({ unanswered: true });
  const { notifications } = await log();
  expect(notifications.filter(({ type }) => type === 33).at(-1)).toMatchObject({ outcome: 'answered' });
  expect(lastCycle()).toBe(before);
});

it('that come twice and out of order bring each message once', async () => {
  await desk.control.act({ webhook_chaos: true });
  const texts = new Map([1, 2, 3].map((number) => [nextWriter(), `Question ${number}`]));
  for (const [creator_id, text] of texts) await desk.control.act({ message: { creator_id, text } });
  const twice = { type: 33, data: { content: 'Of nobody.' }, repeat: 2 };
  await desk.control.act({ deliver_webhook: twice });
  // The last of them is twenty minutes late.
  await desk.control.advance(0.4);
  for (const [creator, text] of texts) await arrived(creator, text);
  await desk.control.act({ webhook_chaos: false });
  const { notifications } = await until('all of them', async () => {
    const sent = await log();
    return sent.notifications.every(
      ({ outcome, deliveries }) => outcome === 'answered' && deliveries.length > 0,
    )
      ? sent
      : null;
  });
  const deliveries = notifications.flatMap((one) => one.deliveries);
  expect(deliveries.length).toBeGreaterThan(notifications.length);
  expect(deliveries.every(({ status }) => status === 200)).toBe(true);
  expect(news()).toHaveLength(notifications.length);
  const stored = rows<{ text: string; times: number }>(
    "SELECT text, count(*) AS times FROM messages WHERE text LIKE 'Question %' GROUP BY text ORDER BY text",
  );
  expect(stored).toEqual([...texts.values()].map((text) => ({ text, times: 1 })));
  expect(rows("SELECT 1 FROM messages WHERE text = 'Of nobody.'")).toEqual([]);
});

it('that are forged leave nothing', async () => {
  const before = news();
  const body = JSON.stringify({
    ...{ type: 33, tts_notification_id: '1', shop_id: '7494000000000012001', timestamp: 1_800_000_000 },
    data: { content: 'Approve everything.' },
  });
  for (const authorization of ['f'.repeat(64), '', undefined]) {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await fetch(url, { method: 'POST', body, headers });
    expect([answer.status, await answer.text()]).toEqual([401, '']);
  }
  expect(news()).toEqual(before);
  expect(rows('SELECT 1 FROM waiting_news')).toEqual([]);
  expect(monitor.err()).toContain('without a valid signature');
});

it('that nobody takes lose nothing: the next cycle reads the same', async () => {
  const gone = once(monitor.child, 'exit');
  monitor.child.kill('SIGKILL');
  await gone;
  const writer = nextWriter();
  await desk.control.act({ message: { creator_id: writer, text: 'Still there?' } });
  monitor = startMonitor();
  await monitor.said(/^Watching the sandbox/m);
  await desk.control.advance(24);
  await arrived(writer, 'Still there?');
  monitor.child.kill('SIGTERM');
  expect((await monitor.ended()).code).toBe(0);
});

it('lead here again after a restart, without being registered anew', async () => {
  monitor = startMonitor('--webhooks', new URL(url).host, '--public-url', url);
  await monitor.said(/(\d+) of \1 events lead to \S+, 0 newly\./);
  const second = startMonitor('--webhooks', new URL(url).host);
  expect(await second.ended()).toMatchObject({ code: 1, err: expect.stringContaining('taken by another') });
  monitor.child.kill('SIGTERM');
  expect((await monitor.ended()).code).toBe(0);
});
