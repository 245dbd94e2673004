import { describe, expect, it } from 'vitest';
import type { RuleEvaluation } from '../../../src/domain/alert.ts';
import { DAY, HOUR, MINUTE } from '../../../src/domain/time.ts';
import { approvalsExpiring, shipSla, stuckDelivery } from '../../../src/rules/alerts/deadlines.ts';
import { known } from '../../../src/rules/alerts/freshness-guard.ts';
import {
  apiBudget,
  authExpiring,
  channelDead,
  dataStale,
  unverifiedWrite,
  wmsDown,
} from '../../../src/rules/alerts/health.ts';
import { stockCoverLow } from '../../../src/rules/alerts/stock-cover.ts';
import { NOW, SETTINGS, SHOP } from './support.ts';

const found = (evaluation: RuleEvaluation) =>
  evaluation.truth === 'known'
    ? evaluation.findings.map(({ labels }) => Object.values(labels).join())
    : 'unknown';

const request = (applicationId: string, approveExpiresAt: number | null) => ({
  applicationId,
  username: 'anna.bakes',
  productTitle: 'Serum',
  approveExpiresAt,
  gmv30d: { amountMinor: 5_000, currency: 'USD' },
});

const sample = (applicationId: string, times: { shipBy?: number; shippedAt?: number }) => ({
  applicationId,
  username: 'anna.bakes',
  productTitle: 'Serum',
  orderId: 'o-1',
  shipBy: times.shipBy ?? null,
  shippedAt: times.shippedAt ?? null,
});

describe('approvals_expiring', () => {
  it('finds requests inside the last 24 hours, none that is over or far', () => {
    const requests = [
      request('over', NOW),
      request('soon', NOW + 1),
      request('late', NOW + DAY - 1),
      request('far', NOW + DAY),
      request('open-ended', null),
    ];
    expect(found(approvalsExpiring(SHOP, known(requests), SETTINGS, NOW))).toEqual(['soon', 'late']);
  });

  it('names the creator by username alone, and no markup of theirs', () => {
    const evil = { ...request('1', NOW + 1), username: '<!channel> *x*', productTitle: 'A\nB' };
    const evaluation = approvalsExpiring(SHOP, known([evil]), SETTINGS, NOW);
    expect(evaluation).toMatchObject({ findings: [{ title: 'The request of @channelx for A B runs out' }] });
  });

  it('knows nothing from old data', () => {
    expect(approvalsExpiring(SHOP, { known: false, why: 'Too old: samples.' }, SETTINGS, NOW)).toEqual({
      rule: 'approvals_expiring',
      shopId: SHOP,
      truth: 'unknown',
      why: 'Too old: samples.',
    });
  });
});

it('ship_sla finds what must ship within 24 hours, and what is past it while the platform waits', () => {
  const samples = [
    sample('past', { shipBy: NOW - HOUR }),
    sample('soon', { shipBy: NOW + DAY - 1 }),
    sample('far', { shipBy: NOW + DAY }),
    sample('none', {}),
  ];
  expect(found(shipSla(SHOP, known(samples), SETTINGS, NOW))).toEqual(['past', 'soon']);
});

it('stuck_delivery finds parcels from the tenth day, which then have to hold for a day', () => {
  const samples = [
    sample('ten', { shippedAt: NOW - 10 * DAY }),
    sample('nine', { shippedAt: NOW - 10 * DAY + 1 }),
    sample('unknown', {}),
  ];
  const evaluation = stuckDelivery(SHOP, known(samples), SETTINGS, NOW);
  expect(found(evaluation)).toEqual(['ten']);
  expect(evaluation).toMatchObject({ findings: [{ forMs: DAY }] });
});

