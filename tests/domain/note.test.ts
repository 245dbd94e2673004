import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTE_OCCASIONS, type NoteValues, noteTemplateProblem, writeNote } from '../../src/domain/note.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { endOfDailyHours } from '../../src/domain/time-zone.ts';

const all: NoteValues = {
  creator: 'anna.bakes',
  product: 'Vitamin C 1.5 % Serum',
  shop: 'Fern & Co.',
  carrier: 'UPS',
  tracking: '1Z0',
  deadline: '2026-12-06',
};

describe('a note', () => {
  it('has every placeholder filled in', () => {
    const template = 'Hi {creator}! {product} from {shop}: {carrier} {tracking}.\n\nPost by {deadline}.';
    expect(writeNote(template, all)).toBe(
      'Hi anna.bakes! Vitamin C 1.5 % Serum from Fern & Co.: UPS 1Z0.\n\nPost by 2026-12-06.',
    );
  });

  it('leaves out the sentences of which something is not known, and lines that are empty then', () => {
    const template =
      'Hi {creator}. By {carrier}, see https://a.b/c?d={tracking}. Bye.\nPost by {deadline}!\n{shop}';
    expect(writeNote(template, { ...all, carrier: null, deadline: null })).toBe(
      'Hi anna.bakes. Bye.\nFern & Co.',
    );
    expect(writeNote(template, { ...all, deadline: null })).toContain('see https://a.b/c?d=1Z0. Bye.\nFern');
  });

  it('takes braces in a value for text', () => {
    expect(writeNote('{product} {shop}', { ...all, product: '{shop} {x' })).toBe('{shop} {x Fern & Co.');
  });

  it('that passed the check always has something to say', () => {
    const part = fc.constantFrom(
      '{creator}',
      '{product}',
      '{tracking}',
      '{carrier}',
      'Hello',
      '.',
      '! ',
      '\n',
      ' ',
    );
    const nothing: NoteValues = { ...all, carrier: null, tracking: null, deadline: null };
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const template = parts.join('');
        if (noteTemplateProblem('shipped', template) === null) {
          expect(writeNote(template, nothing)).not.toBe('');
          expect(writeNote(template, nothing)).not.toMatch(/[{}]|null/);
        }
      }),
    );
  });
});

describe('a template', () => {
  it.each([
    [
      'approved',
      'Hi {creator}: {tracking}',
      'has no placeholder "{tracking}"; allowed: {creator}, {product}, {shop}',
    ],
    [
      'shipped',
      'Hi {Creator} {}',
      'has no placeholder "{Creator}", "{}"; allowed: {creator}, {product}, {shop}, {carrier}, {tracking}',
    ],
    [
      'arrived',
      'Hi {creator}, {deadline',
      'has a brace that belongs to no placeholder; allowed: {creator}, {product}, {shop}, {carrier}, {tracking}, {deadline}',
    ],
    [
      'shipped',
      'Tracking: {tracking}. By {carrier}.',
      'must hold a sentence without {carrier}, {tracking}: it is what goes out while those are not known',
    ],
    ['approved', ' \n ', 'must hold a sentence'],
  ] as const)('for %s is refused: %j', (occasion, text, problem) => {
    expect(noteTemplateProblem(occasion, text)).toBe(problem);
  });

  it.each(NOTE_OCCASIONS)('for %s may name creator, product and shop', (occasion) => {
    expect(noteTemplateProblem(occasion, '{creator}, {product} is yours. {shop}')).toBeNull();
  });
});

describe('quiet hours', () => {
  const night = { from: 21 * 60, to: 9 * 60 };
  const zone = 'America/Los_Angeles';
  const at = (iso: string) => Date.parse(iso);

  it.each([
    ['before them', '2026-11-22T20:59:59-08:00', null],
    ['when they begin', '2026-11-22T21:00:00-08:00', '2026-11-23T09:00:00-08:00'],
    ['after midnight', '2026-11-23T03:00:00-08:00', '2026-11-23T09:00:00-08:00'],
    ['when they end', '2026-11-23T09:00:00-08:00', null],
    ['in the night that loses an hour', '2026-03-07T22:00:00-08:00', '2026-03-08T09:00:00-07:00'],
    ['in the night that has an hour more', '2026-10-31T22:00:00-07:00', '2026-11-01T09:00:00-08:00'],
  ])('%s', (_when, now, end) => {
    expect(endOfDailyHours(night, at(now), zone)).toBe(end === null ? null : at(end));
  });

  it('within a day, and none at all', () => {
    const noon = at('2026-11-22T12:00:00-08:00');
    expect(endOfDailyHours({ from: 12 * 60, to: 13 * 60 + 30 }, noon, zone)).toBe(noon + 90 * MINUTE);
    expect(endOfDailyHours({ from: 13 * 60, to: 14 * 60 }, noon, zone)).toBeNull();
    expect(endOfDailyHours({ from: 0, to: 0 }, noon, zone)).toBeNull();
  });

  it('go on to the next day when the clock skips all that lies between two nights', () => {
    const almostAlways = { from: 2 * 60 + 20, to: 2 * 60 + 6 };
    expect(endOfDailyHours(almostAlways, at('2026-03-07T22:00:00-08:00'), zone)).toBe(
      at('2026-03-09T02:06:00-07:00'),
    );
  });

  it('always end later, and are over then, whatever the clocks of the zone do', () => {
    const minute = fc.integer({ min: 0, max: 1_439 });
    const times = fc.integer({
      min: at('2026-01-01T00:00:00Z') / MINUTE,
      max: at('2027-01-01T00:00:00Z') / MINUTE,
    });
    const changes = ['2026-03-08T10:00:00Z', '2026-11-01T09:00:00Z'].map(at);
    const near = fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -240, max: 240 }));
    const moments = fc.oneof(
      times.map((minutes) => minutes * MINUTE),
      near.map(([change, minutes]) => change + minutes * MINUTE),
    );
    fc.assert(
      fc.property(fc.record({ from: minute, to: minute }), moments, (hours, now) => {
        const end = endOfDailyHours(hours, now, zone);
        if (end === null) return;
        expect(end).toBeGreaterThan(now);
        // A day more when the hour that the clock skips holds all that lies between two nights.
        expect(end - now).toBeLessThanOrEqual(49 * HOUR);
        expect(endOfDailyHours(hours, end, zone)).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });
});
