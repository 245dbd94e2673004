import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, describeSpan, HOUR, MINUTE, SECOND, toIso } from '../../src/domain/time.ts';
import { type LimitWindow, startOfWindow } from '../../src/domain/time-zone.ts';

describe('describeSpan', () => {
  it.each([
    [0, '0 s'],
    [59 * SECOND, '59 s'],
    [59_700, '1 min'],
    [59.7 * MINUTE, '1 h'],
    [3 * HOUR + 10 * MINUTE, '3 h'],
    [23.8 * HOUR, '1 d'],
    [-2 * HOUR, '2 h'],
    [2 * DAY + 4 * HOUR, '2 d 4 h'],
    [DAY + 23.9 * HOUR, '2 d'],
    [7 * DAY + 5 * HOUR, '7 d'],
  ])('says %d ms as %s', (span, text) => {
    expect(describeSpan(span)).toBe(text);
  });
});

it('writes times without milliseconds', () => {
  expect(toIso(Date.UTC(2026, 10, 22, 13, 4, 5, 999))).toBe('2026-11-22T13:04:05Z');
});

describe('startOfWindow', () => {
  it.each<[LimitWindow, string, string, string]>([
    // Los Angeles leaves daylight time on 1 November 2026 and enters it on 8 March.
    ['day', '2026-11-01T12:00:00Z', 'America/Los_Angeles', '2026-11-01T07:00:00Z'],
    ['day', '2026-11-02T07:59:00Z', 'America/Los_Angeles', '2026-11-01T07:00:00Z'],
    ['day', '2026-11-02T08:00:00Z', 'America/Los_Angeles', '2026-11-02T08:00:00Z'],
    ['week', '2026-11-05T00:00:00Z', 'America/Los_Angeles', '2026-11-02T08:00:00Z'],
    ['week', '2026-11-01T20:00:00Z', 'America/Los_Angeles', '2026-10-26T07:00:00Z'],
    ['month', '2026-11-20T00:00:00Z', 'America/Los_Angeles', '2026-11-01T07:00:00Z'],
    ['month', '2026-03-31T00:00:00Z', 'Europe/London', '2026-03-01T00:00:00Z'],
    ['day', '2026-03-29T12:00:00Z', 'Europe/Berlin', '2026-03-28T23:00:00Z'],
    // Midnight of 4 November 2018 does not exist in São Paulo: the day began at one.
    ['day', '2018-11-04T15:00:00Z', 'America/Sao_Paulo', '2018-11-04T03:00:00Z'],
    ['day', '2026-11-22T00:00:00Z', 'UTC', '2026-11-22T00:00:00Z'],
  ])('%s of %s in %s', (window, at, zone, start) => {
    expect(toIso(startOfWindow(window, Date.parse(at), zone))).toBe(start);
  });

  it('is never after the moment, starts itself, and windows follow one another without a gap', () => {
    const zone = fc.constantFrom(
      ...['America/Los_Angeles', 'Europe/London', 'America/Sao_Paulo', 'Asia/Tokyo', 'UTC'],
    );
    const window = fc.constantFrom<LimitWindow>('day', 'week', 'month');
    const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) });
    const longest = { day: 25 * HOUR, week: 7 * DAY + HOUR, month: 31 * DAY + HOUR };
    fc.assert(
      fc.property(window, moment, zone, (kind, at, where) => {
        const start = startOfWindow(kind, at, where);
        expect(start).toBeLessThanOrEqual(at);
        expect(at - start).toBeLessThan(longest[kind]);
        expect(startOfWindow(kind, start, where)).toBe(start);
        const before = startOfWindow(kind, start - 1, where);
        expect(before).toBeLessThan(start);
        expect(start - before).toBeLessThanOrEqual(longest[kind]);
      }),
      { numRuns: 300 },
    );
  });
});