describe('data_stale', () => {
  const age = { family: 'orders', limitMs: 6 * HOUR };
  it('fires at once for what grew old, later for what was never read', () => {
    const ages = [
      { ...age, asOf: NOW - 7 * HOUR, tooOld: true },
      { ...age, family: 'stock', asOf: null, tooOld: true },
      { ...age, family: 'samples', asOf: NOW, tooOld: false },
    ];
    expect(dataStale(SHOP, ages)).toMatchObject({
      findings: [
        { labels: { data: 'orders' }, forMs: 0 },
        { labels: { data: 'stock' }, forMs: 6 * HOUR },
      ],
    });
  });
});

it.each([
  ['ends within 72 hours', { refreshExpiresAt: NOW + 72 * HOUR - 1, failureKinds: [] }, ['ends']],
  ['ends later', { refreshExpiresAt: NOW + 72 * HOUR, failureKinds: [] }, []],
  ['has no known end', { refreshExpiresAt: null, failureKinds: ['unavailable'] }, []],
  ['is refused', { refreshExpiresAt: null, failureKinds: ['auth', 'auth'] }, ['refused']],
  ['lacks a scope', { refreshExpiresAt: null, failureKinds: ['scope'] }, ['scope']],
])('auth_expiring: an authorisation that %s', (_name, facts, labels) => {
  expect(found(authExpiring(facts, SETTINGS, NOW))).toEqual(labels);
});

const MIDNIGHT = Math.floor(NOW / DAY) * DAY;
it.each([
  [8_001, 14.3, 1],
  [8_000, 14.3, 0],
  [9_999, 14.4, 0],
  [100, 1, 0],
])('api_budget: %i of 10,000 requests used at %f hours', (used, hour, count) => {
  const evaluation = apiBudget({ used, budget: 10_000 }, SETTINGS, MIDNIGHT + hour * HOUR);
  expect(found(evaluation)).toHaveLength(count);
});

describe('wms_down', () => {
  const calls = (outcomes: string) =>
    [...outcomes].map((outcome, index) => ({ at: NOW - index * MINUTE, failed: outcome === 'x' }));
  it.each([
    ['xxx', ['ship']],
    ['xxxo', ['ship']],
    ['xxo', []],
    ['oxxx', []],
    ['xoxx', []],
    ['xx', 'unknown'],
    ['', 'unknown'],
  ])('after %j (newest first)', (outcomes, expected) => {
    expect(found(wmsDown('ship', calls(outcomes), SETTINGS))).toEqual(expected);
  });

  it('has to hold for 15 minutes', () => {
    expect(wmsDown('ship', calls('xxx'), SETTINGS)).toMatchObject({ findings: [{ forMs: 15 * MINUTE }] });
  });
});

it('unverified_write finds writes in doubt for an hour', () => {
  const write = (actionId: string, sentAt: number) => ({
    actionId,
    kind: 'approve_sample',
    subject: '77',
    sentAt,
    stake: null,
  });
  const writes = [write('old', NOW - HOUR), write('new', NOW - HOUR + 1)];
  expect(found(unverifiedWrite(SHOP, writes, SETTINGS, NOW))).toEqual(['old']);
});

it.each([
  ['lasts 14 days', 14, 28, 0],
  ['lasts less', 13, 28, 1],
  ['is gone', 0, 1, 1],
  ['is gone and nobody wants it', 0, 0, 0],
])('stock_cover_low: stock that %s', (_name, free, unitsTaken, count) => {
  const sku = { productId: 'p', productTitle: 'Serum', skuId: 's', sellerSku: 'SERUM-30', free, unitsTaken };
  expect(found(stockCoverLow(SHOP, known([sku]), SETTINGS))).toHaveLength(count);
});

it('channel_dead finds channels with five failures in a row', () => {
  const channel = (name: string, failuresInARow: number) => ({
    channel: name,
    failuresInARow,
    lastFailure: 'The receiver answered 404.',
    failingSince: NOW,
  });
  expect(found(channelDead([channel('a', 5), channel('b', 4)], SETTINGS))).toEqual(['a']);
});
