import { expect, test } from 'vitest';
import { parseJson } from '../../../src/adapters/tiktok-shop/json.ts';
import {
  fractionToBps,
  millisToTimestamp,
  percentToBps,
  shareToBps,
  toCount,
  toMoney,
  toText,
  toTimestamp,
  zonelessToTimestamp,
} from '../../../src/adapters/tiktok-shop/units.ts';

test.each([
  ['0.15', 1500],
  ['0.1', 1000],
  ['0.01', 100],
  ['0.8', 8000],
  ['0.29', 2900],
  ['0.12345', 1235],
  [0.07, 700],
  ['0', 0],
  ['', null],
  [undefined, null],
  ['free', null],
])('fraction %j is %j basis points', (wire, bps) => {
  expect(fractionToBps(wire)).toBe(bps);
});

test.each([
  ['60.50', 6050],
  ['91.67', 9167],
  ['100', 10000],
  ['0', 0],
  ['0.00', 0],
  ['', null],
  [null, null],
])('percent %j is %j basis points', (wire, bps) => {
  expect(percentToBps(wire)).toBe(bps);
});

test('times: seconds become milliseconds, zero and empty are not set', () => {
  expect(toTimestamp(1795773600)).toBe(1_795_773_600_000);
  expect(toTimestamp('1795773600')).toBe(1_795_773_600_000);
  expect([toTimestamp(0), toTimestamp('0'), toTimestamp(''), toTimestamp(undefined)]).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test('counts and text: zero is a value, empty is none', () => {
  expect([toCount(0), toCount('0'), toCount('12'), toCount(''), toCount(null)]).toEqual([
    0,
    0,
    12,
    null,
    null,
  ]);
  expect([toText('a'), toText(''), toText(' '), toText(undefined)]).toEqual(['a', null, null, null]);
});

test('money is exact, and absent is not zero', () => {
  expect(toMoney({ amount: '8423.55', currency: 'USD' })).toEqual({ amountMinor: 842355, currency: 'USD' });
  expect(toMoney({ amount: '0', currency: 'USD' })).toEqual({ amountMinor: 0, currency: 'USD' });
  expect(toMoney({ amount: '', currency: '' })).toBeNull();
  expect(toMoney(undefined)).toBeNull();
});

test('integers beyond 2^53 keep every digit; other numbers stay numbers', () => {
  expect(parseJson('{"id":1729382476623876543,"n":-1729382476623876543,"f":0.1,"s":42}')).toEqual({
    id: '1729382476623876543',
    n: '-1729382476623876543',
    f: 0.1,
    s: 42,
  });
});

test.each([
  ['0.0528', 528],
  ['12.5%', 1250],
  ['13.99 %', 1399],
  ['0', 0],
  ['0%', 0],
  ['', null],
  ['%', null],
  [undefined, null],
])('share %j is %j basis points', (wire, bps) => {
  expect(shareToBps(wire)).toBe(bps);
});

test('milliseconds stay, zero and empty are not set', () => {
  expect([millisToTimestamp('1794700800000'), millisToTimestamp(1794700800001)]).toEqual([
    1_794_700_800_000, 1_794_700_800_001,
  ]);
  expect([millisToTimestamp('0'), millisToTimestamp('')]).toEqual([null, null]);
});

test.each([
  ['2026-11-15 18:20:00', Date.UTC(2026, 10, 15, 18, 20)],
  ['2026-11-15T18:20:00', Date.UTC(2026, 10, 15, 18, 20)],
  ['2026-13-15 18:20:00', null],
  ['yesterday', null],
  ['', null],
])('%j without a zone is UTC', (wire, at) => {
  expect(zonelessToTimestamp(wire)).toBe(at);
});
