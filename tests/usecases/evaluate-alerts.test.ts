import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_ALERTS } from '../../src/config/defaults.ts';
import { toAlertSettings } from '../../src/config/notify.ts';
import { ExternalError, OperatorError } from '../../src/domain/errors.ts';
import type { Settings } from '../../src/domain/settings.ts';
import { DAY, HOUR, MINUTE, type Timestamp } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store/index.ts';
import { recordedWarehouse } from '../../src/program/recorded-warehouse.ts';
import { ENDED_STATUSES, LIVE_STATUSES } from '../../src/sync/feeds.ts';
import { type AlertDeps, evaluateAlerts } from '../../src/usecases/evaluate-alerts.ts';
import { listAlerts } from '../../src/usecases/list-alerts.ts';
import { endSilence, silenceAlerts } from '../../src/usecases/silence-alerts.ts';
import { notifyMessage } from '../adapters/notify/support.ts';
import { shopSettings } from '../rules/sample-facts.ts';
import { application, approval, claimed, SHOP, testStore, turnEnd } from '../store/support.ts';
import { FakeWms } from '../support/fake-wms.ts';

const SHOP_ROW = { shopId: SHOP, cipher: 'c', name: 'Glow', region: 'US' };
const CYCLE = 15 * MINUTE;
/** 08:00 on a Thursday in Los Angeles, 15:00 UTC. */
const MORNING = Date.UTC(2025, 9, 9, 15);
const FEEDS = [...LIVE_STATUSES, ...ENDED_STATUSES].map((status) => `samples:${status}`);

let store: Store;
let now: Timestamp;
let channels: string[];
let warehouse: AlertDeps['warehouse'];

beforeEach(async () => {
  [store, now, channels, warehouse] = [testStore(), MORNING, ['team', 'mail'], null];
  await store.shops.record([SHOP_ROW], now);
});

const programClock = { now: () => now, resync: async () => false };
const settings: Settings = {
  mode: 'confirm',
  monitor: { schedule: '*/15 * * * *', cycleMinutes: 15 },
  alerts: toAlertSettings(DEFAULT_ALERTS),
  dailyRequestBudget: 100,
  backfillDays: 180,
  defaults: shopSettings(),
  shops: {},
};

const evaluate = () =>
  evaluateAlerts(
    {
      ...{ store, programClock, settings, channels, warehouse, sandbox: false },
      ...{ appKey: 'key', appKeys: ['key', 'connector'] },
      machineClock: { now: () => now },
    },
    [SHOP_ROW],
  );

/** Everything has been read just now. */
async function sync(): Promise<void> {
  for (const feed of [...FEEDS, 'orders', 'stock', 'content', 'products']) {
    const times = { passStartedAt: now, completedAt: now };
    await store.feeds.save({ shopId: SHOP, feed, cursor: null, watermark: null, ...times });
  }
}

/** Cycles at their pace for a while, with a sync in each unless reading fails. */
async function cycles(span: number, reads = true): Promise<void> {
  for (const end = now + span; now < end; now += CYCLE) {
    if (reads) await sync();
    await evaluate();
  }
}

const request = (applicationId: string, hours: number, status = 'PENDING') =>
  application({ applicationId, approveExpiresAt: MORNING + hours * HOUR, status });

const record = (...requests: ReturnType<typeof application>[]) => store.samples.record(SHOP, requests, now);

const live = async () =>
  (await store.alerts.live()).map(({ rule, labels, state }) =>
    [rule, ...Object.values(labels), state].join(' '),
  );

async function outbox(channel = 'team'): Promise<string[]> {
  const subjects: string[] = [];
  for (;;) {
    const request = { channels: [channel], machineNow: now, claimMs: DAY, worthMs: 30 * DAY };
    const delivery = await store.alerts.claimDelivery(request);
    if (!delivery) return subjects;
    subjects.push(delivery.message.subject);
    await store.alerts.endDelivery(delivery, { retryAt: null, why: null, at: now });
  }
}

