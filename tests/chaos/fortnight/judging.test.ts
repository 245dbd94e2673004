import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../../src/domain/time.ts';
import type { Truth } from '../control.ts';
import type { AlertRow } from './alert-view.ts';
import { capProblems } from './caps.ts';
import { Expectations, type Look, type Story } from './expectations.ts';

// The fortnight is worth as much as its judge: each of these would be a fault of the desk.

const START = Date.UTC(2026, 10, 16, 15);

const quiet = (): Story => ({ start: START, warehouse: [], authorisation: [], lost: [] });

/** A request that runs out `left` after `at`, and the alert about it, if any. */
function look(at: number, left: number, alert: Partial<AlertRow> | null, status = 'PENDING'): Look {
  const application = {
    ...{ application_id: '1', creator_id: 'c', status, approved_by: null, approved_ms: null, order_id: null },
    ...{ approve_by_ms: at + left, ship_by_ms: 0 },
  };
  const verdict = {
    units_owed: 0,
    units_sent_to_wms: 0,
    lost: [],
    doubled: [],
    messages_doubled: [],
    agrees: true,
  };
  const truth: Truth = { applications: [application], orders: [], messages: [], verdict };
  return { at, truth, alerts: alert === null ? [] : [row(alert)] };
}

function row(changes: Partial<AlertRow>): AlertRow {
  return {
    ...{ alert_id: 'a1', rule: 'approvals_expiring', fingerprint: 'f1', labels: { application_id: '1' } },
    ...{ state: 'firing', title: 'The request runs out', fired_at: null, resolved_at: null },
    ...changes,
  };
}

function judged(story: Story, looks: readonly Look[]): readonly string[] {
  const expectations = new Expectations(story);
  for (const one of looks) expectations.look(one);
  const last = looks.at(-1);
  if (last) expectations.finish(last);
  return expectations.problems;
}

describe('alerts', () => {
  const ended = { state: 'resolved' as const, fired_at: START, resolved_at: START + 6 * HOUR };

  it('that fire when due and end after it agree', () => {
    const looks = [
      look(START, 10 * HOUR, { fired_at: START }),
      look(START + 6 * HOUR, 0, ended, 'REJECT_CANCELLED'),
    ];
    expect(judged(quiet(), looks)).toEqual([]);
  });

  it('that do not stand, fire falsely, hold on or never end are told', () => {
    expect(judged(quiet(), [look(START, 10 * HOUR, null)])).toEqual([
      expect.stringContaining('does not stand'),
    ]);
    expect(judged(quiet(), [look(START, 3 * DAY, ended)])).toEqual([
      expect.stringContaining('fired falsely'),
    ]);
    const over = [0, 1, 2, 3, 4, 5].map((hours) =>
      look(START + hours * HOUR, 10 * HOUR, { fired_at: START }, hours === 0 ? 'PENDING' : 'SHIPPED'),
    );
    expect(judged(quiet(), over)).toEqual([
      expect.stringContaining('holds on without a cause'),
      expect.stringContaining('holds on without a cause'),
      expect.stringContaining('never resolved'),
    ]);
  });

  it('that move while the data are old are told, and so are troubles that nobody was told of', () => {
    const trouble = { from: START + HOUR, to: START + 15 * HOUR, lastRead: START };
    const fired = { ...ended, fired_at: START + 10 * HOUR, resolved_at: START + 20 * HOUR };
    const looks = [
      look(START, 28 * HOUR, null),
      look(START + 20 * HOUR, 8 * HOUR, fired, 'REJECT_CANCELLED'),
    ];
    expect(judged({ ...quiet(), authorisation: [trouble] }, looks)).toEqual([
      expect.stringContaining('fired on old data'),
      expect.stringContaining('auth_expiring fired 0 times'),
      expect.stringContaining('data_stale fired 0 times'),
    ]);
  });
});

it('tells each approval that its day or week had no room for', () => {
  const caps = [{ from: START, day: 2, week: 3 }];
  const times = [0, 1, 2, 26].map((hours) => START + hours * HOUR);
  expect(capProblems(times.slice(0, 2), caps)).toEqual([]);
  expect(capProblems(times, caps)).toEqual([
    expect.stringContaining('Approval 3 of the day'),
    expect.stringContaining('Approval 4 of the week'),
  ]);
});
