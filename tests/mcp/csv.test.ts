import { expect, it } from 'vitest';
import { csvText } from '../../src/mcp/csv.ts';

type Cell = string | number | boolean | null | undefined;
const cells = (...row: readonly Cell[]): string => {
  const columns = row.map((_cell, index) => ({
    name: `c${index}`,
    cell: (one: readonly Cell[]) => one[index],
  }));
  const [, line = ''] = csvText(columns, [row]).split('\r\n');
  return line;
};

it('names its columns, ends lines as the standard says and begins as Excel needs it', () => {
  const text = csvText([{ name: 'id', cell: (row: number) => row }], [1, 2]);
  expect(text).toBe('\uFEFFid\r\n1\r\n2\r\n');
  expect(csvText([{ name: 'id', cell: () => 1 }], [])).toBe('\uFEFFid\r\n');
});

it('keeps numbers, leaves out what is absent, quotes what would break a line', () => {
  expect(cells(-5, 0, true, null, undefined, '')).toBe('-5,0,true,,,');
  expect(cells('a, b', 'say "no"', 'two\nlines')).toBe('"a, b","say ""no""","two\nlines"');
});

it.each([
  '=HYPERLINK("http://example.com")',
  '+1',
  '-1+2',
  '@SUM(A1)',
  '  =1+1',
  '\t=1+1',
  '＝1+1',
  "\u200b=cmd|' /C calc'!A0",
])('makes no formula of %j', (text) => {
  expect(cells(text).replace(/^"/, '')).toMatch(/^'/);
});

it('leaves a dash inside, and a name, alone', () => {
  expect(cells('a-b', 'anna.bakes', '2026-01-01T00:00:00Z')).toBe('a-b,anna.bakes,2026-01-01T00:00:00Z');
});

it('keeps long ids whole in a spreadsheet', () => {
  expect(cells('7494000000000012001', '123')).toBe('7494000000000012001\t,123');
});