const services = () => ({
  ...{
    store,
    programClock,
    machineClock: programClock,
    settings,
    appKey: 'key',
    watching: true,
    settingSources: {},
  },
  refresh: async () => 'done' as const,
  wakeDispatcher: () => undefined,
});

describe('requests that run out', () => {
  it('fire, are told after the wait, and are over once decided', async () => {
    await record(request('1', 5), request('2', 6), request('3', 48));
    await sync();
    await evaluate();
    expect(await live()).toEqual(['approvals_expiring 1 firing', 'approvals_expiring 2 firing']);
    expect(await outbox()).toEqual([]);
    now += CYCLE;
    await cycles(CYCLE);
    expect(await outbox()).toEqual(['Glow: 2 sample requests run out soon']);
    expect(await outbox('mail')).toEqual(['Glow: 2 sample requests run out soon']);
    await record(request('1', 5, 'AWAITING_SHIPMENT'), request('2', 6, 'REJECT_CANCELLED'));
    await cycles(2 * CYCLE);
    expect(await live()).toEqual(['approvals_expiring 1 resolved', 'approvals_expiring 2 resolved']);
    channels = ['team'];
    await cycles(6 * HOUR);
    expect((await outbox()).filter((subject) => !subject.includes('today'))).toEqual([
      'Glow: Settled: 2 sample requests run out soon',
    ]);
    expect(
      (await store.alerts.resolved([SHOP], 10)).map(({ labels }) => labels.application_id).sort(),
    ).toEqual(['1', '2']);
  });

  it('neither fire nor end on data that nobody renewed', async () => {
    await record(request('1', 20), request('2', 30));
    await cycles(CYCLE);
    await cycles(6 * HOUR - CYCLE, false);
    expect(await live()).toEqual(['approvals_expiring 1 firing']);
    // In this time the first one runs out and the second one comes close to it.
    await cycles(20 * HOUR, false);
    const stale = await live();
    expect(stale.filter((line) => line.startsWith('approvals'))).toEqual(['approvals_expiring 1 firing']);
    expect(stale).toContain('data_stale samples firing');
    expect(stale).toContain('data_stale orders firing');
    expect(stale).not.toContain('data_stale sample_history firing');
    await record(request('1', 20, 'OVERDUE_CANCELLED'));
    await cycles(CYCLE);
    expect(await live()).toContain('approvals_expiring 2 firing');
    await cycles(CYCLE);
    expect((await live()).filter((line) => line.endsWith('firing'))).toEqual(['approvals_expiring 2 firing']);
  });

  it('cost no row a cycle while no channel is set up', async () => {
    channels = [];
    await record(request('1', 5));
    await cycles(CYCLE);
    await record(request('1', 5, 'COMPLETED'));
    await cycles(4 * CYCLE);
    expect(await store.alerts.live()).toEqual([]);
    expect(await outbox()).toEqual([]);
  });
});

it('before the first reading nothing fires, and six hours without any it does', async () => {
  await cycles(6 * HOUR, false);
  expect((await live()).filter((line) => line.endsWith('firing'))).toEqual([]);
  await cycles(CYCLE, false);
  expect((await live()).filter((line) => line.endsWith('firing'))).toEqual([
    'data_stale samples firing',
    'data_stale orders firing',
    'data_stale stock firing',
  ]);
});

it('a write in doubt fires after an hour, however often it is read back', async () => {
  await store.actions.insert([approval('1')], now);
  const claim = await claimed(store, { programNow: now });
  await store.actions.appendEvent(claim, { step: 'review', type: 'attempted' }, now);
  const event = { step: 'review', type: 'unknown' as const };
  await store.actions.endTurn(claim, turnEnd({ status: 'unknown', outcome: 'No answer.', event }), now);
  await cycles(HOUR);
  expect(await live()).toEqual([]);
  await cycles(CYCLE);
  expect(await live()).toEqual([`unverified_write ${claim.action.actionId} firing`]);
  expect((await store.alerts.live())[0]?.stake).toEqual({ amountMinor: 1_800, currency: 'USD' });
});

