import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMoney, minorDigits, parseMoney } from '../../src/domain/money.ts';

describe('parseMoney', () => {
  it.each([
    ['8423.55', 'USD', 842_355],
    ['0.1', 'USD', 10],
    ['1.005', 'USD', 101],
    ['1.004', 'USD', 100],
    ['0.995', 'USD', 100],
    ['-1.50', 'USD', -150],
    ['-0.001', 'USD', 0],
    ['007', 'USD', 700],
    [' 12 ', 'EUR', 1_200],
    ['1200', 'JPY', 1_200],
    ['1200.5', 'JPY', 1_201],
    ['90000', 'VND', 90_000],
  ])('reads %s %s as %d minor units', (text, currency, amountMinor) => {
    expect(parseMoney(text, currency)).toEqual({ amountMinor, currency });
  });

  it.each(['', ' ', '.5', '5.', '1,000.00', '1e3', '$5', 'NaN', '--1', '99999999999999999999'])(
    'takes "%s" for absent, not for zero',
    (text) => {
      expect(parseMoney(text, 'USD')).toBeNull();
    },
  );

  it('gives back every amount that is written with its own digits', () => {
    const currency = fc.constantFrom('USD', 'EUR', 'GBP', 'JPY', 'VND');
    const minor = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });
    fc.assert(
      fc.property(minor, currency, (amountMinor, code) => {
        const digits = minorDigits(code);
        const padded = String(Math.abs(amountMinor)).padStart(digits + 1, '0');
        const text = digits === 0 ? padded : `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
        expect(parseMoney(`${amountMinor < 0 ? '-' : ''}${text}`, code)).toEqual({
          amountMinor,
          currency: code,
        });
      }),
    );
  });

  it('rounds by less than one minor unit and never changes the order of two amounts', () => {
    const text = fc
      .tuple(fc.integer({ min: 0, max: 9_999_999 }), fc.integer({ min: 0, max: 99_999 }))
      .map(([whole, part]) => `${whole}.${String(part).padStart(5, '0')}`);
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [one, other] = [parseMoney(a, 'USD'), parseMoney(b, 'USD')];
        if (!one || !other) throw new Error('Not read.');
        expect(Math.abs(one.amountMinor - Number(a) * 100)).toBeLessThanOrEqual(0.501);
        if (Number(a) <= Number(b)) expect(one.amountMinor).toBeLessThanOrEqual(other.amountMinor);
      }),
    );
  });
});

describe('formatMoney', () => {
  it.each([
    [{ amountMinor: 123_450, currency: 'USD' }, '$1,234.50'],
    [{ amountMinor: -5, currency: 'USD' }, '-$0.05'],
    [{ amountMinor: 1_200, currency: 'JPY' }, '¥1,200'],
    [{ amountMinor: 1_999, currency: 'GBP' }, '£19.99'],
  ])('writes %j as %s', (money, text) => {
    expect(formatMoney(money)).toBe(text);
  });

  it('loses no minor unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), (amountMinor) => {
        const text = formatMoney({ amountMinor, currency: 'USD' }).replace(/[$,]/g, '');
        expect(parseMoney(text, 'USD')).toEqual({ amountMinor, currency: 'USD' });
      }),
    );
  });
});
