import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../src/domain/alert.ts';
import { DAY, HOUR, MINUTE } from '../../../src/domain/time.ts';
import { alertMessage, digestMessage } from '../../../src/rules/alerts/messages.ts';
import { muteOf } from '../../../src/rules/alerts/mute.ts';
import { planNotices } from '../../../src/rules/alerts/notices.ts';
import { alert, NOW, SETTINGS, silence } from './support.ts';

const WAIT = 15 * MINUTE;
const plan = (alerts: readonly Alert[], now: number, silences = [] as ReturnType<typeof silence>[]) =>
  planNotices(alerts, silences, SETTINGS, now);
const another = (id: string, overrides: Partial<Alert> = {}) =>
  alert({ alertId: id, fingerprint: id, labels: { application_id: id }, ...overrides });
const ids = (alerts: readonly Alert[]) => alerts.map(({ alertId }) => alertId);

describe('a group of alerts', () => {
  it('waits before its first message, and then speaks of everything that came meanwhile', () => {
    const alerts = [another('a'), another('b', { firedAt: NOW + 10 * MINUTE, deadline: NOW + HOUR })];
    expect(plan(alerts, NOW + WAIT - 1).notices).toEqual([]);
    const { notices, marks } = plan(alerts, NOW + WAIT);
    expect(notices.map(({ firing }) => ids(firing))).toEqual([['b', 'a']]);
    expect(marks.notified).toEqual(['a', 'b']);
  });

  it('speaks of additions after the interval and repeats after a day', () => {
    const told = another('a', { notifiedAt: NOW });
    expect(plan([told, another('b')], NOW + 6 * HOUR - 1).notices).toEqual([]);
    expect(plan([told, another('b')], NOW + 6 * HOUR).notices).toHaveLength(1);
    expect(plan([told], NOW + DAY - 1).notices).toEqual([]);
    expect(plan([told], NOW + DAY).notices).toHaveLength(1);
  });

  it('never mentions what ended before anybody heard of it', () => {
    const ended = another('a', { state: 'resolved', resolvedAt: NOW + MINUTE });
    expect(plan([ended], NOW + DAY)).toEqual({ notices: [], marks: { notified: [], endTold: ['a'] } });
  });

  it('says nothing of an end when it fires again', () => {
    const ended = another('a', { fingerprint: 'f', state: 'resolved', resolvedAt: NOW, notifiedAt: NOW });
    const again = another('b', { fingerprint: 'f', firedAt: NOW + HOUR });
    expect(plan([ended, again], NOW + 2 * HOUR).notices).toEqual([]);
    const { notices, marks } = plan([ended, again], NOW + 6 * HOUR);
    expect(notices).toMatchObject([{ firing: [{ alertId: 'b' }], ended: [] }]);
    expect(marks.endTold).toEqual(['a']);
  });

  it('is of one rule and one shop', () => {
    const alerts = [another('a'), another('b', { shopId: 'shop-2' }), another('c', { rule: 'ship_sla' })];
    expect(plan(alerts, NOW + WAIT).notices).toHaveLength(3);
  });
});

describe('silence', () => {
  it.each([
    ['its rule', {}, true],
    ['another rule', { rule: 'ship_sla' as const }, false],
    ['its subject', { rule: null, subject: '1' }, true],
    ['another subject', { subject: '2' }, false],
    ['another shop', { shopId: 'shop-2' }, false],
    ['a time before', { endsAt: NOW }, false],
    ['a time to come', { startsAt: NOW + 1 }, false],
  ])('of %s', (_name, overrides, muted) => {
    const mute = muteOf(alert(), [], [silence(overrides)], NOW);
    expect(mute?.kind === 'silenced').toBe(muted);
  });

  it('ends: what still fires is told then', () => {
    const quiet = [silence({ endsAt: NOW + HOUR })];
    expect(plan([alert()], NOW + HOUR - 1, quiet).notices).toEqual([]);
    expect(plan([alert()], NOW + HOUR, quiet).notices).toHaveLength(1);
  });

  it('swallows the end of what was told before', () => {
    const ended = alert({ state: 'resolved', notifiedAt: NOW });
    expect(plan([ended], NOW + HOUR - 1, [silence()])).toMatchObject({
      notices: [],
      marks: { endTold: ['alr_1'] },
    });
  });
});

