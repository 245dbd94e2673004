import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { CycleSchedule, type ScheduledRun } from '../../src/monitor/schedule.ts';

const MORNING = Date.UTC(2026, 6, 1, 15, 7, 30);
const errors: object[] = [];

beforeEach(() => {
  vi.useFakeTimers({ now: MORNING });
  errors.length = 0;
});
afterEach(() => vi.useRealTimers());

function schedule(expression: string, run: Partial<ScheduledRun> = {}, zone = 'America/Los_Angeles') {
  const scheduled = { elect: async () => true, run: async () => undefined, ended: async () => undefined };
  return new CycleSchedule(
    expression,
    zone,
    { ...scheduled, ...run },
    { error: (fields) => errors.push(fields) },
  );
}

it('rings at each moment: elects, runs, gives back', async () => {
  const calls: string[] = [];
  const bell = schedule('*/15 * * * *', {
    elect: async () => calls.push('elect') > 0,
    run: async () => void calls.push('run'),
    ended: async () => void calls.push('ended'),
  });
  await vi.advanceTimersByTimeAsync(7 * MINUTE);
  expect(calls).toEqual([]);
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(calls).toEqual(['elect', 'run', 'ended']);
  await vi.advanceTimersByTimeAsync(15 * MINUTE);
  expect(calls).toHaveLength(6);
  await bell.stop();
  await vi.advanceTimersByTimeAsync(HOUR);
  expect(calls).toHaveLength(6);
});

it('runs nothing when another process is elected, or the lease cannot be asked for', async () => {
  let runs = 0;
  const run = async () => {
    runs += 1;
  };
  const other = schedule('*/15 * * * *', { elect: async () => false, run });
  const broken = schedule('*/15 * * * *', { elect: () => Promise.reject(new Error('disk full')), run });
  await vi.advanceTimersByTimeAsync(20 * MINUTE);
  expect(runs).toBe(0);
  expect(errors).not.toEqual([]);
  await other.stop();
  await broken.stop();
});

it('tells whether a moment has passed, in the zone', () => {
  const working = schedule('*/15 8-20 * * *');
  // 08:07:30 in Los Angeles.
  expect(working.passed(MORNING, MORNING + 7 * MINUTE)).toBe(false);
  expect(working.passed(MORNING, MORNING + 8 * MINUTE)).toBe(true);
  const evening = Date.UTC(2026, 6, 2, 3, 45);
  expect(working.passed(evening, evening + 10 * HOUR)).toBe(false);
  expect(working.passed(evening, evening + 11 * HOUR + 15 * MINUTE)).toBe(true);
  expect(working.passed(MORNING, MORNING + 3 * DAY)).toBe(true);
});

it('remembers how far it has looked without missing a later moment', () => {
  const daily = schedule('30 9 * * *', {}, 'Europe/London');
  // 16:07 in London.
  for (let at = MORNING; at < Date.UTC(2026, 6, 2, 8, 30); at += HOUR / 2) {
    expect(daily.passed(MORNING, at)).toBe(false);
  }
  expect(daily.passed(MORNING, Date.UTC(2026, 6, 2, 8, 30))).toBe(true);
  expect(daily.passed(MORNING, Date.UTC(2026, 6, 2, 9))).toBe(true);
  expect(daily.passed(Date.UTC(2026, 6, 2, 8, 30), Date.UTC(2026, 6, 2, 9))).toBe(false);
});