it('little is left of the requests early in the day', async () => {
  now = MORNING - 2 * HOUR;
  const day = new Date(now).toISOString().slice(0, 10);
  for (let index = 0; index < 81; index += 1)
    await store.requests.spend({ app: 'key', day, purpose: 'orders', limit: 100 });
  await cycles(CYCLE);
  expect(await live()).toEqual(['api_budget firing']);
});

it('an authorisation that is refused fires and mutes requests that cannot be decided', async () => {
  await record(request('1', 5));
  await sync();
  await store.feeds.recordFailure(SHOP, 'orders', { kind: 'auth', message: 'Refused.', at: now });
  await evaluate();
  expect(await live()).toEqual(['auth_expiring refused firing', 'approvals_expiring 1 firing']);
  const { alerts, groups } = await listAlerts(services(), { shop: null });
  expect(alerts.map(({ alert, mute }) => [alert.rule, mute?.kind])).toEqual([
    ['auth_expiring', undefined],
    ['approvals_expiring', 'inhibited'],
  ]);
  expect(groups.map(({ rule }) => rule)).toEqual(['auth_expiring']);
});

it('an authorisation that runs out fires, unless its app is not configured any more', async () => {
  const authorised = (appKey: string) =>
    store.credentials.saveTokens(
      { appKey, account: '' },
      {
        ...{ accessToken: 'a', accessExpiresAt: now + DAY, refreshToken: 'r', refreshExpiresAt: now + DAY },
        ...{ grantedScopes: [], sellerId: null, sellerName: null, seedFingerprint: '' },
      },
      0,
    );
  await sync();
  await authorised('former');
  await evaluate();
  expect(await live()).toEqual([]);
  await authorised('connector');
  await evaluate();
  expect(await live()).toEqual([expect.stringMatching(/^auth_expiring .*firing$/)]);
});

it('a warehouse that fails is asked again, fires after its time, and ends when it answers', async () => {
  const real = new FakeWms();
  let down = true;
  const check = async () => {
    if (!down) return;
    throw new ExternalError('No answer.', { system: 'wms', kind: 'unavailable', operation: 'check' });
  };
  const recorded = recordedWarehouse(Object.assign(real, { check }), store.health, programClock);
  warehouse = recorded;
  const call = () => recorded.check().catch(() => undefined);
  for (; now < MORNING + 20 * MINUTE; now += 5 * MINUTE) {
    await call();
    if ((now - MORNING) % CYCLE === 0) {
      await sync();
      await evaluate();
    }
  }
  await call();
  await sync();
  await evaluate();
  const [alert] = await store.alerts.live();
  expect(alert).toMatchObject({ rule: 'wms_down', shopId: '-', labels: { warehouse: recorded.vendor } });
  for (let index = 0; index < 4; index += 1) {
    now += 5 * MINUTE;
    await call();
    await evaluate();
  }
  expect((await store.alerts.live())[0]?.state).toBe('firing');
  down = false;
  await cycles(3 * CYCLE);
  expect((await store.alerts.live()).filter(({ state }) => state === 'firing')).toEqual([]);
});

it('a dead channel is told on the others', async () => {
  channels = ['team', 'mail'];
  const deliver = async (retryAt: number | null) => {
    const key = `${now}:${retryAt}`;
    await store.alerts.queue(
      [{ channel: 'mail', key, message: notifyMessage() }],
      { notified: [], endTold: [] },
      now,
      now,
    );
    const delivery = await store.alerts.claimDelivery({
      channels: ['mail'],
      machineNow: now,
      claimMs: 1,
      worthMs: DAY,
    });
    if (delivery)
      await store.alerts.endDelivery(delivery, { retryAt, why: 'The receiver answered 404.', at: now });
  };
  for (let tries = 0; tries < 5; tries += 1) await deliver(now);
  await cycles(2 * CYCLE);
  expect(await live()).toEqual(['channel_dead mail firing']);
  expect(await outbox('team')).toEqual(['Alerts do not get out through "mail"']);
  expect((await outbox('mail')).filter((subject) => subject.includes('"mail"'))).toEqual([]);
});

