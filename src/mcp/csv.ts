import { cleanText } from './untrusted.ts';

export interface CsvColumn<Row> {
  /** Field name in the first line: snake_case, like results. */
  readonly name: string;
  /** Null and undefined leave the cell empty. */
  readonly cell: (row: Row) => string | number | boolean | null | undefined;
}

/** Longer than any title or reason; a cell of a spreadsheet holds 32,767 characters. */
const CELL_CHARACTERS = 2_000;

/**
 * What a spreadsheet takes for the beginning of a formula, the full-width forms of some languages included. A text
 * that a creator wrote must not calculate anything on the operator's machine.
 */
const FORMULA = /^[\s]*[=+\-@＝＋－＠|]/u;

/** Spreadsheets round numbers of more digits, and ids have eighteen: with a tab behind it one stays a text, whole. */
const LONG_ID = /^\d{16,}$/;

/** Excel reads UTF-8 only with this in front. */
const BYTE_ORDER_MARK = '\uFEFF';

/** RFC 4180 with names in the first line. A cell that would be a formula begins with an apostrophe, which makes it text. */
export function csvText<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `${cells.join(',')}\r\n`;
  const names = line(columns.map(({ name }) => name));
  return `${BYTE_ORDER_MARK}${names}${rows.map((row) => line(columns.map(({ cell }) => cellText(cell(row))))).join('')}`;
}

function cellText(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = cleanText(value, CELL_CHARACTERS).text;
  if (LONG_ID.test(text)) return `${text}\t`;
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