describe('inhibition', () => {
  const refused = alert({ alertId: 'i', rule: 'auth_expiring', shopId: '-', labels: { cause: 'refused' } });
  const down = alert({ alertId: 'w', rule: 'wms_down', shopId: '-', labels: { warehouse: 'ship' } });
  const late = alert({ rule: 'ship_sla' });
  it.each<[string, Alert, Alert, boolean]>([
    ['requests by an authorisation that is refused', alert(), refused, true],
    ['not by one that ends later', alert(), { ...refused, labels: { cause: 'ends' } }, false],
    ['not by one that is over', alert(), { ...refused, state: 'resolved' }, false],
    ['not by one of another shop', alert(), { ...refused, shopId: 'shop-2' }, false],
    ['late parcels by a warehouse that is down', late, down, true],
    ['late parcels not by the authorisation', late, refused, false],
    ['not what the table does not name', alert({ rule: 'unverified_write' }), down, false],
  ])('%s', (_name, muted, by, expected) => {
    expect(muteOf(muted, [by], [], NOW) !== null).toBe(expected);
  });
});

const CONTEXT = { shop: { shopId: 'shop-1', name: 'Glow' }, sandbox: false, now: NOW };

describe('messages', () => {
  it('say what, until when and what to do', () => {
    const notice = { shopId: 'shop-1', rule: 'approvals_expiring' as const, firing: [alert()], ended: [] };
    expect(alertMessage(notice, CONTEXT)).toMatchObject({
      subject: 'Glow: The request of @anna for Serum runs out',
      lines: ['The request of @anna for Serum runs out; 5 h left', 'What to do: Decide it.'],
      severity: 'high',
    });
  });

  it('sum up many and say when it is the sandbox', () => {
    const firing = Array.from({ length: 30 }, (_, index) => another(String(index)));
    const notice = { shopId: 'shop-1', rule: 'approvals_expiring' as const, firing, ended: [] };
    const { subject, lines, alerts } = alertMessage(notice, { ...CONTEXT, sandbox: true });
    expect(subject).toBe('sandbox · Glow: 30 sample requests run out soon');
    expect(lines).toHaveLength(9);
    expect(lines[7]).toBe('and 23 more');
    expect(alerts).toHaveLength(30);
  });

  it('tell an end as settled', () => {
    const ended = [alert({ state: 'resolved' })];
    const notice = { shopId: 'shop-1', rule: 'approvals_expiring' as const, firing: [], ended };
    expect(alertMessage(notice, CONTEXT)).toMatchObject({
      subject: 'Glow: Settled: The request of @anna for Serum runs out',
      alerts: [{ state: 'resolved' }],
    });
  });

  it('digest: at most 12 lines, by deadline and then by money', () => {
    const item = (text: string, deadline: number | null, stakeMinor: number | null) => ({
      text,
      deadline,
      stakeMinor,
    });
    const few = [
      item('poor', null, 1),
      item('rich', null, 9),
      item('later', NOW + 2 * HOUR, 99),
      item('soon', NOW + HOUR, 0),
    ];
    expect(digestMessage(few, ['done'], CONTEXT)).toMatchObject({
      subject: 'Glow: 4 things need you today',
      lines: ['soon; 1 h left', 'later; 2 h left', 'rich', 'poor', 'done'],
    });
    const many = Array.from({ length: 40 }, (_, index) => item(`thing ${index}`, null, 40 - index));
    const { lines } = digestMessage(many, ['done'], CONTEXT);
    expect(lines).toHaveLength(12);
    expect(lines.slice(-2)).toEqual(['and 30 more: ask for the programme status.', 'done']);
  });
});
