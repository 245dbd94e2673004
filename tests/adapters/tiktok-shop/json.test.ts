import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../../src/adapters/tiktok-shop/json.ts';

test.each([
  ['[9007199254740991]', [9007199254740991]],
  ['[9007199254740993]', ['9007199254740993']],
  ['[-9007199254740993]', ['-9007199254740993']],
  ['9007199254740993', '9007199254740993'],
  ['{"a":\n\t 12345678901234567890 ,"b":1}', { a: '12345678901234567890', b: 1 }],
  ['{"deep":[{"id":7600000000000000701}]}', { deep: [{ id: '7600000000000000701' }] }],
  // Not integers: as JSON.parse has them.
  ['[1234567890123456.5, 1e20, 0.12345678901234568]', [1234567890123456.5, 1e20, 0.12345678901234568]],
  // The same signs inside strings.
  [
    '{"text":"see: 9007199254740993, or [9007199254740993]"}',
    { text: 'see: 9007199254740993, or [9007199254740993]' },
  ],
  ['{"text":"a \\", :9007199254740993"}', { text: 'a ", :9007199254740993' }],
  ['{"9007199254740993":9007199254740993}', Object.fromEntries([['9007199254740993', '9007199254740993']])],
  ['{"content":"{\\"id\\":9007199254740993}"}', { content: '{"id":9007199254740993}' }],
  ['["7600000000000000701","\\u00397600000000000000701"]', ['7600000000000000701', '97600000000000000701']],
])('%s', (text, value) => {
  expect(parseJson(text)).toEqual(value);
});

test('what is no JSON is refused', () => {
  expect(() => parseJson('{"a":9007199254740993')).toThrow(SyntaxError);
  expect(() => parseJson('')).toThrow(SyntaxError);
});

/** Wherever a large integer stands in a text, it keeps its digits; everything else is as JSON.parse has it. */
test('large integers keep their digits at any place', () => {
  const large = fc.bigInt({ min: 2n ** 53n, max: 10n ** 22n });
  const filler = fc.string({ maxLength: 40 });
  fc.assert(
    fc.property(filler, large, filler, fc.integer({ min: 0, max: 20 }), (before, integer, after, blanks) => {
      const text = `{${JSON.stringify(before)}:${' '.repeat(blanks)}${integer},"~":[${JSON.stringify(after)},-${integer}]}`;
      expect(parseJson(text)).toEqual({ [before]: String(integer), '~': [after, `-${integer}`] });
    }),
  );
});
