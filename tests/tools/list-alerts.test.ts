import { expect, it, onTestFinished } from 'vitest';
import { DEFAULT_ALERTS } from '../../src/config/defaults.ts';
import { toAlertSettings } from '../../src/config/notify.ts';
import { ALERTS_FEED } from '../../src/domain/alert.ts';
import { HOUR, toIso } from '../../src/domain/time.ts';
import type { OpenProgram } from '../../src/mcp/call.ts';
import { alerts as alertsResource } from '../../src/resources/alerts.ts';
import { listAlerts } from '../../src/tools/list-alerts.ts';
import type { Services } from '../../src/usecases/services.ts';
import { alert } from '../rules/alerts/support.ts';
import { shopSettings } from '../rules/sample-facts.ts';
import { countingIds, NOW, SHOP, testStore } from '../store/support.ts';
import { connect, ERAS, type Era, textOf } from '../support/mcp-clients.ts';

const NONE = { opened: [], updated: [], dropped: [] };

async function desk(era: Era, evaluatedAt: number | null = NOW) {
  const store = testStore();
  await store.shops.record([{ shopId: SHOP, cipher: 'c', name: 'Glow', region: 'US' }], NOW);
  if (evaluatedAt !== null) {
    const times = { passStartedAt: evaluatedAt, completedAt: evaluatedAt };
    await store.feeds.save({ shopId: SHOP, feed: ALERTS_FEED, cursor: null, watermark: null, ...times });
  }
  const programClock = { now: () => NOW, resync: async () => false };
  const machineClock = { now: () => NOW, wait: async () => undefined };
  const services: Services = {
    ...{ store, programClock, machineClock: programClock, appKey: 'key', watching: true, settingSources: {} },
    settings: {
      ...{
        mode: 'confirm',
        monitor: { schedule: '*/15 * * * *', cycleMinutes: 15 },
        dailyRequestBudget: 100,
        backfillDays: 180,
        shops: {},
      },
      ...{ alerts: toAlertSettings(DEFAULT_ALERTS), defaults: shopSettings() },
    },
    refresh: async () => 'done',
    wakeDispatcher: () => undefined,
  };
  const program: OpenProgram<Services> = {
    ...{
      services,
      sandbox: true,
      mode: 'confirm',
      confirmations: store.confirmations,
      machineClock,
      programClock,
    },
    ...{ ids: countingIds(), confirmKey: new Uint8Array(32) },
  };
  const log = { warn: () => undefined, error: () => undefined };
  const parts = { version: '0', tools: [listAlerts], resources: [alertsResource], prompts: [] };
  const connection = await connect({ ...parts, runtime: { open: async () => program, log } }, era, false);
  onTestFinished(() => connection.close());
  return { store, ...connection };
}

const subject = (id: string, overrides: Partial<ReturnType<typeof alert>> = {}) =>
  alert({ fingerprint: id, labels: { application_id: id }, ...overrides });

it.each(ERAS)('shows what fires, why it is muted and what settles it, to %s clients', async (era) => {
  const { store, client } = await desk(era);
  const opened = [subject('1'), subject('2'), subject('3', { state: 'pending', firedAt: null })];
  await store.alerts.save({ ...NONE, opened: opened.map((one) => ({ ...one, shopId: SHOP })) });
  await store.alerts.addSilence({
    ...{ rule: null, shopId: null, subject: '2', author: 'Mia', reason: 'Known.' },
    ...{ startsAt: NOW, endsAt: NOW + HOUR },
  });
  const result = await client.callTool({ name: 'list_alerts', arguments: {} });
  expect(result.structuredContent).toMatchObject({
    summary: '1 alert fires, 1 shown here muted, 3 in this list.',
    sandbox: true,
    as_of: toIso(NOW),
    groups: [{ rule: 'approvals_expiring', firing: 1, tool: 'list_pending_samples' }],
    items: [
      {
        about: { application_id: '1' },
        state: 'firing',
        what_to_do: 'Decide it.',
        tool: 'list_pending_samples',
      },
      { about: { application_id: '2' }, silenced: { until: toIso(NOW + HOUR), reason: 'Known.', by: 'Mia' } },
      { about: { application_id: '3' }, state: 'pending' },
    ],
    next: [{ tool: 'list_pending_samples', arguments: { expires_within: 24 } }],
    total: 3,
  });
  expect(textOf(result)).toContain(`firing, silenced until ${toIso(NOW + HOUR)}`);
  const pending = await client.callTool({ name: 'list_alerts', arguments: { state: 'pending' } });
  expect(pending.structuredContent).toMatchObject({ total: 1, returned: 1 });
  const wrong = await client.callTool({ name: 'list_alerts', arguments: { rule: 'nonsense' } });
  expect(wrong.isError).toBe(true);
  const { contents } = await client.readResource({ uri: 'affiliate://alerts' });
  const [content] = contents;
  const body = JSON.parse(content && 'text' in content ? content.text : '');
  expect(body).toMatchObject({ total: 3, items: [{ rule: 'approvals_expiring' }, {}, {}] });
});

it('warns when nothing has watched for an hour, and says when nothing ever did', async () => {
  const late = await desk('new', NOW - 2 * HOUR);
  const result = await late.client.callTool({ name: 'list_alerts', arguments: {} });
  expect(result.structuredContent).toMatchObject({
    warnings: [expect.stringContaining('nothing has watched since')],
  });
  const fresh = await desk('new', null);
  expect(textOf(await fresh.client.callTool({ name: 'list_alerts', arguments: {} }))).toContain(
    'No alert rule was evaluated yet',
  );
});

it('gives all of them as a file', async () => {
  const { store, client } = await desk('new');
  const opened = Array.from({ length: 60 }, (_, index) => ({ ...subject(String(index)), shopId: SHOP }));
  await store.alerts.save({ ...NONE, opened });
  const result = await client.callTool({ name: 'list_alerts', arguments: { format: 'csv' } });
  expect(result.structuredContent).toMatchObject({ items: [], groups: [], total: 60, csv: { rows: 60 } });
  const link = result.content.find((part) => part.type === 'resource_link');
  const [, exportId = ''] = /exports\/(exp_\w+)$/.exec(link?.type === 'resource_link' ? link.uri : '') ?? [];
  const lines = (await store.exports.get(exportId, NOW))?.content.split('\r\n') ?? [];
  expect(lines[0]).toMatch(/^\uFEFFalert_id,rule,severity,state,muted,title,/);
  expect(lines).toHaveLength(62);
});