describe('the digest', () => {
  it("goes out once a day from nine o'clock in the shop's zone, whatever restarts", async () => {
    await record(request('1', 100));
    await cycles(HOUR);
    expect(await outbox()).toEqual([]);
    await cycles(8 * HOUR);
    expect(await outbox()).toEqual(['Glow: Nothing needs you today']);
    expect(await outbox('mail')).toHaveLength(1);
    await cycles(DAY);
    expect((await outbox()).filter((subject) => subject.includes('today'))).toHaveLength(1);
  });

  it('comes late rather than never when nobody watched at nine', async () => {
    now = MORNING + 6 * HOUR;
    await cycles(CYCLE);
    expect(await outbox()).toEqual(['Glow: Nothing needs you today']);
  });

  it('keeps to the wall clock when it is changed', async () => {
    // 2025-11-02: clocks in Los Angeles go back at two; nine o'clock is 17:00 UTC.
    now = Date.UTC(2025, 10, 2, 16, 45);
    await cycles(CYCLE);
    expect(await outbox()).toEqual([]);
    await cycles(CYCLE);
    expect(await outbox()).toHaveLength(1);
  });
});

describe('a silence', () => {
  const silence = (overrides: object = {}) =>
    silenceAlerts(services(), {
      ...{ rule: 'approvals_expiring' as const, shopId: null, subject: null, author: 'Mia' },
      ...{ reason: 'Stocktaking.', endsAt: now + DAY, ...overrides },
    });

  it('shows, keeps messages back, and lets them go when it ends', async () => {
    channels = ['team'];
    await record(request('1', 20));
    const { silenceId } = await silence();
    await cycles(45 * MINUTE);
    expect(await outbox()).toEqual([]);
    const { alerts } = await listAlerts(services(), { shop: null });
    expect(alerts).toMatchObject([
      { mute: { kind: 'silenced', silence: { reason: 'Stocktaking.', author: 'Mia' } } },
    ]);
    await endSilence(services(), silenceId);
    await cycles(CYCLE);
    expect(await outbox()).toHaveLength(1);
    await expect(endSilence(services(), silenceId)).rejects.toThrow('No silence');
  });

  it.each([
    ['an author', { author: ' ' }],
    ['a reason', { reason: '' }],
    ['an aim', { rule: null }],
    ['an end ahead', { endsAt: MORNING }],
    ['an end in sight', { endsAt: MORNING + 91 * DAY }],
  ])('needs %s', async (_what, overrides) => {
    await expect(silence(overrides)).rejects.toThrow(OperatorError);
    expect(await store.alerts.silences(now)).toEqual([]);
  });
});

describe('the list', () => {
  it('pages, filters, and shows what is over', async () => {
    await record(request('1', 5), request('2', 6), request('3', 7));
    await cycles(CYCLE);
    const first = await listAlerts(services(), { shop: null, limit: 2 });
    expect(first).toMatchObject({
      total: 3,
      groups: [{ rule: 'approvals_expiring', title: '3 sample requests run out soon' }],
    });
    const cursor = first.nextCursor ?? '';
    const second = await listAlerts(services(), { shop: null, limit: 2, cursor });
    expect([...first.alerts, ...second.alerts].map(({ alert }) => alert.labels.application_id)).toEqual([
      '1',
      '2',
      '3',
    ]);
    expect(second.nextCursor).toBeNull();
    expect((await listAlerts(services(), { shop: null, severity: 'critical' })).total).toBe(0);
    expect((await listAlerts(services(), { shop: null, rule: 'ship_sla' })).total).toBe(0);
    await record(request('1', 5, 'COMPLETED'));
    await cycles(2 * CYCLE);
    expect(await listAlerts(services(), { shop: null, state: 'resolved' })).toMatchObject({
      alerts: [{ alert: { labels: { application_id: '1' }, state: 'resolved' } }],
    });
    await expect(listAlerts(services(), { shop: null, cursor: 'alr_x' })).rejects.toThrow(OperatorError);
  });
});
